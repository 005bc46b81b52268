"""The sheets that go out: a sample to fill in, and the rows that were faulty."""

from unionweb.accounts.models import RosterImport
from unionweb.accounts.queries.places import branch_units, campuses
from unionweb.accounts.queries.roster.columns import COLUMNS, HEADER
from unionweb.accounts.queries.roster.imports import faults_of

SAMPLE_NUMBERS = ("90001", "90002")
Content = tuple[str, list[str], list[list]]


def sample_sheets() -> list[Content]:
    """(name, header, rows) of the sample: a roster with two examples, and what may be written where."""
    places, units = [campus.name for campus in campuses()], [unit.name for unit in branch_units()]
    unit = units[0] if units else "外国语学院"
    contacts = ["13800001234", "zhangxiaolan@example.edu.cn", 1985]
    people = [
        [SAMPLE_NUMBERS[0], "张晓岚", "女", places[0], unit, "第一小组", "在职", *contacts],
        [SAMPLE_NUMBERS[1], "单思远", "男", places[-1], unit, "", "退休", "", "", 1962],
    ]
    values = {"性别": ["男", "女"], "校区": places, "基层工会": units, "在职状态": ["在职", "劳务派遣", "退休", "已离开"]}
    longest = max(len(words) for words in values.values())
    rows = [[words[i] if i < len(words) else "" for words in values.values()] for i in range(longest)]
    notes = [[column.name, "要填" if column.required else "可以空着", column.hint] for column in COLUMNS]
    return [
        ("花名册", HEADER, people),
        ("可以填什么", list(values), rows),
        ("每一列", ["列名", "要不要填", "说明"], notes),
    ]


def fault_rows(roster: RosterImport) -> list[list]:
    """The faulty rows as they were, with their numbers and the reasons: mend them and upload the same file."""
    return [
        [*fault.row.packed()[1:], fault.row.number, "；".join(fault.problems)] for fault in faults_of(roster)
    ]
