"""The roster: its columns, what its rows say, what importing it would do."""

from unionweb.accounts.queries.roster.columns import COLUMNS, HEADER, RosterRow, rows_of, unpacked
from unionweb.accounts.queries.roster.imports import faults_of, import_for, latest_imports, open_import, plan_of
from unionweb.accounts.queries.roster.judging import SEXES, STATUSES
from unionweb.accounts.queries.roster.planning import Entry, Fault, ImportPlan, plan_rows
from unionweb.accounts.queries.roster.sheets import SAMPLE_NUMBERS, fault_rows, sample_sheets

__all__ = [
    "COLUMNS", "HEADER", "SAMPLE_NUMBERS", "SEXES", "STATUSES", "Entry", "Fault", "ImportPlan", "RosterRow",
    "fault_rows", "faults_of", "import_for", "latest_imports", "open_import", "plan_of", "plan_rows", "rows_of",
    "sample_sheets", "unpacked",
]  # fmt: skip
