"""What an account still shows of talks after somebody else has replaced its password: nothing from before."""

import pytest
from sqlalchemy import select

from tests.bookings.made import sheet_text
from tests.support.university import add_member, add_slot
from unionweb.accounts.models import Credential, Member
from unionweb.accounts.services import issue_code
from unionweb.bookings.models import Booking
from unionweb.bookings.queries.consents import has_consented
from unionweb.bookings.queries.events import events_for
from unionweb.bookings.services.routine import remind
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

ALIAS, TITLE, NOTE = "金丝雀乙", "提醒：9月18日 周五 9:00 有一项预约", 'id="since-reset"'
AFTER = "2026-09-17 10:39"


def talk(browser, slot_id, **more):
    data = {"slot_id": slot_id, "mode": "face", "alias": ALIAS, "consent": "1"} | more
    return browser.post("/counseling/bookings", data=data)


def reset(inside, at):
    """The administrator replaces the password and waits until the day is over."""
    inside(lambda: issue_code(10001, db.session.get(Member, 10004)))
    inside(lambda: (_use_code(10001), db.session.commit()))
    at(AFTER)


def _use_code(member_id):
    db.session.get(Credential, member_id).code_expires_at = None


@pytest.fixture
def thief(as_user, inside, at):
    """Signed in as 10001 a day after the reset. 10001 has a talk on Friday from 9 to 9:50, a reminder, a consent."""
    slot = inside(lambda: add_slot("2026-09-18 09:00", point=3, provider=1, minutes=50))
    assert talk(as_user(10001), slot).status_code == 303
    at("2026-09-17 09:05")
    inside(remind)
    at("2026-09-16 10:38")
    reset(inside, at)
    return as_user(10001)


def number(inside):
    return inside(lambda: db.session.scalar(select(Booking.id)))


def test_talks_from_before_stay_hidden_when_the_day_is_over(thief, inside):
    mine = f"/bookings/{number(inside)}"
    for path in (mine, f"{mine}/event.ics", f"/counseling?move={number(inside)}"):
        assert thief.client.get(path).status_code == 404
    assert thief.post(f"{mine}/cancellation").status_code == 404
    for path in ("/", "/bookings/", "/counseling", "/counseling/consents", "/door/door-3"):
        page = thief.get(path).text
        assert ALIAS not in page and f"{mine}\"" not in page and "9:00–9:50" not in page
    assert inside(lambda: events_for(10001)) == []


def test_the_pages_say_what_stays_hidden_whether_there_is_anything_or_not(as_user, inside, at):
    reset(inside, at)
    for path in ("/bookings/", "/counseling", "/counseling/consents"):
        assert NOTE in as_user(10001).get(path).text
        assert NOTE not in as_user(10005).get(path).text


def test_messages_about_them_are_neither_shown_nor_counted(thief, inside):
    told = inside(lambda: db.session.scalars(select(Message)).one())
    assert told.title == TITLE
    for path in ("/", "/messages/", "/messages/?show=unread"):
        page = thief.get(path).text
        assert TITLE not in page and "条未读" not in page
    assert thief.client.get(f"/messages/{told.id}").status_code == 404
    assert thief.post(f"/messages/{told.id}/reading", {"follow": "1"}).status_code == 404


def test_they_are_not_in_the_copy_of_ones_own_data(thief, app):
    pages = [r.rule for r in app.url_map.iter_rules() if r.endpoint == "office.download_own_data"]
    book = sheet_text(thief.client.get(pages[0]))
    for word in (ALIAS, "向日葵", "何言", TITLE):
        assert word not in book


def test_an_overlap_with_one_tells_neither_time_nor_kind(thief, inside):
    near, far = inside(lambda: (add_slot("2026-09-18 09:30"), add_slot("2026-09-18 09:50", point=2)))
    for answer in (thief.get(f"/bookings/new?slot={near}"), thief.post("/bookings/", {"slot_id": near, "repeat": "once"})):
        assert "您这个时间已有安排" in answer.text and "9:50" not in answer.text.split("最早可以约")[0]
    assert thief.post("/bookings/", {"slot_id": near, "repeat": "once"}).status_code == 409
    assert thief.post("/bookings/", {"slot_id": far, "repeat": "once"}).status_code == 303


def test_a_new_talk_can_be_booked_with_a_new_consent_and_is_shown(thief, inside):
    """The old one does not count towards one a week: that would tell of it."""
    slot = inside(lambda: add_slot("2026-09-18 14:00", point=3, provider=1, minutes=50))
    assert "每周最多" not in thief.get("/counseling").text
    assert not inside(lambda: has_consented(10001, 2))
    answer = talk(thief, slot)
    assert answer.status_code == 303 and ALIAS in thief.get(answer.location).text


def test_the_counselor_still_sees_them(thief, as_user, inside):
    page = as_user(10006).get("/counselor/").text
    assert ALIAS in page and "9:00" in page


def test_a_room_booked_before_is_still_shown(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-18 14:00"))
    mine = as_user(10001).post("/bookings/", {"slot_id": slot, "repeat": "once"}).location
    at("2026-09-17 09:05")
    inside(remind)
    at("2026-09-16 10:38")
    reset(inside, at)
    assert as_user(10001).get(mine).status_code == 200
    assert "提醒：9月18日 周五 14:00 有一项预约" in as_user(10001).get("/messages/").text


def test_a_second_code_before_the_first_is_used_opens_nothing(thief, as_user, inside):
    inside(lambda: issue_code(10001, db.session.get(Member, 10003)))
    inside(lambda: (_use_code(10001), db.session.commit()))
    assert as_user(10001).client.get(f"/bookings/{number(inside)}").status_code == 404


def test_a_first_code_hides_nothing(as_user, inside, at):
    inside(lambda: (add_member(20001, "新老师"), db.session.commit()))
    inside(lambda: issue_code(20001, db.session.get(Member, 10003)))
    inside(lambda: (_use_code(20001), db.session.commit()))
    slot = inside(lambda: add_slot("2026-09-18 09:00", point=3, provider=1, minutes=50))
    answer = talk(as_user(20001), slot)
    page = as_user(20001).get(answer.location).text
    assert ALIAS in page and NOTE not in as_user(20001).get("/bookings/").text
