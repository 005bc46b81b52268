"""Spreadsheets made for the tests of kernel/sheets, honest ones and damaged ones."""

import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from unionweb.kernel.sheets import SheetProblem, read_table

HEADER = ["工号", "姓名", "生日"]
PEOPLE = [["00123", "王敏", "1988-05-06"], ["10002", "李静", "1979-11-30"]]


def xlsx(*grid, fill=None, name="会员"):
    """A workbook as another program writes it: rows of values, or whatever `fill(book, page)` does."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate(grid):
            page.write_row(number, 0, row)
        if fill:
            fill(book, page)
    return buffer.getvalue()


def xls(*grid):
    book = xlwt.Workbook()
    page = book.add_sheet("会员")
    for number, row in enumerate(grid):
        for column, value in enumerate(row):
            page.write(number, column, value)
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data, change):
    """The same package with its entries passed through `change(name, content)`; None drops one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def cells(table):
    return [list(row.cells.values()) for row in table.rows]


def problem(data, filename="表.xlsx", **limits):
    with pytest.raises(SheetProblem) as caught:
        read_table(data, filename, **limits)
    sentence = str(caught.value)
    assert "请" in sentence, f"says nothing about what to do: {sentence}"
    assert sentence.endswith("。")
    assert not any(word in sentence for word in ("错误", "非法", "失败", "异常", "！", "\n")), sentence
    return sentence


FILES = {
    "表.xlsx": xlsx(HEADER, *PEOPLE),
    "表.xls": xls(HEADER, *PEOPLE),
    "表.csv": "\r\n".join(",".join(row) for row in [HEADER, *PEOPLE]).encode(),
}
