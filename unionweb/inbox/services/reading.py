"""Marking messages as read, and taking out the old ones."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from unionweb.common import settings
from unionweb.inbox import secrecy
from unionweb.inbox.models import Message, OutgoingMail
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job


@write
def mark_read(member_id: int, message_id: int) -> None:
    """Note when a member first read one of the own messages. Another's or a missing one changes nothing."""
    _mark(Message.member_id == member_id, Message.id == message_id)


@write
def mark_all_read(member_id: int) -> None:
    """Note that a member has read everything in the own inbox."""
    _mark(Message.member_id == member_id)


def _mark(*which) -> None:
    db.session.execute(update(Message).where(*which, Message.read_at.is_(None)).values(read_at=clock.now()))


@job("tidy_messages", "清理过期消息", minute="20", hour="3")
@write
def tidy_messages() -> str:
    """Remove the messages that are older than the set days, with what is left of their mail."""
    border = clock.now() - timedelta(days=settings.get("inbox.keep_days"))
    old = select(Message.id).where(Message.created_at < border)
    told = db.session.scalar(select(func.count(Message.id)).where(Message.created_at < border, *secrecy.told()))
    unsynced = {"synchronize_session": False}
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.message_id.in_(old)), execution_options=unsynced)
    db.session.execute(delete(Message).where(Message.created_at < border), execution_options=unsynced)
    return f"清理了 {told} 条。"


settings.define(
    settings.Definition(
        "inbox.keep_days", "消息保留", 90, unit="天", hint="之后自动删除", least=7, most=3650, group="消息",
    ),
)  # fmt: skip
