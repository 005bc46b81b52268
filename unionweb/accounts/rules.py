"""Who may do what with people and roles. Pure: no database, no request.

`user` is a SignedIn (accounts.queries): the person with the roles in force today.
"""

from enum import StrEnum


class Role(StrEnum):
    chair = "chair"
    vice_chair = "vice_chair"
    liaison = "liaison"
    group_leader = "group_leader"
    office = "office"
    keeper = "keeper"
    counselor = "counselor"
    reviewer = "reviewer"
    auditor = "auditor"
    admin = "admin"


UNIT_ROLES = {Role.chair, Role.vice_chair, Role.liaison, Role.group_leader}
LEADING = (Role.chair, Role.vice_chair, Role.liaison)  # the administrators of a unit, see unit.max_admins
OFFICE_AREAS = ("all", "people", "bookings", "activities", "retreats", "calls", "settings")
SCOPES = {
    Role.chair: "unit", Role.vice_chair: "unit", Role.liaison: "unit", Role.group_leader: "group",
    Role.office: "area", Role.keeper: "point",
}  # fmt: skip


def is_office(user, area: str) -> bool:
    """Whether `user` holds the union office's role for an area of work."""
    return any(r.role is Role.office and r.area in {"all", area} for r in user.roles)


def is_admin(user) -> bool:
    return any(r.role is Role.admin for r in user.roles)


def units_led(user) -> set[int]:
    """The units whose members `user` looks after as chair, vice-chair or liaison."""
    return {r.unit_id for r in user.roles if r.role in LEADING and r.unit_id}


def may_see_people(user) -> bool:
    """Office and system administrator see everyone, unit officers their own unit."""
    return may_see_everyone(user) or bool(units_led(user))


def may_see_everyone(user) -> bool:
    return is_office(user, "people") or is_admin(user)


def may_edit_people(user) -> bool:
    return is_office(user, "people")


def may_import_roster(user) -> bool:
    return is_office(user, "people")


def may_issue_codes(user) -> bool:
    """One-time codes for sign-in: office and system administrator."""
    return is_office(user, "people") or is_admin(user)


def may_grant_roles(user) -> bool:
    return is_office(user, "people") or is_admin(user)


def may_manage_units(user) -> bool:
    return is_office(user, "people")


def may_grant(user, role: Role) -> bool:
    """The administrator's own role is given by administrators only; the office gives all others.

    Counsellors are named by the office alone: the administrator must not be able to make himself one. The office's
    own role comes from those who hold all of it, so that nobody widens an area of work from inside it.
    """
    if role is Role.admin:
        return is_admin(user)
    return is_office(user, "all" if role is Role.office else "people")


def grantable_roles(user) -> list[Role]:
    """The roles `user` may give and end, in their usual order."""
    return [role for role in Role if may_grant(user, role)]


def scope_of(role: Role) -> str | None:
    """What a role is limited to: "unit", "group", "point", "area" of the office, or None for nothing."""
    return SCOPES.get(role)


def may_hold_together(role: Role, held) -> bool:
    """Counselling is kept apart from office and administration: whoever runs the system does not counsel in it."""
    apart = {Role.office, Role.admin}
    if role is Role.counselor:
        return not apart & set(held)
    return role not in apart or Role.counselor not in held


def may_issue_code_to(user, member_id: int, held) -> bool:
    """Whoever issues a code could sign in with it, so it never opens more than the issuer may have anyway.

    held: the roles in force of the member. The own password is changed, not reset. A counsellor's code comes from
    the office, not from the administrator; the office's and the administrator's from those of the highest rank.
    """
    if user.id == member_id:
        return False
    if Role.counselor in held:
        return is_office(user, "people")
    if Role.admin in held or Role.office in held:
        return is_admin(user) or is_office(user, "all")
    return may_issue_codes(user)


def may_see_audit(user) -> bool:
    auditor = any(r.role is Role.auditor for r in user.roles)
    return auditor or is_office(user, "all") or is_admin(user)


def may_sign_in(member) -> bool:
    """Who has left cannot sign in; retired members can."""
    return member.left_at is None
