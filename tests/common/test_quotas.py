"""Quotas: the arithmetic is exact, repeatable and told in words; what is stored keeps who changed it and why."""

import threading
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from unionweb.common import audit, quotas
from unionweb.common.audit import AuditEvent
from unionweb.common.quotas import GroupKind, Method, apportion
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE = SimpleNamespace(id=10003)
HEADS = {2: 123, 3: 60, 4: 44, 5: 7}
WEIGHTS = st.dictionaries(st.integers(1, 30), st.integers(0, 400), min_size=1, max_size=12)


def places(found):
    return {share.key: share.places for share in found.shares}


def notes(found):
    return {share.key: share.note for share in found.shares}


def test_webster_divides_and_rounds():
    found = apportion(HEADS, 10, Method.webster)
    assert places(found) == {2: 5, 3: 3, 4: 2, 5: 0}
    assert found.divisor == 23 and found.total == 234
    assert notes(found)[2] == "123 ÷ 23 ≈ 5.35 → 5"
    assert notes(found)[5] == "7 ÷ 23 ≈ 0.3 → 0"


def test_hamilton_gives_the_rest_by_the_remainders():
    found = apportion(HEADS, 10, Method.hamilton)
    assert places(found) == {2: 5, 3: 3, 4: 2, 5: 0} and found.divisor is None
    assert notes(found)[4] == "1.88 → 1，余数 0.88 排第 1，加 1 → 2"
    assert notes(found)[2] == "5.26 → 5，余数 0.26 排第 4，不加"


def test_the_two_ways_differ_where_they_should():
    weights = {"甲": 53, "乙": 24, "丙": 23}
    assert places(apportion(weights, 5, Method.hamilton)) == {"甲": 3, "乙": 1, "丙": 1}
    small = {"甲": 68, "乙": 16, "丙": 16}
    assert places(apportion(small, 4, Method.webster)) != places(apportion(small, 4, Method.hamilton))


def test_a_tie_goes_to_the_bigger_then_to_the_smaller_key():
    assert places(apportion({1: 1, 2: 3}, 2, Method.webster)) == {1: 0, 2: 2}
    for method in Method:
        assert places(apportion({9: 10, 5: 10, 7: 10}, 4, method)) == {5: 2, 7: 1, 9: 1}
    found = apportion({1: 10, 2: 10, 3: 10}, 4, Method.webster)
    assert notes(found)[1] == "10 ÷ (20/3) = 1.5 → 2（正好一半：先给人数多的，人数相同的按顺序）"


def test_words_have_as_many_digits_as_the_rounding_needs():
    """3.4996 must not read 3.50 → 3."""
    found = apportion({1: 34996, 2: 1, 3: 6509}, 5, Method.hamilton)
    assert notes(found)[1].startswith("4.22 → 4")
    tight = apportion({1: 4999, 2: 5001}, 1, Method.webster)
    for share in tight.shares:
        quotient = Fraction(share.note.split(" → ")[0].split()[-1])
        assert int(quotient + Fraction(1, 2)) == share.places


def test_nothing_to_share_gives_nothing():
    for method in Method:
        assert places(apportion({1: 5, 2: 0}, 0, method)) == {1: 0, 2: 0}
        assert places(apportion({1: 0, 2: 0}, 7, method)) == {1: 0, 2: 0}
        assert places(apportion({}, 7, method)) == {}
        assert places(apportion({1: 0, 2: 3}, 7, method)) == {1: 0, 2: 7}
        with pytest.raises(ValueError, match="negative"):
            apportion({1: -1}, 3, method)
        with pytest.raises(ValueError, match="negative"):
            apportion({1: 1}, -3, method)


@given(WEIGHTS, st.integers(0, 90), st.sampled_from(Method))
def test_every_place_is_given_and_the_order_of_the_input_does_not_matter(weights, number, method):
    found = apportion(weights, number, method)
    assert sum(share.places for share in found.shares) == (number if found.total else 0)
    assert all(not share.places for share in found.shares if not share.weight)
    assert apportion(dict(reversed(weights.items())), number, method) == found


@given(WEIGHTS, st.integers(0, 90), st.sampled_from(Method))
def test_who_is_bigger_never_gets_less(weights, number, method):
    shares = apportion(weights, number, method).shares
    assert all(one.places <= other.places for one in shares for other in shares if one.weight < other.weight)


@given(WEIGHTS, st.integers(1, 90))
def test_websters_divisor_gives_its_seats_to_whoever_checks(weights, number):
    found = apportion(weights, number, Method.webster)
    if found.divisor is None:
        return
    for share in found.shares:
        assert abs(share.weight / found.divisor - share.places) <= Fraction(1, 2), share
        assert f"{share.weight} ÷ " in share.note and f" → {share.places}" in share.note


@given(WEIGHTS, st.integers(0, 90))
def test_hamilton_stays_within_one_of_the_exact_share(weights, number):
    assert all(abs(share.exact - share.places) < 1 for share in apportion(weights, number, Method.hamilton).shares)


@given(WEIGHTS, st.integers(0, 40))
def test_webster_takes_nobodys_place_when_there_is_one_more(weights, number):
    fewer, more = (places(apportion(weights, n, Method.webster)) for n in (number, number + 1))
    assert all(fewer[key] <= more[key] for key in weights)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(1, 6))
def test_webster_is_the_fairest_by_its_own_measure(weights, number):
    """It makes the sum of (places - exact)² / weight least; all other ways to share are tried."""
    total = sum(weights)

    def unfairness(seats):
        return sum((n - Fraction(number * w, total)) ** 2 / w for n, w in zip(seats, weights, strict=True))

    ways = (seats for seats in product(range(number + 1), repeat=len(weights)) if sum(seats) == number)
    found = [share.places for share in apportion(dict(enumerate(weights)), number, Method.webster).shares]
    assert unfairness(found) == min(unfairness(seats) for seats in ways)


# ---- stored


@write
def put(number=10, method=Method.webster):
    quotas.set_quotas("retreat_programme", 7, GroupKind.unit, apportion(HEADS, number, method), OFFICE)


@write
def change(group_id, number, reason="那边退休的多"):
    return quotas.adjust("retreat_programme", 7, group_id, number, reason, OFFICE).places


def stored():
    return {row.group_id: row.places for row in quotas.quotas_of("retreat_programme", 7)}


def events(action):
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_quotas_are_kept_and_replaced(inside):
    inside(put)
    assert inside(stored) == {2: 5, 3: 3, 4: 2, 5: 0}
    inside(lambda: change(5, 1))
    inside(lambda: put(20))
    assert inside(stored) == places(apportion(HEADS, 20, Method.webster))
    rows = inside(lambda: quotas.quotas_of("retreat_programme", 7))
    assert not any(row.is_adjusted or row.reason for row in rows)
    assert inside(lambda: quotas.quotas_of("retreat_programme", 8)) == []
    last = inside(lambda: events("quotas_set"))[-1]
    assert (last.from_state, last.to_state, last.actor_id, last.subject_id) == ("11 个", "20 个", 10003, 7)


def test_the_sums_can_be_shown_again(inside):
    inside(put)
    inside(lambda: change(5, 1))
    again = inside(lambda: quotas.arithmetic_of(quotas.quotas_of("retreat_programme", 7), Method.webster))
    assert again == apportion(HEADS, 10, Method.webster)


def test_a_change_by_hand_needs_a_reason_and_leaves_its_trace(inside):
    inside(put)
    assert inside(lambda: change(5, 1, " 那边退休的多 ")) == 1
    row = inside(lambda: quotas.quotas_of("retreat_programme", 7))[-1]
    assert (row.computed, row.places, row.reason, row.changed_by_id, row.is_adjusted) == (0, 1, "那边退休的多", 10003, True)
    (event,) = inside(lambda: events("quota_adjusted"))
    assert (event.from_state, event.to_state, event.reason) == ("0 个", "1 个", "那边退休的多")
    assert event.detail == {"group_kind": "unit", "group_id": 5}
    assert inside(lambda: change(5, 1)) == 1
    assert len(inside(lambda: events("quota_adjusted"))) == 1


@pytest.mark.parametrize(
    ("group_id", "number", "reason"), [(5, 1, "  "), (5, 1, "长" * 201), (5, -1, "多了"), (5, 10**12, "多了"), (99, 1, "漏了")]
)
def test_a_change_that_cannot_be_is_refused(inside, group_id, number, reason):
    inside(put)
    with pytest.raises(Refused, match=r"。$"):
        inside(lambda: change(group_id, number, reason))
    assert inside(stored) == {2: 5, 3: 3, 4: 2, 5: 0}


def test_quotas_set_by_several_at_once_are_those_of_one(app, inside):
    start, failed = threading.Barrier(4, timeout=20), []

    def act(number):
        with app.app_context():
            start.wait()
            try:
                put(number)
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=act, args=(number,)) for number in (10, 20, 30, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and inside(stored) in [places(apportion(HEADS, n, Method.webster)) for n in (10, 20, 30, 40)]


def test_its_words_are_known():
    assert {"quotas_set", "quota_adjusted"} <= audit.words.keys()
