"""What somebody has signed up for, and the team they are asked into."""

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member
from unionweb.accounts.rules import units_led
from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.rules.kinds import LIVE, ActivityState, SignupStatus, TeamStatus
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

FULLY = (
    joinedload(Signup.activity).selectinload(Activity.sessions).joinedload(ActivitySession.campus),
    joinedload(Signup.session).joinedload(ActivitySession.campus),
)


def coming_signups(member_id: int) -> list[Signup]:
    """A member's live sign-ups of activities that are not over, the next first."""
    running = Activity.state.in_((ActivityState.open, ActivityState.closed))
    wanted = select(Signup).join(Signup.activity).options(*FULLY)
    wanted = wanted.where(Signup.member_id == member_id, Signup.ended_at.is_(None), running)
    return sorted(db.session.scalars(wanted), key=lambda s: (starts_of(s) is None, starts_of(s), s.id))


def past_signups(member_id: int) -> Page:
    """What a member had signed up for: over or given up, the latest first."""
    running = Activity.state.in_((ActivityState.open, ActivityState.closed))
    wanted = select(Signup).join(Signup.activity).options(*FULLY)
    wanted = wanted.where(Signup.member_id == member_id, or_(Signup.ended_at.is_not(None), ~running))
    return page_of(wanted.order_by(Signup.created_at.desc(), Signup.id.desc()))


def proxied_signups(user) -> list[Signup]:
    """The live sign-ups that somebody made for colleagues of the units they lead now."""
    units = units_led(user)
    if not units:
        return []
    wanted = select(Signup).join(Signup.member).options(*FULLY, joinedload(Signup.member))
    wanted = wanted.where(Signup.booked_by_id == user.id, Signup.status.in_(LIVE), Member.unit_id.in_(units))
    return list(db.session.scalars(wanted.order_by(Signup.id.desc()).limit(30)))


def team_places(member_id: int) -> list[TeamMember]:
    """The live teams of others that a member is asked into, or has confirmed, in activities that are not over."""
    wanted = (
        select(TeamMember)
        .join(TeamMember.signup)
        .join(Signup.activity)
        .options(joinedload(TeamMember.signup).joinedload(Signup.activity), joinedload(TeamMember.signup).joinedload(Signup.member))
        .where(TeamMember.member_id == member_id, TeamMember.status != TeamStatus.declined)
        .where(Signup.status.in_(LIVE), Signup.member_id != member_id)
        .where(Activity.state.in_((ActivityState.open, ActivityState.closed)))
    )
    return list(db.session.scalars(wanted.order_by(TeamMember.id.desc())))


STANDING = select(Signup.status, Signup.number).where(Signup.id == bindparam("id"))


def standing_of(signup_id: int) -> tuple[SignupStatus, int]:
    """How a sign-up that was just made stands, and its number; the caller knows whose it is."""
    row = plain_rows(STANDING, id=signup_id)[0]
    return row.status, row.number


def signup_for(user, signup_id: int) -> Signup | None:
    """The sign-up, if it is one's own, or one made for a member of a unit that one leads."""
    mine = Signup.member_id == user.id
    units = units_led(user)
    if units:
        mine = or_(mine, (Signup.booked_by_id == user.id) & Member.unit_id.in_(units))
    wanted = select(Signup).join(Signup.member).options(*FULLY, joinedload(Signup.member), _TEAM)
    return db.session.scalar(wanted.where(Signup.id == signup_id, mine))


_TEAM = selectinload(Signup.team).joinedload(TeamMember.member).joinedload(Member.unit)


def invitation_for(user, team_member_id: int) -> TeamMember | None:
    """What a captain asks this person; None when it is somebody else's, or the captain's own line."""
    wanted = (
        select(TeamMember)
        .join(TeamMember.signup)
        .options(joinedload(TeamMember.signup).options(*FULLY, joinedload(Signup.member)))
        .where(TeamMember.id == team_member_id, TeamMember.member_id == user.id, Signup.member_id != user.id)
    )
    return db.session.scalar(wanted)


def position_of(signup: Signup) -> tuple[int, int]:
    """(n, m): the n-th of m that wait for the same places."""
    same = (
        Signup.activity_id == signup.activity_id, Signup.status == SignupStatus.waitlisted,
        func.coalesce(Signup.session_id, 0) == (signup.session_id or 0),
    )  # fmt: skip
    before = func.count().filter(Signup.queue_no <= signup.queue_no)
    return tuple(db.session.execute(select(before, func.count(Signup.id)).where(*same)).one())


def starts_of(signup: Signup):
    """When the next session that somebody signed up for begins; the last one when all are over; None without any."""
    own = [signup.session] if signup.session else [s for s in signup.activity.sessions if s.called_off_at is None]
    coming = [s.starts_at for s in own if s.ends_at > clock.now()]
    return min(coming, default=max((s.starts_at for s in own), default=None))


def own_invitation(member_id: int, activity_id: int) -> TeamMember | None:
    """The live team of somebody else in this activity that a member is asked into or belongs to."""
    wanted = select(TeamMember).join(TeamMember.signup).options(joinedload(TeamMember.signup))
    live = (Signup.activity_id == activity_id, Signup.status.in_(LIVE), Signup.member_id != member_id)
    return db.session.scalar(wanted.where(TeamMember.member_id == member_id, *live).order_by(TeamMember.status, TeamMember.id).limit(1))
