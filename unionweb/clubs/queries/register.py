"""The register of clubs, one club, and what is to be done with them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member
from unionweb.accounts.queries import holders
from unionweb.accounts.rules import Role
from unionweb.clubs.models import Club, ClubCharter, ClubFounder, ClubMembership, ClubOfficer
from unionweb.clubs.queries.people import tie_of
from unionweb.clubs.rules.access import may_see
from unionweb.clubs.rules.kinds import PLANNED, PUBLIC, ClubState, FounderState, MembershipState, Post
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

REGISTER = ("协会", "状态", "成立日期", "会员数", "会长", "副会长", "秘书长", "财务", "宗旨", "联系方式", "解散日期", "解散原因")
LOADED = selectinload(Club.charters)


@dataclass(frozen=True)
class Sought:
    """What a reader looks for. state: None for clubs that are active."""

    q: str = ""
    state: ClubState = ClubState.active


def club_for(user, club_id: int) -> Club | None:
    """One club, if the reader may see it."""
    wanted = select(Club).options(LOADED, joinedload(Club.proposer)).where(Club.id == club_id)
    found = db.session.scalar(wanted)
    return found if found and may_see(tie_of(user, found), found) else None


def charter_for(user, charter_id: int) -> ClubCharter | None:
    """One version of a charter, of a club the reader may see."""
    found = db.session.get(ClubCharter, charter_id)
    return found if found and club_for(user, found.club_id) else None


def _count() -> ColumnElement[int]:
    counted = select(func.count()).select_from(ClubMembership)
    own = (ClubMembership.club_id == Club.id, ClubMembership.state == MembershipState.active)
    return counted.where(*own).correlate(Club).scalar_subquery()


def _president() -> ColumnElement[str | None]:
    named = select(Member.name).join(ClubOfficer, ClubOfficer.member_id == Member.id)
    own = (ClubOfficer.club_id == Club.id, ClubOfficer.post == Post.president, ClubOfficer.ended_on.is_(None))
    return named.where(*own).correlate(Club).scalar_subquery()


def clubs_page(sought: Sought) -> Page:
    """Rows (Club, number of members, president's name) of the register."""
    wanted = select(Club, _count().label("members"), _president().label("president")).where(Club.state == sought.state)
    if sought.q:
        parts = (Club.name, Club.purpose)
        wanted = wanted.where(or_(*(part.contains(sought.q, autoescape=True) for part in parts)))
    return page_of(wanted.order_by(Club.name, Club.id), scalars=False)


def register_rows() -> list[tuple]:
    """(Club, number of members, {post: names}) of all that stand in the register."""
    named: dict[int, dict[Post, list[str]]] = {}
    posts = select(ClubOfficer.club_id, ClubOfficer.post, Member.name).join(Member, Member.id == ClubOfficer.member_id)
    for club_id, post, name in db.session.execute(posts.where(ClubOfficer.ended_on.is_(None)).order_by(ClubOfficer.id)):
        named.setdefault(club_id, {}).setdefault(post, []).append(name)
    wanted = select(Club, _count()).where(Club.state.in_(PUBLIC)).order_by(Club.state, Club.name, Club.id)
    return [(club, count, named.get(club.id, {})) for club, count in db.session.execute(wanted)]


def state_counts() -> dict[ClubState, int]:
    counted = select(Club.state, func.count()).group_by(Club.state)
    return {state: 0 for state in ClubState} | dict(db.session.execute(counted).all())


def own_clubs(member_id: int) -> list[tuple[Club, MembershipState | None, FounderState | None]]:
    """The clubs somebody belongs to, has asked to join, plans, or is asked to found."""
    live = (MembershipState.asked, MembershipState.active)
    own = and_(ClubMembership.club_id == Club.id, ClubMembership.member_id == member_id, ClubMembership.state.in_(live))
    founding = and_(ClubFounder.club_id == Club.id, ClubFounder.member_id == member_id, Club.state.in_(PLANNED))
    wanted = select(Club, ClubMembership.state, ClubFounder.state).outerjoin(ClubMembership, own).outerjoin(ClubFounder, founding)
    wanted = wanted.where(or_(ClubMembership.id.is_not(None), ClubFounder.id.is_not(None)))
    return list(db.session.execute(wanted.order_by(Club.name, Club.id)))


def waiting_clubs() -> list[Club]:
    """Applications that the office has to decide on, the oldest first."""
    wanted = select(Club).options(joinedload(Club.proposer)).where(Club.state == ClubState.submitted)
    return list(db.session.scalars(wanted.order_by(Club.submitted_at, Club.id)))


def expiring_officers() -> list[ClubOfficer]:
    """Posts whose term ends within the days that are set, or is over already."""
    border = clock.today() + timedelta(days=settings.get("clubs.term_notice_days"))
    return list(db.session.scalars(_in_post().where(ClubOfficer.until <= border).order_by(ClubOfficer.until, ClubOfficer.id)))


def _in_post() -> Select:
    wanted = select(ClubOfficer).join(ClubOfficer.club).options(joinedload(ClubOfficer.club), joinedload(ClubOfficer.member))
    return wanted.where(ClubOfficer.ended_on.is_(None), Club.state == ClubState.active)


def without_president() -> list[Club]:
    """Active clubs that nobody leads."""
    led = exists().where(ClubOfficer.club_id == Club.id, ClubOfficer.post == Post.president, ClubOfficer.ended_on.is_(None))
    return list(db.session.scalars(select(Club).where(Club.state == ClubState.active, ~led).order_by(Club.name, Club.id)))


def office_people() -> set[int]:
    """Who is told of what the office has to do."""
    today = clock.today()
    return holders(Role.office, today, area="activities") or holders(Role.office, today, area="all")
