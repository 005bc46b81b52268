"""A person as the booking rules see them: everything `rules.limits.Applicant` needs, in one query."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from unionweb.accounts.models import Sex
from unionweb.bookings.models import (
    LIVE,
    Audience,
    Booking,
    BookingStatus,
    Mode,
    NoShowWaiver,
    Privacy,
    Service,
    ServicePoint,
    Slot,
    is_one_of,
)
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.rules.limits import Applicant, Own, Policy
from unionweb.common.workdays import add_workdays
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows

OWN = (
    Booking.id, Booking.slot_id, Booking.status, Booking.starts_at, Booking.ends_at, Booking.mode, Booking.request_key,
    ServicePoint.service_id, ServicePoint.campus_id, Service.privacy, NoShowWaiver.booking_id.label("waiver"),
)  # fmt: skip
AUDIENCE_WORDS = {Audience.women: "{name}留给女教职工使用，请您体谅。"}


OWN_ROWS = (
    select(*OWN)
    .join(Slot, Slot.id == Booking.slot_id)
    .join(ServicePoint, ServicePoint.id == Slot.point_id)
    .join(Service, Service.id == ServicePoint.service_id)
    .outerjoin(NoShowWaiver, NoShowWaiver.booking_id == Booking.id)
    .where(Booking.member_id == bindparam("member_id"), Booking.status != BookingStatus.cancelled)
    .where(or_(Booking.starts_at >= bindparam("since"), is_one_of(Booking.status, LIVE)))
    .order_by(Booking.starts_at)
)


def own_rows(member_id: int, since: datetime):
    """A member's bookings from `since` on that were not cancelled, and all that are still live."""
    return plain_rows(OWN_ROWS, member_id=member_id, since=since)


def applicant_for(person, service, *, moving: int | None = None) -> Applicant:
    """The applicant for slots of `service`. person: has id and sex; moving: the booking to be replaced."""
    policy, now = policy_of(service.key), clock.now()
    since = datetime.combine(now.date(), datetime.min.time()) - timedelta(days=max(policy.no_show_days, 7))
    rows = own_rows(person.id, since)
    return Applicant(
        policy=policy,
        service_id=service.id,
        now=now,
        own=[_own(row) for row in rows],
        audience_words=audience_words(person, service),
        paused_until=paused_until(rows, service.id, policy),
        moving=moving,
    )


def audience_words(person, service) -> str | None:
    """The polite sentence for somebody whom a service is not for; None for whom it is."""
    if service.audience is Audience.women and person.sex is not Sex.female:
        return AUDIENCE_WORDS[Audience.women].format(name=service.name)
    return None


def paused_until(rows, service_id: int, policy: Policy) -> date | None:
    """The last day of a pause after too many no-shows. Waived ones do not count, days off do not pass."""
    since = clock.today() - timedelta(days=policy.no_show_days)
    missed = [
        row.starts_at.date()
        for row in rows
        if row.status is BookingStatus.no_show and row.service_id == service_id and not row.waiver
    ]
    missed = [day for day in missed if day >= since]
    if not policy.no_show_limit or len(missed) < policy.no_show_limit:
        return None
    until = add_workdays(max(missed), policy.no_show_pause)
    return until if until >= clock.today() else None


def _own(row) -> Own:
    return Own(
        id=row.id,
        slot_id=row.slot_id,
        service_id=row.service_id,
        campus_id=None if row.mode is Mode.phone else row.campus_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_live=row.status in LIVE,
        is_waiting=row.status is BookingStatus.waiting,
        names_place=row.privacy is not Privacy.confidential,
    )
