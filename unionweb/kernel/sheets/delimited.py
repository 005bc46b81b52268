"""Reading .csv: UTF-8 or GB18030, separated by commas, tabs or semicolons."""

import csv
import io
from collections.abc import Iterator

from unionweb.kernel.sheets.tables import SheetProblem

# The rows of an Excel sheet. Whoever sends more blank lines than this only keeps the server busy.
EXCEL_ROWS = 1_048_576

_UNREADABLE = "认不出这个 .csv 文件里的文字。请用 Excel 打开，另存为 .xlsx，再上传。"


def read_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The records of a delimited text with the row number Excel gives them. Raises SheetProblem."""
    text = _decode(data)
    # strict: an opening quote that is never closed would otherwise swallow all rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > EXCEL_ROWS:
                raise SheetProblem(f"表里超过 {EXCEL_ROWS:,} 行，连空行也算。请删掉空行，或者分成几个文件，再上传。")
            yield number, cells
    except csv.Error as problem:
        raise SheetProblem(
            f"读到第 {reader.line_num} 行文字时，引号不成对，或者一格太长。请用 Excel 打开，另存为 .xlsx，再上传。"
        ) from problem


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetProblem(_UNREADABLE)


def _delimiter(text: str) -> str:
    """The separator used most in the first line that has one; a title line above has none."""
    for line in text[:100_000].splitlines():
        counts = {separator: line.count(separator) for separator in ",\t;"}
        if any(counts.values()):
            return max(counts, key=lambda separator: counts[separator])
    return ","
