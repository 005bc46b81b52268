"""Giving and ending roles."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from unionweb.accounts import rules
from unionweb.accounts.models import Member, RoleGrant, Unit
from unionweb.accounts.queries.roles import (
    SCOPE_NAMES,
    holders,
    point_names,
    role_text,
    scope_choices,
    unit_leaders,
)  # fmt: skip
from unionweb.accounts.rules import Role
from unionweb.accounts.services.records import acting_as, lock_member
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import day, label

KEYS = {Role.admin: "系统管理员", Role.office: "分管全部工作的校工会办公室人员"}  # without them nobody opens the door


@dataclass(frozen=True)
class NewRole:
    """A role to give: one scope at most, both days included, no end when valid_until is None."""

    role: Role
    valid_from: date
    valid_until: date | None = None
    unit_id: int | None = None
    point_id: int | None = None
    area: str | None = None


@write
def grant_role(member_id: int, new: NewRole, actor) -> None:
    """Give a member a role. Refused for oneself, for roles the actor may not give, twice, and past unit.max_admins."""
    lock_name("roles")
    member = lock_member(member_id)
    _check_giver(member, new, actor)
    _check_scope(new)
    if new.valid_until and new.valid_until < clock.today():
        raise Refused("结束的日期已经过了，给了也用不上。请改晚一点，或者不填。")
    _check_twice(member, new)
    _check_apart(member, new)
    if new.role in rules.LEADING:
        _check_unit_limit(member, new)
    grant = RoleGrant(member_id=member_id, granted_by_id=actor.id, **asdict(new))
    db.session.add(grant)
    db.session.flush()
    words = role_text(grant, point_names())[:200]
    audit.record("role_granted", "member", member_id, actor=actor, kind=acting_as(actor), to_state=words)


@write
def end_role(grant_id: int, last_day: date | None, reason: str, actor) -> None:
    """End a role after `last_day`, or at once when it is None. Refused for the last key to the house."""
    lock_name("roles")
    grant = db.session.get(RoleGrant, grant_id, with_for_update=True, populate_existing=True)
    yesterday = clock.today() - timedelta(days=1)
    if grant is None or (grant.valid_until and grant.valid_until <= yesterday):
        raise Refused("这个身份已经结束了，没有改动。")
    if not rules.may_grant(actor, grant.role):
        raise Refused(f"{label(grant.role)}这个身份不归您管，请找{_who_grants(grant.role)}。")
    last_day = last_day or yesterday
    if grant.valid_until and last_day > grant.valid_until:
        raise Refused(f"这个身份本来就到{day(grant.valid_until)}为止，请选这一天或更早。")
    _check_last(grant, last_day)
    end_grant(grant, last_day, reason, actor)


def end_grant(grant: RoleGrant, last_day: date, reason: str, actor) -> None:
    """Part of a transaction: the role holds through `last_day` and no longer.

    One that began after that day never held: it is withdrawn, and only the history keeps it.
    """
    words = role_text(grant, point_names() if grant.point_id else {})[:200]
    detail = {"role": grant.role.value, "from": grant.valid_from.isoformat(), "until": last_day.isoformat()}
    action = "role_withdrawn" if last_day < grant.valid_from else "role_ended"
    if last_day < grant.valid_from:
        db.session.delete(grant)
    else:
        grant.valid_until = last_day
    told = {"from_state": words, "reason": reason, "detail": detail}
    audit.record(action, "member", grant.member_id, actor=actor, kind=acting_as(actor), **told)


def _check_giver(member: Member, new: NewRole, actor) -> None:
    if member.left_at:
        raise Refused(f"{member.name}已经离开，不能再有身份。")
    if member.id == actor.id:
        raise Refused("不能给自己加身份，请另一位同事来办。")
    if not rules.may_grant(actor, new.role):
        raise Refused(f"{label(new.role)}这个身份不归您管，请找{_who_grants(new.role)}。")


def _who_grants(role: Role) -> str:
    return "系统管理员" if role is Role.admin else "校工会办公室"


def _check_scope(new: NewRole) -> None:
    """The scope that belongs to the role is there, and is one that can be chosen."""
    kind = rules.scope_of(new.role)
    given = {"unit": new.unit_id, "group": new.unit_id, "point": new.point_id, "area": new.area}.get(kind)
    if kind and str(given) not in [value for value, _ in scope_choices(new.role)]:
        raise Refused(f"{label(new.role)}要有{SCOPE_NAMES[kind]}，请选一个。")


def _check_twice(member: Member, new: NewRole) -> None:
    same = [RoleGrant.member_id == member.id, RoleGrant.role == new.role]
    same += [RoleGrant.unit_id == new.unit_id, RoleGrant.point_id == new.point_id, RoleGrant.area == new.area]
    same.append(or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= new.valid_from))
    if new.valid_until:
        same.append(RoleGrant.valid_from <= new.valid_until)
    if found := db.session.scalar(select(RoleGrant).where(*same).limit(1)):
        until = f"到{day(found.valid_until)}" if found.valid_until else "没有写结束日期"
        raise Refused(f"{member.name}已经有这个身份，从{day(found.valid_from)}起，{until}。")


def _check_apart(member: Member, new: NewRole) -> None:
    theirs = RoleGrant.member_id == member.id
    ahead = or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= clock.today())
    held = db.session.scalars(select(RoleGrant.role).where(theirs, ahead))
    if not rules.may_hold_together(new.role, list(held)):
        raise Refused("咨询师和办公、系统管理要分开：谁能办公，谁就不接待咨询。请先结束另一个身份，或者请别人来做。")


def _check_unit_limit(member: Member, new: NewRole) -> None:
    """Few people look after a unit's members: chair, vice-chairs and liaisons together, setting unit.max_admins."""
    unit = db.session.get_one(Unit, new.unit_id)
    others = {id: name for id, name in unit_leaders(unit.id, new.valid_from, new.valid_until) if id != member.id}
    most = settings.get("unit.max_admins")
    if len(others) >= most:
        names = "、".join(others.values())
        raise Refused(
            f"“{unit.name}”的主席、副主席、联络员一共最多 {most} 位，已经有 {names}。请先结束其中一位的身份。"
        )


def _check_last(grant: RoleGrant, last_day: date) -> None:
    if grant.role not in KEYS or (grant.role is Role.office and grant.area != "all"):
        return
    after = max(last_day, clock.today()) + timedelta(days=1)
    if not holders(grant.role, after, area=grant.area, but=grant.id):
        raise Refused(f"这是最后一位{KEYS[grant.role]}，结束以后谁也开不了门。请先把这个身份给另一位同事。")


settings.define(
    settings.Definition(
        "unit.max_admins", "一个基层工会最多几位管理人", 4, unit="位", least=1, most=20, group="会员和身份",
        hint="主席、副主席、联络员合在一起算",
    )
)  # fmt: skip
