"""A burst of wrong passwords: no more of them are looked at than the office allows, whichever process they meet."""

import pytest
from sqlalchemy import delete, func, select

from tests.races.judging import caught, named, no_failures, statuses
from tests.support.server import visitor
from tests.support.university import PASSWORD
from unionweb.accounts.models import SignInAttempt
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

TRIES, TRIES_OF_ADDRESS, ALREADY = 5, 10, 7


def wrong(arena, numbers, *, already=0):
    """Wrong passwords for these staff numbers, all at once. already: so many came from the address before."""
    earlier = {"at": clock.now(), "staff_no": "60000", "address": "127.0.0.1", "succeeded": False}
    before = [SignInAttempt(**earlier) for _ in range(already)]
    arena.inside(lambda: (db.session.execute(delete(SignInAttempt)), db.session.add_all(before), db.session.commit()))
    arena.inside(lambda: settings.put("sign_in.tries_address", TRIES_OF_ADDRESS))
    guest = visitor(arena.app)
    answers = arena.server.rush(guest.post("/sign-in", staff_no=number, password="wrong password") for number in numbers)
    no_failures(answers)
    return answers


def looked_at(arena):
    return arena.inside(lambda: db.session.scalar(select(func.count()).select_from(SignInAttempt)))


def guessing_one_persons_password(arena):
    answers = wrong(arena, ["10001"] * 24)
    assert statuses(answers) == {409: TRIES, 429: 24 - TRIES}
    assert looked_at(arena) == TRIES


def guessing_everybodys_password(arena):
    """One address, a different number each time."""
    answers = wrong(arena, [str(n) for n in range(60001, 60025)], already=ALREADY)
    left = TRIES_OF_ADDRESS - ALREADY
    assert statuses(answers) == {409: left, 429: 24 - left}
    assert looked_at(arena) == TRIES_OF_ADDRESS


RACES = [guessing_one_persons_password, guessing_everybodys_password]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_promise_holds(arena, race):
    race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_the_bad_twin_is_caught(twin, race):
    caught(twin, race)


def test_the_right_password_opens_no_door_while_it_is_locked(arena):
    wrong(arena, ["10001"] * 12)
    answer = arena.server.ask(visitor(arena.app).post("/sign-in", staff_no="10001", password=PASSWORD))
    assert answer.status == 429
    assert "试得太多了" in answer.text
