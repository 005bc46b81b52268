"""Documents that belong to an activity, and the campaigns that activities belong to. Each public function is one transaction."""

from collections.abc import Iterable

from sqlalchemy import func, select

from unionweb.activities.models import ActivityAttachment, ActivitySeries
from unionweb.activities.services.editing import note
from unionweb.activities.services.places import lock_activity
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, documents
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MOST = 20


@write
def attach(activity_id: int, contents: Iterable[tuple[str, bytes]], actor) -> int:
    """Keep documents (title, bytes) with an activity; returns how many. Refused when one is no document or there are too many."""
    row = lock_activity(activity_id)
    here = db.session.scalar(select(func.count(ActivityAttachment.id)).where(ActivityAttachment.activity_id == row.id))
    given = list(contents)
    if here + len(given) > MOST:
        raise Refused(f"一项活动最多放 {MOST} 个附件。")
    for title, data in given:
        if documents.kind_of(data, title) is None or len(data) > documents.LARGEST:
            raise Refused(f"“{title}”不是 {documents.KINDS} 文件，或者超过了 10 MB。")
    for title, data in given:
        kept = {"title": title[-120:], "file": documents.keep(data, title), "size": len(data)}
        db.session.add(ActivityAttachment(activity_id=row.id, **kept, added_at=clock.now(), added_by_id=actor.id))
    note(row, "activity_attached", actor, detail={"count": len(given)})
    return len(given)


@write
def detach(attachment_id: int, actor) -> None:
    """Take a document away. One that is gone already changes nothing."""
    found = db.session.get(ActivityAttachment, attachment_id, with_for_update=True)
    if found is None:
        return
    file = found.file
    db.session.delete(found)
    note(lock_activity(found.activity_id), "activity_detached", actor, detail={"title": found.title})
    documents.drop(file)


@write
def add_series(name: str, about: str, actor) -> int:
    """A new campaign; returns its id. One that had ended under this name goes on. Refused when there is one already."""
    lock_name("activity series")
    found = db.session.scalar(select(ActivitySeries).where(ActivitySeries.name == name))
    if found is not None and found.ended_at is None:
        raise Refused("已经有这个系列了。")
    row = found or ActivitySeries(name=name, sort=(db.session.scalar(select(func.max(ActivitySeries.sort))) or 0) + 1)
    row.about, row.ended_at = about, None
    db.session.add(row)
    db.session.flush()
    audit.record("series_added", "activity_series", row.id, actor=actor, kind=ActorKind.office, detail={"name": name})
    return row.id


@write
def end_series(series_id: int, actor) -> None:
    """New activities belong to it no more; those of before still do. Twice changes nothing."""
    row = db.session.get(ActivitySeries, series_id, with_for_update=True)
    if row is not None and row.ended_at is None:
        row.ended_at = clock.now()
        audit.record("series_ended", "activity_series", row.id, actor=actor, kind=ActorKind.office)


audit.subjects["activity_series"] = "活动系列"
audit.words |= {
    "activity_attached": "加了附件", "activity_detached": "去掉附件", "series_added": "加了系列", "series_ended": "停了系列",
}  # fmt: skip
