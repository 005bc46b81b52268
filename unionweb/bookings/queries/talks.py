"""Counselling: who offers what when, and a counsellor's own appointments. Nobody else's reads go through here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from unionweb.accounts.models import Campus, Member
from unionweb.bookings.models import LIVE, Booking, OpeningRule, Privacy, Provider, Service, ServicePoint, Slot
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.choosing import in_time
from unionweb.bookings.queries.mine import WHOLE
from unionweb.bookings.queries.slots import Offer, next_offers
from unionweb.bookings.rules.limits import Objection
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


def service() -> Service | None:
    """The confidential service whose slots belong to a person: counselling."""
    mine = (Service.privacy == Privacy.confidential, Service.by_provider)
    return db.session.scalar(select(Service).where(*mine).order_by(Service.sort, Service.id).limit(1))


@dataclass(frozen=True)
class Counselor:
    """Somebody one can talk to. first: the earliest free slot, the same for everyone who looks."""

    id: int
    name: str
    intro: str
    places: str
    face: bool
    phone: bool
    first: Offer | None


@dataclass(frozen=True)
class Choice:
    """What the page offers: everybody, who is picked (None: whoever is free first), how, and when.

    all: the free slots of every week; weeks: the Mondays of weeks that have any; week: the one that is shown.
    """

    counselors: list[Counselor]
    picked: Counselor | None
    mode: str
    all: list[Offer]
    weeks: list[date]
    week: date | None
    names: dict[int, str]

    @property
    def offers(self) -> list[Offer]:
        """The free slots of the week that is shown."""
        return [o for o in self.all if _monday(o) == self.week]

    def all_refused(self, limits: dict) -> bool:
        """Whether the rules refuse every slot that is shown."""
        return all(o.wanted.id in limits for o in self.offers)

    def has(self, slot_id: int | None) -> bool:
        """Whether a slot is among what can be chosen on this page."""
        return any(o.wanted.id == slot_id for o in self.offers)


def choice(
    service: Service, provider_id: int | None, mode: str, *, week: date | None = None, slot_id: int | None = None
) -> Choice:
    """The free slots with one counsellor or with whoever is free first, for talks face to face or by phone.

    Shown is the week asked for, else that of the slot asked for, else the first that has any.
    """
    offers = in_time(service, next_offers(service.id, limit=None))
    people = _counselors(service, offers)
    able = {p.id for p in people if not mode or (mode in {"face", "phone"} and getattr(p, mode))}
    picked = next((p for p in people if p.id == provider_id), None)
    fitting = [o for o in offers if o.provider_id in able and (picked is None or o.provider_id == picked.id)]
    weeks = sorted({_monday(o) for o in fitting})
    asked = [week] if week in weeks else [_monday(o) for o in fitting if o.wanted.id == slot_id]
    return Choice(people, picked, mode, fitting, weeks, next(iter([*asked, *weeks]), None), {p.id: p.name for p in people})


def _monday(offer: Offer) -> date:
    day = offer.starts_at.date()
    return day - timedelta(days=day.weekday())


def _counselors(service: Service, offers: list[Offer]) -> list[Counselor]:
    places = _places(service)
    people = db.session.scalars(
        select(Provider).where(Provider.service_id == service.id, Provider.withdrawn_at.is_(None)).order_by(Provider.id)
    )
    first = {}
    for offer in offers:
        first.setdefault(offer.provider_id, offer)
    return [Counselor(p.id, p.name, p.intro, places.get(p.id, ""), p.face, p.phone, first.get(p.id)) for p in people]


def _places(service: Service) -> dict[int, str]:
    """Provider id → 东校区 职工之家 301, by the rules in force."""
    rows = db.session.execute(
        select(OpeningRule.provider_id, Campus.name, ServicePoint.place)
        .join(ServicePoint, ServicePoint.id == OpeningRule.point_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .where(ServicePoint.service_id == service.id, OpeningRule.provider_id.is_not(None))
        .where((OpeningRule.valid_until.is_(None)) | (OpeningRule.valid_until >= clock.today()))
        .distinct()
        .order_by(Campus.name, ServicePoint.place)
    )
    found: dict[int, list[str]] = {}
    for provider_id, campus, place in rows:
        found.setdefault(provider_id, []).append(f"{campus} {place}")
    return {provider_id: "、".join(places) for provider_id, places in found.items()}


def limits_for(person, service: Service, offers: list[Offer], moving: int | None = None) -> dict[int, list[Objection]]:
    """Slot id → why this person may not have it, for those of `offers` that the rules refuse."""
    applicant = applicant_for(person, service, moving=moving)
    against = {o.wanted.id: applicant.objections(o.wanted) for o in offers}
    return {slot_id: found for slot_id, found in against.items() if found}


def _of_counselor(member_id: int):
    return (
        select(Booking)
        .options(*WHOLE)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .join(Provider, Provider.id == Slot.provider_id)
        .where(Provider.member_id == member_id, Service.privacy == Privacy.confidential, Booking.member_id.is_not(None))
    )


def appointments_of(member_id: int) -> list[Booking]:
    """A counsellor's live appointments and those of the last week, in order of time."""
    return list(db.session.scalars(_recent(member_id).order_by(Booking.starts_at, Booking.id)))


def appointment_ids(member_id: int) -> list[int]:
    """The ids of what `appointments_of` gives, for the read log."""
    return list(db.session.scalars(_recent(member_id).with_only_columns(Booking.id)))


def _recent(member_id: int):
    since = datetime.combine(clock.today() - timedelta(days=7), datetime.min.time())
    return _of_counselor(member_id).where((Booking.status.in_(LIVE)) | (Booking.starts_at >= since))


def appointment_for(member_id: int, booking_id: int) -> Booking | None:
    """One appointment of this counsellor; None for everybody else's."""
    return db.session.scalar(_of_counselor(member_id).where(Booking.id == booking_id))


def people_of(bookings: list[Booking]) -> dict[int, str]:
    """Booking id → how to call the person: the alias, else the name."""
    named = {b.member_id for b in bookings if not b.alias}
    names = dict(db.session.execute(select(Member.id, Member.name).where(Member.id.in_(named))).all())
    return {b.id: b.alias or names.get(b.member_id, "") for b in bookings}


