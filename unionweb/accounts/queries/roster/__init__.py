"""The roster: its columns, what its rows say, what importing it would do."""

from unionweb.accounts.queries.roster.columns import COLUMNS, HEADER, RosterRow, rows_of, unpacked
from unionweb.accounts.queries.roster.imports import faults_of, import_for, latest_imports, open_import, plan_of
from unionweb.accounts.queries.roster.judging import SEXES, STATUSES
from unionweb.accounts.queries.roster.planning import Entry, Fault, ImportPlan, plan_rows

__all__ = [
    "COLUMNS", "HEADER", "SEXES", "STATUSES", "Entry", "Fault", "ImportPlan", "RosterRow", "faults_of", "import_for",
    "latest_imports", "open_import", "plan_of", "plan_rows", "rows_of", "unpacked",
]  # fmt: skip
