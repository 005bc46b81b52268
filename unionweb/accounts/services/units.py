"""Adding, renaming and moving units."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from unionweb.accounts.models import Member, Unit, UnitKind
from unionweb.accounts.services.records import acting_as
from unionweb.common import audit
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class UnitFacts:
    """A unit as typed. parent_id: the branch union of a group, None for the other kinds."""

    kind: UnitKind
    name: str
    parent_id: int | None
    campus_id: int | None
    sort: int


@write
def add_unit(facts: UnitFacts, actor) -> int:
    """Add a unit; returns its id. Refused when there is one of this name, or a second university union."""
    lock_name("roster")
    if facts.kind is UnitKind.university_union:
        raise Refused("校工会只有一个，改它的名称就行。")
    parent_id = _parent_of(facts)
    _check_name(facts.name, parent_id, facts.kind)
    columns = {"kind": facts.kind, "name": facts.name, "parent_id": parent_id}
    unit = Unit(**columns, campus_id=facts.campus_id, sort=facts.sort)
    db.session.add(unit)
    db.session.flush()
    audit.record("added", "unit", unit.id, actor=actor, kind=acting_as(actor), to_state=unit.name)
    return unit.id


@write
def edit_unit(unit_id: int, facts: UnitFacts, actor) -> None:
    """Rename or move a unit. The people of a group that moves go with it to the other branch union."""
    lock_name("roster")
    unit = db.session.get(Unit, unit_id, with_for_update={"key_share": True}, populate_existing=True)
    if unit is None or unit.kind is not facts.kind:
        raise Refused("没有这个单位。")
    parent_id = _parent_of(facts) if unit.kind is UnitKind.group else unit.parent_id
    _check_name(facts.name, parent_id, facts.kind, unit_id)
    before, moved = unit.name, 0
    if unit.kind is UnitKind.group and parent_id != unit.parent_id:
        moved = _move_people(unit.id, parent_id)
    detail = {"from_parent": unit.parent_id, "to_parent": parent_id, "people_moved": moved, "sort": facts.sort}
    unit.name, unit.parent_id, unit.campus_id, unit.sort = facts.name, parent_id, facts.campus_id, facts.sort
    told = {"from_state": before, "to_state": unit.name, "detail": detail}
    audit.record("changed", "unit", unit.id, actor=actor, kind=acting_as(actor), **told)


def _parent_of(facts: UnitFacts) -> int | None:
    """Branch unions stand below the university union, groups below a branch union, the rest beside."""
    if facts.kind is UnitKind.branch_union:
        return db.session.scalar(select(Unit.id).where(Unit.kind == UnitKind.university_union))
    if facts.kind is not UnitKind.group:
        return None
    parent = db.session.get(Unit, facts.parent_id) if facts.parent_id else None
    if parent is None or parent.kind is not UnitKind.branch_union:
        raise Refused("工会小组要在一个基层工会下面，请选一个。")
    return parent.id


def _check_name(name: str, parent_id: int | None, kind: UnitKind, own_id: int = 0) -> None:
    """Rosters find units by name, so it is unique: a group's within its branch union, another's among its kind."""
    same = select(func.count()).select_from(Unit).where(Unit.name == name, Unit.kind == kind, Unit.id != own_id)
    if kind is UnitKind.group:
        same = same.where(Unit.parent_id == parent_id)
    if db.session.scalar(same):
        raise Refused(f"已经有叫“{name}”的了，花名册靠名称认单位，请换一个名称。")


def _move_people(group_id: int, unit_id: int) -> int:
    moving = update(Member).where(Member.group_id == group_id, Member.unit_id != unit_id).values(unit_id=unit_id)
    return db.session.execute(moving).rowcount
