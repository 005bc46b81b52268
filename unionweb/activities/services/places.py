"""Places: who holds them, who waits, who moves up. Parts of a running transaction; the activity's row is the lock.

Nothing is stored about how many places are taken: the rows are counted under the lock, every time. A scope is the
activity as a whole (session_id 0) or one of its sessions.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import selectinload

from unionweb.activities.models import Activity, Signup, SignupPlace
from unionweb.activities.rules.kinds import HOLDING, LIVE, ActivityState, Picks, SignupStatus
from unionweb.activities.rules.seats import Room, reserved_of
from unionweb.activities.services.telling import tell_placed, tell_team
from unionweb.common import audit, questions
from unionweb.common.audit import ActorKind
from unionweb.common.questions import QuestionKind
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

RUNNING = (ActivityState.open, ActivityState.closed)
AT_ONCE = 500  # ids in one statement
GONE = "这项活动已经不在了。"
LOCKED = (
    select(Activity)
    .options(selectinload(Activity.sessions), selectinload(Activity.pools))
    .where(Activity.id == bindparam("id"))
    .with_for_update(of=Activity)
    .execution_options(populate_existing=True)
)
SCOPE = (SignupPlace.activity_id == bindparam("activity_id"), SignupPlace.session_id == bindparam("session_id"))
TAKEN = (
    select(Signup.pool, func.count())
    .select_from(SignupPlace)
    .join(Signup, Signup.id == SignupPlace.signup_id)
    .where(*SCOPE)
    .group_by(Signup.pool)
)
NUMBERS = select(SignupPlace.seat_no).where(*SCOPE)
WAITING = (
    Signup.activity_id == bindparam("activity_id"),
    Signup.status == SignupStatus.waitlisted,
    func.coalesce(Signup.session_id, 0) == bindparam("session_id"),
)
PARTIES = select(Signup.pool, func.min(Signup.seats)).where(*WAITING).group_by(Signup.pool)
QUEUE = select(Signup.id, Signup.pool, Signup.seats).where(*WAITING).order_by(Signup.queue_no, Signup.id)


def lock_activity(activity_id: int) -> Activity:
    """Lock an activity and read it fresh, with its sessions and pools. Refused when it is not there."""
    found = db.session.scalar(LOCKED, {"id": activity_id})
    if found is None:
        raise Refused(GONE)
    return found


def lock_signup(signup_id: int) -> tuple[Signup, Activity]:
    """Lock a sign-up's activity, then read the sign-up under that lock. LookupError when it is not there."""
    activity_id = db.session.scalar(select(Signup.activity_id).where(Signup.id == signup_id))
    if activity_id is None:
        raise LookupError(f"signup {signup_id}")
    activity = lock_activity(activity_id)
    return db.session.get_one(Signup, signup_id, populate_existing=True), activity


def scope_of(signup: Signup) -> int:
    return signup.session_id or 0


def scopes_of(activity: Activity) -> list[int]:
    """Where the places of an activity are: 0, or the ids of the sessions that are still held."""
    if activity.picks is Picks.all:
        return [0]
    return [session.id for session in activity.sessions if session.called_off_at is None]


def capacity_of(activity: Activity, session_id: int) -> int | None:
    """How many places a scope has; None for no limit."""
    if not session_id:
        return activity.capacity
    return next((s.capacity for s in activity.sessions if s.id == session_id), 0)


def room_of(activity: Activity, session_id: int, now: datetime | None = None) -> Room:
    """The places of a scope as they stand under the lock."""
    db.session.flush()
    taken = plain_rows(TAKEN, activity_id=activity.id, session_id=session_id)
    reserved = reserved_of(activity, now or clock.now())
    return Room(capacity_of(activity, session_id), reserved, {pool: count for pool, count in taken})


def room_for(activity: Activity, session_id: int, pool: str, seats: int) -> bool:
    """Whether somebody of a pool may be given so many places of a scope, read under the lock."""
    return room_of(activity, session_id).holds(pool, seats)


def somebody_waits_for(activity: Activity, session_id: int, room: Room) -> bool:
    """Whether somebody on the waiting list could be given a place: then nobody new goes first."""
    if room.is_full:
        return False
    parties = plain_rows(PARTIES, activity_id=activity.id, session_id=session_id)
    return any(room.holds(pool, seats) for pool, seats in parties)


def take(signup: Signup) -> None:
    """Give a flushed sign-up its places, the lowest free numbers. The caller has made sure that there is room."""
    take_all([signup])


def take_all(signups: Collection[Signup]) -> None:
    """The same for several sign-ups of one scope, in their order."""
    first = next(iter(signups))
    scope = {"activity_id": first.activity_id, "session_id": scope_of(first)}
    used = {number for (number,) in plain_rows(NUMBERS, **scope)}
    free = (n for n in count(1) if n not in used)
    rows = [{**scope, "seat_no": next(free), "signup_id": signup.id} for signup in signups for _ in range(signup.seats)]
    db.session.execute(insert(SignupPlace), rows)


def release(
    signup: Signup, status: SignupStatus, *, actor=None, kind: ActorKind = ActorKind.system, reason: str | None = None,
    is_late: bool = False,
) -> int:  # fmt: skip
    """End a live sign-up of a locked activity, free its places, and move the next ones up. Returns how many moved up.

    is_late: it was given up so late that it counts like staying away. A sign-up that has ended stays as it is.
    """
    held = signup.status in HOLDING
    ended = release_all([signup], status, actor=actor, kind=kind, reason=reason, is_late=is_late)
    if ended:
        tell_team(signup, signup.activity)
    return fill(signup.activity, scope_of(signup)) if held and ended else 0


def release_all(
    signups: Iterable[Signup], status: SignupStatus, *, actor=None, kind: ActorKind = ActorKind.system,
    reason: str | None = None, is_late: bool = False,
) -> int:  # fmt: skip
    """The one way in which sign-ups of a locked activity end and their places become free, whoever ends them.

    Nobody moves up yet: the caller fills. Returns how many were live.
    """
    live, now = [s for s in signups if s.status in LIVE], clock.now()
    for start in range(0, len(live), AT_ONCE):
        ids = [s.id for s in live[start : start + AT_ONCE]]
        unsynced = {"synchronize_session": False}
        db.session.execute(delete(SignupPlace).where(SignupPlace.signup_id.in_(ids)), execution_options=unsynced)
        questions.forget_answers("activity", ids, kind=QuestionKind.file)  # nobody needs a document of who does not come
    for signup in live:
        before, signup.status = signup.status, status
        signup.ended_at, signup.ended_by_id, signup.end_reason = now, (actor.id if actor else None), reason
        signup.is_late, signup.offered_until = is_late, None
        states = {"from_state": before, "to_state": status, "reason": reason}
        audit.record(_ended(before, status), "signup", signup.id, actor=actor, kind=kind, **states)
    db.session.flush()
    return len(live)


def _ended(before: SignupStatus, status: SignupStatus) -> str:
    if before is SignupStatus.waitlisted:
        return "left_queue"
    return "offer_ended" if status is SignupStatus.declined else "signup_cancelled"


def fill(activity: Activity, session_id: int) -> int:
    """Move up whom the free places of a locked scope hold, in the order of the queue; tell each. Returns how many.

    A party that does not fit is passed over and keeps its position. Nothing after the cut-off.
    """
    now = clock.now()
    if not may_fill(activity, session_id, now):
        return 0
    room = room_of(activity, session_id, now)
    if not somebody_waits_for(activity, session_id, room):
        return 0
    moved: list[int] = []
    for signup_id, pool, seats in plain_rows(QUEUE, activity_id=activity.id, session_id=session_id):
        if room.is_full:
            break
        if room.holds(pool, seats):
            room.take(pool, seats)
            moved.append(signup_id)
    _move_up(moved, activity, now)
    return len(moved)


def fill_all(activity: Activity) -> int:
    """The same for every scope of a locked activity."""
    return sum(fill(activity, session_id) for session_id in scopes_of(activity))


def may_fill(activity: Activity, session_id: int, now: datetime) -> bool:
    """Whether people still move up by themselves."""
    if activity.state not in RUNNING or now >= activity.promote_until or is_over(activity, now):
        return False
    session = next((s for s in activity.sessions if s.id == session_id), None)
    return session is None or (session.called_off_at is None and now < session.starts_at)


def is_over(activity: Activity, now: datetime) -> bool:
    """Whether every session that was held has ended."""
    held = [s for s in activity.sessions if s.called_off_at is None]
    return bool(held) and max(s.ends_at for s in held) <= now


def _offer_ends(signup: Signup, activity: Activity, now: datetime) -> datetime:
    """After the hours that are set, but not after the cut-off or the beginning of the chosen session."""
    begins = [s.starts_at for s in activity.sessions if s.id == signup.session_id]
    return min(now + timedelta(hours=activity.offer_hours), activity.promote_until, *begins)


def _move_up(ids: list[int], activity: Activity, now: datetime) -> None:
    """Give these, in this order, places; confirmed at once, or offered for the hours that are set."""
    found = []
    for start in range(0, len(ids), AT_ONCE):
        some = select(Signup).where(Signup.id.in_(ids[start : start + AT_ONCE])).execution_options(populate_existing=True)
        found += db.session.scalars(some)
    order = {id: place for place, id in enumerate(ids)}
    found.sort(key=lambda signup: order[signup.id])
    for signup in found:
        signup.placed_at = now
        signup.status = SignupStatus.offered if activity.offer_hours else SignupStatus.confirmed
        signup.offered_until = _offer_ends(signup, activity, now) if activity.offer_hours else None
        states = {"from_state": SignupStatus.waitlisted, "to_state": signup.status}
        audit.record("moved_up", "signup", signup.id, **states)
        tell_placed(signup, activity, moved_up=True)
    db.session.flush()
    take_all(found)


def taken_by_scope(activity_id: int) -> Counter[int]:
    """How many places are taken by scope, read under the lock: what a capacity may not fall below."""
    wanted = select(SignupPlace.session_id, func.count()).where(SignupPlace.activity_id == activity_id)
    return Counter(dict(db.session.execute(wanted.group_by(SignupPlace.session_id)).all()))
