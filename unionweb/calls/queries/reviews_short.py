"""Entries that have too few reviewers: an error to resolve, by number."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.calls.models import Call, Entry, Review
from unionweb.calls.queries.reviews import shortages
from unionweb.calls.queries.reviews_bars import own_of
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class ShortEntry:
    """An entry with how many reviewers it lacks."""

    id: int
    number: int | None
    missing: int


@dataclass(frozen=True)
class Short:
    """Those that lack reviewers; own: how many more there are that the reader has a part in, of which nothing is told."""

    rows: list[ShortEntry]
    own: int

    def __len__(self) -> int:
        return len(self.rows) + self.own


def short_entries(call: Call, reader_id: int) -> Short:
    """The accepted entries of a call that have fewer reviewers than it asks for, by number."""
    lacking = shortages(call)
    own = set(db.session.scalars(own_of(reader_id, Entry.call_id == call.id))) & lacking.keys()
    rows = db.session.execute(select(Entry.id, Entry.number).where(Entry.id.in_(lacking.keys() - own)).order_by(Entry.number, Entry.id))
    return Short([ShortEntry(id, number, lacking[id]) for id, number in rows], len(own))


def is_reviewed(call_id: int) -> bool:
    """Whether anything of a call was ever given to a reviewer; honours may be decided without."""
    given = select(Review.id).join(Entry, Entry.id == Review.entry_id).where(Entry.call_id == call_id)
    return db.session.scalar(given.limit(1)) is not None
