"""The office has looked at what blinding takes out of an entry."""

from collections.abc import Collection

from unionweb.calls.models import BlindCheck, Entry
from unionweb.calls.queries.reviews_bars import own_of
from unionweb.calls.rules.blinding import usable
from unionweb.calls.rules.kinds import ACCEPTED
from unionweb.calls.services.reviews_shared import GONE, locked_call
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def check_blinding(call_id: int, entry_id: int, words: Collection[str], actor) -> None:
    """Keep the checked list of words of an entry. People, numbers and units are taken out whatever the list says."""
    locked_call(call_id)
    entry = db.session.get(Entry, entry_id)
    is_here = entry is not None and entry.call_id == call_id and entry.status in ACCEPTED
    if not is_here or db.session.scalar(own_of(actor.id, Entry.id == entry_id)):
        raise Refused(GONE)
    row = db.session.get(BlindCheck, entry_id)
    if row is None:
        row = BlindCheck(entry_id=entry_id)
        db.session.add(row)
    row.words, row.entry_version = usable(words), entry.version
    row.checked_at, row.checked_by_id = clock.now(), actor.id
    audit.record("checked", "blind_check", entry_id, actor=actor, kind=ActorKind.office, detail={"count": len(row.words)})
