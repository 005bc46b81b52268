"""What was typed into an entry: kept, with its versions. Parts of a running transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from unionweb.calls.models import Entry, EntryVersion
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.queries.completeness import answers_of_entry
from unionweb.calls.rules.kinds import Subject
from unionweb.calls.services.locking import STALE
from unionweb.common import questions
from unionweb.common.questions import Answer
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

ONE_VERSION = timedelta(minutes=10)  # what one person types within it is one version


class Seen(NamedTuple):
    """What a page showed: the version, and a sign of the page itself, so that it may save again before it was answered."""

    version: int
    editor: str = ""


def ensure_latest(row: Entry, seen: Seen) -> None:
    """Raise Refused when somebody else has saved since the page was opened."""
    if row.version != seen.version and not (seen.editor and row.editor == seen.editor):
        raise Refused(STALE)
    row.editor = seen.editor or None


def put(row: Entry, facts: Mapping, actor) -> int:
    """Write what was typed into an entry; returns its version, which stays when nothing is new."""
    columns = {name: value for name, value in facts.items() if name != "answers"}
    if row.call.subject is Subject.team and columns.get("nominee_name"):
        columns["title"] = columns["nominee_name"]
    given = {id: value for id, value in facts.get("answers", {}).items() if value not in (None, "", [])}
    before = answers_of_entry(row)
    emptied = [id for id in before if id not in given]
    db.session.execute(delete(Answer).where(Answer.respondent_id == row.id, Answer.question_id.in_(emptied)))
    questions.save_answers(row.id, given)
    db.session.flush()
    is_changed = any(getattr(row, name) != value for name, value in columns.items()) or answers_of_entry(row) != before
    if not is_changed:
        return row.version
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = clock.now()
    keep_version(row, actor)
    return row.version


def keep_version(row: Entry, actor) -> EntryVersion:
    """The newest version when the same person goes on typing, else one more."""
    now, words = clock.now(), answers_of_entry(row)
    texts = {one.question.text: words.get(one.question.id, "") for one in asked_by(row.call_id)}
    said = {"title": row.title, "body": row.body, "facts": texts | ({"类别": row.field} if row.field else {})}
    last = db.session.scalar(
        select(EntryVersion).where(EntryVersion.entry_id == row.id).order_by(EntryVersion.number.desc()).limit(1)
    )
    if last is not None and last.sent_at is None and last.saved_by_id == actor.id and now - last.began_at < ONE_VERSION:
        last.title, last.body, last.facts, last.saved_at = said["title"], said["body"], said["facts"], now
        return last
    made = EntryVersion(
        entry_id=row.id, number=last.number + 1 if last else 1, began_at=now, saved_at=now, saved_by_id=actor.id, **said
    )
    db.session.add(made)
    return made
