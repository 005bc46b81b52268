"""Many people at once, in real processes: what was promised holds, and the bad twin is caught breaking it."""

import pytest
from sqlalchemy import func, select

from tests.races.conftest import Arena
from tests.races.judging import caught, named, no_failures, statuses
from unionweb.bookings.models import HOLDING, Booking, BookingStatus
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def bookings_of(arena: Arena, *slot_ids) -> list[Booking]:
    query = select(Booking).where(Booking.slot_id.in_(slot_ids)).order_by(Booking.id)
    return arena.inside(lambda: db.session.scalars(query).all())


def held(arena: Arena, *slot_ids) -> list[Booking]:
    return [b for b in bookings_of(arena, *slot_ids) if b.status in HOLDING]


def book(person, slot_id, **more):
    return person.post("/bookings/", slot_id=slot_id, repeat="once", **more)


def a_rush_for_few_places(arena):
    """120 people, 10 places."""
    slot = arena.slot(10)
    answers = arena.server.rush(book(p, slot) for p in arena.people(120))
    no_failures(answers)
    assert statuses(answers) == {303: 10, 409: 110}
    assert sorted(b.seat_no for b in held(arena, slot)) == list(range(1, 11))


def a_rush_for_one_place(arena):
    slot = arena.slot(1)
    answers = arena.server.rush(book(p, slot) for p in arena.people(30))
    no_failures(answers)
    assert statuses(answers) == {303: 1, 409: 29}
    assert len(held(arena, slot)) == 1


def a_form_sent_twenty_times(arena):
    slot, (person,) = arena.slot(20), arena.people(1)
    answers = arena.server.rush([book(person, slot, request_key="same-form-twice")] * 20)
    no_failures(answers)
    assert statuses(answers) == {303: 20}
    assert len({a.location for a in answers}) == 1
    assert len(bookings_of(arena, slot)) == 1


def a_button_pressed_by_one_person_in_many_tabs(arena):
    """Without the form's key: still one booking in one slot."""
    slot, (person,) = arena.slot(20), arena.people(1)
    no_failures(arena.server.rush([book(person, slot)] * 16))
    assert len(bookings_of(arena, slot)) == 1


def two_tabs_against_the_daily_limit(arena):
    """Twelve slots of one day at once, two bookings a day allowed."""
    slots, (person,) = arena.day_of_slots(12), arena.people(1)
    answers = arena.server.rush(book(person, slot) for slot in slots)
    no_failures(answers)
    assert statuses(answers) == {303: 2, 409: 10}
    assert len(held(arena, *slots)) == 2


def as_many_move_up_as_places_are_given_back(arena):
    slot = arena.slot(8)
    holders, waiters = arena.people(8), arena.people(12)
    mine = {p: arena.server.ask(book(p, slot)).location for p in holders}
    for person in waiters:
        assert arena.server.ask(person.post("/bookings/waiting", slot_id=slot)).status == 303
    answers = arena.server.rush(p.post(f"{mine[p]}/cancellation") for p in holders[:6])
    no_failures(answers)
    now = held(arena, slot)
    assert [b.member_id for b in now] == [p.member_id for p in [*holders[6:], *waiters[:6]]]
    assert len({b.seat_no for b in now}) == 8
    told = select(func.count()).where(Message.member_id.in_([p.member_id for p in waiters]))
    assert arena.inside(lambda: db.session.scalar(told)) == 6


def newcomers_never_overtake_the_waiting_list(arena):
    """Four give back, four wait, thirty newcomers try at the same moment."""
    slot = arena.slot(4)
    holders, waiters, newcomers = arena.people(4), arena.people(4), arena.people(30)
    mine = {p: arena.server.ask(book(p, slot)).location for p in holders}
    for person in waiters:
        assert arena.server.ask(person.post("/bookings/waiting", slot_id=slot)).status == 303
    requests = [book(p, slot) for p in newcomers]
    for n, person in enumerate(holders):
        requests.insert(n * 8, person.post(f"{mine[person]}/cancellation"))
    no_failures(arena.server.rush(requests))
    now = held(arena, slot)
    assert [b.member_id for b in now] == [p.member_id for p in waiters]
    assert sorted(b.seat_no for b in now) == [1, 2, 3, 4]


def places_given_back_and_taken_at_once(arena):
    slot = arena.slot(5)
    holders, newcomers = arena.people(5), arena.people(25)
    mine = {p: arena.server.ask(book(p, slot)).location for p in holders}
    requests = [r for p in holders for r in (p.post(f"{mine[p]}/cancellation"), *(book(n, slot) for n in newcomers[:5]))]
    requests += [book(n, slot) for n in newcomers[5:]]
    answers = arena.server.rush(requests)
    no_failures(answers)
    now = held(arena, slot)
    seats = [b.seat_no for b in now]
    assert len(now) <= 5, len(now)
    assert len(seats) == len(set(seats))
    assert max(seats) <= 5
    assert len({b.member_id for b in now}) == len(now)


def the_last_of_a_waiting_list(arena):
    """Everybody joins the list of a full slot at once: the order has no gap and no two the same."""
    slot, (first,) = arena.slot(1), arena.people(1)
    arena.server.ask(book(first, slot))
    answers = arena.server.rush(p.post("/bookings/waiting", slot_id=slot) for p in arena.people(24))
    no_failures(answers)
    queue = [b.queue_no for b in bookings_of(arena, slot) if b.status is BookingStatus.waiting]
    assert sorted(queue) == list(range(1, 25))


def people_change_places(arena):
    """Moves in both directions at once, and newcomers: all come to an end, nobody loses a place or holds two."""
    one, other = arena.slot(5), arena.slot(5)
    left, right = arena.people(4), arena.people(4)
    mine = {p: arena.server.ask(book(p, one if p in left else other)).location for p in [*left, *right]}
    moves = [p.post(f"{mine[p]}/move", slot_id=other if p in left else one) for p in [*left, *right]]
    newcomers = [book(p, one if n % 2 else other) for n, p in enumerate(arena.people(16))]
    no_failures(arena.server.rush(r for pair in zip(newcomers, [*moves, *newcomers], strict=False) for r in pair))
    for slot in (one, other):
        assert len(held(arena, slot)) <= 5, len(held(arena, slot))
    for person in [*left, *right]:
        assert len([b for b in held(arena, one, other) if b.member_id == person.member_id]) == 1


def a_place_promised_is_a_place(arena):
    """Every 303 of a rush over several slots leads to a booking that is there."""
    slots = arena.day_of_slots(4)
    answers = arena.server.rush(book(p, slots[n % 4]) for n, p in enumerate(arena.people(40)))
    no_failures(answers)
    promised = {int(a.location.rsplit("/", 1)[1]) for a in answers if a.status == 303}
    assert promised == {b.id for b in held(arena, *slots)}
    assert len(promised) == 4


RACES = [
    a_rush_for_few_places,
    a_rush_for_one_place,
    a_form_sent_twenty_times,
    a_button_pressed_by_one_person_in_many_tabs,
    two_tabs_against_the_daily_limit,
    as_many_move_up_as_places_are_given_back,
    newcomers_never_overtake_the_waiting_list,
    places_given_back_and_taken_at_once,
    the_last_of_a_waiting_list,
    people_change_places,
    a_place_promised_is_a_place,
]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_promise_holds(arena, race):
    race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_bad_twin_is_caught(twin, race):
    caught(twin, race)
