"""What those who run activities see: theirs alone, the sign-ups of one, and the whole list as a table."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from unionweb.accounts.models import Campus, Member, Unit, UnitKind
from unionweb.accounts.rules import units_led
from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.rules.access import clubs_run_by, may_run, may_run_all
from unionweb.activities.rules.kinds import ActivityState, AgeBand, Picks, PoolKind, SignupStatus, TeamStatus
from unionweb.activities.rules.teams import KIT_SIZES
from unionweb.common import questions
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label, moment
from unionweb.kernel.lists import Page, page_of
from unionweb.kernel.sheets import Sheet

SHOWN = (selectinload(Activity.sessions), joinedload(Activity.unit))


@dataclass(frozen=True)
class Asked:
    """What an organiser looks for in a list of sign-ups."""

    q: str = ""
    status: SignupStatus | None = None
    session_id: int | None = None
    unit_id: int | None = None


def run_by(user) -> ColumnElement[bool]:
    """Of a query over Activity: those that this person runs."""
    if may_run_all(user):
        return true()
    clubs = set().union(*(source(user.id) for source in clubs_run_by)) if user.along.get("clubs_run") else set()
    units = units_led(user)
    ways = [Activity.unit_id.in_(units)] if units else []
    ways += [Activity.club_id.in_(clubs)] if clubs else []
    return or_(false(), *ways)


def desk_page(user, q: str, state: ActivityState | None, unit_id: int | None) -> Page:
    """The activities that somebody runs, the latest first."""
    wanted = select(Activity).options(*SHOWN).where(run_by(user))
    if q:
        wanted = wanted.where(Activity.title.contains(q, autoescape=True))
    if state:
        wanted = wanted.where(Activity.state == state)
    if unit_id:
        wanted = wanted.where(Activity.unit_id == unit_id)
    return page_of(wanted.order_by(Activity.opens_at.desc(), Activity.id.desc()))


def state_counts(user) -> dict[ActivityState, int]:
    """How many activities of theirs are in each state."""
    rows = db.session.execute(select(Activity.state, func.count()).where(run_by(user)).group_by(Activity.state))
    found = dict(rows.all())
    return {state: found[state] for state in ActivityState if state in found}


def run_activity(user, activity_id: int) -> Activity | None:
    """An activity that somebody runs; None for every other."""
    wanted = select(Activity).options(*SHOWN, joinedload(Activity.series), selectinload(Activity.pools))
    row = db.session.scalar(wanted.where(Activity.id == activity_id))
    return row if row is not None and may_run(user, row) else None


def run_session(user, session_id: int) -> ActivitySession | None:
    """A session of an activity that somebody runs."""
    row = db.session.get(ActivitySession, session_id, options=[joinedload(ActivitySession.activity)])
    return row if row is not None and may_run(user, row.activity) else None


def run_signup(user, signup_id: int) -> Signup | None:
    """A sign-up of an activity that somebody runs, with its team."""
    team = selectinload(Signup.team).joinedload(TeamMember.member).joinedload(Member.unit)
    options = [joinedload(Signup.activity).selectinload(Activity.sessions), joinedload(Signup.member).joinedload(Member.unit), team]
    row = db.session.get(Signup, signup_id, options=options)
    return row if row is not None and may_run(user, row.activity) else None


def holders_for(user) -> list[tuple[int, str]]:
    """(id, name) of the units for which somebody may hold activities; the university's union for the office."""
    wanted = select(Unit.id, Unit.name).where(Unit.kind != UnitKind.group).order_by(Unit.sort, Unit.id)
    if not may_run_all(user):
        top = Unit.kind == UnitKind.university_union  # clubs belong to the university's union
        wanted = wanted.where(or_(Unit.id.in_(units_led(user)), top if user.along.get("clubs_run") else false()))
    return [tuple(row) for row in db.session.execute(wanted)]


def status_counts(activity_id: int) -> dict[SignupStatus, int]:
    """How many sign-ups there are of each status."""
    wanted = select(Signup.status, func.count()).where(Signup.activity_id == activity_id).group_by(Signup.status)
    found = dict(db.session.execute(wanted).all())
    return {status: found[status] for status in SignupStatus if status in found}


def signups_page(activity_id: int, asked: Asked) -> Page:
    """The sign-ups of an activity in the order of their numbers."""
    wanted = select(Signup).join(Signup.member).where(_asked(activity_id, asked))
    wanted = wanted.options(joinedload(Signup.member).joinedload(Member.unit), joinedload(Signup.session))
    return page_of(wanted.order_by(Signup.number))


def team_sizes(ids: list[int]) -> dict[int, tuple[int, int]]:
    """Sign-up → (confirmed, named) of the teams on one page."""
    confirmed = func.count().filter(TeamMember.status == TeamStatus.confirmed)
    wanted = select(TeamMember.signup_id, confirmed, func.count(TeamMember.id)).where(TeamMember.signup_id.in_(ids))
    return {id: (sure, named) for id, sure, named in db.session.execute(wanted.group_by(TeamMember.signup_id))}


def units_of_signups(activity_id: int) -> list[tuple[int, str]]:
    """(id, name) of the units that somebody signed up from."""
    wanted = select(Unit.id, Unit.name).join(Member, Member.unit_id == Unit.id).join(Signup, Signup.member_id == Member.id)
    wanted = wanted.where(Signup.activity_id == activity_id).group_by(Unit.id, Unit.name, Unit.sort)
    return [tuple(row) for row in db.session.execute(wanted.order_by(Unit.sort, Unit.id))]


def pool_choices(kind: PoolKind) -> list[tuple[str, str]]:
    """(key, name) of everything for which places can be set aside."""
    if kind is PoolKind.sex:
        return [("female", "女"), ("male", "男")]
    wanted = select(Campus.id, Campus.name).order_by(Campus.sort, Campus.id)
    if kind is PoolKind.unit:
        wanted = select(Unit.id, Unit.name).where(Unit.kind == UnitKind.branch_union).order_by(Unit.sort, Unit.id)
    return [(str(id), name) for id, name in db.session.execute(wanted)]


def taken_by_pool(activity: Activity) -> list[tuple[str, Counter[str]]]:
    """How many places people of each pool hold, of each session that is signed up for by itself: (its name, pool → places)."""
    seats = select(Signup.session_id, Signup.pool, func.sum(Signup.seats))
    held = seats.where(Signup.activity_id == activity.id, Signup.ended_at.is_(None), Signup.status != SignupStatus.waitlisted)
    found: dict[int | None, Counter[str]] = {}
    for session_id, pool, count in db.session.execute(held.group_by(Signup.session_id, Signup.pool)):
        found.setdefault(session_id, Counter())[pool] = int(count)
    if activity.picks is Picks.all:
        return [("已经报上", found.get(None, Counter()))]
    sessions = [s for s in activity.sessions if s.called_off_at is None]
    return [(f"{s.title or moment(s.starts_at)}已经报上", found.get(s.id, Counter())) for s in sessions]


def _asked(activity_id: int, asked: Asked) -> ColumnElement[bool]:
    found = [Signup.activity_id == activity_id]
    if asked.status:
        found.append(Signup.status == asked.status)
    if asked.session_id:
        found.append(Signup.session_id == asked.session_id)
    if asked.unit_id:
        found.append(Member.unit_id == asked.unit_id)
    if asked.q:
        ways = [column.contains(asked.q, autoescape=True) for column in (Member.name, Signup.team_name)]
        ways += [Member.staff_no == asked.q, Member.pinyin.startswith(asked.q.lower(), autoescape=True)]
        if asked.q.isascii() and asked.q.isdigit() and len(asked.q) <= 6:
            ways.append(Signup.number == int(asked.q))
        found.append(or_(*ways))
    return and_(*found)


def sheets_of(activity: Activity, asked: Asked) -> list[Sheet]:
    """The list as tables: sign-ups with companions by band and answers, teams with sizes, totals by size."""
    rows = db.session.execute(_export(activity.id, asked)).all()
    asked_here = questions.answered_questions_of("activity", activity.id)
    answers = questions.answers_of(asked_here, [row.id for row in rows]) if asked_here else {}
    head = [*HEAD, *(label(band) for band in AgeBand), *(q.heading for q in asked_here)]
    table = [[*_line(row), *(answers.get(row.id, {}).get(q.id, "") for q in asked_here)] for row in rows]
    sheets = [Sheet("报名名单", head, table)]
    team = db.session.execute(_team_rows(activity.id, asked)).all()
    if team:
        sheets.append(Sheet("队员", TEAM_HEAD, [[*row[:6], label(row.status), row.kit_size or ""] for row in team]))
    if activity.has_kits:
        sheets.append(Sheet("尺码合计", ["尺码", "件数"], _kit_totals(rows, team)))
    return sheets


HEAD = ("报名号", "状态", "场次", "姓名", "工号", "单位", "校区", "队名", "尺码", "占名额", "候补次序", "报名时间", "代办人")
TEAM_HEAD = ("报名号", "队名", "姓名", "工号", "单位", "校区", "状态", "尺码")


def _export(activity_id: int, asked: Asked) -> Select:
    proxy = aliased(Member)
    return (
        select(
            Signup.id, Signup.number, Signup.status, Signup.team_name, Signup.kit_size, Signup.seats, Signup.queue_no,
            Signup.companions, Signup.created_at, Member.name, Member.staff_no, Unit.name.label("unit"),
            Campus.name.label("campus"), proxy.name.label("proxy"), ActivitySession.title.label("session_title"),
            ActivitySession.starts_at,
        )
        .join(Member, Member.id == Signup.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(Campus, Campus.id == Member.campus_id)
        .outerjoin(proxy, proxy.id == Signup.booked_by_id)
        .outerjoin(ActivitySession, ActivitySession.id == Signup.session_id)
        .where(_asked(activity_id, asked))
        .order_by(Signup.number)
    )  # fmt: skip


def _line(row) -> list:
    session = row.session_title or (moment(row.starts_at) if row.starts_at else "全程")
    bands = {entry["age_band"]: entry["count"] for entry in row.companions}
    return [
        row.number, label(row.status), session, row.name, row.staff_no, row.unit, row.campus, row.team_name or "",
        row.kit_size or "", row.seats, row.queue_no or "", row.created_at.strftime("%Y-%m-%d %H:%M:%S"), row.proxy or "",
        *(bands.get(band.value, "") for band in AgeBand),
    ]  # fmt: skip


def _team_rows(activity_id: int, asked: Asked) -> Select:
    player = aliased(Member)
    return (
        select(
            Signup.number, Signup.team_name, player.name, player.staff_no, Unit.name, Campus.name,
            TeamMember.status, TeamMember.kit_size,
        )
        .select_from(TeamMember)
        .join(Signup, Signup.id == TeamMember.signup_id)
        .join(Member, Member.id == Signup.member_id)
        .join(player, player.id == TeamMember.member_id)
        .join(Unit, Unit.id == player.unit_id)
        .join(Campus, Campus.id == player.campus_id)
        .where(_asked(activity_id, asked))
        .order_by(Signup.number, TeamMember.id)
    )  # fmt: skip


def _kit_totals(rows, team) -> list[list]:
    """Of those who have places; of teams the confirmed members' sizes, the captain's among them."""
    without = {SignupStatus.cancelled, SignupStatus.declined, SignupStatus.waitlisted}
    gone = {row.number for row in rows if row.status in without}
    sizes = Counter(row.kit_size for row in rows if row.kit_size and not row.team_name and row.number not in gone)
    sizes.update(m.kit_size for m in team if m.kit_size and m.number not in gone and m.status is TeamStatus.confirmed)
    order = [*KIT_SIZES, *sorted(sizes.keys() - set(KIT_SIZES))]
    return [[size, sizes[size]] for size in order if sizes[size]]
