"""Wrong shapes for every form of clubs, about what is there and what is not: a page in Chinese, and nothing has changed."""

import pytest
from sqlalchemy import select

from tests.clubs import made
from tests.clubs.made import NEWCOMER, OFFICE, PROPOSER, person
from tests.support.bad_input import fields_of_all_forms, shapes
from unionweb.clubs import queries, services
from unionweb.clubs.models import Club, ClubCheck, ClubMembership
from unionweb.clubs.services import ClubFacts
from unionweb.kernel.extensions import db

ASKS_NOTHING = ("consent", "refusal", "submission", "withdrawal", "approval", "leaving", "requests", "acceptance", "removal", "exports")


@pytest.fixture
def values(inside):
    """A club with an officer, a request and a check, and an application beside it."""

    def build():
        club_id = made.active()
        check_id = made.checked(club_id)
        services.ask_to_join(club_id, "", person(NEWCOMER))
        services.found_club(ClubFacts("教职工合唱团", "唱歌", ""), person(NEWCOMER))
        officer_id = queries.officers_of(club_id)[0].id
        found = {"club_id": club_id, "check_id": check_id, "membership_id": made.asked(club_id, NEWCOMER), "officer_id": officer_id}
        return found | {"founder_id": 1, "charter_id": 1}

    return inside(build)


def state_of_all():
    clubs = [(c.name, c.purpose, c.state, c.remark) for c in db.session.scalars(select(Club).order_by(Club.id))]
    checks = [(c.state, c.text, c.income_fen) for c in db.session.scalars(select(ClubCheck))]
    return clubs, checks, [m.state for m in db.session.scalars(select(ClubMembership).order_by(ClubMembership.id))]


def posts(app):
    return sorted((r for r in app.url_map.iter_rules() if r.endpoint.startswith("clubs.") and "POST" in r.methods), key=str)


def test_no_shape_of_input_breaks_anything(app, as_user, inside, values):
    """Free text is taken as it comes (markup, letters); what can only be wrong changes nothing."""
    names = [name for name in fields_of_all_forms() if name != "csrf_token"] + ["return-reason", "dissolution-reason", "ended-reason"]
    wrong = {name: make for name, make in shapes(names).items() if name in {"empty", "huge", "NUL", "twice", "lists"}}
    before = inside(state_of_all)
    for who in (PROPOSER, OFFICE):
        browser = as_user(who)
        for rule in posts(app):
            path = rule.build({name: values[name] for name in rule.arguments})[1]
            if path.rsplit("/", 1)[1] in ASKS_NOTHING:
                continue
            for name, make in wrong.items():
                answer = browser.post(path, **make())
                assert 400 <= answer.status_code < 500, f"{path} as {who} took {name}: {answer.status_code}"
    assert inside(state_of_all) == before


@pytest.mark.parametrize("number", ["0", "987654", "2147483648", "9" * 30])
def test_what_is_not_there_is_not_found(app, as_user, inside, values, number):
    browser = as_user(OFFICE)
    for rule in posts(app):
        for name in rule.arguments:
            path = rule.build({other: values[other] for other in rule.arguments} | {name: 987654})[1]
            answer = browser.post(path.replace("987654", number), {"ended-reason": "x", "end-reason": "x"})
            assert answer.status_code == 404, f"{path}: {answer.status_code}"
