"""The summary 汇总表 as a table on A4 across: columns as wide as they need, long cells on several lines, the head on every page.

A row that is taller than a page goes on over the next ones.
"""

from unionweb.calls.papers.measures import GREY, INK
from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, paragraph
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT, LEFT, ROOM = 297.0, 210.0, 16.0, 265.0
FIRST_TOP, TOP, BOTTOM, HEAD, STEP, PAD = 44.0, 18.0, 188.0, 9.0, 5.4, 1.8
TITLE, UNDER = Type(Typeface.title, 20, INK), Type(Typeface.fangsong, 11, GREY)
HEADS, CELLS, FOOT = Type(Typeface.sans, 10.5, INK), Type(Typeface.fangsong, 10.5, INK), Type(Typeface.serif, 9.5, GREY)
NARROWEST, WIDEST = 12.0, 90.0
FRAME, FEWEST = 3.2, 3  # mm of a row beside its lines; lines that may stand alone at the foot of a page
GOES_ON = "（续）"
RULE = "0.35 G 0.2 w"

Row = list[list[str]]  # the lines of each cell


def print_summary(title: str, under: str, heads: list[str], rows: list[list]) -> bytes:
    """The file. Raises PaperProblem when there is nothing to print or a character that no font has, FontsMissing."""
    if not rows:
        raise PaperProblem("还没有授予的，没有汇总表可印。")
    advance = fonts.library().advance
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = _widths(heads, texts, advance)
    parts = _parts([[_wrapped(text, wide, advance) for text, wide in zip(row, widths, strict=True)] for row in texts])
    pages = [_page((title, under), (n, len(parts)), (heads, widths, part), advance) for n, part in enumerate(parts)]
    if lacking := missing_on([line for page in pages for line in page.lines]):
        raise PaperProblem(f"字“{fonts.named(lacking)}”现有字体都没有，印不出来。请核对这个字，或请管理员装上有这个字的字体。")
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, Printed(title, under, seconds=MANY_SECONDS))


def _widths(heads: list[str], rows: list[list[str]], advance: Advance) -> list[float]:
    """As wide as the longest cell needs, within bounds, then scaled to the room."""
    wanted = []
    for n, head in enumerate(heads):
        longest = max((_width(row[n], CELLS, advance) for row in rows), default=0.0)
        wanted.append(min(max(longest, _width(head, HEADS, advance), NARROWEST) + 2 * PAD, WIDEST))
    return [wide * ROOM / sum(wanted) for wide in wanted]


def _width(text: str, type: Type, advance: Advance) -> float:
    return sum(advance(c, type.role) for c in text) * type.size * MM_PER_POINT


def _wrapped(text: str, wide: float, advance: Advance) -> list[str]:
    return [one.text for one in paragraph(text, CELLS, (0, 0), wide - 2 * PAD, advance)] or [""]


def _height(row: Row) -> float:
    return max(map(len, row)) * STEP + FRAME


def _parts(rows: list[Row]) -> list[list[Row]]:
    """The rows by pages. A row goes on over pages only when no page holds it, or there is nothing else on this one."""
    parts, used = [[]], FIRST_TOP + HEAD
    for row in rows:
        while used + _height(row) > BOTTOM:
            fits = int((BOTTOM - used - FRAME) / STEP)
            if fits >= FEWEST and (not parts[-1] or TOP + HEAD + _height(row) > BOTTOM):
                parts[-1].append([cell[:fits] for cell in row])
                row = _rest(row, fits)
            parts.append([])
            used = TOP + HEAD
        parts[-1].append(row)
        used += _height(row)
    return parts


def _rest(row: Row, fits: int) -> Row:
    """What of a row goes on over the page; the first cell says so when it has nothing left to say itself."""
    first, *others = (cell[fits:] for cell in row)
    return [first or [GOES_ON], *others]


def _page(titles: tuple[str, str], place: tuple[int, int], table: tuple, advance: Advance) -> SetPage:
    number, count = place
    heads, widths, rows = table
    top, lines = (FIRST_TOP if number == 0 else TOP), []
    if number == 0:
        lines += [centred(titles[0], TITLE, (WIDTH / 2, 26), ROOM, advance), centred(titles[1], UNDER, (WIDTH / 2, 36), ROOM, advance)]
    tops = [top, top + HEAD]
    for row in rows:
        tops.append(tops[-1] + _height(row))
    lines += [line for n, head in enumerate(heads) for line in _cell([head], HEADS, (n, widths, tops[0], HEAD), advance)]
    for at, row in zip(tops[1:], rows, strict=False):
        lines += [line for n, cell in enumerate(row) for line in _cell(cell, CELLS, (n, widths, at, _height(row)), advance)]
    lines.append(centred(f"第 {number + 1} 页，共 {count} 页", FOOT, (WIDTH / 2, HEIGHT - 10), ROOM, advance))
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, f"0.94 g {frame(LEFT, top, ROOM, HEAD)} f {_grid(widths, tops)}")


def _cell(texts: list[str], type: Type, box: tuple, advance: Advance) -> list[Line]:
    n, widths, top, height = box
    middle, first = LEFT + sum(widths[:n]) + widths[n] / 2, top + (height - len(texts) * STEP) / 2 + STEP * 0.72
    return [centred(text, type, (middle, first + k * STEP), widths[n] - 2 * PAD, advance) for k, text in enumerate(texts) if text]


def _grid(widths: list[float], tops: list[float]) -> str:
    edges = [LEFT + sum(widths[:n]) for n in range(len(widths) + 1)]
    down = [f"{x:.3f} {tops[0]:.3f} m {x:.3f} {tops[-1]:.3f} l" for x in edges]
    across = [f"{LEFT:.3f} {y:.3f} m {edges[-1]:.3f} {y:.3f} l" for y in tops]
    return f"{RULE} {' '.join(down + across)} S"
