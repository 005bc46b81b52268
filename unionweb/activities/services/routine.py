"""What happens by itself: closing, merging pools, offers that run out, the end of waiting, done, forgetting, leaving."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import selectinload

from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.rules.kinds import LIVE, ActivityState, SignupStatus
from unionweb.activities.services.places import RUNNING, fill_all, is_over, lock_activity, release, release_all
from unionweb.activities.services.telling import tell, tell_team
from unionweb.common import audit, questions, settings
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job


@job("activities", "活动的截止和候补", minute="*")
def run_activities() -> str:
    """Look after every activity for which a time has come, each in a transaction of its own."""
    due = _due(clock.now())
    db.session.rollback()
    for activity_id in due:
        look_after(activity_id)
    return f"处理了 {len(due)} 项活动。" if due else "没有到时间的活动。"


@write
def look_after(activity_id: int) -> None:
    """Do everything whose time has come for one activity. Twice changes nothing."""
    row, now = lock_activity(activity_id), clock.now()
    if row.state not in RUNNING:
        return
    if row.state is ActivityState.open and now >= row.closes_at:
        row.state = ActivityState.closed
        audit.record("activity_closed", "activity", row.id, from_state=ActivityState.open, to_state=row.state)
    for signup in _expired_offers(row, now):
        release(signup, SignupStatus.declined, reason="过了确认的时间")
        tell(signup, f"《{row.title}》的名额没有确认，已经收回", "还想参加的话，报名没有截止时可以重新报名。")
    fill_all(row)
    _end_waiting(row, now)
    _finish(row, now)


def _due(now: datetime) -> list[int]:
    """The activities for which a time has come: closing, merging, an offer, the cut-off, a beginning, the last end."""
    waiting = exists().where(Signup.activity_id == Activity.id, Signup.status == SignupStatus.waitlisted)
    offer = exists().where(
        Signup.activity_id == Activity.id, Signup.status == SignupStatus.offered, Signup.offered_until <= now
    )
    too_late = exists().where(
        Signup.activity_id == Activity.id, Signup.status == SignupStatus.waitlisted,
        ActivitySession.id == Signup.session_id, ActivitySession.starts_at <= now,
    )  # fmt: skip
    held = (ActivitySession.activity_id == Activity.id, ActivitySession.called_off_at.is_(None))
    ended = exists().where(*held) & ~exists().where(*held, ActivitySession.ends_at > now)
    due = or_(
        (Activity.state == ActivityState.open) & (Activity.closes_at <= now),
        waiting & or_(Activity.promote_until <= now, Activity.merges_at <= now),
        offer,
        too_late,
        ended,
    )
    return list(db.session.scalars(select(Activity.id).where(Activity.state.in_(RUNNING), due).order_by(Activity.id)))


def _expired_offers(row: Activity, now: datetime) -> list[Signup]:
    """The offers whose time is over; all of them when the activity is."""
    wanted = select(Signup).where(Signup.activity_id == row.id, Signup.status == SignupStatus.offered)
    if not is_over(row, now):
        wanted = wanted.where(Signup.offered_until <= now)
    return list(db.session.scalars(wanted.order_by(Signup.queue_no, Signup.id)))


def _end_waiting(row: Activity, now: datetime) -> None:
    """After the cut-off, or once it has begun, nobody moves up any more: who still waits is told so."""
    wanted = select(Signup).where(Signup.activity_id == row.id, Signup.status == SignupStatus.waitlisted)
    if now < row.promote_until and not is_over(row, now):
        wanted = wanted.where(Signup.session_id.in_([s.id for s in row.sessions if s.starts_at <= now]))
    waiting = list(db.session.scalars(wanted.options(selectinload(Signup.team)).order_by(Signup.id)))
    release_all(waiting, SignupStatus.cancelled, reason="候补截止，没有补上")
    why = f"候补到 {labels.dated(row.promote_until)} 为止" if now >= row.promote_until else "已经开始了"
    for signup in waiting:
        tell(signup, f"《{row.title}》这次没有补上", f"{why}，没有轮到您。欢迎下次早点来。")
        tell_team(signup, row)


def _finish(row: Activity, now: datetime) -> None:
    if not is_over(row, now):
        return
    before, row.state, row.ended_at = row.state, ActivityState.done, now
    audit.record("activity_done", "activity", row.id, from_state=before, to_state=row.state)


@job("forget_activities", "清理活动的家属人数和问卷答案", minute="40", hour="3")
def forget() -> str:
    """Remove companions and answers of activities that ended so many days ago."""
    border = clock.now() - timedelta(days=settings.get("activities.forget_days"))
    ended = (Activity.ended_at < border, Activity.forgotten_at.is_(None))
    due = list(db.session.scalars(select(Activity.id).where(*ended).order_by(Activity.id)))
    db.session.rollback()
    for activity_id in due:
        _forget_one(activity_id)
    return f"清理了 {len(due)} 项活动。"


@write
def _forget_one(activity_id: int) -> None:
    row = lock_activity(activity_id)
    ids = list(db.session.scalars(select(Signup.id).where(Signup.activity_id == row.id)))
    for start in range(0, len(ids), 500):
        questions.forget_answers("activity", ids[start : start + 500])
    with_somebody = select(Signup).where(Signup.activity_id == row.id, Signup.seats > 1)
    for signup in db.session.scalars(with_somebody):
        signup.companions = []
    row.forgotten_at = clock.now()
    audit.record("activity_forgotten", "activity", row.id)


def leave_activities(member_ids: list[int]) -> None:
    """Part of the transaction in which members leave the university: their sign-ups end, the next ones move up.

    What is over stays as it was.
    """
    leaving = set(member_ids)
    theirs = (Signup.member_id.in_(leaving), Signup.status.in_(LIVE))
    running = select(Signup.activity_id).join(Activity, Activity.id == Signup.activity_id).where(Activity.state.in_(RUNNING))
    in_teams = running.join(TeamMember).where(TeamMember.member_id.in_(leaving), Signup.status.in_(LIVE))
    found = set(db.session.scalars(running.where(*theirs))) | set(db.session.scalars(in_teams))
    for activity_id in sorted(found):
        activity = lock_activity(activity_id)
        mine = list(db.session.scalars(select(Signup).where(Signup.activity_id == activity_id, *theirs).order_by(Signup.id)))
        release_all(mine, SignupStatus.cancelled, reason="离开学校")
        for signup in mine:
            tell_team(signup, activity)
        _leave_teams(activity_id, leaving)
        fill_all(activity)


def _leave_teams(activity_id: int, leaving: set[int]) -> None:
    """Who leaves is on no live team any more; the captain is told, and the roster looked at again."""
    wanted = select(TeamMember).join(Signup).where(Signup.activity_id == activity_id, Signup.status.in_(LIVE))
    for row in db.session.scalars(wanted.where(TeamMember.member_id.in_(leaving))):
        tell(row.signup, f"{row.signup.team_words}少了一人", f"{row.member.name}离开学校了，请看看人数够不够。")
        row.signup.roster_checked_at = row.signup.roster_checked_by_id = None
        db.session.delete(row)


audit.words |= {"activity_done": "活动结束", "activity_forgotten": "清理了家属人数和答案"}
settings.define(
    settings.Definition(
        "activities.forget_days", "活动结束多少天后清理", 30, unit="天", hint="家属人数和问卷答案，之后自动删除",
        least=1, most=3650, group="活动",
    ),
)  # fmt: skip
