"""The application as it would be with SQLAlchemy's defaults: no lock before reading, no index that catches the rest.

Race tests must fail on it; one that does not proves nothing. Only servers of tests load this (tests.support.wsgi).
"""

import secrets
import sys
import time
from datetime import datetime
from functools import wraps
from importlib import import_module

from flask import has_request_context, request
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from unionweb import FEATURES
from unionweb.activities import services as activities
from unionweb.activities.models import Activity, Signup, SignupPlace
from unionweb.activities.rules.kinds import SignupStatus
from unionweb.activities.services import places
from unionweb.bookings.models import Booking, BookingStatus, ServicePoint, Slot
from unionweb.bookings.services import booking, holding
from unionweb.calls.models import Call, Entry, ResultMessage, Review
from unionweb.calls.queries.announcing import UNSENT
from unionweb.calls.services import reviewing
from unionweb.common.audit import ActorKind
from unionweb.kernel import db as kernel_db
from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatApplication, RetreatProgramme

UNIQUE = (
    "uq_booking_slot_seat",
    "uq_booking_slot_member",
    "uq_booking_request",
    "uq_slot_point",
    "uq_slot_provider",
    "uq_signup_activity_id_member_id_live",
)
SECONDS_AFTER_READING, SECONDS_BEFORE_WRITING = 0.05, 0.02  # all have read when the first writes, also on a busy machine


def install() -> None:
    """Take the locks out of this process, before the application is created."""
    for feature in FEATURES:
        import_module(f"unionweb.{feature}.views")
    kernel_db._tune_sqlite = tune_by_default
    kernel_db._begin_sqlite = lambda connection: None
    booking.cancel, activities.cancel = cancel_in_two_steps, give_back_in_two_steps
    reviewing._open = read_review
    event.listen(Session, "before_flush", lambda *_: time.sleep(SECONDS_BEFORE_WRITING))
    for module in [m for name, m in sys.modules.items() if name.startswith("unionweb.")]:
        feature = module.__name__.split(".")[1]
        unlocked = UNLOCKED | {"activities": UNCOUNTED, "retreats": UNHELD, "calls": UNTIMED}.get(feature, {})
        for name, replacement in unlocked.items():
            if hasattr(module, name):
                setattr(module, name, replacement)


def unhurried(read):
    """What was read is old when it is used, also where the next flush is far away."""

    @wraps(read)
    def reading(*args, **named):
        found = read(*args, **named)
        time.sleep(SECONDS_AFTER_READING)
        return found

    return reading


def tune_by_default(connection, _record) -> None:
    """The driver's own transactions: they begin at the first write, when everything has been read already."""
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@unhurried
def read_slots(ids) -> list:
    """lock_slots without the lock."""
    together = joinedload(Slot.point).joinedload(ServicePoint.service)
    query = select(Slot).options(together).where(Slot.id.in_(sorted(set(ids)))).order_by(Slot.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


@unhurried
def read_activity(activity_id: int) -> Activity:
    """lock_activity without the lock."""
    together = (selectinload(Activity.sessions), selectinload(Activity.pools))
    query = select(Activity).options(*together).where(Activity.id == activity_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


@unhurried
def read_signup(signup_id: int) -> tuple[Signup, Activity]:
    """lock_signup without the lock."""
    found = db.session.get_one(Signup, signup_id, populate_existing=True)
    return found, read_activity(found.activity_id)


@unhurried
def read_programme(programme_id: int) -> RetreatProgramme:
    """What everybody who changes an application takes first, without its lock."""
    query = select(RetreatProgramme).where(RetreatProgramme.id == programme_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


@unhurried
def read_application(application_id: int) -> tuple[RetreatApplication, RetreatProgramme]:
    """locked_application without the locks."""
    found = db.session.get_one(RetreatApplication, application_id, populate_existing=True)
    return found, read_programme(found.programme_id)


@unhurried
def read_call(call_id: int) -> Call:
    """What everybody who counts the entries of a call takes first, without its lock."""
    return db.session.get_one(Call, call_id, populate_existing=True)


@unhurried
def read_drafts(call_ids: list[int]) -> list[ResultMessage]:
    """What is still to be sent, without its lock."""
    wanted = select(ResultMessage).where(ResultMessage.call_id.in_(call_ids), *UNSENT)
    return list(db.session.scalars(wanted.order_by(ResultMessage.call_id, ResultMessage.id)))


@unhurried
def read_entry(entry_id: int, *, alone: bool = False) -> Entry:
    """lock_entry without the locks."""
    return db.session.get_one(Entry, entry_id, populate_existing=True)


@unhurried
def read_review(review_id: int, _user, _arrived, *, locks_call: bool = False) -> tuple[Review, Call]:
    """A reviewer's own review without its lock."""
    found = db.session.get_one(Review, review_id, populate_existing=True)
    return found, read_call(found.entry.call_id)


def is_claimed_in_time(call: Call, moment) -> bool:
    """is_submittable by what the form says about when it was sent, instead of the clock of the server."""
    claimed = request.form.get("sent_at") if has_request_context() else None
    return call.opens_at <= (datetime.fromisoformat(claimed) if claimed else moment) < call.submits_until


def cancel_in_two_steps(person, booking_id, *, kind=ActorKind.owner, reason=None) -> None:
    """Give back a place now, look after the waiting list afterwards: in between it belongs to whoever comes."""
    with kernel_db.transaction():
        found = db.session.get_one(Booking, booking_id)
        holding.end_booking(found, BookingStatus.cancelled, actor=person, kind=kind, reason=reason)
    with kernel_db.transaction():
        holding.fill(read_slots([found.slot_id])[0])


def give_back_in_two_steps(person, signup_id, *, kind=ActorKind.owner) -> None:
    """The same for a sign-up."""
    with kernel_db.transaction():
        found, activity = read_signup(signup_id)
        activity_id, scope = activity.id, places.scope_of(found)
        places.release(found, SignupStatus.cancelled, actor=person, kind=kind, fills=False)
    with kernel_db.transaction():
        places.fill(read_activity(activity_id), scope)


def take_any(signup: Signup) -> None:
    """places.take with numbers that cannot clash: what catches the rest is out."""
    used = db.session.scalar(select(func.max(SignupPlace.seat_no))) or 0
    for n in range(signup.seats):
        number = used + 1 + n + secrets.randbelow(10**6)
        db.session.add(SignupPlace(activity_id=signup.activity_id, session_id=signup.session_id or 0, seat_no=number, signup_id=signup.id))
    db.session.flush()


def next_number(activity_id: int) -> int:
    """Rising, but hardly ever the same for two who read at once."""
    last = db.session.scalar(select(func.max(Signup.number)).where(Signup.activity_id == activity_id)) or 0
    return (last // 1000 + 1) * 1000 + secrets.randbelow(1000)


UNLOCKED = {
    "lock_name": lambda name: None,
    "lock_slots": read_slots,
    "lock_activity": read_activity,
    "lock_signup": read_signup,
}
UNCOUNTED = {"take": take_any, "_next_number": next_number}
UNTIMED = {
    "lock_call": read_call,
    "locked_call": read_call,
    "locked_drafts": read_drafts,
    "lock_entry": read_entry,
    "is_submittable": is_claimed_in_time,
}
UNHELD = {"locked": read_programme, "locked_application": read_application}


def drop_indexes(session) -> None:
    """Take the unique indexes out of a database."""
    for name in UNIQUE:
        session.execute(text(f"DROP INDEX {name}"))
    session.commit()
