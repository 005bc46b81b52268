"""Messages, the mail outbox, and calendar feeds."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db
from unionweb.kernel.secret import Secret


class MailState(StrEnum):
    queued = "queued"
    sent = "sent"
    failed = "failed"


class Message(db.Model):
    __tablename__ = "message"
    __table_args__ = (Index("ix_message_member_id_id", "member_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    path: Mapped[str | None] = mapped_column(String(200))  # where in unionweb it leads
    once_key: Mapped[str | None] = mapped_column(String(120), unique=True)  # a reminder is sent once
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class OutgoingMail(db.Model):
    """One e-mail of the outbox, written with the change it tells of and sent by the worker after it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_state_next_try_at", "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    address: Mapped[str] = mapped_column(String(120))
    state: Mapped[MailState] = mapped_column(enum_column(MailState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(300))


class CalendarFeed(db.Model):
    """A member's secret calendar address. Renewing replaces the token; the old address is then unknown."""

    __tablename__ = "calendar_feed"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    token: Mapped[str] = mapped_column(Secret)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    renewed_at: Mapped[datetime] = mapped_column(Moment)


labels.register({MailState.queued: "待发", MailState.sent: "已发", MailState.failed: "没发出去"})
