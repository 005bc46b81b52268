"""Bookings made directly in the database, whatever the rules say: what has happened, for pages that tell of it."""

import io
from datetime import datetime, timedelta

from python_calamine import CalamineWorkbook
from sqlalchemy import event

from tests.support.university import add_member, add_slot
from unionweb.accounts.models import Credential
from unionweb.bookings.models import (
    HOLDING,
    Audience,
    Booking,
    BookingStatus,
    Channel,
    Privacy,
    Service,
    ServicePoint,
    Slot,
)
from unionweb.common import standing
from unionweb.kernel.extensions import db

CANARY = 20001  # 秦金丝: nobody but she herself may ever read her name, number or phone
CANARY_WORDS = ("秦金丝", "20001", "qinjinsi")
OPEN_SERVICE, OPEN_POINT = 9, 90


def add_canary():
    """She can sign in, so that it can be seen what her own doings leave behind."""
    add_member(CANARY, "秦金丝")
    db.session.add(Credential(member_id=CANARY, password_hash="none", changed_at=datetime(2026, 1, 5)))
    db.session.commit()


def add_booking(slot_id, member_id=10001, status=BookingStatus.confirmed, *, code="K742", seat=None, **rest):
    """One booking of a slot, committed; returns its id. Ended ones get their times."""
    slot = db.session.get(Slot, slot_id)
    if status in HOLDING and seat is None:
        taken = db.session.query(Booking).filter(Booking.slot_id == slot_id, Booking.status.in_(HOLDING)).count()
        seat = taken + 1
    if status in (BookingStatus.checked_in, BookingStatus.completed):
        rest.setdefault("checked_in_at", slot.starts_at - timedelta(minutes=1))
    if status in (BookingStatus.completed, BookingStatus.no_show, BookingStatus.cancelled):
        rest.setdefault("ended_at", slot.starts_at + timedelta(minutes=10))
    booking = Booking(
        slot_id=slot_id, member_id=member_id, status=status, seat_no=seat, starts_at=slot.starts_at,
        ends_at=slot.ends_at, code=code, created_at=datetime(2026, 9, 1, 8), **({"channel": Channel.self} | rest),
    )  # fmt: skip
    db.session.add(booking)
    db.session.commit()
    return booking.id


def add_booked(start, member_id=10001, status=BookingStatus.confirmed, *, point=1, provider=None, places=1, **rest):
    """A slot of its own with one booking; returns the booking's id."""
    return add_booking(add_slot(start, point=point, provider=provider, places=places), member_id, status, **rest)


def add_open_service():
    """A service that is open about who comes (劳模宣讲), with one point on the east campus: 90."""
    words = {"key": "speaker", "name": "劳模宣讲", "icon": "users", "summary": "请劳模到单位来讲。"}
    takes = {"takes_waitlist": True, "takes_walk_ins": False, "takes_proxies": True}
    kind = {"privacy": Privacy.open, "audience": Audience.everyone, "by_provider": False, "needs_consent": False}
    db.session.add(Service(id=OPEN_SERVICE, sort=9, **words, **takes, **kind))
    db.session.flush()
    place = {"place": "报告厅 101", "door_code": "door-90", "campus_id": 1}
    db.session.add(ServicePoint(id=OPEN_POINT, service_id=OPEN_SERVICE, **place))
    db.session.commit()


def sheet_text(answer) -> str:
    """Everything in a workbook that was sent, a line for each row."""
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(str(row) for row in rows)


def count_queries(app, browser, path) -> int:
    """How many statements a page costs, once a process has what it keeps."""
    seen = []
    with app.app_context():
        engine = db.engine
        standing.get("settings")
    event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    assert browser.get(path).status_code == 200
    return len(seen)
