"""A person as the booking rules see them: everything `rules.limits.Applicant` needs, in one query."""

from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select

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
from unionweb.bookings.queries.guard import last_reset
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.rules.limits import Applicant, Own, Policy
from unionweb.common import ladder
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows

OWN = (
    Booking.id, Booking.slot_id, Booking.status, Booking.starts_at, Booking.ends_at, Booking.mode, Booking.request_key,
    Booking.created_at, ServicePoint.service_id, ServicePoint.campus_id, Service.privacy,
    NoShowWaiver.booking_id.label("waiver"),
)  # fmt: skip
AUDIENCE_WORDS = {Audience.women: "{name}留给女教职工使用，请您体谅。"}


OWN_ROWS = (
    select(*OWN)
    .join(Slot, Slot.id == Booking.slot_id)
    .join(ServicePoint, ServicePoint.id == Slot.point_id)
    .join(Service, Service.id == ServicePoint.service_id)
    .outerjoin(NoShowWaiver, NoShowWaiver.booking_id == Booking.id)
    .where(Booking.member_id == bindparam("member_id"), Booking.status != BookingStatus.cancelled)
    .where(
        or_(
            Booking.starts_at >= bindparam("this_week"),
            is_one_of(Booking.status, LIVE),
            and_(Booking.status == BookingStatus.no_show, Booking.starts_at >= bindparam("since")),
        )
    )
    .order_by(Booking.starts_at)
)


def own_rows(member_id: int, policy: Policy):
    """What the rules look at of a member's bookings: those of the last days and to come, and older no-shows."""
    midnight = datetime.combine(clock.today(), datetime.min.time())
    since = datetime.combine(ladder_of(policy).since(midnight.date()), datetime.min.time())
    return plain_rows(OWN_ROWS, member_id=member_id, this_week=midnight - timedelta(days=7), since=since)


def applicant_for(person, service, *, moving: int | None = None) -> Applicant:
    """The applicant for slots of `service`. person: has id and sex; moving: the booking to be replaced."""
    policy, now = policy_of(service.key), clock.now()
    rows = own_rows(person.id, policy)
    reset = last_reset(person.id) if any(row.privacy is Privacy.confidential for row in rows) else None
    return Applicant(
        policy=policy,
        service_id=service.id,
        now=now,
        own=[_own(row, is_hidden=_is_hidden(row, reset)) for row in rows],
        audience_words=audience_words(person, service),
        paused_until=paused_until([row for row in rows if not _is_hidden(row, reset)], service.id, policy),
        moving=moving,
    )


def audience_words(person, service) -> str | None:
    """The polite sentence for somebody whom a service is not for; None for whom it is."""
    if service.audience is Audience.women and person.sex is not Sex.female:
        return AUDIENCE_WORDS[Audience.women].format(name=service.name)
    return None


def paused_until(rows, service_id: int, policy: Policy) -> date | None:
    """The last day of a pause after too many no-shows. Waived ones do not count, days off and breaks do not pass.

    rows: bookings by their start, from far enough back.
    """
    missed = [
        row.starts_at.date()
        for row in rows
        if row.status is BookingStatus.no_show and row.service_id == service_id and not row.waiver
    ]
    return ladder.paused_until(missed, ladder_of(policy))


def ladder_of(policy: Policy) -> ladder.Ladder:
    return ladder.Ladder(policy.no_show_limit, policy.no_show_days, policy.no_show_pause)


def _is_hidden(row, reset: datetime | None) -> bool:
    """Whether a booking is hidden from the account itself, whose password somebody else replaced at `reset`."""
    return reset is not None and row.privacy is Privacy.confidential and row.created_at <= reset


def _own(row, *, is_hidden: bool) -> Own:
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
        is_hidden=is_hidden,
    )
