"""Clubs for tests, made by the services the way people make them."""

from types import SimpleNamespace

from unionweb.accounts.models import Member
from unionweb.accounts.queries.sessions import HeldRole
from unionweb.accounts.rules import Role
from unionweb.clubs import services
from unionweb.clubs.models import Club, ClubMembership
from unionweb.clubs.rules.kinds import MembershipState, Post
from unionweb.clubs.services import ClubFacts, Naming, Report, Upload
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

PROPOSER, FOUNDER, OFFICE, STRANGER, NEWCOMER = 10001, 10002, 10003, 10005, 10008
CHARTER = Upload("章程.pdf", b"%PDF-1.7 charter")
FACTS = ClubFacts("教职工羽毛球协会", "每周三下午打球", "办公电话 60312")
TYPED = {"name": FACTS.name, "purpose": FACTS.purpose, "contact": FACTS.contact}


def person(member_id):
    """The member as the rules see somebody signed in."""
    member = db.session.get(Member, member_id)
    roles = (HeldRole(Role.office, None, None, "all"),) if member_id == OFFICE else ()
    return SimpleNamespace(id=member_id, name=member.name, roles=roles, unit_id=member.unit_id)


def small_rules():
    """Two founders out of two units are enough."""
    settings.put("clubs.least_founders", 2)
    settings.put("clubs.least_groups", 2)


def planned(facts=FACTS) -> int:
    """An application with everything it needs, not submitted: 王敏 and 周外 found it."""
    small_rules()
    club_id = services.found_club(facts, person(PROPOSER))
    services.add_charter(club_id, CHARTER, clock.today(), person(PROPOSER))
    services.add_founders(club_id, [str(STRANGER)], person(PROPOSER))
    services.answer_founding(club_id, True, person(STRANGER))
    return club_id


def submitted(facts=FACTS) -> int:
    club_id = planned(facts)
    services.submit_club(club_id, person(PROPOSER))
    return club_id


def active(facts=FACTS) -> int:
    """An active club: 王敏 is its president, 周外 a member."""
    club_id = submitted(facts)
    services.approve_club(club_id, person(OFFICE))
    return club_id


def joined(club_id, member_id) -> int:
    """One more member, let in by the president; returns the id of the membership."""
    services.ask_to_join(club_id, "", person(member_id))
    found = asked(club_id, member_id)
    services.accept_request(club_id, found, person(PROPOSER))
    return found


def asked(club_id, member_id) -> int:
    wanted = {"club_id": club_id, "member_id": member_id, "state": MembershipState.asked}
    return db.session.scalar(db.select(ClubMembership.id).filter_by(**wanted))


def named(club_id, member_id, post=Post.secretary, actor=PROPOSER):
    services.name_officer(club_id, Naming(str(member_id), post, clock.today()), person(actor))


def checked(club_id, year=2025) -> int:
    """The check of a year, submitted; the club is made old enough for it."""
    db.session.get_one(Club, club_id).founded_on = clock.today().replace(year=year)
    db.session.commit()
    return services.submit_check(club_id, Report(year, 120_050, 100_000, "打了四十次球", CHARTER), person(PROPOSER))
