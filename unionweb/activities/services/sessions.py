"""The dates of an activity: added, changed, taken out, called off. Each public function is one transaction."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from unionweb.activities.models import Activity, ActivitySession, Signup
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import LIVE, ActivityState, Picks, SignupStatus
from unionweb.activities.services.editing import ensure_pools_hold, ensure_running, note
from unionweb.activities.services.places import fill, lock_activity, release_all, taken_by_scope
from unionweb.activities.services.telling import tell_people
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

GONE = "这一场已经不在了。"
TOLD = ("place", "campus_id", "starts_at", "ends_at")


@write
def add_session(activity_id: int, facts: Mapping, actor) -> int:
    """One more date; returns its id. When sign-ups are for all dates, everybody signed up is told."""
    activity = lock_activity(activity_id)
    ensure_running(activity)
    _ensure_ahead(activity, facts)
    row = ActivitySession(activity_id=activity.id, **facts)
    db.session.add(row)
    db.session.flush()
    db.session.expire(activity, ["sessions"])
    _ensure_capacity_known(activity, row)
    note(activity, "session_added", actor, detail={"session": row.id})
    if activity.picks is Picks.all and activity.state is not ActivityState.draft:
        _tell(activity, None, f"《{activity.title}》加了一场", f"{labels.dated_span(row.starts_at, row.ends_at)}，{row.place}。")
    activity.version += 1
    return row.id


@write
def change_session(session_id: int, facts: Mapping, actor) -> None:
    """Change a date; everybody signed up is told when time or place change. Refused below what is taken."""
    row, activity = _locked(session_id)
    ensure_running(activity)
    if row.called_off_at:
        raise Refused("这一场取消了，不能再改。")
    taken = taken_by_scope(activity.id)[row.id]
    if activity.picks is Picks.one and facts["capacity"] is not None and facts["capacity"] < taken:
        raise Refused(f"这一场已经报上 {taken} 个，名额不能少于它。")
    before = {name: getattr(row, name) for name in facts}
    changed = [name for name, value in facts.items() if before[name] != value]
    if {"starts_at", "ends_at"} & set(changed):
        _ensure_ahead(activity, facts)
    for name in changed:
        setattr(row, name, facts[name])
    db.session.flush()
    _ensure_capacity_known(activity, row)
    note(activity, "session_changed", actor, detail={"session": row.id, "changed": changed})
    activity.version += 1
    if set(changed) & set(TOLD):
        now_it_is = f"现在是 {labels.dated_span(row.starts_at, row.ends_at)}，{row.place}。来不了的话，请取消报名。"
        _tell(activity, row, f"《{activity.title}》的时间或地点改了", now_it_is)
    if activity.picks is Picks.one:
        fill(activity, row.id)


@write
def remove_session(session_id: int, actor) -> None:
    """Take a date out of a draft. Refused once it was published: then it is called off."""
    row, activity = _locked(session_id)
    if activity.state is not ActivityState.draft:
        raise Refused("已经发布的场次不能删，可以取消这一场，报了名的人会收到消息。")
    note(activity, "session_removed", actor, detail={"session": row.id})
    activity.sessions.remove(row)
    db.session.delete(row)
    activity.version += 1


@write
def call_off_session(session_id: int, reason: str, actor) -> int:
    """Call one date off: who signed up for it alone is off the list, all are told. Returns how many were told.

    Refused once it is over, and for the last one: then the whole activity is called off. Twice changes nothing.
    """
    row, activity = _locked(session_id)
    ensure_running(activity)
    if row.called_off_at:
        return 0
    if row.ends_at <= clock.now():
        raise Refused("这一场已经结束了，不能再取消。")
    if all(s.called_off_at or s is row for s in activity.sessions):
        raise Refused("这是最后一场了，请取消整项活动。")
    row.called_off_at, row.called_off_reason = clock.now(), reason
    activity.version += 1
    note(activity, "session_called_off", actor, reason=reason, detail={"session": row.id})
    db.session.flush()
    when = labels.dated_span(row.starts_at, row.ends_at)
    if activity.picks is Picks.all:
        return _tell(activity, row, f"《{activity.title}》{when} 这一场取消了", f"{labels.sentence(reason)}别的场次照常。")
    affected, kind = _signups(activity, row), acts_as(actor, activity)
    release_all(affected, SignupStatus.cancelled, actor=actor, kind=kind, reason=f"这一场取消了：{reason}"[:200])
    body = f"{labels.sentence(reason)}您的报名已经取消，不算没有来。可以另报别的场次。"
    return tell_people(affected, f"《{activity.title}》{when} 这一场取消了", body, activity=activity)


def _locked(session_id: int) -> tuple[ActivitySession, Activity]:
    activity_id = db.session.scalar(select(ActivitySession.activity_id).where(ActivitySession.id == session_id))
    if activity_id is None:
        raise Refused(GONE)
    activity = lock_activity(activity_id)
    row = next((s for s in activity.sessions if s.id == session_id), None)
    if row is None:
        raise Refused(GONE)
    return row, activity


def _ensure_ahead(activity: Activity, facts: Mapping) -> None:
    """A published date that is over would end the activity at once: a year mistyped."""
    if activity.state is not ActivityState.draft and facts["ends_at"] <= clock.now():
        raise Refused("这个时间已经过了，请看看年份和日期对不对。")


def _ensure_capacity_known(activity: Activity, row: ActivitySession) -> None:
    if activity.picks is Picks.one and activity.pools and row.capacity is None:
        raise Refused("这项活动分开留名额，每一场都要写名额。")
    ensure_pools_hold(activity)


def _signups(activity: Activity, session: ActivitySession | None) -> list[Signup]:
    """The live sign-ups for a date: all of them where one signs up for everything."""
    wanted = select(Signup).where(Signup.activity_id == activity.id, Signup.status.in_(LIVE)).order_by(Signup.id)
    if session is not None and activity.picks is Picks.one:
        wanted = wanted.where(Signup.session_id == session.id)
    return list(db.session.scalars(wanted.options(selectinload(Signup.team)).execution_options(populate_existing=True)))


def _tell(activity: Activity, session: ActivitySession | None, title: str, body: str) -> int:
    return tell_people(_signups(activity, session), title, body, activity=activity)
