"""The demo university: as large and as mixed as a real one, and the same on every machine."""

import hashlib
import re
from collections import Counter, defaultdict

import pytest

from unionweb.accounts.pinyin import pinyin_of
from unionweb.demo.people import BRANCH_UNITS, CAMPUSES, CAST, people

EVERYBODY = people()
UNITS = {unit.name: unit for unit in BRANCH_UNITS}


def share(part, whole):
    return len(part) / len(whole)


def test_three_campuses():
    assert [(campus.code, campus.name) for campus in CAMPUSES] == [
        ("east", "东校区"),
        ("west", "西校区"),
        ("coast", "滨海校区"),
    ]


def test_branch_units():
    assert len(UNITS) == len(BRANCH_UNITS) == 24
    expected = {
        "外国语学院",
        "文学与新闻学院",
        "法学院",
        "机械工程学院",
        "国际教育学院",
        "图书馆",
        "后勤处",
        "校医院",
        "海洋学院",
    }
    assert expected <= set(UNITS)
    assert {unit.campus_code for unit in BRANCH_UNITS} == {"east", "west", "coast"}
    for unit in BRANCH_UNITS:
        assert 20 <= unit.weight <= 180
        assert 2 <= len(unit.groups) <= 5
        assert len({group.name for group in unit.groups}) == len(unit.groups)


def test_everybody_has_a_place():
    sizes = Counter(person.unit_name for person in EVERYBODY)
    assert sizes == {unit.name: unit.weight for unit in BRANCH_UNITS}
    assert sum(sizes.values()) == 1900
    for person in EVERYBODY:
        assert (person.group_name, person.campus_code) in {
            (group.name, group.campus_code) for group in UNITS[person.unit_name].groups
        }


def test_every_group_has_people():
    assert len({(person.unit_name, person.group_name) for person in EVERYBODY}) == sum(
        len(unit.groups) for unit in BRANCH_UNITS
    )


@pytest.mark.parametrize("seed", [2026, 1])
def test_the_cast_is_the_same_for_every_seed(seed):
    assert people(seed)[:14] == list(CAST)
    places = [(person.staff_no, person.name, person.unit_name, person.campus_code) for person in CAST]
    assert places == [
        ("10001", "王敏", "外国语学院", "east"),
        ("10002", "李静", "外国语学院", "east"),
        ("10003", "赵岚", "机关第一分工会", "east"),
        ("10004", "孙越", "网络与信息中心", "east"),
        ("10005", "周外", "海洋学院", "coast"),
        ("10006", "何言", "校医院", "east"),
        ("10007", "吴舍", "后勤处", "east"),
        ("10008", "郑评", "法学院", "west"),
        ("10009", "林初晴", "教育科学学院", "west"),
        ("10010", "苏望舒", "校医院", "coast"),
        ("10011", "陈一诺", "外国语学院", "east"),
        ("10012", "马春梅", "后勤处", "west"),
        ("10013", "丁海霞", "后勤处", "coast"),
        ("10014", "许宁", "机关第一分工会", "east"),
    ]
    assert {(person.sex, person.employment_status) for person in CAST} == {("female", "active")}


def test_nobody_is_taken_for_one_of_the_cast():
    assert not {person.name for person in CAST} & {person.name for person in EVERYBODY[14:]}


def test_staff_numbers_run_on():
    assert [person.staff_no for person in EVERYBODY] == [str(number) for number in range(10001, 11901)]


def test_low_numbers_are_old_people():
    early, late = EVERYBODY[13:213], EVERYBODY[-200:]
    assert sum(person.birth_year for person in late) / 200 - sum(person.birth_year for person in early) / 200 > 20


def test_the_same_seed_gives_the_same_list():
    assert people(7) == people(7) != people(8)


def test_the_list_is_the_same_on_every_machine():
    """Changing names or draws changes the demo, its pictures and its manual: then change this on purpose."""
    lines = [f"{person.staff_no} {person.name} {person.unit_name} {person.phone}" for person in EVERYBODY]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] == "b60e3c943ac583a7"


def test_phones_are_plausible_and_nobodys():
    phones = [person.phone for person in EVERYBODY]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"154\d{8}", phone) for phone in phones)


def test_emails_are_few_and_different():
    emails = [person.email for person in EVERYBODY if person.email]
    assert 0.25 < share(emails, EVERYBODY) < 0.35
    assert len(set(emails)) == len(emails)
    for person in EVERYBODY:
        if person.email:
            assert re.fullmatch(re.escape(pinyin_of(person.name)[0]) + r"\d*@haichuan\.example", person.email)


def test_ages_fit_the_employment():
    for person in EVERYBODY:
        works_from = {"female": 1971, "male": 1966}[person.sex]
        if person.employment_status == "retired":
            assert 1940 < person.birth_year < works_from
        else:
            assert works_from <= person.birth_year <= 2002


def test_shares_are_those_of_a_university():
    statuses = Counter(person.employment_status for person in EVERYBODY)
    assert set(statuses) == {"active", "retired", "dispatched"}
    assert statuses["active"] > 0.85 * len(EVERYBODY)
    assert min(statuses.values()) > 50
    assert 0.45 < share([person for person in EVERYBODY if person.sex == "female"], EVERYBODY) < 0.55
    women = defaultdict(list)
    for person in EVERYBODY:
        women[person.unit_name].append(person.sex == "female")
    assert sum(women["机械工程学院"]) / len(women["机械工程学院"]) < 0.3
    assert sum(women["外国语学院"]) / len(women["外国语学院"]) > 0.6


def test_names_are_mixed_as_in_life():
    names = [person.name for person in EVERYBODY]
    surnames = Counter(name[0] for name in names)
    assert {surname for surname, _ in surnames.most_common(3)} == set("王李张")
    assert 0.2 < share([name for name in names if len(name) == 2], names) < 0.35
    assert sum("·" in name for name in names) >= 5
    assert all(surnames[surname] >= 2 for surname in "单仇查解")
    assert any(name.startswith("欧阳") for name in names)
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert "子涵" not in {name[1:] for name in names}


def test_some_share_a_name_across_units():
    units = defaultdict(set)
    for person in EVERYBODY:
        units[person.name].add(person.unit_name)
    assert sum(1 for shared in units.values() if len(shared) > 1) > 20
    assert max(Counter(person.name for person in EVERYBODY).values()) <= 6


def test_every_name_can_be_searched_for():
    for person in EVERYBODY:
        pinyin, initials = pinyin_of(person.name)
        assert pinyin.isascii()
        assert pinyin.isalpha()
        assert 2 <= len(initials) < len(pinyin)
