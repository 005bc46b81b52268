"""Who comes: regulars of the rooms on each campus, and everybody else for a talk."""

from collections.abc import Callable
from random import Random

from unionweb.accounts.models import EmploymentStatus
from unionweb.demo.people import CAST
from unionweb.demo.people.names import leaning_low
from unionweb.demo.people.roll import YEAR, Person
from unionweb.demo.staff import Staff
from unionweb.demo.story.parts import Guest, Stretch

REGULARS = {"east": 64, "west": 36, "coast": 22}
AGES = range(25, 43)


class Crowd:
    """Everybody as a guest. The cast comes only where the story says so."""

    def __init__(self, staff: Staff, liaisons: dict[str, int], rng: Random):
        self.guests = {person.staff_no: _guest(person, staff) for person in staff.people}
        self.names = {staff.members[p.staff_no]: p.name for p in staff.people}
        self.liaisons = liaisons
        cast = {person.staff_no for person in CAST}
        others = [p for p in staff.people if p.staff_no not in cast and p.employment_status != EmploymentStatus.retired]
        self._talkers = {staff.campuses[code]: self._some(others, _at(code)) for code in REGULARS}
        mixed = sorted(others, key=lambda _: rng.random())
        able = {code: self._some(mixed, _may_come(code)) for code in REGULARS}
        self._regulars = {staff.campuses[code]: able[code][:count] for code, count in REGULARS.items()}
        self.extras = able["east"][REGULARS["east"] :]  # who comes only where a scene needs somebody

    def someone(self, stretch: Stretch, rng: Random) -> Guest:
        """Somebody of the campus; among the regulars of a room some come much more often than others."""
        if stretch.is_talk:
            people = self._talkers[stretch.campus_id]
            return people[int(len(people) * rng.random())]
        people = self._regulars[stretch.campus_id]
        return people[int(len(people) * leaning_low(rng))]

    def _some(self, people: list[Person], fits: Callable[[Person], bool]) -> list[Guest]:
        return [self.guests[p.staff_no] for p in people if fits(p)]


def _guest(person: Person, staff: Staff) -> Guest:
    where = staff.campuses[person.campus_code]
    return Guest(staff.members[person.staff_no], person.staff_no, person.name, where, person.unit_name, person.phone)


def _at(campus: str) -> Callable[[Person], bool]:
    return lambda person: person.campus_code == campus


def _may_come(campus: str) -> Callable[[Person], bool]:
    """A room is for women, and most who need it are of that age."""
    return lambda p: p.campus_code == campus and p.sex == "female" and YEAR - p.birth_year in AGES
