"""The audit trail: added to, never changed, and silent about owners of sealed records."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from unionweb.common import audit
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.db import transaction, write
from unionweb.kernel.extensions import db


class Person:
    id = 10001


def record(inside, *args, **rest):
    inside(lambda: write(audit.record)(*args, **rest))
    return inside(lambda: db.session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc())))


def test_event_says_who_what_from_to_why_when(inside):
    event = record(
        inside, "booked", "booking", 7, actor=Person, kind=ActorKind.owner, from_state="a", to_state="b", reason="c",
        detail={"k": "甲"},
    )  # fmt: skip
    assert (event.at, event.actor_id, event.actor_kind, event.action) == (clock.now(), 10001, ActorKind.owner, "booked")
    assert (event.subject_kind, event.subject_id, event.from_state, event.to_state) == ("booking", 7, "a", "b")
    assert (event.reason, event.detail, event.sealed) == ("c", {"k": "甲"}, False)


def test_without_an_actor_it_was_the_system(inside):
    event = record(inside, "released", "booking", 7)
    assert event.actor_id is None and event.actor_kind is ActorKind.system


@pytest.mark.parametrize(
    ("kind", "named"),
    [(ActorKind.owner, False), (ActorKind.proxy, False), (ActorKind.keeper, True), (ActorKind.counselor, True)],
)
def test_a_sealed_event_never_names_the_owner(inside, kind, named):
    event = record(inside, "booked", "booking", 7, actor=Person, kind=kind, sealed=True)
    assert event.sealed and event.actor_id == (10001 if named else None)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "UPDATE audit_event SET sealed = sealed"]
)
def test_the_database_refuses_to_change_the_trail(inside, statement):
    record(inside, "booked", "booking", 7)

    def tamper():
        with transaction() as session:
            session.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        inside(tamper)
    assert inside(lambda: db.session.scalars(select(AuditEvent.action)).all()) == ["booked"]


def test_the_orm_cannot_change_it_either(inside):
    record(inside, "booked", "booking", 7)

    def tamper():
        with transaction() as session:
            session.scalar(select(AuditEvent)).action = "x"

    with pytest.raises(DBAPIError, match="append-only"):
        inside(tamper)


def test_an_event_goes_with_its_transaction(inside):
    def fail():
        with transaction():
            audit.record("booked", "booking", 7)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        inside(fail)
    assert inside(lambda: db.session.scalar(select(AuditEvent))) is None


def test_history_of_a_record_is_its_own_oldest_first(inside):
    for action, subject in (("booked", 7), ("booked", 8), ("cancelled", 7)):
        record(inside, action, "booking", subject)
    record(inside, "added", "member", 7)
    assert inside(lambda: [event.action for event in audit.events_of("booking", 7)]) == ["booked", "cancelled"]
