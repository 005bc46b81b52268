"""Yearly checks: of one club, of a year, and those that are missing."""

from collections.abc import Callable

from sqlalchemy import Select, and_, extract, or_, select
from sqlalchemy.orm import contains_eager

from unionweb.clubs.models import Club, ClubCheck
from unionweb.clubs.queries.people import tie_of
from unionweb.clubs.rules import terms
from unionweb.clubs.rules.access import may_see_checks
from unionweb.clubs.rules.kinds import CheckState, ClubState
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

CHECKS = ("协会", "年度", "会员数", "活动数", "收入（元）", "支出（元）", "提交时间", "结果", "审核意见")

# Activities stand a floor above: they put a callable here that counts what a club held in a year.
held_sources: list[Callable[[int, int], int]] = []


def activities_held(club_id: int, year: int) -> int:
    """How many activities a club held in a year."""
    return sum(source(club_id, year) for source in held_sources)


def checks_of(club_id: int) -> list[ClubCheck]:
    """A club's checks, the latest year first."""
    wanted = select(ClubCheck).where(ClubCheck.club_id == club_id)
    return list(db.session.scalars(wanted.order_by(ClubCheck.year.desc())))


def check_for(user, check_id: int) -> ClubCheck | None:
    """One check, if the reader may see it: the club's members, and the office."""
    wanted = select(ClubCheck).join(ClubCheck.club).options(contains_eager(ClubCheck.club)).where(ClubCheck.id == check_id)
    found = db.session.scalar(wanted)
    return found if found and may_see_checks(tie_of(user, found.club)) else None


def latest_check(club_id: int, year: int) -> ClubCheck | None:
    return db.session.scalar(select(ClubCheck).filter_by(club_id=club_id, year=year))


def years_open(club: Club) -> list[int]:
    """The years whose check the club may submit today, newest first: not there yet, or to be mended, however late."""
    states = {check.year: check.state for check in checks_of(club.id)}
    to_mend = {year for year, state in states.items() if state is CheckState.mend}
    open_now = terms.years_to_check(club.founded_on, clock.today(), settings.get("clubs.check_month"))
    return sorted(to_mend | {year for year in open_now if year not in states}, reverse=True)


def checks_page(year: int, state: CheckState | None = None) -> Page:
    """The checks of a year, those to be judged first."""
    return page_of(_of_year(year, state))


def check_rows(year: int) -> list[ClubCheck]:
    """All of a year, for a spreadsheet."""
    return list(db.session.scalars(_of_year(year, None)))


def _of_year(year: int, state: CheckState | None) -> Select:
    wanted = select(ClubCheck).join(ClubCheck.club).options(contains_eager(ClubCheck.club)).where(ClubCheck.year == year)
    if state:
        wanted = wanted.where(ClubCheck.state == state)
    return wanted.order_by(ClubCheck.state != CheckState.submitted, Club.name, Club.id)


def overdue_clubs() -> tuple[int, list[Club]]:
    """The year whose checks are due, and the active clubs that have not submitted theirs, or not mended it."""
    year = terms.year_due(clock.today(), settings.get("clubs.check_month"))
    mine = and_(ClubCheck.club_id == Club.id, ClubCheck.year == year)
    wanted = select(Club).outerjoin(ClubCheck, mine).where(Club.state == ClubState.active)
    wanted = wanted.where(extract("year", Club.founded_on) <= year, or_(ClubCheck.id.is_(None), ClubCheck.state == CheckState.mend))
    return year, list(db.session.scalars(wanted.order_by(Club.name, Club.id)))
