"""Many people press 报名, 取消 and 接受 at once: places, order and offers hold, and the bad twin is caught breaking them."""

import pytest
from sqlalchemy import func, select

from tests.activities import held
from tests.races.conftest import Arena
from tests.races.judging import caught, named, no_failures, statuses
from unionweb.activities.models import Signup, SignupPlace
from unionweb.activities.rules.kinds import Entry, SignupStatus
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def activity(arena: Arena, capacity: int, **more) -> int:
    def add():
        found = held.add_activity(capacity=capacity, **more)
        db.session.commit()
        return found

    return arena.inside(add)


def signups(arena: Arena, activity_id: int, *wanted: SignupStatus) -> list[Signup]:
    query = select(Signup).where(Signup.activity_id == activity_id).order_by(Signup.number)
    return [s for s in arena.inside(lambda: db.session.scalars(query).all()) if not wanted or s.status in wanted]


def places(arena: Arena, activity_id: int) -> int:
    return arena.inside(lambda: db.session.scalar(select(func.count()).where(SignupPlace.activity_id == activity_id)))


def confirmed(arena: Arena, activity_id: int) -> list[int]:
    return [s.member_id for s in signups(arena, activity_id, SignupStatus.confirmed)]


def waiting(arena: Arena, activity_id: int) -> list[int]:
    return [s.member_id for s in signups(arena, activity_id, SignupStatus.waitlisted)]


def enter(arena: Arena, people, activity_id: int, **more) -> dict:
    """They sign up one after the other; person → address of the sign-up."""
    answers = {p: arena.server.ask(held.sign_up_request(p, activity_id, **more)) for p in people}
    assert statuses(answers.values()) == {303: len(answers)}, statuses(answers.values())
    return {p: answer.location for p, answer in answers.items()}


def a_rush_for_few_places(arena):
    """A hundred people for ten places: ten are in, ninety wait in one order without gaps in who comes first."""
    wanted = activity(arena, 10)
    answers = arena.server.rush(held.sign_up_request(p, wanted) for p in arena.people(100))
    no_failures(answers)
    assert statuses(answers) == {303: 100}
    assert len(confirmed(arena, wanted)) == places(arena, wanted) == 10
    queue = signups(arena, wanted, SignupStatus.waitlisted)
    assert len(queue) == 90
    assert len({s.queue_no for s in queue}) == 90
    assert max(s.number for s in signups(arena, wanted, SignupStatus.confirmed)) < min(s.number for s in queue)


def a_button_pressed_in_many_tabs(arena):
    wanted, (person,) = activity(arena, 20), arena.people(1)
    no_failures(arena.server.rush([held.sign_up_request(person, wanted)] * 16))
    assert len(signups(arena, wanted)) == 1


def parties_of_several(arena):
    """Each brings two; ten places hold three parties, the rest waits."""
    wanted = activity(arena, 10, entry=Entry.companions, most_companions=3)
    answers = arena.server.rush(held.sign_up_request(p, wanted, band_school=2) for p in arena.people(30))
    no_failures(answers)
    assert len(confirmed(arena, wanted)) == 3
    assert places(arena, wanted) == 9
    assert len(waiting(arena, wanted)) == 27


def as_many_move_up_as_give_back(arena):
    wanted = activity(arena, 6)
    mine = enter(arena, arena.people(6), wanted)
    queue = list(enter(arena, arena.people(10), wanted))
    holders = list(mine)
    no_failures(arena.server.rush(p.post(f"{mine[p]}/cancellation") for p in holders[:4]))
    assert confirmed(arena, wanted) == [p.member_id for p in [*holders[4:], *queue[:4]]]
    assert places(arena, wanted) == 6
    ids = [p.member_id for p in queue]
    told = select(func.count()).where(Message.member_id.in_(ids), Message.title.contains("候补成功"))
    assert arena.inside(lambda: db.session.scalar(told)) == 4


def newcomers_never_overtake(arena):
    """Four give back, four wait, thirty newcomers try at the same moment."""
    wanted = activity(arena, 4)
    mine = enter(arena, arena.people(4), wanted)
    queue = list(enter(arena, arena.people(4), wanted))
    requests = [held.sign_up_request(p, wanted) for p in arena.people(30)]
    for n, person in enumerate(mine):
        requests.insert(n * 8, person.post(f"{mine[person]}/cancellation"))
    no_failures(arena.server.rush(requests))
    assert confirmed(arena, wanted) == [p.member_id for p in queue]
    assert places(arena, wanted) == 4


def one_offer_is_not_taken_twice(arena):
    """An offer is accepted in ten tabs and declined in ten others: one of both happens, and the place has one holder."""
    wanted = activity(arena, 1, offer_hours=24)
    (holder,), (first, second) = arena.people(1), arena.people(2)
    mine = enter(arena, [holder], wanted) | enter(arena, [first, second], wanted)
    assert arena.server.ask(holder.post(f"{mine[holder]}/cancellation")).status == 303
    accept, decline = (first.post(f"{mine[first]}/{way}") for way in ("acceptance", "refusal"))
    no_failures(arena.server.rush([accept, decline] * 10))
    found = {s.member_id: s.status for s in signups(arena, wanted)}
    assert places(arena, wanted) == 1
    assert (found[first.member_id], found[second.member_id]) in {
        (SignupStatus.confirmed, SignupStatus.waitlisted), (SignupStatus.declined, SignupStatus.offered),
    }  # fmt: skip


RACES = [
    a_rush_for_few_places, a_button_pressed_in_many_tabs, parties_of_several, as_many_move_up_as_give_back,
    newcomers_never_overtake, one_offer_is_not_taken_twice,
]  # fmt: skip
LOST_BY_THE_TWIN = [a_rush_for_few_places, a_button_pressed_in_many_tabs, parties_of_several, newcomers_never_overtake]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_places_hold(arena, race):
    race(arena)


@pytest.mark.parametrize("race", LOST_BY_THE_TWIN, ids=named)
def test_without_locks_they_do_not(twin, race):
    caught(twin, race)
