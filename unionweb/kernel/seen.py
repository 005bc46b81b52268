"""What a page showed of a row that counts no versions: a mark of it travels with the form, and who edits something else is told."""

import hashlib
import json
from collections.abc import Mapping

from unionweb.kernel.errors import Refused

STALE = "您打开这一页以后，有人改过这里，所以没有存。您写的还在下面；请另开一页看看现在的内容，再决定怎么改。"


def mark_of(facts: Mapping) -> str:
    """A short mark of facts (plain values by name): the same for the same facts."""
    said = json.dumps(dict(facts), default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def ensure_seen(mark: str | None, facts: Mapping) -> None:
    """Refuse a change that was typed on a page which showed other facts, or none. To be called under the row's lock."""
    if mark != mark_of(facts):
        raise Refused(STALE)
