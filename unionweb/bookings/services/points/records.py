"""What the writes about points share: locked rows, and audit rows that say what was changed."""

from typing import Any

from unionweb.common import audit
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def locked(model, row_id: int):
    """The row under its lock. LookupError when there is none."""
    row = db.session.get(model, row_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise LookupError(f"{model.__tablename__} {row_id}")
    return row


def change(row, values: dict[str, Any], actor) -> bool:
    """Write what differs into a locked row, with one audit row of old and new; False when nothing does."""
    differing = {name: new for name, new in values.items() if getattr(row, name) != new}
    if not differing:
        return False
    changes = {name: [_shown(getattr(row, name)), _shown(new)] for name, new in differing.items()}
    for name, new in differing.items():
        setattr(row, name, new)
    record("changed", row, actor, detail={"changes": changes})
    return True


def record(action: str, row, actor, *, detail: dict | None = None, **more) -> None:
    """An audit row of the office about `row`, which carries its name for those who read it later."""
    named = {"name": getattr(row, "name", None) or row.place, **(detail or {})}
    audit.record(action, row.__tablename__, row.id, actor=actor, kind=audit.ActorKind.office, detail=named, **more)


def _shown(value):
    return value if value is None or isinstance(value, bool | int) else str(value)


def must_be_in_use(row, words: str) -> None:
    """Refuse when the row is withdrawn."""
    if row.withdrawn_at:
        raise Refused(words)


audit.words.update(
    created="新建了",
    retired="停用了",
    restored="恢复使用了",
    door_code_renewed="换了门口的码",
    photo_set="换了照片",
    photo_removed="去掉了照片",
    published="发布了",
)
audit.subjects.update(service="服务", service_point="服务点", provider="服务人", consent_text="知情同意书")
