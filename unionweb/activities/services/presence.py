"""At the door: who came, who did not, who was excused, and taking a mistake back. Each public function is one transaction.

The activity's row is the lock, as for its places: nobody is checked in while their sign-up is being cancelled.
"""

from flask import current_app
from sqlalchemy import select

from unionweb.activities.models import Activity, ActivitySession, Attendance, AttendanceClosing, CheckInTry, Signup
from unionweb.activities.queries import pauses, presence
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence, Way, is_screen_code, list_window, self_window, usual_minutes
from unionweb.activities.services.places import lock_activity
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

NOT_LISTED = "这一场的名单里没有这个人。还有名额的话，可以现场报名。"
NOT_YOURS = "这一场的名单里没有您。想参加的话，请找现场组织的人，还有名额时可以现场报名。"
WRONG_CODE = "口令不对，或者已经换了。请看现场屏幕上现在的六位数字。"


class TooManyTries(Refused):
    """Somebody has typed too many wrong codes; wait, or ask at the door."""

    status = 429


@write
def check_in(session_id: int, member_id: int, actor, way: Way = Way.list) -> bool:
    """Whoever runs it notes that somebody has come. False when that was noted already: nothing is changed then.

    Entered after the end, from paper, it counts as come in time.
    """
    session = locked_session(session_id)
    _ensure_open(session, list_window(session.starts_at, session.ends_at, presence.windows()))
    return _come(session, member_id, actor, way=way, kind=acts_as(actor, session.activity))


def check_in_by_code(session_id: int, typed: str, person) -> bool:
    """Somebody types what the screen shows. Refused outside the window, for who is not expected, for another code.

    Wrong ones are counted and stay counted, whatever happens afterwards.
    """
    code = "".join(typed.split())
    if not is_screen_code(current_app.config["SECRET_KEY"], session_id, code, clock.now()):
        note_wrong_code(session_id, person)
        raise Refused(WRONG_CODE)
    return come_by_code(session_id, person)


@write
def note_wrong_code(session_id: int, person) -> None:
    """Count a wrong code. Refused once there are too many."""
    _ensure_may_try(person)
    db.session.add(CheckInTry(session_id=session_id, member_id=person.id, at=clock.now()))


@write
def come_by_code(session_id: int, person) -> bool:
    """The transaction of a code that was right. Refused like a wrong one once there were too many of those."""
    _ensure_may_try(person)
    session = locked_session(session_id)
    _ensure_open(session, self_window(session.starts_at, session.ends_at, presence.windows()))
    if presence.person_at(session, person.id) is None:
        raise Refused(NOT_YOURS)
    return _come(session, person.id, person, way=Way.code, kind=ActorKind.owner)


def _ensure_may_try(person) -> None:
    """One try of a person after the other, so that many at once are counted, too."""
    lock_name(f"check-in tries {person.id}")
    if presence.tries_of(person.id) >= presence.TRIES:
        raise TooManyTries("口令试得太多了。请过十分钟再试，或者请现场组织的人帮您签到。")


@write
def undo(session_id: int, member_id: int, reason: str, actor) -> None:
    """Take back what was noted of somebody at a session, with the reason: they have not come yet, or did not when the list is closed.

    Refused when nothing was noted, or hours are confirmed.
    """
    session = locked_session(session_id)
    found = _noted(session, member_id)
    if found is None or found.state is Presence.undone:
        raise Refused("这个人还没有记录，没有什么可撤回的。")
    if found.confirmed_at:
        raise Refused("这次的时长已经确认了。要改，请到“时长”里更正。")
    after = Presence.absent if presence.closing_of(session_id) else Presence.undone
    if found.state is after:
        raise Refused("已经记为没有来了，没有什么可撤回的。")
    before, found.state, found.came_at, found.minutes = found.state, after, None, 0
    _noted_by(found, actor, reason)
    _note("presence_undone", found, session, actor=actor, from_state=label_of(before), reason=reason)
    settle([found.signup])
    if after is Presence.absent:
        tell_missed(session.activity, {member_id})


@write
def excuse(session_id: int, member_id: int, reason: str, actor) -> None:
    """Note that somebody is away with leave: it does not count. Before the session, or after it."""
    session = locked_session(session_id)
    row = _expected(session, member_id)
    found = _known(session, row)
    if found.state is Presence.came:
        raise Refused("已经签到了，不用请假。签错了的话，请先撤回签到。")
    found.state, found.way, found.came_at, found.minutes = Presence.excused, Way.list, None, 0
    _noted_by(found, actor, reason)
    db.session.add(found)
    db.session.flush()
    _note("excused", found, session, actor=actor, reason=reason)
    settle([found.signup])


@write
def close_list(session_id: int, actor=None) -> int:
    """Whoever has not come and is not excused did not come. Returns how many. Refused before the end, and twice.

    actor: None for the worker.
    """
    session = locked_session(session_id)
    if clock.now() < session.ends_at:
        raise Refused("这一场还没有结束，等结束以后再点名。")
    if presence.closing_of(session_id):
        raise Refused("这一场已经点过名了。有来晚补签的，直接签到就行。")
    _ensure_held(session)
    absent = [_absent(session, row, actor) for row in db.session.execute(presence.people_at(session, presence.Wanted(show="waiting")))]
    db.session.add(AttendanceClosing(session_id=session_id, closed_at=clock.now(), by_id=actor.id if actor else None))
    db.session.flush()
    kind = acts_as(actor, session.activity) if actor else ActorKind.system
    detail = {"session": session_id, "absent": len(absent)}
    audit.record("list_closed", "activity", session.activity_id, actor=actor, kind=kind, detail=detail)
    expected = Signup.activity_id == session.activity_id, Signup.status.in_(presence.EXPECTED)
    settle(list(db.session.scalars(select(Signup).where(*expected))))
    tell_missed(session.activity, {row.member_id for row in absent})
    return len(absent)


def tell_missed(activity: Activity, member_ids: set[int]) -> None:
    """Part of a transaction: those of whom a miss of this activity counts now are told, once, and where to say why."""
    rule = pauses.rule()
    found = pauses.misses(member_ids, rule.since(clock.today())) if member_ids else []
    missed = {miss.member_id for miss in found if miss.activity_id == activity.id and not miss.is_excused}
    body = "下次来不了，请提前取消，让给后面的人。"
    if rule.limit:
        body += f"{rule.days} 天里满 {rule.limit} 次，暂停报名 {rule.pause} 个工作日。"
    words = f"《{activity.title}》记了您没有来", f"{body}记得不对或者有原因的，可以申诉。"
    inbox.send_many(missed, *words, path="/activities/misses", once_key=f"activity-missed {activity.id}")


def settle(signups: list[Signup]) -> None:
    """Part of a transaction: sign-ups of one activity are attended once somebody came, absent when nobody did, all lists
    of theirs are closed and somebody is marked so. With leave they stay as they are."""
    db.session.flush()
    held = ActivitySession.activity_id.in_({signup.activity_id for signup in signups})
    noted = select(Attendance.signup_id, Attendance.state).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    known = {(signup_id, state) for signup_id, state in db.session.execute(noted.where(held))}
    closed = select(AttendanceClosing.session_id).join(ActivitySession, ActivitySession.id == AttendanceClosing.session_id)
    closed = set(db.session.scalars(closed.where(held)))
    for signup in signups:
        sessions = {s.id for s in presence.sessions_of(signup)}
        is_missed = sessions and sessions <= closed and (signup.id, Presence.absent) in known
        missed = SignupStatus.absent if is_missed else SignupStatus.confirmed
        if signup.status in presence.EXPECTED:
            signup.status = SignupStatus.attended if (signup.id, Presence.came) in known else missed


def locked_session(session_id: int) -> ActivitySession:
    """Part of a transaction: a session, its activity locked. Refused when it is gone."""
    found = db.session.get(ActivitySession, session_id)
    if found is None:
        raise Refused("这一场已经不在了。")
    lock_activity(found.activity_id)
    return db.session.get_one(ActivitySession, session_id, populate_existing=True)


def come(session: ActivitySession, row, actor, *, way: Way, kind: ActorKind) -> bool:
    """Part of a transaction: note that an expected person has come. False when it was noted already."""
    found = _known(session, row)
    if found.state is Presence.came:
        return False
    now = clock.now()
    found.state, found.way = Presence.came, way
    found.came_at = session.starts_at if now > session.ends_at else now
    found.minutes = usual_minutes(session.starts_at, session.ends_at, session.activity.counted_minutes)
    found.confirmed_at = found.confirmed_by_id = None
    _noted_by(found, actor, None)
    db.session.add(found)
    db.session.flush()
    _note("checked_in", found, session, actor=actor, kind=kind, to_state=label_of(way))
    settle([db.session.get_one(Signup, found.signup_id)])
    return True


def _come(session: ActivitySession, member_id: int, actor, *, way: Way, kind: ActorKind) -> bool:
    return come(session, _expected(session, member_id), actor, way=way, kind=kind)


def _expected(session: ActivitySession, member_id: int):
    row = presence.person_at(session, member_id)
    if row is None:
        raise Refused(NOT_LISTED)
    return row


def _noted(session: ActivitySession, member_id: int) -> Attendance | None:
    wanted = select(Attendance).where(Attendance.session_id == session.id, Attendance.member_id == member_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _new(session: ActivitySession, row) -> Attendance:
    whose = {"session_id": session.id, "member_id": row.member_id, "signup_id": row.signup_id}
    return Attendance(**whose, state=Presence.undone, way=Way.list, minutes=0)


def _known(session: ActivitySession, row) -> Attendance:
    """What is noted of somebody, else a new row; always of the sign-up that they come with now, not of one given up before."""
    found = _noted(session, row.member_id) or _new(session, row)
    found.signup_id = row.signup_id
    return found


def _absent(session: ActivitySession, row, actor) -> Attendance:
    found = _known(session, row) if row.attendance_id else _new(session, row)
    found.state, found.way = Presence.absent, Way.closing
    _noted_by(found, actor, None)
    db.session.add(found)
    return found


def _noted_by(found: Attendance, actor, reason: str | None) -> None:
    found.noted_by_id, found.noted_at, found.reason = actor.id if actor else None, clock.now(), reason


def _ensure_open(session: ActivitySession, window) -> None:
    _ensure_held(session)
    opens, closes = window
    if clock.now() < opens:
        raise Refused(f"{labels.moment(opens)} 起可以签到，请稍等一下。")
    if clock.now() > closes:
        raise Refused(f"{labels.moment(closes)} 以后不能再签到了。")


def _ensure_held(session: ActivitySession) -> None:
    if session.activity.state is ActivityState.draft:
        raise Refused("这项活动还没有发布，发布以后才能签到。")
    if presence.is_off(session):
        raise Refused("这一场取消了，不用签到。")


def _note(action: str, found: Attendance, session: ActivitySession, *, actor, kind: ActorKind | None = None, **rest) -> None:
    kind = kind or acts_as(actor, session.activity)
    detail = {"session": session.id, "member": found.member_id}
    audit.record(action, "signup", found.signup_id, actor=actor, kind=kind, detail=detail, **rest)


def label_of(value) -> str:
    """What a state is called in the log."""
    return labels.label(value)


audit.words |= {
    "checked_in": "签到", "presence_undone": "撤回了签到", "excused": "记了请假", "list_closed": "点名结束", "walked_in": "现场报名",
}  # fmt: skip
