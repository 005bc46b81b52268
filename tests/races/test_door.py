"""At the door, when the time is up: who checks in, who walks in and what is released never contradict each other."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.conftest import NOW
from tests.races.judging import caught, named, no_failures, statuses
from tests.races.test_bookings import book, bookings_of
from tests.support.server import post
from unionweb.bookings.models import HOLDING, Booking, BookingStatus, Slot
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

START = NOW.replace(hour=10, minute=30)
IN_TIME = {"X-Test-Clock": (START + timedelta(minutes=10)).isoformat()}
TOO_LATE = {"X-Test-Clock": (START + timedelta(minutes=10, seconds=1)).isoformat()}
BEFORE = {"X-Test-Clock": (START - timedelta(minutes=45)).isoformat()}


def booked_now(arena, places):
    """A slot that has just begun, held by as many people as it has places; person → address of the booking."""
    again = (Booking.slot_id.in_(select(Slot.id).where(Slot.starts_at == START)),)
    arena.inside(lambda: (db.session.execute(delete(Booking).where(*again)), db.session.commit()))
    arena.inside(lambda: (db.session.execute(delete(Slot).where(Slot.starts_at == START)), db.session.commit()))
    slot, people = arena.slot(places, start=START.isoformat()), arena.people(places)
    return slot, {p: arena.server.ask(book(p, slot, headers=BEFORE)).location for p in people}


def checking_in_against_the_release(arena):
    """Twelve people check in at the last second, while on other machines it is one second later."""
    slot, mine = booked_now(arena, 12)
    requests = [p.post(f"{place}/check-in", headers=IN_TIME) for p, place in mine.items()]
    for n in (2, 5, 8, 11):
        requests.insert(n, post("/test/release", {"x": 1}, **TOO_LATE))
    answers = arena.server.rush(requests)
    no_failures(answers)
    found = bookings_of(arena, slot)
    assert {b.status for b in found} <= {BookingStatus.checked_in, BookingStatus.no_show}
    assert statuses(answers)[303] == sum(b.status is BookingStatus.checked_in for b in found)
    for booking in found:
        assert told_of(arena, booking) == [booking.status.value]


def told_of(arena, booking):
    """What the audit says became of a booking; and a no-show, and nobody else, was told so."""
    events = (AuditEvent.subject_kind == "booking", AuditEvent.subject_id == booking.id, AuditEvent.action != "booked")
    actions = arena.inside(lambda: db.session.scalars(select(AuditEvent.action).where(*events)).all())
    told = arena.inside(lambda: db.session.scalars(select(Message.id).where(Message.member_id == booking.member_id)).all())
    assert len(told) == actions.count("no_show")
    return list(actions)


def walking_in_on_somebody_who_checks_in(arena):
    """One room, its owner at the last second, and eight people at the door a second later: one is in."""
    slot, mine = booked_now(arena, 1)
    (owner, place), *_ = mine.items()
    requests = [p.post("/door/door-1/walk-ins", headers=TOO_LATE) for p in arena.people(8)]
    requests.insert(4, owner.post(f"{place}/check-in", headers=IN_TIME))
    answers = arena.server.rush(requests)
    no_failures(answers)
    inside = [b for b in bookings_of(arena, slot) if b.status in HOLDING]
    assert len(inside) == 1
    assert statuses(answers) == {303: 1, 409: 8}


RACES = [checking_in_against_the_release, walking_in_on_somebody_who_checks_in]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_promise_holds(arena, race):
    race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_bad_twin_is_caught(twin, race):
    caught(twin, race)
