"""The steps of a draw, in an order that leaves nobody a choice: promise, freeze, public number, reveal, publish.

The seed's hash stands on the page before applications close, the list's hash before the seed is known. So whoever knows
the seed cannot choose the list, and whoever makes the list does not know the seed. The seed is encrypted at rest, not
even loaded with its row, and given out by nothing before it is revealed. Every function that writes is part of a running transaction.
"""

import json
import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import audit
from unionweb.common.draws.hashing import canonical, plain_number, sha256_of
from unionweb.kernel import clock
from unionweb.kernel.db import Moment, lock_name
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.secret import Secret

SEED_BYTES = 32
LONGEST_NUMBER = 60


class Draw(db.Model):
    """The draw of one thing. public_source: which public number is joined, said before closing; '' for none."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    hidden_seed: Mapped[str | None] = mapped_column("seed", Secret, deferred=True)  # read `seed` instead
    seed_hash: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime] = mapped_column(Moment)
    committed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    public_source: Mapped[str] = mapped_column(String(200))
    public_number: Mapped[str | None] = mapped_column(String(LONGEST_NUMBER))
    public_entered_at: Mapped[datetime | None] = mapped_column(Moment)
    public_entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    list_text: Mapped[str | None] = mapped_column(Text)
    list_hash: Mapped[str | None] = mapped_column(String(64))
    rules_text: Mapped[str | None] = mapped_column(Text)
    rules_hash: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)
    revealed_at: Mapped[datetime | None] = mapped_column(Moment)
    document: Mapped[str | None] = mapped_column(Text)
    document_hash: Mapped[str | None] = mapped_column(String(64))

    @property
    def seed(self) -> str | None:
        """64 hexadecimal digits; None until they are revealed."""
        return self.hidden_seed if self.revealed_at else None

    @property
    def entries(self) -> list[dict]:
        """The frozen list; empty before."""
        return json.loads(self.list_text) if self.list_text else []

    @property
    def rules(self) -> dict | None:
        """The frozen rules; None before, and when none were given."""
        return json.loads(self.rules_text) if self.rules_text else None

    @property
    def waits_for_number(self) -> bool:
        """Whether a public number was named and has not been entered yet."""
        return bool(self.public_source) and self.public_number is None


def draw_of(subject_kind: str, subject_id: int) -> Draw | None:
    """The draw of a thing, if one has been promised."""
    return db.session.scalar(_about(subject_kind, subject_id))


def commit(subject_kind: str, subject_id: int, actor, public_source: str = "") -> Draw:
    """Part of a transaction: make a seed and promise it by its hash. The caller sees to it that applications are not closed.

    public_source: the public number that will be joined, such as a named lottery draw. Refused when there is a draw already.
    """
    lock_name(f"draw {subject_kind} {subject_id}")
    if draw_of(subject_kind, subject_id) is not None:
        raise Refused("种子已经定好，指纹也公布了，不能再换。")
    seed = secrets.token_hex(SEED_BYTES)
    row = Draw(subject_kind=subject_kind, subject_id=subject_id, hidden_seed=seed, seed_hash=sha256_of(seed))
    row.public_source, row.committed_at = public_source.strip(), clock.now()
    row.committed_by_id = actor.id if actor else None
    db.session.add(row)
    db.session.flush()
    _record("draw_committed", row, actor, {"seed_hash": row.seed_hash, "public_source": row.public_source})
    return row


def freeze(subject_kind: str, subject_id: int, entries: list[dict], actor, *, rules: dict | None = None) -> Draw:
    """Part of a transaction: from now on this is the list. Each entry is plain JSON with an own "number" (text).

    rules: by what places are given (places, quotas, ...), plain JSON, frozen with it, so that they cannot follow the seed.
    Refused before the seed is promised, a second time, and for an empty list.
    """
    row = _locked(subject_kind, subject_id)
    if row.frozen_at is not None:
        raise Refused("名单已经锁定，不能再改。")
    if not entries:
        raise Refused("还没有人申请，名单是空的，没有锁定。")
    ordered = sorted(entries, key=lambda entry: entry["number"])
    if len({entry["number"] for entry in ordered}) < len(ordered):
        raise ValueError("two entries have the same number")
    row.list_text, row.frozen_at = canonical(ordered), clock.now()
    row.list_hash = sha256_of(row.list_text)
    if rules is not None:
        row.rules_text = canonical(rules)
        row.rules_hash = sha256_of(row.rules_text)
    _record("draw_frozen", row, actor, {"list_hash": row.list_hash, "rules_hash": row.rules_hash, "entries": len(ordered)})
    return row


def enter_public_number(subject_kind: str, subject_id: int, number: str, actor) -> Draw:
    """Part of a transaction: the public number that was named before closing is out. Once, after freezing, before revealing.

    It is kept as `plain_number` writes it.
    """
    row, number = _locked(subject_kind, subject_id), plain_number(number)
    if not row.public_source:
        raise Refused("事先没有说要加入公共号码，这里不能填。")
    if row.frozen_at is None:
        raise Refused("名单还没有锁定，公共号码要等锁定以后再填。")
    if row.public_number is not None or row.revealed_at is not None:
        raise Refused("公共号码已经填过，不能再改。")
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Refused(f"公共号码要有 1 到 {LONGEST_NUMBER} 个数字或字母，请照公布的填写。")
    row.public_number, row.public_entered_at = number, clock.now()
    row.public_entered_by_id = actor.id if actor else None
    _record("draw_number_entered", row, actor, {"public_number": number})
    return row


def reveal(subject_kind: str, subject_id: int, actor) -> Draw:
    """Part of a transaction: the seed is public from now on. After freezing, and after the public number if one was named."""
    row = _locked(subject_kind, subject_id)
    if row.frozen_at is None:
        raise Refused("名单还没有锁定，种子不能公开。请先锁定名单。")
    if row.revealed_at is not None:
        raise Refused("种子已经公开了。")
    if row.waits_for_number:
        raise Refused(f"要先填公共号码（{row.public_source}），种子才能公开。")
    row.revealed_at = clock.now()
    _record("draw_revealed", row, actor, {"seed_hash": row.seed_hash, "seed": row.seed})
    return row


def publish(subject_kind: str, subject_id: int, document: dict, actor) -> Draw:
    """Part of a transaction: keep the whole published file, from which anybody can replay the draw. Once, after revealing."""
    row = _locked(subject_kind, subject_id)
    if row.revealed_at is None:
        raise Refused("种子还没有公开，结果不能公布。")
    if row.document is not None:
        raise Refused("结果已经公布，不能再换。")
    row.document = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    row.document_hash = sha256_of(row.document)
    _record("draw_published", row, actor, {"document_hash": row.document_hash})
    return row


def _about(subject_kind: str, subject_id: int):
    return select(Draw).where(Draw.subject_kind == subject_kind, Draw.subject_id == subject_id)


def _locked(subject_kind: str, subject_id: int) -> Draw:
    row = db.session.scalar(_about(subject_kind, subject_id).with_for_update())
    if row is None:
        raise Refused("还没有定下种子，这一步做不了。")
    return row


def _record(action: str, row: Draw, actor, detail: dict) -> None:
    kind = audit.ActorKind.office if actor else audit.ActorKind.system
    audit.record(action, row.subject_kind, row.subject_id, actor=actor, kind=kind, detail=detail)


audit.words.update(
    draw_committed="公布了种子指纹",
    draw_frozen="锁定了名单",
    draw_number_entered="填了公共号码",
    draw_revealed="公开了种子",
    draw_published="公布了抽签结果",
)
