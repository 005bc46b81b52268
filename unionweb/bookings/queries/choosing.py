"""What to offer: the next free slot of each service, the earliest possible one after a refusal, repeats by date."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from unionweb.bookings.models import Service, ServicePoint, Slot
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.queries.schedule import week_facts
from unionweb.bookings.queries.slots import OFFER, Offer, next_offers, offer_of
from unionweb.bookings.rules.limits import Own
from unionweb.kernel import clock, labels
from unionweb.kernel.extensions import db

PATTERNS = {"workdays": "每个工作日", "weekly": "每周同一天"}
MOST_WEEKS = 8


@dataclass(frozen=True)
class ServiceRow:
    """A line of the hall: a service and the earliest slot this person can have at a campus."""

    service: Service
    offer: Offer | None
    has_points: bool


def next_per_service(person, services, campus_id: int) -> list[ServiceRow]:
    """For each service the earliest slot that `person` can have at a campus.

    A confidential service shows the same to everyone: personal limits appear only inside it.
    """
    here = set(
        db.session.scalars(
            select(ServicePoint.service_id)
            .where(ServicePoint.campus_id == campus_id, ServicePoint.withdrawn_at.is_(None))
            .distinct()
        )
    )
    return [ServiceRow(s, _first(person, s, campus_id=campus_id) if s.id in here else None, s.id in here) for s in services]


def earliest_like(person, service, asked: Offer, moving: int | None = None) -> Offer | None:
    """The earliest slot `person` can have instead: with the same provider or at the same point, else on the campus."""
    lane = {"provider_id": asked.provider_id} if asked.provider_id else {"point_id": asked.point_id}
    found = _first(person, service, moving=moving, **lane)
    return found or _first(person, service, moving=moving, campus_id=asked.wanted.campus_id)


def _first(person, service, moving: int | None = None, **where) -> Offer | None:
    offers = next_offers(service.id, **where)
    if service.is_confidential and "campus_id" in where:
        return next(iter(in_time(service, offers)), None)
    applicant = applicant_for(person, service, moving=moving)
    return next((o for o in offers if not applicant.objections(o.wanted)), None)


def in_time(service, offers: list[Offer]) -> list[Offer]:
    """Those of `offers` that anybody could still book: not closer than the service's shortest notice."""
    first = clock.now() + timedelta(minutes=policy_of(service.key).book_before)
    return [offer for offer in offers if offer.starts_at >= first]


@dataclass(frozen=True)
class RepeatLine:
    """One date of a repeat: the slot and, when it cannot be had, every reason."""

    date: date
    slot_id: int | None
    starts_at: datetime
    ends_at: datetime
    reasons: list[str]


def repeat_lines(person, service, first: Offer, *, pattern: str, weeks: int) -> list[RepeatLine]:
    """The dates of a repeat of `first`, each with its slot or why there is none; nothing is booked.

    Dates that can be had count towards the limits of the later ones, just as they will when they are booked.
    """
    until = first.starts_at + timedelta(weeks=weeks)
    offers = {o.starts_at: o for o in _same_time(first, until)}
    applicant, lines = applicant_for(person, service), []
    for day in _dates(first, until, pattern):
        offer = offers.get(datetime.combine(day, first.starts_at.time()))
        reasons = _reasons(applicant, offer) if offer else ["这天没有这个时段。"]
        if offer and not reasons:
            held = Own(0, offer.wanted.id, service.id, offer.wanted.campus_id, offer.starts_at, offer.ends_at, True)
            applicant = replace(applicant, own=[*applicant.own, held])
        start = datetime.combine(day, first.starts_at.time())
        length = first.ends_at - first.starts_at
        lines.append(RepeatLine(day, offer.wanted.id if offer else None, start, start + length, reasons))
    return lines


def _reasons(applicant, offer: Offer) -> list[str]:
    full = [] if offer.free else ["这个时段约满了。"]
    return [o.text for o in applicant.objections(offer.wanted)] + full


def _dates(first: Offer, until: datetime, pattern: str) -> list[date]:
    """The days a repeat means: each day the point works, or the same weekday of each week."""
    start, days = first.starts_at.date(), (until.date() - first.starts_at.date()).days
    if pattern == "weekly":
        return [start + timedelta(days=n) for n in range(0, days, 7)]
    facts = week_facts(first.point_id, first.provider_id, start, days)
    return [f.date for f in facts if f.info is not None and f.info.is_working]


def _same_time(first: Offer, until: datetime) -> list[Offer]:
    own = Slot.provider_id == first.provider_id if first.provider_id else Slot.provider_id.is_(None)
    rows = db.session.execute(
        select(*OFFER)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .where(Slot.point_id == first.point_id, own, Slot.starts_at >= first.starts_at, Slot.starts_at < until)
        .order_by(Slot.starts_at)
    )
    return [offer_of(row) for row in rows if row.starts_at.time() == first.starts_at.time()]


def pattern_words(pattern: str, offer: Offer, weeks: int) -> str:
    """每个工作日 10:00，连约 4 周"""
    return f"{PATTERNS[pattern]} {labels.hour(offer.starts_at)}，连约 {weeks} 周"


def earliest_at_point(person, service, point_id: int) -> Offer | None:
    """The earliest slot of a point that `person` can have."""
    return _first(person, service, point_id=point_id)
