"""Who stayed away, and until when that keeps them from signing up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from unionweb.accounts.models import Member, Unit
from unionweb.activities.models import Activity, ActivitySession, Attendance, MissAppeal, Signup
from unionweb.activities.rules import penalties
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence
from unionweb.common import ladder, settings
from unionweb.common.settings import Definition
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

KEYS = ("activities.no_show_limit", "activities.no_show_days", "activities.no_show_pause")


@dataclass(frozen=True)
class Miss:
    """A sign-up that somebody did not come to, or gave up too late. is_excused: it was found that it does not count."""

    signup_id: int
    member_id: int
    activity_id: int
    title: str
    on: date
    is_late: bool
    is_excused: bool
    appeal: MissAppeal | None

    @property
    def words(self) -> str:
        return "取消得太晚" if self.is_late else "没有来"


def late_from(signup: Signup) -> datetime:
    """After when giving up this sign-up counts like staying away: for who moved up not later than the beginning."""
    if signup.queue_no is None or signup.placed_at is None:
        return signup.activity.cancel_until
    begins = [s.starts_at for s in signup.activity.sessions if s.called_off_at is None and signup.session_id in (None, s.id)]
    return min(penalties.late_from(signup.activity.cancel_until, signup.placed_at, moved_up_grace()), *begins)


def moved_up_grace() -> int:
    """How many hours who moved up from the waiting list has to think, whatever the deadline for giving up is."""
    return settings.get("activities.moved_up_grace")


def rule() -> ladder.Ladder:
    """The ladder in force today."""
    return ladder.Ladder(*settings.together(KEYS))


def paused_until(member_id: int) -> date | None:
    """The last day on which a member may not sign up, after too many sign-ups that they did not come to."""
    in_force = rule()
    if not in_force.limit:
        return None
    found = misses([member_id], in_force.since(clock.today()))
    return ladder.paused_until((miss.on for miss in found if not miss.is_excused), in_force)


def misses(member_ids: Iterable[int], since: date) -> list[Miss]:
    """What these members missed since a day, the latest first: at most two queries and one for the appeals."""
    ids, start = list(member_ids), datetime.combine(since, time.min)
    rows = [*db.session.execute(_given_up_late(ids, start)), *db.session.execute(_never_came(ids, start))]
    once = {(row.signup_id, row.member_id): row for row in rows}  # away the first time and given up afterwards is one
    known = {(a.signup_id, a.member_id): a for a in db.session.scalars(select(MissAppeal).where(MissAppeal.member_id.in_(ids)))}
    found = [_miss(row, known.get(key)) for key, row in once.items()]
    return sorted(found, key=lambda miss: (miss.on, miss.signup_id), reverse=True)


def miss_of(member_id: int, signup_id: int) -> Miss | None:
    """One miss of a member's own."""
    found = misses([member_id], rule().since(clock.today()))
    return next((miss for miss in found if miss.signup_id == signup_id), None)


def _miss(row, appeal: MissAppeal | None) -> Miss:
    is_excused = bool(row.excused) or (appeal is not None and appeal.is_granted is True)
    return Miss(
        row.signup_id, row.member_id, row.activity_id, row.title, row.at.date(), is_late=row.is_late, is_excused=is_excused, appeal=appeal
    )


def _never_came(member_ids: list[int], start: datetime) -> Select:
    """People who came to no session of a sign-up that is over. One excuse is enough: the rest may hang on it."""
    came = func.sum(case((Attendance.state == Presence.came, 1), else_=0))
    absent = func.sum(case((Attendance.state == Presence.absent, 1), else_=0))
    excused = func.sum(case((Attendance.state == Presence.excused, 1), else_=0))
    last = func.max(ActivitySession.starts_at)
    return (
        select(
            Attendance.signup_id, Attendance.member_id, Activity.id.label("activity_id"), Activity.title, last.label("at"),
            excused.label("excused"), Signup.is_late,
        )
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Signup, Signup.id == Attendance.signup_id)
        .join(Activity, Activity.id == Signup.activity_id)
        .where(Attendance.member_id.in_(member_ids))
        .where(Activity.state != ActivityState.called_off, ActivitySession.called_off_at.is_(None), ~_goes_on())
        .group_by(Attendance.signup_id, Attendance.member_id, Activity.id, Activity.title, Signup.is_late)
        .having(came == 0, absent > 0, last >= start)
    )  # fmt: skip


def _goes_on() -> ColumnElement[bool]:
    """Whether a sign-up still has a session to come to."""
    later = ActivitySession.__table__.alias("later")
    own = or_(Signup.session_id.is_(None), later.c.id == Signup.session_id)
    wanted = and_(later.c.activity_id == Signup.activity_id, own, later.c.called_off_at.is_(None), later.c.ends_at > clock.now())
    return select(later.c.id).where(wanted).correlate(Signup).exists()


def _given_up_late(member_ids: list[int], start: datetime) -> Select:
    late = (Signup.member_id.in_(member_ids), Signup.status == SignupStatus.cancelled, Signup.is_late, Signup.ended_at >= start)
    return (
        select(
            Signup.id.label("signup_id"), Signup.member_id, Activity.id.label("activity_id"), Activity.title,
            Signup.ended_at.label("at"), (Signup.id < 0).label("excused"), Signup.is_late,
        )
        .join(Activity, Activity.id == Signup.activity_id)
        .outerjoin(ActivitySession, ActivitySession.id == Signup.session_id)
        .where(*late, Activity.state != ActivityState.called_off, ActivitySession.called_off_at.is_(None))
    )  # fmt: skip


def appeals(held: tuple[set[int], set[int]] | None) -> Select:
    """Appeals, those not decided yet first, of all activities (None) or of those that these units and clubs hold.

    Rows of appeal, name, staff_no, unit, activity_id, title.
    """
    query = (
        select(MissAppeal, Member.name, Member.staff_no, Unit.name.label("unit"), Activity.id.label("activity_id"), Activity.title)
        .join(Signup, Signup.id == MissAppeal.signup_id)
        .join(Activity, Activity.id == Signup.activity_id)
        .join(Member, Member.id == MissAppeal.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .order_by(MissAppeal.decided_at.is_not(None), MissAppeal.asked_at.desc(), MissAppeal.id.desc())
    )
    return query if held is None else query.where(or_(Activity.unit_id.in_(held[0]), Activity.club_id.in_(held[1])))


def appeal_row(appeal_id: int, held: tuple[set[int], set[int]] | None):
    """One row of `appeals`; None when there is none that the reader may decide."""
    return db.session.execute(appeals(held).where(MissAppeal.id == appeal_id)).first()


settings.define(
    Definition("activities.no_show_days", "报了没来按最近", 180, unit="天算", least=1, most=730, group="活动"),
    Definition(
        "activities.no_show_limit", "报了没来或临时取消满", 3, unit="次暂停报名", most=50, hint="0 表示不暂停", group="活动"
    ),
    Definition(
        "activities.no_show_pause", "暂停报名", 10, unit="个工作日", least=1, most=100, hint="节假日和寒暑假不算", group="活动"
    ),
    Definition(
        "activities.moved_up_grace", "候补补上后", 24, unit="小时内取消不算晚", most=240, hint="过了取消期限才补上的人用得上", group="活动"
    ),
)  # fmt: skip
