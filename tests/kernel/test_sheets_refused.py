"""Reading spreadsheets: files that cannot be used, and files meant to do harm."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from tests.kernel.spreadsheets import FILES, HEADER, PEOPLE, problem, repacked, xls, xlsx
from unionweb.kernel.sheets import Sheet, SheetProblem, read_table, write_xlsx


@pytest.mark.parametrize("filename", FILES)
@pytest.mark.parametrize("data", [b"", b" \r\n", b"\0" * 600])
def test_empty_file_is_refused(filename, data):
    assert "空的" in problem(data, filename)


@pytest.mark.parametrize("data", [xlsx(), xls(), xlsx([" "], ["　"])])
def test_sheet_without_content_is_refused(data):
    assert "没有内容" in problem(data, "表.xls" if data[:1] == b"\xd0" else "表.xlsx")


@pytest.mark.parametrize("filename", ["名单.ods", "名单.pdf", "名单", "名单.xlsm", "xlsx", ".xlsx.exe", ""])
def test_other_endings_are_refused(filename):
    assert "只收" in problem(FILES["表.xlsx"], filename)


@pytest.mark.parametrize("inside", FILES)
@pytest.mark.parametrize("outside", FILES)
def test_name_and_content_must_agree(inside, outside):
    if inside != outside:
        assert "却不是这种表格" in problem(FILES[inside], outside)


def test_web_page_called_xls_is_refused():
    page = "<html><table><tr><td>工号</td></tr></table></html>"
    assert "另存为 .xlsx" in problem(page.encode(), "导出.xls")


def test_large_file_is_refused():
    assert "2.0 MB，最大能收 1 MB" in problem(b"a,b\n" * 524288, "表.csv", max_bytes=1024 * 1024)


@pytest.mark.parametrize("filename", FILES)
def test_rows_are_limited(filename):
    assert len(read_table(FILES[filename], filename, max_rows=2).rows) == 2
    assert "超过 1 行" in problem(FILES[filename], filename, max_rows=1)


def test_titles_and_blank_rows_do_not_count_as_rows():
    data = xlsx(["名单"], ["2026年"], HEADER, *[[]] * 500, *PEOPLE)
    assert len(read_table(data, "表.xlsx", max_rows=2).rows) == 2


def test_blank_csv_lines_are_limited(monkeypatch):
    monkeypatch.setattr("unionweb.kernel.sheets.delimited.EXCEL_ROWS", 1_000)
    assert "1,000" in problem(b"a,b\n" + b",\n" * 1_000 + b"1,2\n", "表.csv")


@pytest.mark.parametrize("filename", FILES)
def test_columns_are_limited(filename):
    assert len(read_table(FILES[filename], filename, max_cells_per_row=3).header) == 3
    assert "第 1 行超过 2 列" in problem(FILES[filename], filename, max_cells_per_row=2)


def test_two_columns_of_one_name_are_refused():
    assert "B 列和 D 列都叫“姓名”" in problem(xlsx(["工号", "姓名", "电话", "姓 名"]))


def test_column_with_content_needs_a_name():
    assert "C 列（第 3 行）有内容，却没有列名" in problem(xlsx(["工号", "姓名"], PEOPLE[0][:2], PEOPLE[1]))
    assert "A 列（第 2 行）" in problem(xlsx(["", "姓名", "电话"], PEOPLE[0]))


@pytest.mark.parametrize("data", ["姓名".encode("utf-16"), b"\x00\x01", "姓名,\0".encode(), b"a,\xff\xff\xff"])
def test_text_that_cannot_be_read_is_refused(data):
    assert "认不出" in problem(data, "表.csv")


@pytest.mark.parametrize("text", ['姓名,备注\n王敏,"没有关\n李静,好\n', 'a,b\n"x"y,z\n', "a\n" + "x" * 200_000])
def test_csv_that_would_lose_rows_is_refused(text):
    assert "引号" in problem(text.encode(), "表.csv")


def bomb(unpacked, entries=1):
    buffer = io.BytesIO(FILES["表.xlsx"])
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(entries):
            package.writestr(f"xl/media/{number}", b"\0" * (unpacked // entries))
    return buffer.getvalue()


@pytest.mark.parametrize("data", [bomb(60 * 2**20), bomb(0, entries=2_001)])
def test_zip_bomb_is_refused_before_unpacking(data, monkeypatch):
    monkeypatch.setattr("subprocess.run", None)
    assert "太大" in problem(data)


def test_unpacked_size_is_limited(monkeypatch):
    assert read_table(bomb(2**20), "表.xlsx").header == HEADER
    monkeypatch.setattr("subprocess.run", None)
    assert "太大" in problem(bomb(2**20), max_unpacked=2**20)


def test_directory_that_lies_about_sizes_is_survived():
    data = repacked(FILES["表.xlsx"], lambda name, content: content + b" " * 10**7 if "sheet1" in name else content)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sizes = [entry.file_size.to_bytes(4, "little") for entry in package.infolist()]
    for size in sizes:
        data = data.replace(size, (10).to_bytes(4, "little"))
    problem(data)


def test_cell_in_the_last_corner_is_refused():
    """calamine aborts the process over this one: 512 GB, more than any `except` can catch."""
    data = xlsx(HEADER, fill=lambda book, page: page.write(1_048_575, 16_383, "角落"))
    assert "太大" in problem(data)


def test_format_in_the_last_corner_is_harmless():
    data = xlsx(HEADER, fill=lambda book, page: page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": 1})))
    assert read_table(data, "表.xlsx").header == HEADER


def test_one_long_string_in_many_cells_is_refused():
    assert "太大" in problem(write_xlsx([Sheet("长", HEADER, [["长" * 32_000] * 3 for _ in range(450)])]))


def test_reader_that_hangs_is_ended(monkeypatch, tmp_path):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("unionweb.kernel.sheets.workbooks._CHILD", sleeper)
    monkeypatch.setattr("unionweb.kernel.sheets.workbooks._SECONDS", 0.5)
    assert "太大" in problem(FILES["表.xlsx"])


def test_password_is_named():
    container = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    assert "密码" in problem(container, "表.xlsx")
    assert "密码" in problem(container, "表.xls")


@pytest.mark.parametrize("between", ["", "86000000"])
@pytest.mark.parametrize("beginning", ["0908100000060500bb0dcc07c100000006040000", "0908080000050500bb0dcc07"])
def test_password_of_old_excel_is_named(beginning, between):
    locked = "2f000600000059b30a9a"
    buffer = io.BytesIO()
    XlsDoc().save(buffer, bytes.fromhex(beginning + between + locked + "0a000000") + b"\0" * 5000)
    assert "密码" in problem(buffer.getvalue(), "表.xls")


def test_encrypted_zip_is_named():
    with zipfile.ZipFile(io.BytesIO(FILES["表.xlsx"])) as package:
        at = package.start_dir
    data = bytearray(FILES["表.xlsx"])
    data[at + 8] |= 1
    assert "密码" in problem(bytes(data))


def test_macros_are_refused():
    buffer = io.BytesIO(FILES["表.xlsx"])
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert "宏" in problem(buffer.getvalue())


def test_other_packages_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
    assert "不是 Excel" in problem(buffer.getvalue())


def test_workbook_without_visible_worksheet_is_refused():
    data = repacked(FILES["表.xlsx"], lambda name, content: content.replace(b"<sheet ", b'<sheet state="veryHidden" '))
    assert "没有能看到的工作表" in problem(data)


@pytest.mark.parametrize("lost", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"])
def test_missing_parts_are_survived(lost):
    data = repacked(FILES["表.xlsx"], lambda name, content: None if name == lost else content)
    survives(data, "表.xlsx")


@pytest.mark.parametrize("filename", ["表.xlsx", "表.xls"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_are_refused(filename, share):
    data = FILES[filename]
    problem(data[: int(len(data) * share)], filename)


def survives(data, filename):
    """A table of clean strings, or a SheetProblem: anything else is raised and fails the test."""
    try:
        table = read_table(data, filename)
    except SheetProblem:
        return
    assert len(set(table.header)) == len(table.header) > 0
    for row in table.rows:
        assert list(row.cells) == table.header
        assert any(row.cells.values())
        for cell in row.cells.values():
            assert cell == cell.strip()
            assert "\0" not in cell
            cell.encode("utf-8")


UNHURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=300, **UNHURRIED)
@given(st.binary(max_size=400), st.sampled_from(list(FILES)))
def test_any_bytes_are_survived(data, filename):
    survives(data, filename)


@settings(max_examples=300, **UNHURRIED)
@given(st.text(max_size=200), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@example("\ud800", "utf-8")
@example("a,b\n" + "\ufdd0\u2028,\x85", "utf-8")
def test_any_text_is_survived(text, encoding):
    survives(text.encode(encoding, "surrogatepass" if encoding != "gb18030" else "replace"), "表.csv")


PARTS = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
MUTATION = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6)


def mutated(data, mutations):
    data = bytearray(data)
    for place, patch in mutations:
        at = int(place * (len(data) - 1))
        data[at : at + len(patch)] = patch
    return bytes(data)


@settings(max_examples=60, **UNHURRIED)
@given(MUTATION, st.sampled_from(["表.xlsx", "表.xls"]))
def test_damaged_files_are_survived(mutations, filename):
    survives(mutated(FILES[filename], mutations), filename)


@settings(max_examples=60, **UNHURRIED)
@given(MUTATION, st.sampled_from(PARTS))
def test_damage_inside_the_package_is_survived(mutations, part):
    """Repacked, so that checksums are right and the damage reaches the parser."""
    data = repacked(FILES["表.xlsx"], lambda name, old: mutated(old, mutations) if name == part else old)
    survives(data, "表.xlsx")
