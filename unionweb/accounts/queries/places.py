"""Campuses and units, the short lists every form needs."""

from sqlalchemy import select

from unionweb.accounts.models import Campus, Unit, UnitKind
from unionweb.kernel.extensions import db


def campuses() -> list[Campus]:
    """The campuses in their usual order."""
    return list(db.session.scalars(select(Campus).order_by(Campus.sort, Campus.id)))


def branch_units() -> list[Unit]:
    """The branch unions in their usual order."""
    wanted = select(Unit).where(Unit.kind == UnitKind.branch_union)
    return list(db.session.scalars(wanted.order_by(Unit.sort, Unit.id)))


def unit_names() -> dict[int, str]:
    """Unit id → name, for all kinds of units."""
    return dict(db.session.execute(select(Unit.id, Unit.name)).tuples().all())
