"""The demo university as it is loaded: the same each time, by the rules of the house, and every page answers."""

import hashlib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from unionweb.accounts.models import Campus, Credential, Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.bookings.models import (
    HOLDING,
    Booking,
    BookingStatus,
    Channel,
    Consent,
    ReadLog,
    Service,
    ServicePoint,
    Slot,
)
from unionweb.bookings.services.presence import release_overdue
from unionweb.bookings.services.routine import forget
from unionweb.bookings.services.schedule import generate_slots
from unionweb.common import settings
from unionweb.common.audit import ActorKind, AuditEvent, events_of
from unionweb.common.workdays import SchoolPeriod
from unionweb.demo import loading
from unionweb.demo.calendar import periods
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import Base, db

CAST = {10001: 1, 10002: 2, 10003: 3, 10004: 4, 10005: 5, 10006: 6, 10007: 7, 10008: 8, 10014: 14}  # staff number → id
SALTED = "credential.password_hash"
PAST = (BookingStatus.completed, BookingStatus.cancelled, BookingStatus.no_show)


def rows_of(table):
    columns = [c for c in table.c if f"{table.name}.{c.name}" != SALTED]
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(*table.primary_key))]


def digests():
    """Table name → digest of everything in it, encrypted columns as what they say."""
    return {t.name: hashlib.sha256(repr(rows_of(t)).encode()).hexdigest() for t in Base.metadata.sorted_tables}


def bookings():
    """(booking, slot, point, service key) of all of them, in order of time."""
    return list(
        db.session.execute(
            select(Booking, Slot, ServicePoint, Service.key)
            .join(Slot, Slot.id == Booking.slot_id)
            .join(ServicePoint, ServicePoint.id == Slot.point_id)
            .join(Service, Service.id == ServicePoint.service_id)
            .order_by(Booking.starts_at, Booking.id)
        )
    )


def test_the_same_seed_on_the_same_day_gives_the_same_rows(demo, installation):
    first = demo(digests)
    again = installation()
    with again.app_context():
        loading.load(2026)
        assert digests() == first


def test_told_later_in_the_day_the_story_goes_on(demo, installation):
    def told():
        members = dict(db.session.execute(select(Member.id, Member.staff_no)).all())
        return [(b.created_at, members[b.member_id], s.starts_at, p.place, b.code) for b, s, p, _ in bookings()]

    morning = demo(told)
    evening = installation(datetime(2026, 9, 16, 18, 20))
    with evening.app_context():
        loading.load(2026)
        assert {fact for fact in told() if fact[0] <= NOW} == set(morning)
        assert len(told()) > len(morning)


def test_people_and_places(demo):
    count = lambda model, *which: demo(lambda: db.session.scalar(select(func.count()).select_from(model).where(*which)))  # noqa: E731
    assert count(Member) == 1900
    assert count(Campus) == 3
    assert count(Unit, Unit.kind == UnitKind.branch_union) == 24
    assert count(Unit, Unit.kind == UnitKind.group) > 60
    assert count(Unit, Unit.kind == UnitKind.womens_committee) == 1
    assert count(Service) == 2
    assert count(ServicePoint) == 8
    assert count(Credential) == 9
    assert count(Credential, Credential.code_expires_at.is_not(None)) == 0


def test_the_named_accounts_have_their_roles(demo):
    names = demo(lambda: dict(db.session.execute(select(Member.staff_no, Member.id).where(Member.id.in_(CAST.values()))).all()))
    assert {int(staff_no): id for staff_no, id in names.items()} == CAST
    held = demo(lambda: db.session.execute(select(RoleGrant.member_id, RoleGrant.role, RoleGrant.area)).all())
    mine = {id: {(role, area) for member, role, area in held if member == id} for id in CAST.values()}
    assert mine == {
        1: set(), 2: {(Role.chair, None)}, 3: {(Role.office, "all")}, 4: {(Role.admin, None)}, 5: set(),
        6: {(Role.counselor, None)}, 7: {(Role.keeper, None)}, 8: {(Role.reviewer, None)}, 14: {(Role.office, "all")},
    }  # fmt: skip


def test_every_branch_union_has_a_chair_and_a_liaison_and_every_room_a_keeper(demo):
    def roles(role, column):
        return demo(lambda: list(db.session.scalars(select(column).where(RoleGrant.role == role))))

    branches = set(demo(lambda: db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.branch_union)).all()))
    assert branches < set(roles(Role.chair, RoleGrant.unit_id))  # and the women's committee
    assert branches == set(roles(Role.liaison, RoleGrant.unit_id))
    assert len(roles(Role.liaison, RoleGrant.unit_id)) == 24
    assert len(roles(Role.keeper, RoleGrant.point_id)) == 5
    assert len(roles(Role.auditor, RoleGrant.member_id)) == 1


def test_it_says_that_it_is_a_demo(demo):
    assert demo(lambda: settings.get("installation.demo")) is True


def test_slots_lie_four_weeks_behind_and_ahead(demo):
    days = Counter(at.date() for at in demo(lambda: db.session.scalars(select(Slot.starts_at)).all()))
    assert (min(days), max(days)) == (date(2026, 8, 19), date(2026, 10, 14))
    assert days.total() > 2000
    assert days[date(2026, 9, 20)] > 70  # a Sunday that is worked
    assert not [day for day in days if date(2026, 10, 1) <= day <= date(2026, 10, 7)]


def test_there_is_as_much_as_in_life(demo):
    rooms = [(b, s) for b, s, _, key in demo(bookings) if key == "mother_room"]
    statuses = Counter(b.status for b, _ in rooms)
    came = statuses[BookingStatus.completed]
    assert came > 800
    assert 0.02 < statuses[BookingStatus.no_show] / came < 0.05
    assert statuses[BookingStatus.cancelled] > 50
    assert statuses[BookingStatus.waiting] > 5
    assert statuses[BookingStatus.checked_in] > 2
    channels = Counter(b.channel for b, _ in rooms)
    assert channels[Channel.walk_in] > 20 and channels[Channel.proxy] > 10
    ahead = Counter(s.starts_at.date() for b, s in rooms if b.status is BookingStatus.confirmed)
    assert ahead[date(2026, 9, 17)] > ahead[date(2026, 9, 23)] > 0
    hours = Counter(b.starts_at.hour for b, _ in rooms)
    assert hours[10] > hours[9] > hours[16]
    promoted = [b for b, _ in rooms if b.queue_no and b.status is not BookingStatus.waiting and b.end_reason is None]
    assert len(promoted) > 3


def test_nobody_is_in_two_places_or_comes_too_often(demo):
    per_day, talks, stays = Counter(), Counter(), defaultdict(list)
    for b, _, _, key in demo(bookings):
        if b.status is not BookingStatus.cancelled:
            stays[b.member_id].append((b.starts_at, b.ends_at))
            per_day[b.member_id, key, b.starts_at.date()] += 1
            talks[b.member_id, b.starts_at.isocalendar()[:2]] += key == "counseling"
    assert max(per_day.values()) == 2
    assert max(talks.values()) == 1
    for own in stays.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(own)))


def test_places_are_never_given_twice(demo):
    seats, waits = defaultdict(list), Counter()
    for b, s, _, _ in demo(bookings):
        seats[s.id] += [b.seat_no] if b.status in HOLDING else []
        waits[s.id] += b.status is BookingStatus.waiting
        assert (b.starts_at, b.ends_at) == (s.starts_at, s.ends_at)
        capacity = s.capacity
        assert len(seats[s.id]) == len(set(seats[s.id])) <= capacity
    full = {s.id for _, s, _, _ in demo(bookings) if len(seats[s.id]) == s.capacity}
    assert {slot for slot, count in waits.items() if count} <= full


def test_rooms_are_for_women_and_talks_for_those_who_agreed(demo):
    sexes = demo(lambda: dict(db.session.execute(select(Member.id, Member.sex)).all()))
    agreed = demo(lambda: db.session.execute(select(Consent.member_id, Consent.given_at)).all())
    for b, _, _, key in demo(bookings):
        if key == "mother_room":
            assert sexes[b.member_id] is Sex.female
        else:
            assert b.mode
            assert (b.contact is not None) == (b.mode == "phone")
            assert [at for member, at in agreed if member == b.member_id and at <= b.created_at]


def test_everything_was_booked_in_time_and_nothing_lies_in_the_future(demo):
    for b, s, _, key in demo(bookings):
        assert b.created_at <= NOW
        assert b.created_at >= datetime.combine(s.starts_at.date(), datetime.min.time()) - timedelta(days=28)
        if b.channel is not Channel.walk_in:
            assert b.created_at <= s.starts_at - timedelta(days=1 if key == "counseling" else 0)
        if s.ends_at <= NOW:
            assert b.status in PAST
        if b.status in (BookingStatus.completed, BookingStatus.checked_in):
            assert b.created_at <= b.checked_in_at <= NOW
        if b.status in PAST:
            assert b.created_at <= b.ended_at <= NOW
    latest = lambda column: demo(lambda: db.session.scalar(select(func.max(column))))  # noqa: E731
    assert max(map(latest, (AuditEvent.at, Message.created_at, Message.read_at, ReadLog.at, Consent.given_at))) <= NOW


def test_every_booking_has_its_sealed_history(demo):
    events = demo(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "booking")).all())
    of = defaultdict(list)
    for event in sorted(events, key=lambda e: e.id):
        assert event.sealed
        assert (event.actor_id is None) == (event.actor_kind in {ActorKind.owner, ActorKind.proxy, ActorKind.system})
        of[event.subject_id].append(event)
    for b, _, _, _ in demo(bookings):
        first, *rest = of[b.id]
        assert first.action in {"booked", "waited", "walked_in"} and first.at == b.created_at
        assert [e.at for e in of[b.id]] == sorted(e.at for e in of[b.id])
        states = [e for e in of[b.id] if e.action != "waived"]
        assert states[-1].to_state == b.status
        assert all(later.from_state == earlier.to_state for earlier, later in pairwise(states))
        assert not rest or rest[-1].at <= NOW


def test_no_message_and_no_open_event_gives_a_talk_away(demo):
    messages = demo(lambda: db.session.scalars(select(Message)).all())
    assert not [m.title for m in messages if "心理" in m.title + m.body or "谈话" in m.title + m.body]
    counselors = {6, 9, 10}
    seen = demo(lambda: set(db.session.scalars(select(ReadLog.reader_id))))
    assert seen == counselors
    open_events = demo(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.sealed.is_(False))).all())
    assert not {e.subject_kind for e in open_events} & {"booking", "consent"}


def test_wang_min_has_something_of_everything(demo):
    own = [(b, p.place, key) for b, _, p, key in demo(bookings) if b.member_id == CAST[10001]]
    live = [(b.starts_at.isoformat(" ", "minutes"), place, b.status.value) for b, place, _ in own if b.status not in PAST]
    assert live == [
        ("2026-09-16 14:00", "综合楼 208", "confirmed"),
        ("2026-09-17 09:30", "综合楼 208", "confirmed"),
        ("2026-09-17 16:00", "综合楼 208", "confirmed"),
        ("2026-09-21 10:00", "图书馆 B104", "waiting"),
    ]
    assert [b.alias for b, _, key in own if key == "counseling"] == ["木木", "木木"]
    assert Counter(b.status for b, _, _ in own)[BookingStatus.completed] >= 8
    steps = demo(lambda: [e.action for e in events_of("booking", next(b.id for b, _, _ in own if b.starts_at > NOW))])
    assert steps == ["waited", "promoted"]
    messages = demo(lambda: db.session.scalars(select(Message).where(Message.member_id == CAST[10001])).all())
    assert [m.read_at for m in sorted(messages, key=lambda m: m.id)][-2:] == [None, None]
    assert sum(m.read_at is None for m in messages) == 2 < len(messages)


def test_the_jobs_find_nothing_left_to_do(installation):
    app = installation()
    with app.app_context():
        loading.load(2026)
        assert release_overdue() == 0
        done = generate_slots()
        assert (done.created, done.removed, done.changed, done.misfits) == (0, 0, 0, [])
        assert forget() == "去掉了 0 条的姓名"


# ---- terms


@pytest.mark.parametrize("year", range(2024, 2041))
def test_terms_and_breaks_follow_each_other_without_a_gap(year):
    found = periods(year)
    assert [one["ends_on"] + timedelta(days=1) for one in found[:-1]] == [one["starts_on"] for one in found[1:]]
    assert all(one["starts_on"].weekday() == 0 for one in found)
    assert found[0]["starts_on"] < date(year - 1, 1, 1) < date(year + 1, 12, 31) < found[-1]["ends_on"]


def test_the_terms_around_today(demo):
    found = demo(lambda: db.session.execute(select(SchoolPeriod.name, SchoolPeriod.starts_on, SchoolPeriod.ends_on)).all())
    assert ("2026年秋季学期", date(2026, 8, 31), date(2027, 1, 17)) in found
    assert [name for name, *_ in found] == ["2026年暑假", "2026年秋季学期", "2027年寒假", "2027年春季学期"]
