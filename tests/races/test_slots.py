"""Slots made by two workers at once, and slots that go away while somebody books them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from tests.races.judging import caught, named, no_failures, statuses
from tests.races.test_bookings import book
from tests.support.server import post
from unionweb.bookings.models import Booking, OpeningRule, Slot
from unionweb.kernel.extensions import db

POINT = 2
MAKE = post(f"/test/slots/{POINT}", {"x": 1})
TODAY = date(2026, 9, 16)


def start_anew(arena):
    """Take away the point's slots and open it as at the beginning."""

    def clear():
        slots = select(Slot.id).where(Slot.point_id == POINT)
        db.session.execute(delete(Booking).where(Booking.slot_id.in_(slots)))
        db.session.execute(delete(Slot).where(Slot.point_id == POINT))
        db.session.execute(update(OpeningRule).where(OpeningRule.point_id == POINT).values(valid_until=None))
        db.session.commit()

    arena.inside(clear)


def slots_of_the_point(arena):
    query = select(Slot.id, Slot.starts_at).where(Slot.point_id == POINT).order_by(Slot.starts_at)
    return arena.inside(lambda: db.session.execute(query).all())


def many_generators_at_once(arena):
    start_anew(arena)
    answers = arena.server.rush([MAKE] * 6)
    no_failures(answers)
    found = slots_of_the_point(arena)
    assert len({row.starts_at for row in found}) == len(found) > 100
    assert sorted(int(a.text) for a in answers) == [0] * 5 + [len(found)]


def a_slot_that_goes_away_while_it_is_booked(arena):
    """The point closes for good; whoever was told "booked" has a slot, and what nobody booked is gone."""
    start_anew(arena)
    arena.server.ask(MAKE)
    slots = [row.id for row in slots_of_the_point(arena) if row.starts_at.date() > TODAY][:24]
    close = update(OpeningRule).where(OpeningRule.point_id == POINT).values(valid_until=TODAY - timedelta(days=1))
    arena.inside(lambda: (db.session.execute(close), db.session.commit()))
    requests = [book(p, slot) for p, slot in zip(arena.people(24), slots, strict=True)]
    for n in (4, 12):
        requests.insert(n, MAKE)
    answers = arena.server.rush(requests)
    no_failures(answers)
    kept = {row.id for row in slots_of_the_point(arena)}
    booked = arena.inside(lambda: set(db.session.scalars(select(Booking.slot_id).where(Booking.slot_id.in_(kept)))))
    assert len(booked) == statuses(answers)[303]
    assert kept == booked


RACES = [many_generators_at_once]


@pytest.mark.parametrize("race", [*RACES, a_slot_that_goes_away_while_it_is_booked], ids=named)
def test_the_promise_holds(arena, race):
    race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_bad_twin_is_caught(twin, race):
    caught(twin, race)


def test_every_slot_is_there_once(arena):
    same = select(Slot.starts_at, func.count()).group_by(Slot.point_id, Slot.provider_id, Slot.starts_at).having(func.count() > 1)
    assert not arena.inside(lambda: db.session.execute(same).all())
