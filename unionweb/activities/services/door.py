"""现场报名: somebody stands at the door without a place, and there is one."""

import secrets

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.activities.models import ActivitySession, Signup, TeamMember
from unionweb.activities.queries import presence
from unionweb.activities.queries.applicants import applicant_for, pool_of
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.kinds import Entry, Picks, SignupStatus, TeamStatus
from unionweb.activities.rules.presence import Way, list_window
from unionweb.activities.services.places import room_of, take
from unionweb.activities.services.presence import come, locked_session
from unionweb.activities.services.signing import LAST_NUMBER
from unionweb.common import audit
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, plain_rows, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

NOBODY = "没有这个工号的在册会员，请核对一下。"


@write
def walk_in(session_id: int, staff_no: str, actor) -> int:
    """Sign somebody up at the door and check them in; returns the member's id. Who waits for a place is given it.

    Refused outside the hours of the list, for who has a place already, when it is full, and for teams.
    """
    member = db.session.scalar(select(Member).where(Member.staff_no == staff_no, Member.left_at.is_(None)))
    if member is None:
        raise Refused(NOBODY)
    lock_name(f"member {member.id}")
    session = locked_session(session_id)
    _ensure_possible(session)
    signup = _waiting(session, member) or _new(session, member, actor)
    before = signup.status
    signup.status, signup.placed_at, signup.offered_until = SignupStatus.confirmed, clock.now(), None
    db.session.add(signup)
    db.session.flush()
    if before is not SignupStatus.offered:
        take(signup)
    kind = acts_as(actor, session.activity)
    audit.record("walked_in", "signup", signup.id, actor=actor, kind=kind, to_state=SignupStatus.confirmed)
    come(session, presence.person_at(session, member.id), actor, way=Way.door, kind=kind)
    return member.id


def _ensure_possible(session: ActivitySession) -> None:
    if session.activity.entry is Entry.team:
        raise Refused("这项活动按队报名，不能一个人现场报名。")
    opens, closes = list_window(session.starts_at, session.ends_at, presence.windows())
    if presence.is_off(session) or session.activity.published_at is None:
        raise Refused("这一场不办了，不能现场报名。")
    if not opens <= clock.now() <= closes:
        raise Refused(f"{labels.moment(opens)} 起可以现场报名，到 {labels.moment(closes)} 为止。")


def _waiting(session: ActivitySession, member: Member) -> Signup | None:
    """The member's own sign-up that has no place yet, if there is room for it now. Refused when they have a place."""
    wanted = select(Signup).where(Signup.activity_id == session.activity_id, Signup.member_id == member.id, Signup.ended_at.is_(None))
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        _ensure_no_team(session, member)
        return None
    if found.status in presence.EXPECTED and found.session_id in {None, session.id}:
        raise Refused(f"{member.name}已经在名单里了，报名号 {found.number}，直接签到就行。")
    if found.status in presence.EXPECTED or found.session_id not in {None, session.id}:
        raise Refused(f"{member.name}报的是另一场，请先请本人取消那一场。")
    if found.status is SignupStatus.waitlisted:
        _ensure_room(session, found.pool, found.seats)
    return found


def _ensure_no_team(session: ActivitySession, member: Member) -> None:
    named = (TeamMember.member_id == member.id, TeamMember.status == TeamStatus.confirmed)
    team = select(Signup.number).join(TeamMember, TeamMember.signup_id == Signup.id).where(*named, Signup.ended_at.is_(None))
    if number := db.session.scalar(team.where(Signup.activity_id == session.activity_id)):
        raise Refused(f"{member.name}在 {number} 号队里，直接签到就行。")


def _new(session: ActivitySession, member: Member, actor) -> Signup:
    activity, now = session.activity, clock.now()
    pool = pool_of(activity, applicant_for(member.id, activity))
    _ensure_room(session, pool, 1)
    number = (plain_rows(LAST_NUMBER, activity_id=activity.id)[0][0] or 0) + 1
    found = Signup(
        activity_id=activity.id, session_id=session.id if activity.picks is Picks.one else None, member_id=member.id, number=number,
        pool=pool, token=secrets.token_urlsafe(32), seats=1, companions=[], booked_by_id=actor.id, created_at=now,
    )  # fmt: skip
    found.activity = activity
    return found


def _ensure_room(session: ActivitySession, pool: str, seats: int) -> None:
    scope = session.id if session.activity.picks is Picks.one else 0
    if not room_of(session.activity, scope).holds(pool, seats):
        raise Refused("名额满了，不能现场报名。位子还坐得下的话，请先到活动里增加名额。")
