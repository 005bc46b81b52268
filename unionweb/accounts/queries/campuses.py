"""Campuses with how much is at each, in one query whatever their number."""

from dataclasses import dataclass

from sqlalchemy import func, select

from unionweb.accounts.models import Campus, Member, Unit
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class CampusLine:
    """A campus, how many members are there now, and how many units belong to it."""

    campus: Campus
    members: int
    units: int


def campus_lines() -> list[CampusLine]:
    """All campuses in their usual order."""
    members = _count(Member.campus_id, Member.left_at.is_(None))
    units = _count(Unit.campus_id)
    rows = db.session.execute(select(Campus, members, units).order_by(Campus.sort, Campus.id))
    return [CampusLine(*row) for row in rows]


def campus_for(campus_id: int) -> Campus | None:
    return db.session.get(Campus, campus_id)


def _count(column, *which):
    return select(func.count()).where(column == Campus.id, *which).correlate(Campus).scalar_subquery()
