"""The application as it would be with SQLAlchemy's defaults: no lock before reading, no index that catches the rest.

Race tests must fail on it; one that does not proves nothing. Only servers of tests load this (tests.support.wsgi).
"""

from sqlalchemy import text
from sqlalchemy.orm import joinedload

UNIQUE = (
    "uq_booking_slot_seat",
    "uq_booking_slot_member",
    "uq_booking_request",
    "uq_slot_point",
    "uq_slot_provider",
)


def install() -> None:
    """Take the locks out of this process, before the application is created."""
    from unionweb.accounts.services import sessions
    from unionweb.bookings.services import booking, closing, holding, presence, repeating, talks
    from unionweb.bookings.services.schedule import generating
    from unionweb.kernel import db as kernel

    kernel._tune_sqlite = tune_by_default
    kernel._begin_sqlite = lambda connection: None
    for module in (booking, sessions, generating, kernel):
        module.lock_name = lambda name: None
    for module in (booking, closing, holding, presence, repeating, talks):
        if hasattr(module, "lock_slots"):
            module.lock_slots = read_slots


def tune_by_default(connection, _record) -> None:
    """The driver's own transactions: they begin at the first write, when everything has been read already."""
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def read_slots(ids) -> list:
    """lock_slots without the lock."""
    from unionweb.bookings.models import ServicePoint, Slot
    from unionweb.kernel.extensions import db

    together = joinedload(Slot.point).joinedload(ServicePoint.service)
    query = db.select(Slot).options(together).where(Slot.id.in_(sorted(set(ids)))).order_by(Slot.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def drop_indexes(session) -> None:
    """Take the unique indexes out of a database."""
    for name in UNIQUE:
        session.execute(text(f"DROP INDEX {name}"))
    session.commit()
