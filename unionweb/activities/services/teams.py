"""Teams: the captain names, the members answer, the organiser checks. The activity's row is the lock."""

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.activities.models import Activity, Signup, TeamMember
from unionweb.activities.queries.applicants import applicant_for, audience_names
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.eligibility import audience_objections, pause_objections
from unionweb.activities.rules.kinds import LIVE, TeamStatus
from unionweb.activities.rules.teams import roster_faults
from unionweb.activities.services.places import lock_signup
from unionweb.activities.services.telling import path_of
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def form_team(signup: Signup, activity: Activity, staff_nos: tuple[str, ...], *, kit_size: str | None) -> None:
    """Part of a transaction: the team of a new sign-up, the captain first. Refused with everybody who cannot be named."""
    captain = {"status": TeamStatus.confirmed, "kit_size": kit_size, "answered_at": clock.now()}
    db.session.add(TeamMember(signup_id=signup.id, member_id=signup.member_id, **captain))
    db.session.flush()
    _name(signup, activity, staff_nos)


@write
def name_members(person, signup_id: int, staff_nos: tuple[str, ...]) -> None:
    """The captain names more members by staff number; each is asked. Refused with everybody who cannot be named."""
    signup, activity = lock_signup(signup_id)
    _ensure_changeable(signup, activity)
    _name(signup, activity, staff_nos)
    audit.record("team_named", "signup", signup.id, actor=person, kind=ActorKind.owner, detail={"named": len(staff_nos)})
    _unchecked(signup)


@write
def drop_member(person, signup_id: int, team_member_id: int) -> None:
    """The captain takes somebody off the team, who is told. Refused for the captain; one gone already changes nothing."""
    signup, activity = lock_signup(signup_id)
    _ensure_changeable(signup, activity)
    found = next((m for m in signup.team if m.id == team_member_id), None)
    if found is None:
        return
    if found.member_id == signup.member_id:
        raise Refused("队长不能退出自己的队，请取消报名。")
    title = f"《{activity.title}》您不在{signup.team_words}里了"
    inbox.send(found.member_id, title, "队长改了名单。", path=f"/activities/{activity.id}")
    signup.team.remove(found)
    db.session.delete(found)
    audit.record("team_changed", "signup", signup.id, actor=person, kind=ActorKind.owner)
    _unchecked(signup)


@write
def answer_invitation(person, team_member_id: int, *, joins: bool, kit_size: str | None = None) -> None:
    """A named member confirms or declines; who declined or confirmed may change it until it begins.

    Refused when they may not take part, are in another team, or the size is missing.
    """
    signup_id = db.session.scalar(select(TeamMember.signup_id).where(TeamMember.id == team_member_id))
    if signup_id is None:
        raise Refused("这个队的名单已经改了，您不在里面。")
    signup, activity = lock_signup(signup_id)
    _ensure_changeable(signup, activity)
    found = next((m for m in signup.team if m.id == team_member_id and m.member_id == person.id), None)
    if found is None or found.member_id == signup.member_id:
        raise Refused("这个队的名单已经改了，您不在里面。")
    if joins:
        _ensure_may_join(found, activity, kit_size)
    found.status = TeamStatus.confirmed if joins else TeamStatus.declined
    found.kit_size, found.answered_at = (kit_size if joins and activity.has_kits else None), clock.now()
    audit.record("team_answered", "signup", signup.id, actor=person, kind=ActorKind.owner, to_state=found.status)
    _unchecked(signup)
    if not joins:
        inbox.send(signup.member_id, f"《{activity.title}》{person.name}不参加您的队", "请另找一位队员。", path=path_of(signup))


@write
def check_roster(actor, signup_id: int) -> None:
    """The organiser notes that a team is complete. Refused with everything that is missing."""
    signup, activity = lock_signup(signup_id)
    _ensure_changeable(signup, activity)
    faults = roster_faults(activity, signup.team)
    if faults:
        raise Refused(*faults)
    signup.roster_checked_at, signup.roster_checked_by_id = clock.now(), actor.id
    audit.record("roster_checked", "signup", signup.id, actor=actor, kind=acts_as(actor, activity))


def _name(signup: Signup, activity: Activity, staff_nos: tuple[str, ...]) -> None:
    wanted = list(dict.fromkeys(staff_nos))
    people = {m.staff_no: m for m in db.session.scalars(select(Member).where(Member.staff_no.in_(wanted), Member.left_at.is_(None)))}
    faults = [f"没有找到工号 {number} 的会员。" for number in wanted if number not in people]
    faults += [fault for member in people.values() for fault in _why_not(member, activity)]
    if _counted(signup) + len(people) > activity.team_most:
        faults.append(f"一个队最多 {activity.team_most} 人，连队长在内。")
    if faults:
        raise Refused(*faults)
    for number in wanted:
        invited = _invited(signup, people[number].id)
        title = f"{signup.member.name}请您参加{signup.team_words}"
        body = f"《{activity.title}》。请打开确认参加，或说不参加。"
        inbox.send(invited.member_id, title, body, path=f"/activities/invitations/{invited.id}")
    db.session.refresh(signup, ["team"])


def _invited(signup: Signup, member_id: int) -> TeamMember:
    """A line in the team for somebody; who had declined is asked again."""
    line = next((m for m in signup.team if m.member_id == member_id), None) or TeamMember(signup_id=signup.id, member_id=member_id)
    line.status, line.kit_size, line.answered_at = TeamStatus.invited, None, None
    db.session.add(line)
    db.session.flush()
    return line


def _counted(signup: Signup) -> int:
    """How many are in a team or may still join it."""
    return sum(m.status is not TeamStatus.declined for m in signup.team)


def _why_not(member: Member, activity: Activity) -> list[str]:
    applicant = applicant_for(member.id, activity)
    if applicant.status is not None or applicant.is_in_team:
        return [f"{member.name}已经在一个队里了。"]
    found = audience_objections(applicant, activity.audience, clock.today().year, audience_names())
    return [f"{member.name}不在这次活动的范围里。"] if found else []


def _ensure_may_join(line: TeamMember, activity: Activity, kit_size: str | None) -> None:
    signup, member_id = line.signup, line.member_id
    if activity.has_kits and not kit_size:
        raise Refused("请选服装尺码。")
    others = (
        select(TeamMember.id)
        .join(Signup, Signup.id == TeamMember.signup_id)
        .where(Signup.activity_id == activity.id, Signup.status.in_(LIVE), Signup.id != signup.id)
        .where(TeamMember.member_id == member_id, TeamMember.status != TeamStatus.declined)
    )
    if db.session.scalar(others):
        raise Refused("您已经在另一个队里了，一个人只能参加一个队。")
    if line.status is TeamStatus.declined and _counted(signup) >= activity.team_most:
        raise Refused(f"这个队满了，最多 {activity.team_most} 人，连队长在内。请和队长说一声。")
    applicant = applicant_for(member_id, activity)
    if applicant is None:
        raise Refused("没有找到这位会员。")
    paused = pause_objections(applicant, clock.today()) if line.status is not TeamStatus.confirmed else []
    if paused:
        raise Refused(*(objection.text for objection in paused))


def _ensure_changeable(signup: Signup, activity: Activity) -> None:
    if signup.status not in LIVE or not signup.team_name:
        raise Refused("这个队已经不报名了，没有什么要改的。")
    if any(s.starts_at <= clock.now() for s in activity.sessions if s.called_off_at is None):
        raise Refused("活动已经开始，名单不能改了。")


def _unchecked(signup: Signup) -> None:
    """A changed roster has to be looked at again."""
    signup.roster_checked_at = signup.roster_checked_by_id = None


audit.words |= {
    "team_named": "加了队员", "team_changed": "改了队员", "team_answered": "答复了组队", "roster_checked": "核对了名单",
}  # fmt: skip
