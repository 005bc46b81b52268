"""A person as the rules of signing up see them."""

from sqlalchemy import bindparam, exists, or_, select

from unionweb.accounts.models import Member, RoleGrant, Sex
from unionweb.accounts.queries import campuses, unit_names
from unionweb.accounts.queries.roles import in_force
from unionweb.accounts.rules import Role
from unionweb.activities.models import Activity, ActivitySession, Attendance, Signup, TeamMember
from unionweb.activities.queries.pauses import paused_until
from unionweb.activities.rules.eligibility import Applicant, Names
from unionweb.activities.rules.kinds import LIVE, Picks, PoolKind, TeamStatus
from unionweb.activities.rules.presence import Presence
from unionweb.clubs.queries import is_member
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

FACTS = select(
    Member.id, Member.unit_id, Member.campus_id, Member.sex, Member.birth_year, Member.left_at, Member.name
).where(Member.id == bindparam("id"))
IN_TEAM = (
    select(TeamMember.id)
    .join(Signup, Signup.id == TeamMember.signup_id)
    .where(TeamMember.member_id == bindparam("member_id"), TeamMember.status != TeamStatus.declined)
    .where(Signup.activity_id == bindparam("activity_id"), Signup.ended_at.is_(None))
)
OWN = select(Signup.status).where(
    Signup.activity_id == bindparam("activity_id"), Signup.member_id == bindparam("member_id"), Signup.ended_at.is_(None)
)

# Most people have never stayed away: only of the others the pauses have to be worked out.
MISSED = select(Member.id).where(
    Member.id == bindparam("member_id"),
    or_(
        exists().where(Attendance.member_id == Member.id, Attendance.state == Presence.absent),
        exists().where(Signup.member_id == Member.id, Signup.is_late),
    ),
)


def applicant_for(member_id: int, activity: Activity) -> Applicant | None:
    """The member as an applicant for this activity; None when there is no such member any more."""
    rows = plain_rows(FACTS, id=member_id)
    if not rows or rows[0].left_at:
        return None
    facts, audience = rows[0], activity.audience
    own = plain_rows(OWN, activity_id=activity.id, member_id=member_id)
    return Applicant(
        member_id, facts.unit_id, facts.campus_id, facts.sex, facts.birth_year,
        roles=_roles_of(member_id) if audience.get("roles") else frozenset(),
        is_in_club=bool(audience.get("club")) and activity.club_id is not None and is_member(member_id, activity.club_id),
        status=own[0].status if own else None,
        is_in_team=bool(plain_rows(IN_TEAM, activity_id=activity.id, member_id=member_id)),
        paused_until=paused_until(member_id) if plain_rows(MISSED, member_id=member_id) else None,
    )  # fmt: skip


def own_facts(user) -> Applicant:
    """The signed-in person as an applicant, without what depends on one activity."""
    birth_year = plain_rows(FACTS, id=user.id)[0].birth_year
    roles = frozenset(held.role.value for held in user.roles)
    return Applicant(user.id, user.unit_id, user.campus_id, user.sex, birth_year, roles)


def pool_of(activity: Activity, applicant: Applicant) -> str:
    """The key of the pool of somebody, whether anything is set aside for it or not."""
    match activity.pool_kind:
        case PoolKind.unit:
            return str(applicant.unit_id)
        case PoolKind.campus:
            return str(applicant.campus_id)
        case PoolKind.sex:
            return str(applicant.sex)
    return ""


def audience_names() -> Names:
    """The words for all units, campuses, roles and sexes: one query."""
    here = {campus.id: campus.name for campus in campuses()}
    return Names(unit_names(), here, {r.value: label(r) for r in Role}, {s.value: label(s) for s in Sex})


def overlapping(member_id: int, activity: Activity, session_id: int | None = None) -> list[tuple[str, ActivitySession]]:
    """(title, session) of the member's other live sign-ups at the same time: a warning, not a refusal."""
    own = [s for s in activity.sessions if s.called_off_at is None and session_id in (None, s.id)]
    if not own:
        return []
    chosen = or_(Activity.picks == Picks.all, Signup.session_id == ActivitySession.id)
    wanted = (
        select(Activity.title, ActivitySession)
        .join(Signup, Signup.activity_id == Activity.id)
        .join(ActivitySession, ActivitySession.activity_id == Activity.id)
        .where(Signup.member_id == member_id, Signup.status.in_(LIVE), Activity.id != activity.id, chosen)
        .where(ActivitySession.called_off_at.is_(None), ActivitySession.ends_at > clock.now())
        .where(or_(*((ActivitySession.starts_at < s.ends_at) & (ActivitySession.ends_at > s.starts_at) for s in own)))
    )
    return [(title, session) for title, session in db.session.execute(wanted.order_by(ActivitySession.starts_at))]


def _roles_of(member_id: int) -> frozenset[str]:
    held = select(RoleGrant.role).where(RoleGrant.member_id == member_id, in_force(clock.today()))
    return frozenset(role.value for role in db.session.scalars(held))
