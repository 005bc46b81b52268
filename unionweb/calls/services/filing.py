"""What becomes of the files of entries that nobody can open any more. Parts of a running transaction."""

from sqlalchemy import select

from unionweb.calls.models import EntryFile
from unionweb.calls.rules.kinds import FileKind
from unionweb.kernel import clock, documents
from unionweb.kernel.extensions import db


def drop_files(entry_id: int, *, kind: FileKind | None = None) -> None:
    """Take away the files of an entry (of one kind), and remove them from the disk."""
    wanted = [EntryFile.entry_id == entry_id, EntryFile.removed_at.is_(None)]
    if kind is not None:
        wanted.append(EntryFile.kind == kind)
    for one in db.session.scalars(select(EntryFile).where(*wanted)):
        drop_file(one)


def drop_file(row: EntryFile) -> None:
    """Take one file away: the row says that it was there, the disk holds it no more once this is committed."""
    row.removed_at = clock.now()
    documents.drop(row.file)
    documents.drop(row.preview)
