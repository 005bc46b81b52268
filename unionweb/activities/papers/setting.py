"""What these papers share: the measures of A4 in mm, cells, page numbers, and the check that everything can be printed."""

from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, line
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT = 210.0, 297.0
LEFT = 18.0
ROOM = WIDTH - 2 * LEFT
RED, INK, GREY = "0.66 0.14 0.11", "0.07 0.07 0.07", "0.30 0.29 0.28"
RULE = "0.35 G 0.2 w"
PAD = 1.8


def printed(pages: list[SetPage], title: str, author: str) -> bytes:
    """One file of these pages. Raises PaperProblem that names what no font has, FontsMissing."""
    if lacking := missing_on([line for page in pages for line in page.lines]):
        raise PaperProblem(f"字“{fonts.named(lacking)}”现有字体都没有，印不出来。请核对这个字，或请管理员装上有这个字的字体。")
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, Printed(title, author, seconds=MANY_SECONDS))


def grid(columns: tuple[float, ...], tops: list[float]) -> str:
    """The lines of a table: columns by their widths, rows between these heights (the last one closes it)."""
    edges = [LEFT + sum(columns[:n]) for n in range(len(columns) + 1)]
    down = [f"{x:.3f} {tops[0]:.3f} m {x:.3f} {tops[-1]:.3f} l" for x in edges]
    across = [f"{LEFT:.3f} {y:.3f} m {LEFT + sum(columns):.3f} {y:.3f} l" for y in tops]
    return f"{RULE} {' '.join(down + across)} S"


def shade(columns: tuple[float, ...], top: float, height: float) -> str:
    """The ground behind the head of a table."""
    return f"0.94 g {frame(LEFT, top, sum(columns), height)} f"


def cell(text: str, type: Type, box: tuple[float, float, float], advance: Advance, *, middle: bool = False) -> Line:
    """One line in a cell. box: left, base line, width."""
    left, base, width = box
    if middle:
        return centred(text, type, (left + width / 2, base), width - 2 * PAD, advance)
    return line(text, type, (left + PAD, base), width - 2 * PAD, advance)


def page_number(number: int, count: int, advance: Advance) -> Line:
    """第 1 页，共 3 页, at the foot."""
    said = f"第 {number} 页，共 {count} 页"
    return centred(said, Type(Typeface.fangsong, 10, GREY), (WIDTH / 2, HEIGHT - 10), ROOM, advance)


def drop(size: float, height: float) -> float:
    """How far below the top of a row of this height the base line of a text of this size lies."""
    return height / 2 + size * MM_PER_POINT * 0.36
