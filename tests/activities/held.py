"""An activity on the next days of the small university, and the form that signs somebody up for it."""

from datetime import datetime, timedelta

from unionweb.activities.models import Activity, ActivitySession
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, Entry, Picks
from unionweb.kernel.extensions import db

OPENS = datetime(2026, 9, 14, 9)
STARTS = datetime(2026, 9, 30, 15)
UNION = 1


def add_activity(title: str = "颈肩养护", capacity: int | None = 10, **more) -> int:
    """An open lecture with one session; returns its id. more: further columns of Activity. Part of a test's own transaction."""
    usual = {
        "kind": ActivityKind.lecture, "unit_id": UNION, "entry": Entry.single, "picks": Picks.all, "opens_at": OPENS,
        "closes_at": STARTS - timedelta(days=1), "cancel_until": STARTS - timedelta(hours=24), "audience": {},
        "promote_until": STARTS - timedelta(hours=12), "state": ActivityState.open, "created_by_id": 10003, "created_at": OPENS,
        "published_at": OPENS,
    }  # fmt: skip
    activity = Activity(title=title, capacity=capacity, **usual | more)
    activity.sessions = [ActivitySession(place="图书馆报告厅", campus_id=1, starts_at=STARTS, ends_at=STARTS + timedelta(hours=2))]
    db.session.add(activity)
    db.session.flush()
    return activity.id


def sign_up_request(person, activity_id: int, **more) -> bytes:
    """What a browser sends when somebody (a Pass) presses 报名 and would wait."""
    return person.post(f"/activities/{activity_id}/sign-up", waits="y", **more)
