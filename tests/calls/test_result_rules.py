"""Grades and their places, the order of scores, ties, and what has to be there. Pure."""

import random
from decimal import Decimal
from itertools import combinations

import pytest

from unionweb.calls.rules.grades import Grade, Standing, by_order, parted_ties, tally, unreasoned
from unionweb.calls.rules.honours import NotHonours, identity, key_of, past_honours, whose
from unionweb.calls.rules.kinds import Subject
from unionweb.calls.rules.library import Part, blocks, excerpt, whole_text
from unionweb.calls.rules.meeting import lacking, names_of
from unionweb.calls.rules.summary import columns_of, problem
from unionweb.calls.rules.telling import Concern, drafted, result_of

FIRST, SECOND = Grade(1, "一等奖", 1, places=1), Grade(2, "二等奖", 2, places=2)


def stand(id, score, position=None, *, decided=False, unit=1, reason=""):
    number = None if score is None else Decimal(score)
    return Standing(id, unit, number, decided or position is not None, position, reason)


def test_tally_counts_places_and_names_units_with_too_many():
    grade = Grade(1, "一等奖", 1, places=2, per_unit=1)
    found = tally([grade], [stand(1, 90, 1), stand(2, 80, 1), stand(3, 70, 1, unit=2), stand(4, 60), stand(5, 50, decided=True)])
    assert (found.used[0].count, found.used[0].left, found.used[0].units, found.none, found.open) == (3, -1, (1,), 1, 1)
    assert found.is_over


def test_the_order_gives_places_from_the_top_and_the_rest_nothing():
    given, tied = by_order([FIRST, SECOND], [stand(n, 100 - n) for n in range(1, 6)])
    assert (given, tied) == ({1: 1, 2: 2, 3: 2, 4: None, 5: None}, ())


def test_a_tie_over_the_edge_stays_open_and_all_below_it():
    given, tied = by_order([FIRST, SECOND], [stand(1, 90), stand(2, 90), stand(3, 80)])
    assert (given, tied) == ({}, (1, 2))


def test_a_tie_that_fits_is_no_tie():
    given, tied = by_order([Grade(1, "一等奖", 1, places=2), SECOND], [stand(1, 90), stand(2, 90), stand(3, 80)])
    assert (given, tied) == ({1: 1, 2: 1, 3: 2}, ())


def test_what_is_decided_keeps_its_place_when_the_order_is_applied_again():
    given, tied = by_order([FIRST, SECOND], [stand(1, 90), stand(2, 90, 1, reason="会议投票"), stand(3, 80)])
    assert (given, tied) == ({1: 2, 3: 2}, ())


def test_the_places_of_a_unit_lead_to_the_next_grade():
    grade = Grade(1, "一等奖", 1, places=5, per_unit=1)
    given, _ = by_order([grade, SECOND], [stand(1, 90), stand(2, 80), stand(3, 70, unit=2)])
    assert given == {1: 1, 2: 2, 3: 1}


def test_equals_of_one_unit_are_not_parted_by_whoever_comes_first():
    grade = Grade(1, "一等奖", 1, places=5, per_unit=1)
    assert by_order([grade], [stand(1, 90), stand(2, 90)]) == ({}, (1, 2))


def test_whoever_is_lifted_over_others_needs_a_reason():
    standings = [stand(1, 90, 2), stand(2, 80, 2), stand(3, 70, 1)]
    assert unreasoned([FIRST, SECOND], standings) == [3]
    assert unreasoned([FIRST, SECOND], [*standings[:2], stand(3, 70, 1, reason="突破性成果")]) == []


def test_whoever_is_passed_over_needs_the_reason_when_that_explains_all():
    standings = [stand(1, 90, decided=True), stand(2, 80, 1), stand(3, 70, 2), stand(4, 60, 2)]
    assert unreasoned([FIRST, SECOND], standings) == [1]


def test_full_places_of_a_unit_are_a_reason():
    grade = Grade(1, "一等奖", 1, places=5, per_unit=1)
    assert unreasoned([grade], [stand(1, 90, 1), stand(2, 80, decided=True), stand(3, 70, 1, unit=2)]) == []


def test_as_few_reasons_as_can_be_are_asked_for():
    """Against every subset, by trying: what is left follows the order, and no smaller set would do."""
    rng = random.Random(5)
    grades = [Grade(n, str(n), n) for n in (1, 2, 3)]
    for _ in range(150):
        standings = [stand(n, rng.randrange(8), rng.choice([1, 2, 3, None]), decided=True) for n in range(6)]
        asked = set(unreasoned(grades, standings))
        assert follows(s for s in standings if s.entry_id not in asked)
        smaller = (set(some) for count in range(len(asked)) for some in combinations(range(6), count))
        assert not any(follows(s for s in standings if s.entry_id not in some) for some in smaller)


def follows(standings) -> bool:
    rows = [(s.score, s.position or 99) for s in standings]
    return not any(a > b and p > q for a, p in rows for b, q in rows)


def test_parted_ties_are_listed_until_somebody_says_why():
    standings = [stand(1, 90, 1), stand(2, 90, 2)]
    assert [[s.entry_id for s in group] for group in parted_ties([FIRST, SECOND], standings)] == [[1, 2]]
    assert not parted_ties([FIRST, SECOND], [stand(1, 90, 1, reason="投票 5:2"), stand(2, 90, 2)])


def test_everything_that_is_missing_is_named():
    found = lacking([FIRST], [stand(1, 90, 1), stand(2, 80, 1), stand(3, 70)], None)
    assert [part[:6] for part in found] == ["还有 1 件", "“一等奖”名", "还没有填评审"]


def test_names_are_read_with_any_sign_between():
    assert names_of("赵岚、郑评\n 孙越 ,赵岚\n\n") == ("赵岚", "郑评", "孙越")


def test_one_message_names_an_entry_once_also_to_the_chair_who_wrote_it():
    title, body = drafted("案例征集", [Concern(1, 7, "健步走", "一等奖"), Concern(1, 7, "健步走", "一等奖", as_chair=True)])
    assert (title, body.count("健步走")) == ("案例征集的结果公布了", 1)
    _, body = drafted("案例征集", [Concern(1, 7, "健步走", ""), Concern(1, 8, "读书会", "二等奖", as_chair=True)])
    assert "健步走这次没有评上" in body
    assert "另外报来 1 件，评出 1 件" in body


def test_past_honours_are_read_and_problems_named():
    header = ["年度", "荣誉名称", "姓名", "类别"]
    rows = [(2, {"年度": "2024年", "荣誉名称": "工会积极分子", "姓名": "王敏", "类别": ""}),
            (3, {"年度": "2030", "荣誉名称": "", "姓名": "李" * 90, "类别": "龙"})]  # fmt: skip
    good, bad = past_honours(header, rows, this_year=2026)
    assert (good.year, good.title, good.subject, good.problems) == (2024, "工会积极分子", "person", ())
    assert len(bad.problems) == 4


def test_a_list_without_the_needed_columns_is_refused():
    for header in (["姓名"], ["年度", "荣誉", "姓名", "名称"]):
        with pytest.raises(NotHonours, match=r"。$"):
            past_honours(header, [], this_year=2026)


def test_the_same_honour_is_the_same_wherever_it_comes_from():
    belongs = whose(7, Subject.person, "外国语学院", "王敏")
    assert identity(2024, "工会积极分子", "", belongs) == identity(2024, " 工会积极分子", "", whose(7, Subject.person, "", "王小敏"))
    assert key_of("2024年度优秀工会工作者") == "outstanding_cadre"
    assert key_of("优秀案例") is None


def test_headings_are_told_from_text():
    found = blocks("一、背景\n（一）缘起\n一、二、三，这是一句话。\n\n  正文  空格 ")
    assert [one.part for one in found] == [Part.first, Part.second, Part.text, Part.text]
    assert found[3].text == "正文 空格"


def test_an_excerpt_shows_the_word_that_was_looked_for():
    assert "健步走" in excerpt("一" * 200 + "午间健步走" + "二" * 200, ["健步走"])
    assert excerpt("短文", []) == "短文"


def test_columns_of_the_upper_union_can_be_renamed_and_wrong_ones_are_named():
    assert [(one.fact, one.head) for one in columns_of("序号，单位=推荐单位")] == [("序号", "序号"), ("单位", "推荐单位")]
    assert "身高" in problem("身高")
    assert problem("")
    assert problem("单位,单位")


def test_a_result_does_not_say_twice_that_it_is_one():
    assert result_of("三八红旗手评选") == "三八红旗手评选结果"
    assert result_of("工作案例征集") == "工作案例征集评选结果"


def test_a_work_reads_from_its_body_over_the_answers_to_the_rest():
    assert whole_text("正文。", [("背景", "甲"), ("做法", "乙")]) == "正文。\n一、背景\n甲\n二、做法\n乙"
    assert whole_text("", [("摘要", "甲")], "全文。") == "一、摘要\n甲\n全文。"
    assert [one.part for one in blocks(whole_text("", [("背景", "甲")]))] == [Part.first, Part.text]


def test_a_question_is_a_heading_however_it_ends_and_however_long_it_is():
    long = "您还有哪些要补充的说明和材料，例如经费、制度、参加人数以及今后两到三年的长远打算"
    found = blocks(whole_text("", [("背景是什么？", "甲。"), (long, "乙。"), ("题" * 80, "丙。")]))
    assert [one.part for one in found] == [Part.first, Part.text] * 3
    assert [one.text for one in found[::2]][:2] == ["一、背景是什么", "二、您还有哪些要补充的说明和材料，例如经费、制度"]
