"""Making and changing activities: drafts, copies, what is set aside. Each public function is one transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from unionweb.activities.models import Activity, ActivityPool, ActivitySession, Signup
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import ActivityState, Picks
from unionweb.activities.rules.publishing import POOLS_EMPTY, harmful, missing, pools_fit, wrong_in
from unionweb.activities.rules.seats import reserved_of
from unionweb.activities.services.places import fill_all, lock_activity, room_of, scopes_of, taken_by_scope
from unionweb.common import audit, questions
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, files, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

STALE = "您打开这一页以后，有人改过这项活动。请先看一眼新的内容，再改。"
COPIED = (
    "title", "kind", "series_id", "unit_id", "club_id", "text", "contact", "cost_fen", "cost_note", "audience", "entry",
    "picks", "capacity", "most_companions", "team_least", "team_most", "is_team_of_one_unit", "has_kits", "offer_hours",
    "pool_kind", "counted_minutes",
)  # fmt: skip
TIMES = ("opens_at", "closes_at", "cancel_until", "promote_until", "merges_at")


@write
def create(facts: Mapping, actor) -> int:
    """A new draft; returns its id. facts: the columns by name. Refused when they contradict each other."""
    _ensure_sound(facts)
    row = Activity(**facts, state=ActivityState.draft, created_by_id=actor.id, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    note(row, "activity_drafted", actor)
    return row.id


@write
def update(activity_id: int, version: int, facts: Mapping, actor) -> None:
    """Change an activity that was read as `version`. Of a published one only what harms nobody; the waiting move up.

    Refused with every reason, or when somebody else has changed it meanwhile.
    """
    row = lock_activity(activity_id)
    ensure_current(row, version)
    ensure_running(row)
    _ensure_sound(facts)
    reasons = harmful(row, facts, is_signed_up=is_signed_up(row.id))
    reasons += _too_few(row, facts)
    if reasons:
        raise Refused(*reasons)
    changed = _put(row, facts)
    _open_again(row)
    row.version += 1
    note(row, "activity_changed", actor, detail={"changed": changed})
    db.session.flush()
    ensure_pools_hold(row)
    fill_all(row)


def _put(row: Activity, facts: Mapping) -> list[str]:
    """The facts into the row; returns what changed. Refused when a published one would lack what it had."""
    before = missing(row, clock.now())
    changed = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, facts[name])
    if "pool_kind" in changed:
        db.session.execute(delete(ActivityPool).where(ActivityPool.activity_id == row.id))
        db.session.expire(row, ["pools"])
    lost = [words for words in missing(row, clock.now()) if words not in {*before, POOLS_EMPTY}]
    if lost and row.state is not ActivityState.draft:
        raise Refused(*lost)
    return changed


@write
def copy(activity_id: int, actor) -> int:
    """A new draft like an earlier one, a whole number of weeks and about a year later; returns its id.

    With sessions, places set aside and questions; without people, picture, attachments.
    """
    old = lock_activity(activity_id)
    shift = timedelta(weeks=_weeks_on(old, clock.now()))
    times = {name: getattr(old, name) and getattr(old, name) + shift for name in TIMES}
    if old.pool_kind and not old.merges_at:
        times["merges_at"] = times["closes_at"] - timedelta(days=1)
    same = {name: getattr(old, name) for name in COPIED}
    made = {"state": ActivityState.draft, "created_by_id": actor.id, "created_at": clock.now(), "copied_from_id": old.id}
    row = Activity(**same, **times, **made)
    row.sessions = [_copied(s, shift) for s in old.sessions if s.called_off_at is None]
    row.pools = [ActivityPool(key=pool.key, places=pool.places) for pool in old.pools]
    db.session.add(row)
    db.session.flush()
    questions.copy_questions("activity", old.id, row.id)
    note(row, "activity_copied", actor, detail={"from": old.id})
    return row.id


@write
def set_pools(activity_id: int, places: Mapping[str, int], actor) -> None:
    """Set aside places by key; 0 or missing for none. Refused when they do not fit beside what is taken already."""
    row = lock_activity(activity_id)
    ensure_running(row)
    if row.pool_kind is None:
        raise Refused("这项活动没有分开留名额。")
    wanted = {key: count for key, count in places.items() if count}
    reasons = pools_fit(sum(wanted.values()), _capacities(row)) if wanted else []
    if reasons:
        raise Refused(*reasons)
    db.session.execute(delete(ActivityPool).where(ActivityPool.activity_id == row.id))
    db.session.add_all(ActivityPool(activity_id=row.id, key=key, places=count) for key, count in wanted.items())
    db.session.flush()
    db.session.expire(row, ["pools"])
    ensure_pools_hold(row)
    row.version += 1
    note(row, "activity_changed", actor, detail={"pools": wanted})
    fill_all(row)


@write
def set_picture(activity_id: int, data: bytes | None, actor) -> None:
    """Give an activity a picture, or none. Refused when it is no small picture."""
    row = lock_activity(activity_id)
    old = row.picture
    try:
        row.picture = files.keep(data) if data else None
    except ValueError:
        raise Refused("请选一张 2 MB 以内的 JPEG、PNG 或 WebP 图片。") from None
    row.version += 1
    note(row, "activity_changed", actor, detail={"changed": ["picture"]})
    files.drop(old)


def is_signed_up(activity_id: int) -> bool:
    """Whether anybody has a sign-up that has not ended, who was there too; read under the lock."""
    live = exists().where(Signup.activity_id == activity_id, Signup.ended_at.is_(None))
    return bool(db.session.scalar(select(live)))


def ensure_current(row: Activity, version: int) -> None:
    """Refuse a change that was made on an older page."""
    if row.version != version:
        raise Refused(STALE)


def ensure_running(row: Activity) -> None:
    """Refuse changing what is over."""
    if row.state in {ActivityState.done, ActivityState.called_off}:
        raise Refused("这项活动已经结束或者取消了，不能再改。可以照着它办一次新的。")


def ensure_pools_hold(row: Activity) -> None:
    """Refuse when what is set aside and what is taken need more places than there are."""
    if not row.pools or not reserved_of(row, clock.now()):
        return
    if any(not room_of(row, scope).holds("", 0) for scope in scopes_of(row)):
        raise Refused("已经报上的人加上要留的名额，超过了总名额。请少留几个，或者先加名额。")


def note(row: Activity, action: str, actor, **rest) -> None:
    """Part of a transaction: the audit row of an activity. actor: None for the system."""
    kind = acts_as(actor, row) if actor else ActorKind.system
    audit.record(action, "activity", row.id, actor=actor, kind=kind, **rest)


def _ensure_sound(facts: Mapping) -> None:
    reasons = wrong_in(facts)
    if reasons:
        raise Refused(*reasons)


def _too_few(row: Activity, facts: Mapping) -> list[str]:
    """A capacity below what is taken or set aside."""
    capacity = facts["capacity"]
    if capacity is None or facts["picks"] is not Picks.all:
        return []
    taken = taken_by_scope(row.id)[0]
    if capacity < taken:
        return [f"已经报上 {taken} 个，名额不能少于它。"]
    if row.pool_kind and facts["pool_kind"] == row.pool_kind:
        room = room_of(row, 0)
        room.capacity = capacity
        return [] if room.holds("", 0) else ["名额少于已经报上的加上要留的，请先少留几个。"]
    return []


def _capacities(row: Activity) -> dict[str, int | None]:
    """The name of each scope → its places."""
    if row.picks is Picks.all:
        return {"": row.capacity}
    return {s.title or labels.dated(s.starts_at): s.capacity for s in row.sessions if s.called_off_at is None}


def _open_again(row: Activity) -> None:
    """A closing time moved into the future opens what had closed."""
    if row.state is ActivityState.closed and row.closes_at > clock.now():
        row.state = ActivityState.open


def _weeks_on(old: Activity, now: datetime) -> int:
    """How many weeks later the copy is: 52, as often as it takes to close in the future."""
    weeks = 52
    while old.closes_at + timedelta(weeks=weeks) <= now:
        weeks += 52
    return weeks


def _copied(session: ActivitySession, shift: timedelta) -> ActivitySession:
    same = {name: getattr(session, name) for name in ("title", "place", "campus_id", "capacity")}
    return ActivitySession(**same, starts_at=session.starts_at + shift, ends_at=session.ends_at + shift)


audit.words |= {"activity_drafted": "起草了活动", "activity_changed": "改了活动", "activity_copied": "照着办了一次"}
