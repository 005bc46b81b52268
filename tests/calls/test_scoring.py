"""Totals, aggregates, spread, z-scores and ties."""

from decimal import Decimal as D

import pytest

from unionweb.calls.rules.scoring import Mark, Weighted, is_disputed, ranks, summary, total, with_likes, z_scores


def test_total_weighs_each_criterion_out_of_a_hundred():
    criteria = [Weighted(1, 60, 10), Weighted(2, 40, 100), Weighted(3, 0, 5)]
    assert total(criteria, {1: D("9.5"), 2: D(80), 3: D(0)}) == D("89.00")


def test_total_waits_for_every_mark_and_needs_weights():
    assert total([Weighted(1, 1, 10), Weighted(2, 1, 10)], {1: D(1)}) is None
    assert total([Weighted(1, 0, 10)], {1: D(1)}) is None


@pytest.mark.parametrize(
    ("way", "totals", "score", "trimmed"),
    [
        ("mean", [90, 80, 71], "80.33", False),
        ("median", [90, 80, 71], "80.00", False),
        ("median", [90, 80], "85.00", False),
        ("trimmed", [10, 80, 81, 82, 100], "81.00", True),
        ("trimmed", [10, 80, 81, 82], "63.25", False),
    ],
)
def test_summary_follows_the_setting_and_trims_from_five_on(way, totals, score, trimmed):
    found = summary([D(t) for t in totals], way)
    assert (found.score, found.trimmed) == (D(score), trimmed)


def test_summary_shows_spread_and_gap_and_says_when_reviewers_disagree():
    found = summary([D(90), D(60)], "mean")
    assert (found.spread, found.gap) == (D("15.00"), D(30))
    assert is_disputed(found, 30) and not is_disputed(found, 31)
    assert not is_disputed(summary([D(90)], "mean"), 1)


def test_nothing_is_said_of_no_marks():
    assert summary([], "mean").score is None


def test_z_scores_undo_a_strict_reviewer_and_leave_out_who_says_nothing():
    strict = [Mark(e, 1, D(t)) for e, t in ((1, 50), (2, 60), (3, 70))]
    mild = [Mark(e, 2, D(t)) for e, t in ((1, 80), (2, 90), (3, 100))]
    flat = [Mark(e, 3, D(77)) for e in (1, 2, 3)]
    few = [Mark(4, 4, D(10)), Mark(5, 4, D(90))]
    assert z_scores(strict + mild + flat + few) == {1: D("-1.22"), 2: D("0.00"), 3: D("1.22")}


def test_ties_share_a_place_and_are_marked():
    found = ranks({1: D("90.00"), 2: D("80.00"), 3: D("90.00"), 4: None, 5: D("70.00")})
    assert found == {1: (1, True), 3: (1, True), 2: (3, False), 5: (4, False)}


def test_likes_are_a_small_part():
    assert with_likes(D(80), 5, most=10, weight=10) == D("77.00")
    assert with_likes(D(80), 5, most=10, weight=0) == D(80)
    assert with_likes(D(80), 0, most=0, weight=10) == D("72.00")
    assert with_likes(None, 5, most=10, weight=10) is None
