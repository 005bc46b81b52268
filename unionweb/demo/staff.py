"""Campuses, units, members and their roles, as rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from unionweb.accounts import shapes
from unionweb.accounts.models import Campus, Credential, EmploymentStatus, Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.accounts.services.hashing import hash_of
from unionweb.accounts.views.sign_in import DEMO_ACCOUNTS, DEMO_PASSWORD
from unionweb.demo.people import BRANCH_UNITS, CAMPUSES, CAST
from unionweb.demo.people.roll import Person, people
from unionweb.demo.rows import add_rows, added

WOMEN = "校妇女委员会"
HOME = "外国语学院"  # 王敏's branch union, led by the cast
OFFICERS = (
    ("10002", Role.chair, {"unit": HOME}),
    ("10011", Role.liaison, {"unit": HOME}),
    ("10003", Role.office, {"area": "all"}),
    ("10014", Role.office, {"area": "all"}),
    ("10004", Role.admin, {}),
    ("10006", Role.counselor, {}),
    ("10009", Role.counselor, {}),
    ("10010", Role.counselor, {}),
    ("10008", Role.reviewer, {}),
)
WITH_VICE_CHAIR = 90  # members from which on a branch union has a vice-chair too


@dataclass(frozen=True)
class Staff:
    """Who is who: everybody in the order of the staff list, and the ids of people and places by their names."""

    founded: date
    people: list[Person]
    members: dict[str, int]
    campuses: dict[str, int]
    units: dict[str, int]
    groups: dict[tuple[str, str], int]


def employ(seed: int, founded: date) -> Staff:
    """Part of a transaction: write down campuses, units, members and the accounts of the cast."""
    everybody = people(seed)
    rows = [{"code": c.code, "name": c.name, "sort": n} for n, c in enumerate(CAMPUSES, 1)]
    campuses = dict(zip((c.code for c in CAMPUSES), added(Campus, rows), strict=True))
    units, groups = _units(campuses)
    ids = added(Member, [_member(p, campuses, units, groups) for p in everybody])
    members = dict(zip((p.staff_no for p in everybody), ids, strict=True))
    password, since = hash_of(DEMO_PASSWORD), datetime.combine(founded, time(9))
    accounts = [members[staff_no] for staff_no, *_ in DEMO_ACCOUNTS]
    add_rows(Credential, [{"member_id": m, "password_hash": password, "changed_at": since} for m in accounts])
    return Staff(founded, everybody, members, campuses, units, groups)


def _units(campuses: dict[str, int]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    top = [_unit(UnitKind.university_union, "校工会", None, campuses["east"], 0),
           _unit(UnitKind.womens_committee, WOMEN, None, campuses["east"], 1)]  # fmt: skip
    union, women = added(Unit, top)
    branches = [_unit(UnitKind.branch_union, b.name, union, campuses[b.campus_code], n) for n, b in enumerate(BRANCH_UNITS, 1)]
    units = dict(zip((b.name for b in BRANCH_UNITS), added(Unit, branches), strict=True))
    named = [(b, g, n) for b in BRANCH_UNITS for n, g in enumerate(b.groups, 1)]
    below = [_unit(UnitKind.group, g.name, units[b.name], campuses[g.campus_code], n) for b, g, n in named]
    groups = dict(zip(((b.name, g.name) for b, g, _ in named), added(Unit, below), strict=True))
    return units | {WOMEN: women}, groups


def _unit(kind: UnitKind, name: str, parent_id: int | None, campus_id: int, sort: int) -> dict:
    return {"kind": kind, "name": name, "parent_id": parent_id, "campus_id": campus_id, "sort": sort}


def _member(person: Person, campuses, units, groups) -> dict:
    place = {
        "campus_id": campuses[person.campus_code],
        "unit_id": units[person.unit_name],
        "group_id": groups[person.unit_name, person.group_name],
    }
    facts = {"staff_no": person.staff_no, "phone": person.phone, "email": person.email, "birth_year": person.birth_year}
    kinds = {"sex": Sex(person.sex), "employment_status": EmploymentStatus(person.employment_status)}
    return shapes.name_columns(person.name) | facts | kinds | place


def appoint(staff: Staff, keepers: dict[int, str], rng: Random) -> dict[str, int]:
    """Part of a transaction: give everybody their role. keepers: point id → staff number.

    Returns the liaison of each branch union by its name, as member id.
    """
    grants = [_grant(staff, staff_no, role, **scope) for staff_no, role, scope in OFFICERS]
    grants += [_grant(staff, staff_no, Role.keeper, point_id=point) for point, staff_no in keepers.items()]
    taken, liaisons = {person.staff_no for person in CAST}, {HOME: staff.members["10011"]}
    for role, unit, group, fits in _posts():
        person = _one(staff, rng, taken, fits)
        if person is None:
            continue
        scope = {"unit_id": staff.groups[unit, group]} if group else {"unit": unit}
        grants.append(_grant(staff, person.staff_no, role, **scope))
        if role is Role.liaison:
            liaisons[unit] = staff.members[person.staff_no]
    add_rows(RoleGrant, grants)
    return liaisons


def _posts() -> Iterator[tuple[Role, str | None, str | None, Callable[[Person], bool]]]:
    """(role, unit, group, who would do) of every post that the cast does not hold."""
    for branch in BRANCH_UNITS:
        if branch.name != HOME:
            yield Role.chair, branch.name, None, _in(branch.name, 1966, 1984)
            yield Role.liaison, branch.name, None, _in(branch.name, 1978, 1999)
            if branch.weight >= WITH_VICE_CHAIR:
                yield Role.vice_chair, branch.name, None, _in(branch.name, 1970, 1988)
        for group in branch.groups:
            yield Role.group_leader, branch.name, group.name, _in(branch.name, 1964, 2002, group=group.name)
    yield Role.auditor, None, None, _in("经济与管理学院", 1966, 1988, group="会计学系")
    yield Role.chair, WOMEN, None, _in("机关第二分工会", 1968, 1986, sex="female")


def _in(unit: str, born_from: int, born_until: int, *, group: str | None = None, sex: str | None = None):
    """The people at work in a unit who were born in these years."""

    def fits(person: Person) -> bool:
        here = person.unit_name == unit and group in (None, person.group_name) and sex in (None, person.sex)
        return here and person.employment_status == "active" and born_from <= person.birth_year <= born_until

    return fits


def _one(staff: Staff, rng: Random, taken: set[str], fits: Callable[[Person], bool]) -> Person | None:
    """Somebody who fits and has nothing to do yet; None when there is nobody."""
    able = [p for p in staff.people if p.staff_no not in taken and fits(p)]
    if not able:
        return None
    person = able[int(rng.random() * len(able))]
    taken.add(person.staff_no)
    return person


def _grant(staff: Staff, staff_no: str, role: Role, *, unit: str | None = None, **scope) -> dict:
    unit_id = staff.units[unit] if unit else scope.get("unit_id")
    return {
        "member_id": staff.members[staff_no], "role": role, "unit_id": unit_id, "point_id": scope.get("point_id"),
        "area": scope.get("area"), "valid_from": staff.founded, "valid_until": None, "granted_by_id": None,
    }  # fmt: skip
