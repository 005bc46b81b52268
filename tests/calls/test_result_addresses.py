"""Every address of results, honours and the library: who may open it, and that nothing that is sent there breaks it."""

import io

import pytest

from tests.calls import resulted
from unionweb.calls.rules.meeting import may_read_results, may_run_results

MODULES = {f"unionweb.calls.views.{name}" for name in ("results_desk", "results_steps", "results_public", "honours", "library")}
OFFICE, AUTHOR, CHAIR, STRANGER, REVIEWER = 10003, 10001, 10002, 10005, 10008
MAY_BE_MISSING = {"calls.case_picture", "calls.book_file"}  # nothing is kept behind them here
JUNK = [{}, {"grade": ["1", "2"], "reason": ["a", "b"], "title": ["x", "y"]},
        {name: "字" * 7000 for name in ("reason", "title", "text", "name")},
        {"held_on": "2026-02-30", "workdays": "-1", "organ": "x", "version": "９", "file": "not a file"}]  # fmt: skip


def addresses(app, values, method):
    """(endpoint, address, rule) of everything of ours that answers to a method."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "__module__", "") in MODULES and method in rule.methods:
            yield rule.endpoint, rule.build({name: values[name] for name in rule.arguments})[1], view.rule


@pytest.fixture
def world(inside):
    return inside(resulted.one_of_each)


def test_every_page_opens_for_the_office(app, as_user, world):
    office, found = as_user(OFFICE), list(addresses(app, world, "GET"))
    assert len(found) == 27
    for endpoint, address, _ in found:
        status = office.get(address).status_code
        assert status == 200 or (status == 404 and endpoint in MAY_BE_MISSING), (endpoint, status)


@pytest.mark.parametrize("staff_no", [AUTHOR, CHAIR, STRANGER, REVIEWER])
def test_pages_of_the_office_open_for_nobody_else(app, as_user, world, staff_no):
    browser = as_user(staff_no)
    for method in ("GET", "POST"):
        for endpoint, address, rule in addresses(app, world, method):
            if rule in {may_run_results, may_read_results}:
                answer = browser.get(address) if method == "GET" else browser.post(address)
                assert answer.status_code == 403, endpoint


def test_nothing_opens_before_signing_in(app, as_user, world):
    for endpoint, address, _ in addresses(app, world, "GET"):
        answer = as_user(None).get(address)
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (303, True), endpoint


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_answered_with_a_sentence(app, as_user, world, junk):
    office = as_user(OFFICE)
    for endpoint, address, _ in addresses(app, world, "POST"):
        assert office.post(address, junk).status_code in {303, 400, 404, 409, 422}, endpoint
        assert office.post(address, b"{}", content_type="application/json").status_code in {400, 415}, endpoint


def test_a_file_where_none_is_asked_for_is_left_alone(app, as_user, world):
    office = as_user(OFFICE)
    for endpoint, address, _ in addresses(app, world, "POST"):
        sent = {"reason": (io.BytesIO(b"MZ"), "x.exe"), "file": (io.BytesIO(b"PK\x03\x04"), "名" * 300 + ".xlsx")}
        answer = office.post(address, sent, content_type="multipart/form-data")
        assert answer.status_code in {303, 400, 404, 409, 422}, endpoint


def test_what_is_missing_is_not_found(app, as_user, world):
    office = as_user(OFFICE)
    gone = {name: 987654 for name in world}
    for endpoint, address, _ in addresses(app, gone, "GET"):
        if address not in {"/library", "/honours"} and "987654" in address:
            assert office.get(address).status_code == 404, endpoint


def test_looking_changes_nothing(app, as_user, world, statements):
    office, written = as_user(OFFICE), []
    for _, address, _ in addresses(app, world, "GET"):
        said = statements(lambda address=address: office.get(address))
        written += [one for one in said if one.split()[0] in {"INSERT", "UPDATE", "DELETE"} and "user_session" not in one]
    assert written == []


def test_a_refused_grade_is_explained_once_with_script_and_without(as_user, inside):
    """With script the table alone is swapped, so the reason has to stand in it, for everybody to see."""
    call_id, entries = inside(resulted.decided)
    path, data = f"/calls/{call_id}/entries/{entries[0]}/decision", {"grade": "none", "reason": ""}
    part, page = as_user(OFFICE, htmx=True).post(path, data), as_user(OFFICE).post(path, data)
    for answer in (part, page):
        assert answer.status_code == 409
        assert answer.text.count("这一步没有做") == answer.text.count('role="alert"') == 1
    assert '<div class="note bad" role="alert">' in part.text
