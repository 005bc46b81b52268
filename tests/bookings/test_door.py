"""Checking in, using a free room now, releasing places nobody came for."""

from sqlalchemy import select

from tests.support.university import add_slot
from unionweb.bookings.models import Booking
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
