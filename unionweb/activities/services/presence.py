"""At the door: who came, who did not, who was excused, and taking a mistake back. Each public function is one transaction.

The activity's row is the lock, as for its places: nobody is checked in while their sign-up is being cancelled.
"""

from flask import current_app
from sqlalchemy import select

from unionweb.activities.models import ActivitySession, Attendance, AttendanceClosing, CheckInTry, Signup
from unionweb.activities.queries import presence
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence, Way, is_screen_code, list_window, self_window, usual_minutes
from unionweb.activities.services.places import lock_activity
from unionweb.common import audit
from unionweb.common.audit import ActorKind
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
    """Take back what was noted of somebody at a session, with the reason. Refused when nothing was, or hours are confirmed."""
    session = locked_session(session_id)
    found = _noted(session, member_id)
    if found is None or found.state is Presence.undone:
        raise Refused("这个人还没有记录，没有什么可撤回的。")
    if found.confirmed_at:
        raise Refused("这次的时长已经确认了。要改，请到“时长”里更正。")
    before, found.state, found.came_at, found.minutes = found.state, Presence.undone, None, 0
    _noted_by(found, actor, reason)
    _note("presence_undone", found, session, actor=actor, from_state=label_of(before), reason=reason)
    settle([found.signup])


@write
def excuse(session_id: int, member_id: int, reason: str, actor) -> None:
    """Note that somebody is away with leave: it does not count. Before the session, or after it."""
    session = locked_session(session_id)
    row = _expected(session, member_id)
    found = _noted(session, member_id) or _new(session, row)
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
    return len(absent)


def settle(signups: list[Signup]) -> None:
    """Part of a transaction: sign-ups of one activity are attended once somebody came, absent when nobody did and all
    lists of theirs are closed."""
    db.session.flush()
    held = ActivitySession.activity_id.in_({signup.activity_id for signup in signups})
    came = select(Attendance.signup_id).join(ActivitySession, ActivitySession.id == Attendance.session_id)
    came = set(db.session.scalars(came.where(held, Attendance.state == Presence.came)))
    closed = select(AttendanceClosing.session_id).join(ActivitySession, ActivitySession.id == AttendanceClosing.session_id)
    closed = set(db.session.scalars(closed.where(held)))
    for signup in signups:
        sessions = {s.id for s in presence.sessions_of(signup)}
        missed = SignupStatus.absent if sessions and sessions <= closed else SignupStatus.confirmed
        if signup.status in presence.EXPECTED:
            signup.status = SignupStatus.attended if signup.id in came else missed


def locked_session(session_id: int) -> ActivitySession:
    """Part of a transaction: a session, its activity locked. Refused when it is gone."""
    found = db.session.get(ActivitySession, session_id)
    if found is None:
        raise Refused("这一场已经不在了。")
    lock_activity(found.activity_id)
    return db.session.get_one(ActivitySession, session_id, populate_existing=True)


def come(session: ActivitySession, row, actor, *, way: Way, kind: ActorKind) -> bool:
    """Part of a transaction: note that an expected person has come. False when it was noted already."""
    found = _noted(session, row.member_id) or _new(session, row)
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


def _absent(session: ActivitySession, row, actor) -> Attendance:
    found = _noted(session, row.member_id) if row.attendance_id else None
    found = found or _new(session, row)
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
    if session.called_off_at or session.activity.state in {ActivityState.called_off, ActivityState.draft}:
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
