"""From a grid of strings to a table with named columns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

# Rows above the column names ("2026年会员花名册", "填表单位：…") that are taken for a title.
MAX_TITLE_ROWS = 2

# Characters nobody can see and nobody typed: control characters, and the zero-width and direction
# marks that come along when a phone number or name is copied out of a chat or a web page.
_CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_MARKS = (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
_UNSEEN = dict.fromkeys(_CONTROLS + _MARKS)


class SheetProblem(ValueError):
    """The file cannot be used. The message is Chinese, meant for the person, and says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header. `number` is the row number Excel shows beside it."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with named columns: every row has every name of `header` as a key.

    `sheet` is the name of the worksheet that was read, empty for a .csv.
    """

    header: list[str]
    rows: list[Row]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. `bytes` and `unpacked` count bytes, `rows` those below the header."""

    bytes: int
    rows: int
    cells_per_row: int
    unpacked: int

    @property
    def grid_rows(self) -> int:
        """Rows worth reading: enough to fill the table and to see that there is one too many."""
        return self.rows + MAX_TITLE_ROWS + 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file: its number, and its cells from column A on."""

    number: int
    cells: list[str]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell)


def table_from(lines: Iterable[tuple[int, list[str]]], limits: Limits, sheet: str = "") -> Table:
    """Name the columns of the numbered `lines` and drop empty ones. Raises SheetProblem."""
    cleaned = (Line(number, _cleaned(cells)) for number, cells in lines)
    grid = list(islice((line for line in cleaned if line.cells), limits.grid_rows))
    if not grid:
        raise SheetProblem("表格里没有内容。请把内容填在第一张工作表里，再上传。")
    start = _header_index(grid)
    names, body = [_column_name(cell) for cell in grid[start].cells], grid[start + 1 :]
    _check_size(grid, len(body), limits)
    _check_names(names, body)
    return Table([name for name in names if name], [_row(line, names) for line in body], sheet)


def clean(text: str) -> str:
    """The text without unseen characters and without blanks (full-width ones too) at its ends."""
    if not text.isprintable():
        text = text.translate(_UNSEEN).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def column_letters(index: int) -> str:
    """The letters Excel shows over a column: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(ord("A") + rest) + letters, index - 1
    return letters


def _cleaned(cells: list[str]) -> list[str]:
    row = [clean(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _header_index(grid: list[Line]) -> int:
    """The first row with more than one filled cell, if only a title can stand above it; else row 0."""
    top = grid[: MAX_TITLE_ROWS + 1]
    return next((index for index, line in enumerate(top) if line.filled > 1), 0)


def _column_name(cell: str) -> str:
    """Column names lose the blanks that only align or break them: "姓  名" is "姓名"."""
    joined = re.sub(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])", "", cell)
    return re.sub(r"\s+", " ", joined)


def _check_size(grid: list[Line], rows: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise SheetProblem(f"表里超过 {limits.rows:,} 行，一次导不完。请分成几个文件，每个不超过 {limits.rows:,} 行。")
    wide = next((line.number for line in grid if len(line.cells) > limits.cells_per_row), None)
    if wide:
        raise SheetProblem(f"第 {wide} 行超过 {limits.cells_per_row} 列。请删掉用不到的列，再上传。")


def _check_names(names: list[str], body: list[Line]) -> None:
    """Each column with something in it has a name, and no two have the same."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if name and first.setdefault(name, index) != index:
            columns = f"{column_letters(first[name])} 列和 {column_letters(index)} 列"
            raise SheetProblem(f"{columns}都叫“{name[:30]}”，分不清用哪一列。请改掉其中一个列名，再上传。")
    for line in body:
        for index, cell in enumerate(line.cells):
            if cell and (index >= len(names) or not names[index]):
                column = f"{column_letters(index)} 列（第 {line.number} 行）"
                raise SheetProblem(f"{column}有内容，却没有列名。请在表头给这一列写上列名，或者删掉这一列，再上传。")


def _row(line: Line, names: list[str]) -> Row:
    cells = line.cells + [""] * (len(names) - len(line.cells))
    return Row(line.number, {name: cell for name, cell in zip(names, cells, strict=True) if name})
