"""The office's desk for clubs: what is to be done, the checks of a year, and the lists to take along."""

from flask import url_for

from unionweb.clubs import queries
from unionweb.clubs.forms import CheckFilter
from unionweb.clubs.rules.access import may_run_clubs
from unionweb.clubs.rules.kinds import ClubState, Post
from unionweb.clubs.rules.money import yuan
from unionweb.clubs.views.blueprint import bp
from unionweb.kernel import clock, menus
from unionweb.kernel.labels import label
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import render, whole
from unionweb.kernel.workbooks import workbook

menus.add("office", 67, "协会", "clubs.desk", may_run_clubs, also=("clubs.desk", "clubs.checks"))


@bp.get("/clubs/desk")
@requires(may_run_clubs)
def desk():
    year, overdue = queries.overdue_clubs()
    context = {
        "counts": queries.state_counts(),
        "waiting": queries.waiting_clubs(),
        "expiring": queries.expiring_officers(),
        "leaderless": queries.without_president(),
        "overdue": overdue,
        "year": year,
        "today": clock.today(),
        "State": ClubState,
    }
    return render("clubs/desk.html", **context)


@bp.get("/clubs/checks")
@requires(may_run_clubs)
def checks():
    year, form = _year(), CheckFilter()

    def address(number):
        return url_for("clubs.checks", year=year, **form.typed | {"page": number})

    context = {"year": year, "years": range(clock.today().year, clock.today().year - 6, -1), "form": form, "yuan": yuan}
    return render("clubs/checks.html", page=queries.checks_page(year, form.wanted), address=address, **context)


@bp.get("/clubs/checks.xlsx")
@requires(may_run_clubs)
def checks_sheet():
    year = _year()
    rows = [
        (row.club.name, row.year, row.members, row.activities, row.income_fen / 100, row.spent_fen / 100, row.submitted_at,
         label(row.state), row.remark)
        for row in queries.check_rows(year)
    ]  # fmt: skip
    return workbook(f"协会年检 {year}", Sheet(f"{year} 年", queries.CHECKS, rows))


def _year():
    return whole("year", clock.today().year - 1, 1990, 2100)


@bp.get("/clubs/register.xlsx")
@requires(may_run_clubs)
def register_sheet():
    rows = [
        (club.name, label(club.state), club.founded_on, count, *("、".join(named.get(post, [])) for post in Post),
         club.purpose, club.contact, club.ended_at, club.end_reason)
        for club, count, named in queries.register_rows()
    ]  # fmt: skip
    return workbook("协会登记", Sheet("协会", queries.REGISTER, rows))
