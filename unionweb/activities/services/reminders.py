"""What the worker does around the day itself: reminding, closing lists, asking for feedback. Each may run twice without harm."""

from datetime import datetime, time, timedelta

from sqlalchemy import delete, select

from unionweb.activities.models import Activity, ActivitySession, AttendanceClosing, CheckInTry
from unionweb.activities.queries import presence
from unionweb.activities.queries.feedback import may_give, questions_of
from unionweb.activities.rules.kinds import ActivityState
from unionweb.activities.rules.presence import Presence
from unionweb.activities.services.feedback import prepare
from unionweb.activities.services.places import lock_activity
from unionweb.activities.services.presence import close_list
from unionweb.common import settings
from unionweb.common.settings import Definition
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job

GRACE = timedelta(minutes=30)  # after the end, for those who are still being entered
WATCHED = timedelta(days=14)  # sessions that ended longer ago are left as they are
LIVE = (ActivityState.open, ActivityState.closed, ActivityState.done)


@job("remind_activities", "提醒快到的活动", minute="25", hour="8-20")
def remind_activities() -> str:
    """Tell everybody who is expected some days before a session, once; again when it was moved."""
    days = settings.get("activities.remind_days")
    return f"新发了 {sum(_remind(one) for one in _sessions_in(days))} 条" if days else "设置了不提醒"


def _sessions_in(days: int) -> list[int]:
    first = datetime.combine(clock.today(), time.min) + timedelta(days=1)
    soon = ActivitySession.starts_at >= first, ActivitySession.starts_at < first + timedelta(days=days)
    wanted = select(ActivitySession.id).join(Activity, Activity.id == ActivitySession.activity_id)
    wanted = wanted.where(*soon, ActivitySession.called_off_at.is_(None), Activity.state.in_(LIVE))
    return list(db.session.scalars(wanted.order_by(ActivitySession.id)))


@write
def _remind(session_id: int) -> int:
    session = db.session.get_one(ActivitySession, session_id)
    expected = presence.expected_at(session)
    ids = set(db.session.scalars(select(expected.c.member_id)))
    place = f"{session.campus.name} {session.place}" if session.campus else session.place
    title = f"{labels.dated(session.starts_at)}：{session.activity.title}"
    body = f"地点：{place}。来不了的话，请尽早取消，让给后面的人。"
    key = f"activity-remind {session.id} {session.starts_at:%Y%m%d%H%M}"
    return inbox.send_many(ids, title, body, path=f"/activities/{session.activity_id}", once_key=key)


@job("close_attendance", "点名结束，问反馈", minute="*/10")
def close_attendance() -> str:
    """Where a list was kept, whoever is not on it did not come. Where none was, nobody is: the organiser is asked."""
    closed, absent, asked = 0, 0, 0
    for session_id in _ended():
        if _has_list(session_id):
            absent += close_list(session_id)
            closed += 1
        else:
            _ask_for_list(session_id)
    for activity_id in _over():
        asked += _ask_for_feedback(activity_id)
    return f"{closed} 场点名结束，{absent} 人没有来；请 {asked} 人填反馈。"


def _ended() -> list[int]:
    """Sessions that ended a while ago and whose lists are open."""
    now = clock.now()
    wanted = select(ActivitySession.id).join(Activity, Activity.id == ActivitySession.activity_id)
    wanted = wanted.outerjoin(AttendanceClosing, AttendanceClosing.session_id == ActivitySession.id)
    ended = ActivitySession.ends_at <= now - GRACE, ActivitySession.ends_at > now - WATCHED
    live = ActivitySession.called_off_at.is_(None), Activity.state.in_(LIVE), AttendanceClosing.session_id.is_(None)
    return list(db.session.scalars(wanted.where(*ended, *live).order_by(ActivitySession.id)))


def _has_list(session_id: int) -> bool:
    return presence.figures_of(db.session.get_one(ActivitySession, session_id)).came > 0


@write
def _ask_for_list(session_id: int) -> None:
    session = db.session.get_one(ActivitySession, session_id)
    if not presence.figures_of(session).expected:
        return
    title = f"《{session.activity.title}》还没有签到记录"
    body = "用纸签的，请在名单里补签，再点“点名结束”。没有点名以前，不会把人记为没有来。"
    path = f"/activities/sessions/{session.id}/check-in"
    inbox.send_many(presence.cared_for_by(session.activity), title, body, path=path, once_key=f"activity-list {session.id}")


def _over() -> list[int]:
    """Activities with a session that ended lately: those of them that are over are asked about."""
    now = clock.now()
    wanted = select(ActivitySession.activity_id).join(Activity, Activity.id == ActivitySession.activity_id)
    ended = ActivitySession.ends_at <= now - GRACE, ActivitySession.ends_at > now - WATCHED
    return sorted(set(db.session.scalars(wanted.where(*ended, Activity.state.in_(LIVE)))))


@write
def _ask_for_feedback(activity_id: int) -> int:
    """A message to everybody who came, once. Returns how many are new."""
    activity = lock_activity(activity_id)
    came = presence.came_ids(activity_id, Presence.came)
    if not came or not may_give(activity):
        return 0
    prepare(activity_id)
    if not questions_of(activity_id):
        return 0
    title, key = f"《{activity.title}》怎么样？请说几句", f"activity-feedback {activity_id}"
    return inbox.send_many(came, title, "一分钟，不记名。", path=f"/activities/{activity_id}/feedback", once_key=key)


@job("tidy_check_in_tries", "清理试错的口令", minute="50", hour="3")
@write
def tidy_check_in_tries() -> str:
    """Wrong codes are counted for minutes and kept for a day."""
    gone = db.session.execute(delete(CheckInTry).where(CheckInTry.at < clock.now() - timedelta(days=1)))
    return f"清理了 {gone.rowcount} 条。"


settings.define(
    Definition("activities.remind_days", "活动提前", 1, unit="天提醒", most=7, hint="0 表示不提醒", group="活动"),
)  # fmt: skip
