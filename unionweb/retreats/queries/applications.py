"""Applications: the own one, those of a chair's own unit, all of them for the office."""

from datetime import datetime, time

from sqlalchemy import Select, Text, cast, func, not_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member, Unit
from unionweb.accounts.rules import units_led
from unionweb.common.audit import AuditEvent
from unionweb.inbox.feeds import FeedEvent
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.lists import Page, page_of
from unionweb.retreats.models import (
    RetreatApplication,
    RetreatBatch,
    RetreatChoice,
    RetreatHealth,
    RetreatIdentity,
    RetreatLook,
    RetreatPick,
)
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.kinds import GOING, HOLDING, Standing, Status

APPLICATION = "retreat_application"
WHOLE = (
    joinedload(RetreatApplication.programme),
    joinedload(RetreatApplication.member),
    joinedload(RetreatApplication.unit),
    joinedload(RetreatApplication.campus),
    joinedload(RetreatApplication.batch),
    selectinload(RetreatApplication.choices).joinedload(RetreatChoice.batch),
)


def own_application(member_id: int, programme_id: int) -> RetreatApplication | None:
    own = RetreatApplication.member_id == member_id, RetreatApplication.programme_id == programme_id
    return db.session.scalar(select(RetreatApplication).options(*WHOLE).where(*own))


def application_for(user, application_id: int) -> RetreatApplication | None:
    """The own application, and nobody else's."""
    own = RetreatApplication.id == application_id, RetreatApplication.member_id == user.id
    query = select(RetreatApplication).options(*WHOLE, joinedload(RetreatApplication.offered_batch))
    return db.session.scalar(query.where(*own))


def checkable_for(user, application_id: int) -> RetreatApplication | None:
    """An application whose lanes and years `user` may confirm: of the own unit, or any for the office."""
    query = select(RetreatApplication).options(*WHOLE).where(RetreatApplication.id == application_id)
    if not may_run(user):
        query = query.where(RetreatApplication.unit_id.in_(units_led(user)))
    return db.session.scalar(query)


def in_office(user, application_id: int) -> RetreatApplication | None:
    """Any application, for the office only."""
    if not may_run(user):
        return None
    return db.session.scalar(select(RetreatApplication).options(*WHOLE).where(RetreatApplication.id == application_id))


def of_unit(programme_id: int, unit_id: int) -> list[RetreatApplication]:
    """The live applications of one unit: ranked ones by rank, then by name."""
    own = RetreatApplication.programme_id == programme_id, RetreatApplication.unit_id == unit_id
    query = select(RetreatApplication).join(Member, Member.id == RetreatApplication.member_id).options(*WHOLE)
    query = query.where(*own, RetreatApplication.status != Status.withdrawn)
    rank = func.coalesce(RetreatApplication.unit_rank, 10_000)
    return list(db.session.scalars(query.order_by(rank, Member.pinyin, RetreatApplication.id)))


UNCHECKED = (
    RetreatApplication.status == Status.submitted,
    RetreatApplication.checked_at.is_(None),
    not_(RetreatApplication.is_service_confirmed)
    | (cast(RetreatApplication.lanes_claimed, Text) != cast(RetreatApplication.lanes_confirmed, Text)),
)


def listed(programme_id: int, status: Status | None = None, unit_id: int | None = None) -> Select:
    """All applications of a programme: by their place in the order, then by number, which says nothing about the time."""
    query = select(RetreatApplication).options(*WHOLE).where(RetreatApplication.programme_id == programme_id)
    if status:
        query = query.where(RetreatApplication.status == status)
    if unit_id:
        query = query.where(RetreatApplication.unit_id == unit_id)
    return query.order_by(func.coalesce(RetreatApplication.position, 1_000_000), RetreatApplication.number)


def applications_page(programme_id: int, status: Status | None = None, unit_id: int | None = None, unchecked: bool = False) -> Page:
    query = listed(programme_id, status, unit_id)
    return page_of(query.where(*UNCHECKED) if unchecked else query)


APPLICATIONS = ("编号", "姓名", "工号", "单位", "校区", "志愿", "工龄", "专项", "同行", "积分", "单位排序", "顺序", "批次", "状态")


def application_rows(programme_id: int) -> list[tuple]:
    """The same for a spreadsheet, without anything about health or identity."""
    rows = db.session.scalars(listed(programme_id))
    return [
        (row.number, row.member.name, row.member.staff_no, row.unit.name, row.campus.name,
         "、".join(choice.batch.title for choice in row.choices), row.service_years, lane_words(row.lanes_confirmed),
         len(row.companions), row.points, row.unit_rank, row.position, row.batch.title if row.batch else "", label(row.status))
        for row in rows
    ]  # fmt: skip


def lane_words(keys: list[str]) -> str:
    return "、".join(label(Standing(key)) for key in keys)


def units_with_applicants(programme_id: int) -> list[tuple[int, str]]:
    query = select(Unit.id, Unit.name).join(RetreatApplication, RetreatApplication.unit_id == Unit.id)
    query = query.where(RetreatApplication.programme_id == programme_id)
    return [tuple(row) for row in db.session.execute(query.group_by(Unit.id, Unit.name, Unit.sort).order_by(Unit.sort, Unit.id))]


def on_list(programme_id: int) -> list[RetreatApplication]:
    """Those who hold a place, batch by batch, by unit and name: the list that is posted.

    Not in the order of the draw, whose file is public and has numbers only: side by side they would say who is which number.
    """
    query = select(RetreatApplication).join(RetreatBatch, RetreatBatch.id == RetreatApplication.batch_id).options(*WHOLE)
    query = query.join(Member, Member.id == RetreatApplication.member_id)
    held = RetreatApplication.programme_id == programme_id, RetreatApplication.status.in_(HOLDING)
    order = (RetreatBatch.position, RetreatApplication.unit_id, Member.pinyin, Member.id)
    return list(db.session.scalars(query.where(*held).order_by(*order)))


def waiting_list(programme_id: int) -> list[RetreatApplication]:
    """Those who wait, in their order, which stays."""
    waits = RetreatApplication.programme_id == programme_id, RetreatApplication.status == Status.waiting
    query = select(RetreatApplication).options(selectinload(RetreatApplication.choices), joinedload(RetreatApplication.unit))
    return list(db.session.scalars(query.where(*waits).order_by(RetreatApplication.position, RetreatApplication.id)))


def ahead_of(application: RetreatApplication) -> dict[int, int]:
    """batch id → how many who wait stand before this application and chose that batch, too."""
    batches = [choice.batch_id for choice in application.choices]
    before = (
        RetreatApplication.programme_id == application.programme_id, RetreatApplication.status == Status.waiting,
        RetreatApplication.position < (application.position or 0), RetreatChoice.batch_id.in_(batches),
    )  # fmt: skip
    query = select(RetreatChoice.batch_id, func.count()).join(RetreatApplication, RetreatApplication.id == RetreatChoice.application_id)
    found = dict(db.session.execute(query.where(*before).group_by(RetreatChoice.batch_id)).all())
    return {batch: found.get(batch, 0) for batch in batches}


def people_of(batch_id: int) -> list[RetreatApplication]:
    """Everybody who has or had a place in a batch, those who go first, by unit and name."""
    query = select(RetreatApplication).join(Member, Member.id == RetreatApplication.member_id)
    query = query.join(Unit, Unit.id == RetreatApplication.unit_id).options(*WHOLE)
    query = query.where(RetreatApplication.batch_id == batch_id)
    rows = list(db.session.scalars(query.order_by(Unit.sort, Unit.id, Member.pinyin, RetreatApplication.id)))
    return sorted(rows, key=lambda row: row.status not in HOLDING)


def going_with(batch_id: int) -> list[RetreatApplication]:
    return [row for row in people_of(batch_id) if row.status in GOING]


def has_health(application_ids) -> set[int]:
    """Of these, those who have said something about their health. Only the office asks."""
    return set(db.session.scalars(select(RetreatHealth.application_id).where(RetreatHealth.application_id.in_(set(application_ids)))))


def has_identity(application_ids) -> set[int]:
    return set(db.session.scalars(select(RetreatIdentity.application_id).where(RetreatIdentity.application_id.in_(set(application_ids)))))


def health_of(application_id: int) -> RetreatHealth | None:
    return db.session.get(RetreatHealth, application_id)


def identity_of(application_id: int) -> RetreatIdentity | None:
    return db.session.get(RetreatIdentity, application_id)


def looks_at(application_id: int) -> list[tuple[str, RetreatLook]]:
    """谁看过: (name, look), newest first."""
    query = select(Member.name, RetreatLook).join(Member, Member.id == RetreatLook.reader_id)
    query = query.where(RetreatLook.application_id == application_id).order_by(RetreatLook.id.desc())
    return [tuple(row) for row in db.session.execute(query)]


def picks_page(programme_id: int) -> Page:
    """Every pick with its reason, in the order in which they were made."""
    query = select(RetreatPick).options(joinedload(RetreatPick.application), joinedload(RetreatPick.batch))
    return page_of(query.where(RetreatPick.programme_id == programme_id).order_by(RetreatPick.id))


def receipts(application_id: int) -> list:
    """What happened to an application, oldest first: at, action, reason."""
    columns = AuditEvent.at, AuditEvent.action, AuditEvent.reason
    own = AuditEvent.subject_kind == APPLICATION, AuditEvent.subject_id == application_id
    return list(db.session.execute(select(*columns).where(*own).order_by(AuditEvent.id)))


def events_for(member_id: int) -> list[FeedEvent]:
    """The trips somebody confirmed, for the own calendar: a whole day each, from departure to return."""
    query = select(RetreatApplication, RetreatBatch).join(RetreatBatch, RetreatBatch.id == RetreatApplication.batch_id)
    own = RetreatApplication.member_id == member_id, RetreatApplication.status.in_(GOING)
    return [
        FeedEvent(
            uid=f"retreat-{row.id}", start=datetime.combine(batch.starts_on, time(8)), end=datetime.combine(batch.ends_on, time(18)),
            summary=f"疗休养：{batch.title}", location=batch.place,
        )
        for row, batch in db.session.execute(query.where(*own).order_by(RetreatBatch.starts_on))
    ]  # fmt: skip
