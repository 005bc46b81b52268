"""Who did what to what, from where to where, why and when. Rows are added, never changed or removed.

A sealed event belongs to a confidential record: it names no owner, is on no office page, and is read only
through the record itself by those who may open that.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Row, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.kernel import clock, labels
from unionweb.kernel.db import Moment, enum_column, plain_rows
from unionweb.kernel.extensions import db


class ActorKind(StrEnum):
    """In which quality somebody acted."""

    owner = "owner"
    proxy = "proxy"
    keeper = "keeper"
    counselor = "counselor"
    office = "office"
    admin = "admin"
    unit = "unit"
    officer = "officer"
    system = "system"


class AuditEvent(db.Model):
    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"), Index("ix_audit_event_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int | None]
    from_state: Mapped[str | None] = mapped_column(String(200))
    to_state: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(500))
    detail: Mapped[dict | None] = mapped_column(JSON)
    sealed: Mapped[bool] = mapped_column(default=False)


# Chinese words for the page that shows events; each feature adds its own: action → 约了, kind of subject → 预约.
words: dict[str, str] = {"changed": "改了", "withdrawn": "收回了"}
subjects: dict[str, str] = {"setting": "规则设置"}
states: dict[str, type[StrEnum]] = {}  # kind of subject → the enum of its states


def alike(code: str, known: dict[str, str]) -> list[str]:
    """The codes that have the same Chinese word as this one, in their order: to a reader they are one thing."""
    return [other for other, word in sorted(known.items()) if word == known.get(code)]


def record(action, subject_kind, subject_id, *, actor=None, kind=ActorKind.system, **rest) -> None:
    """Add one event to the running transaction.

    action: a verb in the past ("booked"); actor: the person acting (anything with .id) or None for the system;
    rest: from_state, to_state, reason, detail, sealed. The owner of a sealed record is never named.
    """
    sealed = rest.get("sealed", False)
    named = actor is not None and not (sealed and kind in {ActorKind.owner, ActorKind.proxy})
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_id=actor.id if named else None,
            actor_kind=kind,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            **rest,
        )
    )


HISTORY = (
    select(AuditEvent.__table__)
    .where(AuditEvent.subject_kind == bindparam("kind"), AuditEvent.subject_id == bindparam("id"))
    .order_by(AuditEvent.id)
)


def events_of(subject_kind: str, subject_id: int) -> list[Row]:
    """The history of one record, oldest first. The caller has checked that the reader may open the record."""
    return plain_rows(HISTORY, kind=subject_kind, id=subject_id)


labels.register(
    {
        ActorKind.owner: "本人",
        ActorKind.proxy: "代办人",
        ActorKind.keeper: "值守人",
        ActorKind.counselor: "咨询师",
        ActorKind.office: "办公室",
        ActorKind.admin: "系统管理员",
        ActorKind.unit: "分工会",
        ActorKind.officer: "协会负责人",
        ActorKind.system: "系统",
    }
)
