"""What no page of ours sends: every address that takes something answers 4xx, and nothing changes."""

import pytest

from tests.retreats import made
from tests.retreats.made import OFFICE, add_open, apply, batch_ids
from tests.support.bad_input import bodies, fields_of_all_forms, shapes
from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme

MEMBER, CHAIR = 10001, 10002
OFFICES = (
    "/retreats/programmes", "/retreats/programmes/{p}", "/retreats/programmes/{p}/batches", "/retreats/batches/{b}",
    "/retreats/programmes/{p}/publication", "/retreats/programmes/{p}/quotas/2",
    "/retreats/programmes/{p}/public-number", "/retreats/programmes/{p}/freeze", "/retreats/programmes/{p}/draw",
    "/retreats/programmes/{p}/publicity", "/retreats/programmes/{p}/final", "/retreats/programmes/{p}/notice",
    "/retreats/batches/{b}/formation", "/retreats/batches/{b}/cancellation", "/retreats/batches/{b}/merger",
    "/retreats/batches/{b}/attendance", "/retreats/batches/{b}/removal", "/retreats/applications/{a}/removal", "/retreats/registers",
    "/retreats/history", "/retreats/programmes/{p}/objections/1/answer", "/retreats/programmes/{p}/told-objections",
)  # fmt: skip
OWN = ("/retreats/programmes/{p}/application", "/retreats/applications/{a}/identity", "/retreats/applications/{a}/merger-answer",
       "/retreats/applications/{a}/confirmation", "/retreats/applications/{a}/decline", "/retreats/programmes/{p}/objections")  # fmt: skip


@pytest.fixture
def ids(inside):
    programme_id = inside(add_open)
    application_id = inside(lambda: apply(programme_id, MEMBER))
    return {"p": programme_id, "a": application_id, "b": inside(lambda: batch_ids(programme_id)[0])}


def state_of():
    """Everything of the three tables, as text."""
    tables = RetreatProgramme, RetreatBatch, RetreatApplication
    return repr([list(db.session.execute(db.select(table.__table__).order_by(table.id))) for table in tables])


@pytest.mark.parametrize("shape", sorted(shapes(["x"])))
def test_wrong_shapes_change_nothing(ids, as_user, inside, shape):
    before, names = inside(state_of), fields_of_all_forms()
    office, member, chair = as_user(OFFICE), as_user(MEMBER), as_user(CHAIR)
    asked = [(office, path) for path in OFFICES] + [(member, path) for path in OWN] + [(chair, "/retreats/programmes/{p}/ranking")]
    for browser, path in asked:
        answer = browser.client.post(path.format(**ids), **shapes(names)[shape]())
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
    assert inside(state_of) == before


@pytest.mark.parametrize("shape", ["a megabyte", "broken multipart", "strange names", "plain text"])
def test_bodies_that_are_no_form_change_nothing(ids, as_user, inside, shape):
    before = inside(state_of)
    for browser, paths in ((as_user(OFFICE), OFFICES), (as_user(MEMBER), OWN)):
        for path in paths:
            answer = browser.post(path.format(**ids), **bodies()[shape]())
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
    assert inside(state_of) == before


def test_stale_and_doubled_steps_are_told_so(ids, as_user, inside):
    inside(lambda: made.decide(ids["p"]))
    for step in ("publication", "freeze", "draw", "public-number"):
        answer = as_user(OFFICE).post(f"/retreats/programmes/{ids['p']}/{step}", {"version": "1", "number": "7"})
        assert answer.status_code == 409, step
    answer = as_user(MEMBER).post(f"/retreats/applications/{ids['a']}/withdrawal")
    assert answer.status_code == 409 and "不能撤回" in answer.text


def test_missing_things_are_not_found(ids, as_user):
    office = as_user(OFFICE)
    for path in OFFICES:
        if "{" in path:
            wrong = path.format(p=987654, b=987654, a=987654)
            assert office.post(wrong).status_code == 404, path


def test_a_blank_date_is_no_date(ids, as_user):
    route = {"title": "崂山线", "place": "青岛", "starts_on": "2026-11-02", "ends_on": " "}
    route |= {"places": "2", "least": "1", "cost": "1", "share": "0"}
    answer = as_user(OFFICE).post(f"/retreats/programmes/{ids['p']}/batches", route)
    assert answer.status_code == 422 and "请选返回的日子" in answer.text
