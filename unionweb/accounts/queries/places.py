"""Campuses and units, the short lists every form needs."""

from sqlalchemy import select

from unionweb.accounts.models import Campus, Unit, UnitKind
from unionweb.common import standing
from unionweb.kernel.extensions import db


def campuses() -> list[Campus]:
    """The campuses in their usual order."""
    return standing.get("campuses")


def _campuses() -> list[Campus]:
    return [standing.copy_of(row) for row in db.session.scalars(select(Campus).order_by(Campus.sort, Campus.id))]


standing.define("campuses", _campuses)


def branch_units() -> list[Unit]:
    """The branch unions in their usual order."""
    wanted = select(Unit).where(Unit.kind == UnitKind.branch_union)
    return list(db.session.scalars(wanted.order_by(Unit.sort, Unit.id)))


def unit_names() -> dict[int, str]:
    """Unit id → name, for all kinds of units."""
    return dict(db.session.execute(select(Unit.id, Unit.name)).all())


def groups() -> list[tuple[int, str]]:
    """(id, text) of all groups, each named with its branch union, to choose from."""
    parent = select(Unit.id, Unit.name, Unit.sort).where(Unit.kind == UnitKind.branch_union).subquery()
    wanted = select(Unit.id, parent.c.name, Unit.name).join(parent, parent.c.id == Unit.parent_id)
    wanted = wanted.where(Unit.kind == UnitKind.group)
    rows = db.session.execute(wanted.order_by(parent.c.sort, parent.c.id, Unit.sort, Unit.id))
    return [(id, f"{above}：{name}") for id, above, name in rows]
