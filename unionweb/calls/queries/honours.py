"""Reads of the register of honours: searched, of one person, of one unit, and what somebody had in the last years."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import CallResult, Honour, HonourImport, HonourPerson
from unionweb.calls.rules.honours import fitted
from unionweb.calls.rules.kinds import Subject
from unionweb.certificates.models import Certificate
from unionweb.common import audit
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.lists import Page, page_of
from unionweb.kernel.search import words
from unionweb.kernel.workbooks import MOST_ROWS

HEADER = ("年度", "荣誉", "等次", "类别", "姓名或名称", "工号", "单位", "作品", "颁发单位", "颁发日期", "撤销")


@dataclass(frozen=True)
class SoughtHonour:
    """What somebody looks for in the register."""

    q: str = ""
    year: int | None = None
    title: str = ""
    subject: Subject | None = None
    unit_id: int | None = None


def honours_page(sought: SoughtHonour) -> Page:
    """The page that was asked for, newest year first."""
    return page_of(_found(sought).options(joinedload(Honour.member)).order_by(*ORDER))


def honour_rows(sought: SoughtHonour) -> list[tuple]:
    """The same as rows of a sheet (HEADER)."""
    query = _found(sought).outerjoin(Member, Member.id == Honour.member_id).add_columns(Member.staff_no)
    return [
        (h.year, h.title, h.grade, label(h.subject), h.name, staff_no or "", h.unit_name, h.work, h.issuer, h.issued_on,
         h.revoke_reason or "")
        for h, staff_no in db.session.execute(query.order_by(*ORDER).limit(MOST_ROWS))
    ]  # fmt: skip


ORDER = (Honour.year.desc(), Honour.title, Honour.grade, Honour.unit_id, Honour.id)


def _found(sought: SoughtHonour) -> Select:
    query = select(Honour)
    for word in words(sought.q):
        query = query.where(Honour.search.contains(word, autoescape=True))
    if sought.q and not words(sought.q):
        query = query.where(Honour.id.is_(None))
    if sought.year:
        query = query.where(Honour.year == sought.year)
    if sought.title:
        query = query.where(Honour.title == sought.title)
    if sought.subject:
        query = query.where(Honour.subject == sought.subject)
    if sought.unit_id:
        query = query.where(Honour.unit_id == sought.unit_id)
    return query


def honour_years() -> list[int]:
    """The years the register knows, the newest first."""
    return list(db.session.scalars(select(Honour.year).distinct().order_by(Honour.year.desc())))


def honour_titles() -> list[str]:
    """What honours there are, the most frequent first."""
    query = select(Honour.title).group_by(Honour.title).order_by(func.count().desc(), Honour.title)
    return list(db.session.scalars(query.limit(100)))


def honour_or_none(honour_id: int) -> Honour | None:
    return db.session.get(Honour, honour_id)


def honours_of_member(member_id: int) -> list[Honour]:
    """What one person was given and has still, newest first: also with a team, and with the family."""
    with_team = select(HonourPerson.honour_id).where(HonourPerson.member_id == member_id)
    valid = or_(Honour.member_id == member_id, Honour.id.in_(with_team)), Honour.revoked_at.is_(None)
    return list(db.session.scalars(select(Honour).where(*valid).options(selectinload(Honour.people)).order_by(*ORDER)))


def part_in(honour: Honour, member_id: int) -> str:
    """As what somebody has it, where it is not simply theirs: 负责人 or 成员 of a team, 家庭."""
    if honour.subject is Subject.family:
        return honour.name
    place = next((one for one in honour.people if one.member_id == member_id), None)
    return f"{honour.name}，{'负责人' if place.is_leader else '成员'}" if place else ""


def honours_of_unit(unit_id: int) -> list[Honour]:
    """What a unit itself was given, and its teams; not its people."""
    ours = Honour.subject.in_((Subject.unit, Subject.team)), Honour.unit_id == unit_id, Honour.revoked_at.is_(None)
    return list(db.session.scalars(select(Honour).where(*ours).order_by(*ORDER)))


def people_of_unit(unit_id: int) -> int:
    """How many honours the people and families of a unit were given."""
    theirs = Honour.subject.not_in((Subject.unit, Subject.team)), Honour.unit_id == unit_id, Honour.revoked_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(Honour).where(*theirs))


def certificates_of(honour: Honour) -> list[Certificate]:
    """What was printed for an honour out of a call: the certificates of the run that name its holder, and those in their place."""
    batch = select(CallResult.batch_id).where(CallResult.call_id == honour.call_id)
    rows = db.session.scalars(select(Certificate).where(Certificate.batch_id == batch.scalar_subquery(), Certificate.name == honour.name))
    theirs = {None, honour.member_id, *(one.member_id for one in honour.people)}
    found = [row for row in rows if _names(row.values, honour) and row.member_id in theirs]
    for row in found:
        if row.replaced_by:
            found.append(row.replaced_by)
    return found


def _names(values: dict, honour: Honour) -> bool:
    """Whether a certificate is about this very honour: of several works of one person, this one."""
    if honour.subject is Subject.work:
        return values.get("内容") == fitted(honour.work)
    return values.get("单位") == honour.unit_name


def person_or_none(member_id: int) -> Member | None:
    """A member with the unit, also one who has left."""
    query = select(Member).where(Member.id == member_id).options(joinedload(Member.unit))
    return db.session.scalar(query)


def unit_or_none(unit_id: int) -> Unit | None:
    return db.session.get(Unit, unit_id)


def import_for(user, import_id: int) -> HonourImport | None:
    """A list that this person has uploaded."""
    found = db.session.get(HonourImport, import_id)
    return found if found and found.uploaded_by_id == user.id else None


def honour_history(honour_id: int) -> list:
    """What was done to a line of the register, as recorded."""
    return audit.events_of("honour", honour_id)
