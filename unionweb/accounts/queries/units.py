"""The tree of units with how many people are in each, in three queries whatever its size."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Campus, Credential, Member, Unit, UnitKind
from unionweb.accounts.queries.people import never_signed_in
from unionweb.kernel.extensions import db


@dataclass
class UnitNode:
    """A unit with its people: all of them (with those of its groups), and those who never signed in."""

    unit: Unit
    campus: str
    members: int = 0
    new: int = 0
    below: list["UnitNode"] = field(default_factory=list)


def unit_tree() -> list[UnitNode]:
    """The top of the tree: the university union with everything below, and the women's committee beside it."""
    counts = _counts(Member.unit_id) | _counts(Member.group_id)
    rows = db.session.execute(
        select(Unit, Campus.name).outerjoin(Campus, Campus.id == Unit.campus_id).order_by(Unit.sort, Unit.id)
    )
    nodes = {unit.id: UnitNode(unit, campus or "", *counts.get(unit.id, (0, 0))) for unit, campus in rows}
    tops = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id)
        (above.below if above else tops).append(node)
    for top in tops:
        top.members += sum(node.members for node in top.below)
        top.new += sum(node.new for node in top.below)
    return sorted(tops, key=lambda node: node.unit.kind is not UnitKind.university_union)


def _counts(column) -> dict[int, tuple[int, int]]:
    """Unit id → (members who are here, of those never signed in)."""
    here = select(column, func.count(), func.count(Member.id).filter(never_signed_in()))
    here = here.select_from(Member).outerjoin(Credential, Credential.member_id == Member.id)
    here = here.where(Member.left_at.is_(None), column.is_not(None)).group_by(column)
    return {unit_id: (members, new) for unit_id, members, new in db.session.execute(here)}


def unit_for(unit_id: int) -> Unit | None:
    """One unit with the one above it."""
    return db.session.scalar(select(Unit).options(joinedload(Unit.parent)).where(Unit.id == unit_id))


def member_count(unit_id: int) -> int:
    """How many members' records name this unit or group, whether they are still here or not."""
    return db.session.scalar(
        select(func.count()).select_from(Member).where((Member.unit_id == unit_id) | (Member.group_id == unit_id))
    )
