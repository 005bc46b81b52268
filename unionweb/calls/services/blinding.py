"""The office has looked at what blinding takes out of an entry."""

from unionweb.calls.models import BlindCheck, Entry
from unionweb.calls.queries.reviews_bars import kept_from
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
def check_blinding(call_id: int, entry_id: int, facts: dict, actor) -> None:
    """Keep what was checked of an entry: words, and files that somebody opened and found without names.

    People, numbers and units are taken out whatever the list of words says.
    """
    locked_call(call_id)
    entry = db.session.get(Entry, entry_id)
    is_here = entry is not None and entry.call_id == call_id and entry.status in ACCEPTED
    if not is_here or db.session.scalar(kept_from(actor.id, Entry.id == entry_id)):
        raise Refused(GONE)
    row = db.session.get(BlindCheck, entry_id)
    if row is None:
        row = BlindCheck(entry_id=entry_id)
        db.session.add(row)
    row.words, row.entry_version = usable(facts["words"]), entry.version
    row.files = sorted(set(facts["files"]) & {file.id for file in entry.files})
    row.checked_at, row.checked_by_id = clock.now(), actor.id
    detail = {"count": len(row.words), "files": row.files}
    audit.record("checked", "blind_check", entry_id, actor=actor, kind=ActorKind.office, detail=detail)
