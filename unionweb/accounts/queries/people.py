"""Members: the list and its search, one member's page. What the reader may not see is not in the answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from unionweb.accounts import rules, shapes
from unionweb.accounts.models import Campus, Credential, EmploymentStatus, Member, Unit, UserSession
from unionweb.accounts.pinyin import search_key, spellings
from unionweb.accounts.queries.roles import roles_held
from unionweb.common import audit
from unionweb.common.audit import AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

CURRENT = (EmploymentStatus.active, EmploymentStatus.dispatched)
STATUSES = {"": CURRENT, "retired": (EmploymentStatus.retired,), "left": (EmploymentStatus.left,), "all": ()}
SORTS = {
    "name": (Member.pinyin, Member.name, Member.staff_no),
    "staff_no": (Member.staff_no,),
    "unit": (Unit.sort, Unit.id, Member.pinyin, Member.staff_no),
}
_PLACES = (joinedload(Member.campus), joinedload(Member.unit), joinedload(Member.group))
HISTORY = (
    "added", "changed", "left", "returned", "phone_shown", "code_issued", "password_changed",
    "role_granted", "role_ended", "role_withdrawn",
)  # fmt: skip
audit.words.update(
    {
        "added": "添加了",
        "left": "标记离开",
        "returned": "恢复在册",
        "phone_shown": "看了手机号",
        "code_issued": "发了一次性密码",
        "password_changed": "改了密码",
        "role_granted": "给了身份",
        "role_ended": "结束了身份",
        "role_withdrawn": "撤回了身份",
        "exported": "导出了",
        "uploaded": "上传了花名册",
        "imported": "导入了花名册",
        "dropped": "放弃了导入",
    }
)


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for in the list. status: "" for who works here now, retired, left or all."""

    q: str = ""
    campus_id: int | None = None
    unit_id: int | None = None
    status: str = ""
    sort: str = "name"


def never_signed_in() -> ColumnElement[bool]:
    """No password yet, or a one-time code that was never used."""
    has_session = exists().where(UserSession.member_id == Member.id)
    unused = and_(Credential.code_expires_at.is_not(None), ~has_session)
    return and_(Member.left_at.is_(None), or_(Credential.member_id.is_(None), unused))


def visible_to(user) -> ColumnElement[bool]:
    """The members a person may see: everyone, or those of the units they look after."""
    if rules.may_see_everyone(user):
        return Member.id.is_not(None)
    led = rules.units_led(user)
    return or_(Member.unit_id.in_(led), Member.group_id.in_(led)) if led else false()


def listed_people(user, wanted: Wanted) -> Select:
    """Rows (Member, never signed in) with campus and unit loaded, for a page of the list."""
    listed = select(Member, never_signed_in().label("is_new")).outerjoin(Credential, Credential.member_id == Member.id)
    listed = listed.join(Member.unit).join(Member.campus)
    listed = listed.options(contains_eager(Member.unit), contains_eager(Member.campus))
    return listed.where(*_conditions(user, wanted)).order_by(*_order(wanted.sort))


def roster_rows(user, wanted: Wanted) -> list[tuple]:
    """The same people as the rows of a roster: importing them again changes nothing."""
    group = aliased(Unit)
    columns = (
        Member.staff_no, Member.name, Member.sex, Campus.name, Unit.name, group.name, Member.employment_status,
        Member.phone, Member.email, Member.birth_year,
    )  # fmt: skip
    listed = select(*columns).select_from(Member).join(Member.unit).join(Member.campus)
    listed = listed.outerjoin(group, group.id == Member.group_id)
    rows = db.session.execute(listed.where(*_conditions(user, wanted)).order_by(*_order(wanted.sort)))
    return [(*row[:2], label(row[2]), *row[3:6], label(row[6]), *row[7:]) for row in rows]


def _conditions(user, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [visible_to(user)]
    if STATUSES[wanted.status]:
        found.append(Member.employment_status.in_(STATUSES[wanted.status]))
    if wanted.campus_id:
        found.append(Member.campus_id == wanted.campus_id)
    if wanted.unit_id:
        found.append(Member.unit_id == wanted.unit_id)
    if wanted.q:
        found.append(_named(wanted.q))
    return found


def _named(q: str) -> ColumnElement[bool]:
    """By name, staff number, pinyin or initials: 张三, 1000, zhangsan, zs."""
    staff_no, key = shapes.tidy_staff_no(q), search_key(q)
    ways = [Member.name.contains(shapes.tidy_name(q), autoescape=True)]
    if staff_no:
        ways.append(Member.staff_no.startswith(staff_no, autoescape=True))
    if key:
        ways.append(Member.name.contains(key, autoescape=True))
        ways += [Member.pinyin.startswith(spelling, autoescape=True) for spelling in spellings(q)]
        ways.append(Member.initials.startswith(key, autoescape=True))
    return or_(*ways)


def _order(sort: str) -> list:
    columns = SORTS[sort.removeprefix("-")]
    return [columns[0].desc(), *columns[1:]] if sort.startswith("-") else list(columns)


def person_for(user, member_id: int) -> Member | None:
    """One member with campus, unit and group, if the reader may see them."""
    wanted = select(Member).options(*_PLACES, joinedload(Member.credential))
    return db.session.scalar(wanted.where(Member.id == member_id, visible_to(user)))


def is_never_signed_in(member_id: int) -> bool:
    """Whether the member still has to sign in for the first time."""
    joined = select(never_signed_in()).select_from(Member).outerjoin(Credential, Credential.member_id == Member.id)
    return bool(db.session.scalar(joined.where(Member.id == member_id)))


def own_facts(member_id: int) -> Member:
    """What the union keeps about the person who asks."""
    return db.session.scalars(select(Member).options(*_PLACES).where(Member.id == member_id)).one()


def fingerprint(member: Member) -> str:
    """Changes when any fact of the member does: a form that was opened before is then known to be old."""
    facts = (
        member.staff_no, member.name, member.sex, member.campus_id, member.unit_id, member.group_id,
        member.employment_status, member.phone, member.email, member.birth_year, member.left_at,
    )  # fmt: skip
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def history_of(member_id: int, count: int = 15) -> list[tuple[AuditEvent, str | None]]:
    """What was done to a member's record, newest first, with the name of who did it. Signing in is not part of it."""
    events = select(AuditEvent, Member.name).outerjoin(Member, Member.id == AuditEvent.actor_id)
    events = events.where(*_about(member_id), AuditEvent.action.in_(HISTORY)).order_by(AuditEvent.id.desc())
    return list(db.session.execute(events.limit(count)))


def departure_of(member_id: int) -> AuditEvent | None:
    """The event by which a member left, with its reason."""
    wanted = select(AuditEvent).where(*_about(member_id), AuditEvent.action == "left")
    return db.session.scalar(wanted.order_by(AuditEvent.id.desc()).limit(1))


def phone_readers(member_id: int, count: int = 5) -> list[tuple[str, AuditEvent]]:
    """Who had a member's telephone number shown, newest first: for the member."""
    events = select(Member.name, AuditEvent).join(Member, Member.id == AuditEvent.actor_id)
    events = events.where(*_about(member_id), AuditEvent.action == "phone_shown").order_by(AuditEvent.id.desc())
    return list(db.session.execute(events.limit(count)))


def _about(member_id: int) -> tuple[ColumnElement[bool], ...]:
    return AuditEvent.subject_kind == "member", AuditEvent.subject_id == member_id, AuditEvent.sealed.is_(False)


def waiting_for_code(user, unit_id: int, again: bool) -> list[tuple[Member, datetime | None]]:
    """Who of a unit still has to sign in for the first time, with the expiry of an unused code; longest waiting first.

    Without `again` only those who have no code that can still be used. Only people whom `user` may give a code.
    """
    waiting = select(Member, Credential.code_expires_at).outerjoin(Credential, Credential.member_id == Member.id)
    waiting = waiting.where(or_(Member.unit_id == unit_id, Member.group_id == unit_id), never_signed_in())
    if not again:
        expired = Credential.code_expires_at < clock.now()
        waiting = waiting.where(or_(Credential.member_id.is_(None), expired))
    longest = (Credential.changed_at.is_not(None), Credential.changed_at, Member.pinyin, Member.id)
    rows = list(db.session.execute(waiting.order_by(*longest)))
    held = roles_held([member.id for member, _ in rows])
    return [row for row in rows if rules.may_issue_code_to(user, row[0].id, held.get(row[0].id, []))]
