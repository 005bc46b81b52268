"""Reading spreadsheets: what comes out of the formats and cells that people send."""

from datetime import date, datetime, time

import pytest
import xlwt

from tests.kernel.spreadsheets import FILES, HEADER, PEOPLE, cells, saved, xlsx
from unionweb.kernel.sheets import read_table


@pytest.mark.parametrize("filename", FILES)
def test_every_format_reads_the_same(filename):
    table = read_table(FILES[filename], filename)
    assert table.header == HEADER
    assert cells(table) == PEOPLE
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].cells == {"工号": "00123", "姓名": "王敏", "生日": "1988-05-06"}
    assert table.sheet == ("" if filename.endswith("csv") else "会员")


def test_ending_of_the_name_may_be_upper_case():
    assert read_table(FILES["表.xlsx"], "花名册.最终版.XLSX ").header == HEADER


def write_typed_cells(book, page):
    shown = {name: book.add_format({"num_format": name}) for name in ("yyyy/m/d", "yyyy-mm-dd hh:mm", "h:mm", "[h]:mm")}
    page.write_row(0, 0, [f"c{number}" for number in range(17)])
    page.write_number(1, 0, 10001.0)
    page.write_number(1, 1, 0.1 + 0.2)
    page.write_number(1, 2, -5)
    page.write_number(1, 3, 13800138000)
    page.write_number(1, 4, 110101199003071234)
    page.write_string(1, 5, "110101199003071234")
    page.write_string(1, 6, "00123")
    page.write_string(1, 7, "　１２３Ａｂ　 ")
    page.write_datetime(1, 8, datetime(2026, 3, 8), shown["yyyy/m/d"])
    page.write_datetime(1, 9, datetime(2026, 3, 8, 13, 30), shown["yyyy-mm-dd hh:mm"])
    page.write_datetime(1, 10, datetime(2026, 3, 8, 13, 30, 59), shown["yyyy-mm-dd hh:mm"])
    page.write_datetime(1, 11, time(9, 5), shown["h:mm"])
    page.write_number(1, 12, 1.5, shown["[h]:mm"])
    page.write_boolean(1, 13, True)
    page.write_formula(1, 14, '="王"&"敏"', None, "王敏")
    page.write_formula(1, 15, "=1/0", None, "#DIV/0!")
    page.write_formula(1, 16, "=6*7", None, 42)


def test_cells_come_out_as_people_see_them():
    table = read_table(xlsx(fill=write_typed_cells), "表.xlsx")
    assert cells(table) == [
        [
            *("10001", "0.3", "-5", "13800138000", "1.10101199003071E+17", "110101199003071234", "00123", "１２３Ａｂ"),
            *("2026-03-08", "2026-03-08 13:30", "2026-03-08 13:30:59", "09:05", "36:00", "TRUE", "王敏", "", "42"),
        ]
    ]


def test_old_excel_cells_come_out_the_same():
    book = xlwt.Workbook()
    page = book.add_sheet("老表")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate("abcde"):
        page.write(3, column, name)
    page.write(5, 0, 10001.0)
    page.write(5, 1, "00123")
    page.write(5, 2, date(2026, 3, 8), day)
    page.write(5, 3, False)
    page.write(5, 4, 2.5)
    table = read_table(saved(book), "表.xls")
    assert cells(table) == [["10001", "00123", "2026-03-08", "FALSE", "2.5"]]
    assert table.rows[0].number == 6


def test_row_numbers_are_those_that_excel_shows():
    data = xlsx([], [], HEADER, [], PEOPLE[0], [" ", "　"], [], PEOPLE[1])
    table = read_table(data, "表.xlsx")
    assert [row.number for row in table.rows] == [5, 8]


def test_columns_need_not_start_at_a():
    table = read_table(xlsx(["", *HEADER], ["", *PEOPLE[0]]), "表.xlsx")
    assert table.header == HEADER
    assert cells(table) == PEOPLE[:1]


def test_titles_above_the_header_are_passed_over():
    data = xlsx(["2026年会员花名册"], ["填表单位：外国语学院"], [], HEADER, *PEOPLE)
    table = read_table(data, "表.xlsx")
    assert table.header == HEADER
    assert table.rows[0].number == 5


def test_table_of_one_column_has_no_title():
    table = read_table(xlsx(["工号"], ["10001"], ["10002"]), "表.xlsx")
    assert table.header == ["工号"]
    assert cells(table) == [["10001"], ["10002"]]


def test_header_alone_is_a_table_without_rows():
    assert read_table(xlsx(HEADER), "表.xlsx").rows == []


def test_blanks_that_align_column_names_are_dropped():
    assert read_table(xlsx(["工 号", "姓　　名", "所在\n分工会", "Staff  No"]), "表.xlsx").header == [
        "工号",
        "姓名",
        "所在分工会",
        "Staff No",
    ]


def test_short_rows_are_filled_up():
    assert read_table(xlsx(HEADER, ["10001"]), "表.xlsx").rows[0].cells == {"工号": "10001", "姓名": "", "生日": ""}


def test_unseen_characters_are_dropped():
    phone = "\u202d15400000001\u202c"  # as copied out of a chat
    table = read_table(xlsx(["姓名", "电话"], ["\ufeff王\u200b敏\u00a0", phone]), "表.xlsx")
    assert cells(table) == [["王敏", "15400000001"]]


def test_rare_characters_survive():
    for filename, data in (("表.xlsx", xlsx(["姓名"], ["陈㛃𬭎"])), ("表.csv", "姓名\n陈㛃𬭎".encode("gb18030"))):
        assert cells(read_table(data, filename)) == [["陈㛃𬭎"]]


def test_first_visible_sheet_with_content_is_read():
    def fill(book, page):
        page.hide()
        page.write(0, 0, "看不见")
        book.add_worksheet("空表").activate()
        book.add_worksheet("名单").write_row(0, 0, HEADER)
        book.add_worksheet("说明").write(0, 0, "怎么填")

    table = read_table(xlsx(fill=fill), "表.xlsx")
    assert (table.sheet, table.header) == ("名单", HEADER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_dialects(encoding, separator, newline):
    text = newline.join(["会员名单", *(separator.join(row) for row in [HEADER, *PEOPLE]), ""])
    table = read_table(text.encode(encoding), "名单.csv")
    assert (table.header, cells(table)) == (HEADER, PEOPLE)
    assert table.rows[0].number == 3


def test_csv_quotes_and_blank_lines():
    text = '姓名,备注\n\n王敏,"一行\n又一行，带""引号"",和逗号"\n,,\n李静,\n'
    table = read_table(text.encode(), "表.csv")
    assert cells(table) == [["王敏", '一行\n又一行，带"引号",和逗号'], ["李静", ""]]
    assert [row.number for row in table.rows] == [3, 5]
