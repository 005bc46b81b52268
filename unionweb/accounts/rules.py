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
OFFICE_AREAS = ("all", "people", "bookings", "settings")


def is_office(user, area: str) -> bool:
    """Whether `user` holds the union office's role for an area of work."""
    return any(r.role is Role.office and r.area in {"all", area} for r in user.roles)


def is_admin(user) -> bool:
    return any(r.role is Role.admin for r in user.roles)


def units_led(user) -> set[int]:
    """The units whose members `user` looks after as chair, vice-chair or liaison."""
    leading = {Role.chair, Role.vice_chair, Role.liaison}
    return {r.unit_id for r in user.roles if r.role in leading and r.unit_id}


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


def may_grant(user, role: Role) -> bool:
    """The administrator's own role is given by administrators only; the office gives all others.

    Counsellors are named by the office alone: the administrator must not be able to make himself one.
    """
    if role is Role.admin:
        return is_admin(user)
    return is_office(user, "people")


def may_see_audit(user) -> bool:
    auditor = any(r.role is Role.auditor for r in user.roles)
    return auditor or is_office(user, "all") or is_admin(user)


def may_sign_in(member) -> bool:
    """Who has left cannot sign in; retired members can."""
    return member.left_at is None
