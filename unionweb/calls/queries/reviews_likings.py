"""Works that members may like: in an order of each reader's own, so that no work is always the first one."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from unionweb.calls.models import Call, Entry, EntryFile, Liking
from unionweb.calls.queries.reviews_bars import own_of
from unionweb.calls.queries.reviews_blind import blind_titles, whole
from unionweb.calls.rules.kinds import ACCEPTED, CallState, FileKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of_rows

SIZE = 24


@dataclass(frozen=True)
class Work:
    """A work to like. number and title as in blind lists; is_own: nobody likes what is theirs."""

    id: int
    number: int | None
    title: str
    who: str
    pictures: tuple[EntryFile, ...]
    is_liked: bool
    is_own: bool


def liked_call(call_id: int) -> Call | None:
    """A call whose works are shown for liking, as long as it is reviewed; None for every other."""
    shown = Call.likes_weight > 0, Call.state == CallState.reviewing
    return db.session.scalar(select(Call).where(Call.id == call_id, *shown))


def takes_likes(call: Call) -> bool:
    """Whether likes are still counted, by the server's clock."""
    return clock.now() < call.reviews_until


def works_page(call: Call, member_id: int) -> Page:
    """A page of the works in the reader's own order: the same on every visit, another for everybody."""
    accepted = select(Entry.id).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))
    page = page_of_rows(sorted(db.session.scalars(accepted), key=lambda id: _lot(member_id, id)), SIZE)
    return Page(_works(call, page.rows, member_id), page.number, page.total, page.size)


def _works(call: Call, ids: list[int], member_id: int) -> list[Work]:
    """These works, in this order."""
    found = {one.id: one for one in db.session.scalars(select(Entry).options(*whole()).where(Entry.id.in_(ids)))}
    entries = [found[id] for id in ids]
    own = set(db.session.scalars(own_of(member_id, Entry.id.in_(ids))))
    liked = set(db.session.scalars(select(Liking.entry_id).where(Liking.entry_id.in_(ids), Liking.member_id == member_id)))
    titles = blind_titles(call, entries)
    return [_work(call, entry, titles[entry.id], entry.id in liked, entry.id in own) for entry in entries]


def _work(call: Call, entry: Entry, title: str, is_liked: bool, is_own: bool) -> Work:
    who = "" if call.blind_authors else f"{entry.member.name}，{entry.unit.name}"
    pictures = tuple(file for file in entry.files if file.kind is FileKind.picture and file.preview)
    return Work(entry.id, entry.number, title, who, pictures, is_liked, is_own)


def work_for(call_id: int, entry_id: int) -> Entry | None:
    """An entry that is shown for liking."""
    if liked_call(call_id) is None:
        return None
    return db.session.scalar(select(Entry).where(Entry.id == entry_id, Entry.call_id == call_id, Entry.status.in_(ACCEPTED)))


def picture_of(call_id: int, file_id: int) -> EntryFile | None:
    """A picture of a work that is shown for liking."""
    if liked_call(call_id) is None:
        return None
    rows = select(EntryFile).join(Entry, Entry.id == EntryFile.entry_id).where(Entry.call_id == call_id, Entry.status.in_(ACCEPTED))
    shown = EntryFile.id == file_id, EntryFile.kind == FileKind.picture, EntryFile.removed_at.is_(None), EntryFile.preview.is_not(None)
    return db.session.scalar(rows.where(*shown))


def _lot(member_id: int, entry_id: int) -> bytes:
    return hashlib.blake2b(f"{member_id}-{entry_id}".encode(), digest_size=8).digest()
