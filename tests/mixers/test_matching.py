"""Pairs: only who chose each other, and nothing is left of the other choices."""

import random

import pytest

from unionweb.mixers.rules.matching import LENGTH, count_of, mutual, packed, pseudonym_problem, told_count, unpacked


class Person:
    name, pinyin, staff_no = "欧阳如烟", "ouyangruyan", "30001"


def test_only_mutual_choices_make_a_pair():
    pairs = mutual({1: {3, 4}, 2: {3}, 3: {1}, 4: set()})
    assert pairs == {1: {3}, 2: set(), 3: {1}, 4: set()}
    assert count_of(pairs) == 1


def test_pairs_are_always_both_ways_whatever_is_chosen():
    rng = random.Random(7)
    for _ in range(200):
        people = range(rng.randrange(2, 20))
        choices = {one: {other for other in people if other != one and rng.random() < 0.4} for one in people}
        pairs = mutual(choices)
        assert all(one in pairs[other] for one, others in pairs.items() for other in others)
        assert all(others <= choices[one] for one, others in pairs.items())
        expected = sum(a in choices[b] and b in choices[a] for a in people for b in people if a < b)
        assert count_of(pairs) == expected


def test_every_list_of_choices_is_equally_long_and_reads_back():
    for ids in (set(), {7}, set(range(1, 401))):
        assert len(packed(ids)) == LENGTH and unpacked(packed(ids)) == ids
    assert unpacked(None) == set()
    with pytest.raises(ValueError, match="more choices"):
        packed(set(range(10**6, 10**6 + 900)))


def test_few_pairs_are_not_told_as_a_number():
    assert [told_count(n) for n in (None, 0, 1, 2, 3, 12)] == ["", "少于 3", "少于 3", "少于 3", "3", "12"]


@pytest.mark.parametrize("wrong", ["欧阳如烟", "我是欧阳 如烟", "阳如烟", "OuYangRuYan", "no30001", "３０００１", "。。", "打13800001234"])
def test_a_pseudonym_is_not_the_name(wrong):
    assert pseudonym_problem(wrong, Person)


@pytest.mark.parametrize("fine", ["海边的风", "Wind", "如烟往事", "第 7 片云"])
def test_other_pseudonyms_will_do(fine):
    assert pseudonym_problem(fine, Person) is None
