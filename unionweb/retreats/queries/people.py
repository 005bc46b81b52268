"""What is known about applicants: years of service, earlier trips, standings; for one person or for many at once."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import and_, or_, select

from unionweb.accounts.models import Member
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of
from unionweb.retreats.models import (
    RetreatApplication,
    RetreatHistory,
    RetreatProgramme,
    RetreatService,
    RetreatStanding,
)
from unionweb.retreats.rules.eligibility import Check, Person, checks, last_used
from unionweb.retreats.rules.kinds import ProgrammeState, Status
from unionweb.retreats.rules.points import Merits

# A history may be older than the roster's row: what was imported for a staff number alone is theirs, too.
OF_MEMBER = or_(
    RetreatHistory.member_id == Member.id, and_(RetreatHistory.member_id.is_(None), RetreatHistory.staff_no == Member.staff_no)
)


@dataclass(frozen=True)
class Known:
    """The registers' answer about one member."""

    since: int | None = None
    trips: tuple = ()
    standings: dict = field(default_factory=dict)  # kind → RetreatStanding


def known_of(member_ids: Collection[int]) -> dict[int, Known]:
    """member id → what the registers say, in three queries."""
    ids = set(member_ids)
    since = dict(
        db.session.execute(select(RetreatService.member_id, RetreatService.since_year).where(RetreatService.member_id.in_(ids))).all()
    )
    trips: dict[int, list] = {}
    columns = Member.id, RetreatHistory.year, RetreatHistory.outcome
    for member_id, year, outcome in db.session.execute(select(*columns).join(RetreatHistory, OF_MEMBER).where(Member.id.in_(ids))):
        trips.setdefault(member_id, []).append((year, outcome))
    standings: dict[int, dict] = {}
    valid = RetreatStanding.member_id.in_(ids), RetreatStanding.ended_on.is_(None)
    for row in db.session.scalars(select(RetreatStanding).where(*valid).order_by(RetreatStanding.kind)):
        standings.setdefault(row.member_id, {})[row.kind] = row
    return {one: Known(since.get(one), tuple(sorted(trips.get(one, ()))), standings.get(one, {})) for one in ids}


def person_of(member_id: int, programme: RetreatProgramme) -> Person:
    """One member as the conditions of a programme look at them; raises nothing for a stranger to the registers."""
    known = known_of([member_id])[member_id]
    status = db.session.scalar(select(Member.employment_status).where(Member.id == member_id))
    applied = select(RetreatApplication.status).where(
        RetreatApplication.programme_id == programme.id, RetreatApplication.member_id == member_id
    )
    return Person(status, known.since, known.trips, db.session.scalar(applied) not in {None, Status.withdrawn})


def checks_for(member_id: int, programme: RetreatProgramme) -> list[Check]:
    """Every condition with the answer for a member."""
    return checks(programme.terms, person_of(member_id, programme))


def losers_before(programme: RetreatProgramme) -> set[int]:
    """The members who waited in vain in the latest programme that was decided before this one."""
    settled = RetreatProgramme.state.in_([ProgrammeState.final, ProgrammeState.done])
    earlier = select(RetreatProgramme.id).where(settled, RetreatProgramme.id != programme.id, RetreatProgramme.year <= programme.year)
    last = db.session.scalar(earlier.order_by(RetreatProgramme.year.desc(), RetreatProgramme.id.desc()).limit(1))
    if last is None:
        return set()
    lost = RetreatApplication.programme_id == last, RetreatApplication.status == Status.waiting
    return set(db.session.scalars(select(RetreatApplication.member_id).where(*lost)))


def merits_of(application, known: Known, losers: set[int], programme: RetreatProgramme) -> Merits:
    """What counts for points: what was confirmed, not what was claimed."""
    has_been = last_used(programme.terms, known.trips) is not None
    standings = set(application.lanes_confirmed) | {kind.value for kind in known.standings}
    years = application.service_years if application.is_service_confirmed or known.since is not None else 0
    return Merits(standings, years, has_been, application.member_id in losers)


def standings_page(q: str) -> Page:
    query = select(RetreatStanding, Member).join(Member, Member.id == RetreatStanding.member_id)
    query = query.where(RetreatStanding.ended_on.is_(None))
    if q:
        query = query.where(Member.name.contains(q, autoescape=True) | Member.staff_no.startswith(q, autoescape=True))
    return page_of(query.order_by(RetreatStanding.kind, Member.pinyin, Member.id), scalars=False)


def history_page(q: str) -> Page:
    query = select(RetreatHistory)
    if q:
        query = query.where(RetreatHistory.name.contains(q, autoescape=True) | RetreatHistory.staff_no.startswith(q, autoescape=True))
    return page_of(query.order_by(RetreatHistory.year.desc(), RetreatHistory.staff_no, RetreatHistory.id))


def member_by_staff_no(staff_no: str) -> Member | None:
    wanted = Member.staff_no == staff_no, Member.left_at.is_(None)
    return db.session.scalar(select(Member).where(*wanted))


def own_history(member_id: int) -> list[RetreatHistory]:
    query = select(RetreatHistory).join(Member, OF_MEMBER).where(Member.id == member_id)
    return list(db.session.scalars(query.order_by(RetreatHistory.year.desc())))


def standing_or_none(standing_id: int) -> RetreatStanding | None:
    row = db.session.get(RetreatStanding, standing_id)
    return row if row is not None and row.ended_on is None else None
