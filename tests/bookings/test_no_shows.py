from datetime import date

import pytest
from sqlalchemy import select

from tests.bookings.made import (
    CANARY,
    CANARY_WORDS,
    OPEN_POINT,
    add_booked,
    add_canary,
    add_open_service,
    count_queries,
    sheet_text,
)
from unionweb.accounts.models import Member
from unionweb.bookings.models import BookingStatus, NoShowWaiver
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.slots import service_by_key
from unionweb.common.audit import AuditEvent
from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

S = BookingStatus


@pytest.fixture
def missed(inside):
    """One no-show of 秦金丝 in the mother's room, one in counselling, one at an open service; returns their ids."""

    def build():
        add_canary()
        add_open_service()
        room = add_booked("2026-09-14 09:00", CANARY, S.no_show, code="R291")
        talk = add_booked("2026-09-14 10:00", CANARY, S.no_show, point=3, provider=1, code="T822")
        speech = add_booked("2026-09-14 11:00", 10005, S.no_show, point=OPEN_POINT, code="P555")
        return room, talk, speech

    return inside(build)


def test_no_shows_are_listed_by_code_with_names_only_where_open(as_user, missed):
    browser = as_user(10003)
    for text in (browser.get("/no-shows").text, sheet_text(browser.get("/no-shows.xlsx"))):
        assert "周外" in text
        assert not [word for word in (*CANARY_WORDS, "T8 22", "T822") if word in text]
    assert "R2 91" in browser.get("/no-shows").text


def test_a_waiver_is_kept_with_its_reason_and_told_to_the_owner(as_user, inside, missed):
    browser = as_user(10003)
    assert browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了，进不去"}).location == "/no-shows"
    assert "门锁坏了，进不去（赵岚）" in browser.get("/no-shows?waived=yes").text
    assert "R2 91" not in browser.get("/no-shows?waived=no").text
    waiver = inside(lambda: db.session.get(NoShowWaiver, missed[0]))
    assert (waiver.waived_by_id, waiver.waived_at.date()) == (10003, date(2026, 9, 16))
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "waived")).one())
    assert (event.actor_id, event.reason, event.sealed) == (10003, "门锁坏了，进不去", True)
    message = inside(lambda: db.session.scalars(select(Message)).one())
    assert message.member_id == CANARY
    assert "妈妈" not in message.title + message.body


def test_a_waived_no_show_lifts_the_pause(as_user, inside, missed):
    def person():
        return applicant_for(db.session.get(Member, CANARY), service_by_key("mother_room")).paused_until

    inside(lambda: [add_booked(f"2026-09-1{n} 10:00", CANARY, S.no_show, code=f"R{n}") for n in (1, 5)])
    assert inside(person) is not None
    as_user(10003).post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了"})
    assert inside(person) is None


def pause_of(member_id=10001):
    return applicant_for(db.session.get(Member, member_id), service_by_key("mother_room")).paused_until


def test_a_school_break_stops_the_clock_of_a_pause(inside, at):
    """The no-shows are long ago when term begins again; the pause has not passed all the same."""
    term = {"kind": PeriodKind.break_, "name": "寒假", "starts_on": date(2027, 1, 18), "ends_on": date(2027, 2, 28)}
    inside(lambda: (db.session.add(SchoolPeriod(**term)), db.session.commit()))
    inside(lambda: [add_booked(f"2027-01-{n} 09:00", 10001, S.no_show, code=f"R{n}") for n in (11, 13, 15)])
    for now in ("2027-01-16 09:00", "2027-01-25 09:00", "2027-02-26 09:00", "2027-03-05 09:00"):
        at(now)
        assert inside(pause_of) == date(2027, 3, 5), now
    at("2027-03-06 09:00")
    assert inside(pause_of) is None


def test_no_shows_further_apart_than_the_rule_says_pause_nothing(inside, at):
    inside(lambda: [add_booked(f"2026-{day} 09:00", 10001, S.no_show, code=f"R{day}") for day in ("08-14", "09-11", "09-14")])
    assert inside(pause_of) is None
    inside(lambda: add_booked("2026-09-15 09:00", 10001, S.no_show, code="R915"))
    assert inside(pause_of) == date(2026, 9, 21)


def test_a_waiver_is_given_once(as_user, inside, missed):
    browser = as_user(10003)
    browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了"})
    again = browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "再来一次"})
    assert again.status_code == 409
    assert "已经免记过了" in again.text
    assert inside(lambda: db.session.get(NoShowWaiver, missed[0]).reason) == "门锁坏了"
    assert "免记这一次" not in browser.get(f"/no-shows/{missed[0]}/waiver").text


@pytest.mark.parametrize("data", [{}, {"reason": " "}, {"reason": "长" * 201}])
def test_a_waiver_without_a_reason_is_422(as_user, inside, missed, data):
    answer = as_user(10003).post(f"/no-shows/{missed[0]}/waiver", data)
    assert answer.status_code == 422
    assert inside(lambda: db.session.query(NoShowWaiver).count()) == 0


def test_confidential_other_and_missing_bookings_are_the_same_404(as_user, inside, missed):
    held = inside(lambda: add_booked("2026-09-18 09:00"))
    for id in (missed[1], held, 99999):
        assert as_user(10003).get(f"/no-shows/{id}/waiver").status_code == 404
        assert as_user(10003).post(f"/no-shows/{id}/waiver", {"reason": "x"}).status_code == 404
    assert inside(lambda: db.session.query(NoShowWaiver).count()) == 0


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10006, 10007])
def test_only_the_office_waives(as_user, inside, missed, staff_no):
    assert as_user(staff_no).post(f"/no-shows/{missed[0]}/waiver", {"reason": "x"}).status_code == 403


def test_nobody_waives_their_own(as_user, inside):
    own = inside(lambda: add_booked("2026-09-14 09:00", 10003, S.no_show))
    answer = as_user(10003).post(f"/no-shows/{own}/waiver", {"reason": "x"})
    assert answer.status_code == 409
    assert "请同事来免记" in answer.text


def test_a_no_show_of_nobody_any_more_needs_no_waiver(as_user, inside):
    old = inside(lambda: add_booked("2026-08-01 09:00", None, S.no_show))
    assert as_user(10003).post(f"/no-shows/{old}/waiver", {"reason": "x"}).status_code == 409


def test_the_list_filters_and_pages_with_as_many_queries_for_1_and_35(app, as_user, inside, missed):
    browser = as_user(10003)
    few = count_queries(app, browser, "/no-shows")
    for n in range(35):
        start = f"2026-08-{1 + n % 28:02d} 1{n // 28}:00"
        inside(lambda start=start, n=n: add_booked(start, CANARY, S.no_show, code=f"Q{n:03d}"))
    assert count_queries(app, browser, "/no-shows") == few
    assert "共 37 次" in browser.get("/no-shows?page=2").text
    assert "共 1 次" in browser.get(f"/no-shows?point={OPEN_POINT}").text
    assert "没有爽约" in browser.get("/no-shows?point=3").text
    assert browser.get("/no-shows?days=7&point=x&waived=perhaps&page=99").status_code == 200
