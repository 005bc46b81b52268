"""What the tests of the schedule share: a closing, slots by their time, who acts."""

from datetime import date, datetime, time

from sqlalchemy import func, select

from unionweb.accounts.models import Member
from unionweb.bookings.models import ExceptionKind, RuleKind, Slot
from unionweb.bookings.queries.schedule.drafts import ExceptionFacts, excepting
from unionweb.bookings.queries.schedule.effects import effects_of
from unionweb.bookings.services import schedule
from unionweb.kernel.extensions import db

THURSDAY = date(2026, 9, 17)
AFTERNOON = {"kind": RuleKind.open, "opens": time(13), "closes": time(17), "capacity": 2}


def office():
    return db.session.get(Member, 10003)


def slot_at(start, point=1):
    return db.session.scalar(
        select(Slot).where(Slot.point_id == point, Slot.starts_at == datetime.fromisoformat(start))
    )


def count(*which):
    return db.session.scalar(select(func.count()).select_from(Slot).where(*which))


def closing(first=THURSDAY, last=None, **scope):
    return ExceptionFacts(ExceptionKind.closed, first, last or first, "检修空调", **(scope or {"point_id": 1}))


def close(facts=None, seen=None):
    """seen: how many booked slots the office was shown; without it nothing was."""
    facts = facts or closing()
    mark = shown(excepting(facts), seen) if seen else None
    return schedule.add_exception(facts, office(), seen=mark)


def shown(change, hits):
    """What a page sends along that showed so many booked slots."""
    effects = effects_of(change)
    assert len(effects.hits) == hits
    return effects.mark
