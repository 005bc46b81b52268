"""Places: percentages with their rounding, shares, by hand, never below what is used."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calls import drafted
from tests.calls.drafted import CHAIR, OFFICE, UNIT, actor
from unionweb.calls.queries import quotas as reading
from unionweb.calls.rules import quotas
from unionweb.calls.rules.kinds import QuotaRule, Rounding
from unionweb.calls.rules.quotas import Terms
from unionweb.calls.services import calls as making
from unionweb.calls.services import quotas as giving
from unionweb.kernel.errors import Refused


@pytest.mark.parametrize(
    ("weight", "permille", "rounding", "least", "places"),
    [
        (130, 50, Rounding.half_up, 0, 7),
        (130, 50, Rounding.down, 0, 6),
        (126, 50, Rounding.up, 0, 7),
        (1263, 140, Rounding.half_up, 0, 177),
        (9, 20, Rounding.half_up, 1, 1),
        (0, 20, Rounding.half_up, 1, 0),
        (30, 25, Rounding.half_up, 0, 1),
        (20, 25, Rounding.half_up, 0, 1),
    ],
)
def test_a_percentage_is_rounded_as_the_call_says(weight, permille, rounding, least, places):
    terms = Terms(QuotaRule.percent_members, permille, None, rounding, least)
    share = quotas.shares(terms, {1: weight}).shares[0]
    assert share.places == places and quotas.note(terms, weight, places) == share.note


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 30), st.integers(0, 900), min_size=1), st.integers(0, 200))
def test_shared_places_add_up(weights, number):
    found = quotas.shares(Terms(QuotaRule.shared_units, None, number), weights)
    assert sum(share.places for share in found.shares) == (number if sum(weights.values()) else 0)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 5000), st.integers(1, 1000))
def test_rounding_is_never_off_by_one(weight, permille):
    exact = Fraction(weight * permille, 1000)
    down, half, up = (quotas.rounded(exact, kind) for kind in (Rounding.down, Rounding.half_up, Rounding.up))
    assert down <= half <= up and down <= exact <= up and abs(half - exact) <= Fraction(1, 2)


def test_the_sheet_counts_members_women_cadres_and_campuses(app):
    with app.app_context():
        weights = {
            rule: reading.weights(rule)
            for rule in (QuotaRule.percent_members, QuotaRule.percent_cadres, QuotaRule.shared_campuses)
        }
        assert weights[QuotaRule.percent_members] == {2: 2, 3: 1, 4: 4, 5: 1}
        assert weights[QuotaRule.percent_cadres] == {2: 1, 3: 0, 4: 0, 5: 0}
        assert weights[QuotaRule.shared_campuses] == {1: 6, 2: 1, 3: 1}


def test_quotas_are_worked_out_when_a_call_opens_and_changed_with_a_reason(app, as_user, inside):
    call_id = inside(lambda: drafted.add_call(quota_rule=QuotaRule.fixed, quota_number=2))
    office = as_user(OFFICE)
    assert "每个分工会 2 个" in office.get(f"/calls/{call_id}/quotas").text
    assert office.post(f"/calls/{call_id}/quotas/{UNIT}", {"places": "5", "reason": ""}).status_code == 422
    assert office.post(f"/calls/{call_id}/quotas/{UNIT}", {"places": "x", "reason": "r"}).status_code == 422
    assert office.post(f"/calls/{call_id}/quotas/987654", {"places": "5", "reason": "人多"}).status_code == 404
    assert office.post(f"/calls/{call_id}/quotas/{UNIT}", {"places": "5", "reason": "人多"}).status_code == 303
    assert "人多" in office.get(f"/calls/{call_id}/quotas").text
    assert inside(lambda: reading.room_of(drafted.call(call_id), UNIT).places) == 5
    assert as_user(CHAIR).get(f"/calls/{call_id}/quotas").status_code == 403


def test_a_quota_never_falls_below_what_is_used(app):
    with app.app_context():
        call_id = drafted.add_call(quota_rule=QuotaRule.fixed, quota_number=1)
        drafted.approve(drafted.add_sent(call_id))
        with pytest.raises(Refused, match="不能少于"):
            giving.adjust_quota(call_id, UNIT, (0, "不给了"), actor(OFFICE))
        row = drafted.call(call_id)
        with pytest.raises(Refused, match="没有重算"):
            making.update_call(call_id, row.version, {"quota_number": 0}, actor(OFFICE))


def test_a_maximum_without_a_quota_holds_too(app):
    with app.app_context():
        call_id = drafted.add_call(per_unit_most=1, per_person_most=None)
        first, second = drafted.add_sent(call_id), drafted.add_sent(call_id)
        drafted.approve(first)
        with pytest.raises(Refused, match="已经用完"):
            drafted.approve(second)
