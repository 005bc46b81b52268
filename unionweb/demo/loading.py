"""Loading the demo university into an empty installation, in one transaction."""

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from unionweb.accounts.models import Campus, Member, Unit
from unionweb.bookings.models import Booking, BookingStatus, NoShowWaiver, Provider, Service, ServicePoint, Slot
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.queries.schedule import timetable
from unionweb.bookings.services.schedule import generate_slots
from unionweb.certificates.queries.batches import WORDS
from unionweb.common import settings, standing
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.common.settings import SettingValue
from unionweb.demo.activities import invite
from unionweb.demo.calendar import enter_periods
from unionweb.demo.calls import collect
from unionweb.demo.certificates import award
from unionweb.demo.diary import Diary
from unionweb.demo.laying import OFFICE, Days, Places, days_of, lay_out
from unionweb.demo.notices import announce
from unionweb.demo.people import UNIVERSITY
from unionweb.demo.points import COUNSELING, COUNSELORS
from unionweb.demo.retreats import travel
from unionweb.demo.rows import add_rows, added
from unionweb.demo.staff import Staff, appoint, employ
from unionweb.demo.story import Course, Crowd, Stretch, Visit, fill_agenda, letters, play
from unionweb.demo.upkeep import keep_up
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.extensions import db

WEEKS = 4
SETTINGS = {
    "installation.demo": True,
    "org.name": f"{UNIVERSITY}工会",
    "org.office": "东校区综合楼 312",
    "org.phone": "60312",
    "org.hours": "工作日 8:30–17:00",
    **{f"certificates.word_{kind}": f"海大{word}" for kind, word in WORDS.items()},
    "counseling.hotlines": "心理援助热线 12356\n校内值班 60110",
}
WAIVED = "当天停电，电梯停了"


class NotEmpty(Exception):
    """There are people or places in this installation already."""


def is_empty() -> bool:
    """Whether nobody and nothing is in this installation yet."""
    return not any(db.session.scalar(select(model.id).limit(1)) for model in (Member, Campus, Unit, Service))


@write
def load(seed: int) -> dict[str, int]:
    """Fill an empty installation; returns how many of what there are now. Raises NotEmpty, and then changes nothing.

    The same seed on the same day gives the same rows, apart from the salt of the password.
    """
    lock_name("demo")
    if not is_empty():
        raise NotEmpty
    now = clock.now().replace(second=0)
    founded, diary = _founded(now.date()), Diary(now, _rng(seed, "letters"))
    enter_periods(now.date())
    days = days_of(now.date(), WEEKS)
    staff = employ(seed, founded)
    places = lay_out(staff, days, diary, _rng(seed, "doors"))
    liaisons = appoint(staff, places.keepers, _rng(seed, "posts"))
    _make_slots(founded, days)
    course = _tell_story(seed, staff, places, liaisons, days, diary)
    keep_up(staff, places, days, diary, _rng(seed, "care"))
    announce(staff, days, diary, _rng(seed, "notices"))
    award(staff, days, diary, _rng(seed, "certificates"))
    invite(staff, days, diary, _rng(seed, "activities"))
    travel(staff, days, diary, _rng(seed, "retreats"))
    collect(staff, days, diary, _rng(seed, "calls"))
    diary.write()
    standing.renumber(_rng(seed, "revision").getrandbits(48))
    return {"members": len(staff.people), "points": len(places.points), "bookings": len(course.visits)}


def _rng(seed: int, purpose: str) -> Random:
    """One source of chance for each purpose, so that a change in one leaves the others as they are."""
    return Random(f"{seed} {purpose}")


def _founded(today: date) -> date:
    """Since when the demo university has used unionweb: the school year before last, for those who ask."""
    return date((today - timedelta(weeks=WEEKS)).year - 1, 9, 1)


def _make_slots(founded: date, days: Days) -> None:
    """The slots of the past by the plan, those to come by the service that makes them; and that this is a demo."""
    wanted = timetable(days.first, days.today).wanted()
    rows = [
        {"point_id": want.point_id, "provider_id": key.provider_id, "starts_at": key.starts_at, "ends_at": want.ends_at,
         "capacity": want.capacity}
        for key, want in sorted(wanted.items(), key=lambda item: (item[0].starts_at, item[1].point_id))
    ]  # fmt: skip
    add_rows(Slot, rows)
    then = datetime.combine(founded, time(9))
    for key, value in SETTINGS.items():
        settings.put(key, value, valid_from=founded)
        _date_back(then)
    generate_slots()
    _date_back(then)


def _date_back(then: datetime) -> None:
    """What a service has just added was noted long ago, not in the second in which the load happens to run."""
    for row in db.session.new:
        if isinstance(row, AuditEvent):
            row.at = then
        elif isinstance(row, SettingValue):
            row.changed_at = then


def _tell_story(seed: int, staff: Staff, places: Places, liaisons, days: Days, diary: Diary) -> Course:
    """Everything that was booked up to now; waits, comings and no-shows with it."""
    crowd = Crowd(staff, liaisons, _rng(seed, "crowd"))
    course = Course(crowd, places.consents, diary, _rng(seed, "course"))
    stretches = _stretches(staff, places)
    reserved = play(course, stretches, days)
    fill_agenda(course, stretches, reserved, _rng(seed, "demand"))
    course.run_until(diary.now)
    ids = added(Booking, [visit.row() for visit in course.visits])
    for visit, booking_id in zip(course.visits, ids, strict=True):
        visit.id = booking_id
    _waive_one(course.visits, staff, diary)
    return course


def _stretches(staff: Staff, places: Places) -> list[Stretch]:
    """All slots as the story knows them, in order of time."""
    talks, keepers = places.services[COUNSELING], places.keepers
    counselors = {places.providers[c.name]: staff.members[c.staff_no] for c in COUNSELORS}
    policies = {service_id: policy_of(key) for key, service_id in places.services.items()}
    rows = db.session.execute(
        select(Slot.id, ServicePoint.service_id, ServicePoint.campus_id, ServicePoint.place, Slot.starts_at, Slot.ends_at,
               Slot.capacity, Slot.point_id, Slot.provider_id, Provider.phone)
        .join(ServicePoint, ServicePoint.id == Slot.point_id)
        .outerjoin(Provider, Provider.id == Slot.provider_id)
        .order_by(Slot.starts_at, Slot.id)
    )  # fmt: skip
    return [
        Stretch(*facts, policy=policies[facts[1]], is_talk=facts[1] == talks, by_phone=bool(phone),
                keeper_id=counselors.get(provider_id) or staff.members[keepers[point_id]])
        for *facts, point_id, provider_id, phone in rows
    ]  # fmt: skip


def _waive_one(visits: list[Visit], staff: Staff, diary: Diary) -> None:
    """The office let the last no-show at a room that is two days old not count."""
    before = diary.now - timedelta(days=2)
    missed = [v for v in visits if v.status is BookingStatus.no_show and not v.stretch.is_talk and v.ended_at < before]
    if not missed:
        return
    visit, office = missed[-1], staff.members[OFFICE]
    at = datetime.combine(visit.stretch.date + timedelta(days=1), time(9, 20))
    row = {"booking_id": visit.id, "reason": WAIVED, "waived_by_id": office, "waived_at": at}
    add_rows(NoShowWaiver, [row])
    words = {"actor_id": office, "by": ActorKind.office, "reason": WAIVED}
    diary.note(at, "waived", "booking", visit, sealed=True, **words)
    letters.waived(diary, at, visit, WAIVED)
