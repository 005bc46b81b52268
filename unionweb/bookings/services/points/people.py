"""Providers: the people whose time is booked. Members of the union, or somebody from outside."""

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.bookings.models import Booking, OpeningRule, Provider, Service, Slot
from unionweb.bookings.queries.schedule.effects import without_provider
from unionweb.bookings.services.points.records import change, locked, must_be_in_use, record
from unionweb.bookings.services.schedule import generate_slots
from unionweb.bookings.services.schedule.seeing import must_have_seen
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def create_provider(service_id: int, values: dict, actor) -> int:
    """Somebody who serves; values: name, staff_no (None for people from outside), intro, face, phone."""
    lock_name("points")
    service = locked(Service, service_id)
    if not service.by_provider:
        raise Refused(f"{service.name}不按人开放，不用加服务人。")
    provider = Provider(service_id=service_id, **_resolved(values))
    _must_be_new(provider)
    db.session.add(provider)
    db.session.flush()
    record("created", provider, actor, to_state=f"{service.name}：{provider.name}")
    return provider.id


@write
def update_provider(provider_id: int, values: dict, actor) -> bool:
    """Change the words about somebody who serves, or who it is."""
    lock_name("points")
    provider = locked(Provider, provider_id)
    must_be_in_use(provider, "这位服务人已停用，先恢复再改。")
    resolved = _resolved(values)
    if provider.member_id != resolved["member_id"] and (provider.member_id or _was_booked(provider_id)):
        raise Refused("工号定了就不能换人：已有的预约是跟这位约的。请另加一位，再把这位停用。")
    _must_be_new(Provider(service_id=provider.service_id, **resolved), besides=provider_id)
    return change(provider, resolved, actor)


@write
def withdraw_provider(provider_id: int, reason: str, actor, *, seen: int | None = None) -> None:
    """Somebody serves no more: their free slots go, people of booked ones are asked to move."""
    lock_name("slots")
    provider = locked(Provider, provider_id)
    must_be_in_use(provider, "这位服务人已经停用了。")
    points = _points_of(provider_id)
    must_have_seen(seen, without_provider(provider_id), points)
    provider.withdrawn_at = clock.now()
    record("retired", provider, actor, reason=reason)
    db.session.flush()
    generate_slots(only=points, actor=actor)


@write
def return_provider(provider_id: int, reason: str, actor) -> None:
    """Somebody serves again, at the hours of their rules."""
    lock_name("slots")
    lock_name("points")
    provider = locked(Provider, provider_id)
    if provider.withdrawn_at is None:
        raise Refused("这位服务人没有停用。")
    _must_be_new(provider, besides=provider_id)
    provider.withdrawn_at = None
    record("restored", provider, actor, reason=reason)
    db.session.flush()
    generate_slots(only=_points_of(provider_id), actor=actor)


def _was_booked(provider_id: int) -> bool:
    """Whether anybody has booked this person: whoever were linked now would read what was meant for another."""
    booked = select(Booking.id).join(Slot, Slot.id == Booking.slot_id).where(Slot.provider_id == provider_id)
    return db.session.scalar(booked.limit(1)) is not None


def _points_of(provider_id: int) -> list[int]:
    mine = select(OpeningRule.point_id).where(OpeningRule.provider_id == provider_id).distinct()
    return list(db.session.scalars(mine.order_by(OpeningRule.point_id)))


def _resolved(values: dict) -> dict:
    """The staff number as a member. Refused when nobody has it."""
    rest = {name: value for name, value in values.items() if name != "staff_no"}
    if not values.get("staff_no"):
        return rest | {"member_id": None}
    active = select(Member).where(Member.staff_no == values["staff_no"], Member.left_at.is_(None))
    member = db.session.scalar(active)
    if member is None:
        raise Refused(f"没有工号是 {values['staff_no']} 的在册会员。外请的人不用填工号。")
    return rest | {"member_id": member.id}


def _must_be_new(provider: Provider, besides: int | None = None) -> None:
    """Nobody serves twice in a service: by member number, and people from outside by name."""
    same = Provider.member_id == provider.member_id if provider.member_id else Provider.name == provider.name
    serving = (Provider.service_id == provider.service_id, Provider.withdrawn_at.is_(None))
    there = db.session.scalars(select(Provider.id).where(same, *serving))
    if [provider_id for provider_id in there if provider_id != besides]:
        raise Refused(f"{provider.name}已经在这项服务里了。")
