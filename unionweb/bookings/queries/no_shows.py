"""Who did not come: times and codes for the office, names only where a service is open, confidential ones never."""

from datetime import date, datetime, time

from sqlalchemy import Row, Select, case, select
from sqlalchemy.orm import aliased

from unionweb.accounts.models import Campus, Member
from unionweb.bookings.models import Booking, BookingStatus, NoShowWaiver, Privacy, Service, ServicePoint, Slot
from unionweb.kernel.extensions import db


def no_shows(since: date | None = None, *, point_id: int | None = None, waived: bool | None = None) -> Select:
    """No-shows from a day on, newest first; waived: None for all, else only those that are or are not waived.

    Rows of id, starts_at, ends_at, code, place, campus, service, name, reason, waived_at, waived_by. name is None
    unless the service is open about who comes: the others' names do not leave the database.
    """
    waiver = aliased(Member)
    name = case((Service.privacy == Privacy.open, Member.name), else_=None)
    query = (
        select(
            Booking.id, Booking.starts_at, Booking.ends_at, Booking.code, name.label("name"), ServicePoint.place,
            Campus.name.label("campus"), Service.name.label("service"), NoShowWaiver.reason, NoShowWaiver.waived_at,
            waiver.name.label("waived_by"),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .outerjoin(Member, Member.id == Booking.member_id)
        .outerjoin(NoShowWaiver, NoShowWaiver.booking_id == Booking.id)
        .outerjoin(waiver, waiver.id == NoShowWaiver.waived_by_id)
        .where(Booking.status == BookingStatus.no_show, Slot.point_id.in_(_point_ids(point_id)))
        .order_by(Booking.starts_at.desc(), Booking.id.desc())
    )  # fmt: skip
    if since:
        start = datetime.combine(since, time.min)
        query = query.where(Slot.starts_at >= start, Booking.starts_at >= start)
    if waived is None:
        return query
    return query.where(NoShowWaiver.booking_id.is_not(None) if waived else NoShowWaiver.booking_id.is_(None))


def no_show(booking_id: int) -> Row | None:
    """One row of `no_shows`, whenever it was; None when there is none that the office may see."""
    return db.session.execute(no_shows().where(Booking.id == booking_id)).first()


def no_show_rows(most: int, **which) -> list:
    """At most so many rows of `no_shows`."""
    return list(db.session.execute(no_shows(**which).limit(most)))


def _point_ids(point_id: int | None) -> list[int]:
    """Numbers rather than a subquery: with them both databases go by the index of slots."""
    shown = select(ServicePoint.id).join(Service, Service.id == ServicePoint.service_id)
    shown = shown.where(Service.privacy != Privacy.confidential)
    return list(db.session.scalars(shown.where(ServicePoint.id == point_id) if point_id else shown))
