"""Tables: columns as wide as their text wants, the text of each cell broken by ourselves, one atom for each row."""

from math import sqrt

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.document import TableBlock
from unionweb.notices.rules.flow import Atom, Kind
from unionweb.notices.rules.geometry import POINT, WIDTH
from unionweb.notices.rules.lines import Line, Measure, Style, broken, width_of
from unionweb.notices.rules.sheets import Cell

SIZE = 12 * POINT
PITCH = 6.4
SIDE, ABOVE = 1.6, 1.3  # room between text and rule
RULE = 0.25
MOST_LINES = 24  # of one row on one page; a longer cell goes on in another row


def rows_of(table: TableBlock, owner: int, measure: Measure) -> list[Atom]:
    """The rows as atoms; the head is repeated where the table goes on on another page."""
    widths = column_widths(table, measure)
    atoms: list[Atom] = []
    for number, row in enumerate(table.rows):
        is_head = number == 0 and len(table.rows) > 1
        cells = [_lines(text, width, measure, is_head) for text, width in zip(row, widths, strict=True)]
        for part in range(0, max(map(len, cells)), MOST_LINES):
            shown = tuple(Cell(tuple(lines[part : part + MOST_LINES]), is_head) for lines in cells)
            count = max(len(cell.lines) for cell in shown)
            head = atoms[0] if atoms and table_has_head(table) else None
            atoms.append(Atom(Kind.table, owner, count * PITCH + 2 * ABOVE + RULE, cells=shown, widths=widths, pitch=PITCH, head=head))
    return atoms


def table_has_head(table: TableBlock) -> bool:
    return len(table.rows) > 1


def column_widths(table: TableBlock, measure: Measure) -> tuple[float, ...]:
    """As wide as the type area in all: in proportion to the widest cell, long texts counting less than they are."""
    wanted = []
    for column in zip(*table.rows, strict=True):
        widest = max(_natural(text, measure) for text in column)
        wanted.append(max(min(widest, WIDTH / len(table.rows[0])), 2 * SIZE) + sqrt(max(widest, 1.0)) + 2 * SIDE)
    total = sum(wanted)
    return tuple(width * WIDTH / total for width in wanted)


def _natural(text: str, measure: Measure) -> float:
    return sum(measure(character, Typeface.fangsong) for character in text[:400]) * SIZE


def _lines(text: str, width: float, measure: Measure, is_head: bool) -> list[Line]:
    """The lines of a cell: heads and what fits on one line in the middle, longer text from the left."""
    role = Typeface.sans if is_head else Typeface.fangsong
    style = Style(SIZE, width - 2 * SIDE - RULE, 0.0)
    lines = broken([(text, role)], measure, style, (0.0, 0.0))
    if len(lines) > 1 and not is_head:
        return lines
    return [Line(line.spans, max((style.width - width_of(line, measure, SIZE)) / 2, 0.0)) for line in lines]
