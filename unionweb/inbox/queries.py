"""Reading the own inbox."""

from sqlalchemy import func, select

from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def unread_count(member_id: int) -> int:
    """How many messages the member has not opened."""
    unread = (Message.member_id == member_id, Message.read_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Message).where(*unread))


def latest(member_id: int, count: int) -> list[Message]:
    """The newest messages of a member."""
    own = select(Message).where(Message.member_id == member_id)
    return list(db.session.scalars(own.order_by(Message.id.desc()).limit(count)))
