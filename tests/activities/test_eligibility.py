"""Who may sign up: every reason at once, in plain words."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from unionweb.activities.rules.eligibility import Applicant, Names, audience_words, objections, session_objection
from unionweb.activities.rules.kinds import ActivityState, Entry, Picks, SignupStatus, TeamStatus
from unionweb.activities.rules.publishing import missing, pools_fit
from unionweb.activities.rules.teams import roster_faults

NOW = datetime(2026, 9, 16, 10, 38)
MIN = Applicant(10001, unit_id=2, campus_id=1, sex="female", birth_year=1990)
NAMES = Names({2: "外国语学院", 3: "海洋学院"}, {1: "东校区", 3: "滨海校区"}, {"chair": "主席"}, {"female": "女", "male": "男"})


def activity(**facts):
    usual = {"state": ActivityState.open, "opens_at": datetime(2026, 9, 15), "closes_at": datetime(2026, 9, 20, 17), "audience": {}}
    return SimpleNamespace(**(usual | facts))


def codes(who=MIN, **facts):
    return {o.code for o in objections(who, activity(**facts), NOW, NAMES)}


def someone(**facts):
    return Applicant(**(vars(MIN) | facts))


@pytest.mark.parametrize(("facts", "code"), [
    ({"state": ActivityState.draft}, "state"), ({"state": ActivityState.closed}, "state"), ({"state": ActivityState.called_off}, "state"),
    ({"state": ActivityState.done}, "state"), ({"opens_at": datetime(2026, 9, 17)}, "early"), ({"closes_at": NOW}, "late"),
    ({"audience": {"units": [3]}}, "unit"), ({"audience": {"campuses": [3]}}, "campus"), ({"audience": {"sexes": ["male"]}}, "sex"),
    ({"audience": {"roles": ["chair"]}}, "role"), ({"audience": {"age_to": 35}}, "age"), ({"audience": {"age_from": 37}}, "age"),
    ({"audience": {"club": True}}, "club"),
])  # fmt: skip
def test_each_part_that_is_not_met_is_a_reason(facts, code):
    assert codes(**facts) == {code}


@pytest.mark.parametrize("audience", [
    {}, {"units": [2]}, {"campuses": [1, 3]}, {"sexes": ["female"]}, {"age_from": 18, "age_to": 36}, {"units": [2], "age_from": 36},
])  # fmt: skip
def test_who_fits_hears_nothing(audience):
    assert codes(audience=audience) == set()


@pytest.mark.parametrize(("who", "code"), [
    ({"status": SignupStatus.waitlisted}, "already"), ({"is_in_team": True}, "team"), ({"paused_until": date(2026, 9, 16)}, "paused"),
])  # fmt: skip
def test_what_is_about_the_person(who, code):
    assert codes(someone(**who)) == {code}


def test_a_pause_that_is_over_is_none():
    assert codes(someone(paused_until=date(2026, 9, 15))) == set()


def test_all_reasons_come_together_with_the_earliest_time():
    audience = {"units": [3], "sexes": ["male"]}
    found = objections(someone(paused_until=date(2026, 9, 30)), activity(audience=audience, opens_at=datetime(2026, 9, 18)), NOW, NAMES)
    assert {o.code for o in found} == {"early", "unit", "sex", "paused"}
    assert next(o.until for o in found if o.code == "early") == datetime(2026, 9, 18)
    assert "海洋学院" in " ".join(o.text for o in found)


def test_an_unknown_age_is_said_to_be_unknown():
    found = objections(someone(birth_year=None), activity(audience={"age_to": 40}), NOW, NAMES)
    assert "没有您的出生年份" in found[0].text


def test_the_audience_in_words():
    assert audience_words({}, NAMES) == "全体会员"
    assert audience_words({"units": [2], "sexes": ["female"], "age_from": 18, "age_to": 35}, NAMES) == "外国语学院 · 女 · 18–35 岁"


def test_a_session_must_be_one_that_is_still_to_come():
    one, every = SimpleNamespace(picks=Picks.one), SimpleNamespace(picks=Picks.all)
    coming = SimpleNamespace(called_off_at=None, starts_at=datetime(2026, 9, 25))
    assert session_objection(one, coming, NOW) is None and session_objection(every, None, NOW) is None
    assert session_objection(one, None, NOW) and session_objection(every, coming, NOW)
    assert session_objection(one, SimpleNamespace(called_off_at=NOW, starts_at=coming.starts_at), NOW)
    assert session_objection(one, SimpleNamespace(called_off_at=None, starts_at=NOW), NOW)


def player(status=TeamStatus.confirmed, unit_id=2, kit_size="M"):
    return SimpleNamespace(status=status, kit_size=kit_size, member=SimpleNamespace(name="王敏", unit_id=unit_id))


def team_rules(**facts):
    return SimpleNamespace(**({"team_least": 2, "team_most": 3, "is_team_of_one_unit": True, "has_kits": True} | facts))


@pytest.mark.parametrize(("team", "words"), [
    ([player()], "至少要 2 人"), ([player()] * 4, "最多 3 人"), ([player(), player(), player(TeamStatus.invited)], "还没有答复"),
    ([player(), player(unit_id=3)], "同一个单位"), ([player(), player(kit_size=None)], "没有选尺码"),
])  # fmt: skip
def test_a_roster_lists_what_is_missing(team, words):
    assert words in " ".join(roster_faults(team_rules(), team))


def test_a_complete_roster_misses_nothing():
    assert roster_faults(team_rules(), [player(), player(), player(TeamStatus.declined)]) == []


def test_pools_must_fit_and_need_a_limit():
    assert pools_fit(3, {"": 3}) == []
    assert pools_fit(4, {"": 3}) and pools_fit(1, {"": None})


def test_an_empty_draft_misses_everything():
    draft = activity(text="", contact="", sessions=[], entry=Entry.team, team_most=1, most_companions=0, pool_kind=None, pools=[],
                     picks=Picks.all, capacity=None)  # fmt: skip
    assert len(missing(draft, NOW)) == 4
