"""The register of honours of past years, brought in from a list as the office would do it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import update

from unionweb.calls.models import Honour, HonourImport
from unionweb.calls.rules.honours import COLUMNS, past_honours
from unionweb.calls.rules.kinds import HonourKey, Subject
from unionweb.calls.services.honours import bring_in, keep_import
from unionweb.common import organisation
from unionweb.demo.calls.desk import Desk
from unionweb.demo.people import BRANCH_UNITS
from unionweb.demo.people.roll import Person
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

YEARS = 5
# How many a year, of what; teams have a name of their own.
GIVEN = (
    (HonourKey.model_home, Subject.unit, 2), (HonourKey.outstanding_cadre, Subject.person, 2),
    (HonourKey.active_member, Subject.person, 3), (HonourKey.vanguard_team, Subject.team, 1),
    (HonourKey.march8_individual, Subject.person, 2), (HonourKey.march8_team, Subject.team, 1),
    (HonourKey.most_beautiful_family, Subject.family, 1),
)  # fmt: skip
CAST = {(3, HonourKey.active_member): "10001", (4, HonourKey.outstanding_cadre): "10002", (2, HonourKey.march8_individual): "10008"}
TEAMS = ("一线服务组", "青年突击队", "课程建设组", "志愿服务队", "实验保障组")
NEVER = {"图书馆", "后勤处", "海洋学院"}  # put forward as 模范教工之家 this year


def enter_honours(desk: Desk) -> None:
    """Twelve a year over five years, as one list that was uploaded in January."""
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in _lines(desk)]
    kept = past_honours(list(COLUMNS), enumerate(rows, 2), this_year=desk.today.year)
    import_id = keep_import("历年荣誉汇总.xlsx", kept, desk.actor)
    bring_in(import_id, desk.actor)
    then = min(datetime(desk.today.year, 1, 8, 10, 40), desk.now)
    desk.date_back(then)
    db.session.execute(update(HonourImport).where(HonourImport.id == import_id).values(uploaded_at=then, ended_at=then))
    db.session.execute(update(Honour).where(Honour.import_id == import_id).values(recorded_at=then))


def _lines(desk: Desk) -> Iterator[tuple[str, ...]]:
    issuer = organisation.name()
    for ago in range(YEARS, 0, -1):
        year = desk.today.year - ago
        for key, subject, count in GIVEN:
            for place in range(count):
                name, staff_no, unit = _whom(desk, ago, (key, subject), place)
                day = f"{year}-12-{27 + place:02d}"
                yield str(year), label(key), "", label(subject), name, staff_no, unit, "", issuer, day


def _whom(desk: Desk, ago: int, what: tuple[HonourKey, Subject], place: int) -> tuple[str, str, str]:
    """(name, staff number, unit); units take turns, and nobody is honoured twice."""
    key, subject = what
    units = [branch.name for branch in BRANCH_UNITS if subject is not Subject.unit or branch.name not in NEVER]
    unit = units[(ago * 5 + place * 11 + list(HonourKey).index(key) * 3) % len(units)]
    if subject is Subject.unit:
        return unit, "", unit
    if subject is Subject.team:
        return f"{unit}{TEAMS[ago % len(TEAMS)]}", "", unit
    person = _person(desk, (ago, key), unit, place)
    return (f"{person.name}家庭", "", unit) if subject is Subject.family else (person.name, person.staff_no, person.unit_name)


def _person(desk: Desk, what: tuple[int, HonourKey], unit: str, place: int) -> Person:
    if place == 0 and what in CAST:
        return desk.people[CAST[what]]
    return desk.pick(unit, sex="female" if what[1] is HonourKey.march8_individual else None)[0]
