"""Points: where a service is given. Withdrawn and taken back into use, never deleted."""

import secrets

from sqlalchemy import select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import Service, ServicePoint
from unionweb.bookings.queries.schedule.effects import without_point
from unionweb.bookings.services.points.records import change, locked, must_be_in_use, record
from unionweb.bookings.services.schedule import generate_slots
from unionweb.bookings.services.schedule.seeing import must_have_seen
from unionweb.kernel import clock, files
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

WITHDRAWN = "这个服务点已停用，先恢复使用再改。"


@write
def create_point(values: dict, actor) -> int:
    """A new point; values: service_id, campus_id, place and the texts about it. Returns its id."""
    lock_name("points")
    service, campus = (db.session.get(m, values[n]) for m, n in ((Service, "service_id"), (Campus, "campus_id")))
    if service is None or campus is None:
        raise Refused("选的服务或校区已经不在了，请重新选。")
    _must_be_free(values["service_id"], values["campus_id"], values["place"])
    point = ServicePoint(door_code=new_door_code(), **values)
    db.session.add(point)
    db.session.flush()
    record("created", point, actor, to_state=f"{service.name}，{campus.name}{point.place}")
    return point.id


@write
def update_point(point_id: int, values: dict, actor) -> bool:
    """Change place and texts. Service and campus stay: bookings of the past belong to them."""
    lock_name("points")
    point = locked(ServicePoint, point_id)
    must_be_in_use(point, WITHDRAWN)
    _must_be_free(point.service_id, point.campus_id, values["place"], besides=point_id)
    return change(point, values, actor)


@write
def withdraw_point(point_id: int, reason: str, actor, *, seen: int | None = None) -> None:
    """Take a point out of use: free slots go, people of booked ones are asked to move."""
    lock_name("slots")
    point = locked(ServicePoint, point_id)
    must_be_in_use(point, "这个服务点已经停用了。")
    must_have_seen(seen, without_point(point_id), [point_id])
    point.withdrawn_at, point.withdrawn_reason = clock.now(), reason
    record("retired", point, actor, reason=reason)
    db.session.flush()
    generate_slots(only=[point_id], actor=actor)


@write
def reopen_point(point_id: int, reason: str, actor) -> None:
    """Take a point back into use: its rules count again, closed slots reopen."""
    lock_name("slots")
    lock_name("points")
    point = locked(ServicePoint, point_id)
    if point.withdrawn_at is None:
        raise Refused("这个服务点正在使用。")
    _must_be_free(point.service_id, point.campus_id, point.place, besides=point_id)
    point.withdrawn_at = point.withdrawn_reason = None
    record("restored", point, actor, reason=reason)
    db.session.flush()
    generate_slots(only=[point_id], actor=actor)


@write
def renew_door_code(point_id: int, reason: str, actor) -> None:
    """A new code for the door poster; the old one stops working at once."""
    point = locked(ServicePoint, point_id)
    must_be_in_use(point, WITHDRAWN)
    point.door_code = new_door_code()
    record("door_code_renewed", point, actor, reason=reason)


def new_door_code() -> str:
    """128 random bits: nobody guesses a door."""
    return secrets.token_urlsafe(16)


def set_photo(point_id: int, data: bytes, actor) -> None:
    """Keep a picture of the point (see kernel.files) in place of the one it has."""
    name = files.keep(data)
    try:
        old = _set_photo(point_id, name, actor)
    except BaseException:
        files.drop(name)
        raise
    files.drop(old)


def drop_photo(point_id: int, actor) -> None:
    """Take the picture away. Refused when there is none."""
    files.drop(_set_photo(point_id, None, actor))


@write
def _set_photo(point_id: int, name: str | None, actor) -> str | None:
    point = locked(ServicePoint, point_id)
    must_be_in_use(point, WITHDRAWN)
    if name is None and point.photo is None:
        raise Refused("这里没有照片。")
    old, point.photo = point.photo, name
    record("photo_set" if name else "photo_removed", point, actor)
    return old


def _must_be_free(service_id: int, campus_id: int, place: str, besides: int | None = None) -> None:
    """One service is given at a place once: the same form sent twice is one point."""
    same = (ServicePoint.service_id == service_id, ServicePoint.campus_id == campus_id, ServicePoint.place == place)
    there = db.session.scalars(select(ServicePoint.id).where(*same, ServicePoint.withdrawn_at.is_(None)))
    if [point_id for point_id in there if point_id != besides]:
        raise Refused(f"这个校区的“{place}”已经有这项服务了，请直接改它。")
