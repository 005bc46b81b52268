"""Passwords and one-time codes."""

import secrets
from datetime import timedelta

from unionweb.accounts.models import Credential, Member
from unionweb.accounts.services.hashing import hash_of, matches
from unionweb.accounts.services.sessions import end_sessions
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

LEAST, MOST = 10, 128
REPLACED = "own_password"  # the state before a code took the place of a password the member had set
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: codes are read aloud and written on paper


def complaints(password: str, person) -> list[str]:
    """Why a new password will not do, as sentences; empty when it will. person: has name and staff_no."""
    found = []
    if not LEAST <= len(password) <= MOST:
        found.append(f"密码要 {LEAST} 到 {MOST} 个字符。")
    if len(set(password)) < 5 or password.lower() in {"1234567890", "0123456789", "qwertyuiop", "password123"}:
        found.append("这个密码太容易猜，请换一个。")
    if person.staff_no in password:
        found.append("密码里不要包含工号。")
    return found


def set_password(person, old: str, new: str) -> None:
    """Replace the own password or one-time code and end the person's other sessions.

    person: the SignedIn. Raises Refused when the old one does not fit or the new one will not do.
    """
    credential = db.session.get(Credential, person.id)
    if not matches(credential.password_hash, old):
        raise Refused("现在用的密码不对，请再输一次。")
    found = complaints(new, person)
    if new == old:
        found.append("新密码和现在用的一样，请换一个。")
    if found:
        raise Refused(*found)
    _store(person, hash_of(new))


@write
def _store(person, password_hash: str) -> None:
    credential = db.session.get(Credential, person.id, with_for_update=True)
    credential.password_hash, credential.code_expires_at = password_hash, None
    credential.changed_at = clock.now()
    end_sessions(person.id, "password", keep=person.session_id)
    audit.record("password_changed", "member", person.id, actor=person, kind=audit.ActorKind.owner)


def issue_code(member_id: int, actor) -> str:
    """Give a member a new one-time code, valid for some days; the old password and all sessions end.

    Returns the code, which is shown once and kept nowhere. Raises Refused when the member has left.
    """
    code = new_code()
    store_code(member_id, actor, hash_of(code))
    return code


def new_code() -> str:
    """A one-time code: 50 bits, short enough to copy by hand."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(10))


@write
def store_code(member_id: int, actor, code_hash: str) -> None:
    """Let a member sign in once with the code of this hash. Raises Refused when the member has left."""
    member = db.session.get(Member, member_id, with_for_update=True)
    if member is None or member.left_at is not None:
        raise Refused("这位会员已经离开，不能再发一次性密码。")
    credential = db.session.get(Credential, member_id) or Credential(member_id=member_id, code_expires_at=clock.now())
    before = REPLACED if credential.code_expires_at is None else None
    credential.password_hash = code_hash
    credential.changed_at = clock.now()
    credential.code_expires_at = clock.now() + timedelta(days=settings.get("sign_in.code_days"))
    db.session.add(credential)
    end_sessions(member_id, "reset")
    kind = audit.ActorKind.office
    audit.record("code_issued", "member", member_id, actor=actor, kind=kind, from_state=before)


settings.define(
    settings.Definition("sign_in.code_days", "一次性密码有效", 14, unit="天", least=1, most=90, group="登录"),
    settings.Definition("sign_in.tries", "连续输错几次停用", 5, unit="次", least=3, most=20, group="登录"),
    settings.Definition("sign_in.pause_minutes", "停用多久", 15, unit="分钟", least=1, most=1440, group="登录"),
    settings.Definition("sign_in.tries_address", "同一地址输错几次停用", 50, unit="次", least=10, most=1000, group="登录"),
)
