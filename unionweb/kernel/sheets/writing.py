"""Writing .xlsx and .csv: what was text stays text, whoever opens it and with what."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | bool | date | datetime | time | None
Plain = str | int | float | Decimal | date | datetime | time

MAX_ROWS = 1_048_576  # with the header, by Excel
MAX_CELL = 32_767  # characters, by Excel
NARROWEST, WIDEST = 6, 48  # column widths, in half-width characters
MEASURED_ROWS = 500
EXACT = 10**15  # Excel keeps 15 digits of a number

# Excel and WPS take a .csv cell that starts so for a formula; Chinese editions also the full-width signs.
_FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet to write. `widths`, in half-width characters, replaces the measured widths."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float] | None = None


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook: bold header that stays in view, filters, columns as wide as their content.

    Strings are written as strings, whatever they look like (no formula, link or number is made of
    them), in cells of format "text", so "00123" also survives editing; longer ones than Excel can
    hold end in "…". Numbers are numbers unless Excel would change their digits; dates, times and
    naive datetimes are such; bools are 是 and 否; None is empty; anything else is its str().
    Raises ValueError if there is no sheet or a sheet has too many rows, TypeError for a datetime with
    a time zone: make it local first.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    buffer = io.BytesIO()
    # In memory, not constant_memory: that one would put people's data into files in /tmp.
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        formats = _formats(workbook)
        for sheet, name in zip(sheets, _sheet_names(sheets), strict=True):
            _write_sheet(workbook.add_worksheet(name), sheet, formats)
    return buffer.getvalue()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with BOM and CRLF, so that Excel opens it right; text that looks like a formula gets a leading '."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_csv_cell(name) for name in header])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _formats(workbook: Workbook) -> dict[str, Format]:
    top = {"valign": "top"}
    header = {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "header": workbook.add_format(header),
        "text": workbook.add_format({"num_format": "@", **top}),
        "wrapped": workbook.add_format({"num_format": "@", "text_wrap": True, **top}),
        "number": workbook.add_format(top),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd", **top}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", **top}),
        "time": workbook.add_format({"num_format": "hh:mm", **top}),
    }


def _write_sheet(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    rows = [[_plain(value) for value in row] for row in sheet.rows]
    if len(rows) >= MAX_ROWS:
        raise ValueError(f"{len(rows)} rows do not fit on an Excel sheet")
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, _fitted(name), formats["header"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, formats)
    _lay_out(page, sheet, rows)


def _plain(value: Value) -> Plain:
    """The value as one of the kinds that a cell can have; empty cells are ""."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | float() | Decimal():
            return value if math.isfinite(value) and abs(value) < EXACT else str(value)
        case date() if value.year < 1900:  # Excel's calendar begins there
            return value.isoformat()
        case str() | date() | time():
            return value
    return str(value)


def _write_cell(page: Worksheet, row: int, column: int, value: Plain, formats: dict[str, Format]) -> None:
    match value:
        case "":
            return
        case str():
            page.write_string(row, column, _fitted(value), formats["wrapped" if _is_long(value) else "text"])
        case datetime():
            page.write_datetime(row, column, value, formats["moment"])
        case date():
            page.write_datetime(row, column, value, formats["date"])
        case time():
            page.write_datetime(row, column, value, formats["time"])
        case _:
            page.write_number(row, column, value, formats["number"])


def _is_long(text: str) -> bool:
    """Whether it needs more than one line; most cells are settled by their length alone."""
    return "\n" in text or (len(text) > WIDEST // 2 and _width(text) > WIDEST)


def _fitted(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _lay_out(page: Worksheet, sheet: Sheet, rows: list[list[Plain]]) -> None:
    """What makes it pleasant on the screen, and on A4: the header repeats, all columns fit on a page."""
    for column, width in enumerate(sheet.widths or _measured(sheet.header, rows)):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows), max(len(sheet.header) - 1, 0))
    page.repeat_rows(0)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def _measured(header: Sequence[str], rows: list[list[Plain]]) -> list[float]:
    """Widths that show the header with its filter button, and the first rows, within bounds."""
    widths = [_width(name) + 4 for name in header]
    for row in rows[:MEASURED_ROWS]:
        for column, value in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], _width(_shown(value)) + 2)
    return [min(max(width, NARROWEST), WIDEST) for width in widths]


def _width(text: str) -> int:
    """The width of the longest line in half-width characters: GB18030 spends two bytes on a Chinese one."""
    return max((len(line.encode("gb18030", "replace")) for line in text.split("\n")), default=0)


def _shown(value: Plain) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)


def _sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that Excel takes: 1–31 characters, none of []:*?/\\, no ' at the ends, all different."""
    names: list[str] = []
    for sheet in sheets:
        base = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", sheet.name).strip(" '")[:31].strip(" '") or "Sheet"
        base = "History 1" if base.lower() == "history" else base  # reserved by Excel
        name, count = base, 1
        while name.lower() in (taken.lower() for taken in names):
            count += 1
            name = f"{base[: 30 - len(str(count))]} {count}"
        names.append(name)
    return names


def _csv_cell(value: Value) -> str | int | float | Decimal:
    plain = _plain(value)
    match plain:
        case str():
            return "'" + plain if plain.startswith(_FORMULA_START) else plain
        case datetime():
            return plain.isoformat(" ", "minutes")
        case date():
            return plain.isoformat()
        case time():
            return plain.isoformat("minutes")
    return plain
