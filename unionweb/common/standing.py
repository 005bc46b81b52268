"""What seldom changes (settings, campuses, services, opening rules, the calendar), kept in each process.

One row holds a random number that triggers of the database renew whenever somebody changes one of the tables below,
by whatever way. As long as the number is the same, nothing of this is read again. A request learns the number once,
together with who is signed in. Inside a write nothing is taken from here: there everything is read under the lock.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g
from sqlalchemy import BigInteger, event, inspect, select, update
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.kernel.db import in_transaction
from unionweb.kernel.extensions import db

MOST = 1000  # derived facts kept at a time


class Revision(db.Model):
    """One row: the number of the present state of all standing tables."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


@dataclass
class Kept:
    """Everything as it stood at one number, and what was derived from it."""

    number: int
    values: dict[str, Any]
    derived: dict[Hashable, Any] = field(default_factory=dict)


NUMBER = select(Revision.number).scalar_subquery()
_loaders: dict[str, Callable[[], Any]] = {}


def define(name: str, load: Callable[[], Any]) -> None:
    """Add something to keep. What `load()` returns must not change and not lean on a session (see `copy_of`)."""
    _loaders[name] = load


def get(name: str) -> Any:
    """What was defined under this name, as it stands now."""
    return _loaders[name]() if in_transaction() else _kept().values[name]


def derive(key: Hashable, compute: Callable[[], Any]) -> Any:
    """What `compute()` makes of standing facts and of nothing else, worked out once."""
    if in_transaction():
        return compute()
    derived = _kept().derived
    if key not in derived:
        if len(derived) >= MOST:
            derived.clear()
        derived[key] = compute()
    return derived[key]


def learn(number: int | None) -> None:
    """Note the present number, read together with something else."""
    g.standing_number = number


def renumber(number: int) -> None:
    """Part of a transaction: give the present state a number of its own choice, which it has never had."""
    db.session.flush()
    db.session.execute(update(Revision).values(number=number))


def copy_of(row):
    """A free-standing copy of an object: its columns, without a session and without relations."""
    columns = inspect(type(row)).column_attrs.keys()
    return type(row)(**{name: getattr(row, name) for name in columns})


def _kept() -> Kept:
    """One state for the whole request."""
    if "standing" not in g:
        g.standing = _read()
    return g.standing


def _read() -> Kept:
    if "standing_number" not in g:
        g.standing_number = db.session.scalar(select(Revision.number))
    kept = current_app.extensions.get("standing")
    if kept is None or kept.number != g.standing_number:
        kept = Kept(g.standing_number, {name: load() for name, load in _loaders.items()})
        current_app.extensions["standing"] = kept
    return kept


@event.listens_for(db.session, "after_commit")
def _forget(_session) -> None:
    """After a commit of this request the facts may be others."""
    g.pop("standing", None)
    g.pop("standing_number", None)
