"""Files of entries: scanned first, then kept. Of what is taken away only the row stays."""

from datetime import datetime

from sqlalchemy import func, select

from unionweb.calls.models import CallAttachmentRule, Entry, EntryFile
from unionweb.calls.queries.people import units_headed
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import CallState, FileKind, SubmissionStatus
from unionweb.calls.services.entries import editable
from unionweb.calls.services.filing import drop_file, drop_files
from unionweb.calls.services.locking import lock_entry, note, noting_late
from unionweb.calls.services.scanning import Scanned, scan
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, documents, files
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MOST_KEPT = 60  # files of one entry, those taken away counted: nobody uploads for ever
OPINION_KINDS, PICTURES = ("pdf", "jpg", "png"), {"jpg", "png"}


def attach(entry_id: int, rule: CallAttachmentRule, upload: tuple[str, bytes], actor) -> int:
    """Keep a file (title, bytes) that a rule of the call asks for; returns its id. Refused with what to do about it.

    The file is looked through before anything is locked: that takes a while.
    """
    title, data = upload
    with noting_late("entry", entry_id, actor, "上传附件") as arrived:
        return _attach(entry_id, (rule.id, title, scan(data, title, rule.kinds, rule.largest_mb)), actor, arrived)


@write
def _attach(entry_id: int, upload: tuple[int, str, Scanned], actor, arrived: datetime) -> int:
    rule_id, title, scanned = upload
    row = editable(entry_id, actor, arrived)
    rule = db.session.get(CallAttachmentRule, rule_id)
    if rule is None or rule.call_id != row.call_id:
        raise Refused("这项征集不要这种附件。")
    here = (EntryFile.entry_id == row.id, EntryFile.rule_id == rule.id, EntryFile.removed_at.is_(None))
    count, last = db.session.execute(select(func.count(EntryFile.id), func.max(EntryFile.sort)).where(*here)).one()
    if count >= rule.most:
        raise Refused(f"“{rule.name}”最多 {rule.most} 个。要换，请先去掉一个。")
    kind = FileKind.picture if scanned.kind in PICTURES else FileKind.main if rule.least else FileKind.attachment
    found = _kept(row, (kind, title), scanned, actor)
    found.rule_id, found.sort = rule.id, (last or 0) + 1
    db.session.flush()
    note(row, "file_added", actor, title=title[-120:])
    return found.id


def attach_opinion(entry_id: int, upload: tuple[str, bytes], actor) -> int:
    """Keep the stamped recommendation form; one that was there is replaced. Returns its id."""
    title, data = upload
    return _attach_opinion(entry_id, (title, scan(data, title, OPINION_KINDS)), actor)


@write
def _attach_opinion(entry_id: int, upload: tuple[str, Scanned], actor) -> int:
    row = lock_entry(entry_id)
    if not access.may_head(row, units_headed(actor)):
        raise Refused("推荐表由分工会上传。")
    is_running = row.call.state in {CallState.open, CallState.closed}
    if row.status not in {SubmissionStatus.submitted, SubmissionStatus.unit_approved} or not is_running:
        raise Refused("现在不能换推荐表了。")
    drop_files(row.id, kind=FileKind.opinion)
    found = _kept(row, (FileKind.opinion, upload[0]), upload[1], actor)
    db.session.flush()
    note(row, "opinion_uploaded", actor, kind=ActorKind.unit)
    return found.id


def _kept(row: Entry, named: tuple[FileKind, str], scanned: Scanned, actor) -> EntryFile:
    if db.session.scalar(select(func.count(EntryFile.id)).where(EntryFile.entry_id == row.id)) >= MOST_KEPT:
        raise Refused(f"这一份前后传了 {MOST_KEPT} 个文件，不能再传了。请找校工会办公室。")
    kind, title = named
    stored = {"file": files.store(scanned.data, scanned.kind), "size": len(scanned.data), "text": scanned.text}
    stored["reading"] = scanned.reading
    preview = files.store(scanned.preview, "jpg") if scanned.preview else None
    shown = documents.titled(title.rpartition(".")[0] or title, f".{scanned.kind}")[-120:]
    found = EntryFile(
        entry_id=row.id, kind=kind, title=shown, preview=preview, added_at=clock.now(), added_by_id=actor.id, **stored
    )
    db.session.add(found)
    row.changed_at = clock.now()
    return found


def caption(file_id: int, text: str, actor) -> None:
    """Write under a picture what it shows."""
    with noting_late("entry", _entry_of(file_id), actor, "写图片说明") as arrived:
        _caption(file_id, text, actor, arrived)


@write
def _caption(file_id: int, text: str, actor, arrived: datetime) -> None:
    found = db.session.get(EntryFile, file_id)
    row = editable(found.entry_id, actor, arrived)
    if found.caption != text:
        found.caption = text
        note(row, "file_captioned", actor, file=file_id)


def detach(file_id: int, actor) -> None:
    """Take a file away. One that is gone already changes nothing."""
    with noting_late("entry", _entry_of(file_id), actor, "去掉附件") as arrived:
        _detach(file_id, actor, arrived)


@write
def _detach(file_id: int, actor, arrived: datetime) -> None:
    found = db.session.get(EntryFile, file_id)
    if found.removed_at is not None or found.kind is FileKind.opinion:
        return
    row = editable(found.entry_id, actor, arrived)
    db.session.refresh(found)
    if found.removed_at is not None:
        return
    drop_file(found)
    note(row, "file_removed", actor, title=found.title)


def _entry_of(file_id: int) -> int:
    found = db.session.get(EntryFile, file_id)
    if found is None:
        raise Refused("这个文件已经不在了。")
    return found.entry_id
