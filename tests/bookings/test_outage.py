"""Nobody is blamed for what nobody recorded: the release job after a time in which it did not run."""

from sqlalchemy import select

from tests.bookings.test_door import book, states
from tests.support.university import add_slot
from unionweb.bookings.models import Booking
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


def test_a_short_stop_over_the_whole_time_to_check_in_counts_too(as_user, inside, at):
    book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    at("2026-09-17 13:49")
    inside(lambda: jobs.run("release"))
    at("2026-09-17 14:15")
    inside(lambda: jobs.run("release"))
    assert inside(states) == ["completed"]


def test_while_the_job_runs_a_no_show_is_one(as_user, inside, at):
    book(as_user(10001), inside(lambda: add_slot("2026-09-17 14:00")))
    for now in ("13:49", "13:50", "14:11"):
        at(f"2026-09-17 {now}")
        inside(lambda: jobs.run("release"))
    assert inside(states) == ["no_show"]
