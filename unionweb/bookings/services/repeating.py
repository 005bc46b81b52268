"""Booking the same time on many days in one transaction: what can be had is booked, the rest is told."""

from dataclasses import replace

from unionweb.bookings.models import BookingStatus
from unionweb.bookings.services.booking import (
    FULL,
    Wish,
    by_request,
    check_wish,
    insert,
    lock_person,
    objections_to,
)
from unionweb.bookings.services.holding import free_seat, lock_slots
from unionweb.kernel import labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused


@write
def book_series(person, wish: Wish, slot_ids: list[int]) -> tuple[list[int], list[str]]:
    """Book every slot of a list that can be had now; returns the new bookings' ids and, for the others, why not.

    The same request_key books nothing twice. Refused when not a single one can be had.
    """
    lock_person(person.id)
    slots = [s for s in lock_slots(slot_ids) if not s.point.withdrawn_at]
    booked, told = [], []
    for slot in sorted(slots, key=lambda s: s.starts_at):
        own = replace(wish, slot_id=slot.id, request_key=f"{wish.request_key}:{slot.id}" if wish.request_key else None)
        sent, reasons = by_request(person.id, own.request_key), _reasons(person, slot, wish)
        if sent or not reasons:
            place = {"status": BookingStatus.confirmed, "seat_no": free_seat(slot)}
            booked.append(sent or insert(person, slot, own, **place))
        else:
            told.append(f"{labels.moment(slot.starts_at)}：{''.join(reasons)}")
    if not booked:
        raise Refused(*(told or ["这些时段都已经不在了，请重新选。"]))
    return booked, told


def _reasons(person, slot, wish) -> list[str]:
    check_wish(person, slot, wish)
    against = objections_to(person, slot, wish)
    full = [FULL] if free_seat(slot) is None and all(o.code != "own" for o in against) else []
    return [o.text for o in against] + full
