"""What to offer: the next free slot of each service, the earliest possible one after a refusal, repeats by date."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from unionweb.bookings.models import Service, ServicePoint, Slot
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.policy import horizon, opens_on, policy_of
from unionweb.bookings.queries.schedule import week_facts
from unionweb.bookings.queries.slots import OFFER, Offer, next_offers, offer_of
from unionweb.bookings.rules.limits import Own
from unionweb.kernel import clock, labels
from unionweb.kernel.extensions import db

FEW = 200
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
    return [ServiceRow(s, _shown(person, s, campus_id) if s.id in here else None, s.id in here) for s in services]


def _shown(person, service, campus_id: int) -> Offer | None:
    if service.is_confidential:
        return next(iter(in_time(service, next_offers(service.id, campus_id=campus_id))), None)
    return _first(person, service, campus_id=campus_id)


def earliest_like(person, service, asked: Offer, moving: int | None = None) -> Offer | None:
    """The earliest slot `person` can have instead: with the same provider or at the same point, on the campus, anywhere."""
    lane = {"provider_id": asked.provider_id} if asked.provider_id else {"point_id": asked.point_id}
    for where in (lane, {"campus_id": asked.wanted.campus_id}, {}):
        found = _first(person, service, moving=moving, **where)
        if found:
            return found
    return None


def possible_from(person, service, asked: Offer, moving: int | None = None) -> date | None:
    """When nothing can be had now: the first day on which something may. None for whom the service is not.

    Each day one more day of slots can be booked, so that is tomorrow, unless the slot asked for opens at a known time.
    """
    applicant = applicant_for(person, service, moving=moving)
    if applicant.audience_words:
        return None
    known = [o.until.date() for o in applicant.objections(asked.wanted) if o.code in ("early", "paused")]
    return max(known, default=clock.today() + timedelta(days=1))


def _first(person, service, moving: int | None = None, **where) -> Offer | None:
    """Whatever the rules say to the first few hundred slots: when they refuse all of them, the others are asked too."""
    applicant = applicant_for(person, service, moving=moving)
    offers = next_offers(service.id, **where, limit=FEW)
    found = next((o for o in offers if not applicant.objections(o.wanted)), None)
    if found or len(offers) < FEW or applicant.audience_words:
        return found
    return next((o for o in next_offers(service.id, **where, limit=None) if not applicant.objections(o.wanted)), None)


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
    missing = _why_missing(service, first, (until - first.starts_at).days)
    applicant, lines = applicant_for(person, service), []
    for day in _dates(first, until, pattern):
        offer = offers.get(datetime.combine(day, first.starts_at.time()))
        reasons = _reasons(applicant, offer) if offer else [missing[day]]
        if offer and not reasons:
            held = Own(0, offer.wanted.id, service.id, offer.wanted.campus_id, offer.starts_at, offer.ends_at, True)
            applicant = replace(applicant, own=[*applicant.own, held])
        start = datetime.combine(day, first.starts_at.time())
        length = first.ends_at - first.starts_at
        lines.append(RepeatLine(day, offer.wanted.id if offer else None, start, start + length, reasons))
    return lines


def _why_missing(service, first: Offer, days: int) -> dict[date, str]:
    """Day → why there is no slot at the time of `first`: closed, not made yet, or other hours."""
    last, found = horizon(service.key), {}
    for facts in week_facts(first.point_id, first.provider_id, first.starts_at.date(), days):
        if facts.closed_reason:
            found[facts.date] = f"这天不开放：{facts.closed_reason}。"
        elif facts.date > last:
            found[facts.date] = f"这天的时段 {labels.day(opens_on(service.key, facts.date))}起可以约。"
        else:
            found[facts.date] = "这天没有这个时段。"
    return found


def _reasons(applicant, offer: Offer) -> list[str]:
    full = [] if offer.free or applicant.live_in(offer.wanted.id) else ["这个时段约满了。"]
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
