"""The secret calendar address and what stands in the calendar."""

import re
from datetime import datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select, text, update

from unionweb.accounts.models import Member
from unionweb.common.audit import AuditEvent
from unionweb.inbox import feeds
from unionweb.inbox.feeds import FeedEvent
from unionweb.inbox.models import CalendarFeed
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db

EVENT = FeedEvent("booking-7", datetime(2026, 9, 18, 14), datetime(2026, 9, 18, 14, 30), "妈妈小屋", "综合楼 208", "短码 K7 42")


@pytest.fixture
def source(monkeypatch):
    """The one source of events in these tests: 王敏 has one."""
    monkeypatch.setattr(feeds, "sources", [lambda member_id: [EVENT] if member_id == 10001 else []])


def address(browser):
    browser.post("/messages/feed")
    return re.search(r'value="http://localhost(/feeds/[^"]+)"', browser.get("/messages/feed").text)[1]


def test_address_is_made_when_asked_for(as_user, source):
    browser = as_user(10001)
    assert "还没有日历地址" in browser.get("/messages/feed").text
    assert len(address(browser)) > len("/feeds/.ics") + 40


def test_address_opens_the_calendar_without_signing_in(as_user, source):
    answer = as_user().get(address(as_user(10001)))
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("妈妈小屋", "综合楼 208")
    assert event["DTSTART"].dt == EVENT.start.replace(tzinfo=clock.ZONE)


def test_calendar_belongs_to_the_owner_of_the_address(as_user, source):
    calendar = Calendar.from_ical(as_user().get(address(as_user(10005))).data)
    assert calendar.walk("VEVENT") == []


def test_renewing_stops_the_old_address_at_once(as_user, source, inside):
    browser = as_user(10001)
    old, new = address(browser), address(browser)
    assert old != new
    assert as_user().get(old).status_code == 404 and as_user().get(new).status_code == 200
    actions = inside(lambda: list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))))
    assert actions == ["feed_created", "feed_renewed"]


def test_stopping_it_stops_it(as_user, source, inside):
    browser = as_user(10001)
    old = address(browser)
    for _ in range(2):
        assert browser.post("/messages/feed/withdrawal").status_code == 303
    assert as_user().get(old).status_code == 404
    assert inside(lambda: db.session.scalar(select(CalendarFeed))) is None


def test_address_of_somebody_who_left_is_unknown(as_user, source, inside):
    path = address(as_user(10001))
    gone = update(Member).where(Member.id == 10001).values(left_at=clock.now())
    inside(lambda: write(lambda: db.session.execute(gone))())
    assert as_user().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "10001", "a" * 43, "..", "%00", "王敏", "a" * 5000, "' OR 1=1 --"])
def test_unknown_addresses_are_not_found(as_user, source, token):
    address(as_user(10001))
    assert as_user().get(f"/feeds/{token}.ics").status_code in {400, 404}


def test_the_database_holds_no_readable_token(as_user, source, inside):
    token = address(as_user(10001)).removeprefix("/feeds/").removesuffix(".ics")
    (stored,) = inside(lambda: db.session.execute(text("SELECT token, token_hash FROM calendar_feed")).all())
    assert token not in stored[0] and token not in stored[1]


def test_nobody_sees_the_address_of_another(as_user, source):
    own = address(as_user(10001))
    for staff_no in (10002, 10003, 10004):
        assert own not in as_user(staff_no).get("/messages/feed").text


def test_calendar_says_its_name_and_zone(inside):
    text = inside(lambda: feeds.one_event_ics(EVENT)).decode()
    assert "X-WR-CALNAME:海川大学工会" in text and "BEGIN:VTIMEZONE" in text and "TZID:Asia/Shanghai" in text
    assert "DTSTART;TZID=Asia/Shanghai:20260918T140000" in text and "UID:booking-7@unionweb" in text


def test_cancelled_and_empty_things_are_written_so(inside):
    event = FeedEvent("x", EVENT.start, EVENT.end, "预约", cancelled=True)
    text = inside(lambda: feeds.one_event_ics(event)).decode()
    assert "STATUS:CANCELLED" in text and "LOCATION" not in text and "DESCRIPTION" not in text


def test_what_a_person_wrote_stays_text(inside):
    event = FeedEvent("x", EVENT.start, EVENT.end, "一\r\nATTACH:http://evil.example\n二；,;\\")
    calendar = Calendar.from_ical(inside(lambda: feeds.one_event_ics(event)))
    assert "ATTACH" not in calendar.walk("VEVENT")[0]


def test_two_requests_for_a_first_address_leave_one(inside):
    import threading

    from unionweb.inbox.services import renew_feed

    together, errors = threading.Barrier(4), []
    person = type("Person", (), {"id": 10001})

    def race():
        together.wait(10)
        try:
            inside(lambda: renew_feed(person))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == [] and inside(lambda: len(list(db.session.scalars(select(CalendarFeed))))) == 1
