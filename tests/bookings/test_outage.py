"""Nobody is blamed for what nobody recorded: the release job after a time in which it did not run."""

import pytest
from sqlalchemy import select

from tests.bookings.test_door import book, states
from tests.support.university import add_slot
from unionweb.bookings.models import Booking, Slot, SlotState
from unionweb.common.audit import AuditEvent
from unionweb.kernel import jobs
from unionweb.kernel.extensions import db


def reasons():
    return db.session.scalars(select(Booking.end_reason).order_by(Booking.id)).all()


def test_an_outage_makes_nobody_a_no_show(as_user, inside, at):
    for day in ("17", "18"):
        book(as_user(10001), inside(lambda day=day: add_slot(f"2026-09-{day} 14:00")))
    at("2026-09-17 13:00")
    inside(lambda: jobs.run("release"))
    at("2026-09-20 09:00")
    assert inside(lambda: jobs.run("release").detail) == "处理了 2 条"
    assert inside(states) == ["completed", "completed"]
    assert inside(reasons) == ["系统停过，没有签到记录，不算爽约"] * 2
    ended = select(AuditEvent.action, AuditEvent.reason).where(AuditEvent.to_state == "completed")
    assert set(inside(lambda: db.session.execute(ended).all())) == {("completed", "系统停过，没有签到记录，不算爽约")}
    assert "没有签到" not in as_user(10001).get("/messages/").text


def test_whose_room_was_closed_is_no_no_show(as_user, inside, at):
    slot = inside(lambda: add_slot("2026-09-17 14:00"))
    book(as_user(10001), slot)

    def close():
        db.session.get_one(Slot, slot).state = SlotState.closed
        db.session.commit()

    inside(close)
    at("2026-09-17 14:11")
    inside(lambda: jobs.run("release"))
    assert inside(states) == ["cancelled"]
    assert inside(reasons) == ["这个时段没有开放，不算爽约"]
    assert "没有签到" not in as_user(10001).get("/messages/").text


@pytest.mark.parametrize("found", ["14:11", "15:30", "20:00"])
def test_the_same_day_a_no_show_is_one(as_user, inside, at, found):
    book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    at(f"2026-09-17 {found}")
    inside(lambda: jobs.run("release"))
    assert inside(states) == ["no_show"]
