"""Reading the own inbox, the own calendar address, and the mail outbox."""

from sqlalchemy import func, select

from unionweb.accounts.models import Member
from unionweb.accounts.queries.sessions import read_along, token_hash
from unionweb.inbox.models import CalendarFeed, MailState, Message, OutgoingMail
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of

UNREAD = select(func.count()).where(Message.member_id == Member.id, Message.read_at.is_(None)).correlate(Member)
read_along("unread", UNREAD.scalar_subquery())


def latest(member_id: int, count: int) -> list[Message]:
    """The newest messages of a member."""
    own = select(Message).where(Message.member_id == member_id)
    return list(db.session.scalars(own.order_by(Message.id.desc()).limit(count)))


def inbox_page(member_id: int, *, only_unread: bool = False) -> Page:
    """The page of a member's messages that was asked for, newest first."""
    own = select(Message).where(Message.member_id == member_id)
    if only_unread:
        own = own.where(Message.read_at.is_(None))
    return page_of(own.order_by(Message.id.desc()))


def own_message(member_id: int, message_id: int) -> Message | None:
    """One of a member's own messages; None when it is another's, or gone."""
    wanted = (Message.id == message_id, Message.member_id == member_id)
    return db.session.scalar(select(Message).where(*wanted))


def feed_of(member_id: int) -> CalendarFeed | None:
    """A member's calendar address, if there is one."""
    return db.session.get(CalendarFeed, member_id)


def feed_owner(token: str) -> int | None:
    """Whose calendar a secret address opens; None for an unknown one and for people who have left.

    Found by the hash of the token, so that how long it takes says nothing about how much of it was right.
    """
    known = select(CalendarFeed.member_id).join(Member, Member.id == CalendarFeed.member_id)
    return db.session.scalar(known.where(CalendarFeed.token_hash == token_hash(token), Member.left_at.is_(None)))


def outbox_page(state: MailState | None = None) -> Page:
    """The page of the mail outbox that was asked for, newest first."""
    mails = select(OutgoingMail)
    if state:
        mails = mails.where(OutgoingMail.state == state)
    return page_of(mails.order_by(OutgoingMail.id.desc()))


def mail_or_none(mail_id: int) -> OutgoingMail | None:
    return db.session.get(OutgoingMail, mail_id)


def mail_counts() -> dict[MailState, int]:
    """How many mails of the outbox are in each state."""
    counted = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return {state: 0 for state in MailState} | dict(db.session.execute(counted).all())


def masked(address: str) -> str:
    """An address that says who only to those who know: w***@example.edu."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"
