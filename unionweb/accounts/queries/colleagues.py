"""Colleagues whom a unit officer looks after."""

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.accounts.rules import units_led
from unionweb.kernel.extensions import db


def colleague(person, staff_no: str | None) -> Member | None:
    """The member with this staff number in a unit that `person` leads; None for everybody else."""
    units = units_led(person)
    if not (units and staff_no):
        return None
    wanted = (Member.staff_no == staff_no, Member.unit_id.in_(units), Member.left_at.is_(None), Member.id != person.id)
    return db.session.scalar(select(Member).where(*wanted))
