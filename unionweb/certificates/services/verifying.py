"""Counting those who type numbers to verify, whichever process they reach, so that numbers and names cannot be guessed."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from unionweb.certificates.models import VerificationTry
from unionweb.common import settings
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MINUTES = 10
settings.define(
    settings.Definition(
        "certificates.tries", "凭编号核验的次数", 20, "whole", group="证书", least=1, most=1000,
        hint=f"同一个地址 {MINUTES} 分钟里最多核验几次，防止有人试编号",
    )
)  # fmt: skip


@write
def note_try(address: str) -> None:
    """Count one more try from an address. Refused (429) when there were too many."""
    lock_name(f"verify {address}")
    recent = (VerificationTry.address == address, VerificationTry.at > clock.now() - timedelta(minutes=MINUTES))
    if db.session.scalar(select(func.count()).where(*recent)) >= settings.get("certificates.tries"):
        refusal = Refused(f"核验得太多了，请 {MINUTES} 分钟以后再试。")
        refusal.status = 429
        raise refusal
    db.session.add(VerificationTry(at=clock.now(), address=address))


@jobs.job("forget_verifications", "清除核验记录", hour="3", minute="25")
def forget_tries() -> str:
    """Remove what was counted more than a day ago."""
    return f"清除了 {_forget()} 条"


@write
def _forget() -> int:
    return db.session.execute(delete(VerificationTry).where(VerificationTry.at < clock.now() - timedelta(days=1))).rowcount
