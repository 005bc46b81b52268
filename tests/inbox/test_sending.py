"""Putting messages into inboxes, once, with a mail beside each."""

import threading
import time

import pytest
from sqlalchemy import func, select, update

from tests.conftest import ON_POSTGRESQL
from tests.support import university
from unionweb.accounts.models import Member
from unionweb.inbox import services
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.inbox.services import sending
from unionweb.kernel import clock
from unionweb.kernel.db import transaction, write
from unionweb.kernel.extensions import db


@pytest.fixture
def with_mail(app, inside):
    """A mail server is set, and 王敏 and 李静 have addresses."""
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"

    def give():
        with transaction() as session:
            session.execute(update(Member).where(Member.id == 10001).values(email="wangmin@example.edu"))
            session.execute(update(Member).where(Member.id == 10002).values(email="lijing@example.edu"))

    inside(give)


def messages():
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def mails():
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_send_puts_a_message_into_the_inbox(inside):
    assert inside(lambda: write(services.send)(10001, "约好了", "周五 9:00", path="/bookings/1"))
    (message,) = inside(messages)
    assert (message.member_id, message.title, message.body, message.path) == (10001, "约好了", "周五 9:00", "/bookings/1")
    assert message.created_at == clock.now() and message.read_at is None


def test_send_belongs_to_the_transaction_around_it(inside):
    def fail():
        with transaction():
            services.send(10001, "约好了")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        inside(fail)
    assert inside(messages) == []


def test_a_long_title_is_cut_on_both_databases(inside):
    inside(lambda: write(services.send)(10001, "长" * 200))
    (message,) = inside(messages)
    assert len(message.title) == 120 and message.title.endswith("…")


def test_once_key_sends_once(inside):
    assert inside(lambda: write(services.send)(10001, "提醒", once_key="remind:1")) is True
    assert inside(lambda: write(services.send)(10001, "提醒", once_key="remind:1")) is False
    assert inside(lambda: len(messages())) == 1


def test_once_key_sends_once_within_one_transaction_too(inside):
    @write
    def twice():
        services.send(10001, "提醒", once_key="remind:1")
        services.send(10001, "提醒", once_key="remind:1")

    inside(twice)
    assert inside(lambda: len(messages())) == 1


def race(inside, send_now, count=5):
    """Call send_now(number) in many threads at once; returns the errors."""
    together, errors = threading.Barrier(count), []

    def run(number):
        together.wait(10)
        try:
            inside(lambda: send_now(number))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return errors


@pytest.fixture
def slowly(monkeypatch):
    """Everybody has looked whether the message is there before anybody writes it, where the database allows that."""
    looked = sending._sent_keys

    def look_and_wait(keys):
        found = looked(keys)
        time.sleep(0.15)
        return found

    monkeypatch.setattr(sending, "_sent_keys", look_and_wait)


def test_once_key_sends_once_from_many_at_the_same_time(inside, slowly):
    @write
    def send_now(number):
        services.send(10001, "提醒", once_key="remind:1")
        services.send(10002, f"另一条 {number}", once_key=f"own:{number}")

    assert race(inside, send_now) == []
    sent = inside(lambda: [message.once_key for message in messages()])
    assert sorted(sent) == [*(f"own:{n}" for n in range(5)), "remind:1"]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite lets one write after the other")
def test_the_race_would_catch_a_sender_that_only_looks(inside, slowly):
    @write
    def send_now(number):
        if not sending._sent_keys(["remind:1"]):
            sending._added({10001: "remind:1"}, {"title": "提醒", "body": "", "path": None})

    assert race(inside, send_now)


def test_an_unknown_member_is_an_error_not_an_endless_loop(inside):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        inside(lambda: write(services.send)(99999, "提醒", once_key="remind:1"))


def test_send_many_sends_each_member_one(inside):
    assert inside(lambda: write(services.send_many)([10001, 10002, 10001], "通知")) == 2
    assert inside(lambda: [message.member_id for message in messages()]) == [10001, 10002]


def test_send_many_with_once_key_adds_only_the_new_ones(inside):
    assert inside(lambda: write(services.send_many)([10001], "通知", once_key="notice:1")) == 1
    assert inside(lambda: write(services.send_many)([10001, 10002], "通知", once_key="notice:1")) == 1
    assert inside(lambda: len(messages())) == 2


def test_send_many_takes_a_thousand(inside, with_mail):
    def add():
        for number in range(20000, 21000):
            university.add_member(number, email=f"m{number}@example.edu")
        db.session.commit()

    inside(add)
    everybody = range(20000, 21000)
    assert inside(lambda: write(services.send_many)(everybody, "通知", once_key="notice:1")) == 1000
    assert inside(lambda: write(services.send_many)(everybody, "通知", once_key="notice:1")) == 0
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(OutgoingMail))) == 1000


def test_no_mail_is_queued_without_a_server(inside):
    inside(lambda: write(services.send)(10001, "约好了"))
    assert inside(mails) == []


def test_mail_is_queued_for_those_with_an_address(inside, with_mail):
    inside(lambda: write(services.send_many)([10001, 10002, 10003], "通知"))
    assert inside(lambda: [(m.address, m.state, m.attempts) for m in mails()]) == [
        ("wangmin@example.edu", MailState.queued, 0),
        ("lijing@example.edu", MailState.queued, 0),
    ]


@pytest.mark.parametrize("values", [{"email": "keine"}, {"email": ""}, {"left_at": clock.now()}])
def test_no_mail_is_queued_for_junk_addresses_and_those_who_left(inside, with_mail, values):
    inside(lambda: write(lambda: db.session.execute(update(Member).where(Member.id == 10001).values(values)))())
    inside(lambda: write(services.send)(10001, "约好了"))
    assert inside(mails) == [] and inside(lambda: len(messages())) == 1


def test_a_message_that_was_sent_already_queues_no_second_mail(inside, with_mail):
    for _ in range(2):
        inside(lambda: write(services.send)(10001, "提醒", once_key="remind:1"))
    assert inside(lambda: len(mails())) == 1
