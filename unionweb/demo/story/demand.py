"""How much is wished for: by hour, weekday and place; and how long before."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from random import Random

from unionweb.bookings.models import Mode
from unionweb.demo.points import POINTS
from unionweb.demo.story.course import Course
from unionweb.demo.story.parts import Stretch, Wish

POPULAR = {point.place: point.popular for point in POINTS}
WEEKDAYS = (0.85, 1.1, 1.12, 1.08, 0.7, 0.6, 0.6)
HOURS = {9: 0.6, 10: 0.9, 11: 0.85, 13: 0.9, 14: 0.65, 15: 0.6, 16: 0.45}
TALKS = 0.62  # of the hours of counsellors are asked for
WALK_INS, PATIENT, BY_PHONE, WITH_ALIAS, BY_LIAISON = 0.1, 0.35, 0.3, 0.25, 0.03
# Days before, and which share of the wishes comes that late or later.
LEADS = ((0, 0.18), (1, 0.36), (2, 0.5), (3, 0.62), (5, 0.76), (8, 0.87), (13, 0.95), (20, 0.99), (27, 1.0))
ALIASES = ("小舟", "木木", "阿宁", "云朵", "七月", "知秋", "小满", "山茶", "老K", "海边", "青禾", "一叶")
MINUTE = timedelta(minutes=1)


def fill_agenda(course: Course, stretches: Iterable[Stretch], reserved: Collection[int], rng: Random) -> None:
    """Draw every wish for every stretch but the reserved ones (ids): those belong to the scenes."""
    for stretch in stretches:
        if stretch.id in reserved:
            continue
        for _ in range(_wishes(stretch, rng)):
            _plan(course, stretch, rng)
        if not stretch.is_talk and rng.random() < WALK_INS:
            at = stretch.starts_at + (stretch.policy.release_after + 2 + int(rng.random() * 8)) * MINUTE
            course.plan(at, course.door.walk_in, stretch)


def _wishes(stretch: Stretch, rng: Random) -> int:
    """How many people want a stretch. Now and then one more than there are places."""
    if stretch.is_talk:
        return int(rng.random() < TALKS)
    chance = POPULAR[stretch.place] * HOURS.get(stretch.starts_at.hour, 0.5) * WEEKDAYS[stretch.date.weekday()]
    held = sum(rng.random() < chance for _ in range(stretch.capacity))
    return held + (rng.random() < chance * chance) + (rng.random() < chance * chance / 2)


def _plan(course: Course, stretch: Stretch, rng: Random) -> None:
    at = _moment(stretch, rng)
    patient, talk, liaison = rng.random() < PATIENT, _talk(stretch, rng), rng.random() < BY_LIAISON
    if at is None:
        return
    wish = Wish(stretch, patient=patient, **talk)
    if liaison and not stretch.is_talk:
        course.plan(at, _by_liaison, course, wish)
    else:
        course.plan(at, course.wish, wish)


def _talk(stretch: Stretch, rng: Random) -> dict:
    """How somebody wants to talk, and under which name; nothing for rooms."""
    phone, alias = rng.random() < BY_PHONE, rng.random() < WITH_ALIAS
    name = ALIASES[int(rng.random() * len(ALIASES))]
    if not stretch.is_talk:
        return {}
    return {"mode": Mode.phone if phone and stretch.by_phone else Mode.face, "alias": name if alias else None}


def _by_liaison(moment: datetime, course: Course, wish: Wish) -> None:
    """The liaison of a branch union books for a colleague."""
    guest = course.someone(moment, wish.stretch, None, lambda against: not against)
    by = guest and course.crowd.liaisons.get(guest.unit)
    if by and by != guest.id:
        wish.guest, wish.by_id, wish.by_name = guest, by, course.crowd.names[by]
    course.wish(moment, wish)


def _moment(stretch: Stretch, rng: Random) -> datetime | None:
    """When somebody wishes for a stretch: between half past seven and ten in the evening, in time; else None."""
    draw, minute = rng.random(), int(rng.random() * 870)
    lead = next(days for days, share in LEADS if draw <= share)
    if stretch.is_talk:
        lead = max(lead, 2)
    at = datetime.combine(stretch.date - timedelta(days=lead), time(7, 30)) + minute * MINUTE
    latest = stretch.starts_at - (stretch.policy.book_before + 5) * MINUTE
    if at <= latest:
        return at
    room = int((latest - datetime.combine(latest.date(), time(7, 30))) / MINUTE)
    return latest - int(rng.random() * room) * MINUTE if room > 0 and lead == 0 else None


