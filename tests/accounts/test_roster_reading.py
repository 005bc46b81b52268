"""What a row says and what is wrong with it, without a database."""

import pytest

from unionweb.accounts.models import EmploymentStatus, Sex
from unionweb.accounts.queries.roster.columns import COLUMNS, rows_of, unpacked
from unionweb.accounts.queries.roster.judging import Judge
from unionweb.kernel.sheets import SheetProblem, Table, read_table, write_csv

CAMPUSES = {"东校区": 1, "西校区": 2}
UNITS = {"外国语学院": 2, "文学与新闻学院": 3, "机关第一分工会": 4}
GOOD = {
    "staff_no": "20001", "name": "单思远", "sex": "男", "campus": "东校区", "unit": "外国语学院", "group": "",
    "status": "在职", "phone": "", "email": "", "birth_year": "",
}  # fmt: skip
STORED = {"employment_status": EmploymentStatus.active, "phone": "199990010001", "email": "旧", "birth_year": 1850}


@pytest.fixture
def read(app):
    judge = Judge(CAMPUSES, UNITS)
    return lambda old=None, **cells: judge.read(GOOD | cells, old)


def test_a_good_row_becomes_facts(read):
    reading = read(phone="138 0000 1234", birth_year="1985-03-08", group="第一小组")
    assert reading.problems == []
    assert reading.staff_no == "20001" and reading.group == "第一小组"
    assert reading.facts == {
        "name": "单思远", "sex": Sex.male, "campus_id": 1, "unit_id": 2, "employment_status": EmploymentStatus.active,
        "phone": "13800001234", "birth_year": 1985,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"staff_no": ""}, "没有工号，请补上"),
        ({"staff_no": "1021O"}, "工号里有字母 O，请改成数字 0"),
        ({"name": ""}, "没有姓名，请补上"),
        ({"name": "很" * 70}, "姓名有 70 个字，最多 60 个"),
        ({"sex": ""}, "没有性别，请写 男 或 女"),
        ({"sex": "M"}, "性别写的是“M”，请写 男 或 女"),
        ({"campus": "南校区"}, "校区写的是“南校区”，请写 东校区、西校区 之一"),
        ({"campus": ""}, "没有校区"),
        ({"unit": "文新学院"}, "没有叫“文新学院”的基层工会，是不是“文学与新闻学院”"),
        ({"unit": "火星"}, "没有叫“火星”的基层工会，请和系统里的名称核对"),
        ({"unit": ""}, "没有基层工会，请补上"),
        ({"group": "长" * 61}, "工会小组的名称有 61 个字"),
        ({"status": "请假"}, "在职状态写的是“请假”，请写 在职、劳务派遣、退休 或 已离开"),
        ({"status": "已离开"}, "本来也没有这个工号"),
        ({"phone": "1380000123"}, "手机有 10 位，应是 11 位"),
        ({"email": "不是邮箱"}, "邮箱"),
        ({"birth_year": "85"}, "出生年份"),
    ],
)
def test_each_problem_says_how_to_mend_it(read, cells, words):
    [problem] = read(**cells).problems
    assert words in problem


def test_all_problems_of_a_row_are_told_at_once(read):
    assert len(read(staff_no="", sex="", unit="").problems) == 3


@pytest.mark.parametrize("unit", ["外国语学院", "外国语学院分工会", "外国语 学院", "外国语学院工会", "机关第一分工会"])
def test_units_are_known_with_and_without_their_tail(read, unit):
    assert read(unit=unit).problems == []


@pytest.mark.parametrize("campus", ["东校区", "东", "东 校区"])
def test_campuses_are_known_short_and_long(read, campus):
    assert read(campus=campus).facts["campus_id"] == 1


@pytest.mark.parametrize(("word", "status"), [("", "active"), ("在岗", "active"), ("劳务派遣", "dispatched"), ("离退休", "retired")])
def test_status_words(read, word, status):
    assert read(status=word).facts["employment_status"].value == status


def test_what_is_stored_already_is_not_judged(read):
    assert read(STORED, phone="199990010001", email="旧", birth_year="1850").problems == []


def test_empty_cells_say_nothing(read):
    facts = read(STORED, status="").facts
    assert not {"phone", "email", "birth_year", "employment_status"} & facts.keys()


def test_who_had_left_and_is_listed_is_here_again(read):
    left = STORED | {"employment_status": EmploymentStatus.left}
    assert read(left, status="").facts["employment_status"] is EmploymentStatus.active
    assert read(left, status="已离开").problems == []


def table(header, *rows):
    return read_table(write_csv(header, rows), "a.csv")


def test_columns_may_stand_anywhere_and_have_other_names():
    header = ["姓名", "职工号", "备注", "分工会", "性别", "所在校区", "手机号码"]
    [row], unused = rows_of(table(header, ["单思远", "20001", "x", "外国语学院", "男", "东校区", "13800001234"]))
    assert row.cells["staff_no"] == "20001" and row.cells["unit"] == "外国语学院" and row.cells["phone"] == "13800001234"
    assert (row.number, row.cells["group"], unused) == (2, "", ["备注"])


def test_missing_columns_and_empty_tables_are_told():
    with pytest.raises(SheetProblem, match="没有“工号”、“校区”"):
        rows_of(table(["姓名", "性别", "基层工会"], ["a", "男", "b"]))
    with pytest.raises(SheetProblem, match="没有一行人"):
        rows_of(Table([column.name for column in COLUMNS], []))


def test_rows_survive_the_database():
    header = [column.name for column in COLUMNS]
    [row], _ = rows_of(table(header, [str(n) for n in range(10)]))
    assert unpacked(row.packed()) == row
    assert unpacked([*row.packed(), ["a problem"]]) == row
