"""Recipients out of a list that was typed, pasted or uploaded: what each row says, and what is wrong with it."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from unionweb.certificates.rules.wordings import PLACEHOLDERS, Wording, filled
from unionweb.kernel.fonts import named

LONGEST_NAME = 40
LONGEST = 120  # of any other value
LONGEST_TEXT = 600  # of body and closing, when filled in
MOST = 2000  # certificates at once
NAMES = ("姓名", "名称", "单位名称", "家庭", "团队")  # of the column with the recipient
STAFF_NO = "工号"


@dataclass(frozen=True)
class Row:
    """One row as it came. values: by placeholder; number: as Excel or the typed list counts."""

    number: int
    values: dict[str, str]
    staff_no: str = ""
    problems: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.values.get("姓名", "")


class NotRecipients(ValueError):
    """The list cannot be used; the sentence says what to do."""


def rows_of_table(header: list[str], rows: list[tuple[int, dict[str, str]]]) -> list[Row]:
    """The rows of a table with named columns. Raises NotRecipients when no column has the names."""
    column = next((name for name in NAMES if name in header), None)
    if column is None:
        raise NotRecipients("没有找到“姓名”这一列。请把表头写成：姓名、单位，再上传。")
    return [_row(number, {"姓名": cells[column]} | _others(cells, column), cells.get(STAFF_NO, "")) for number, cells in rows]


def _others(cells: dict[str, str], column: str) -> dict[str, str]:
    return {name: cells[name] for name in PLACEHOLDERS if name in cells and name not in {"姓名", column} and cells[name]}


def rows_of_text(text: str) -> list[Row]:
    """One recipient a line: a name, or name and unit with a tab, a comma or a ， between. Empty lines count, but say nothing.

    When the first line is a header, as it is when copied out of Excel, what follows is a table. Raises NotRecipients for
    more than two columns without one.
    """
    lines = [(number, line.strip("\r\n ")) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    header = _cells(lines[0][1]) if lines else []
    if set(header) & set(NAMES):
        table = ((number, _cells(line)) for number, line in lines[1:])
        return rows_of_table(header, [(number, dict(zip_longest(header, cells[: len(header)], fillvalue=""))) for number, cells in table])
    return [_typed(number, line) for number, line in lines]


def _cells(line: str) -> list[str]:
    """The columns of a line: by tabs, when it has any."""
    return [cell.strip() for cell in (line.split("\t") if "\t" in line else re.split("[，,]", line))]


def _typed(number: int, line: str) -> Row:
    if line.count("\t") > 1:
        raise NotRecipients(f"第 {number} 行有 {line.count(chr(9)) + 1} 列。多于两列时，请在第一行写上表头，如：姓名、单位、工号、荣誉。")
    name, *rest = [part.strip() for part in re.split(r"[\t，,]", line, maxsplit=1)]
    return _row(number, {"姓名": name} | ({"单位": rest[0]} if rest and rest[0] else {}))


def text_of_rows(rows: list[Row]) -> str:
    """A table to be edited, that `rows_of_text` reads again."""
    used = [name for name in PLACEHOLDERS if name == "姓名" or any(row.values.get(name) for row in rows)]
    header = [*used, *([STAFF_NO] if any(row.staff_no for row in rows) else [])]
    lines = [[row.values.get(name, "") if name != STAFF_NO else row.staff_no for name in header] for row in rows]
    return "\n".join("\t".join(cells) for cells in [header, *lines])


def _row(number: int, values: dict[str, str], staff_no: str = "") -> Row:
    return Row(number, {name: " ".join(value.split()) for name, value in values.items()}, staff_no.strip())


def judged(rows: list[Row], wording: Wording, common: dict[str, str], missing) -> list[Row]:
    """The rows with the common values filled in and their problems named. missing(text): characters no font has."""
    seen: dict[tuple, int] = {}
    return [_judged(row, wording, common, missing, seen) for row in rows]


def _judged(row: Row, wording: Wording, common, missing, seen) -> Row:
    values = common | row.values
    problems = [*_name_problems(row), *(f"缺“{name}”" for name in wording.wanted if not values.get(name))]
    if len(filled(wording.body + wording.closing, values)) > LONGEST_TEXT:
        problems.append(f"正文换上内容以后超过 {LONGEST_TEXT} 个字，印不下")
    problems += [f"“{name}”超过 {LONGEST} 个字" for name, value in values.items() if name != "姓名" and len(value) > LONGEST]
    if lacking := missing("".join(values.values())):
        problems.append(f"字“{named(lacking[:8])}”现有字体都没有，印不出来")
    same = seen.setdefault((row.staff_no, *sorted(values.items())), row.number)
    problems += [f"和第 {same} 行完全一样；要是两个人，请写上工号"] if row.name and same != row.number else []
    return Row(row.number, values, row.staff_no, tuple(problems))


def _name_problems(row: Row) -> list[str]:
    if not row.name:
        return ["没有写姓名"]
    return [f"姓名超过 {LONGEST_NAME} 个字"] if len(row.name) > LONGEST_NAME else []
