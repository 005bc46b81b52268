"""The demo university in use: the pages of its accounts, and the command that loads it."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from tests.demo.test_load import CAST, bookings
from tests.support import university
from tests.support.browser_client import Browser
from unionweb.accounts.models import Member
from unionweb.bookings.models import Booking, Slot
from unionweb.common.audit import AuditEvent
from unionweb.demo import loading
from unionweb.kernel.extensions import db

PAGES = {
    10001: (
        "/messages/", "/counseling", "/counseling/consents", "/notices/", "/notices/5", "/calls", "/calls/3/results", "/calls/4",
        "/calls/12/works", "/library", "/library/1", "/library/units", "/honours", "/honours/people/1",
    ),
    10002: ("/people", "/calls", "/calls/unit", "/calls/4/unit", "/calls/11/unit"),
    10003: (
        "/board", "/overview", "/usage", "/no-shows", "/calendar", "/people", "/units", "/audit", "/faults", "/points",
        "/calls/desk", "/calls/rounds/1", "/calls/4/entries", "/calls/9/review", "/calls/8/scores", "/calls/3/result-desk",
        "/calls/8/result-desk", "/calls/7/quotas",
    ),
    10004: ("/jobs", "/people", "/audit", "/units"),
    10005: ("/account",),
    10006: ("/counselor/",),
    10007: ("/board/1", "/board/2", "/board/1/care-log", "/faults"),
    10008: ("/account", "/reviews", "/reviews/calls/6", "/reviews/calls/10", "/reviews/calls/12"),
    10014: ("/notices/desk", "/notices/7/desk", "/certificates/batches", "/certificates/register"),
}  # fmt: skip


@pytest.mark.parametrize("staff_no", PAGES)
def test_the_pages_of_each_account_answer(loaded, demo, staff_no):
    browser = Browser(loaded, CAST[staff_no], htmx=False, csrf=False)
    for path in ("/", "/bookings/week", "/bookings/", *PAGES[staff_no]):
        answer = browser.get(path)
        assert answer.status_code == 200, path
    assert browser.get("/board/1").status_code == (200 if staff_no in {10003, 10007, 10014} else 403)


def test_every_booking_of_wang_min_can_be_opened(loaded, demo):
    browser = Browser(loaded, CAST[10001], htmx=False, csrf=False)
    for b, _, _, _ in demo(bookings):
        if b.member_id == CAST[10001]:
            assert browser.get(f"/bookings/{b.id}").status_code == 200


def test_a_day_on_which_she_may_not_book_more_is_not_called_closed(loaded, demo):
    page = Browser(loaded, CAST[10001], htmx=False, csrf=False).get("/bookings/week?point=2").text
    assert "图书馆 B104" in page
    assert "已约 2 次" in page
    assert "周四不开放" not in page


def test_the_owner_of_a_waived_no_show_can_open_it(loaded, demo):
    waived = demo(lambda: db.session.scalar(select(AuditEvent.subject_id).where(AuditEvent.action == "waived")))
    owner = demo(lambda: db.session.get(Booking, waived).member_id)
    page = Browser(loaded, owner, htmx=False, csrf=False).get(f"/bookings/{waived}")
    assert page.status_code == 200
    assert "爽约，已免记" in page.text


def test_the_accounts_sign_in_with_the_password_on_the_page(loaded, demo):
    page = Browser(loaded, None, htmx=False, csrf=False)
    assert "unionweb-demo" in page.get("/sign-in").text
    answer = page.post("/sign-in", {"staff_no": "10001", "password": university.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")


# ---- the command


def test_the_command_loads_once_and_refuses_afterwards(installation, run):
    app = installation()
    done = run(app, "demo", "--if-empty")
    assert done.exit_code == 0
    assert "1900 members, 8 points" in done.output
    again = run(app, "demo")
    assert again.exit_code == 1
    assert "There is data already; nothing was changed." in again.output
    quiet = run(app, "demo", "--if-empty")
    assert quiet.exit_code == 0
    assert "not loaded" in quiet.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Member)) == 1900


def test_the_command_says_what_is_missing_before_the_first_migration(installation, run):
    done = run(installation(migrated=False), "demo")
    assert done.exit_code == 1
    assert "db upgrade" in done.output


def test_nothing_is_left_of_a_load_that_failed(installation, run, monkeypatch):
    app = installation()
    monkeypatch.setattr(loading, "keep_up", lambda *_: 1 / 0)
    assert run(app, "demo").exit_code == 1
    with app.app_context():
        assert loading.is_empty()


@pytest.mark.parametrize("moment", ["2026-12-30 17:30", "2028-05-10 11:00"])
def test_beyond_the_known_years_there_are_no_slots(installation, moment):
    moment = datetime.fromisoformat(moment)
    app = installation(moment)
    with app.app_context():
        loading.load(7)
        last = db.session.scalar(select(func.max(Slot.starts_at)))
        assert last is None or last.year == 2026
        db.session.remove()
    page = Browser(app, CAST[10001], htmx=False, csrf=False)
    assert page.get("/").status_code == 200
    assert page.get("/bookings/week").status_code == 200


