"""Uploaded histories on their way in."""

from sqlalchemy import select

from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatImport
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.kinds import ImportState


def import_for(user, import_id: int) -> RetreatImport | None:
    row = db.session.get(RetreatImport, import_id) if may_run(user) else None
    return row if row is not None and row.state is not ImportState.dropped else None


def latest_imports() -> list[RetreatImport]:
    query = select(RetreatImport).where(RetreatImport.state == ImportState.imported)
    return list(db.session.scalars(query.order_by(RetreatImport.id.desc()).limit(5)))


def open_import(user) -> RetreatImport | None:
    """The own upload that still waits for its confirmation."""
    waiting = RetreatImport.uploaded_by_id == user.id, RetreatImport.state == ImportState.previewed
    return db.session.scalar(select(RetreatImport).where(*waiting).order_by(RetreatImport.id.desc()).limit(1))
