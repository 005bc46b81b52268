"""The poster of an activity: what, when, where, until when to sign up, and the code that leads there. Lengths in mm."""

from dataclasses import dataclass

from unionweb.activities.models import Activity
from unionweb.activities.papers.setting import GREY, HEIGHT, INK, RED, WIDTH, printed
from unionweb.activities.queries.hours import organ_name
from unionweb.kernel import fonts, labels, qr
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.blocks import Advance, Type, code, line, paragraph
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, SetPage

LEFT = 22.0
ROOM = WIDTH - 2 * LEFT
CODE = 70.0
MOST_SESSIONS = 4


@dataclass(frozen=True)
class Poster:
    """What it says. dates: (when, where) of each session; call: beside the code, in lines."""

    organ: str
    kind: str
    title: str
    dates: tuple[tuple[str, str], ...]
    more: str
    text: str
    call: tuple[str, ...]
    contact: str


def poster_of(activity: Activity) -> Poster:
    """The words of an activity's poster, the same on the screen and on paper."""
    held = [s for s in activity.sessions if s.called_off_at is None]
    dates = tuple((_when(s), f"{s.campus.name} {s.place}" if s.campus else s.place) for s in held[:MOST_SESSIONS])
    organ = organ_name(activity.unit.name, activity.unit.parent_id)
    return Poster(
        organ=organ,
        kind=activity.series.name if activity.series else labels.label(activity.kind),
        title=activity.title,
        dates=dates,
        more=f"一共 {len(held)} 场，扫码看全部" if len(held) > MOST_SESSIONS else "",
        text=" ".join(activity.text.split())[:160],
        call=("扫码报名", f"{labels.dated(activity.opens_at)} 起", f"{labels.dated(activity.closes_at)} 截止"),
        contact=f"联系人 {activity.contact}" if activity.contact else organ,
    )


def _when(session) -> str:
    return f"{labels.long_day(session.starts_at.date())} {labels.span(session.starts_at, session.ends_at)}"


def print_poster(poster: Poster, address: str) -> bytes:
    """A sheet of A4. Raises PaperProblem, FontsMissing."""
    advance = fonts.library().advance
    return printed([_page(poster, address, advance)], f"海报 {poster.title}", poster.organ)


def _page(poster: Poster, address: str, advance: Advance) -> SetPage:
    title, below = _title(poster.title, advance)
    dates, end = _dates(poster, below + 20, advance)
    top = HEIGHT - 40 - CODE
    about = _about(poster.text, end + 8, top - 12, advance)
    beside = LEFT + CODE + 6
    call = [line(text, Type(Typeface.title if n == 0 else Typeface.sans, 34 if n == 0 else 18, INK),
                 (beside, top + 24 + 16 * n), WIDTH - LEFT - beside, advance)
            for n, text in enumerate(poster.call)]  # fmt: skip
    lines = [
        line(poster.organ, Type(Typeface.sans, 15, RED), (LEFT, 34), ROOM, advance),
        line(poster.kind, Type(Typeface.sans, 18, GREY), (LEFT, 48), ROOM, advance),
        *title, *dates, *about, *call,
        line(poster.contact, Type(Typeface.sans, 14, INK), (LEFT, HEIGHT - 24), ROOM, advance),
    ]  # fmt: skip
    drawn = [f"{RED} rg {frame(LEFT, 20, ROOM, 2.6)} f", code(address, (LEFT - _quiet(address), top), CODE)]
    drawn.append(f"0.07 G 0.5 w {frame(LEFT, HEIGHT - 34, ROOM, 0)} S")
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, " ".join(drawn))


def _quiet(address: str) -> float:
    """How far the white around the code reaches: its black lines up with the text above."""
    return CODE * qr.QUIET / (len(qr.modules(address)) + 2 * qr.QUIET)


def _title(text: str, advance: Advance) -> tuple[list[Line], float]:
    """As large as it fits, a long one on several lines; and the base line of the last."""
    one = line(text, Type(Typeface.title, 72, INK), (LEFT, 76), ROOM, advance)
    if one.size >= 40:
        return [one], 76.0
    for size in (46.0, 40.0, 34.0, 28.0, 24.0):
        lines = paragraph(text, Type(Typeface.title, size, INK), (LEFT, 57 + size * MM_PER_POINT * 0.8), ROOM, advance)
        if len(lines) <= 3:
            break
    return lines, lines[-1].y


def _dates(poster: Poster, top: float, advance: Advance) -> tuple[list[Line], float]:
    found, y = [], top
    for when, where in poster.dates:
        found.append(line(when, Type(Typeface.sans, 19, INK), (LEFT, y), ROOM, advance))
        found.append(line(where, Type(Typeface.sans, 15, GREY), (LEFT, y + 8), ROOM, advance))
        y += 19
    if poster.more:
        found.append(line(poster.more, Type(Typeface.sans, 15, INK), (LEFT, y), ROOM, advance))
        y += 10
    return found, y - 8


def _about(text: str, top: float, bottom: float, advance: Advance) -> list[Line]:
    """The beginning of the text, as far as there is room."""
    if not text:
        return []
    lines = paragraph(text, Type(Typeface.fangsong, 14, INK), (LEFT, top + 4), ROOM, advance)
    return [one for one in lines if one.y <= bottom]
