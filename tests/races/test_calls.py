"""The last second of a call and the last place of a unit under load, and the bad twin that is caught giving them away."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from tests.calls import drafted, reviewed
from tests.conftest import NOW
from tests.races.conftest import Arena
from tests.races.judging import caught, named, no_failures, statuses
from tests.races.test_retreats import on
from tests.support import university
from unionweb.accounts.models import Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.calls.models import Criterion, Entry, Review
from unionweb.calls.rules.kinds import COUNTED, QuotaRule, SubmissionStatus
from unionweb.calls.rules.scoring import ReviewState
from unionweb.calls.services import quotas
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db

CLOSES = datetime(2026, 9, 17)
LAST, LATE = CLOSES - timedelta(seconds=1), CLOSES
CHAIRS, MOST_SENT = 24, 5
UNITS, TITLES = count(701), count(1)


def call(**more) -> int:
    """An open call for works that closes at midnight."""
    facts = {"title": f"征集之{next(TITLES)}", "submits_until": CLOSES, "per_person_most": None, "co_authors_most": 0}
    return drafted.add_call(**facts | more)


def units(number: int) -> list[int]:
    """Branch unions on one campus that nobody leads yet."""
    ids = [next(UNITS) for _ in range(number)]
    db.session.add_all(Unit(id=id, kind=UnitKind.branch_union, name=f"第{id}分工会", parent_id=1, campus_id=1) for id in ids)
    db.session.commit()
    return ids


def lead(unit_id: int, person, role: Role = Role.chair) -> None:
    university.grant(person.member_id, role, unit_id=unit_id)
    db.session.commit()


def sent_by_another(call_id: int, unit_id: int, member_id: int) -> None:
    """What a new member of the unit has sent in."""
    university.add_member(member_id, "陈一", unit=unit_id)
    db.session.commit()
    drafted.add_sent(call_id, member_id)


def send_on(person, entry_id: int) -> bytes:
    return person.post(f"/calls/entries/{entry_id}/unit-checks", decision="approved")


def submit(person, entry_id: int, *, moment: datetime = NOW, **more) -> bytes:
    """What the browser sends when somebody presses 提交 at this moment by the server's clock."""
    headers = {"X-Test-Clock": moment.isoformat()}
    return person.post(f"/calls/entries/{entry_id}/submissions", headers, version="2", title="最后一秒的", body=drafted.BODY, **more)


def entries(arena: Arena, call_id: int, *states: SubmissionStatus) -> list[Entry]:
    query = select(Entry).where(Entry.call_id == call_id, Entry.status.in_(states)).order_by(Entry.id)
    return arena.inside(lambda: list(db.session.scalars(query)))


def events(arena: Arena, action: str, ids) -> int:
    query = select(func.count(AuditEvent.id)).where(AuditEvent.action == action, AuditEvent.subject_id.in_(ids))
    return arena.inside(lambda: db.session.scalar(query))


def the_last_second_and_the_next(arena):
    """Thirty arrive, every other one a second too late, and each says in the form and in the head that he came in time."""
    call_id, people = arena.inside(call), on(LAST, lambda: arena.people(30))
    drafts = arena.inside(lambda: [drafted.add_draft(call_id, one.member_id) for one in people])
    claimed = dict.fromkeys(("sent_at", "submitted_at", "arrived"), LAST.isoformat())
    came = [LATE if n % 2 else LAST for n in range(len(people))]
    rush = zip(people, drafts, came, strict=True)
    answers = arena.server.rush(submit(one, id, moment=moment, **claimed) for one, id, moment in rush)
    no_failures(answers)
    assert [answer.status for answer in answers] == [409 if moment == LATE else 303 for moment in came]
    taken = entries(arena, call_id, SubmissionStatus.submitted)
    assert [(row.id, row.submitted_at) for row in taken] == [(id, LAST) for id in drafts[::2]]
    assert events(arena, "entry_late", drafts) == events(arena, "entry_late", drafts[1::2]) == 15
    late = answers[1::2]
    assert all("现在已经过了" in answer.text and "最后一秒的" in answer.text for answer in late)


def chairs_of_one_campus(arena):
    """Twenty-four chairs send on at once; their campus has five places."""
    people, places = arena.people(CHAIRS), arena.inside(lambda: units(CHAIRS))

    def prepare():
        call_id = call(quota_rule=QuotaRule.shared_campuses, quota_number=4)
        quotas.adjust_quota(call_id, 1, (MOST_SENT, "试一试"), drafted.actor(drafted.OFFICE))
        for unit_id, person in zip(places, people, strict=True):
            lead(unit_id, person)
            sent_by_another(call_id, unit_id, person.member_id + 50_000)
        return call_id

    call_id = arena.inside(prepare)
    waiting = entries(arena, call_id, SubmissionStatus.submitted)
    answers = arena.server.rush(send_on(person, row.id) for person, row in zip(people, waiting, strict=True))
    no_failures(answers)
    assert statuses(answers) == {303: MOST_SENT, 409: CHAIRS - MOST_SENT}
    assert len(entries(arena, call_id, *COUNTED)) == MOST_SENT


def two_who_lead_one_unit(arena):
    """A unit has one place; its chair and its vice-chair send on different entries, each in several tabs."""
    people, (unit_id,) = arena.people(4), arena.inside(lambda: units(1))
    chair, vice = people[:2]

    def prepare():
        lead(unit_id, chair)
        lead(unit_id, vice, Role.vice_chair)
        call_id = call(quota_rule=QuotaRule.fixed, quota_number=1)
        for number in range(2):
            sent_by_another(call_id, unit_id, people[2 + number].member_id + 50_000)
        return call_id

    call_id = arena.inside(prepare)
    first, second = [row.id for row in entries(arena, call_id, SubmissionStatus.submitted)]
    no_failures(answers := arena.server.rush([send_on(chair, first), send_on(vice, second)] * 4))
    assert statuses(answers) == {303: 1, 409: 7}
    assert len(entries(arena, call_id, *COUNTED)) == 1
    assert events(arena, "entry_approved", [first, second]) == 1


def two_tabs_of_one_person(arena):
    """One work for each: ten people send in two different drafts at once, each of them from two tabs."""
    people, call_id = arena.people(10), arena.inside(lambda: call(per_person_most=1))
    drafts = arena.inside(lambda: [(one, drafted.add_draft(call_id, one.member_id)) for one in people for _ in "ab"])
    answers = arena.server.rush(submit(one, id) for one, id in drafts for _ in "ab")
    no_failures(answers)
    sent = entries(arena, call_id, SubmissionStatus.submitted)
    assert sorted(row.member_id for row in sent) == [one.member_id for one in people]
    assert len({row.number for row in sent}) == events(arena, "entry_submitted", [id for _, id in drafts]) == len(people)


def one_review_sent_twice(arena):
    """A reviewer presses 提交 in eight tabs with different marks: one of them is the review, whole, and the others are told."""
    (judge,) = arena.people(1)

    def prepare():
        call_id = reviewed.call_in_review(title=f"征集之{next(TITLES)}")
        entry_id = reviewed.entry(call_id, 101, author=drafted.STRANGER, unit=drafted.OTHER_UNIT)
        asked = reviewed.reviewer(call_id, judge.member_id)
        return reviewed.review(entry_id, asked, judge.member_id), criteria(call_id)

    review_id, marked = arena.inside(prepare)
    papers = [{f"c{id}": str(60 + n) for id in marked} for n in range(8)]
    path = f"/reviews/{review_id}/submission"
    no_failures(answers := arena.server.rush(judge.post(path, version="1", editor=f"tab{n}", **p) for n, p in enumerate(papers)))
    assert statuses(answers) == {303: 1, 409: 7}
    assert events(arena, "submitted", [review_id]) == 1
    first = next(n for n, answer in enumerate(answers) if answer.status == 303)
    state, cents, marks = arena.inside(lambda: judged(review_id))
    assert (state, cents, marks) == (ReviewState.submitted, (60 + first) * 100, {(60 + first) * 10})


def criteria(call_id: int) -> list[int]:
    return list(db.session.scalars(select(Criterion.id).where(Criterion.call_id == call_id)))


def judged(review_id: int) -> tuple:
    row = db.session.get(Review, review_id)
    return row.state, row.cents, {mark.tenths for mark in row.marks}


RACES = [the_last_second_and_the_next, chairs_of_one_campus, two_who_lead_one_unit, two_tabs_of_one_person, one_review_sent_twice]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_calls_hold(arena, race):
    race(arena)


@pytest.mark.parametrize("race", RACES, ids=named)
def test_without_locks_and_with_the_clock_of_the_form_they_do_not(twin, race):
    caught(twin, race)


