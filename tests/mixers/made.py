"""A mixer of four who hold places, with one who waits, made for tests."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from tests.activities.held import add_activity
from tests.support.university import add_member
from unionweb.accounts.models import Member, Sex
from unionweb.accounts.queries.sessions import HeldRole
from unionweb.accounts.rules import Role
from unionweb.activities.models import ActivitySession, Attendance, Signup
from unionweb.activities.rules.kinds import ActivityKind, SignupStatus
from unionweb.activities.rules.presence import Presence, Way
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.mixers import queries, services
from unionweb.mixers.models import MixerProfile
from unionweb.mixers.services import CONSENT, Profile, Times

OFFICE, STRANGER, WAITING = 10003, 10005, 30009
HER, SHE, HIM, HE = 30001, 30002, 30003, 30004
PEOPLE = {HER: ("柳如烟", Sex.female), SHE: ("白云飞", Sex.female), HIM: ("江一舟", Sex.male), HE: ("田满仓", Sex.male)}
OPENS, CLOSES = datetime(2026, 9, 30, 16, 30), datetime(2026, 9, 30, 20, 0)
BEFORE, DURING, AFTER = "2026-09-16 11:00", "2026-09-30 17:00", "2026-09-30 20:01"


def person(member_id):
    """The member as the rules see somebody signed in."""
    member = db.session.get(Member, member_id)
    roles = (HeldRole(Role.office, None, None, "all"),) if member_id == OFFICE else ()
    return SimpleNamespace(id=member_id, name=member.name, roles=roles, unit_id=member.unit_id, along={})


def activity(**more) -> int:
    """The activity with its sign-ups, committed; no mixer yet."""
    activity_id = add_activity("师情话意", kind=ActivityKind.mixer, **more)
    for number, (member_id, (name, sex)) in enumerate([*PEOPLE.items(), (WAITING, ("候补人", Sex.male))], 1):
        add_member(member_id, name, sex=sex)
        waits = {"status": SignupStatus.waitlisted, "queue_no": 1} if member_id == WAITING else {"status": SignupStatus.confirmed}
        row = {"number": number, "token": f"token-{member_id}", "created_at": clock.now(), **waits}
        db.session.add(Signup(activity_id=activity_id, member_id=member_id, **row))
    db.session.commit()
    return activity_id


def mixer(**more) -> int:
    """The same with the mixer set up."""
    activity_id = activity(**more)
    services.set_up(activity_id, Times(OPENS, CLOSES), person(OFFICE))
    return activity_id


def write_profile(activity_id, member_id, pseudonym=None, contact=None):
    profile = Profile(pseudonym or f"化名{member_id % 10}", contact or f"暗号-{member_id}", True, settings.get(CONSENT))
    services.save_profile(activity_id, profile, person(member_id))


def come(activity_id, *member_ids, state=Presence.came):
    """Check people in."""
    session_id = db.session.scalar(db.select(ActivitySession.id).filter_by(activity_id=activity_id))
    for member_id in member_ids:
        signup_id = db.session.scalar(db.select(Signup.id).filter_by(activity_id=activity_id, member_id=member_id))
        noted = {"state": state, "way": Way.list, "came_at": clock.now(), "noted_at": clock.now()}
        db.session.add(Attendance(session_id=session_id, member_id=member_id, signup_id=signup_id, **noted))
    db.session.commit()


def ready(inside, at) -> int:
    """Everybody has a profile and came, choosing is open."""
    activity_id = inside(mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: write_profile(activity_id, member_id))
    inside(lambda: services.draw_numbers(activity_id, person(OFFICE)))
    at(DURING)
    inside(lambda: come(activity_id, *PEOPLE))
    return activity_id


def profile_id(activity_id, member_id) -> int:
    return queries.profile_of(member_id, activity_id).id


def choose(activity_id, member_id, *others):
    services.choose(activity_id, [profile_id(activity_id, other) for other in others], person(member_id))


def profiles(activity_id) -> int:
    return db.session.scalar(db.select(db.func.count(MixerProfile.id)).filter_by(activity_id=activity_id))


def later(days) -> str:
    return (CLOSES + timedelta(days=days)).isoformat(" ")
