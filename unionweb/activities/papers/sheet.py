"""The sign-in sheet of a session on A4, with a repeated head and page numbers; and badges with each one's code."""

from collections.abc import Sequence

from unionweb.activities.models import ActivitySession
from unionweb.activities.papers.setting import (
    HEIGHT,
    INK,
    LEFT,
    ROOM,
    WIDTH,
    cell,
    drop,
    grid,
    page_number,
    printed,
    shade,
)
from unionweb.activities.queries.hours import organ_name
from unionweb.common.cards import Card, print_cards
from unionweb.kernel import fonts, labels
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.blocks import Advance, Type, centred
from unionweb.kernel.pdf.typeset import Line, SetPage

HEADS = ("序号", "姓名", "单位", "签名")
COLUMNS = (16.0, 40.0, 62.0, 56.0)
TOP, ROW, FOOT = 44.0, 9.6, 18.0
A_PAGE = int((HEIGHT - TOP - FOOT) / ROW) - 1
SPARE = 3  # empty rows at the end, for those who come without having signed up


def print_sheet(session: ActivitySession, people: Sequence) -> bytes:
    """A row for each of `people` (name, unit, seats, team_name) and some empty ones. Raises PaperProblem, FontsMissing."""
    rows = [_words(number, person) for number, person in enumerate(people, start=1)]
    rows += [(str(n), "", "") for n in range(len(rows) + 1, _filled(len(rows)) + 1)]
    parts = [rows[start : start + A_PAGE] for start in range(0, len(rows), A_PAGE)]
    advance = fonts.library().advance
    pages = [_page(session, part, (number, len(parts)), advance) for number, part in enumerate(parts, start=1)]
    return printed(pages, f"签到表 {session.activity.title}", _organ(session))


def _filled(count: int) -> int:
    """As many rows as fill the last page."""
    wanted = count + SPARE
    return wanted + -wanted % A_PAGE


def _words(number: int, person) -> tuple[str, str, str]:
    more = f"（连同行 {person.seats} 人）" if person.seats > 1 else ""
    unit = f"{person.unit}（{person.team_name}）" if person.team_name else person.unit
    return str(number), person.name + more, unit


def _page(session: ActivitySession, rows, place: tuple[int, int], advance: Advance) -> SetPage:
    number, count = place
    tops = [TOP + ROW * n for n in range(len(rows) + 2)]
    lines = [*_head(session, advance), *_row(HEADS, Type(Typeface.sans, 11, INK), tops[0], advance), page_number(number, count, advance)]
    for top, row in zip(tops[1:], rows, strict=False):
        lines += _row(row, None, top, advance)
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, f"{shade(COLUMNS, TOP, ROW)} {grid(COLUMNS, tops)}")


def _head(session: ActivitySession, advance: Advance) -> list[Line]:
    activity = session.activity
    title = f"{activity.title}{f'（{session.title}）' if session.title else ''}签到表"
    place = f"{session.campus.name} {session.place}" if session.campus else session.place
    said = f"{labels.long_day(session.starts_at.date())} {labels.span(session.starts_at, session.ends_at)}　{place}　{_organ(session)}"
    return [
        centred(title, Type(Typeface.title, 20, INK), (WIDTH / 2, 26), ROOM, advance),
        centred(said, Type(Typeface.fangsong, 11.5, INK), (WIDTH / 2, 37), ROOM, advance),
    ]


def _row(texts: Sequence[str], type: Type | None, top: float, advance: Advance) -> list[Line]:
    """type: that of all cells, or None for the usual ones of a person."""
    types = (type,) * 4 if type else (Type(Typeface.fangsong, 11, INK), Type(Typeface.name, 13, INK), Type(Typeface.fangsong, 11, INK))
    found = []
    for n, (text, one) in enumerate(zip(texts, types, strict=False)):
        box = (LEFT + sum(COLUMNS[:n]), top + drop(one.size, ROW), COLUMNS[n])
        if text:
            found.append(cell(text, one, box, advance, middle=type is not None or n == 0))
    return found


def _organ(session: ActivitySession) -> str:
    return organ_name(session.activity.unit.name, session.activity.unit.parent_id)


def print_badges(session: ActivitySession, people: Sequence[tuple[object, str]]) -> bytes:
    """A badge for each (person, address of the card). Raises PaperProblem, FontsMissing."""
    organ, title = _organ(session), session.activity.title
    cards = [Card(organ, title, one.name, _under(one), address, f"签到码　{one.number} 号") for one, address in people]
    return print_cards(cards)


def _under(person) -> str:
    return f"{person.unit}　{person.team_name}" if person.team_name else person.unit
