"""Reading an uploaded spreadsheet: which kind it is, and whether its name agrees."""

from unionweb.kernel.sheets import delimited, workbooks
from unionweb.kernel.sheets.tables import Limits, SheetProblem, Table, table_from

MB = 1024 * 1024
_ZIP, _OLE, _TEXT = "zip", "ole", "text"
_CONTENT = {".xlsx": _ZIP, ".xls": _OLE, ".csv": _TEXT}
_MAGIC = {b"PK\x03\x04": _ZIP, b"PK\x05\x06": _ZIP, b"\xd0\xcf\x11\xe0": _OLE}


def read_table(
    data: bytes,
    filename: str,
    *,
    max_bytes: int = 20 * MB,
    max_rows: int = 20_000,
    max_cells_per_row: int = 60,
    max_unpacked: int = 200 * MB,
) -> Table:
    """The table in an uploaded .xlsx, .xls or .csv, every cell as a stripped string.

    Of a workbook, the first visible worksheet with something in it. Empty rows are skipped; one or two
    title rows above the column names are too. Text is kept as it is ("00123", an 18-digit number);
    numbers read as Excel shows them without a format (10001, 0.5; from 16 digits on 1.23E+17, since
    Excel has lost the last digits); dates are 2026-03-08, with 13:30 if they have a time; true and
    false are TRUE and FALSE; a formula gives its last result, a failed one nothing.

    Raises SheetProblem, and nothing else, for every file that cannot be used.
    """
    limits = Limits(max_bytes, max_rows, max_cells_per_row, max_unpacked)
    if not data.strip(b"\0 \t\r\n"):
        raise SheetProblem("文件是空的。请填好表格、保存以后，再上传。")
    if len(data) > limits.bytes:
        raise SheetProblem(
            f"文件有 {len(data) / MB:.1f} MB，最大能收 {limits.bytes / MB:.0f} MB。请删掉图片和用不到的工作表，再上传。"
        )
    if _content_named_by(filename, data) == _TEXT:
        return table_from(delimited.read_lines(data), limits)
    sheet, lines = workbooks.read_lines(data, limits)
    return table_from(lines, limits, sheet)


def _content_named_by(filename: str, data: bytes) -> str:
    """The kind of content, if the name's ending and the first bytes agree on it. Raises SheetProblem."""
    dot = filename.rfind(".")
    ending = filename[dot:].strip().lower() if dot >= 0 else ""
    expected, found = _CONTENT.get(ending), _MAGIC.get(data[:4], _TEXT)
    if expected is None:
        raise SheetProblem("只收 .xlsx、.xls 和 .csv 三种表格。请用 Excel 打开，另存为 .xlsx，再上传。")
    if found == _OLE and workbooks.is_locked(data):
        raise SheetProblem(workbooks.LOCKED)
    if found != expected:
        raise SheetProblem(f"文件名以 {ending} 结尾，里面却不是这种表格。请用 Excel 打开，另存为 .xlsx，再上传。")
    return expected
