"""What the parts of this story share: people who fit, days around today, the office that acts."""

from datetime import date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace

from sqlalchemy import select

from unionweb.accounts.models import RoleGrant
from unionweb.accounts.rules import Role
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.people import CAST
from unionweb.demo.people.roll import Person
from unionweb.demo.staff import Staff
from unionweb.kernel.extensions import db

OFFICE, AUDITED, MEMBER, CHAIR, REVIEWER = "10003", "10014", "10001", "10002", "10008"
CONTACT = "校工会办公室 60312"
BY_OFFICE = {"by": ActorKind.office}


class Desk:
    """The office's desk. chairs, liaisons: of each unit by its name, as member ids."""

    def __init__(self, staff: Staff, days: Days, diary: Diary, rng: Random):
        self.staff, self.days, self.diary, self.rng = staff, days, diary, rng
        self.today, self.now = days.today, diary.now
        self.office = staff.members[OFFICE]
        self.actor = SimpleNamespace(id=self.office)
        self.numbers = {id: number for number, id in staff.members.items()}
        self.people = {person.staff_no: person for person in staff.people}
        grants = list(db.session.execute(select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.member_id)))
        names = {id: name for name, id in staff.units.items()}
        self.chairs = {names[unit]: member for role, unit, member in grants if role is Role.chair and unit in names}
        self.liaisons = {names[unit]: member for role, unit, member in grants if role is Role.liaison and unit in names}
        busy = {self.numbers[member] for _, _, member in grants}
        self.taken = {person.staff_no for person in CAST} | busy
        self.jury: list[int] = []
        self._free: dict[str, list[Person]] = {}
        for person in staff.people:
            if person.staff_no not in self.taken and person.employment_status == "active":
                self._free.setdefault(person.unit_name, []).append(person)

    def member(self, person: Person) -> int:
        return self.staff.members[person.staff_no]

    def person(self, member_id: int) -> Person:
        return self.people[self.numbers[member_id]]

    def pick(self, unit: str, count: int = 1, *, sex: str | None = None) -> list[Person]:
        """People of a unit who hold no post and have no part in this story yet."""
        fitting = [p for p in self._free[unit] if p.staff_no not in self.taken and sex in (None, p.sex)]
        found = self.rng.sample(fitting, min(count, len(fitting)))
        self.taken.update(person.staff_no for person in found)
        return found

    def author(self, unit: str) -> Person:
        """Somebody of a unit; people may write in several years."""
        return self.rng.choice(self._free[unit])

    def behind(self, count: int) -> date:
        """The working day so far back; plain days where the story does not reach."""
        has_gone = self.days.behind(1) is not None
        return self.days.behind(count) or (self.days.first if has_gone else self.today) - timedelta(days=count)

    def ahead(self, count: int) -> date:
        """The working day so far ahead; plain days where the calendar ends."""
        last = max([*self.days.working[-1:], self.today])
        return self.days.ahead(count) or last + timedelta(days=count)

    def about(self, day: date, hour: int) -> datetime:
        """Some minute of that hour, or of the minutes before now when it is still to come."""
        at = datetime.combine(day, time(hour, self.rng.randrange(60)))
        return min(at, self.now - timedelta(minutes=5))

    def between(self, start: datetime, end: datetime) -> datetime:
        """Some moment between two others, by day where there is one."""
        found = (start + (end - start) * self.rng.uniform(0.05, 0.95)).replace(microsecond=0)
        by_day = found.replace(hour=8 + found.hour % 13)
        return by_day if start <= by_day <= end else found

    def date_back(self, then: datetime) -> None:
        """What a service has just noted was noted then."""
        for row in db.session.new:
            if isinstance(row, AuditEvent):
                row.at = then


def at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour))
