"""A person's activities as calendar events."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.queries.presence import EXPECTED, members_of
from unionweb.activities.rules.kinds import ActivityState, SignupStatus, TeamStatus
from unionweb.inbox.feeds import FeedEvent
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

KEPT = timedelta(days=31)
_WHOLE = (
    joinedload(Signup.activity).selectinload(Activity.sessions).joinedload(ActivitySession.campus),
    selectinload(Signup.team),
)


def events_for(member_id: int) -> list[FeedEvent]:
    """The sessions of what a member has a place in, from a month ago on, and those given up or called off since."""
    since = clock.now() - KEPT
    teams = select(TeamMember.signup_id).where(TeamMember.member_id == member_id, TeamMember.status == TeamStatus.confirmed)
    shown = (*EXPECTED, SignupStatus.cancelled)
    own = or_(Signup.member_id == member_id, Signup.id.in_(teams))
    wanted = select(Signup).options(*_WHOLE).where(own, Signup.status.in_(shown), Signup.placed_at.is_not(None))
    signups = db.session.scalars(wanted.order_by(Signup.id)).all()
    return [event for signup in signups for event in events_of(signup, since)]


def events_of(signup: Signup, since: datetime | None = None) -> list[FeedEvent]:
    """The sessions of one sign-up as events; called-off ones as cancelled."""
    sessions = (s for s in signup.activity.sessions if signup.session_id in {None, s.id})
    return [_event(signup, session) for session in sessions if since is None or session.ends_at >= since]


def signup_of(member_id: int, signup_id: int) -> Signup | None:
    """A sign-up that a member has a place in, also as one of the team; None for everybody else's."""
    found = db.session.get(Signup, signup_id, options=_WHOLE)
    return found if found and found.status in EXPECTED and member_id in members_of(found) else None


def _event(signup: Signup, session: ActivitySession) -> FeedEvent:
    activity = signup.activity
    is_off = session.called_off_at is not None or activity.state is ActivityState.called_off
    return FeedEvent(
        uid=f"activity-{signup.id}-{session.id}",
        start=session.starts_at,
        end=session.ends_at,
        summary=f"{activity.title}：{session.title}" if session.title else activity.title,
        location=f"{session.campus.name} {session.place}" if session.campus else session.place,
        description=f"报名号 {signup.number}",
        cancelled=is_off or signup.status is SignupStatus.cancelled,
    )
