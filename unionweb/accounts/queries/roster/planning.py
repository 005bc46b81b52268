"""What importing a roster would do, computed from the rows and from the members as they are now."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from unionweb.accounts import shapes
from unionweb.accounts.models import EmploymentStatus, Member, Unit, UnitKind
from unionweb.accounts.queries.facts import FACTS, Places, places
from unionweb.accounts.queries.roster.columns import RosterRow, unpacked
from unionweb.accounts.queries.roster.judging import Judge, Reading
from unionweb.kernel.extensions import db

_KNOWN = (Member.id, Member.left_at, Member.pinyin, Member.initials, *(getattr(Member, fact) for fact in FACTS))


@dataclass(slots=True)
class Entry:
    """A row that adds or changes a member. `group` is the name of the group, "" for none."""

    number: int
    staff_no: str
    facts: dict[str, Any]
    group: str
    old: dict[str, Any] | None = None
    differences: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Fault:
    """A row that cannot be imported, and why."""

    row: RosterRow
    problems: list[str]


@dataclass
class ImportPlan:
    """Everything an import would change. The rows of `left` are facts of members with their ids."""

    places: Places
    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    faulty: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    spared: int = 0  # people who are only in faulty rows: they have not left
    here: int = 0
    groups: dict[tuple[int, str], int] = field(default_factory=dict)  # those there are already

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.changed) + len(self.left)

    @property
    def counts(self) -> dict[str, int]:
        parts = {"new": self.new, "changed": self.changed, "left": self.left, "faulty": self.faulty}
        return {name: len(part) for name, part in parts.items()} | {"unchanged": self.unchanged}

    @property
    def new_groups(self) -> list[tuple[int, str]]:
        """(branch union, name) of the groups that the import would create, in the order of the file."""
        entries = sorted((*self.new, *self.changed), key=lambda entry: entry.number)
        wanted = dict.fromkeys((entry.facts["unit_id"], entry.group) for entry in entries if entry.group)
        return [key for key in wanted if key not in self.groups]

    @property
    def seen(self) -> str:
        """Changes when other people would leave than those who were looked at."""
        ids = sorted(member["id"] for member in self.left)
        return hashlib.sha256(repr(ids).encode()).hexdigest()[:16]

    def group_of(self, member: dict[str, Any]) -> str:
        return self.places.units.get(member["group_id"], "")


def plan_rows(rows: list[list], is_complete: bool) -> ImportPlan:
    """Compare the packed rows of a roster with the members. is_complete: who is not in the file has left."""
    planner = _Planner(ImportPlan(places(), groups=_groups()), _known(), _branches())
    for row in map(unpacked, rows):
        planner.place(row)
    if is_complete:
        planner.find_missing()
    planner.plan.left.sort(key=lambda member: member["staff_no"])
    return planner.plan


class _Planner:
    """Puts one row after the other where it belongs, and remembers whom the rows were about."""

    def __init__(self, plan: ImportPlan, known: dict[str, dict[str, Any]], branches: dict[str, int]):
        self.plan, self.known = plan, known
        plan.here = sum(1 for member in known.values() if not member["left_at"])
        self.judge = Judge({name: id for id, name in plan.places.campuses.items()}, branches)
        self.first: dict[str, int] = {}  # staff number → the row that had it first
        # Nobody who may be meant by an unreadable row is taken for gone.
        self.meant: set[str] = set()
        self.names: set[str] = set()

    def place(self, row: RosterRow) -> None:
        old = self.known.get(shapes.tidy_staff_no(row.cells["staff_no"]))
        reading = self.judge.read(row.cells, old)
        staff_no = reading.staff_no
        if staff_no and self.first.setdefault(staff_no, row.number) != row.number:
            reading.problems.append(f"和第 {self.first[staff_no]} 行工号相同，留一行就行")
        if reading.problems:
            self._leave_out(row, reading, old)
        elif old is None:
            self.plan.new.append(Entry(row.number, staff_no, reading.facts, reading.group))
        else:
            self._compare(row.number, old, reading)

    def _leave_out(self, row: RosterRow, reading: Reading, old: dict[str, Any] | None) -> None:
        self.plan.faulty.append(Fault(row, reading.problems))
        if old is None:
            self.meant.add(shapes.likely_staff_no(reading.staff_no))
            self.names.add(reading.facts["name"])

    def _compare(self, number: int, old: dict[str, Any], reading: Reading) -> None:
        leaving = reading.facts.get("employment_status") is EmploymentStatus.left
        if leaving and not old["left_at"]:
            self.plan.left.append(old)
            return
        moves = reading.facts["unit_id"] != old["unit_id"]
        old_group = self.plan.group_of(old)
        group = reading.group or ("" if moves else old_group)
        differences = self.plan.places.differences(old, reading.facts)
        if group != old_group:
            differences["group_id"] = [old_group, group]
        if differences:
            self.plan.changed.append(Entry(number, reading.staff_no, reading.facts, group, old, differences))
        else:
            self.plan.unchanged += 1

    def find_missing(self) -> None:
        """Everybody the file does not name has left, unless an unreadable row may mean them."""
        for staff_no, member in self.known.items():
            if member["left_at"] or staff_no in self.first:
                continue
            if staff_no in self.meant or member["name"] in self.names:
                self.plan.spared += 1
            else:
                self.plan.left.append(member)


def _known() -> dict[str, dict[str, Any]]:
    """Every member's facts by staff number, as plain values: one query."""
    return {row["staff_no"]: dict(row) for row in db.session.execute(select(*_KNOWN)).mappings()}


def _branches() -> dict[str, int]:
    wanted = select(Unit.name, Unit.id).where(Unit.kind == UnitKind.branch_union)
    return {name: id for name, id in db.session.execute(wanted)}


def _groups() -> dict[tuple[int, str], int]:
    wanted = select(Unit.parent_id, Unit.name, Unit.id).where(Unit.kind == UnitKind.group)
    return {(parent_id, name): id for parent_id, name, id in db.session.execute(wanted)}
