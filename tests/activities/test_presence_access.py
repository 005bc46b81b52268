"""Every address around the day itself: who gets in, what a missing object looks like, and what no page of ours sends."""

import pytest

from tests.activities.lived import one_of_each
from tests.support.bad_input import bodies, fields_of_all_forms, shapes
from tests.support.watch import watch

OWN = ("presence", "cards", "hours", "papers", "feedback", "appeals")
MISSING = 987654


@pytest.fixture
def lived(app, inside, at):
    """Every rule of these pages with an address that is there and one that is not."""
    values, others = inside(one_of_each)
    at("2026-09-16 13:50")
    own = {f"unionweb.activities.views.{name}" for name in OWN}
    rules = [rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].__module__ in own]
    usual = values | {"member_id": 10001}

    def address(rule, *, missing=False):
        known = usual | others.get(rule.endpoint, {})
        given = {name: known[name] for name in rule.arguments}
        if missing:
            given = {name: MISSING if isinstance(value, int) else "not-there" for name, value in given.items()}
        return rule.build(given)[1]

    return rules, address


@pytest.mark.parametrize("who", [None, 10001, 10002, 10003, 10004, 10005])
def test_looking_changes_nothing_and_what_is_not_there_is_404(app, as_user, lived, who):
    rules, address = lived
    browser, seen = as_user(who), watch(app)
    assert len(rules) > 35
    for rule in (r for r in rules if "GET" in r.methods):
        answer, missing = browser.get(address(rule)), browser.get(address(rule, missing=True))
        assert answer.status_code in ({303} if who is None else {200, 403, 404}), rule.rule
        if rule.arguments and who and answer.status_code != 403:
            assert missing.status_code == 404, rule.rule
        if rule.arguments and answer.status_code == 403:
            assert missing.status_code == 403, rule.rule
    assert {what for what in seen.committed if what[1] != "user_session"} == set()


@pytest.mark.parametrize("who", [10001, 10003])
def test_no_shape_of_input_breaks_anything(as_user, lived, who):
    rules, address = lived
    browser, made = as_user(who), shapes(fields_of_all_forms()) | bodies()
    for number, rule in enumerate(r for r in rules if "POST" in r.methods):
        names = list(made)
        for name in [names[(number * 7 + n) % len(names)] for n in range(9)]:
            status = browser.client.post(address(rule), **made[name]()).status_code
            assert status < 500, f"{rule.rule} {name}"
            assert browser.client.post(address(rule, missing=True), **made[name]()).status_code < 500, f"{rule.rule} {name}"
