"""How the facts of a member read for people, and how two versions of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unionweb.accounts.queries.places import campuses, unit_names
from unionweb.accounts.shapes import masked
from unionweb.kernel.labels import label

FACTS = {
    "staff_no": "工号",
    "name": "姓名",
    "sex": "性别",
    "campus_id": "校区",
    "unit_id": "基层工会",
    "group_id": "工会小组",
    "employment_status": "在职状态",
    "phone": "手机",
    "email": "邮箱",
    "birth_year": "出生年份",
}


@dataclass(frozen=True)
class Places:
    """Campus and unit names by id; read once for many people."""

    campuses: dict[int, str]
    units: dict[int, str]

    def text(self, fact: str, value: Any) -> str:
        """A fact in words; telephone numbers masked."""
        if value is None:
            return ""
        match fact:
            case "sex" | "employment_status":
                return label(value)
            case "campus_id":
                return self.campuses.get(value, "")
            case "unit_id" | "group_id":
                return self.units.get(value, "")
            case "phone":
                return masked(value)
        return str(value)

    def differences(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[str]]:
        """{"unit_id": ["外国语学院", "法学院"], …} for the facts in which `new` differs."""
        return {
            fact: [self.text(fact, old[fact]), self.text(fact, value)]
            for fact, value in new.items()
            if fact in FACTS and value != old[fact]
        }


def places() -> Places:
    """The names of all campuses and units, in two queries."""
    return Places({campus.id: campus.name for campus in campuses()}, unit_names())
