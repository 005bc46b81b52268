"""Signing in and out. A session is a row, so that ending it ends it, whatever a browser still holds."""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from unionweb.accounts import rules
from unionweb.accounts.models import Credential, Member, SignInAttempt, UserSession
from unionweb.accounts.queries.sessions import token_hash
from unionweb.accounts.services.hashing import matches
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import is_unavailable, lock_name, transaction, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

log = logging.getLogger("unionweb")
TOUCH_AFTER = timedelta(minutes=5)
WRONG = "工号或密码不对，请再输一次。忘了密码，请找校工会办公室发一次性密码。"
DECOY = (
    "scrypt:32768:8:1$0123456789abcdef$"
    + "0" * 128  # checked when nobody has the number, so that the answer takes as long
)


@dataclass(frozen=True)
class Visitor:
    """Where a sign-in comes from."""

    address: str
    user_agent: str


def sign_in(staff_no: str, password: str, visitor: Visitor) -> str:
    """Check a password and open a session; returns its secret token for the cookie.

    Raises Refused, with one sentence for wrong number and wrong password alike, and when there were too many tries.
    """
    attempt_id = _count_attempt(staff_no, visitor.address)
    member, credential = _find(staff_no)
    fits = matches(credential.password_hash if credential else DECOY, password)
    if not (fits and credential and rules.may_sign_in(member)):
        raise Refused(WRONG)
    if credential.code_expires_at and credential.code_expires_at < clock.now():
        raise Refused("这个一次性密码过期了，请找校工会办公室再发一个。")
    return _open(member.id, attempt_id, visitor)


def _find(staff_no: str):
    row = db.session.execute(
        select(Member, Credential).join(Credential, Credential.member_id == Member.id).where(Member.staff_no == staff_no)
    ).first()
    return row or (None, None)


@write
def _count_attempt(staff_no: str, address: str) -> int:
    """Refuse when there were too many tries, else note one more: before the check, so that a burst counts too."""
    for whose in (staff_no, f"from {address}"):  # always in this order
        lock_name(f"sign-in {whose}")
    pause = settings.get("sign_in.pause_minutes")
    since = clock.now() - timedelta(minutes=pause)
    failed = select(func.count()).where(SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    by_account = db.session.scalar(failed.where(SignInAttempt.staff_no == staff_no))
    by_address = db.session.scalar(failed.where(SignInAttempt.address == address))
    if by_account >= settings.get("sign_in.tries") or by_address >= settings.get("sign_in.tries_address"):
        refusal = Refused(f"试得太多了，请 {pause} 分钟以后再登录。着急的话，请给校工会办公室打电话。")
        refusal.status = 429
        raise refusal
    attempt = SignInAttempt(at=clock.now(), staff_no=staff_no, address=address, succeeded=False)
    db.session.add(attempt)
    db.session.flush()
    return attempt.id


@write
def _open(member_id: int, attempt_id: int, visitor: Visitor) -> str:
    staff_no = db.session.get_one(SignInAttempt, attempt_id).staff_no
    db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.staff_no == staff_no, SignInAttempt.succeeded.is_(False))
        .where((SignInAttempt.id == attempt_id) | (SignInAttempt.address == visitor.address))
        .values(succeeded=True)
    )
    token, now = secrets.token_urlsafe(32), clock.now()
    where = {"address": visitor.address[:64], "user_agent": visitor.user_agent[:200]}
    times = {"created_at": now, "last_seen_at": now}
    db.session.add(UserSession(token_hash=token_hash(token), member_id=member_id, **times, **where))
    audit.record("signed_in", "member", member_id, actor=db.session.get(Member, member_id), kind=audit.ActorKind.owner)
    return token


@write
def end_session(member_id: int, session_id: int, reason: str = "signed_out") -> None:
    """End one of a person's own sessions; ending it twice changes nothing."""
    _end(UserSession.member_id == member_id, UserSession.id == session_id, reason=reason)


@write
def end_other_sessions(person) -> None:
    """End all of a person's sessions but the one in use."""
    end_sessions(person.id, "signed_out", keep=person.session_id)


def end_sessions(member_id: int, reason: str, keep: int | None = None) -> None:
    """Part of a transaction: end a person's sessions, all or all but one."""
    _end(UserSession.member_id == member_id, UserSession.id != (keep or 0), reason=reason)


def _end(*which, reason: str) -> None:
    ended = {"ended_at": clock.now(), "end_reason": reason}
    db.session.execute(update(UserSession).where(*which, UserSession.ended_at.is_(None)).values(ended))


def touch(person) -> None:
    """Note that a session is in use, at most every five minutes. Pages go on when the database cannot write."""
    if clock.now() - person.last_seen_at < TOUCH_AFTER:
        return
    try:
        _touch(person.session_id)
    except Exception as error:
        if not is_unavailable(error):
            raise
        db.session.rollback()
        log.warning("session not touched: the database cannot write")


def _touch(session_id: int) -> None:
    with transaction(patient=False):
        db.session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=clock.now()))
