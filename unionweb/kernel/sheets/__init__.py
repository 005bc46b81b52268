"""Spreadsheets in and out: tables people upload, tables people download.

Reading accepts .xlsx, .xls and .csv from anybody and answers with a `Table` of strings or with a
`SheetProblem`, a sentence for the person who uploaded it; nothing else escapes, whatever the bytes.
Writing makes .xlsx and .csv files in which text stays text. Nothing here knows what a row means.
"""

from unionweb.kernel.sheets.reading import read_table
from unionweb.kernel.sheets.tables import Row, SheetProblem, Table
from unionweb.kernel.sheets.writing import Sheet, write_csv, write_xlsx

__all__ = ["Row", "Sheet", "SheetProblem", "Table", "read_table", "write_csv", "write_xlsx"]
