"""The one query of the bar, case by case: 郑评 (10008, 法学院) reviews."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.calls import reviewed
from tests.support.university import grant
from unionweb.accounts.models import Member
from unionweb.accounts.rules import Role
from unionweb.calls.models import Entry, TeamPerson
from unionweb.calls.queries import reviews_bars as bars
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.kernel.extensions import db

ME = reviewed.REVIEWER


def barred(call_id):
    pairs = bars.pairs_of(call_id)
    return {(row.entry_id, row.bar) for row in db.session.execute(select(pairs)) if row.member_id == ME}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"author": ME, "unit": 3}, {"own", "unit"}),
        ({"co_authors": [ME]}, {"co_author", "unit"}),
        ({"nominee_member_id": ME}, {"own", "unit"}),
        ({"unit": 5}, {"unit"}),
        ({"nominee_unit_id": 5}, {"unit"}),
        ({}, set()),
    ],
)
def test_own_entries_and_those_of_the_own_unit_are_barred(inside, facts, why):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.reviewer(call_id)
        entry_id = reviewed.entry(call_id, 1, **facts)
        assert barred(call_id) == {(entry_id, bar) for bar in why}

    inside(run)


def test_colleagues_among_the_authors_and_in_the_team_bar_too(inside):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.reviewer(call_id)
        (colleague,) = reviewed.people(1, unit=5)
        facts = enumerate(({"author": colleague}, {"co_authors": [colleague]}, {}))
        by_author, with_author, team = (reviewed.entry(call_id, n, **f) for n, f in facts)
        db.session.add(TeamPerson(entry_id=team, member_id=ME, sort=0))
        db.session.commit()
        assert barred(call_id) == {(by_author, "unit"), (with_author, "unit"), (team, "own"), (team, "unit")}

    inside(run)


def test_who_leads_a_unit_may_not_judge_its_entries(inside):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.reviewer(call_id)
        grant(ME, Role.vice_chair, unit_id=2)
        db.session.commit()
        assert barred(call_id) == set()
        entry_id = reviewed.entry(call_id, 1)
        assert barred(call_id) == {(entry_id, "unit")}

    inside(run)


def test_who_led_a_unit_after_the_call_opened_is_barred_still(inside):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.reviewer(call_id)
        entry_id, other = reviewed.entry(call_id, 1), reviewed.entry(call_id, 2, author=10005, unit=3)
        for unit_id, last in ((2, date(2026, 9, 1)), (3, date(2026, 8, 31))):
            grant(ME, Role.vice_chair, unit_id=unit_id, valid_until=last)
        db.session.commit()
        assert barred(call_id) == {(entry_id, "unit")}, other

    inside(run)


def test_the_unit_one_was_asked_from_bars_after_one_left_it(inside):
    def run():
        call_id, other_id = reviewed.call_in_review(), reviewed.call_in_review()
        reviewed.reviewer(call_id, unit_id=2)
        reviewed.reviewer(other_id, unit_id=5)
        entry_id = reviewed.entry(call_id, 1)
        reviewed.entry(other_id, 1)
        assert barred(call_id) == {(entry_id, "unit")} and barred(other_id) == set()
        assert db.session.scalars(bars.barred_for(ME, Entry.call_id.in_([call_id, other_id]))).all() == [entry_id]

    inside(run)


def test_declared_and_pinned_ties_bar_by_person_unit_and_entry_and_only_in_their_call(inside):
    def run():
        call_id, other_id = reviewed.call_in_review(), reviewed.call_in_review()
        for one in (call_id, other_id):
            reviewed.reviewer(one)
        first, second, third = (reviewed.entry(call_id, n, author=a, unit=u) for n, a, u in ((1, 10001, 2), (2, 10005, 3), (3, 10007, 4)))
        same_author = reviewed.entry(other_id, 1)
        reviewed.tie(call_id, person_id=10001)
        reviewed.tie(call_id, unit_id=3, is_pinned=True)
        reviewed.tie(call_id, entry_id=third)
        assert barred(call_id) == {(first, "declared"), (second, "pinned"), (third, "declared")}
        assert barred(other_id) == set(), same_author

    inside(run)


def test_a_lifted_tie_bars_no_more(inside):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.reviewer(call_id)
        entry_id = reviewed.entry(call_id, 1)
        reviewed.tie(call_id, entry_id=entry_id, lifted_at=reviewed.clock.now(), lifted_by_id=ME)
        assert barred(call_id) == set()

    inside(run)


def test_a_person_who_moves_to_the_unit_is_barred_from_then_on(inside):
    def run():
        call_id = reviewed.call_in_review()
        review_id = reviewed.review(reviewed.entry(call_id, 1), reviewed.reviewer(call_id), cents=9000)
        assert [r.id for r in db.session.scalars(bars.live_reviews(call_id))] == [review_id]
        db.session.get(Member, ME).unit_id = 2
        db.session.commit()
        assert not list(db.session.scalars(bars.live_reviews(call_id)))
        assert not list(db.session.scalars(bars.reviews_by(ME)))

    inside(run)


@pytest.mark.parametrize("status", [SubmissionStatus.withdrawn, SubmissionStatus.returned, SubmissionStatus.unit_approved])
def test_entries_that_are_not_accepted_are_in_no_review(inside, status):
    def run():
        call_id = reviewed.call_in_review()
        reviewed.review(reviewed.entry(call_id, 1, status=status), reviewed.reviewer(call_id), cents=9000)
        assert not list(db.session.scalars(bars.live_reviews(call_id)))
        assert not list(db.session.scalars(bars.reviews_by(ME)))

    inside(run)


def test_the_office_is_kept_from_its_own_entries_only(inside):
    def run():
        call_id = reviewed.call_in_review()
        own, colleague = reviewed.entry(call_id, 1, author=reviewed.OFFICE, unit=4), reviewed.entry(call_id, 2, author=10007, unit=4)
        found = db.session.scalars(bars.own_of(reviewed.OFFICE, Entry.call_id == call_id)).all()
        assert set(found) == {own}, colleague

    inside(run)
