"""Sending the outbox. Each mail goes out at least once, and twice only if the worker dies in one narrow moment.

A mail is claimed before it is sent: its attempt is counted and its next try moved on, in a transaction of its own.
Whoever dies after the server took a mail and before that was noted, leaves it to be sent again after the delay;
it then has the same Message-ID, by which mail servers drop doubles. The inbox has the message in any case.
"""

import logging
import smtplib
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from unionweb.common import audit
from unionweb.inbox import letters, secrecy
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db

log = logging.getLogger("unionweb")

DELAYS = (1, 5, 25, 125)  # minutes to the next try; after the fifth attempt the mail has failed
BATCH, ROUNDS = 20, 25
INTERRUPTED = "发送时中断了"


@jobs.job("mail", "发邮件", minute="*")
def send_mail() -> str:
    """Send what is due. Raises Unavailable when the server cannot be reached; the mails wait for their next try."""
    if not current_app.config["SMTP_URL"]:
        return "没有设置邮件服务器，只发站内消息。"
    sent = tried = 0
    for _ in range(ROUNDS):
        claimed = claim()
        if not claimed:
            break
        told = _told_of(claimed)
        tried += len(told)
        sent += len(told & _send(claimed))
    unsent = f"，{tried - sent} 封没发出去" if tried > sent else ""
    return f"发出 {sent} 封{unsent}。" if tried else "没有要发的。"


@write
def claim() -> list[int]:
    """Take the next due mails: count the attempt and move their next try on. Returns their ids."""
    now = clock.now()
    due = select(OutgoingMail).where(OutgoingMail.state == MailState.queued, OutgoingMail.next_try_at <= now)
    due = due.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(BATCH).with_for_update(skip_locked=True)
    taken = []
    for mail in db.session.scalars(due):
        if mail.attempts > len(DELAYS):
            mail.state, mail.last_error = MailState.failed, INTERRUPTED
            continue
        mail.next_try_at = now + timedelta(minutes=DELAYS[min(mail.attempts, len(DELAYS) - 1)])
        mail.attempts += 1
        taken.append(mail.id)
    return taken


def _told_of(ids: list[int]) -> set[int]:
    """Those of these mails that the report of the job may count (secrecy.unlisted)."""
    found = set(db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.id.in_(ids), secrecy.listed())))
    db.session.rollback()
    return found


def _send(ids: list[int]) -> set[int]:
    """Send claimed mails over one connection; returns those that the server took."""
    waiting, sent = _letters(ids), set()
    try:
        with letters.server(current_app.config["SMTP_URL"]) as server:
            while waiting:
                if _hand_over(server, *waiting[0]):
                    sent.add(waiting[0][0])
                waiting.pop(0)
    except (OSError, smtplib.SMTPException) as error:
        words = letters.described(error)
        log.warning("mail server: %s", type(error).__name__)
        for mail_id, _ in waiting:
            _note_failure(mail_id, words)
        raise Unavailable(words) from error
    return sent


def _letters(ids: list[int]) -> list[tuple[int, letters.Letter]]:
    rows = db.session.execute(
        select(OutgoingMail.id, OutgoingMail.address, Message.id, Message.title, Message.body)
        .join(Message, Message.id == OutgoingMail.message_id)
        .where(OutgoingMail.id.in_(ids))
        .order_by(OutgoingMail.id)
    )
    found = [(mail_id, letters.Letter(*rest)) for mail_id, *rest in rows]
    db.session.rollback()  # no read transaction stays open while we talk to the server
    return found


def _hand_over(server: smtplib.SMTP, mail_id: int, letter: letters.Letter) -> bool:
    """Send one mail and note how it went; returns whether the server took it. A broken connection is raised; it concerns the others too."""
    try:
        server.send_message(letters.written(letter))
    except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError):
        raise
    except (smtplib.SMTPException, ValueError) as error:
        _note_failure(mail_id, letters.described(error), for_good=letters.is_final(error))
        return False
    _note_success(mail_id)
    return True


@write
def _note_success(mail_id: int) -> None:
    mail = db.session.get(OutgoingMail, mail_id)
    if mail is not None:  # its message may have been removed meanwhile
        mail.state, mail.sent_at, mail.last_error = MailState.sent, clock.now(), None


@write
def _note_failure(mail_id: int, words: str, *, for_good: bool = False) -> None:
    mail = db.session.get(OutgoingMail, mail_id)
    if mail is None:
        return
    mail.last_error = words[:300]
    if for_good or mail.attempts > len(DELAYS):
        mail.state = MailState.failed


@write
def retry_mail(mail_id: int, actor) -> None:
    """Put an unsent mail to the front again, with all its tries. Refused when it was sent, or is gone.

    Whatever kept it back may be mended now: the failed mails that no page lists are tried again with it.
    """
    mail = db.session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None or mail.state is MailState.sent:
        raise Refused("这封邮件已经发出去了，不用再发。")
    audit.record("mail_requeued", "mail", mail.id, actor=actor, kind=audit.ActorKind.office, from_state=mail.state)
    mail.state, mail.attempts, mail.next_try_at = MailState.queued, 0, clock.now()
    unlisted = update(OutgoingMail).where(OutgoingMail.state == MailState.failed, ~secrecy.listed())
    db.session.execute(unlisted.values(state=MailState.queued, attempts=0, next_try_at=clock.now()))
    jobs.enqueue("mail")
