"""Reads about mixers. Profiles of others come out only as Seen: a number and a pseudonym, and after a match the contact."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member, Sex
from unionweb.activities.models import Activity, ActivitySession, Attendance, Signup
from unionweb.activities.rules.access import may_run
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.mixers.models import Mixer, MixerProfile
from unionweb.mixers.rules.access import Part
from unionweb.mixers.rules.matching import unpacked
from unionweb.mixers.rules.phases import Phase, phase_of

PLACED = (SignupStatus.confirmed, SignupStatus.attended, SignupStatus.absent)


@dataclass(frozen=True)
class Seen:
    """What one participant sees of another. contact: only of those who chose each other."""

    id: int
    number: int | None
    pseudonym: str
    contact: str = ""


@dataclass(frozen=True)
class Counts:
    """What the organiser is told in numbers."""

    placed: int
    profiles: int
    came: int


def mixer_for(user, activity_id: int) -> Mixer | None:
    """The mixer of an activity, if the reader takes part in it. One that was called off is nobody's any more."""
    found = db.session.scalar(_mixers().where(Mixer.activity_id == activity_id, Activity.state != ActivityState.called_off))
    return found if found and part_in(user, found).is_in else None


def run_activity(user, activity_id: int) -> Activity | None:
    """An activity of the kind mixer that the reader runs."""
    found = db.session.scalar(select(Activity).where(Activity.id == activity_id, Activity.kind == ActivityKind.mixer))
    return found if found and may_run(user, found) else None


def mixer_of(activity_id: int) -> Mixer | None:
    return db.session.scalar(_mixers().where(Mixer.activity_id == activity_id))


def _mixers() -> Select:
    return select(Mixer).join(Mixer.activity).options(joinedload(Mixer.activity))


def part_in(user, mixer: Mixer) -> Part:
    """What somebody is to a mixer."""
    own = (Member.id == user.id,)
    row = db.session.execute(select(_is_in(mixer.activity_id), _came(mixer.activity_id)).where(*own)).one()
    return Part(*row, profile_of(user.id, mixer.activity_id) is not None)


def _is_in(activity_id: int) -> ColumnElement[bool]:
    """Of a query over Member: who holds a place, whether they came or not."""
    own = (Signup.activity_id == activity_id, Signup.member_id == Member.id, Signup.status.in_(PLACED))
    return and_(Member.left_at.is_(None), exists().where(*own).correlate(Member))


def _came(activity_id: int) -> ColumnElement[bool]:
    """Of a query over Member: who was checked in."""
    session = exists().where(
        ActivitySession.activity_id == activity_id, ActivitySession.called_off_at.is_(None), Attendance.session_id == ActivitySession.id,
        Attendance.member_id == Member.id, Attendance.state == Presence.came,
    )  # fmt: skip
    signup = (Signup.activity_id == activity_id, Signup.member_id == Member.id, Signup.status == SignupStatus.attended)
    return or_(session.correlate(Member), exists().where(*signup).correlate(Member))


def profile_of(member_id: int, activity_id: int) -> MixerProfile | None:
    """Somebody's own profile."""
    return db.session.scalar(select(MixerProfile).filter_by(member_id=member_id, activity_id=activity_id))


def present_profiles(activity_id: int) -> list[tuple[MixerProfile, Sex]]:
    """The profiles of those who hold a place and came, with their sex."""
    wanted = select(MixerProfile, Member.sex).join(Member, Member.id == MixerProfile.member_id)
    wanted = wanted.where(MixerProfile.activity_id == activity_id, _is_in(activity_id), _came(activity_id))
    return list(db.session.execute(wanted.order_by(MixerProfile.number, MixerProfile.id)))


def others_for(member_id: int, activity_id: int) -> list[Seen]:
    """Whom somebody may choose among: those of the other sex who came. The caller has asked may_choose."""
    present = present_profiles(activity_id)
    own = next((sex for profile, sex in present if profile.member_id == member_id), None)
    return [Seen(p.id, p.number, p.pseudonym) for p, sex in present if own is not None and sex is not own]


def own_choices(member_id: int, activity_id: int) -> set[int]:
    """What somebody ticked themselves, for nobody else."""
    profile = profile_of(member_id, activity_id)
    return unpacked(profile.choices) if profile else set()


def own_matches(member_id: int, activity_id: int) -> list[Seen]:
    """Those whom somebody chose and who chose them, once it is told."""
    profile = profile_of(member_id, activity_id)
    ids = unpacked(profile.pairs) if profile else set()
    wanted = select(MixerProfile).where(MixerProfile.activity_id == activity_id, MixerProfile.id.in_(ids))
    found = db.session.scalars(wanted.order_by(MixerProfile.number, MixerProfile.id))
    return [Seen(row.id, row.number, row.pseudonym, row.contact) for row in found]


def badge_list(activity_id: int) -> list[Seen]:
    """Numbers and pseudonyms in the order of numbers, for the organiser; none before the numbers are drawn."""
    wanted = select(MixerProfile).join(Member, Member.id == MixerProfile.member_id)
    wanted = wanted.where(MixerProfile.activity_id == activity_id, MixerProfile.number.is_not(None), _is_in(activity_id))
    return [Seen(row.id, row.number, row.pseudonym) for row in db.session.scalars(wanted.order_by(MixerProfile.number))]


def placed_ids(activity_id: int) -> list[int]:
    """Who holds a place."""
    return list(db.session.scalars(select(Member.id).where(_is_in(activity_id)).order_by(Member.id)))


def counts_of(activity_id: int) -> Counts:
    """How many hold a place, have a profile, and came."""
    profiles = select(func.count()).select_from(MixerProfile).join(Member, Member.id == MixerProfile.member_id)
    profiles = profiles.where(MixerProfile.activity_id == activity_id, _is_in(activity_id))
    came = select(func.count()).select_from(Member).where(_is_in(activity_id), _came(activity_id))
    return Counts(len(placed_ids(activity_id)), db.session.scalar(profiles), db.session.scalar(came))


def held(activity_id: int) -> tuple[datetime, datetime] | None:
    """When the event begins and ends; None while it has no session."""
    first, last = func.min(ActivitySession.starts_at), func.max(ActivitySession.ends_at)
    own = (ActivitySession.activity_id == activity_id, ActivitySession.called_off_at.is_(None))
    row = db.session.execute(select(first, last).where(*own)).one()
    return (row[0], row[1]) if row[0] else None


def ids_in(*phases: Phase) -> list[int]:
    """The activities of the mixers that are in one of these phases now."""
    now = clock.now()
    unforgotten = db.session.scalars(_mixers().where(Mixer.forgotten_at.is_(None)).order_by(Mixer.activity_id))
    return [mixer.activity_id for mixer in unforgotten if phase_of(mixer, now) in phases]


def ids_to_forget(before: datetime) -> list[int]:
    """The activities of mixers to delete: over since then, told or never held, or called off."""
    over = Mixer.choosing_closes_at < before
    wanted = select(Mixer.activity_id).join(Mixer.activity).where(Mixer.forgotten_at.is_(None))
    wanted = wanted.where(or_(over, Activity.state == ActivityState.called_off))
    return list(db.session.scalars(wanted.order_by(Mixer.activity_id)))
