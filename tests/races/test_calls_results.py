"""Two of the office at one result: the places of a grade hold whatever is settled and assigned at once, and the bad twin breaks them."""

from collections import Counter
from datetime import datetime

import pytest

from tests.calls import resulted, reviewed
from tests.races.judging import caught, named, no_failures
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.calls.models import ResultMessage, Round
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.grades import tally
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.services import deciding
from unionweb.calls.services.deciding import TypedGrade
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

CONCERNED = (10001, 10002, 10005)


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


def a_round_that_is_sent_while_one_of_its_calls_is(arena):
    """One presses 一起发, others send a single call of the round: everybody is told each result once."""
    people, told = office(arena, 3), ("第1项", "第2项")

    def drafts() -> list[int]:
        db.session.query(Message).delete()
        moments = {"opens_at": datetime(2026, 9, 1, 8), "submits_until": datetime(2026, 9, 10), "corrects_until": datetime(2026, 9, 12)}
        row = Round(title="评优", year=2026, **moments, reviews_until=datetime(2026, 9, 30), created_at=clock.now())
        db.session.add(row)
        db.session.flush()
        ids = [reviewed.call_in_review(state=CallState.final, round_id=row.id, criteria=0) for _ in told]
        for call_id, title in zip(ids, told, strict=True):
            said = {"call_id": call_id, "title": title, "body": f"{title}的结果", "made_at": clock.now()}
            db.session.add_all(ResultMessage(member_id=member_id, **said) for member_id in CONCERNED)
        db.session.commit()
        return ids

    first, second = arena.inside(drafts)
    one, other, third = people
    together, alone = f"/calls/{first}/result-messages/round-sending", f"/calls/{second}/result-messages/sending"
    no_failures(arena.server.rush([one.post(together), other.post(alone), third.post(together), other.post(alone)]))

    def hold() -> dict[int, Counter]:
        rows = db.session.query(Message).filter(Message.member_id.in_(CONCERNED))
        return {id: Counter(t for row in rows if row.member_id == id for t in told if f"{t}的结果" in row.body) for id in CONCERNED}

    assert arena.inside(hold) == {id: Counter(told) for id in CONCERNED}, "each result once"


RACES = [the_last_place_while_it_is_settled, settled_by_two_at_once, a_round_that_is_sent_while_one_of_its_calls_is]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_results_hold(arena, race):
    for _ in range(3):
        race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_without_the_lock_they_do_not(twin, race):
    caught(twin, race)
