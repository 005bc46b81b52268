"""公示: something is shown to everybody for some working days, so that whoever knows better can object.

A feature opens one about a thing of its own (subject_kind, subject_id) inside its own transaction; from then on the days
run by the calendar, objections are recorded and answered, and a job ends what is due. Features that go on from there add
a function to `when_ended`. Names are masked where the setting says so; what illness or income it is about never belongs here.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import audit, settings
from unionweb.common.workdays import add_workdays
from unionweb.kernel import clock, labels
from unionweb.kernel.db import Moment, enum_column, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job
from unionweb.kernel.secret import Secret

GONE = "这一件异议已经不在了。"
OWN = "这件异议是您提的，请由办公室另一位同事答复。"


class PublicityState(StrEnum):
    open = "open"
    ended = "ended"
    withdrawn = "withdrawn"


class PublicNotice(db.Model):
    """One 公示. The first and the last day are both part of it."""

    __tablename__ = "public_notice"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"), Index("ix_public_notice_state_ends_on", "state", "ends_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    workdays: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    contact: Mapped[str] = mapped_column(String(200))
    state: Mapped[PublicityState] = mapped_column(enum_column(PublicityState))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def takes_objections(self) -> bool:
        """Whether today is one of its days. Decided by the calendar, also when the job has not ended it yet."""
        return self.state is PublicityState.open and self.starts_on <= clock.today() <= self.ends_on

    @property
    def is_ahead(self) -> bool:
        """Whether its first day is still to come."""
        return self.state is PublicityState.open and clock.today() < self.starts_on

    @property
    def takes_told(self) -> bool:
        """Whether the office may write down what it was told during its days, also afterwards."""
        return self.state is not PublicityState.withdrawn and self.starts_on <= clock.today()

    @property
    def standing(self) -> str:
        """How far it is by today's date, also when the job has not ended it yet."""
        if self.is_ahead:
            return "还没有开始"
        is_over = self.state is PublicityState.open and clock.today() > self.ends_on
        return labels.label(PublicityState.ended if is_over else self.state)


class Objection(db.Model):
    """What somebody has against it: from the page (member_id) or told to the office (told_by). Encrypted at rest."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_public_notice_id", "public_notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_notice_id: Mapped[int] = mapped_column(ForeignKey("public_notice.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    told_by: Mapped[str | None] = mapped_column(Secret)
    text: Mapped[str] = mapped_column(Secret)
    received_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answer: Mapped[str | None] = mapped_column(Secret)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


when_ended: list[Callable[[PublicNotice], None]] = []


def last_day(starts_on: date, workdays: int) -> date:
    """The last day of a 公示: the last of so many working days; the first day is one of them when it is a working day."""
    return add_workdays(starts_on - timedelta(days=1), workdays)


def open_publicity(subject_kind: str, subject_id: int, facts: dict, actor) -> PublicNotice:
    """Part of a transaction: begin a 公示. facts: title, workdays, contact, and starts_on when it is not today."""
    starts_on = facts.get("starts_on") or clock.today()
    if starts_on < clock.today():
        raise Refused("公示开始的日子已经过去了，请改成今天或以后。")
    row = PublicNotice(
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=facts["title"],
        workdays=facts["workdays"],
        contact=facts["contact"],
        starts_on=starts_on,
        ends_on=last_day(starts_on, facts["workdays"]),
        state=PublicityState.open,
        opened_at=clock.now(),
        opened_by_id=actor.id if actor else None,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("opened", "public_notice", row.id, actor=actor, kind=audit.ActorKind.office, to_state=PublicityState.open)
    return row


def withdraw_publicity(subject_kind: str, subject_id: int, actor, reason: str) -> None:
    """Part of a transaction: stop a 公示 before its end. One that has ended stays as it is."""
    row = _locked(PublicNotice.subject_kind == subject_kind, PublicNotice.subject_id == subject_id)
    if row is not None and row.state is PublicityState.open:
        row.state, row.ended_at = PublicityState.withdrawn, clock.now()
        office = {"actor": actor, "kind": audit.ActorKind.office, "reason": reason}
        audit.record("withdrawn", "public_notice", row.id, to_state=PublicityState.withdrawn, **office)


def publicity_of(subject_kind: str, subject_id: int) -> PublicNotice | None:
    """The 公示 about a thing, if there is one."""
    wanted = (PublicNotice.subject_kind == subject_kind, PublicNotice.subject_id == subject_id)
    return db.session.scalar(select(PublicNotice).where(*wanted))


def objections_to(public_notice_id: int, member_id: int | None = None) -> list[Objection]:
    """The objections, oldest first; only those of one member when a member asks."""
    query = select(Objection).where(Objection.public_notice_id == public_notice_id)
    if member_id is not None:
        query = query.where(Objection.member_id == member_id)
    return list(db.session.scalars(query.order_by(Objection.id)))


def unanswered(subject_kind: str) -> dict[int, int]:
    """Subject id → how many objections nobody has answered, of everything of a kind; nothing where there is none."""
    wanted = select(PublicNotice.subject_id, func.count(Objection.id)).join(Objection, Objection.public_notice_id == PublicNotice.id)
    wanted = wanted.where(PublicNotice.subject_kind == subject_kind, Objection.answered_at.is_(None))
    return {id: count for id, count in db.session.execute(wanted.group_by(PublicNotice.subject_id))}


def last_days(subject_kind: str, subject_ids: Collection[int]) -> dict[int, date]:
    """Subject id → the last day of its 公示."""
    about = PublicNotice.subject_kind == subject_kind, PublicNotice.subject_id.in_(subject_ids)
    return dict(db.session.execute(select(PublicNotice.subject_id, PublicNotice.ends_on).where(*about)).all())


@write
def record_objection(
    public_notice_id: int, text: str, actor, *, told_by: str | None = None, received_on: date | None = None
) -> int:
    """Somebody objects: the actor, or `told_by` to the actor on a day. Returns its id; the same words twice are one objection.

    Refused outside the days of the 公示; what was told within them may be written down afterwards.
    """
    row, own = _locked(PublicNotice.id == public_notice_id), told_by is None
    if row is None or not (row.takes_objections if own else row.takes_told):
        raise Refused("公示期已经过了，或者还没有开始，这里收不了异议。请直接联系校工会办公室。")
    day = clock.today() if own else received_on or clock.today()
    if not row.starts_on <= day <= min(row.ends_on, clock.today()):
        raise Refused("提异议的日子要在公示期里，也不能晚于今天。请看看日子写对没有。")
    person = actor.id if own else None
    for known in objections_to(row.id):
        if (known.member_id, known.told_by, known.text) == (person, told_by, text):
            return known.id
    received_at = clock.now() if day == clock.today() else datetime.combine(day, time())
    facts = {"told_by": told_by, "received_at": received_at, "recorded_by_id": actor.id, "member_id": person}
    found = Objection(public_notice_id=row.id, text=text, **facts)
    db.session.add(found)
    db.session.flush()
    kind = audit.ActorKind.owner if own else audit.ActorKind.office
    audit.record("objected", "objection", found.id, actor=actor, kind=kind, sealed=own)
    return found.id


@write
def answer_objection(objection_id: int, answer: str, actor) -> Objection:
    """Answer an objection, once. Refused when it has been answered, and to whoever raised it."""
    found = db.session.get(Objection, objection_id, with_for_update=True)
    if found is None:
        raise Refused(GONE)
    if found.answered_at is not None:
        raise Refused("这一件已经答复过了。")
    if found.member_id == actor.id:
        raise Refused(OWN)
    found.answer, found.answered_at, found.answered_by_id = answer, clock.now(), actor.id
    audit.record("answered", "objection", found.id, actor=actor, kind=audit.ActorKind.office)
    return found


@job("end_publicity", "结束到期的公示", minute="5", hour="0")
@write
def end_due() -> str:
    """End every 公示 whose last day is over."""
    due = select(PublicNotice).where(PublicNotice.state == PublicityState.open, PublicNotice.ends_on < clock.today())
    rows = list(db.session.scalars(due.order_by(PublicNotice.id).with_for_update()))
    for row in rows:
        row.state, row.ended_at = PublicityState.ended, clock.now()
        audit.record("ended", "public_notice", row.id, from_state=PublicityState.open, to_state=PublicityState.ended)
        for call in when_ended:
            call(row)
    return f"结束了 {len(rows)} 个。" if rows else "没有到期的。"


def masks_names() -> bool:
    """Whether the office wants names in a 公示 masked."""
    return settings.get("publicity.mask_names")


def masked_name(name: str) -> str:
    """王敏 → 王*, 王小敏 → 王*敏: enough for those who know, not for a search engine."""
    if len(name) < 2:
        return "*"
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


def _locked(*which) -> PublicNotice | None:
    return db.session.scalar(select(PublicNotice).where(*which).with_for_update())


settings.define(
    settings.Definition(
        "publicity.workdays", "公示", 5, unit="个工作日", hint="写公示时先填这个数，可以改", least=1, most=60, group="公示"
    ),
    settings.Definition(
        "publicity.mask_names", "公示名单里姓名打星号", False, "flag", hint="如王*敏；已经发出的不变", group="公示"
    ),
)
audit.words.update(opened="开始了", ended="结束了", objected="提了异议", answered="答复了")
audit.subjects.update(public_notice="公示", objection="异议")
audit.states["public_notice"] = PublicityState
labels.register({PublicityState.open: "公示中", PublicityState.ended: "已结束", PublicityState.withdrawn: "已撤回"})
