"""Mail as bytes: what a letter says, which server takes it, what went wrong in plain words."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from flask import current_app

from unionweb.common import organisation

PATIENCE = 20  # seconds for each answer of the server
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True)
class Letter:
    """The mail of one message. It says what the message says, and never more."""

    address: str
    message_id: int
    title: str
    body: str


def written(letter: Letter) -> EmailMessage:
    """The letter as mail: neutral subject, plain text, the same Message-ID at every try.

    Raises ValueError when the address is none.
    """
    sender = current_app.config["MAIL_FROM"]
    mail = EmailMessage()
    mail["Subject"] = f"{organisation.name()}：您有一条新消息"
    mail["From"] = Address(organisation.name(), addr_spec=sender)
    mail["To"] = _address(letter.address)
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<message-{letter.message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(part for part in (letter.title, letter.body, _where(letter)) if part) + "\n")
    return mail


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ValueError("not a mail address") from error


def _where(letter: Letter) -> str:
    """Where to read it; nothing when nobody has said under which address unionweb is reached."""
    base = current_app.config["BASE_URL"]
    if not base:
        return ""
    path = current_app.url_map.bind("").build("inbox.show", {"message_id": letter.message_id})
    return f"在工会服务厅里看：{base}{path}"


@contextmanager
def server(url: str) -> Iterator[smtplib.SMTP]:
    """A signed-in connection to smtp://, smtps:// or smtp+starttls://user:password@host:port."""
    parts = urlsplit(url)
    place = (parts.hostname or "localhost", parts.port or PORTS[parts.scheme])
    safe = ssl.create_default_context()
    if parts.scheme == "smtps":
        connection = smtplib.SMTP_SSL(*place, timeout=PATIENCE, context=safe)
    else:
        connection = smtplib.SMTP(*place, timeout=PATIENCE)
    with connection:
        if parts.scheme == "smtp+starttls":
            connection.starttls(context=safe)
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        yield connection


def described(error: Exception) -> str:
    """What went wrong, in words that hold no address and no password."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return f"对方邮箱不收（{_code(error)}）"
        case smtplib.SMTPAuthenticationError():
            return f"邮件服务器不认用户名或密码（{error.smtp_code}）"
        case smtplib.SMTPResponseException():
            return f"邮件服务器退回（{error.smtp_code}）"
        case smtplib.SMTPServerDisconnected():
            return "邮件服务器断开了"
        case smtplib.SMTPException():
            return f"邮件服务器不接受（{type(error).__name__}）"
        case OSError():
            return f"邮件服务器连不上（{type(error).__name__}）"
    return "邮箱地址写得不对"


def is_final(error: Exception) -> bool:
    """Whether trying again cannot help: no such mailbox, a refused text, an address that is none."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _code(error) >= 500
        case smtplib.SMTPDataError():
            return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _code(error: smtplib.SMTPRecipientsRefused) -> int:
    return max(code for code, _ in error.recipients.values())
