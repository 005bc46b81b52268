"""The places of each group, as computed and as they stand. Every function here is part of a running transaction.

A feature keeps the quotas of a thing of its own (subject_kind, subject_id). All quotas of one thing are either of units or
of campuses. What is not used is recalled by whoever gives the places away; that is not stored here.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import audit
from unionweb.common.quotas.apportionment import Apportionment, Method, apportion
from unionweb.kernel import clock, labels
from unionweb.kernel.db import Moment, enum_column, lock_name
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

LONGEST_REASON, MOST_PLACES = 200, 99_999


class GroupKind(StrEnum):
    """Whose places they are."""

    unit = "unit"
    campus = "campus"


class Quota(db.Model):
    """The places of one group. computed: by the arithmetic; places: what holds, with the reason when it was set by hand."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "group_kind", "group_id"),
        CheckConstraint("places >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    group_kind: Mapped[GroupKind] = mapped_column(enum_column(GroupKind))
    group_id: Mapped[int]
    weight: Mapped[int]
    computed: Mapped[int]
    places: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def is_adjusted(self) -> bool:
        """Whether somebody has set another number than the computed one."""
        return self.places != self.computed


def set_quotas(
    subject_kind: str, subject_id: int, group_kind: GroupKind, apportionment: Apportionment, actor, *, kind=audit.ActorKind.office
) -> list[Quota]:
    """Part of a transaction: these shares are the quotas from now on; what was there, by hand as well, is replaced.

    The keys of the shares are ids of units or campuses.
    """
    lock_name(f"quotas {subject_kind} {subject_id}")
    before = sum(row.places for row in quotas_of(subject_kind, subject_id))
    db.session.execute(delete(Quota).where(Quota.subject_kind == subject_kind, Quota.subject_id == subject_id))
    shared = {"subject_kind": subject_kind, "subject_id": subject_id, "group_kind": group_kind}
    stamp = {"changed_by_id": actor.id if actor else None, "changed_at": clock.now()}
    rows = [
        Quota(group_id=share.key, weight=share.weight, computed=share.places, places=share.places, **shared, **stamp)
        for share in apportionment.shares
    ]
    db.session.add_all(rows)
    db.session.flush()
    change = {"from_state": f"{before} 个" if before else None, "to_state": f"{sum(row.places for row in rows)} 个"}
    detail = {"method": apportionment.method.value, "places": apportionment.places, "groups": len(rows)}
    audit.record("quotas_set", subject_kind, subject_id, actor=actor, kind=kind, detail=detail, **change)
    return rows


def quotas_of(subject_kind: str, subject_id: int) -> list[Quota]:
    """The quotas of a thing, in the order of its groups' ids."""
    query = select(Quota).where(Quota.subject_kind == subject_kind, Quota.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(Quota.group_id)))


def arithmetic_of(rows: Iterable[Quota], method: Method) -> Apportionment:
    """The sums behind stored quotas, worked out again from the weights they were computed with."""
    weights, places = {}, 0
    for row in rows:
        weights[row.group_id] = row.weight
        places += row.computed
    return apportion(weights, places, method)


def adjust(
    subject_kind: str, subject_id: int, group_id: int, places: int, reason: str, actor, *, kind=audit.ActorKind.office
) -> Quota:
    """Part of a transaction: set the places of one group by hand. The same number again changes nothing.

    Refused without a reason or with one of more than 200 characters, below 0, and for a group that has no quota here.
    """
    reason = reason.strip()
    wanted = (Quota.subject_kind == subject_kind, Quota.subject_id == subject_id, Quota.group_id == group_id)
    row = db.session.scalar(select(Quota).where(*wanted).with_for_update())
    if row is None:
        raise Refused("名额表里没有这一家，名额没有改。请回到名额表再看一看。")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Refused(f"改名额要写明原因，不超过 {LONGEST_REASON} 个字。名额没有改。")
    if not 0 <= places <= MOST_PLACES:
        raise Refused(f"名额要在 0 和 {MOST_PLACES} 之间，名额没有改。")
    if places == row.places:
        return row
    change = {"from_state": f"{row.places} 个", "to_state": f"{places} 个", "reason": reason}
    row.places, row.reason = places, reason
    row.changed_by_id, row.changed_at = actor.id if actor else None, clock.now()
    detail = {"group_kind": row.group_kind.value, "group_id": group_id}
    audit.record("quota_adjusted", subject_kind, subject_id, actor=actor, kind=kind, detail=detail, **change)
    return row


labels.register({GroupKind.unit: "分工会", GroupKind.campus: "校区"})
audit.words.update(quotas_set="分配了名额", quota_adjusted="调整了名额")
