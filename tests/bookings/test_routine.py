"""What the worker does: reminding, forgetting; what leaving means; and the calendar entries."""

from sqlalchemy import func, select

from tests.support.university import add_slot
from unionweb.bookings.models import Booking, BookingStatus, ReadLog
from unionweb.bookings.queries.events import events_for
from unionweb.bookings.services.routine import forget, leave_bookings, remind
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def book(browser, slot_id):
    return browser.post("/bookings/", data={"slot_id": slot_id, "repeat": "once"}).location


def talk(browser, slot_id):
    return browser.post("/counseling/bookings", data={"slot_id": slot_id, "mode": "face", "alias": "小雨", "consent": "1"}).location


def titles(member_id):
    return db.session.scalars(select(Message.title).where(Message.member_id == member_id).order_by(Message.id)).all()


def test_everybody_with_a_place_tomorrow_is_reminded_once(as_user, inside, at):
    book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    book(as_user(10002), inside(lambda: add_slot("2026-09-18 14:00")))
    inside(remind)
    inside(remind)
    assert inside(lambda: titles(10001)) == ["提醒：9月17日 周四 14:00 有一项预约"]
    assert inside(lambda: titles(10002)) == []


def test_a_moved_booking_is_reminded_of_its_new_time(as_user, inside, at):
    first, second = inside(lambda: (add_slot("2026-09-17 14:00"), add_slot("2026-09-17 15:00")))
    mine = book(as_user(10001), first)
    inside(remind)
    as_user(10001).post(f"{mine}/move", data={"slot_id": second})
    inside(remind)
    assert inside(lambda: titles(10001))[-1] == "提醒：9月17日 周四 15:00 有一项预约"


def test_after_the_retention_time_only_the_count_is_left(as_user, inside, at):
    mine = talk(as_user(10001), inside(lambda: add_slot("2026-09-18 09:00", point=3, provider=1, minutes=50)))
    inside(lambda: db.session.scalar(select(func.count()).select_from(Booking)))
    as_user(10006).get(mine.replace("bookings", "counselor"))
    at("2026-09-17 10:00")
    inside(remind)
    at("2026-09-18 10:00")
    inside(lambda: (_complete(), db.session.commit()))
    at("2026-12-16 10:00")
    inside(forget)
    assert inside(lambda: db.session.scalar(select(Booking.member_id))) == 10001
    at("2026-12-18 10:00")
    inside(forget)
    row = inside(lambda: db.session.scalars(select(Booking)).one())
    assert (row.member_id, row.alias, row.contact, row.code) == (None, None, None, "")
    assert inside(lambda: db.session.scalars(select(ReadLog)).all()) == []
    assert inside(lambda: titles(10001)) == []


def _complete():
    booking = db.session.scalars(select(Booking)).one()
    booking.status, booking.seat_no = BookingStatus.completed, None


def test_who_leaves_gives_back_places_and_the_next_moves_up(as_user, inside):
    slot = inside(lambda: add_slot("2026-09-17 14:00"))
    book(as_user(10005), slot)
    as_user(10001).post("/bookings/waiting", data={"slot_id": slot})
    inside(lambda: leave_bookings([10005]))
    live = select(Booking.member_id).where(Booking.status == BookingStatus.confirmed)
    assert inside(lambda: db.session.scalars(live).all()) == [10001]


def test_the_calendar_calls_a_talk_an_appointment_without_a_place(as_user, inside):
    book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    talk(as_user(10001), inside(lambda: add_slot("2026-09-18 09:00", point=3, provider=1, minutes=50)))
    room, secret = inside(lambda: events_for(10001))
    assert (room.summary, room.location) == ("妈妈小屋", "东校区 综合楼 208")
    assert (secret.summary, secret.location, secret.description) == ("预约", "", "")


def test_one_booking_can_be_saved_to_a_calendar(as_user, inside):
    mine = book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    answer = as_user(10001).get(f"{mine}/event.ics")
    assert answer.mimetype == "text/calendar"
    assert "DTSTART;TZID=Asia/Shanghai:20260917T140000" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
