"""Messages of which less may be told. Features add conditions on Message when they are loaded.

hidden: from the reader's own inbox, its count and copies, like what they tell of. unlisted: the mail goes out like any
other, but no page of the office, no number and no report of a job tells that there was one.
"""

from sqlalchemy import ColumnElement, not_, select

from unionweb.inbox.models import Message, OutgoingMail

hidden: list[ColumnElement[bool]] = []
unlisted: list[ColumnElement[bool]] = []


def shown() -> list[ColumnElement[bool]]:
    """The conditions for messages that their reader sees."""
    return [not_(condition) for condition in hidden]


def told() -> list[ColumnElement[bool]]:
    """The conditions for messages of which a number may be told."""
    return [not_(condition) for condition in unlisted]


def listed() -> ColumnElement[bool]:
    """The condition on OutgoingMail that a mail may be told of."""
    own = select(Message.id).where(Message.id == OutgoingMail.message_id, *told())
    return own.correlate(OutgoingMail).exists()
