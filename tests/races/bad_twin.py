"""The application as it would be with SQLAlchemy's defaults: no lock before reading, no index that catches the rest.

Race tests must fail on it; one that does not proves nothing. Only servers of tests load this (tests.support.wsgi).
"""

import sys
import time
from importlib import import_module

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, joinedload

from unionweb import FEATURES
from unionweb.bookings.models import Booking, BookingStatus, ServicePoint, Slot
from unionweb.bookings.services import booking, holding
from unionweb.common.audit import ActorKind
from unionweb.kernel import db as kernel_db
from unionweb.kernel.extensions import db

UNIQUE = (
    "uq_booking_slot_seat",
    "uq_booking_slot_member",
    "uq_booking_request",
    "uq_slot_point",
    "uq_slot_provider",
)


def install() -> None:
    """Take the locks out of this process, before the application is created."""
    for feature in FEATURES:
        import_module(f"unionweb.{feature}.views")
    kernel_db._tune_sqlite = tune_by_default
    kernel_db._begin_sqlite = lambda connection: None
    booking.cancel = cancel_in_two_steps
    event.listen(Session, "before_flush", lambda *_: time.sleep(0.005))  # others may come in between reading and writing
    for module in [m for name, m in sys.modules.items() if name.startswith("unionweb.")]:
        for name, replacement in (("lock_name", lambda name: None), ("lock_slots", read_slots)):
            if hasattr(module, name):
                setattr(module, name, replacement)


def tune_by_default(connection, _record) -> None:
    """The driver's own transactions: they begin at the first write, when everything has been read already."""
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def read_slots(ids) -> list:
    """lock_slots without the lock."""
    together = joinedload(Slot.point).joinedload(ServicePoint.service)
    query = select(Slot).options(together).where(Slot.id.in_(sorted(set(ids)))).order_by(Slot.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def cancel_in_two_steps(person, booking_id, *, kind=ActorKind.owner, reason=None) -> None:
    """Give back a place now, look after the waiting list afterwards: in between it belongs to whoever comes."""
    with kernel_db.transaction():
        found = db.session.get_one(Booking, booking_id)
        holding.end_booking(found, BookingStatus.cancelled, actor=person, kind=kind, reason=reason)
    with kernel_db.transaction():
        holding.fill(read_slots([found.slot_id])[0])


def drop_indexes(session) -> None:
    """Take the unique indexes out of a database."""
    for name in UNIQUE:
        session.execute(text(f"DROP INDEX {name}"))
    session.commit()
