"""Rules and exceptions as the office changes them: what is refused, what follows, what is written down."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from tests.bookings.made import add_booking
from tests.bookings.schedules import AFTERNOON, THURSDAY, close, closing, office, shown, slot_at
from unionweb.bookings.models import (
    Booking,
    ExceptionKind,
    OpeningException,
    OpeningRule,
    RuleKind,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.bookings.queries.schedule.drafts import ExceptionFacts, RuleFacts, adding
from unionweb.bookings.services import schedule
from unionweb.bookings.services.schedule import generate_slots
from unionweb.common.audit import AuditEvent
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@pytest.fixture
def generated(app):
    """The small university with its slots."""
    with app.app_context():
        generate_slots()
        yield app


# rules of the office


def facts(**rest):
    usual = {"kind": RuleKind.open, "weekdays": (5,), "opens": time(9), "closes": time(12), "valid_from": THURSDAY}
    return RuleFacts(**usual | rest)


def test_added_rule_opens_its_slots(generated):
    schedule.add_rules(1, facts(), office())
    assert slot_at("2026-09-19 09:00") is not None
    assert slot_at("2026-10-10 09:00").capacity == 2, "a make-up Saturday follows its own weekday"


def test_overlapping_rule_is_refused(generated):
    with pytest.raises(Refused, match="周一至周五和综合楼 208已有的 9:00–12:00 重叠"):
        schedule.add_rules(1, facts(weekdays=(0, 1, 2, 3, 4), opens=time(11), closes=time(14)), office())


def test_rule_of_a_person_is_refused_at_a_second_place(generated):
    db.session.add(ServicePoint(id=4, service_id=2, campus_id=2, place="心理室 2", door_code="door-4"))
    db.session.commit()
    with pytest.raises(Refused, match="职工之家 301"):
        schedule.add_rules(4, facts(weekdays=(0,), provider_id=1), office())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_from": date(2026, 9, 15)}, "不能早于今天"),
        ({"provider_id": 1}, "停用"),
    ],
)
def test_rule_that_cannot_be_is_refused(generated, change, words):
    with pytest.raises(Refused, match=words):
        schedule.add_rules(1, facts(**change), office())


def test_rule_of_a_service_by_person_needs_the_person(generated):
    with pytest.raises(Refused, match="按人开放"):
        schedule.add_rules(3, facts(), office())


def test_pause_takes_free_slots_and_asks_about_booked_ones(generated):
    add_booking(slot_at("2026-09-17 14:00").id)
    pause = facts(kind=RuleKind.pause, label="补给", weekdays=(3,), opens=time(14), closes=time(15))
    for mark in (None, 1):
        with pytest.raises(Refused, match="有人约好了"):
            schedule.add_rules(1, pause, office(), seen=mark)
    done = schedule.add_rules(1, pause, office(), seen=shown(adding(1, pause), 1))
    assert len(done.misfits) == 1
    assert slot_at("2026-09-17 14:30") is None
    assert slot_at("2026-09-17 14:00").state is SlotState.closed


def rule_id(opens=time(13), point=1):
    mine = (OpeningRule.point_id == point, OpeningRule.opens == opens, OpeningRule.kind == RuleKind.open)
    return db.session.scalar(select(OpeningRule.id).where(*mine))


def test_ended_rule_stays_as_history(generated):
    schedule.end_rules(rule_id(), THURSDAY, office())
    assert slot_at("2026-09-17 14:00") is not None
    assert slot_at("2026-09-18 14:00") is None
    ended = db.session.scalars(select(OpeningRule).where(OpeningRule.valid_until == THURSDAY)).all()
    assert len(ended) == 5


def test_rule_that_never_began_is_removed(generated):
    schedule.add_rules(1, facts(valid_from=date(2026, 9, 28)), office())
    new = db.session.scalar(select(OpeningRule.id).where(OpeningRule.weekday == 5))
    schedule.end_rules(new, date(2026, 9, 20), office())
    assert db.session.get(OpeningRule, new) is None
    with pytest.raises(Refused, match="已经不在了"):
        schedule.end_rules(new, date(2026, 9, 20), office())


def test_rules_end_tomorrow_at_the_earliest_and_once(generated):
    with pytest.raises(Refused, match="最早从明天起"):
        schedule.end_rules(rule_id(), date(2026, 9, 15), office())
    schedule.end_rules(rule_id(), THURSDAY, office())
    with pytest.raises(Refused, match="9月17日 就结束了"):
        schedule.end_rules(rule_id(), date(2026, 9, 20), office())


def test_replaced_rule_ends_the_old_and_begins_the_new(generated):
    new = facts(**AFTERNOON, weekdays=(0, 1, 2, 3), valid_from=date(2026, 9, 21))
    schedule.replace_rules(rule_id(), replace(new, slot_minutes=60), office())
    assert slot_at("2026-09-18 13:30") is not None
    assert slot_at("2026-09-21 13:30") is None
    assert slot_at("2026-09-21 14:00").ends_at == datetime(2026, 9, 21, 15)
    assert slot_at("2026-09-25 14:00") is None
    assert slot_at("2026-10-09 14:00") is None, "Fridays were left out"


# exceptions of the office


def test_same_exception_twice_is_refused(generated):
    close()
    with pytest.raises(Refused, match="已经有一样的安排"):
        close()


@pytest.mark.parametrize("day", [date(2026, 9, 15), date(2020, 1, 1)])
def test_exception_in_the_past_is_refused(generated, day):
    with pytest.raises(Refused, match="不能早于今天"):
        close(closing(day))


def test_other_hours_on_a_holiday_are_refused(generated):
    hours = ExceptionFacts(
        ExceptionKind.hours, date(2026, 10, 1), date(2026, 10, 2), "值班", ((time(9), time(10)),), point_id=1
    )
    with pytest.raises(Refused, match="10月1日是国庆节"):
        close(hours)


@pytest.mark.parametrize("scope", [{"point_id": 999}, {"campus_id": 999}, {"provider_id": 999}])
def test_exception_about_nothing_is_refused(generated, scope):
    with pytest.raises(Refused, match="已经不在了"):
        close(closing(**scope))


def test_exception_of_a_campus_leaves_the_others(generated):
    close(closing(campus_id=1))
    assert slot_at("2026-09-17 09:00") is None
    assert slot_at("2026-09-17 09:00", point=2) is not None


def test_cancel_misfits_wants_the_number_that_was_seen(generated):
    add_booking(slot_at("2026-09-17 09:30").id)
    add_booking(slot_at("2026-09-17 10:00").id, 10002, code="B222")
    exception = close(seen=2)
    with pytest.raises(Refused, match="刚刚变了"):
        schedule.cancel_misfits(office(), seen=1, exception_id=exception)
    assert schedule.cancel_misfits(office(), seen=2, exception_id=exception) == 2
    with pytest.raises(Refused, match="不用再处理"):
        schedule.cancel_misfits(office(), seen=2, exception_id=exception)


def test_confidential_booking_cannot_be_cancelled_as_a_misfit(generated):
    slot = db.session.scalar(select(Slot.id).where(Slot.point_id == 3, Slot.starts_at >= datetime(2026, 9, 18)))
    booking = add_booking(slot)
    close(closing(date(2026, 9, 16), date(2026, 9, 30), service_id=2))
    for asked in (booking, 9999):
        with pytest.raises(Refused, match="不用再处理"):
            schedule.cancel_misfit(asked, office())
    assert db.session.get(Booking, booking).is_live


def test_every_change_of_a_rule_leaves_a_trail(generated):
    schedule.add_rules(1, facts(), office())
    exception = close(closing(date(2026, 9, 21)))
    schedule.lift_exception(exception, office())
    what = select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.reason)
    trail = db.session.execute(what.order_by(AuditEvent.id)).all()
    assert ("rules_added", 10003, None) in trail
    assert ("created", 10003, "检修空调") in trail
    assert ("lifted", 10003, "检修空调") in trail
    row = db.session.get(OpeningException, exception)
    assert (row.lifted_by_id, row.lifted_at.date()) == (10003, date(2026, 9, 16))
