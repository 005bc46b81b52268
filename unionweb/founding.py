"""The first start of an installation: its campuses, a first unit, the two services it comes with, an administrator."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.accounts import rules, shapes
from unionweb.accounts.models import Campus, EmploymentStatus, Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.queries.roles import holders, role_text, roles_held
from unionweb.accounts.rules import Role
from unionweb.accounts.services.hashing import hash_of
from unionweb.accounts.services.passwords import new_code, store_code
from unionweb.bookings.models import Audience, Privacy, Service
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.extensions import db

CAMPUS, UNIT = "主校区", "机关分工会"
# The office may change each, add others, and decides itself where and when they are given.
KINDS = (
    {
        "key": "mother_room", "name": "妈妈小屋", "icon": "baby", "summary": "给哺乳期、孕期和需要休息的女教职工。",
        "privacy": Privacy.coded, "audience": Audience.women, "by_provider": False, "needs_consent": False,
        "takes_waitlist": True, "takes_walk_ins": True, "takes_proxies": True,
    },
    {
        "key": "counseling", "name": "向日葵心理关爱", "icon": "flower-2", "summary": "睡不好、工作累、家里有事，都可以来说说。",
        "privacy": Privacy.confidential, "audience": Audience.everyone, "by_provider": True, "needs_consent": True,
        "takes_waitlist": False, "takes_walk_ins": False, "takes_proxies": False,
    },
)  # fmt: skip


class CannotFound(Exception):
    """The administrator cannot be made; nothing was changed. The message says why and what to do, in English."""


@dataclass(frozen=True)
class First:
    """Who shall be the first administrator, and what the place is called. Empty: as it is there, or the usual name."""

    staff_no: str
    name: str
    sex: Sex = Sex.female
    campuses: tuple[str, ...] = ()
    unit: str = ""
    union: str = ""


def found(first: First, *, force: bool = False) -> str:
    """Make somebody administrator and union office, with whatever else is missing for that; returns a one-time code.

    Raises CannotFound, above all when there is an administrator already; force: even then.
    """
    code = new_code()
    _found(first, force, hash_of(code))
    return code


@write
def _found(first: First, force: bool, code_hash: str) -> None:
    for name in ("roster", "roles", "points"):
        lock_name(name)
    _check_alone(force)
    member = _known(first) or _newcomer(first)
    for role, area in ((Role.admin, None), (Role.office, "all")):
        _grant(member, role, area)
    if db.session.scalar(select(Service.id).limit(1)) is None:
        db.session.add_all(Service(sort=n, **kind) for n, kind in enumerate(KINDS, 1))
    if first.union:
        settings.put("org.name", first.union)
    store_code(member.id, None, code_hash)


def _check_alone(force: bool) -> None:
    there = holders(Role.admin, clock.today())
    if there and not force:
        people = db.session.execute(select(Member.name, Member.staff_no).where(Member.id.in_(there)).order_by(Member.id))
        names = ", ".join(f"{name} ({staff_no})" for name, staff_no in people)
        raise CannotFound(
            f"There is an administrator already: {names}. They give roles on the members' page. "
            "Only if nobody of them can sign in any more, repeat this with --force."
        )


def _known(first: First) -> Member | None:
    """The member with this staff number. CannotFound when it is somebody else's, or may not hold both offices."""
    member = db.session.scalar(select(Member).where(Member.staff_no == shapes.tidy_staff_no(first.staff_no)))
    if member is None:
        return None
    if member.name != shapes.tidy_name(first.name):
        raise CannotFound(f"Staff number {member.staff_no} belongs to {member.name}, not to {first.name}.")
    if member.left_at:
        raise CannotFound(f"{member.name} has left. Name somebody else.")
    if not rules.may_hold_together(Role.admin, roles_held([member.id]).get(member.id, [])):
        raise CannotFound(f"{member.name} is a counsellor, and whoever counsels does not run the system.")
    return member


def _newcomer(first: First) -> Member:
    staff_no, name = shapes.tidy_staff_no(first.staff_no), shapes.tidy_name(first.name)
    for problem in (shapes.staff_no_problem(staff_no), shapes.name_problem(name)):
        if problem:
            raise CannotFound(problem)
    campus = _campus(first.campuses)
    member = Member(
        staff_no=staff_no, sex=first.sex, campus_id=campus.id, unit_id=_unit(first.unit, campus).id,
        employment_status=EmploymentStatus.active, **shapes.name_columns(name),
    )  # fmt: skip
    db.session.add(member)
    db.session.flush()
    audit.record("added", "member", member.id, to_state=staff_no)
    return member


def _campus(names: tuple[str, ...]) -> Campus:
    """The campus of the newcomer: the first one named. All that are named are made when there is none yet."""
    there = list(db.session.scalars(select(Campus).order_by(Campus.sort, Campus.id)))
    if not there:
        wanted = [_fitting(name, 40) for name in dict.fromkeys(names or (CAMPUS,))]
        there = [Campus(code=f"campus-{n}", name=name, sort=n) for n, name in enumerate(wanted, 1)]
        db.session.add_all(there)
        db.session.flush()
    return _chosen(there, names[0] if names else "", "campus")


def _unit(name: str, campus: Campus) -> Unit:
    """The branch union of the newcomer, made below the university union when there is none yet."""
    branches = (Unit.kind == UnitKind.branch_union,)
    there = list(db.session.scalars(select(Unit).where(*branches).order_by(Unit.sort, Unit.id)))
    if not there:
        there = [_added(UnitKind.branch_union, _fitting(name or UNIT, 60), campus, _university_union(campus).id)]
    return _chosen(there, name, "unit")


def _university_union(campus: Campus) -> Unit:
    top = db.session.scalar(select(Unit).where(Unit.kind == UnitKind.university_union))
    return top or _added(UnitKind.university_union, "校工会", campus, None)


def _added(kind: UnitKind, name: str, campus: Campus, parent_id: int | None) -> Unit:
    unit = Unit(kind=kind, name=name, campus_id=campus.id, parent_id=parent_id)
    db.session.add(unit)
    db.session.flush()
    audit.record("added", "unit", unit.id, to_state=unit.name)
    return unit


def _fitting(name: str, most: int) -> str:
    """The name of a new place. CannotFound when it is blank or too long."""
    if not name.strip() or len(name) > most:
        raise CannotFound(f"A name must have 1 to {most} characters, not {len(name)}.")
    return name


def _chosen(there: list, name: str, what: str):
    """The one of this name, or the first. CannotFound with all names when there is none of this name."""
    found = there[0] if not name else next((one for one in there if one.name == name), None)
    if found is None:
        raise CannotFound(f"There is no {what} {name}. There are: {', '.join(one.name for one in there)}.")
    return found


def _grant(member: Member, role: Role, area: str | None) -> None:
    """Give a role from today on, unless it is held."""
    if member.id in holders(role, clock.today(), area=area):
        return
    grant = RoleGrant(member_id=member.id, role=role, area=area, valid_from=clock.today())
    db.session.add(grant)
    db.session.flush()
    audit.record("role_granted", "member", member.id, to_state=role_text(grant, {}))
