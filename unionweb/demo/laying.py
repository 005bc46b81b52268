"""Services, points, opening rules, exceptions and consent texts as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from unionweb.bookings.models import (
    ConsentText,
    ExceptionKind,
    OpeningException,
    OpeningRule,
    Provider,
    RuleKind,
    Service,
    ServicePoint,
)
from unionweb.common.audit import ActorKind
from unionweb.common.workdays import Calendar
from unionweb.demo.consents import VERSIONS
from unionweb.demo.diary import Diary
from unionweb.demo.points import (
    AFTERNOON,
    COUNSELING,
    COUNSELORS,
    MORNING,
    MOTHER_ROOM,
    NOON,
    POINTS,
    ROOM_MINUTES,
    TALK_MINUTES,
    WORKDAYS,
)
from unionweb.demo.rows import add_rows, added
from unionweb.demo.staff import Staff
from unionweb.founding import KINDS

DAY = timedelta(days=1)
OFFICE = "10003"


@dataclass(frozen=True)
class Days:
    """The days of the story: today, the first of them, and the working days from there to the horizon in order."""

    first: date
    today: date
    working: list[date]

    def ahead(self, count: int) -> date | None:
        """The working day `count` days from today on, today itself being 0 when it is one; None beyond the horizon."""
        coming = [day for day in self.working if day >= self.today]
        return coming[count] if 0 <= count < len(coming) else None

    def behind(self, count: int) -> date | None:
        """The working day `count` days back, 1 being the last one before today; None before the story."""
        gone = [day for day in reversed(self.working) if day < self.today]
        return gone[count - 1] if 0 < count <= len(gone) else None


@dataclass(frozen=True)
class Places:
    """Ids by name: services by key, points by place, counsellors by name; consents: (from when, id), oldest first."""

    services: dict[str, int]
    points: dict[str, int]
    providers: dict[str, int]
    consents: list[tuple[datetime, int]]

    @property
    def keepers(self) -> dict[int, str]:
        """Point id → staff number of the keeper."""
        return {self.points[point.place]: point.keeper for point in POINTS if point.keeper}


def days_of(today: date, weeks: int) -> Days:
    """So many weeks behind and ahead; only years whose arrangement is known have working days."""
    first, last = today - timedelta(weeks=weeks), today + timedelta(weeks=weeks)
    calendar = Calendar(first, last)
    infos = (calendar.day(first + n * DAY) for n in range((last - first).days + 1))
    return Days(first, today, [info.date for info in infos if info and info.weekday in WORKDAYS])


def lay_out(staff: Staff, days: Days, diary: Diary, rng: Random) -> Places:
    """Part of a transaction: write down everything there is to book, and when."""
    ids = added(Service, [kind | {"sort": n} for n, kind in enumerate(KINDS, 1)])
    services = dict(zip((kind["key"] for kind in KINDS), ids, strict=True))
    rows = [_point(p, services, staff, f"{rng.getrandbits(128):032x}") for p in POINTS]
    points = dict(zip((p.place for p in POINTS), added(ServicePoint, rows), strict=True))
    people = [_provider(c, services[COUNSELING], staff) for c in COUNSELORS]
    providers = dict(zip((c.name for c in COUNSELORS), added(Provider, people), strict=True))
    add_rows(OpeningRule, list(_rules(points, providers, staff.founded)))
    consents = _publish(services[COUNSELING], staff, days, diary)
    places = Places(services, points, providers, consents)
    _except(places, staff, days, diary)
    return places


def _point(point, services, staff: Staff, door_code: str) -> dict:
    signs = {name: getattr(point, name) for name in ("place", "directions", "equipment", "phone", "notes")}
    where = {"service_id": services[point.service], "campus_id": staff.campuses[point.campus]}
    return signs | where | {"door_code": door_code}


def _provider(counselor, service_id: int, staff: Staff) -> dict:
    who = {"service_id": service_id, "member_id": staff.members[counselor.staff_no], "name": counselor.name}
    return who | {"intro": counselor.intro, "face": True, "phone": counselor.phone}


def _rules(points, providers, since: date) -> Iterator[dict]:
    """Rooms open on working days with a pause for cleaning; counsellors on their half-days."""
    for point in POINTS:
        common = {"point_id": points[point.place], "provider_id": None, "valid_from": since, **ROOM_MINUTES}
        for weekday in WORKDAYS if point.service == MOTHER_ROOM else ():
            for hours in (MORNING, AFTERNOON):
                yield common | _hours(weekday, hours, RuleKind.open, "") | {"capacity": point.seats}
            yield common | _hours(weekday, NOON, RuleKind.pause, "清洁") | {"capacity": 1}
    for one in COUNSELORS:
        common = {"point_id": points[one.place], "provider_id": providers[one.name], "valid_from": since, **TALK_MINUTES}
        for weekday, hours in one.hours:
            yield common | _hours(weekday, hours, RuleKind.open, "") | {"capacity": 1}


def _hours(weekday: int, hours: tuple[time, time], kind: RuleKind, label: str) -> dict:
    return {"weekday": weekday, "opens": hours[0], "closes": hours[1], "kind": kind, "label": label}


def _publish(service_id: int, staff: Staff, days: Days, diary: Diary) -> list[tuple[datetime, int]]:
    """The first consent is as old as the service, the last came into force early in the story."""
    dates = (staff.founded, days.first - timedelta(days=120), days.first + DAY)
    moments, office = [datetime.combine(day, time(9)) for day in dates], staff.members[OFFICE]
    texts = [
        {"service_id": service_id, "version": n, "body": body, "published_at": moment, "published_by_id": office}
        for n, (moment, body) in enumerate(zip(moments, VERSIONS, strict=True), 1)
    ]
    ids = added(ConsentText, texts)
    for text, text_id in zip(texts, ids, strict=True):
        words = f"向日葵心理关爱第 {text['version']} 版"
        diary.note(text["published_at"], "published", "consent_text", text_id, actor_id=office, by=ActorKind.office, to_state=words)
    return list(zip(moments, ids, strict=True))


def _except(places: Places, staff: Staff, days: Days, diary: Diary) -> None:
    """Days on which it is different; each was announced before anybody could book them."""
    rows = [row for row in _exceptions(places, days) if row]
    office = staff.members[OFFICE]
    ids = added(OpeningException, [row | {"created_by_id": office} for row in rows])
    for row, exception_id in zip(rows, ids, strict=True):
        dates = {name: row[name].isoformat() for name in ("starts_on", "ends_on")}
        scope = {name: row[name] for name in ("point_id", "provider_id") if row.get(name)}
        diary.note(row["created_at"], "created", "opening_exception", exception_id, actor_id=office, by=ActorKind.office,
                   to_state=row["kind"], reason=row["reason"], detail=scope | dates)  # fmt: skip


def _exceptions(places: Places, days: Days) -> Iterator[dict | None]:
    points, providers = places.points, places.providers
    yield _closed(days.behind(9), "空调检修", point_id=points["图文楼 B206"], days=2)
    yield _closed(days.ahead(8), "更换供水管道，停水一天", point_id=points["实验楼 C115"])
    monday = days.today + timedelta(days=7 - days.today.weekday())
    yield _closed(monday + timedelta(days=7), "外出培训", provider_id=providers["林初晴"], days=5)
    half_day = _closed(days.ahead(6), "下午馆员业务学习", point_id=points["图书馆 B104"])
    yield half_day and half_day | {"kind": ExceptionKind.hours, "hours": [["09:00", "12:00"]]}


def _closed(day: date | None, reason: str, *, days: int = 1, **scope) -> dict | None:
    """So many days from `day` on; None when that day is not in the story."""
    if day is None:
        return None
    announced = datetime.combine(day - timedelta(days=24), time(15, 5))
    span = {"starts_on": day, "ends_on": day + (days - 1) * DAY}
    nobody = {"point_id": None, "provider_id": None}
    return nobody | scope | span | {"kind": ExceptionKind.closed, "reason": reason, "created_at": announced}
