"""Services: a new bookable kind is a row with its flags, nothing more."""

from sqlalchemy import func, select

from unionweb.bookings.models import Privacy, Service, ServicePoint
from unionweb.bookings.services.points.records import change, locked, record
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

RESERVED = {"booking", "org", "calendar", "installation", "inbox", "audit"}  # first words of other settings


@write
def create_service(values: dict, actor) -> int:
    """A new bookable kind. Its limits are the settings "<key>.<rule>", the general ones until the office sets them."""
    lock_name("points")
    _check(values)
    if values["key"] in RESERVED or db.session.scalar(select(Service.id).where(Service.key == values["key"])):
        raise Refused(f"代号“{values['key']}”已经用过了，请换一个。")
    last = db.session.scalar(select(func.max(Service.sort))) or 0
    service = Service(sort=last + 1, **values)
    db.session.add(service)
    db.session.flush()
    record("created", service, actor, to_state=service.name)
    return service.id


@write
def update_service(service_id: int, values: dict, actor) -> bool:
    """Change a service. Who may know, and whether it goes by person, is fixed once it has a point."""
    lock_name("points")
    service = locked(Service, service_id)
    _check(values)
    fixed = [name for name in ("privacy", "by_provider") if values[name] != getattr(service, name)]
    if fixed and db.session.scalar(select(ServicePoint.id).where(ServicePoint.service_id == service_id).limit(1)):
        raise Refused("“谁看得到”和“按人开放”在有了服务点以后就不能改了：已有的预约是按它约的。")
    return change(service, values, actor)


def _check(values: dict) -> None:
    """A confidential service cannot be booked through somebody else or on the spot, and belongs to a person."""
    if values["privacy"] is not Privacy.confidential:
        return
    if values["takes_proxies"] or values["takes_walk_ins"]:
        raise Refused("保密的服务不能代办，也不能现场使用：那样会有别人知道。")
    if not values["by_provider"]:
        raise Refused("保密的服务要按人开放：只有本人和服务人看得到预约。")
