"""Putting messages into inboxes, and a mail into the outbox beside each where mail is set up."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from unionweb.accounts.models import Member
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

LONGEST_TITLE = 120
AT_ONCE = 500  # ids in one query


def send(member_id: int, title: str, body: str = "", *, path: str | None = None, once_key: str | None = None) -> bool:
    """Put a message into a member's inbox, inside the running transaction. Returns whether it is a new one.

    path: where in unionweb it leads; once_key: a message with this key is sent once, however often and from however
    many processes it is asked for. About a confidential record neither title nor body may name the service.
    """
    return bool(_deliver({member_id: once_key}, {"title": _fitted(title), "body": body, "path": path}))


def send_many(
    member_ids: Iterable[int], title: str, body: str = "", *, path: str | None = None, once_key: str | None = None
) -> int:
    """The same message to many members, like `send`; with once_key each gets it once. Returns how many got it now."""
    keys = {member_id: once_key and f"{once_key}#{member_id}" for member_id in sorted(set(member_ids))}
    return _deliver(keys, {"title": _fitted(title), "body": body, "path": path})


def _deliver(keys: dict[int, str | None], text: dict) -> int:
    """keys: member id → once_key. Returns how many messages were new."""
    messages = _added_once(keys, text) if any(keys.values()) else _added(keys, text)
    if current_app.config["SMTP_URL"]:
        _queue_mail(messages)
    return len(messages)


def _added(keys: dict[int, str | None], text: dict) -> list[Message]:
    now = clock.now()
    messages = [Message(member_id=member_id, once_key=key, created_at=now, **text) for member_id, key in keys.items()]
    db.session.add_all(messages)
    return messages


def _added_once(keys: dict[int, str | None], text: dict) -> list[Message]:
    """Another transaction may be sending the same just now: the unique key decides, and then theirs is the message."""
    while True:
        sent = _sent_keys(list(keys.values()))
        keys = {member_id: key for member_id, key in keys.items() if key not in sent}
        try:
            with db.session.begin_nested():
                return _added(keys, text)
        except IntegrityError:
            if not _sent_keys(list(keys.values())):
                raise


def _sent_keys(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for some in _portions(keys):
        found.update(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(some))))
    return found


def _queue_mail(messages: list[Message]) -> None:
    """One outbox row for each message whose reader has an address and has not left."""
    db.session.flush()
    addresses: dict[int, str] = {}
    for some in _portions([message.member_id for message in messages]):
        known = select(Member.id, Member.email).where(Member.id.in_(some), Member.email.contains("@"))
        addresses.update(db.session.execute(known.where(Member.left_at.is_(None))).all())
    now = clock.now()
    db.session.add_all(
        OutgoingMail(message_id=m.id, address=addresses[m.member_id], state=MailState.queued, next_try_at=now)
        for m in messages
        if m.member_id in addresses
    )


def _portions(items: list) -> list[list]:
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]


def _fitted(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
