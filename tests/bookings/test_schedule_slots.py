"""Slots as rows: made from the plan, kept in step with it, never taken from under anybody."""

from datetime import date, datetime, time
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import event, func, select

from tests.bookings.made import add_booking
from tests.bookings.schedules import THURSDAY, close, closing, count, office, slot_at
from tests.conftest import ON_POSTGRESQL
from tests.support.university import add_member, add_slot
from unionweb.bookings.models import (
    Booking,
    BookingStatus,
    OpeningRule,
    Provider,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.schedule import timetable, week_facts
from unionweb.bookings.services import schedule
from unionweb.bookings.services.holding import lock_slot
from unionweb.bookings.services.schedule import generate_slots, generating
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import jobs
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def statements_of(call):
    """The SQL statements that a call sends, without BEGIN."""
    sent = []
    listener = lambda *details: sent.append(details[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    call()
    event.remove(db.engine, "before_cursor_execute", listener)
    return [statement for statement in sent if not statement.startswith("BEGIN")]


@pytest.fixture
def generated(app):
    """The small university with its slots."""
    with app.app_context():
        generate_slots()
        yield app


def test_generate_makes_four_weeks_of_future_slots(generated):
    first, last = db.session.execute(select(func.min(Slot.starts_at), func.max(Slot.starts_at))).one()
    assert first == datetime(2026, 9, 16, 11)
    assert last == datetime(2026, 10, 14, 16, 30)
    assert count(Slot.point_id == 1, Slot.starts_at >= datetime(2026, 10, 1), Slot.starts_at < datetime(2026, 10, 8)) == 0
    assert slot_at("2026-09-20 09:00").capacity == 2
    assert slot_at("2026-10-10 09:00") is not None
    assert slot_at("2026-09-17 12:00") is None


def test_generate_again_changes_nothing(generated):
    before = db.session.execute(select(Slot.id, Slot.starts_at).order_by(Slot.id)).all()
    again = generate_slots()
    assert (again.created, again.removed, again.changed, again.misfits) == (0, 0, 0, [])
    assert db.session.execute(select(Slot.id, Slot.starts_at).order_by(Slot.id)).all() == before


def test_horizon_is_a_setting_of_each_service(app):
    with app.app_context():
        settings.put("mother_room.horizon_weeks", 1, actor=office())
        generate_slots()
        ends = dict(db.session.execute(select(Slot.point_id, func.max(Slot.starts_at)).group_by(Slot.point_id)).all())
    assert ends[1].date() == date(2026, 9, 23)
    assert ends[3].date() == date(2026, 10, 14)


def test_generate_beyond_the_known_years_opens_nothing_there(app):
    with app.app_context():
        generate_slots(date(2027, 1, 31))
        assert db.session.scalar(select(func.max(Slot.starts_at))).date() == date(2026, 12, 31)


def test_withdrawn_point_has_no_slots(app):
    with app.app_context():
        db.session.get(ServicePoint, 1).withdrawn_at = datetime(2026, 9, 1)
        db.session.commit()
        generate_slots()
        assert count(Slot.point_id == 1) == 0
        assert count(Slot.point_id == 2) > 0


def test_slots_of_a_longer_grid_replace_free_ones_only(generated):
    held = slot_at("2026-09-17 09:30").id
    add_booking(held)
    for rule in db.session.scalars(select(OpeningRule).where(OpeningRule.point_id == 1, OpeningRule.opens == time(9))):
        rule.slot_minutes = 45
    db.session.commit()
    done = generate_slots()
    assert [m.slot_id for m in done.misfits] == [held]
    assert db.session.get(Slot, held).state is SlotState.closed
    assert slot_at("2026-09-17 09:45") is None, "would overlap the slot that stays for its people"
    assert slot_at("2026-09-17 10:30") is not None
    assert slot_at("2026-09-18 09:45") is not None


def test_withheld_slots_come_when_the_misfit_is_gone(generated):
    held = slot_at("2026-09-17 09:30").id
    booking = add_booking(held)
    for rule in db.session.scalars(select(OpeningRule).where(OpeningRule.point_id == 1, OpeningRule.opens == time(9))):
        rule.slot_minutes = 45
    db.session.commit()
    generate_slots()
    assert schedule.cancel_misfit(booking, office()) == 1
    assert slot_at("2026-09-17 09:45") is not None


def test_nothing_is_opened_over_a_running_slot(app, at):
    with app.app_context():
        add_slot("2026-09-16 10:30", minutes=60)
        generate_slots()
        assert slot_at("2026-09-16 11:00") is None
        assert slot_at("2026-09-16 11:30") is not None


def test_closure_removes_free_slots_and_keeps_booked_ones_closed(generated):
    held, once = slot_at("2026-09-17 09:30").id, slot_at("2026-09-17 10:00").id
    add_booking(held)
    add_booking(once, status=BookingStatus.cancelled)
    with pytest.raises(Refused, match="有人约好了"):
        close()
    close(seen=1)
    left = db.session.execute(
        select(Slot.id, Slot.state, Slot.closed_reason)
        .where(Slot.point_id == 1, Slot.starts_at.between(datetime(2026, 9, 17), datetime(2026, 9, 18)))
        .order_by(Slot.id)
    ).all()
    assert left == [(held, SlotState.closed, "检修空调"), (once, SlotState.closed, "检修空调")]
    assert db.session.get(Booking, 1).status is BookingStatus.confirmed


def test_closure_asks_its_people_to_move_once(generated):
    add_booking(slot_at("2026-09-17 09:30").id)
    close(seen=1)
    generate_slots()
    told = db.session.scalars(select(Message).where(Message.member_id == 10001)).all()
    assert len(told) == 1
    assert "检修空调" in told[0].body


def test_lifted_closure_reopens_and_promotes(generated):
    slot = slot_at("2026-09-17 09:30", point=2)
    held = add_booking(slot.id)
    add_booking(slot.id, 10002, BookingStatus.waiting, code="B222", queue_no=1)
    exception = close(closing(point_id=2), seen=1)
    free = slot_at("2026-09-17 10:00", point=2)
    assert free is None
    assert schedule.cancel_misfit(held, office()) == 1
    schedule.lift_exception(exception, office())
    assert slot_at("2026-09-17 09:30", point=2).state is SlotState.open
    assert slot_at("2026-09-17 10:00", point=2) is not None
    waiting = db.session.scalar(select(Booking).where(Booking.member_id == 10002))
    assert (waiting.status, waiting.seat_no) == (BookingStatus.confirmed, 1)


def test_lifting_is_done_once_and_not_for_the_past(generated, at):
    exception = close()
    schedule.lift_exception(exception, office())
    with pytest.raises(Refused, match="已经取消了"):
        schedule.lift_exception(exception, office())
    later = close(closing(date(2026, 9, 18)))
    at("2026-09-21 08:00")
    with pytest.raises(Refused, match="已经过去了"):
        schedule.lift_exception(later, office())


def set_capacity(point, places):
    for rule in db.session.scalars(select(OpeningRule).where(OpeningRule.point_id == point)):
        rule.capacity = places
    db.session.commit()


def test_raised_capacity_promotes_as_many_as_there_are_places(generated):
    slot = slot_at("2026-09-17 14:00", point=2).id
    add_booking(slot)
    for member, code in ((10002, "B222"), (10003, "C333")):
        add_booking(slot, member, BookingStatus.waiting, code=code, queue_no=member)
    set_capacity(2, 2)
    assert generate_slots().misfits == []
    states = db.session.scalars(select(Booking.status).where(Booking.slot_id == slot).order_by(Booking.id)).all()
    assert states == [BookingStatus.confirmed, BookingStatus.confirmed, BookingStatus.waiting]


def test_lowered_capacity_stays_at_what_is_held_and_is_listed(generated):
    slot = slot_at("2026-09-17 14:00").id
    first = add_booking(slot)
    last = add_booking(slot, 10002, code="B222")
    set_capacity(1, 1)
    done = generate_slots()
    assert [(m.slot_id, m.booking_ids) for m in done.misfits] == [(slot, (last,))]
    assert db.session.get(Slot, slot).capacity == 2
    assert slot_at("2026-09-17 14:30").capacity == 1
    assert schedule.cancel_misfits(office(), seen=1) == 1
    assert db.session.get(Booking, first).is_live
    assert db.session.get(Slot, slot).capacity == 1


def test_provider_serves_at_one_place_at_a_time(app):
    with app.app_context():
        db.session.add(ServicePoint(id=4, service_id=2, campus_id=2, place="心理室 2", door_code="door-4"))
        db.session.flush()
        common = {"point_id": 4, "provider_id": 1, "weekday": 3, "slot_minutes": 50, "gap_minutes": 10}
        db.session.add(OpeningRule(opens=time(11), closes=time(15), valid_from=date(2026, 1, 1), **common))
        db.session.commit()
        generate_slots()
        times = {
            point: [s.hour for s in db.session.scalars(
                select(Slot.starts_at).where(Slot.point_id == point, Slot.starts_at.between(datetime(2026, 9, 17), datetime(2026, 9, 18)))
                .order_by(Slot.starts_at))]
            for point in (3, 4)
        }  # fmt: skip
    assert times == {3: [9, 10, 11], 4: [12, 13, 14]}


def test_provider_moved_to_another_room_takes_the_slot_along(generated):
    db.session.add(ServicePoint(id=4, service_id=2, campus_id=1, place="心理室 2", door_code="door-4"))
    db.session.flush()
    for rule in db.session.scalars(select(OpeningRule).where(OpeningRule.provider_id == 1)):
        rule.point_id = 4
    db.session.commit()
    generate_slots()
    assert count(Slot.point_id == 3) == 0
    assert count(Slot.point_id == 4) > 40


def test_withdrawn_provider_has_no_slots(generated):
    db.session.get(Provider, 1).withdrawn_at = datetime(2026, 9, 16)
    db.session.commit()
    generate_slots()
    assert count(Slot.provider_id == 1) == 0


def test_queries_do_not_grow_with_the_days(app):
    with app.app_context():
        generate_slots(date(2026, 12, 30))
        short, long = (statements_of(lambda u=until: generate_slots(u)) for until in (THURSDAY, date(2026, 12, 30)))
    assert len(short) == len(long) < 20


@pytest.mark.parametrize("days", [7, 70])
def test_week_facts_asks_the_database_nothing_while_nobody_changes_the_rules(app, days):
    with app.test_request_context("/"):
        week_facts(1, None, date(2026, 9, 14), 1)
        assert statements_of(lambda: week_facts(1, None, date(2026, 9, 14), days)) == []


def four_at_once(app, monkeypatch):
    """Four generators that all have read before the first one writes, unless something keeps them apart."""
    errors = []

    def slowly(*args):
        table = timetable(*args)
        sleep(0.3)
        return table

    def work():
        try:
            with app.app_context():
                generate_slots()
        except Exception as error:
            errors.append(error)

    monkeypatch.setattr(generating, "timetable", slowly)
    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return errors


def test_generators_at_once_make_each_slot_once(app, monkeypatch):
    assert four_at_once(app, monkeypatch) == []
    with app.app_context():
        rows = db.session.execute(select(Slot.point_id, Slot.provider_id, Slot.starts_at)).all()
        assert len(set(rows)) == len(rows) > 400
        assert generate_slots().created == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer anyway")
def test_generators_at_once_would_collide_without_the_lock(app, monkeypatch):
    monkeypatch.setattr(generating, "lock_name", lambda name: None)
    assert four_at_once(app, monkeypatch)


def test_booking_that_comes_first_is_kept_by_a_closure_at_the_same_moment(generated):
    slot_id, locked = slot_at("2026-09-17 09:30").id, Event()
    exception = closing().draft()
    exception.created_at = datetime(2026, 9, 16)
    db.session.add(exception)
    db.session.commit()

    def book():
        with generated.app_context(), transaction():
            lock_slot(slot_id)
            locked.set()
            sleep(0.5)
            add_live(slot_id)

    booker = Thread(target=book)
    booker.start()
    locked.wait()
    generate_slots()
    booker.join()
    db.session.rollback()
    assert db.session.get(Slot, slot_id).state is SlotState.closed
    assert db.session.scalar(select(Booking.status).where(Booking.slot_id == slot_id)) is BookingStatus.confirmed


def add_live(slot_id):
    slot = db.session.get(Slot, slot_id)
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "created_at": datetime(2026, 9, 16)}
    db.session.add(Booking(slot_id=slot_id, member_id=10001, status=BookingStatus.confirmed, seat_no=1, code="K742", **times))


def test_confidential_slots_show_in_no_number_and_no_open_trail(generated):
    add_member(20001, "秦金丝")
    db.session.commit()
    slot = db.session.scalar(select(Slot).where(Slot.point_id == 3, Slot.starts_at >= datetime(2026, 9, 18)))
    add_booking(slot.id, 20001)
    before = db.session.scalar(select(func.max(AuditEvent.id))) or 0
    close(closing(date(2026, 9, 16), date(2026, 9, 30), service_id=2))
    done = generate_slots()
    assert [m.is_confidential for m in done.misfits] == [True]
    open_trail = db.session.scalars(select(AuditEvent).where(AuditEvent.id > before, ~AuditEvent.sealed)).all()
    assert {e.action for e in open_trail} == {"created"}
    assert not any("20001" in str(e.detail) for e in open_trail)
    told = db.session.scalar(select(Message).where(Message.member_id == 20001))
    assert "心理" not in told.title + told.body
    assert "检修空调" not in told.title + told.body


def test_command_says_what_it_did(app):
    done = app.test_cli_runner().invoke(args=["slots", "generate", "--until", "2026-09-18"])
    assert done.exit_code == 0, done.output
    assert done.output.strip() == "时段：新开 76，收起 0，改了 0。"
    again = app.test_cli_runner().invoke(args=["slots", "generate", "--until", "2026-09-18"])
    assert again.output.strip() == "时段：新开 0，收起 0，改了 0。"


def test_job_counts_and_names_nobody(generated):
    add_booking(slot_at("2026-09-17 09:30").id)
    close(seen=1)
    assert jobs.jobs["slots"].run() == "新开 0 个时段，收起 0 个，改了 0 个。有 1 个已经约好的时段要改约。"
