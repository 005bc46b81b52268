"""Rosters for the tests: the small university as a file, and changes to it."""

import io

from unionweb.accounts.models import RosterImport
from unionweb.accounts.queries import HEADER, Wanted, roster_rows
from unionweb.accounts.rules import Role
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import Sheet, write_csv, write_xlsx

NEW = ["20001", "单思远", "男", "东校区", "外国语学院", "", "在职", "13800001234", "", "1985"]


class Office:
    """Somebody of the office, for queries that ask who reads."""

    class Grant:
        role, area, unit_id, point_id = Role.office, "all", None, None

    id, roles = 10003, (Grant,)


def everyone() -> list[list]:
    """All members as rows of a roster."""
    return [list(row) for row in roster_rows(Office, Wanted(status="all", sort="staff_no"))]


def xlsx(rows, header=HEADER) -> bytes:
    return write_xlsx([Sheet("花名册", header, rows)])


def csv(rows, header=HEADER) -> bytes:
    return write_csv(header, rows)


def upload(browser, body, name="花名册.xlsx", **ticks):
    """Send a file; ticks: is_complete="y"."""
    return browser.post("/people/roster", {"file": (io.BytesIO(body), name), **ticks})


def uploaded(browser, rows, **ticks) -> str:
    """Send rows as a workbook; the address of the preview."""
    answer = upload(browser, xlsx(rows), **ticks)
    assert answer.status_code == 303, answer.text
    return answer.location


def seen(page) -> str:
    """The hidden mark of the list of leaving people on a preview."""
    return page.text.split('name="seen"')[1].split('value="')[1].split('"')[0]


def confirm(browser, path, **ticks):
    """Press the import button of a preview."""
    return browser.post(f"{path}/import", {"seen": seen(browser.get(path)), **ticks})


def imports() -> list[RosterImport]:
    return list(db.session.scalars(db.select(RosterImport).order_by(RosterImport.id)))
