"""Sending and reading messages. `send` is part of the transaction of the change that it tells of."""

from sqlalchemy import select

from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


def send(member_id: int, title: str, body: str = "", *, path: str | None = None, once_key: str | None = None) -> None:
    """Put a message into a member's inbox, inside the running transaction.

    path: where in unionweb it leads; once_key: a message with this key is sent once, however often it is asked for.
    About a confidential record neither title nor body may name the service.
    """
    if once_key and db.session.scalar(select(Message.id).where(Message.once_key == once_key)):
        return
    now = clock.now()
    db.session.add(Message(member_id=member_id, title=title, body=body, path=path, once_key=once_key, created_at=now))
