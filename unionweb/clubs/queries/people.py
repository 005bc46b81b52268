"""Who belongs to a club: founders, members, officers; and what a person is to it."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from unionweb.accounts import shapes
from unionweb.accounts.models import Member, Unit
from unionweb.clubs.models import Club, ClubFounder, ClubMembership, ClubOfficer
from unionweb.clubs.rules.access import Tie, may_run_clubs
from unionweb.clubs.rules.kinds import ClubState, FounderState, MembershipState, Post
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

PERSON = joinedload(ClubFounder.member).joinedload(Member.unit)
POSTS = tuple(Post)
MEMBERS = ("姓名", "工号", "单位", "入会时间", "职务")


def members_of(club_id: int) -> set[int]:
    """The ids of a club's members."""
    wanted = select(ClubMembership.member_id).where(ClubMembership.club_id == club_id)
    return set(db.session.scalars(wanted.where(ClubMembership.state == MembershipState.active)))


def is_member(member_id: int, club_id: int) -> bool:
    """Whether somebody is a member of a club now."""
    own = (ClubMembership.club_id == club_id, ClubMembership.member_id == member_id)
    wanted = select(ClubMembership.id).where(*own, ClubMembership.state == MembershipState.active)
    return db.session.scalar(wanted) is not None


def clubs_run_by(member_id: int) -> set[int]:
    """The ids of the clubs that somebody is an officer of."""
    wanted = select(ClubOfficer.club_id).join(Club, Club.id == ClubOfficer.club_id)
    wanted = wanted.where(ClubOfficer.member_id == member_id, ClubOfficer.ended_on.is_(None), Club.state == ClubState.active)
    return set(db.session.scalars(wanted))


def tie_of(user, club: Club) -> Tie:
    """What a person is to a club."""
    own = {"club_id": club.id, "member_id": user.id}
    post = db.session.scalar(select(ClubOfficer.post).filter_by(**own, ended_on=None))
    states = set(db.session.scalars(select(ClubMembership.state).filter_by(**own)))
    return Tie(
        is_office=may_run_clubs(user),
        is_proposer=club.proposed_by_id == user.id,
        founder=db.session.scalar(select(ClubFounder.state).filter_by(**own)),
        is_member=MembershipState.active in states,
        has_asked=MembershipState.asked in states,
        post=post,
    )


def founders_of(club_id: int) -> list[ClubFounder]:
    """The founders with their units, the proposer first."""
    wanted = select(ClubFounder).options(PERSON).where(ClubFounder.club_id == club_id)
    return list(db.session.scalars(wanted.order_by(ClubFounder.id)))


def founding_units(club_id: int) -> list[int]:
    """The unit of each founder who said yes and is still here."""
    said_yes = (ClubFounder.club_id == club_id, ClubFounder.state == FounderState.confirmed, Member.left_at.is_(None))
    wanted = select(Member.unit_id).join(ClubFounder, ClubFounder.member_id == Member.id).where(*said_yes)
    return list(db.session.scalars(wanted))


def membership_of(club_id: int, membership_id: int) -> ClubMembership | None:
    wanted = select(ClubMembership).options(joinedload(ClubMembership.member)).where(ClubMembership.club_id == club_id)
    return db.session.scalar(wanted.where(ClubMembership.id == membership_id))


def requests_of(club_id: int) -> list[ClubMembership]:
    """Who has asked to join, in their order."""
    wanted = select(ClubMembership).options(joinedload(ClubMembership.member).joinedload(Member.unit))
    asked = (ClubMembership.club_id == club_id, ClubMembership.state == MembershipState.asked)
    return list(db.session.scalars(wanted.where(*asked).order_by(ClubMembership.id)))


def members_page(club_id: int, q: str = "") -> Page:
    """Members with their units, by name."""
    return page_of(_members(club_id, q))


def member_rows(club_id: int) -> list[tuple]:
    """The list of members for a spreadsheet."""
    posts = {officer.member_id: officer.post for officer in officers_of(club_id)}
    return [
        (row.member.name, row.member.staff_no, row.member.unit.name, row.joined_at, posts.get(row.member_id))
        for row in db.session.scalars(_members(club_id, ""))
    ]


def _members(club_id: int, q: str) -> Select:
    wanted = select(ClubMembership).join(ClubMembership.member).join(Unit, Unit.id == Member.unit_id)
    wanted = wanted.options(contains_eager(ClubMembership.member).joinedload(Member.unit))
    wanted = wanted.where(ClubMembership.club_id == club_id, ClubMembership.state == MembershipState.active)
    if q:
        ways = (Member.name.contains(q, autoescape=True), Unit.name.contains(q, autoescape=True))
        wanted = wanted.where(or_(*ways, Member.staff_no == shapes.tidy_staff_no(q)))
    return wanted.order_by(Member.pinyin, Member.id)


def officers_of(club_id: int) -> list[ClubOfficer]:
    """The officers there are now, by post."""
    found = db.session.scalars(_officers(club_id).where(ClubOfficer.ended_on.is_(None)))
    return sorted(found, key=lambda officer: (POSTS.index(officer.post), officer.id))


def past_officers(club_id: int) -> list[ClubOfficer]:
    """Those whose term is over, the latest first."""
    ended = _officers(club_id).where(ClubOfficer.ended_on.is_not(None))
    return list(db.session.scalars(ended.order_by(ClubOfficer.ended_on.desc(), ClubOfficer.id.desc())))


def _officers(club_id: int) -> Select:
    wanted = select(ClubOfficer).options(joinedload(ClubOfficer.member).joinedload(Member.unit))
    return wanted.where(ClubOfficer.club_id == club_id)
