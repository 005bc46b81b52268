"""Roles people hold, held and will hold; and what a role can be limited to."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member, RoleGrant, Unit, UnitKind
from unionweb.accounts.queries.places import groups
from unionweb.accounts.rules import LEADING, Role, scope_of
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

AREA_NAMES = {
    "all": "全部工作", "people": "会员", "bookings": "预约", "activities": "活动", "retreats": "疗休养", "calls": "评选",
    "settings": "设置",
}  # fmt: skip
SCOPE_NAMES = {"unit": "基层工会", "group": "工会小组", "point": "服务点", "area": "分管的工作"}
ABOUT = {
    Role.chair: "看本基层工会的会员名单，替同事代办预约。",
    Role.vice_chair: "和主席一样。",
    Role.liaison: "和主席一样，日常联系。",
    Role.group_leader: "工会小组的联系人。",
    Role.office: "校工会的日常工作，可以只分管一项。",
    Role.keeper: "一个服务点：看当天的时段和短码，记清洁和补给。看不到姓名。",
    Role.counselor: "接待心理关爱的预约。约谁谈，只有本人和咨询师看得到。",
    Role.reviewer: "评审送来的作品和案例。",
    Role.auditor: "看操作记录，什么也不能改。",
    Role.admin: "看任务和操作记录，发一次性密码，任命别的系统管理员。看不到预约内容。",
}

# What keepers keep is defined a floor above: bookings puts a callable here that returns (id, text) of its points.
role_scopes: dict[str, Callable[[], list[tuple[int, str]]]] = {"point": lambda: []}


def in_force(day: date) -> ColumnElement[bool]:
    """Whether a role holds on a day."""
    return and_(RoleGrant.valid_from <= day, or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day))


def grants_of(member_id: int) -> list[RoleGrant]:
    """All roles a member holds, held or will hold: the ones without an end first, then the latest."""
    wanted = select(RoleGrant).options(joinedload(RoleGrant.unit)).where(RoleGrant.member_id == member_id)
    latest = (RoleGrant.valid_until.is_not(None), RoleGrant.valid_until.desc(), RoleGrant.valid_from.desc())
    return list(db.session.scalars(wanted.order_by(*latest, RoleGrant.id)))


def grant_of(member_id: int, grant_id: int) -> RoleGrant | None:
    """One role of a member."""
    wanted = select(RoleGrant).options(joinedload(RoleGrant.unit)).where(RoleGrant.member_id == member_id)
    return db.session.scalar(wanted.where(RoleGrant.id == grant_id))


def roles_held(member_ids: list[int]) -> dict[int, list[Role]]:
    """The roles in force today of several members, each once, in their usual order."""
    theirs = RoleGrant.member_id.in_(member_ids)
    wanted = select(RoleGrant.member_id, RoleGrant.role).where(theirs, in_force(clock.today()))
    held: dict[int, set[Role]] = {}
    for member_id, role in db.session.execute(wanted):
        held.setdefault(member_id, set()).add(role)
    return {member_id: [role for role in Role if role in roles] for member_id, roles in held.items()}


def unit_leaders(unit_id: int, since: date, until: date | None) -> list[tuple[int, str]]:
    """(id, name) of the chairs, vice-chairs and liaisons of a unit during some of these days."""
    overlapping = [RoleGrant.unit_id == unit_id, RoleGrant.role.in_(LEADING), Member.left_at.is_(None)]
    overlapping.append(or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= since))
    if until:
        overlapping.append(RoleGrant.valid_from <= until)
    people = select(Member.id, Member.name).join(RoleGrant, RoleGrant.member_id == Member.id).where(*overlapping)
    return list(db.session.execute(people.distinct().order_by(Member.id)))


def holders(role: Role, day: date, *, area: str | None = None, but: int | None = None) -> set[int]:
    """The members still here who hold a role on a day. but: a grant to leave out of account."""
    wanted = select(RoleGrant.member_id).join(Member, Member.id == RoleGrant.member_id)
    wanted = wanted.where(RoleGrant.role == role, in_force(day), Member.left_at.is_(None), RoleGrant.id != (but or 0))
    if area:
        wanted = wanted.where(RoleGrant.area == area)
    return set(db.session.scalars(wanted))


def scope_choices(role: Role) -> list[tuple[str, str]]:
    """What a role can be limited to, as (value, text); empty when it has no scope, or there is nothing yet."""
    match scope_of(role):
        case "unit":
            return [(str(unit.id), unit.name) for unit in _led_units()]
        case "group":
            return [(str(id), text) for id, text in groups()]
        case "point":
            return [(str(id), text) for id, text in role_scopes["point"]()]
        case "area":
            return list(AREA_NAMES.items())
    return []


def _led_units() -> list[Unit]:
    """The units that have a chair."""
    wanted = select(Unit).where(Unit.kind.in_((UnitKind.branch_union, UnitKind.womens_committee)))
    return list(db.session.scalars(wanted.order_by(Unit.sort, Unit.id)))


def role_text(grant: RoleGrant, points: dict[int, str]) -> str:
    """联络员，外国语学院. points: id → text of the service points."""
    scope = grant.unit.name if grant.unit else None
    if grant.point_id:
        scope = points.get(grant.point_id, "一个服务点")
    if grant.area:
        scope = AREA_NAMES.get(grant.area, grant.area)
    return f"{label(grant.role)}，{scope}" if scope else label(grant.role)


def point_names() -> dict[int, str]:
    """Service point id → text."""
    return dict(role_scopes["point"]())
