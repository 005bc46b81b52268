"""What the worker does for bookings: reminders, releases, forgetting. Each may run twice without harm.

The numbers they report stand on pages of the office, so they leave out confidential services.
"""

from datetime import timedelta

from sqlalchemy import delete, select, update

from unionweb.bookings.models import (
    LIVE,
    Booking,
    BookingStatus,
    Privacy,
    ReadLog,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.services.holding import end_booking, fill, lock_slots
from unionweb.bookings.services.presence import release_overdue
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job

PORTION = 500


@job("release", "放出没人签到的位子", minute="*")
def release() -> str:
    """Every minute: no-shows are released, bookings that are over are closed."""
    return f"处理了 {release_overdue()} 条"


@job("remind", "提醒明天的预约", minute="5", hour="8-20")
def remind() -> str:
    """Tell everybody who holds a place tomorrow, once, without naming the service."""
    return f"新发了 {_remind_tomorrow()} 条"


@write
def _remind_tomorrow() -> int:
    """Returns how many reminders are new. Who holds a place in a slot that was closed has been asked to move instead."""
    first = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    tomorrow = (Booking.starts_at >= first, Booking.starts_at < first + timedelta(days=1))
    rows = db.session.execute(
        select(Booking.id, Booking.member_id, Booking.starts_at, Service.privacy)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .where(*tomorrow, Booking.status == BookingStatus.confirmed, Booking.member_id.is_not(None))
        .where(Slot.state == SlotState.open)
        .order_by(Booking.id)
    ).all()
    told = 0
    for booking_id, member_id, starts_at, privacy in rows:
        key, path = f"remind:{booking_id}:{starts_at:%Y%m%d%H%M}", f"/bookings/{booking_id}"
        title = f"提醒：{labels.dated(starts_at)} 有一项预约"
        new = inbox.send(member_id, title, "来不了的话，请尽早取消，让给别人。", path=path, once_key=key)
        told += new and privacy is not Privacy.confidential
    return told


@job("forget", "到期的预约去掉姓名", minute="40", hour="3")
def forget() -> str:
    """Bookings older than their service keeps them lose everything that says whose they were; the count stays."""
    count = 0
    for service_id, key, privacy in db.session.execute(select(Service.id, Service.key, Service.privacy)).all():
        before = clock.now() - timedelta(days=policy_of(key).keep_days)
        while portion := _forget_portion(service_id, before):
            count += portion if privacy is not Privacy.confidential else 0
    return f"去掉了 {count} 条的姓名"


@write
def _forget_portion(service_id: int, before) -> int:
    old = (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .where(ServicePoint.service_id == service_id, Booking.ends_at < before, Booking.member_id.is_not(None))
        .where(Booking.status.not_in(LIVE))
        .limit(PORTION)
    )
    ids = list(db.session.scalars(old))
    blank = dict.fromkeys(("member_id", "booked_by_id", "alias", "contact", "request_key"))
    db.session.execute(update(Booking).where(Booking.id.in_(ids)).values(code="", **blank))
    db.session.execute(delete(ReadLog).where(ReadLog.booking_id.in_(ids)))
    inbox.forget_paths([f"/bookings/{booking_id}" for booking_id in ids])
    return len(ids)


@write
def leave_bookings(member_ids: list[int]) -> None:
    """Members who have left give back what they hold or wait for; the next ones move up."""
    live = select(Booking.slot_id).where(Booking.member_id.in_(member_ids), Booking.status.in_(LIVE))
    for slot in lock_slots(db.session.scalars(live.distinct()).all()):
        own = (Booking.slot_id == slot.id, Booking.member_id.in_(member_ids), Booking.status.in_(LIVE))
        for booking in db.session.scalars(select(Booking).where(*own)).all():
            end_booking(booking, BookingStatus.cancelled, reason="已离开学校")
        fill(slot)
