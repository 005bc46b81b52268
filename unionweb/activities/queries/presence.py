"""Who is expected at a session, and who came: lists for those who run it, one's own for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member, Unit
from unionweb.accounts.pinyin import search_key, spellings
from unionweb.accounts.queries import holders
from unionweb.accounts.rules import Role
from unionweb.activities.models import (
    Activity,
    ActivitySession,
    Attendance,
    AttendanceClosing,
    CheckInTry,
    HoursCorrection,
    Signup,
    TeamMember,
)
from unionweb.activities.rules.access import may_run, may_see
from unionweb.activities.rules.kinds import ActivityState, SignupStatus, TeamStatus
from unionweb.activities.rules.presence import MINUTE, Presence, Windows
from unionweb.common import settings
from unionweb.common.settings import Definition
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

EXPECTED = (SignupStatus.confirmed, SignupStatus.attended, SignupStatus.absent)
KEYS = ("activities.check_in_from", "activities.list_from", "activities.list_days")
TRIES, TRIES_WITHIN = 8, timedelta(minutes=10)
_WHOLE = joinedload(ActivitySession.activity).joinedload(Activity.unit)


@dataclass(frozen=True)
class Wanted:
    """What somebody at the door looks for. show: one of SHOWN."""

    q: str = ""
    show: str = ""


@dataclass(frozen=True)
class Figures:
    expected: int
    came: int
    late: int
    absent: int
    excused: int

    @property
    def waiting(self) -> int:
        return self.expected - self.came - self.absent - self.excused


SHOWN = (("", "全部"), ("waiting", "还没到"), ("came", "已签到"), ("late", "迟到"), ("absent", "没有来"), ("excused", "请假"))


def windows() -> Windows:
    return Windows(*settings.together(KEYS))


def session_run_by(user, session_id: int) -> ActivitySession | None:
    """A session that `user` runs, with its activity; None for every other one."""
    found = db.session.get(ActivitySession, session_id, options=[_WHOLE, joinedload(ActivitySession.campus)])
    return found if found and may_run(user, found.activity) else None


def session_seen_by(user, session_id: int) -> ActivitySession | None:
    """A session of an activity that is published, for whoever stands before its screen."""
    found = db.session.get(ActivitySession, session_id, options=[_WHOLE, joinedload(ActivitySession.campus)])
    return found if found and may_see(user, found.activity) and found.activity.state is not ActivityState.draft else None


def activity_run_by(user, activity_id: int) -> Activity | None:
    """An activity that `user` runs; None for every other one."""
    found = db.session.get(Activity, activity_id, options=[joinedload(Activity.unit)])
    return found if found and may_run(user, found) else None


def cared_for_by(activity: Activity, *, but: int = 0) -> set[int]:
    """Who is told what there is to be done about an activity: who made it, else the office. but: who it is about."""
    maker = db.session.get_one(Member, activity.created_by_id)
    if maker.left_at is None and maker.id != but:
        return {maker.id}
    today = clock.today()
    return (holders(Role.office, today, area="activities") or holders(Role.office, today, area="all")) - {but}


def is_off(session: ActivitySession) -> bool:
    """Whether a session is not held: it was called off, or the whole activity was."""
    return session.called_off_at is not None or session.activity.state is ActivityState.called_off


def expected_at(session: ActivitySession):
    """signup_id, number, team_name, seats, member_id of everybody expected at a session; a team one by one."""
    own = (Signup.activity_id == session.activity_id, Signup.status.in_(EXPECTED))
    this = or_(Signup.session_id.is_(None), Signup.session_id == session.id)
    columns = (Signup.id.label("signup_id"), Signup.number, Signup.team_name)
    alone = select(*columns, Signup.seats, Signup.member_id).where(*own, this, Signup.team_name.is_(None))
    team = select(*columns, literal(1).label("seats"), TeamMember.member_id).join(TeamMember, TeamMember.signup_id == Signup.id)
    team = team.where(*own, this, Signup.team_name.is_not(None), TeamMember.status == TeamStatus.confirmed)
    return union_all(alone, team).subquery("expected")


def people_at(session: ActivitySession, wanted: Wanted | None = None) -> Select:
    """Rows of everybody expected at a session by their number, with what is known of each."""
    expected = expected_at(session)
    query = (
        select(
            expected.c.signup_id, expected.c.number, expected.c.team_name, expected.c.seats, Member.id.label("member_id"),
            Member.name, Member.staff_no, Unit.name.label("unit"), Attendance.id.label("attendance_id"), Attendance.state,
            Attendance.came_at, Attendance.minutes, Attendance.way, Attendance.reason, Attendance.confirmed_at,
        )
        .select_from(expected)
        .join(Member, Member.id == expected.c.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Attendance, and_(Attendance.member_id == Member.id, Attendance.session_id == session.id))
        .order_by(expected.c.number, Member.id)
    )  # fmt: skip
    return query.where(*_conditions(session, expected, wanted or Wanted()))


def _conditions(session: ActivitySession, expected, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [_named(wanted.q, expected)] if wanted.q else []
    match wanted.show:
        case "waiting":
            found.append(or_(Attendance.state.is_(None), Attendance.state == Presence.undone))
        case "came" | "absent" | "excused":
            found.append(Attendance.state == Presence(wanted.show))
        case "late":
            found += [Attendance.state == Presence.came, Attendance.came_at >= session.starts_at + MINUTE]
    return found


def _named(q: str, expected) -> ColumnElement[bool]:
    """By sign-up number, staff number, name, pinyin or initials; short numbers are sign-up numbers, too."""
    plain = q.strip().lstrip("#＃")
    key = search_key(plain)
    ways = [Member.name.contains(plain, autoescape=True), Member.staff_no == plain]
    if plain.isascii() and plain.isdigit() and len(plain) < 10:
        ways += [expected.c.number == int(plain)] if len(plain) < 5 else []
    elif key:
        ways += [Member.pinyin.startswith(spelling, autoescape=True) for spelling in spellings(plain)]
        ways.append(Member.initials.startswith(key, autoescape=True))
    return or_(*ways)


def figures_of(session: ActivitySession) -> Figures:
    """How many are expected, came, came late, did not come: one query."""
    expected, state = expected_at(session), Attendance.state
    count = lambda condition: func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # noqa: E731
    late = and_(state == Presence.came, Attendance.came_at >= session.starts_at + MINUTE)
    wanted = (func.count(), *map(count, (state == Presence.came, late, state == Presence.absent, state == Presence.excused)))
    known = and_(Attendance.member_id == expected.c.member_id, Attendance.session_id == session.id)
    return Figures(*db.session.execute(select(*wanted).select_from(expected).outerjoin(Attendance, known)).one())


def came_to(activity_id: int) -> dict[int, int]:
    """How many came to each session of an activity: one query."""
    wanted = select(Attendance.session_id, func.count()).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    wanted = wanted.where(ActivitySession.activity_id == activity_id, Attendance.state == Presence.came)
    return dict(db.session.execute(wanted.group_by(Attendance.session_id)).all())


def came_ids(activity_id: int, state: Presence) -> set[int]:
    """Of whom this is known at some session of an activity."""
    wanted = select(Attendance.member_id).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    return set(db.session.scalars(wanted.where(ActivitySession.activity_id == activity_id, Attendance.state == state)))


def person_at(session: ActivitySession, member_id: int) -> Row | None:
    """The row of one person who is expected."""
    return db.session.execute(people_at(session).where(Member.id == member_id)).first()


def all_at(session: ActivitySession) -> Sequence[Row]:
    """Everybody expected at a session, for paper."""
    return db.session.execute(people_at(session)).all()


def tokens_of(activity_id: int) -> dict[int, str]:
    """What stands in the code of each sign-up that holds a place."""
    held = Signup.activity_id == activity_id, Signup.status.in_(EXPECTED)
    return dict(db.session.execute(select(Signup.id, Signup.token).where(*held)).all())


def people_of(signup: Signup, session: ActivitySession) -> Sequence[Row]:
    """The rows of one sign-up: one person, or a team."""
    return db.session.execute(people_at(session).where(Member.id.in_(members_of(signup)))).all()


def members_of(signup: Signup) -> set[int]:
    """Who comes with a sign-up: whoever signed up, or the team as far as it has confirmed."""
    team = {one.member_id for one in signup.team if one.status is TeamStatus.confirmed}
    return team if signup.team_name else {signup.member_id}


def signup_by_token(token: str) -> Signup | None:
    """The sign-up whose card has this token, while it holds a place."""
    wanted = joinedload(Signup.activity).joinedload(Activity.unit)
    found = db.session.scalar(select(Signup).options(wanted, joinedload(Signup.member)).where(Signup.token == token))
    return found if found and found.status in EXPECTED else None


def sessions_of(signup: Signup) -> list[ActivitySession]:
    """The sessions that a sign-up is for, called-off ones left out, by their start."""
    held = [s for s in signup.activity.sessions if s.called_off_at is None]
    return [s for s in held if signup.session_id in {None, s.id}]


def nearest(sessions: list[ActivitySession], now: datetime) -> ActivitySession | None:
    """The session that runs, else the next one, else the last."""
    return next((s for s in sessions if s.ends_at >= now), sessions[-1] if sessions else None)


def closing_of(session_id: int) -> AttendanceClosing | None:
    return db.session.get(AttendanceClosing, session_id)


def corrections_of(attendance_id: int) -> list[HoursCorrection]:
    """How the hours of one attendance were changed, oldest first."""
    wanted = select(HoursCorrection).options(joinedload(HoursCorrection.by)).where(HoursCorrection.attendance_id == attendance_id)
    return list(db.session.scalars(wanted.order_by(HoursCorrection.id)))


def tries_of(member_id: int) -> int:
    """How many wrong codes somebody has typed lately."""
    since = clock.now() - TRIES_WITHIN
    return db.session.scalar(select(func.count()).where(CheckInTry.member_id == member_id, CheckInTry.at > since)) or 0


settings.define(
    Definition("activities.check_in_from", "开始前", 30, unit="分钟起可以自己签到", most=240, group="活动"),
    Definition("activities.list_from", "开始前", 120, unit="分钟起组织者可以签到", most=1440, group="活动"),
    Definition("activities.list_days", "结束后", 7, unit="天内组织者还能补签", most=60, group="活动"),
)
