"""What one row of a roster says, and what is wrong with it: each problem a sentence with the way to mend it."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from unionweb.accounts import shapes
from unionweb.accounts.models import EmploymentStatus, Sex
from unionweb.accounts.queries.roster.columns import Cells

SEXES = {"男": Sex.male, "女": Sex.female, "男性": Sex.male, "女性": Sex.female}
STATUSES = {
    "在职": EmploymentStatus.active,
    "在岗": EmploymentStatus.active,
    "劳务派遣": EmploymentStatus.dispatched,
    "派遣": EmploymentStatus.dispatched,
    "退休": EmploymentStatus.retired,
    "离退休": EmploymentStatus.retired,
    "已离开": EmploymentStatus.left,
    "离职": EmploymentStatus.left,
    "调离": EmploymentStatus.left,
}
_TAIL = re.compile("(基层工会|部门工会|分工会|工会)$")


@dataclass(slots=True)
class Reading:
    """A row understood. `facts` holds what the file says about a member (empty cells say nothing)."""

    staff_no: str
    facts: dict[str, Any] = field(default_factory=dict)
    group: str = ""
    problems: list[str] = field(default_factory=list)


class Judge:
    """Reads rows against the campuses and branch unions there are (name → id)."""

    def __init__(self, campuses: dict[str, int], units: dict[str, int]):
        short = {shapes.short_campus(name): id for name, id in campuses.items()}
        self.campuses, self.units = short | campuses, units
        self.campus_names, self.unit_names = list(campuses), list(units)
        self._unknown: dict[str, str] = {}

    def read(self, cells: Cells, old: dict[str, Any] | None) -> Reading:
        """What the row says. old: the facts of the member with this number; what is stored already is not judged."""
        reading = Reading(shapes.tidy_staff_no(cells["staff_no"]))
        self._note(reading, shapes.staff_no_problem(reading.staff_no))
        name = shapes.tidy_name(cells["name"])
        self._note(reading, shapes.name_problem(name))
        reading.facts["name"] = name
        reading.facts["sex"] = self._one_of(reading, SEXES, cells["sex"], "性别", "请写 男 或 女")
        self._read_places(reading, cells)
        self._read_status(reading, cells, old)
        self._read_contacts(reading, cells, old or {})
        return reading

    def _read_places(self, reading: Reading, cells: Cells) -> None:
        campus, unit = (re.sub(r"\s", "", cells[fact]) for fact in ("campus", "unit"))
        reading.facts["campus_id"] = self.campuses.get(campus)
        if reading.facts["campus_id"] is None:
            told = f"校区写的是“{campus[:20]}”" if campus else "没有校区"
            self._note(reading, f"{told}，请写 {'、'.join(self.campus_names)} 之一")
        ways = (cells["unit"], unit, _TAIL.sub("", unit))
        reading.facts["unit_id"] = next((self.units[name] for name in ways if name in self.units), None)
        if reading.facts["unit_id"] is None:
            self._note(reading, self._no_unit(unit))
        reading.group = cells["group"]
        if len(reading.group) > shapes.UNIT_MOST:
            self._note(reading, f"工会小组的名称有 {len(reading.group)} 个字，最多 {shapes.UNIT_MOST} 个")

    def _read_status(self, reading: Reading, cells: Cells, old: dict[str, Any] | None) -> None:
        """An empty cell leaves the status as it is; whoever had left and is on the list is here again."""
        if cells["status"]:
            fix = "请写 在职、劳务派遣、退休 或 已离开"
            status = self._one_of(reading, STATUSES, cells["status"], "在职状态", fix)
            if status is EmploymentStatus.left and old is None:
                self._note(reading, "写的是已离开，系统里本来也没有这个工号，删掉这一行就行")
            reading.facts["employment_status"] = status
        elif old is None or old["employment_status"] is EmploymentStatus.left:
            reading.facts["employment_status"] = EmploymentStatus.active

    def _read_contacts(self, reading: Reading, cells: Cells, old: dict[str, Any]) -> None:
        """Empty cells leave what there is: many rosters know no telephone numbers."""
        if cells["phone"] and cells["phone"] != old.get("phone"):
            reading.facts["phone"] = shapes.tidy_phone(cells["phone"])
            self._note(reading, shapes.phone_problem(reading.facts["phone"]))
        if cells["email"] and cells["email"] != old.get("email"):
            reading.facts["email"] = shapes.tidy_email(cells["email"])
            self._note(reading, shapes.email_problem(reading.facts["email"]))
        if cells["birth_year"] and cells["birth_year"] != str(old.get("birth_year")):
            year = shapes.tidy_birth_year(cells["birth_year"])
            problem = shapes.birth_year_problem(year)
            self._note(reading, problem)
            reading.facts["birth_year"] = None if problem else int(year)

    def _one_of(self, reading: Reading, words: dict, cell: str, name: str, fix: str) -> Any:
        """The value a word stands for, or None with the problem noted."""
        found = words.get(re.sub(r"\s", "", cell))
        if found is None:
            self._note(reading, f"{name}写的是“{cell[:20]}”，{fix}" if cell else f"没有{name}，{fix}")
        return found

    def _no_unit(self, name: str) -> str:
        """That there is no such unit, with the likely one. Many rows share one mistake, so it is looked up once."""
        if name not in self._unknown:
            self._unknown[name] = _unknown_unit(name, self.unit_names)
        return self._unknown[name]

    @staticmethod
    def _note(reading: Reading, problem: str | None) -> None:
        if problem:
            reading.problems.append(problem)


def _unknown_unit(name: str, known: list[str]) -> str:
    if not name:
        return "没有基层工会，请补上"
    near = get_close_matches(name, known, 1, 0.4) or [k for k in known if name in k or k in name]
    guess = f"，是不是“{near[0]}”" if near else "，请和系统里的名称核对"
    return f"没有叫“{name[:30]}”的基层工会{guess}"
