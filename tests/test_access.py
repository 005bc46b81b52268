"""Every page as every person and signed out: who gets in, what a missing object looks like, and that looking changes nothing."""

import os
import re
from pathlib import Path

import pytest

from tests.support.university import CAST
from tests.support.watch import watch
from tests.support.world import address, build
from unionweb.accounts.models import Credential, UserSession
from unionweb.accounts.queries import signed_in_by_token
from unionweb.accounts.queries.sessions import token_hash
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.permissions import public
from unionweb.kernel.web import HEADERS

NOTED = {("INSERT", "read_log"), ("UPDATE", "user_session"), ("UPDATE", "message")}  # what looking may leave behind
NOTED |= {("INSERT", "notice_receipt"), ("UPDATE", "notice_receipt")}
WITHOUT_SIGN_IN = {"assets.show", "accounts.sign_in", "inbox.show_feed", "notices.show_feed", "office.help", "office.privacy",
                   "certificates.new_verification", "certificates.show_verification"}  # fmt: skip
ANYTHING_GOES = {"office.edit_year"}  # any year may be entered: there is none that is missing
KNOWN_ANYWAY = {"accounts.new_role_end"}  # whoever gets that far sees the role on the person's page
AGREED = Path(__file__).with_name("access.txt")
PEOPLE = [None, *CAST]


@pytest.fixture
def world(inside):
    return inside(build)


def looked_at(app):
    """Every address that can be opened."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    return sorted(rules, key=lambda rule: rule.rule)


def admitted(app, browser, rule) -> bool:
    """Whether the rule of a view lets the person of a browser in."""
    stated = app.view_functions[rule.endpoint].rule
    if stated is public:
        return True
    with app.test_request_context(), browser.client.session_transaction() as session:
        person = signed_in_by_token(session["_user_id"], app.config["SESSION_IDLE"], app.config["PERMANENT_SESSION_LIFETIME"])
    with app.app_context():
        return bool(stated(person))


def plain(answer) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]+', r"\1", answer.text)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_gets_in_and_that_looking_changes_nothing(app, as_user, world, who):
    browser, seen, statuses = as_user(who), watch(app), {}
    for rule in looked_at(app):
        answer = browser.get(address(app, rule, world))
        where = f"{rule.rule} as {who}"
        statuses[rule.rule] = answer.status_code
        assert answer.status_code < 500, where
        check_headers(answer, where)
        if who is None and rule.endpoint not in WITHOUT_SIGN_IN:
            assert answer.status_code == 303 and answer.location.startswith("/sign-in"), where
        elif not admitted(app, browser, rule):
            assert answer.status_code == 403, where
        else:
            assert answer.status_code in {200, 303, 403, 404}, where
            check_missing(answer, browser.get(address(app, rule, world, missing=True)), rule, where)
    assert set(seen.committed) <= NOTED, seen.committed
    assert not seen.outside, seen.outside
    assert agreed(who, statuses) == statuses


def check_missing(there, missing, rule, where) -> None:
    """Somebody else's and a missing object: the same status and, but for tokens, the same bytes."""
    if not rule.arguments or rule.endpoint in ANYTHING_GOES:
        return
    assert missing.status_code == 404, where
    if there.status_code >= 400 and rule.endpoint not in KNOWN_ANYWAY:
        assert (there.status_code, plain(there)) == (missing.status_code, plain(missing)), where


def agreed(who, statuses) -> dict[str, int]:
    """Who may open what, as people have read and agreed. After a wanted change: UNIONWEB_RENEW=1 pytest tests/test_access.py"""
    table = dict(line.split("\t", 1) for line in AGREED.read_text().splitlines()) if AGREED.exists() else {}
    column = PEOPLE.index(who)
    if os.environ.get("UNIONWEB_RENEW"):
        rows = {rule: table.get(rule, "\t".join("-" * len(PEOPLE))).split("\t") for rule in statuses}
        for rule, status in statuses.items():
            rows[rule][column] = str(status)
        heading = "\t".join(str(who or "signed out") for who in PEOPLE)
        lines = [f"address\t{heading}", *("\t".join([rule, *row]) for rule, row in sorted(rows.items()))]
        AGREED.write_text("\n".join(lines) + "\n")
        return statuses
    return {rule: int(row.split("\t")[column]) for rule, row in table.items() if rule != "address"}


def check_headers(answer, where) -> None:
    missing = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    assert not missing or "image" in answer.mimetype, f"{where}: {missing}"
    kept = answer.headers["Cache-Control"]
    assert "no-store" in kept or where.startswith("/static/"), f"{where}: {kept}"


@pytest.mark.parametrize("who", [10001, 10003, 10006])
def test_what_htmx_is_given(app, as_user, world, who):
    """Whole pages or well-formed fragments, and for refusals a notice that leaves the page alone."""
    browser = as_user(who, htmx=True)
    for rule in looked_at(app):
        answer = browser.get(address(app, rule, world))
        assert answer.status_code < 500, rule.rule
        if answer.status_code >= 400:
            assert answer.headers["HX-Retarget"] == "#notices", rule.rule
        if answer.mimetype == "text/html" and answer.status_code == 200 and "HX-Redirect" not in answer.headers:
            assert "HX-Request-Type" in answer.headers.get("Vary", ""), rule.rule


def test_signed_out_htmx_is_sent_to_the_sign_in_page(app, as_user, world):
    browser = as_user(None, htmx=True)
    for rule in looked_at(app):
        if rule.endpoint not in WITHOUT_SIGN_IN:
            answer = browser.get(address(app, rule, world))
            assert (answer.status_code, answer.headers.get("HX-Redirect")) == (401, "/sign-in"), rule.rule


def test_a_person_with_a_one_time_code_gets_no_further_than_the_new_password(app, as_user, world, inside):
    inside(lambda: (db.session.query(Credential).update({"code_expires_at": clock.now()}), db.session.commit()))
    browser = as_user(10003)
    for rule in looked_at(app):
        answer = browser.get(address(app, rule, world))
        free = rule.endpoint in WITHOUT_SIGN_IN | {"accounts.edit_password"}
        if not free:
            assert (answer.status_code, answer.location) == (303, "/account/password"), rule.rule


def test_a_session_that_ended_opens_nothing(app, as_user, world, inside):
    browser = as_user(10003)
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    browser.post("/sign-out")
    with browser.client.session_transaction() as session:
        session["_user_id"] = token
    assert inside(lambda: db.session.query(UserSession).filter_by(token_hash=token_hash(token)).one().ended_at)
    for rule in looked_at(app):
        if rule.endpoint not in WITHOUT_SIGN_IN:
            assert browser.get(address(app, rule, world)).status_code == 303, rule.rule
