"""The four passes, one after the other, on programmes small enough to follow by hand."""

import pytest

from tests.retreats.drawn import keys, person, plan
from unionweb.retreats.rules.allocation import Lane, Step, allocate
from unionweb.retreats.rules.dry_run import dry_run
from unionweb.retreats.rules.ordering import Way, next_for, ordered


def shared(plan, *applicants):
    return allocate(plan, applicants, keys())


def steps(outcome):
    return {pick.number: (pick.batch, pick.step) for pick in outcome.picks}


def test_a_lane_has_its_places_before_better_ones_and_they_count_for_the_unit():
    found = shared(
        plan(lanes=(Lane("model", "劳模", 1),), quotas={"机关": 2}, batches=(("甲", 2),)),
        person("A1", points=9), person("A2", points=8), person("A3", points=1, lanes=("model",)),
    )  # fmt: skip
    assert steps(found) == {"A3": ("甲", Step.lane), "A1": ("甲", Step.unit)}
    assert found.waiting == ("A2",) and found.order == ("A1", "A2", "A3")
    assert found.picks[0].reason == "专项“劳模”保底 1 个，还差 1 个；顺序第 3 位，第 1 志愿“甲”还有 2 个名额，得到 1 个。"
    assert found.picks[1].reason == "分工会“机关”名额 2 个，已用 1 个；顺序第 1 位，第 1 志愿“甲”还有 1 个名额，得到 1 个。"
    assert found.passed == (("A2", "轮到时，所选批次的名额已经分完，按顺序候补。"),)


def test_who_belongs_to_two_lanes_counts_for_both():
    lanes = (Lane("model", "劳模", 1), Lane("front", "一线", 1))
    found = shared(plan(lanes=lanes), person("A1", lanes=("model", "front")), person("A2", lanes=("front",)))
    assert steps(found) == {"A1": ("甲", Step.lane), "A2": ("甲", Step.open)}


def test_a_unit_has_its_quota_and_no_more_until_the_rest_is_open():
    found = shared(
        plan(quotas={"机关": 1, "法学院": 1}),
        person("A1", points=9), person("A2", points=8), person("B1", "法学院", points=1), person("B2", "法学院", points=2),
    )  # fmt: skip
    assert steps(found) == {"A1": ("甲", Step.unit), "B2": ("甲", Step.unit), "A2": ("甲", Step.open)}
    assert found.waiting == ("B1",)


def test_what_a_unit_leaves_goes_to_its_campus_first():
    applicants = (person("B1", "法学院", points=9), person("A1", "外国语学院", points=1))
    quotas = {"外国语学院": 0, "法学院": 0, "机关": 1}
    found = shared(plan(quotas=quotas, recalls_by_campus=True, batches=(("甲", 1),)), *applicants)
    assert steps(found) == {"A1": ("甲", Step.campus)}
    assert found.picks[0].reason.startswith("校区“东校区”收回的名额还有 1 个；")
    assert steps(shared(plan(quotas=quotas, batches=(("甲", 1),)), *applicants)) == {"B1": ("甲", Step.open)}


def test_a_plan_that_recalls_by_campus_must_know_the_campuses():
    with pytest.raises(ValueError, match="where each unit is"):
        plan(quotas={"机关": 1}, recalls_by_campus=True, campuses={})


def test_everybody_gets_the_best_of_the_own_choices_that_has_room_and_no_other():
    found = shared(
        plan(batches=(("甲", 1), ("乙", 1), ("丙", 5))),
        person("A1", points=3, choices=("甲", "乙")), person("A2", points=2, choices=("甲", "乙")), person("A3", points=1),
        person("A4", choices=("取消了的",)),
    )  # fmt: skip
    assert {pick.number: pick.batch for pick in found.picks} == {"A1": "甲", "A2": "乙"}
    assert dict(found.passed)["A4"] == "没有填写开放的批次。"


def test_companions_come_all_or_not_in_the_order_of_the_picks():
    found = shared(
        plan(companion_places={"甲": 2}),
        person("A1", points=3, companions=1), person("A2", points=2, companions=2), person("A3", points=1, companions=1),
    )  # fmt: skip
    assert found.companions == {"A1": 1, "A2": 0, "A3": 1}


def test_lot_puts_the_boosted_first_and_else_follows_the_key():
    people = [person(f"A{n}", boost=int(n == 7)) for n in range(9)]
    found = [a.number for a in ordered(people, Way.lot, keys())]
    assert found[0] == "A7"
    assert found[1:] == sorted((p.number for p in people if p.number != "A7"), key=keys())


def test_points_are_broken_by_the_key():
    people = [person(f"A{n}", points=n // 3) for n in range(9)]
    found = [a.number for a in ordered(people, Way.points, keys())]
    assert [int(number[1]) // 3 for number in found] == [2] * 3 + [1] * 3 + [0] * 3
    assert found[:3] == sorted(("A6", "A7", "A8"), key=keys())


def test_ranking_takes_the_first_ones_of_all_units_and_leaves_the_unranked_out():
    people = [person("A1", rank=2), person("A2", rank=1), person("B1", "法学院", rank=1), person("B2", "法学院")]
    found = shared(plan(method=Way.ranking, batches=(("甲", 9),)), *people)
    assert set(found.order[:2]) == {"A2", "B1"} and found.order[2:] == ("A1", "B2")
    assert found.waiting == ("B2",) and found.passed == (("B2", "分工会没有排序，不参加分配。"),)


def test_the_next_in_order_moves_up_without_a_new_draw():
    people = [person("A1", choices=("乙",)), person("A2", choices=("乙", "甲")), person("A3"), person("A4", rank=1)]
    waiting = ("A1", "A2", "A3", "A4")
    assert next_for("甲", waiting, people).number == "A2"
    assert next_for("甲", ("A1", "A3", "gone"), people).number == "A3"
    assert next_for("丙", waiting, people) is None
    assert next_for("甲", waiting, people, way=Way.ranking).number == "A4"


def test_two_applications_of_one_number_are_a_mistake():
    with pytest.raises(ValueError, match="same number"):
        shared(plan(), person("A1"), person("A1"))


def test_an_empty_programme_has_an_empty_result():
    found = shared(plan(batches=()))
    assert (found.order, found.picks, found.waiting, found.companions) == ((), (), (), {})


def test_names_are_used_for_keys():
    found = shared(plan(names={"甲": "黄山一批", "机关": "机关分工会"}, quotas={"机关": 1}), person("A1"))
    assert found.picks[0].reason.startswith("分工会“机关分工会”名额 1 个") and "“黄山一批”" in found.picks[0].reason


def test_a_dry_run_tells_every_group_its_chances_and_is_the_same_every_time():
    people = [person(f"A{n}", boost=int(n == 1), lanes=("model",) if n < 3 else ()) for n in range(8)]
    rules = plan(method=Way.lot, lanes=(Lane("model", "劳模", 1),), quotas={"机关": 2, "法学院": 1}, batches=(("甲", 3), ("乙", 2)))
    found = dry_run(rules, people, seeds=40)
    assert found == dry_run(rules, reversed(people), seeds=40) and found.seeds == 40
    assert (found.everybody.applicants, found.everybody.mean, found.everybody.chance) == (8, 3.0, 3 / 8)
    assert {unit.key: (unit.applicants, unit.mean) for unit in found.units} == {"机关": (8, 3.0), "法学院": (0, 0.0)}
    (lane,) = found.lanes
    assert (lane.name, lane.applicants) == ("劳模", 3) and 1 <= lane.mean <= 3
    assert [(b.key, b.name) for b in found.boosts] == [("0", "没有加成"), ("1", "加成 1")] and found.boosts[1].chance == 1
    assert [(b.key, b.applicants, b.mean) for b in found.batches] == [("甲", 8, 3.0), ("乙", 0, 0.0)]


def test_a_dry_run_of_very_many_makes_fewer_draws():
    people = [person(f"A{n:04}", choices=()) for n in range(3000)]
    assert dry_run(plan(method=Way.lot), people).seeds == 50
    assert dry_run(plan(method=Way.lot), []).seeds == 200
