"""Booking, refusing, waiting, cancelling, moving through the pages."""

import pytest
from sqlalchemy import func, select

from tests.support.university import add_member, add_slot
from unionweb.accounts.models import Sex
from unionweb.bookings.models import HOLDING, Booking, BookingStatus
from unionweb.common import settings
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def held(slot_id):
    query = select(Booking.member_id).where(Booking.slot_id == slot_id, Booking.status.in_(HOLDING)).order_by(Booking.id)
    return db.session.scalars(query).all()


def book(browser, slot_id, **more):
    return browser.post("/bookings/", data={"slot_id": slot_id, "repeat": "once", **more})


@pytest.fixture
def slot(inside):
    return inside(add_slot)


def test_week_page_offers_the_slot_and_confirming_books_it(as_user, inside, slot):
    browser = as_user(10001)
    assert f"/bookings/new?slot={slot}" in browser.get("/bookings/week").text
    assert "确认预约" in browser.get(f"/bookings/new?slot={slot}").text
    answer = book(browser, slot)
    assert answer.status_code == 303
    assert "约好了" in browser.get(answer.location).text
    assert inside(lambda: held(slot)) == [10001]
    assert "我的" in browser.get("/bookings/week").text


def test_a_full_slot_is_refused_with_the_earliest_other_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    book(as_user(10005), slot)
    answer = book(as_user(10001), slot)
    assert answer.status_code == 409
    assert "约满了" in answer.text and "15:00–15:30" in answer.text and f'value="{other}"' in answer.text
    assert inside(lambda: held(slot)) == [10005]


def test_the_same_form_sent_twice_is_one_booking(as_user, inside, slot):
    browser = as_user(10001)
    first, second = (book(browser, slot, request_key="abcdefgh1234") for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert inside(lambda: held(slot)) == [10001]


def test_every_reason_is_told_at_once(as_user, inside):
    for hour in (13, 15):
        book(as_user(10001), inside(lambda hour=hour: add_slot(f"2026-09-17 {hour}:00")))
    overlapping = inside(lambda: add_slot("2026-09-17 13:00", point=2))
    answer = book(as_user(10001), overlapping)
    assert answer.status_code == 409
    assert "每天最多 2 次" in answer.text and "时间重叠" in answer.text


def test_bookings_on_two_campuses_leave_time_to_travel(as_user, inside, slot):
    near, far = inside(lambda: (add_slot("2026-09-16 14:40", point=2), add_slot("2026-09-16 15:10", point=2)))
    book(as_user(10001), slot)
    assert "校区之间要留 40 分钟" in book(as_user(10001), near).text
    assert book(as_user(10001), far).status_code == 303


def test_a_man_is_told_politely_before_he_submits(as_user, inside, slot):
    inside(lambda: (add_member(20001, "单思远", sex=Sex.male), db.session.commit()))
    page = as_user(20001).get(f"/bookings/new?slot={slot}")
    assert "留给女教职工使用" in page.text and 'action="/bookings/"' not in page.text


def test_too_far_ahead_says_from_when(as_user, inside):
    slot = inside(lambda: add_slot("2026-10-20 14:00"))
    inside(lambda: settings.put("mother_room.ahead_days", 14))
    assert "10月6日 起可以约" in as_user(10001).get(f"/bookings/new?slot={slot}").text


def test_waiting_people_move_up_in_order_as_places_are_freed(as_user, inside, slot):
    answer = book(as_user(10005), slot)
    for member in (10001, 10002):
        assert as_user(member).post("/bookings/waiting", data={"slot_id": slot}).status_code == 303
    assert "候补第 2 位" in as_user(10002).get("/bookings/").text
    as_user(10005).post(f"{answer.location}/cancellation")
    assert inside(lambda: held(slot)) == [10001]
    told = inside(lambda: db.session.scalars(select(Message.title).where(Message.member_id == 10001)).all())
    assert told == ["候补成功：今天 14:00 已为您约上"]
    assert "候补第 1 位" in as_user(10002).get("/bookings/").text


def test_leaving_the_waiting_list_is_always_possible(as_user, inside, slot, at):
    book(as_user(10005), slot)
    waiting = as_user(10001).post("/bookings/waiting", data={"slot_id": slot}).location
    at("2026-09-16 13:58")
    assert as_user(10001).post(f"{waiting}/cancellation").status_code == 303


def test_nobody_moves_up_after_the_cut_off(as_user, inside, slot, at):
    mine = book(as_user(10005), slot).location
    as_user(10001).post("/bookings/waiting", data={"slot_id": slot})
    inside(lambda: settings.put("mother_room.cancel_before", 0))
    at("2026-09-16 13:45")
    as_user(10005).post(f"{mine}/cancellation")
    assert inside(lambda: held(slot)) == []


def test_cancelling_after_the_deadline_is_refused(as_user, inside, slot, at):
    mine = book(as_user(10001), slot).location
    at("2026-09-16 13:40")
    answer = as_user(10001).post(f"{mine}/cancellation")
    assert answer.status_code == 409 and "以后就不能取消了" in answer.text
    assert inside(lambda: held(slot)) == [10001]


def test_a_stranger_finds_neither_the_booking_nor_its_actions(as_user, slot):
    mine = book(as_user(10001), slot).location
    stranger, missing = as_user(10005), "/bookings/999999"
    for path in ("", "/event.ics"):
        assert stranger.get(mine + path).status_code == stranger.get(missing + path).status_code == 404
    for path in ("/cancellation", "/move", "/check-in", "/leaving"):
        assert stranger.post(mine + path).status_code == stranger.post(missing + path).status_code == 404


def test_moving_gives_back_the_old_place_and_takes_the_new_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    mine = book(as_user(10001), slot).location
    number = mine.rsplit("/", 1)[1]
    assert "换个时间" in as_user(10001).get(f"/bookings/week?move={number}").text
    assert "确认换到这个时间" in as_user(10001).get(f"/bookings/new?slot={other}&move={number}").text
    assert as_user(10001).post(f"{mine}/move", data={"slot_id": other}).status_code == 303
    assert inside(lambda: (held(slot), held(other))) == ([], [10001])


def test_moving_to_a_full_slot_keeps_the_old_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    book(as_user(10005), other)
    mine = book(as_user(10001), slot).location
    assert as_user(10001).post(f"{mine}/move", data={"slot_id": other}).status_code == 409
    assert inside(lambda: held(slot)) == [10001]


@pytest.mark.parametrize("data", [{}, {"slot_id": ""}, {"slot_id": "x"}, {"slot_id": "-1"}, {"slot_id": "9" * 30},
                                  {"slot_id": "1.5"}, {"slot_id": "999999"}, {"slot_id": "1", "repeat": "daily"},
                                  {"slot_id": "1", "repeat": "once", "request_key": "<script>"}])  # fmt: skip
def test_malformed_forms_change_nothing_and_say_so(as_user, inside, slot, data):
    answer = as_user(10001).post("/bookings/", data=data)
    assert 400 <= answer.status_code < 500
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Booking))) == 0


def test_a_doubled_field_is_refused(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    answer = as_user(10001).post("/bookings/", data={"slot_id": [slot, other], "repeat": "once"})
    assert answer.status_code == 422
    assert inside(lambda: held(slot)) == []


def test_a_repeat_shows_first_which_dates_can_be_had(as_user, inside):
    days = inside(lambda: [add_slot(f"2026-09-{day} 11:00") for day in (17, 18, 21)])
    book(as_user(10005), days[1])
    answer = as_user(10001).post("/bookings/", data={"slot_id": days[0], "repeat": "workdays", "weeks": 1})
    page = as_user(10001).get(answer.location)
    assert "2 个约得上" in page.text and "约满了" in page.text
    inside(lambda: db.session.commit())
    done = as_user(10001).post("/bookings/repeat", data={"slot_id": days[0], "repeat": "workdays", "weeks": 1})
    assert done.status_code == 303
    assert inside(lambda: [held(day) for day in days]) == [[10001], [10005], [10001]]


def test_a_liaison_books_for_a_colleague_of_the_own_unit_only(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    chair = as_user(10002)
    assert "替同事约" in chair.get(f"/bookings/new?slot={slot}").text
    assert book(chair, slot, for_staff_no="10001").status_code == 303
    assert inside(lambda: held(slot)) == [10001]
    refused = book(chair, other, for_staff_no="10005")
    assert refused.status_code == 422 and "没有这个工号" in refused.text
    assert book(as_user(10001), other, for_staff_no="10002").status_code == 422
    repeated = book(chair, other, for_staff_no="10001", repeat="workdays")
    assert repeated.status_code == 422
    assert "替同事一次约一个时段" in repeated.text
    assert "代办" in chair.get("/bookings/").text and "代办" in as_user(10001).get("/bookings/1").text


def test_three_no_shows_pause_booking_until_a_working_day(as_user, inside, at):
    for day in (14, 15, 16):
        slot = inside(lambda day=day: add_slot(f"2026-09-{day} 09:00"))
        inside(lambda slot=slot: (_past_no_show(slot), db.session.commit()))
    later = inside(lambda: add_slot("2026-09-17 14:00"))
    page = as_user(10001).get(f"/bookings/new?slot={later}")
    assert "约了没来" in page.text and "9月22日 以后可以再约" in page.text


def _past_no_show(slot_id):
    from unionweb.bookings.models import Slot

    slot = db.session.get(Slot, slot_id)
    db.session.add(Booking(slot_id=slot_id, member_id=10001, status=BookingStatus.no_show, starts_at=slot.starts_at,
                           ends_at=slot.ends_at, code="A222", created_at=slot.starts_at))  # fmt: skip
