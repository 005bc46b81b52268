"""Adding and renaming campuses."""

from sqlalchemy import func, select

from unionweb.accounts.models import Campus
from unionweb.accounts.services.records import acting_as
from unionweb.accounts.shapes import short_campus
from unionweb.common import audit
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def add_campus(name: str, actor) -> int:
    """Add a campus after the others; returns its id. Refused when there is one of this name."""
    lock_name("roster")
    _check_name(name)
    last, place = db.session.execute(select(func.max(Campus.id), func.max(Campus.sort))).one()
    campus = Campus(code=f"campus-{(last or 0) + 1}", name=name, sort=(place or 0) + 1)
    db.session.add(campus)
    db.session.flush()
    audit.record("added", "campus", campus.id, actor=actor, kind=acting_as(actor), to_state=campus.name)
    return campus.id


@write
def rename_campus(campus_id: int, name: str, actor) -> None:
    """Give a campus another name. Refused when another one has it; the same name again changes nothing."""
    lock_name("roster")
    campus = db.session.get(Campus, campus_id, with_for_update={"key_share": True}, populate_existing=True)
    if campus is None:
        raise Refused("没有这个校区。")
    if campus.name == name:
        return
    _check_name(name, campus_id)
    before, campus.name = campus.name, name
    told = {"from_state": before, "to_state": name}
    audit.record("changed", "campus", campus_id, actor=actor, kind=acting_as(actor), **told)


def _check_name(name: str, own_id: int = 0) -> None:
    """Rosters name campuses, with or without 校区 at the end, so 东 and 东校区 are the same."""
    names = db.session.scalars(select(Campus.name).where(Campus.id != own_id))
    same = [other for other in names if short_campus(other) == short_campus(name)]
    if same:
        raise Refused(f"已经有“{same[0]}”了，花名册靠名称认校区，请换一个名称。")
