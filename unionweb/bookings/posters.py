"""Door posters on paper: a sheet of A4 for each point, or small cards, four on a sheet. Lengths in mm."""

from unionweb.bookings.queries.posters import Poster
from unionweb.common.cards import Card, print_cards
from unionweb.kernel import fonts, qr
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import PITCH, Advance, Type, code, line, paragraph
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT, LEFT = 210.0, 297.0, 22.0
ROOM = WIDTH - 2 * LEFT
CODE = 92.0
COLUMN, GAP = 50.0, 8.0
RED, INK, GREY = "0.66 0.14 0.11", "0.07 0.07 0.07", "0.30 0.29 0.28"


def print_posters(posters: list[tuple[Poster, str]]) -> bytes:
    """A page for each (poster, address of the door). Raises PaperProblem, FontsMissing."""
    if not posters:
        raise PaperProblem("没有在用的服务点，没有海报可印。")
    pages = [_page(poster, address, fonts.library().advance) for poster, address in posters]
    for (poster, _), page in zip(posters, pages, strict=True):
        if lacking := missing_on(page.lines):
            raise PaperProblem(f"{poster.place}的海报里，字“{fonts.named(lacking)}”现有字体都没有，印不出来。")
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, Printed("门口海报", posters[0][0].organ, seconds=MANY_SECONDS))


def print_door_cards(posters: list[tuple[Poster, str]]) -> bytes:
    """The same as cards of A6. Raises PaperProblem, FontsMissing."""
    cards = [Card(each.organ, each.place, each.title, "".join(each.call), address, each.contact) for each, address in posters]
    if not cards:
        raise PaperProblem("没有在用的服务点，没有卡片可印。")
    return print_cards(cards, Printed("门口小卡", posters[0][0].organ, seconds=MANY_SECONDS))


def _page(poster: Poster, address: str, advance: Advance) -> SetPage:
    title, below = _title(poster.title, advance)
    top = below + 28  # of the code
    beside = LEFT + CODE - 4
    call = [line(text, Type(Typeface.sans, 28, INK), (beside, top + 32 + 17 * n), WIDTH - LEFT - beside, advance)
            for n, text in enumerate(poster.call)]  # fmt: skip
    lines = [
        line(poster.organ, Type(Typeface.sans, 15, RED), (LEFT, 32), ROOM, advance),
        *title,
        line(poster.place, Type(Typeface.sans, 24, INK), (LEFT, below + 18), ROOM, advance),
        *call,
        *_steps(poster, top + CODE + 18, advance),
        *_foot(poster, advance),
    ]
    drawn = [f"{RED} rg {frame(LEFT, 20, ROOM, 2.6)} f", code(address, (LEFT - _quiet(address), top), CODE)]
    drawn += [f"0.07 G 0.5 w {frame(LEFT + n * (COLUMN + GAP), top + CODE + 8, COLUMN, 0)} S" for n in range(len(poster.steps))]
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, " ".join(drawn))


def _quiet(address: str) -> float:
    """How far the white around the code reaches: its black lines up with the text above."""
    modules = len(qr.modules(address))
    return CODE * qr.QUIET / (modules + 2 * qr.QUIET)


def _title(text: str, advance: Advance) -> tuple[list[Line], float]:
    """As large as it fits, a long one on several lines; and the base line of the last."""
    one = line(text, Type(Typeface.title, 92, INK), (LEFT, 66), ROOM, advance)
    if one.size >= 40:
        return [one], 66.0
    for size in (40.0, 34.0, 28.0, 22.0, 18.0):
        lines = paragraph(text, Type(Typeface.title, size, INK), (LEFT, 46 + size * MM_PER_POINT * 0.6), ROOM, advance)
        if len(lines) <= 3:
            break
    return lines, lines[-1].y


def _steps(poster: Poster, top: float, advance: Advance) -> list[Line]:
    found = []
    for n, (head, text) in enumerate(poster.steps):
        left = LEFT + n * (COLUMN + GAP)
        found.append(line(head, Type(Typeface.title, 20, INK), (left, top), COLUMN, advance))
        found += paragraph(text, Type(Typeface.sans, 15, INK), (left, top + 10), COLUMN, advance)
    return found


def _foot(poster: Poster, advance: Advance) -> list[Line]:
    """Manners and whom to call, at the foot of the page."""
    for size in (13.0, 11.5, 10.0, 8.5):
        manners = paragraph(poster.manners, Type(Typeface.sans, size, GREY), (LEFT, 0), ROOM, advance)
        if len(manners) <= 2:
            break
    pitch = size * PITCH * MM_PER_POINT
    first = HEIGHT - 25 - pitch * len(manners)
    moved = [Line(each.text, each.role, each.x, first + n * pitch, each.size, each.gap, each.colour) for n, each in enumerate(manners)]
    return [*moved, line(poster.contact, Type(Typeface.sans, 15, INK), (LEFT, HEIGHT - 22), ROOM, advance)]
