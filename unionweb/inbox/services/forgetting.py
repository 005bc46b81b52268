"""Messages that go when what they tell of is forgotten."""

from sqlalchemy import delete, select

from unionweb.inbox.models import Message, OutgoingMail
from unionweb.kernel.extensions import db


def forget_paths(paths: list[str]) -> None:
    """Part of a transaction: remove the messages that lead to these pages, and their mails."""
    gone = select(Message.id).where(Message.path.in_(paths))
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.message_id.in_(gone)))
    db.session.execute(delete(Message).where(Message.path.in_(paths)))
