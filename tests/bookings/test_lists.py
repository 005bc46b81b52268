"""Every list of members costs the same number of queries for one row and for thirty."""

from datetime import datetime, timedelta

import pytest

from tests.support.university import add_member, add_slot
from unionweb.bookings.models import Booking, BookingStatus, Slot
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def fill(first, count):
    """王敏 holds so many places in the coming days, waits for as many, had as many, and got as many messages."""
    for n in range(first, first + count):
        start = datetime(2026, 9, 17, 8, 0) + timedelta(minutes=30 * n)
        _booked(start, BookingStatus.confirmed, seat_no=1)
        _booked(start + timedelta(days=3), BookingStatus.waiting, queue_no=1)
        _booked(start - timedelta(days=20), BookingStatus.completed)
        db.session.add(Message(member_id=10001, title=f"消息 {n}", body="", created_at=start))
    db.session.commit()


def _booked(start, status, **place):
    slot = db.session.get(Slot, add_slot(str(start), places=1))
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "created_at": slot.starts_at}
    db.session.add(Booking(slot_id=slot.id, member_id=10001, status=status, code="A222", **times, **place))


@pytest.mark.parametrize("path", ["/", "/bookings/", "/bookings/week", "/bookings/week?date=2026-09-21", "/counseling"])
def test_a_page_costs_the_same_queries_for_one_row_and_for_thirty(as_user, inside, statements, path):
    browser = as_user(10001)
    inside(lambda: fill(0, 1))
    few = statements(lambda: browser.get(path))
    inside(lambda: fill(1, 30))
    many = statements(lambda: browser.get(path))
    assert len(many) <= len(few), "\n".join(set(many) - set(few))


def test_the_week_page_asks_few_questions(as_user, inside, statements):
    inside(lambda: fill(0, 3))
    browser = as_user(10001)
    assert len(statements(lambda: browser.get("/bookings/week"))) <= 16


def test_a_repeat_preview_does_not_ask_once_a_date(as_user, inside, statements):
    first = inside(lambda: add_slot("2026-09-17 11:00"))
    browser, path = as_user(10001), f"/bookings/repeat?slot={first}&repeat=workdays&weeks="
    short = statements(lambda: browser.get(path + "1"))
    long = statements(lambda: browser.get(path + "4"))
    assert len(short) == len(long)


def test_a_counselors_list_costs_the_same_for_one_and_for_many(as_user, inside, statements):
    def appointments(first, count):
        for n in range(first, first + count):
            add_member(30000 + n, f"来访{n}")
            slot = db.session.get(Slot, add_slot(f"2026-09-{17 + n // 6} {9 + n % 6:02d}:00", point=3, provider=1))
            times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "created_at": slot.starts_at}
            place = {"status": BookingStatus.confirmed, "seat_no": 1, "code": "A222"}
            db.session.add(Booking(slot_id=slot.id, member_id=30000 + n, mode="face", **times, **place))
        db.session.commit()

    browser = as_user(10006)
    inside(lambda: appointments(0, 1))
    few = statements(lambda: browser.get("/counselor/"))
    inside(lambda: appointments(1, 20))
    many = statements(lambda: browser.get("/counselor/"))
    assert len([s for s in many if s.startswith("SELECT")]) == len([s for s in few if s.startswith("SELECT")])
