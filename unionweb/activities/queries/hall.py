"""What there is to sign up for, as everybody sees it: the list, the month, one activity, the places left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from unionweb.accounts.models import Unit
from unionweb.activities.models import (
    Activity,
    ActivityAttachment,
    ActivitySeries,
    ActivitySession,
    Signup,
    SignupPlace,
)
from unionweb.activities.queries.applicants import own_facts, pool_of
from unionweb.activities.rules.access import may_see
from unionweb.activities.rules.eligibility import Applicant, Names, audience_objections
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, Picks, SignupStatus
from unionweb.activities.rules.seats import Room, reserved_of
from unionweb.clubs.queries import own_clubs
from unionweb.clubs.rules.kinds import MembershipState
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

SHOWN = (selectinload(Activity.sessions).joinedload(ActivitySession.campus), joinedload(Activity.unit), joinedload(Activity.series))
PUBLISHED = (Activity.state != ActivityState.draft, Activity.published_at.is_not(None))


@dataclass(frozen=True)
class Sought:
    """What somebody looks for. is_joinable: only what they can sign up for now; is_past: what is over."""

    q: str = ""
    kind: ActivityKind | None = None
    campus_id: int | None = None
    series_id: int | None = None
    unit_id: int | None = None
    club_id: int | None = None
    is_joinable: bool = False
    is_past: bool = False


@dataclass(frozen=True)
class Places:
    """How it stands with an activity or a session. capacity None: no limit."""

    capacity: int | None
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def index_page(user, sought: Sought) -> Page:
    """The published activities: the next to take place first; of the past ones the latest first."""
    now = clock.now()
    held = (ActivitySession.activity_id == Activity.id, ActivitySession.called_off_at.is_(None))
    coming = select(func.min(ActivitySession.starts_at)).where(*held, ActivitySession.ends_at > now).scalar_subquery()
    last = select(func.max(ActivitySession.ends_at)).where(*held).scalar_subquery()
    wanted = _wanted(select(Activity).options(*SHOWN).where(*PUBLISHED), sought)
    if sought.is_joinable:
        wanted = wanted.where(Activity.id.in_([row.id for row in joinable(user)]))
    over = Activity.state.in_((ActivityState.done, ActivityState.called_off))
    if sought.is_past:
        return page_of(wanted.where(over).order_by(last.desc(), Activity.id.desc()))
    return page_of(wanted.where(~over).order_by(coming.is_(None), coming, Activity.id))


def _wanted(query: Select, sought: Sought) -> Select:
    """`query` over Activity, narrowed to what is looked for."""
    if sought.q:
        query = query.where(Activity.title.contains(sought.q, autoescape=True))
    if sought.kind:
        query = query.where(Activity.kind == sought.kind)
    if sought.campus_id:
        at = (ActivitySession.activity_id == Activity.id, ActivitySession.campus_id == sought.campus_id)
        query = query.where(exists().where(*at, ActivitySession.called_off_at.is_(None)))
    for column, value in (
        (Activity.series_id, sought.series_id), (Activity.unit_id, sought.unit_id), (Activity.club_id, sought.club_id)
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    return query


def joinable(user) -> list[Activity]:
    """The activities that are open now, for this person, who is not in them yet."""
    now = clock.now()
    mine = exists().where(Signup.activity_id == Activity.id, Signup.member_id == user.id, Signup.ended_at.is_(None))
    is_open = (Activity.state == ActivityState.open, Activity.opens_at <= now, Activity.closes_at > now, ~mine)
    rows = list(db.session.scalars(select(Activity).where(*is_open)))
    applicant = own_facts(user)
    clubs = _clubs_of(user) if any(row.audience.get("club") for row in rows) else set()
    return [
        row
        for row in rows
        if not audience_objections(replace(applicant, is_in_club=row.club_id in clubs), row.audience, now.year, Names())
    ]


def _clubs_of(user) -> set[int]:
    return {club.id for club, state, _ in own_clubs(user.id) if state is MembershipState.active}


def places_of(activities: Iterable[Activity]) -> dict[tuple[int, int], Places]:
    """How it stands with each activity (its id and 0) and each of its sessions: one query for all."""
    rows = list(activities)
    counts = _counts([row.id for row in rows])
    found = {}
    for row in rows:
        scopes = {s.id: s for s in row.sessions if s.called_off_at is None}
        for id, session in scopes.items():
            found[row.id, id] = Places(session.capacity, *counts.get((row.id, id), (0, 0)))
        if row.picks is Picks.all:
            found[row.id, 0] = Places(row.capacity, *counts.get((row.id, 0), (0, 0)))
        else:
            found[row.id, 0] = _together([found[row.id, id] for id in scopes])
    return found


def _together(parts: list[Places]) -> Places:
    capacities = [part.capacity for part in parts]
    total = None if None in capacities else sum(capacities)
    return Places(total, sum(part.taken for part in parts), sum(part.waiting for part in parts))


def _counts(ids: list[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """(activity, scope) → places taken, sign-ups waiting."""
    taken = select(SignupPlace.activity_id, SignupPlace.session_id, func.count().label("taken"), literal(0).label("waiting"))
    taken = taken.where(SignupPlace.activity_id.in_(ids)).group_by(SignupPlace.activity_id, SignupPlace.session_id)
    scope = func.coalesce(Signup.session_id, 0)
    waiting = select(Signup.activity_id, scope, literal(0), func.count())
    waiting = waiting.where(Signup.activity_id.in_(ids), Signup.status == SignupStatus.waitlisted)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for activity_id, session_id, *numbers in db.session.execute(union_all(taken, waiting.group_by(Signup.activity_id, scope))):
        before = found.get((activity_id, session_id), (0, 0))
        found[activity_id, session_id] = (before[0] + numbers[0], before[1] + numbers[1])
    return found


def own_statuses(member_id: int, ids: Iterable[int]) -> dict[int, Signup]:
    """The live sign-ups of a member in these activities, by activity."""
    wanted = (Signup.member_id == member_id, Signup.activity_id.in_(list(ids)), Signup.ended_at.is_(None))
    return {row.activity_id: row for row in db.session.scalars(select(Signup).where(*wanted))}


def activity_for(user, activity_id: int) -> Activity | None:
    """One activity with everything its page shows; None when there is none, or it is a draft that is not theirs to run."""
    row = db.session.scalar(select(Activity).options(*SHOWN, selectinload(Activity.pools)).where(Activity.id == activity_id))
    return row if row is not None and may_see(user, row) else None


def attachments_of(activity_id: int) -> list[ActivityAttachment]:
    wanted = select(ActivityAttachment).where(ActivityAttachment.activity_id == activity_id)
    return list(db.session.scalars(wanted.order_by(ActivityAttachment.id)))


def attachment_or_none(attachment_id: int) -> ActivityAttachment | None:
    return db.session.get(ActivityAttachment, attachment_id)


def all_series() -> list[ActivitySeries]:
    """The campaigns that go on, in their order."""
    wanted = select(ActivitySeries).where(ActivitySeries.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(ActivitySeries.sort, ActivitySeries.id)))


def units_that_hold() -> list[tuple[int, str]]:
    """(id, name) of the units that have published activities."""
    wanted = select(Unit.id, Unit.name).where(exists().where(Activity.unit_id == Unit.id, *PUBLISHED))
    return [tuple(row) for row in db.session.execute(wanted.order_by(Unit.sort, Unit.id))]


def own_left(activity: Activity, applicant: Applicant) -> int | None:
    """How many places somebody could be given while some are kept for others; None when nothing is set aside."""
    reserved = reserved_of(activity, clock.now())
    if not any(reserved.values()):
        return None
    scope, mine = SignupPlace.session_id, pool_of(activity, applicant)
    counts = select(scope, Signup.pool, func.count()).join(Signup, Signup.id == SignupPlace.signup_id)
    taken: dict[int, dict[str, int]] = {}
    for session_id, pool, count in db.session.execute(counts.where(SignupPlace.activity_id == activity.id).group_by(scope, Signup.pool)):
        taken.setdefault(session_id, {})[pool] = count
    scopes = {0: activity.capacity}
    if activity.picks is Picks.one:
        scopes = {s.id: s.capacity for s in activity.sessions if s.called_off_at is None}
    left = [Room(capacity, reserved, taken.get(id, {})).left_for(mine) for id, capacity in scopes.items()]
    return None if None in left else sum(left)


def month_of(sought: Sought, year: int, month: int) -> dict[date, list[ActivitySession]]:
    """Day → the sessions of published activities in a month, in the order of their times."""
    start, end = datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1)
    wanted = (
        select(ActivitySession)
        .join(ActivitySession.activity)
        .options(contains_eager(ActivitySession.activity), joinedload(ActivitySession.campus))
        .where(ActivitySession.starts_at >= start, ActivitySession.starts_at < end, ActivitySession.called_off_at.is_(None))
        .where(*PUBLISHED, Activity.state != ActivityState.called_off)
    )
    campus = sought.campus_id
    wanted = _wanted(wanted, Sought(**{**vars(sought), "campus_id": None}))
    if campus:
        wanted = wanted.where(ActivitySession.campus_id == campus)
    days: dict[date, list[ActivitySession]] = {}
    for session in db.session.scalars(wanted.order_by(ActivitySession.starts_at, ActivitySession.id)):
        days.setdefault(session.starts_at.date(), []).append(session)
    return days


def weeks_of(year: int, month: int) -> list[list[date | None]]:
    """The days of a month by weeks from Monday on; None before the first and after the last."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    days = [None] * first.weekday() + [first + timedelta(days=n) for n in range(last.day)]
    days += [None] * (-len(days) % 7)
    return [days[n : n + 7] for n in range(0, len(days), 7)]
