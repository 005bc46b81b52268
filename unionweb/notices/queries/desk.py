"""What the office sees: all notices, the register of numbers, and who has read or signed for what."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member, Unit
from unionweb.common.audit import AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of
from unionweb.notices.models import DocumentNumber, Notice, NoticeReceipt
from unionweb.notices.queries.audience import readers_of
from unionweb.notices.queries.papers import SUBJECT
from unionweb.notices.queries.reading import LISTED
from unionweb.notices.rules.kinds import State


def desk_page(state: State | None = None, title: str = "") -> Page:
    """All notices, what is still to be done first."""
    query = select(Notice).options(LISTED, joinedload(Notice.author), joinedload(Notice.number))
    if state:
        query = query.where(Notice.state == state)
    if title:
        query = query.where(Notice.title.contains(title, autoescape=True))
    is_open = case((Notice.state.in_([State.draft, State.checked]), 0), else_=1)
    return page_of(query.order_by(is_open, Notice.id.desc()))


def state_counts() -> dict[State, int]:
    """How many notices are in each state."""
    counted = select(Notice.state, func.count()).group_by(Notice.state)
    return {state: 0 for state in State} | dict(db.session.execute(counted).all())


def history(notice_id: int) -> list:
    """What happened to a notice, oldest first: at, action, reason, name. Without signatures: there may be thousands."""
    query = select(AuditEvent.at, AuditEvent.action, AuditEvent.reason, Member.name)
    query = query.outerjoin(Member, Member.id == AuditEvent.actor_id).order_by(AuditEvent.at, AuditEvent.id)
    own = AuditEvent.subject_kind == SUBJECT, AuditEvent.subject_id == notice_id
    return list(db.session.execute(query.where(*own, AuditEvent.action != "signed")))


def register_years() -> list[int]:
    """The years in which numbers were taken, and this one, newest first."""
    years = set(db.session.scalars(select(DocumentNumber.year).distinct()))
    return sorted(years | {clock.today().year}, reverse=True)


def register(year: int) -> Select:
    """The numbers of a year, voided ones too, series by series and newest first."""
    query = select(DocumentNumber).options(joinedload(DocumentNumber.notice).options(LISTED, joinedload(Notice.number)))
    return query.where(DocumentNumber.year == year).order_by(DocumentNumber.code, DocumentNumber.number.desc())


def register_page(year: int) -> Page:
    return page_of(register(year))


REGISTER = ("发文字号", "标题", "种类", "发文机关", "发布时间", "状态", "作废原因")


def register_rows(year: int, word) -> list[tuple]:
    """The register for a spreadsheet. word: Chinese for an enum value."""
    return [
        (row.text, row.notice.title, word(row.notice.kind), row.notice.organs, row.notice.published_at,
         "已作废" if row.voided_at else word(row.notice.state), row.void_reason or "")
        for row in db.session.scalars(register(year))
    ]  # fmt: skip


def number_or_none(number_id: int) -> DocumentNumber | None:
    query = select(DocumentNumber).options(joinedload(DocumentNumber.notice))
    return db.session.scalar(query.where(DocumentNumber.id == number_id))


@dataclass(frozen=True)
class UnitReceipts:
    """How far one unit has come."""

    unit_id: int
    unit: str
    readers: int
    read: int
    signed: int


def receipts_by_unit(notice: Notice) -> list[UnitReceipts]:
    """For each unit with readers: how many there are, how many have opened it and signed for it."""
    query = (
        select(Unit.id, Unit.name, func.count(Member.id), func.count(NoticeReceipt.read_at), func.count(NoticeReceipt.signed_at))
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(NoticeReceipt, _own(notice))
        .where(readers_of(notice))
        .group_by(Unit.id, Unit.name, Unit.sort)
        .order_by(Unit.sort, Unit.id)
    )
    return [UnitReceipts(*row) for row in db.session.execute(query)]


def missing_page(notice: Notice, unit_id: int | None = None) -> Page:
    """Those who have not done what the notice asks (signed for it, or opened it): (member, unit, when opened)."""
    query = _missing(notice, Member, Unit.name, NoticeReceipt.read_at)
    if unit_id:
        query = query.where(Member.unit_id == unit_id)
    return page_of(query.order_by(Unit.sort, Unit.id, Member.pinyin, Member.id), scalars=False)


MISSING = ("单位", "姓名", "工号", "看过没有")


def missing_rows(notice: Notice) -> list[tuple]:
    """The same for a spreadsheet: all of them, unit by unit."""
    query = _missing(notice, Unit.name, Member.name, Member.staff_no, NoticeReceipt.read_at)
    rows = db.session.execute(query.order_by(Unit.sort, Unit.id, Member.pinyin, Member.id))
    return [(unit, name, staff_no, read_at or "没看过") for unit, name, staff_no, read_at in rows]


def missing_ids(notice: Notice) -> list[int]:
    """The same, as the ids of all of them."""
    return list(db.session.scalars(_missing(notice, Member.id).order_by(Member.id)))


def _missing(notice: Notice, *columns) -> Select:
    asked = NoticeReceipt.signed_at if notice.needs_receipt else NoticeReceipt.read_at
    query = select(*columns).select_from(Member).join(Unit, Unit.id == Member.unit_id)
    return query.outerjoin(NoticeReceipt, _own(notice)).where(readers_of(notice), asked.is_(None))


def _own(notice: Notice):
    return and_(NoticeReceipt.notice_id == notice.id, NoticeReceipt.member_id == Member.id)
