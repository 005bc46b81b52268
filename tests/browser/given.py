"""What is there before a test begins, and the truth afterwards; straight in the database of the installation."""

from datetime import datetime
from types import SimpleNamespace

from sqlalchemy import select

from tests.browser.installation import Installation
from unionweb.accounts.models import Member
from unionweb.bookings.models import Booking, Slot
from unionweb.bookings.services import booking as services
from unionweb.bookings.services.booking import Wish
from unionweb.kernel.extensions import db


def slot_at(site: Installation, start: str, point: int = 1) -> int:
    """The id of the slot that begins then."""
    wanted = select(Slot.id).where(Slot.point_id == point, Slot.starts_at == datetime.fromisoformat(start))
    return site.inside(lambda: db.session.scalars(wanted).one())


def booked(site: Installation, member_id: int, start: str, point: int = 1) -> int:
    """A booking made by the rules, at the time the clock shows."""
    slot_id = slot_at(site, start, point)
    return site.inside(lambda: services.book(person(member_id), Wish(slot_id)))


def waiting(site: Installation, member_id: int, start: str, point: int = 1) -> int:
    """A place on the waiting list of a full slot."""
    slot_id = slot_at(site, start, point)
    return site.inside(lambda: services.wait(person(member_id), Wish(slot_id)))


def full(site: Installation, start: str) -> list[int]:
    """Both places of a slot at point 1 are taken by others; returns their bookings."""
    return [booked(site, member_id, start) for member_id in (20001, 20002)]


def cancelled(site: Installation, member_id: int, booking_id: int) -> None:
    """Its owner gave a place back."""
    site.inside(lambda: services.cancel(person(member_id), booking_id))


def bookings_of(site: Installation, member_id: int) -> list[tuple[str, str]]:
    """What a person has: (start, status), in the order of the starts."""
    wanted = select(Booking).where(Booking.member_id == member_id).order_by(Booking.starts_at, Booking.id)
    rows = site.inside(lambda: [(b.starts_at, b.status.value) for b in db.session.scalars(wanted)])
    return [(f"{starts_at:%m-%d %H:%M}", status) for starts_at, status in rows]


def person(member_id: int) -> SimpleNamespace:
    """A member as the services take one."""
    found = db.session.get_one(Member, member_id)
    return SimpleNamespace(id=found.id, name=found.name, sex=found.sex, campus_id=found.campus_id, unit_id=found.unit_id, roles=())
