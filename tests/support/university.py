"""The small university of the tests: the cast of the demo, three campuses, three points, no slots yet.

Members' ids are their staff numbers. 综合楼 208 is point 1 (two places), 海洋楼 112 is point 2 (one place),
职工之家 301 is point 3, where 何言 counsels.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from unionweb.accounts.models import Campus, Credential, EmploymentStatus, Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.pinyin import pinyin_of
from unionweb.accounts.rules import Role
from unionweb.accounts.services.hashing import hash_of
from unionweb.bookings.models import (
    Audience,
    ConsentText,
    OpeningRule,
    Privacy,
    Provider,
    RuleKind,
    Service,
    ServicePoint,
    Slot,
)
from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.kernel.extensions import db

PASSWORD = "unionweb-demo"
EAST, WEST, COAST = 1, 2, 3
CAST = {
    10001: ("王敏", EAST, 2), 10002: ("李静", EAST, 2), 10003: ("赵岚", EAST, 4), 10004: ("孙越", EAST, 4),
    10005: ("周外", COAST, 3), 10006: ("何言", EAST, 4), 10007: ("吴舍", EAST, 4), 10008: ("郑评", WEST, 5),
}  # fmt: skip


def migrate() -> None:
    """Bring the current application's database to the newest migration."""
    config = Config(str(Path("unionweb/migrations/alembic.ini").absolute()))
    config.set_main_option("script_location", str(Path("unionweb/migrations").absolute()))
    command.upgrade(config, "head")


def build() -> None:
    """Fill an empty database with the small university."""
    _units()
    _people()
    _points()
    _count_on()
    db.session.commit()


def _count_on():
    """Rows were made with ids of their own; PostgreSQL's counters must go on after them."""
    if db.engine.dialect.name == "postgresql":
        for table in ("campus", "unit", "service", "service_point", "provider", "consent_text"):
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))


def _units():
    for id, code, name in ((1, "east", "东校区"), (2, "west", "西校区"), (3, "coast", "滨海校区")):
        db.session.add(Campus(id=id, code=code, name=name, sort=id))
    db.session.flush()
    db.session.add(Unit(id=1, kind=UnitKind.university_union, name="校工会", campus_id=EAST))
    db.session.flush()
    for id, name, campus in ((2, "外国语学院", EAST), (3, "海洋学院", COAST), (4, "机关第一分工会", EAST), (5, "法学院", WEST)):
        db.session.add(Unit(id=id, kind=UnitKind.branch_union, name=name, campus_id=campus, parent_id=1, sort=id))
    db.session.flush()
    term = {"kind": PeriodKind.term, "name": "2026年秋季学期", "starts_on": date(2026, 8, 31), "ends_on": date(2027, 1, 17)}
    db.session.add(SchoolPeriod(**term))


def _people():
    for staff_no, (name, campus, unit) in CAST.items():
        add_member(staff_no, name, campus=campus, unit=unit)
    db.session.flush()
    password = hash_of(PASSWORD)
    long_ago = datetime(2026, 1, 5, 9, 0)
    db.session.add_all(Credential(member_id=m, password_hash=password, changed_at=long_ago) for m in CAST)


def add_member(staff_no, name="张三", *, campus=EAST, unit=2, sex=Sex.female, status=EmploymentStatus.active, **rest):
    """One more member, flushed; id and staff number are the same."""
    pinyin, initials = pinyin_of(name)
    named = {"name": name, "pinyin": pinyin, "initials": initials, "sex": sex}
    place = {"campus_id": campus, "unit_id": unit, "employment_status": status, "phone": f"1999900{staff_no}"}
    db.session.add(Member(id=staff_no, staff_no=str(staff_no), **named, **place, **rest))
    db.session.flush()


def grant(member_id, role, **scope):
    """Give a role from the beginning of 2026 on."""
    db.session.add(RoleGrant(member_id=member_id, role=role, valid_from=date(2026, 1, 1), **scope))


def _points():
    rooms = {"privacy": Privacy.coded, "audience": Audience.women, "by_provider": False, "needs_consent": False,
             "takes_waitlist": True, "takes_walk_ins": True, "takes_proxies": True}  # fmt: skip
    talks = {"privacy": Privacy.confidential, "audience": Audience.everyone, "by_provider": True, "needs_consent": True,
             "takes_waitlist": False, "takes_walk_ins": False, "takes_proxies": False}  # fmt: skip
    db.session.add(Service(id=1, key="mother_room", name="妈妈小屋", icon="baby", summary="给哺乳期、孕期和需要休息的女教职工。", **rooms))
    db.session.add(Service(id=2, key="counseling", name="向日葵心理关爱", icon="flower-2", summary="面谈或电话。", **talks))
    db.session.flush()
    for id, service, campus, place in ((1, 1, EAST, "综合楼 208"), (2, 1, COAST, "海洋楼 112"), (3, 2, EAST, "职工之家 301")):
        db.session.add(ServicePoint(id=id, service_id=service, campus_id=campus, place=place, door_code=f"door-{id}"))
    db.session.add(Provider(id=1, service_id=2, member_id=10006, name="何言", intro="职业压力、睡眠", face=True, phone=True))
    db.session.add(ConsentText(id=1, service_id=2, version=1, body="我们保密。\n\n只有四种情况例外。", published_at=datetime(2026, 1, 5)))
    db.session.flush()
    for weekday in range(5):
        _rules(weekday)
    grant(10002, Role.chair, unit_id=2)
    grant(10003, Role.office, area="all")
    grant(10004, Role.admin)
    grant(10006, Role.counselor)
    grant(10007, Role.keeper, point_id=1)
    grant(10008, Role.reviewer)


def _rules(weekday):
    since = {"weekday": weekday, "valid_from": date(2026, 1, 1)}
    for point, places in ((1, 2), (2, 1)):
        for opens, closes in ((time(9), time(12)), (time(13), time(17))):
            db.session.add(OpeningRule(point_id=point, opens=opens, closes=closes, slot_minutes=30, capacity=places, **since))
        pause = {"kind": RuleKind.pause, "label": "清洁", "opens": time(12), "closes": time(13)}
        db.session.add(OpeningRule(point_id=point, slot_minutes=30, **pause, **since))
    talk = {"slot_minutes": 50, "gap_minutes": 10, "provider_id": 1}
    db.session.add(OpeningRule(point_id=3, opens=time(9), closes=time(12), **talk, **since))


def add_slot(start="2026-09-16 14:00", *, point=1, places=1, minutes=30, provider=None) -> int:
    """One slot, committed; returns its id."""
    starts_at = datetime.fromisoformat(start)
    ends_at = starts_at + timedelta(minutes=minutes)
    slot = Slot(point_id=point, provider_id=provider, starts_at=starts_at, ends_at=ends_at, capacity=places)
    db.session.add(slot)
    db.session.commit()
    return slot.id
