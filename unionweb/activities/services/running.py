"""Publishing, closing and calling off. Each public function is one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from unionweb.activities.models import Signup
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import LIVE, ActivityState, Picks, SignupStatus
from unionweb.activities.rules.publishing import missing
from unionweb.activities.services.editing import ensure_current, ensure_running, note
from unionweb.activities.services.places import capacity_of, fill, lock_activity, release_all
from unionweb.activities.services.telling import tell_people
from unionweb.common import audit
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def publish(activity_id: int, version: int, actor) -> None:
    """Show a draft to everybody. Refused with everything that is missing, or when it was changed meanwhile."""
    row = lock_activity(activity_id)
    if row.state is ActivityState.open:
        return
    ensure_running(row)
    ensure_current(row, version)
    faults = missing(row, clock.now())
    if faults:
        raise Refused(*faults)
    row.state, row.published_at = ActivityState.open, clock.now()
    row.version += 1
    note(row, "activity_published", actor, from_state=ActivityState.draft, to_state=ActivityState.open)


@write
def close(activity_id: int, actor) -> None:
    """End signing up now. Who waits still moves up until the cut-off. Refused when it is not open."""
    row = lock_activity(activity_id)
    if row.state is ActivityState.closed:
        return
    if row.state is not ActivityState.open:
        raise Refused("这项活动现在没有在报名。")
    now = clock.now()
    row.state, row.closes_at, row.opens_at = ActivityState.closed, now, min(row.opens_at, now)
    row.version += 1
    note(row, "activity_closed", actor, from_state=ActivityState.open, to_state=ActivityState.closed)


@write
def raise_capacity(activity_id: int, session_id: int, capacity: int, actor) -> int:
    """More places in a scope (0: the whole activity); who waits moves up. Returns how many did.

    Refused for fewer than before: that is a change of the activity.
    """
    row = lock_activity(activity_id)
    ensure_running(row)
    if session_id not in ({0} if row.picks is Picks.all else {s.id for s in row.sessions if not s.called_off_at}):
        raise Refused("这一场已经不在了。")
    before = capacity_of(row, session_id)
    if before is None or capacity < before:
        raise Refused(f"名额现在是{'不限' if before is None else f' {before} 个'}，这里只能加。")
    target = next((s for s in row.sessions if s.id == session_id), row)
    target.capacity = capacity
    row.version += 1
    states = {"from_state": str(before), "to_state": str(capacity)}
    audit.record("capacity_raised", "activity", row.id, actor=actor, kind=acts_as(actor, row), detail=states)
    db.session.flush()
    return fill(row, session_id)


@write
def call_off(activity_id: int, reason: str, actor) -> int:
    """Call the whole activity off; everybody signed up or waiting is told. Returns how many. Twice changes nothing."""
    row = lock_activity(activity_id)
    if row.state is ActivityState.called_off:
        return 0
    ensure_running(row)
    before, row.state = row.state, ActivityState.called_off
    row.ended_at, row.end_reason = clock.now(), reason
    row.version += 1
    note(row, "activity_called_off", actor, reason=reason, from_state=before, to_state=row.state)
    affected = live_signups(row.id)
    body = f"{labels.sentence(reason)}您的报名已经取消，不算没有来。给您添麻烦了。"
    told = tell_people(affected, f"《{row.title}》取消了", body, activity=row)
    release_all(affected, SignupStatus.cancelled, actor=actor, kind=acts_as(actor, row), reason=f"活动取消：{reason}"[:200])
    return told


def live_signups(activity_id: int) -> list[Signup]:
    """The live sign-ups of a locked activity, with their teams."""
    wanted = select(Signup).where(Signup.activity_id == activity_id, Signup.status.in_(LIVE)).order_by(Signup.id)
    return list(db.session.scalars(wanted.options(selectinload(Signup.team)).execution_options(populate_existing=True)))


audit.words |= {
    "activity_published": "发布了活动", "activity_closed": "截止了报名", "capacity_raised": "加了名额",
    "activity_called_off": "取消了活动", "session_added": "加了一场", "session_changed": "改了一场",
    "session_removed": "去掉一场", "session_called_off": "取消了一场",
}  # fmt: skip
