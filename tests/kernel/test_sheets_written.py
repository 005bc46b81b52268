"""Writing spreadsheets: what was text stays text, and it is pleasant to open."""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.kernel.spreadsheets import HEADER, cells
from unionweb.kernel.sheets import Sheet, read_table, write_csv, write_xlsx

TRICKY = ["=1+1", '=HYPERLINK("http://x.example","点")', "+86 1", "-3", "@sum", "\t=1", "00123", "110101199003071234"]
TRICKY += ["1e5", "http://haichuan.example", "mailto:a@b.example", "TRUE", "2026-03-08", "{=1}", "_x0041_", "'引"]


VISIBLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Z"])


def loaded(data):
    return CalamineWorkbook.from_object(io.BytesIO(data))


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def test_strings_are_written_as_strings():
    data = write_xlsx([Sheet("表", ["文字"], [[text] for text in TRICKY])])
    assert loaded(data).get_sheet_by_index(0).to_python() == [["文字"], *([text] for text in TRICKY)]
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_values_keep_their_kinds():
    values = [7, 2.5, Decimal("19.90"), date(2026, 3, 8), datetime(2026, 3, 8, 13, 30), time(9, 5), True, None, "x"]
    data = write_xlsx([Sheet("表", list("abcdefghi"), [values])])
    assert loaded(data).get_sheet_by_index(0).to_python()[1] == [
        *(7.0, 2.5, 19.9, date(2026, 3, 8), datetime(2026, 3, 8, 13, 30), time(9, 5), "是", "", "x")
    ]


def test_numbers_that_excel_would_change_become_text():
    values = [110101199003071234, float("nan"), float("inf"), Decimal("NaN"), date(1899, 1, 1), timedelta(hours=1)]
    data = write_xlsx([Sheet("表", list("abcdef"), [values])])
    assert loaded(data).get_sheet_by_index(0).to_python()[1] == [str(value) for value in values]


def test_what_is_written_reads_back():
    rows = [["00123", "王敏", "=1"], ["10002", "单 思远", "一\n二"], ["10003", "赵岚", ""]]
    table = read_table(write_xlsx([Sheet("会员", HEADER, rows)]), "会员.xlsx")
    assert (table.sheet, table.header, cells(table)) == ("会员", HEADER, rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(VISIBLE, min_size=1), min_size=1))
def test_any_text_reads_back_from_xlsx(texts):
    table = read_table(write_xlsx([Sheet("a", ["文字", "行"], [[text, 1] for text in texts])]), "a.xlsx")
    assert [row.cells["文字"] for row in table.rows] == [text.strip() for text in texts]


def test_sheet_is_comfortable_to_read():
    data = write_xlsx([Sheet("表", ["工号", "说明"], [["1", "很长的说明" * 40]]), Sheet("窄", ["a"], [], widths=[30])])
    sheet, second = part(data, "xl/worksheets/sheet1.xml"), part(data, "xl/worksheets/sheet2.xml")
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet
    widths = [float(piece.split('"')[0]) for piece in sheet.split('width="')[1:]]
    assert widths[0] < 10
    assert 48 <= widths[1] < 50
    assert 'width="30.7' in second
    assert "<b/>" in part(data, "xl/styles.xml")


def test_sheet_names_are_made_fit():
    names = ["第一/二[组]*?", "'引'", "", "会员", "会员", "x" * 40, "X" * 40, "History"]
    data = write_xlsx([Sheet(name, ["a"], []) for name in names])
    assert loaded(data).sheet_names == [
        *("第一 二 组", "引", "Sheet", "会员", "会员 2", "x" * 31, "X" * 29 + " 2", "History 1")
    ]


def test_long_text_is_shortened_not_lost():
    data = write_xlsx([Sheet("表", ["a"], [["长" * 40_000]])])
    assert loaded(data).get_sheet_by_index(0).to_python()[1] == ["长" * 32_766 + "…"]


def test_programming_mistakes_are_raised():
    with pytest.raises(ValueError, match="needs a sheet"):
        write_xlsx([])
    with pytest.raises(TypeError):
        write_xlsx([Sheet("表", ["a"], [[datetime(2026, 3, 8, tzinfo=UTC)]])])


def test_csv_is_for_excel():
    data = write_csv(["姓名", "生日"], [["王敏", date(1988, 5, 6)], ['带"引号",', None]])
    assert data == '\ufeff姓名,生日\r\n王敏,1988-05-06\r\n"带""引号"",",\r\n'.encode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"])
def test_csv_text_never_becomes_a_formula(text):
    table = write_csv(["a"], [[text]]).decode("utf-8-sig")
    assert table.split("\r\n", 1)[1].lstrip('"').startswith("'" + text[0])


def test_csv_values():
    row = [-5, 2.5, Decimal("-0.50"), True, datetime(2026, 3, 8, 13, 30), time(9, 5), "00123"]
    assert (
        write_csv(list("abcdefg"), [row]).split(b"\r\n")[1] == "-5,2.5,-0.50,是,2026-03-08 13:30,09:05,00123".encode()
    )


def test_csv_reads_back():
    rows = [["00123", "王敏", "一\n二"], ["10002", "李,静", '"']]
    assert cells(read_table(write_csv(HEADER, rows), "表.csv")) == rows
