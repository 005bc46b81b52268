"""The leader's list on paper, set by hand: who travels, how to reach the office, and nothing about health or identity."""

from dataclasses import dataclass

from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, line, paragraph
from unionweb.kernel.pdf.typeset import Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
ROW, ON_PAGE, FOOT = 9.5, 25, 20.0
INK, GREY = "0.10 0.09 0.08", "0.35 0.33 0.31"
EDGES = (MARGIN, 30.0, 56.0, 84.0, 132.0, 158.0, WIDTH - MARGIN)
HEADS = ("序号", "姓名", "工号", "单位", "同行", "签到")


@dataclass(frozen=True)
class LeaderList:
    """What the list says. people: (name, staff number, unit, companions)."""

    organ: str
    title: str
    facts: tuple[str, ...]
    people: tuple[tuple[str, str, str, str], ...]


def pdf_of(wanted: LeaderList) -> bytes:
    """The list as a PDF. Raises PaperProblem, FontsMissing."""
    advance = fonts.library().advance
    rows = [(str(n), *one, "") for n, one in enumerate(wanted.people, 1)]
    first = max(int((HEIGHT - FOOT - _head(wanted, advance)[1]) / ROW) - 1, 0)  # a long text leaves less room
    parts = [rows[:first], *(rows[n : n + ON_PAGE] for n in range(first, len(rows), ON_PAGE))]
    pages = [_page(wanted, part, (number, len(parts)), advance) for number, part in enumerate(parts, 1)]
    if lacking := missing_on(each for page in pages for each in page.lines):
        raise PaperProblem(f"字“{fonts.named(lacking)}”现有字体都没有，印不出来。")
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, Printed(wanted.title, wanted.organ))


def _page(wanted: LeaderList, rows: list[tuple], place: tuple[int, int], advance: Advance) -> SetPage:
    lines, top = _head(wanted, advance) if place[0] == 1 else ([], MARGIN + 6)
    small = Type(Typeface.sans, 9, GREY)
    foot = f"{wanted.title}　第 {place[0]} 页，共 {place[1]} 页"
    lines.append(centred(foot, small, (WIDTH / 2, HEIGHT - 10), WIDTH - 2 * MARGIN, advance))
    for number, row in enumerate([HEADS, *rows]):
        type = Type(Typeface.sans, 10, GREY) if number == 0 else Type(Typeface.name, 11, INK)
        for text, left, right in zip(row, EDGES, EDGES[1:], strict=False):
            if text:
                lines.append(line(text, type, (left + 1.5, top + number * ROW + 6.3), right - left - 3, advance))
    return SetPage(WIDTH, HEIGHT, tuple(lines), drawn=_grid(top, len(rows) + 1))


def _head(wanted: LeaderList, advance: Advance) -> tuple[list[Line], float]:
    room = WIDTH - 2 * MARGIN
    lines = [
        centred(wanted.organ, Type(Typeface.sans, 11, GREY), (WIDTH / 2, MARGIN + 4), room, advance),
        centred(wanted.title, Type(Typeface.title, 20, INK), (WIDTH / 2, MARGIN + 15), room, advance),
    ]
    top = MARGIN + 25
    for fact in wanted.facts:
        block = paragraph(fact, Type(Typeface.fangsong, 11, INK), (MARGIN, top), room, advance)
        lines, top = [*lines, *block], block[-1].y + 6.5
    return lines, top


def _grid(top: float, count: int) -> str:
    bottom = top + count * ROW
    across = [f"{EDGES[0]} {top + n * ROW:.2f} m {EDGES[-1]} {top + n * ROW:.2f} l" for n in range(count + 1)]
    down = [f"{edge} {top:.2f} m {edge} {bottom:.2f} l" for edge in EDGES]
    return f"0.6 G 0.2 w {' '.join([*across, *down])} S"
