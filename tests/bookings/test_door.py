"""Checking in, using a free room now, releasing places nobody came for."""

from sqlalchemy import select

from tests.support.university import add_slot
from unionweb.bookings.models import Booking, Slot, SlotState
from unionweb.bookings.services.routine import release
from unionweb.kernel.extensions import db


def states():
    return [b.status.value for b in db.session.scalars(select(Booking).order_by(Booking.id))]


def book(browser, slot_id):
    return browser.post("/bookings/", data={"slot_id": slot_id, "repeat": "once"}).location


def test_check_in_works_only_in_its_window(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    mine = book(as_user(10001), slot)
    early = as_user(10001).post(f"{mine}/check-in")
    assert early.status_code == 409 and "13:50 起可以签到" in early.text
    at("2026-09-16 13:55")
    assert "我到了，签到" in as_user(10001).get("/door/door-1").text
    assert as_user(10001).post(f"{mine}/check-in").status_code == 303
    assert "用完了，离开" in as_user(10001).get("/door/door-1").text
    assert inside(states) == ["checked_in"]


def test_the_door_never_says_who_is_inside(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    mine = book(as_user(10001), slot)
    at("2026-09-16 14:02")
    as_user(10001).post(f"{mine}/check-in")
    page = as_user(10005).get("/door/door-1").text
    assert "现在有人在用" in page and "王敏" not in page


def test_a_place_nobody_came_for_is_released_and_used_by_another(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    book(as_user(10001), slot)
    at("2026-09-16 14:11")
    assert "现在使用" in as_user(10005).get("/door/door-1").text
    assert as_user(10005).post("/door/door-1/walk-ins").status_code == 303
    assert inside(states) == ["no_show", "checked_in"]
    assert "没有签到" in as_user(10001).get("/messages/").text


def test_a_walk_in_is_refused_while_the_place_is_held(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    book(as_user(10001), slot)
    at("2026-09-16 14:05")
    assert as_user(10005).post("/door/door-1/walk-ins").status_code == 409


def test_the_job_releases_once_and_closes_what_is_over(as_user, inside, at):
    first, second = inside(lambda: (add_slot("2026-09-16 14:00"), add_slot("2026-09-16 15:00")))
    book(as_user(10001), first)
    mine = book(as_user(10002), second)
    at("2026-09-16 14:31")
    inside(release)
    at("2026-09-16 15:01")
    as_user(10002).post(f"{mine}/check-in")
    at("2026-09-16 15:31")
    inside(release)
    inside(release)
    assert inside(states) == ["no_show", "completed"]


def test_leaving_frees_the_room_at_once(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    mine = book(as_user(10001), slot)
    at("2026-09-16 14:02")
    as_user(10001).post(f"{mine}/check-in")
    as_user(10001).post(f"{mine}/leaving")
    assert as_user(10005).post("/door/door-1/walk-ins").status_code == 303


def test_an_unknown_code_is_not_found(as_user):
    assert as_user(10001).get("/door/nein").status_code == 404
    assert as_user(10001).post("/door/nein/walk-ins").status_code == 404


def test_closed_hours_offer_the_next_free_slot(as_user, inside):
    inside(lambda: add_slot("2026-09-16 14:00"))
    page = as_user(10001).get("/door/door-1").text
    assert "不在开放时间里" in page and "14:00–14:30" in page


def test_who_came_early_for_the_next_slot_takes_a_place_of_the_room(as_user, inside, at):
    """综合楼 208 holds two: one is inside at 9:55 for 10:00, so only one more may use what is left of 9:30."""
    inside(lambda: add_slot("2026-09-17 09:30", places=2))
    mine = book(as_user(10001), inside(lambda: add_slot("2026-09-17 10:00", places=2)))
    at("2026-09-17 09:55")
    assert as_user(10001).post(f"{mine}/check-in").status_code == 303
    assert "现在使用" in as_user(10005).get("/door/door-1").text
    assert as_user(10005).post("/door/door-1/walk-ins").status_code == 303
    assert "现在有人在用" in as_user(10002).get("/door/door-1").text
    assert as_user(10002).post("/door/door-1/walk-ins").status_code == 409
    assert inside(states) == ["checked_in", "checked_in"]


def test_nobody_comes_early_into_a_full_room(as_user, inside, at):
    inside(lambda: add_slot("2026-09-17 09:30"))
    mine = book(as_user(10001), inside(lambda: add_slot("2026-09-17 10:00")))
    at("2026-09-17 09:52")
    as_user(10005).post("/door/door-1/walk-ins")
    refused = as_user(10001).post(f"{mine}/check-in")
    assert refused.status_code == 409 and "10:00 起可以签到" in refused.text
    at("2026-09-17 10:00")
    assert as_user(10001).post(f"{mine}/check-in").status_code == 303


def test_the_next_one_checks_in_early_when_the_one_before_has_left(as_user, inside, at):
    before = book(as_user(10005), inside(lambda: add_slot("2026-09-17 09:30")))
    mine = book(as_user(10001), inside(lambda: add_slot("2026-09-17 10:00")))
    at("2026-09-17 09:35")
    as_user(10005).post(f"{before}/check-in")
    as_user(10005).post(f"{before}/leaving")
    at("2026-09-17 09:52")
    assert as_user(10001).post(f"{mine}/check-in").status_code == 303


def test_using_the_room_now_clicked_twice_is_one_booking(as_user, inside, at):
    inside(lambda: add_slot("2026-09-17 09:30", places=2))
    at("2026-09-17 09:35")
    first, second = (as_user(10001).post("/door/door-1/walk-ins") for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert inside(states) == ["checked_in"]


def test_after_check_in_the_page_tells_neither_hours_to_check_in_nor_how_to_cancel(as_user, inside, at):
    mine = book(as_user(10001), inside(lambda: add_slot("2026-09-16 14:00")))
    assert "13:50 到 14:10 之间" in as_user(10001).get(mine).text
    at("2026-09-16 13:55")
    as_user(10001).post(f"{mine}/check-in")
    page = as_user(10001).get(mine).text
    assert "13:55 签到了" in page
    assert "之间，扫门口的码" not in page and "来不了了" not in page


def test_a_booking_of_a_closed_slot_says_so_and_names_no_hours_to_check_in(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-16 14:00"))
    mine = book(as_user(10001), slot)
    inside(lambda: (_close(slot), db.session.commit()))
    at("2026-09-16 13:55")
    page = as_user(10001).get(mine).text
    assert "不开放了，请改约" in page and ">已约<" not in page
    assert "之间，扫门口的码" not in page and "我到了，签到" not in page
    assert "取消这次预约" in page
    door = as_user(10001).get("/door/door-1").text
    assert "这个时间不开放了" in door and "我到了，签到" not in door


def _close(slot_id):
    slot = db.session.get(Slot, slot_id)
    slot.state, slot.closed_reason = SlotState.closed, "停电"
