"""What people are told when their slot is closed, opened again, and closed once more."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.bookings.made import add_booking
from tests.bookings.schedules import close, closing, office, slot_at
from unionweb.bookings.models import BookingStatus, Slot
from unionweb.bookings.services import schedule
from unionweb.bookings.services.schedule import generate_slots
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


@pytest.fixture
def generated(app):
    """The small university with its slots."""
    with app.app_context():
        generate_slots()
        yield app


def titles(member_id=10001):
    return db.session.scalars(select(Message.title).where(Message.member_id == member_id).order_by(Message.id)).all()


def test_a_closure_that_is_lifted_and_repeated_asks_again(generated):
    add_booking(slot_at("2026-09-17 09:30").id)
    for _ in range(2):
        schedule.lift_exception(close(seen=1), office())
    close(seen=1)
    generate_slots()
    move, come = "9月17日 周四 9:30 的预约要换个时间", "9月17日 周四 9:30 的预约可以照常来了"
    assert titles() == [move, come, move, come, move]


def test_a_lifted_closure_tells_who_still_holds_that_they_can_come(generated):
    held, gone = add_booking(slot_at("2026-09-17 09:30").id), slot_at("2026-09-17 10:00").id
    gone = add_booking(gone, 10002, code="B222")
    exception = close(seen=2)
    schedule.cancel_misfit(gone, office())
    schedule.lift_exception(exception, office())
    last = db.session.scalars(select(Message).where(Message.member_id == 10001).order_by(Message.id)).all()[-1]
    assert (last.title, last.path) == ("9月17日 周四 9:30 的预约可以照常来了", f"/bookings/{held}")
    assert "不用换时间" in last.body
    assert titles(10002)[-1] == "9月17日 周四 10:00 的预约取消了"


def test_a_slot_that_another_closure_keeps_shut_calls_nobody_back(generated):
    add_booking(slot_at("2026-09-17 09:30").id)
    first = close(seen=1)
    close(closing(campus_id=1))
    schedule.lift_exception(first, office())
    assert titles() == ["9月17日 周四 9:30 的预约要换个时间"]


def test_who_moves_up_is_told_once_and_who_waits_on_still_waits(generated):
    slot = slot_at("2026-09-17 09:30", point=2).id
    held = add_booking(slot)
    for member, code in ((10002, "B222"), (10003, "C333")):
        add_booking(slot, member, BookingStatus.waiting, code=code, queue_no=member)
    exception = close(closing(point_id=2), seen=1)
    schedule.cancel_misfit(held, office())
    schedule.lift_exception(exception, office())
    assert titles(10002)[1:] == ["候补成功：9月17日 周四 9:30 已为您约上"]
    assert titles(10003)[1:] == ["9月17日 周四 9:30 的候补还在"]


def test_the_words_about_a_confidential_slot_name_nothing(generated):
    slot = db.session.scalar(select(Slot).where(Slot.point_id == 3, Slot.starts_at >= datetime(2026, 9, 18)).limit(1))
    add_booking(slot.id)
    schedule.lift_exception(close(closing(date(2026, 9, 16), date(2026, 9, 30), service_id=2)), office())
    told = db.session.scalars(select(Message).where(Message.member_id == 10001)).all()
    assert len(told) == 2
    assert not any(word in one.title + one.body for one in told for word in ("心理", "检修空调", "301"))
