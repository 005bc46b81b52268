"""The columns of a roster: what they are called, and the rows they make of an uploaded table."""

from dataclasses import dataclass

from unionweb.kernel.sheets import SheetProblem, Table

LONGEST = 200  # a cell with more is wrong anyway, and the page should not carry a novel


@dataclass(frozen=True)
class Column:
    """One column. Rosters of other systems call it by one of the further names."""

    fact: str
    name: str
    also: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""


COLUMNS = (
    Column("staff_no", "工号", ("职工号", "教工号", "员工号", "人事编号"), True, "靠它认人，不能重复"),
    Column("name", "姓名", ("职工姓名",), True, ""),
    Column("sex", "性别", (), True, "男、女"),
    Column("campus", "校区", ("所在校区",), True, ""),
    Column("unit", "基层工会", ("分工会", "部门工会", "二级工会", "所属工会"), True, "名称和系统里的一样"),
    Column("group", "工会小组", ("小组",), False, "没有的会新建"),
    Column("status", "在职状态", ("状态", "人员状态"), False, "空着算在职"),
    Column("phone", "手机", ("手机号", "手机号码", "联系电话", "电话"), False, ""),
    Column("email", "邮箱", ("电子邮箱", "邮件"), False, ""),
    Column("birth_year", "出生年份", ("出生年", "出生年月", "出生日期"), False, "像 1985 这样"),
)
HEADER = [column.name for column in COLUMNS]
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row as it stood in the file. `number` is the row number Excel shows; cells are named by fact."""

    number: int
    cells: Cells

    def packed(self) -> list:
        """The row as the database keeps it: its number, then the cells in the order of COLUMNS."""
        return [self.number, *(self.cells[column.fact] for column in COLUMNS)]


def unpacked(row: list) -> RosterRow:
    """A row out of the database."""
    return RosterRow(row[0], {column.fact: cell for column, cell in zip(COLUMNS, row[1:], strict=False)})


def rows_of(table: Table) -> tuple[list[RosterRow], list[str]]:
    """The rows of an uploaded table, and the names of its columns that are not used.

    Raises SheetProblem when a column is missing that no member can do without, or when there are no rows.
    """
    found = {column.fact: _name_in(table.header, column) for column in COLUMNS}
    missing = [column.name for column in COLUMNS if column.required and not found[column.fact]]
    if missing:
        names = "”、“".join(missing)
        raise SheetProblem(f"表头里没有“{names}”。请照样表写好列名，再上传。")
    if not table.rows:
        raise SheetProblem("表里只有列名，没有一行人。请填好再上传。")
    unused = [name for name in table.header if name not in found.values()]
    return [_row(row.number, row.cells, found) for row in table.rows], unused


def _name_in(header: list[str], column: Column) -> str | None:
    return next((name for name in (column.name, *column.also) if name in header), None)


def _row(number: int, cells: Cells, found: dict[str, str | None]) -> RosterRow:
    return RosterRow(number, {fact: cells[name][:LONGEST] if name else "" for fact, name in found.items()})
