"""Adding members, changing what is known about them, leaving and coming back."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from unionweb.accounts import shapes
from unionweb.accounts.models import EmploymentStatus, Member, Sex, Unit, UnitKind
from unionweb.accounts.queries.facts import places
from unionweb.accounts.queries.people import fingerprint
from unionweb.accounts.services.leaving import leave, on_leave
from unionweb.accounts.services.records import acting_as, lock_member
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

__all__ = [
    "PersonFacts", "add_person", "bring_back", "edit_person", "mark_left", "on_leave", "record_export", "show_phone",
]  # fmt: skip


@dataclass(frozen=True)
class PersonFacts:
    """What the union keeps about a member, as typed and tidied."""

    staff_no: str
    name: str
    sex: Sex
    campus_id: int
    unit_id: int
    group_id: int | None
    employment_status: EmploymentStatus
    phone: str | None
    email: str | None
    birth_year: int | None


@write
def add_person(facts: PersonFacts, actor) -> int:
    """Add a member by hand; returns the id. Refused when the staff number is taken or the group is elsewhere."""
    lock_name("roster")
    _check_places(facts)
    _check_staff_no(facts.staff_no)
    member = Member(**asdict(facts) | shapes.name_columns(facts.name))
    db.session.add(member)
    db.session.flush()
    audit.record("added", "member", member.id, actor=actor, kind=acting_as(actor), to_state=member.staff_no)
    return member.id


@write
def edit_person(member_id: int, facts: PersonFacts, seen: str, actor) -> None:
    """Change what is known about a member. seen: the fingerprint of what the form showed.

    Refused when somebody changed the record meanwhile, and when the member has left.
    """
    lock_name("roster")
    member = lock_member(member_id)
    if member.left_at:
        raise Refused(f"{member.name}已经离开，资料不能再改。要改的话，先恢复在册。")
    if fingerprint(member) != seen:
        raise Refused("刚才有人改过这位会员的资料，您填的还没有保存。请核对一遍，再按一次保存。")
    _check_places(facts)
    _check_staff_no(facts.staff_no, member_id)
    _apply(member, facts, actor)


def _apply(member: Member, facts: PersonFacts, actor) -> None:
    new = asdict(facts)
    changed = places().differences({fact: getattr(member, fact) for fact in new}, new)
    if not changed:
        return
    renamed = shapes.name_columns(facts.name) if "name" in changed else {}
    for column, value in (new | renamed).items():
        setattr(member, column, value)
    audit.record("changed", "member", member.id, actor=actor, kind=acting_as(actor), detail={"changed": changed})


@write
def mark_left(member_id: int, on: date, reason: str, actor) -> None:
    """A member has left: sessions and roles end, bookings are cancelled. Refused for oneself and the future."""
    lock_name("roster")
    lock_name("roles")
    member = lock_member(member_id)
    if member.left_at:
        raise Refused(f"{member.name}已经标记为离开了。")
    if on > clock.today():
        raise Refused("离开的日期不能晚于今天。到那一天再来办。")
    moment = clock.now() if on == clock.today() else datetime.combine(on, time())
    leave([member_id], moment, actor)
    detail = {"on": on.isoformat()}
    audit.record("left", "member", member_id, actor=actor, kind=acting_as(actor), reason=reason, detail=detail)


@write
def bring_back(member_id: int, actor) -> None:
    """A member who had left is here again, with the old password. Roles and bookings do not come back."""
    member = lock_member(member_id)
    if not member.left_at:
        raise Refused(f"{member.name}本来就在册，没有改动。")
    member.left_at, member.employment_status = None, EmploymentStatus.active
    audit.record("returned", "member", member_id, actor=actor, kind=acting_as(actor))


@write
def show_phone(member_id: int, actor) -> None:
    """Note that somebody looks at a member's telephone number; the member can see who."""
    audit.record("phone_shown", "member", member_id, actor=actor, kind=acting_as(actor))


@write
def record_export(actor, count: int, filters: dict) -> None:
    """Note that somebody takes a list of members out of the system, and which."""
    kind, detail = acting_as(actor), {"count": count, "filters": filters}
    audit.record("exported", "member", None, actor=actor, kind=kind, detail=detail)


def _check_staff_no(staff_no: str, own_id: int = 0) -> None:
    taken = select(Member.name).where(Member.staff_no == staff_no, Member.id != own_id)
    if name := db.session.scalar(taken):
        raise Refused(f"工号 {staff_no} 已经是{name}的了，请核对。")


def _check_places(facts: PersonFacts) -> None:
    unit = db.session.get(Unit, facts.unit_id)
    group = db.session.get(Unit, facts.group_id) if facts.group_id else None
    if unit is None or unit.kind is not UnitKind.branch_union:
        raise Refused("没有这个基层工会，请重选。")
    if facts.group_id and (group is None or group.parent_id != unit.id):
        raise Refused(f"这个工会小组不在“{unit.name}”下面，请重选小组，或者选“不分小组”。")
