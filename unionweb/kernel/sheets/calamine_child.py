"""Reads one workbook from standard input and writes its rows as JSON: run by workbooks.py, never imported.

Usage: python -I calamine_child.py MAX_ROWS MAX_CELLS_PER_ROW < workbook > answer
The answer is {"sheet": name, "rows": [[number, [cell, …]], …]} or {"problem": broken|too_big|no_sheet}.
It stops one row after MAX_ROWS and one cell after MAX_CELLS_PER_ROW, so the reader can tell "too many".
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 1024**3
CPU_SECONDS = 20
# One long shared string can stand in a million cells: what goes back is counted, not what came in.
MAX_CHARACTERS = 40_000_000
# Excel keeps 15 digits of a number.
FIRST_INEXACT = 1e15


class TooBig(Exception):
    """The sheet holds more text than anybody reads."""


def main() -> None:
    limit_process()
    try:
        answer = read(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    except (TooBig, MemoryError):
        answer = {"problem": "too_big"}
    except BaseException:  # a panic in Rust arrives as a BaseException
        answer = {"problem": "broken"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8"))


def limit_process() -> None:
    """No more memory and time than an honest file needs, and no core file with people's data in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def read(data: bytes, max_rows: int, max_cells: int) -> dict:
    """The first visible worksheet with something in it, or the first visible one, or the problem."""
    workbook = CalamineWorkbook.from_object(io.BytesIO(data))
    answer: dict = {"problem": "no_sheet"}
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            rows = sheet_rows(workbook.get_sheet_by_name(sheet.name), max_rows, max_cells)
            answer = {"sheet": sheet.name, "rows": rows}
            if rows:
                break
    return answer


def sheet_rows(sheet: CalamineSheet, max_rows: int, max_cells: int) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, as strings, numbered as in Excel. Raises TooBig."""
    rows, characters = [], 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [as_text(value) for value in without_blank_end(values)[: max_cells + 1]]
        if cells:
            rows.append((number, cells))
            characters += sum(map(len, cells))
        if characters > MAX_CHARACTERS:
            raise TooBig
        if len(rows) > max_rows:
            break
    return rows


def without_blank_end(values: list) -> list:
    end = len(values)
    while end and (values[end - 1] == "" or str(values[end - 1]).isspace()):
        end -= 1
    return values[:end]


def as_text(value: object) -> str:
    """A cell as Excel shows it in the formats people use; the table in tests/kernel/test_sheets.py is the contract."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_text(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case time():
            return clock_text(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second), "02")
        case timedelta():
            return clock_text(value, "")
    return str(value)


def number_text(value: float) -> str:
    """10001 and not 10001.0; never a long number whose last digits Excel has made up."""
    if value % 1 == 0 and abs(value) < FIRST_INEXACT:
        return str(int(value))
    return f"{value:.15G}"


def moment_text(value: datetime) -> str:
    """The date, and the time to the minute or second if there is one; Excel's times are off by fractions."""
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def clock_text(span: timedelta, hour_format: str) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:{hour_format}d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


if __name__ == "__main__":
    main()
