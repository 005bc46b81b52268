"""Tables sent as an Excel file."""

from flask import Response

from unionweb.kernel.sheets import Sheet, write_xlsx
from unionweb.kernel.web import download

MOST_ROWS = 20_000  # of a list; more is not looked at, and would be slow to write
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, *sheets: Sheet) -> Response:
    """The file `name`.xlsx with these sheets."""
    return download(write_xlsx(sheets), f"{name}.xlsx", _XLSX)
