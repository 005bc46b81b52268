"""Two of the office at one result: the places of a grade hold whatever is settled and assigned at once, and the bad twin breaks them."""

import pytest

from tests.calls import resulted, reviewed
from tests.races.judging import caught, named, no_failures
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.grades import tally
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.services import deciding
from unionweb.calls.services.deciding import TypedGrade
from unionweb.kernel.extensions import db


def office(arena, number: int) -> list:
    people = arena.people(number)
    arena.inside(lambda: ([grant(one.member_id, Role.office, area="calls") for one in people], db.session.commit()))
    return people


def ready(arena) -> tuple[int, list[int], int]:
    """A call that may be settled: one place, given to the first of two entries. Returns (call, entries, grade)."""

    def make():
        call_id = reviewed.call_in_review(criteria=0)
        entries = [reviewed.entry(call_id, n, author=member_id, unit=n + 1) for n, member_id in ((1, 10001), (2, 10005))]
        deciding.set_grades(call_id, [TypedGrade("一等奖", 1)], resulted.ACTOR)
        grade = queries.grades_of(call_id)[0].id
        deciding.decide(call_id, entries[0], grade, "", actor=resulted.ACTOR)
        deciding.decide(call_id, entries[1], None, "", actor=resulted.ACTOR)
        deciding.record_meeting(call_id, resulted.MET, resulted.ACTOR)
        return call_id, entries, grade

    return arena.inside(make)


def the_last_place_while_it_is_settled(arena):
    """One settles while others give the place to the second entry as well: a settled result has no more than its places."""
    (one, other), (call_id, entries, grade) = office(arena, 2), ready(arena)
    gives = other.post(f"/calls/{call_id}/entries/{entries[1]}/decision", grade=str(grade), reason="并列")
    settles = one.post(f"/calls/{call_id}/settlement")
    no_failures(arena.server.rush([gives, settles, gives, settles]))

    def hold():
        call, stands = resulted.call(call_id), queries.stands_of(resulted.call(call_id))
        found = tally(queries.rules_of(queries.grades_of(call_id)), [one.standing for one in stands])
        marked = {id for id in entries if resulted.status(id) is SubmissionStatus.shortlisted}
        return call.state, found.is_over, marked, {one.id for one in stands if one.position is not None}

    state, is_over, marked, given = arena.inside(hold)
    assert is_over is (state is not CallState.decided), "settled: the places hold; not settled: both were given before"
    assert state is not CallState.decided or marked == given == {entries[0]}


def settled_by_two_at_once(arena):
    """Both press 定下来: it is settled once, the other is told."""
    people, (call_id, _, _) = office(arena, 2), ready(arena)
    answers = arena.server.rush([one.post(f"/calls/{call_id}/settlement") for one in people] * 2)
    no_failures(answers)
    assert sorted(answer.status for answer in answers) == [303, 409, 409, 409]


RACES = [the_last_place_while_it_is_settled, settled_by_two_at_once]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_results_hold(arena, race):
    for _ in range(3):
        race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_without_the_lock_they_do_not(twin, race):
    caught(twin, race)
