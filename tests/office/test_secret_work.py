"""Jobs and mails tell nothing of talks: the numbers on their pages leave confidential services out."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from tests.bookings.made import add_booked
from tests.support.mail_server import mail_server
from unionweb.accounts.models import Member
from unionweb.bookings.models import Booking, BookingStatus, Slot, SlotState
from unionweb.bookings.services.routine import forget, release, remind
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.inbox.queries import mail_counts
from unionweb.inbox.services.mailing import send_mail
from unionweb.inbox.services.reading import tidy_messages
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

OFFICE = 10003


def talk(start="2026-09-17 09:00", **more):
    return add_booked(start, point=3, provider=1, **more)


def test_releasing_counts_only_what_is_not_confidential(inside, at):
    inside(lambda: (talk("2026-09-16 11:00"), add_booked("2026-09-16 11:00", 10002)))
    at("2026-09-16 13:00")
    assert inside(release) == "处理了 1 条"
    ended = select(Booking.id).where(Booking.status.in_((BookingStatus.completed, BookingStatus.no_show)))
    assert len(inside(lambda: db.session.scalars(ended).all())) == 2


def test_reminding_counts_what_is_new_and_not_confidential(inside):
    inside(lambda: (talk(), add_booked("2026-09-17 10:00", 10002)))
    assert inside(remind) == "新发了 1 条"
    assert len(inside(lambda: db.session.scalars(select(Message)).all())) == 2
    assert inside(remind) == "新发了 0 条"


def test_nobody_is_reminded_of_a_slot_that_was_closed(inside):
    def close():
        booking = db.session.get(Booking, add_booked("2026-09-17 10:00"))
        db.session.get(Slot, booking.slot_id).state = SlotState.closed
        db.session.commit()

    inside(close)
    assert inside(remind) == "新发了 0 条"
    assert inside(lambda: db.session.scalars(select(Message)).all()) == []


def test_forgetting_counts_only_what_is_not_confidential(inside):
    ended = {"status": BookingStatus.completed}
    inside(lambda: (talk("2025-01-08 09:00", **ended), add_booked("2025-01-08 09:00", **ended)))
    assert inside(forget) == "去掉了 1 条的姓名"
    assert inside(lambda: db.session.scalars(select(Booking.member_id)).all()) == [None, None]


def test_tidying_counts_only_what_is_not_confidential(inside):
    def add():
        for path in (f"/bookings/{talk()}", f"/bookings/{add_booked('2026-09-17 10:00')}", None):
            db.session.add(Message(member_id=10001, title="旧", body="", path=path, created_at=datetime(2026, 1, 5)))
        db.session.commit()

    inside(add)
    assert inside(tidy_messages) == "清理了 2 条。"
    assert inside(lambda: db.session.scalars(select(Message)).all()) == []


@pytest.fixture
def mails(inside):
    """A mail about a talk and one about a room, both failed; path → id."""

    def add():
        paths = {"talk": f"/bookings/{talk()}", "room": f"/bookings/{add_booked('2026-09-17 10:00', 10002)}"}
        found = {}
        for what, path in paths.items():
            message = Message(member_id=10001, title="要换个时间", body="", path=path, created_at=clock.now())
            db.session.add(message)
            db.session.flush()
            address = {"talk": "zhen@example.edu", "room": "wang@example.edu"}[what]
            mail = OutgoingMail(message_id=message.id, address=address, state=MailState.failed, next_try_at=clock.now(),
                                attempts=5, last_error="对方邮箱不收")  # fmt: skip
            db.session.add(mail)
            db.session.flush()
            found[what] = mail.id
        db.session.commit()
        return found

    return inside(add)


def test_a_mail_about_a_talk_is_on_no_page_and_in_no_number(as_user, inside, mails):
    for path in ("/jobs/mail/outbox", "/jobs/mail/outbox?state=failed"):
        page = as_user(OFFICE).get(path).text
        assert page.count("</th>\n      <td data-th=\"状态\">") == 1
        assert "w***@example.edu" in page and "z***@" not in page and "不列在这里" in page
    assert inside(lambda: mail_counts()[MailState.failed]) == 1
    assert as_user(OFFICE).post(f"/jobs/mail/outbox/{mails['talk']}/retry").status_code == 404


def test_it_stays_unlisted_when_the_booking_is_forgotten_or_gone(as_user, inside, mails):
    def lose(path):
        message = db.session.scalars(select(Message).order_by(Message.id)).first()
        message.path = path
        db.session.commit()

    inside(lambda: (db.session.scalars(select(Booking)).first().__setattr__("member_id", None), db.session.commit()))
    for path in (None, "/bookings/99999", "/bookings/nonsense"):
        if path:
            inside(lambda path=path: lose(path))
        assert "z***@" not in as_user(OFFICE).get("/jobs/mail/outbox").text


def test_it_is_tried_again_with_the_listed_ones(as_user, inside, mails):
    as_user(OFFICE).post(f"/jobs/mail/outbox/{mails['room']}/retry")
    states = inside(lambda: db.session.scalars(select(OutgoingMail.state)).all())
    assert states == [MailState.queued, MailState.queued]


def test_sending_counts_only_mails_that_are_listed(app, inside):
    with mail_server() as running:
        app.config.update(SMTP_URL=running.url, MAIL_FROM="union@example.edu", BASE_URL="https://union.example.edu")
        inside(_give_address)
        inside(lambda: (talk(), remind()))
        assert inside(send_mail) == "没有要发的。"
        assert len(running.mails) == 1


def _give_address():
    db.session.execute(update(Member).where(Member.id == 10001).values(email="wangmin@example.edu"))
    db.session.commit()
