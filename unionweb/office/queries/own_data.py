"""Everything the system keeps about one person, for that person: the right to a copy (个人信息保护法 第四十五条)."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from unionweb.accounts.models import Campus, Member, RoleGrant, Unit, UserSession
from unionweb.bookings.models import Booking, Consent, ConsentText, ReadLog, Service, ServicePoint, Slot
from unionweb.bookings.queries.guard import consents_since, readable
from unionweb.certificates.models import Certificate
from unionweb.common.publicity import Objection, PublicNotice
from unionweb.inbox import secrecy
from unionweb.inbox.models import CalendarFeed, Message
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label, long_day
from unionweb.kernel.sheets import Sheet
from unionweb.notices.models import Notice, NoticeReceipt
from unionweb.office.queries.events import Wanted, event_rows
from unionweb.office.queries.own_calls import own_call_sheets
from unionweb.office.queries.own_signups import own_signup_sheets


def own_data(person) -> list[Sheet]:
    """The sheets of a workbook about `person` (id, staff_no), the person's own confidential bookings included.

    Those from before somebody else replaced the password stay hidden here too (bookings.queries.guard).
    """
    return [
        Sheet("资料", ("是什么", "内容"), _facts(person.id)),
        Sheet("身份", ("身份", "单位", "从哪天", "到哪天"), _roles(person.id)),
        Sheet("预约", BOOKING, _bookings(person.id)),
        Sheet("谁看过", ("预约时间", "谁看了", "什么时候"), _readers(person.id)),
        Sheet("知情同意", ("服务", "第几版", "同意时间", "撤回时间"), _consents(person.id)),
        Sheet("消息", ("时间", "标题", "内容", "读过的时间"), _messages(person.id)),
        Sheet("通知", ("标题", "第一次打开", "打开几次", "签收时间"), _receipts(person.id)),
        Sheet("异议", ("时间", "对哪个公示", "内容", "答复", "答复时间"), _objections(person.id)),
        Sheet("证书", ("编号", "证书", "姓名", "颁发单位", "日期", "状态", "撤销或换发的原因"), _certificates(person.id)),
        *own_signup_sheets(person.id),
        *own_call_sheets(person.id),
        Sheet("登录", ("登录时间", "最近使用", "退出时间", "地址", "设备"), _sessions(person.id)),
        Sheet("做过什么", ("时间", "做了什么", "对什么", "变化", "原因"), _events(person.staff_no)),
    ]


BOOKING = ("开始", "结束", "服务", "地点", "状态", "怎么约的", "短码", "称呼", "联系电话", "约的时间", "结束时间", "原因")


def _all(query: Select) -> list:
    return list(db.session.execute(query))


def _facts(member_id: int) -> Iterable[tuple]:
    group = aliased(Unit)
    query = select(Member, Unit.name, group.name, Campus.name).join(Unit, Unit.id == Member.unit_id)
    query = query.join(Campus, Campus.id == Member.campus_id).outerjoin(group, group.id == Member.group_id)
    member, unit, group_name, campus = db.session.execute(query.where(Member.id == member_id)).one()
    feed = db.session.get(CalendarFeed, member_id)
    return (
        ("姓名", member.name), ("工号", member.staff_no), ("拼音", member.pinyin), ("性别", label(member.sex)),
        ("校区", campus), ("单位", unit), ("工会小组", group_name), ("状态", label(member.employment_status)),
        ("电话", member.phone), ("邮箱", member.email), ("出生年份", member.birth_year),
        ("日历地址", f"{long_day(feed.renewed_at.date())}生成" if feed else "没有"),
    )  # fmt: skip


def _roles(member_id: int) -> Iterable[tuple]:
    query = select(RoleGrant.role, Unit.name, RoleGrant.valid_from, RoleGrant.valid_until)
    query = query.outerjoin(Unit, Unit.id == RoleGrant.unit_id).where(RoleGrant.member_id == member_id)
    return ((label(role), *rest) for role, *rest in _all(query.order_by(RoleGrant.id)))


def _bookings(member_id: int) -> Iterable[tuple]:
    query = (
        select(Booking, Service.name, Campus.name, ServicePoint.place)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .join(Service, Service.id == ServicePoint.service_id)
        .join(Campus, Campus.id == ServicePoint.campus_id)
        .where(Booking.member_id == member_id)
        .order_by(Booking.starts_at)
    )
    for booking, service, campus, place in _all(readable(query, member_id)):
        yield (
            booking.starts_at, booking.ends_at, service, f"{campus}{place}", label(booking.status),
            label(booking.channel), booking.code, booking.alias, booking.contact, booking.created_at,
            booking.ended_at, booking.end_reason,
        )  # fmt: skip


def _readers(member_id: int) -> list:
    query = select(Booking.starts_at, Member.name, ReadLog.at).join(Booking, Booking.id == ReadLog.booking_id)
    query = query.join(Member, Member.id == ReadLog.reader_id).where(Booking.member_id == member_id)
    return _all(readable(query, member_id).order_by(ReadLog.id))


def _consents(member_id: int) -> list:
    query = select(Service.name, ConsentText.version, Consent.given_at, Consent.withdrawn_at)
    query = query.join(ConsentText, ConsentText.id == Consent.text_id).join(Service, Service.id == ConsentText.service_id)
    query = query.where(Consent.member_id == member_id).order_by(Consent.id)
    return _all(consents_since(query, Consent.given_at, member_id))


def _messages(member_id: int) -> list:
    query = select(Message.created_at, Message.title, Message.body, Message.read_at)
    return _all(query.where(Message.member_id == member_id, *secrecy.shown()).order_by(Message.id))


def _receipts(member_id: int) -> list:
    query = select(Notice.title, NoticeReceipt.read_at, NoticeReceipt.opened, NoticeReceipt.signed_at)
    query = query.join(Notice, Notice.id == NoticeReceipt.notice_id).where(NoticeReceipt.member_id == member_id)
    return _all(query.order_by(NoticeReceipt.notice_id))


def _certificates(member_id: int) -> list:
    c = Certificate
    query = select(c.serial_no, c.heading, c.name, c.organ, c.dated, c.state, c.reason).where(c.member_id == member_id)
    return [(*row[:5], label(row.state), row.reason) for row in _all(query.order_by(c.id))]


def _objections(member_id: int) -> list:
    columns = (Objection.received_at, PublicNotice.title, Objection.text, Objection.answer, Objection.answered_at)
    query = select(*columns).join(PublicNotice, PublicNotice.id == Objection.public_notice_id)
    return _all(query.where(Objection.member_id == member_id).order_by(Objection.id))


def _sessions(member_id: int) -> list:
    columns = (UserSession.created_at, UserSession.last_seen_at, UserSession.ended_at, UserSession.address)
    query = select(*columns, UserSession.user_agent).where(UserSession.member_id == member_id)
    return _all(query.order_by(UserSession.id))


def _events(staff_no: str) -> Iterable[tuple]:
    return ((line.at, line.what, line.subject, line.change, line.reason) for line in event_rows(Wanted(staff_no)))
