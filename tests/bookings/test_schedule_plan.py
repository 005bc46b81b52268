"""The pure plan: which slots follow from rules, exceptions and the calendar."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionweb.bookings.models import ExceptionKind, OpeningException, OpeningRule, RuleKind, Season
from unionweb.bookings.queries.schedule import day_state, plan
from unionweb.common.workdays import DayInfo, DayKind, PeriodKind, SchoolPeriod, arranged

FIRST, LAST = date(2026, 9, 14), date(2026, 10, 18)
BREAK = SchoolPeriod(kind=PeriodKind.break_, name="2026年秋假", starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 16))


class Year:
    """2026 as the State Council arranged it; make-up days open like `weekday`; nothing else is known."""

    def __init__(self, weekday=3):
        self.weekday = weekday

    def day(self, day):
        if day.year != 2026:
            return None
        kind, name = arranged(day)
        follows = {DayKind.holiday: None, DayKind.makeup: self.weekday}.get(kind, day.weekday())
        return DayInfo(day, kind, name, follows, BREAK if BREAK.starts_on <= day <= BREAK.ends_on else None)


def rule(weekday=0, opens=time(9), closes=time(12), **rest):
    usual = {"kind": RuleKind.open, "slot_minutes": 30, "gap_minutes": 0, "capacity": 1, "season": Season.always,
             "valid_from": date(2026, 1, 1), "provider_id": None, "label": ""}  # fmt: skip
    return OpeningRule(weekday=weekday, opens=opens, closes=closes, **usual | rest)


def exception(first, last=None, kind=ExceptionKind.closed, **rest):
    usual = {"reason": "检修空调", "point_id": 1}
    return OpeningException(starts_on=first, ends_on=last or first, kind=kind, **usual | rest)


def starts(rules, exceptions=(), first=FIRST, last=LAST, calendar=None):
    return sorted(start for _, start in plan(rules, exceptions, calendar or Year(), first=first, last=last))


def on(day, slots):
    return [f"{s.hour}:{s.minute:02d}" for s in slots if s.date() == day]


WEEK = [rule(day) for day in range(5)]
HOURS = ["9:00", "9:30", "10:00", "10:30", "11:00", "11:30"]


def test_plan_opens_workdays_and_leaves_weekends():
    slots = starts(WEEK)
    assert on(date(2026, 9, 16), slots) == HOURS
    assert on(date(2026, 9, 19), slots) == []


def test_plan_opens_no_statutory_holiday():
    slots = starts(WEEK)
    for day in range(1, 8):
        assert on(date(2026, 10, day), slots) == []
    assert on(date(2026, 10, 8), slots) == HOURS


def test_make_up_days_open_like_the_chosen_weekday():
    thursday = [rule(3, time(14), time(15))]
    assert on(date(2026, 9, 20), starts(thursday)) == ["14:00", "14:30"]
    assert on(date(2026, 10, 10), starts(thursday)) == ["14:00", "14:30"]
    assert on(date(2026, 9, 20), starts(thursday, calendar=Year(weekday=0))) == []


def test_unknown_year_opens_nothing():
    assert starts(WEEK, first=date(2026, 12, 28), last=date(2027, 1, 10))[-1] == datetime(2026, 12, 31, 11, 30)


def test_gap_and_length_make_the_grid():
    talk = [rule(slot_minutes=50, gap_minutes=10)]
    assert on(date(2026, 9, 14), starts(talk)) == ["9:00", "10:00", "11:00"]


def test_rule_holds_between_its_dates_only():
    some = [rule(d, valid_from=date(2026, 9, 15), valid_until=date(2026, 9, 17)) for d in range(5)]
    assert {s.date().day for s in starts(some)} == {15, 16, 17}


def test_season_follows_the_school_year():
    assert on(date(2026, 10, 13), starts([rule(1, season=Season.term)])) == []
    assert on(date(2026, 10, 13), starts([rule(1, season=Season.break_)])) == HOURS
    assert on(date(2026, 9, 15), starts([rule(1, season=Season.break_)])) == []


def test_pause_takes_out_the_slots_it_touches():
    pause = rule(0, time(10, 15), time(10, 45), kind=RuleKind.pause)
    assert on(date(2026, 9, 14), starts([rule(), pause])) == ["9:00", "9:30", "11:00", "11:30"]


def test_closing_exception_beats_other_hours():
    other = exception(date(2026, 9, 16), kind=ExceptionKind.hours, hours=[["09:00", "10:00"]])
    assert on(date(2026, 9, 16), starts(WEEK, [other])) == ["9:00", "9:30"]
    campus = exception(date(2026, 9, 16), point_id=None, campus_id=1)
    assert on(date(2026, 9, 16), starts(WEEK, [other, campus])) == []


def test_other_hours_change_open_days_only_unless_for_one_day_and_point():
    hours = {"kind": ExceptionKind.hours, "hours": [["14:00", "15:00"]]}
    long = exception(date(2026, 9, 18), date(2026, 9, 21), **hours)
    slots = starts(WEEK, [long])
    assert on(date(2026, 9, 18), slots) == on(date(2026, 9, 21), slots) == ["14:00", "14:30"]
    assert on(date(2026, 9, 19), slots) == []
    assert on(date(2026, 9, 19), starts(WEEK, [exception(date(2026, 9, 19), **hours)])) == ["14:00", "14:30"]
    assert on(date(2026, 10, 3), starts(WEEK, [exception(date(2026, 10, 3), **hours)])) == []


def test_narrower_then_newer_hours_win():
    def hours(opens, **rest):
        return exception(date(2026, 9, 16), kind=ExceptionKind.hours, hours=[[opens, "12:00"]], **rest)

    campus = hours("10:00", id=9, point_id=None, campus_id=1)
    first, second = hours("11:00", id=1), hours("11:30", id=2)
    assert on(date(2026, 9, 16), starts(WEEK, [first, campus])) == ["11:00", "11:30"]
    assert on(date(2026, 9, 16), starts(WEEK, [second, first])) == ["11:30"]


def test_exception_for_one_provider_leaves_the_others():
    both = [rule(2, provider_id=1), rule(2, provider_id=2)]
    away = exception(date(2026, 9, 16), point_id=None, provider_id=1)
    assert {who for who, start in plan(both, [away], Year(), first=date(2026, 9, 16), last=date(2026, 9, 16))} == {2}


def test_lifted_exception_counted_until_the_day_before():
    week = exception(date(2026, 9, 14), date(2026, 9, 18), lifted_at=datetime(2026, 9, 16, 10))
    assert {s.date().day for s in starts(WEEK, [week], last=date(2026, 9, 18))} == {16, 17, 18}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 16), None),
        (date(2026, 9, 19), "周六不开放"),
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 13), "秋假不开放"),
        (date(2027, 1, 4), "放假安排未录入"),
    ],
)
def test_day_state_says_why_a_day_is_closed(day, words):
    term = [rule(d, season=Season.term) for d in range(5)]
    assert day_state(day, Year().day(day), term, []).closed_reason == words


def test_day_state_tells_of_exceptions_pauses_and_beginnings():
    day = date(2026, 9, 16)
    info = Year().day(day)
    pause = rule(2, time(12), time(13), kind=RuleKind.pause, label="清洁")
    assert day_state(day, info, [*WEEK, pause], []).pauses == [(time(12), time(13), "清洁")]
    assert day_state(day, info, WEEK, [exception(day)]).closed_reason == "检修空调"
    hours = exception(day, kind=ExceptionKind.hours, hours=[["09:00", "10:00"]])
    assert day_state(day, info, WEEK, [hours]).note == "检修空调"
    assert day_state(day, info, [rule(valid_from=date(2026, 9, 28))], []).closed_reason == "9月28日起开放"
    assert day_state(day, info, [], []).closed_reason == "不开放"
    assert day_state(date(2026, 9, 15), Year().day(date(2026, 9, 15)), [rule(season=Season.break_), rule(1, season=Season.break_)],
                     []).closed_reason == "学期中不开放"  # fmt: skip


hours_of_day = st.integers(0, 23 * 12).map(lambda n: time(n // 12, n % 12 * 5))


@st.composite
def rules_of_a_point(draw):
    opens, closes = sorted(draw(st.lists(hours_of_day, min_size=2, max_size=2, unique=True)))
    start = date(2026, 9, draw(st.integers(1, 30)))
    return rule(
        draw(st.integers(0, 6)), opens, closes,
        kind=draw(st.sampled_from(RuleKind)), slot_minutes=draw(st.integers(5, 240)), gap_minutes=draw(st.integers(0, 60)),
        capacity=draw(st.integers(1, 5)), season=draw(st.sampled_from(Season)), valid_from=start,
        valid_until=draw(st.none() | st.just(start + timedelta(days=9))), provider_id=draw(st.sampled_from([None, 1, 2])),
        id=draw(st.integers(1, 99)),
    )  # fmt: skip


@st.composite
def exceptions_of_a_point(draw):
    opens, closes = sorted(draw(st.lists(hours_of_day, min_size=2, max_size=2, unique=True)))
    first = FIRST + timedelta(days=draw(st.integers(0, 34)))
    return exception(
        first, first + timedelta(days=draw(st.integers(0, 9))), draw(st.sampled_from(ExceptionKind)),
        hours=[[opens.isoformat("minutes"), closes.isoformat("minutes")]], point_id=draw(st.sampled_from([None, 1])),
        provider_id=draw(st.sampled_from([None, 1])), id=draw(st.integers(1, 99)),
    )  # fmt: skip


some_rules, some_exceptions = st.lists(rules_of_a_point(), max_size=8), st.lists(exceptions_of_a_point(), max_size=3)


@settings(max_examples=150, deadline=None)
@given(some_rules, some_exceptions)
def test_planned_slots_never_overlap_within_a_lane(rules, exceptions):
    planned = plan(rules, exceptions, Year(), first=FIRST, last=LAST)
    for lane in (None, 1, 2):
        own = sorted((start, slot.ends_at) for (who, start), slot in planned.items() if who == lane)
        assert all(before[1] <= after[0] for before, after in pairwise(own))


@settings(max_examples=150, deadline=None)
@given(some_rules, some_exceptions)
def test_planned_slots_lie_inside_opening_hours_and_outside_pauses_and_holidays(rules, exceptions):
    for (who, start), slot in plan(rules, exceptions, Year(), first=FIRST, last=LAST).items():
        info = Year().day(start.date())
        assert info.weekday is not None
        assert slot.ends_at.date() == start.date()
        in_force = [e for e in exceptions if e.starts_on <= info.date <= e.ends_on and e.provider_id in (None, who)]
        assert not [e for e in in_force if e.kind is ExceptionKind.closed]
        spans = [tuple(map(time.fromisoformat, pair)) for e in in_force for pair in e.hours]
        spans += [(r.opens, r.closes) for r in rules if r.kind is RuleKind.open and r.weekday == info.weekday]
        assert any(opens <= start.time() and slot.ends_at.time() <= closes for opens, closes in spans)
        pauses = [r for r in rules if r.kind is RuleKind.pause and r.weekday == info.weekday]
        for pause in pauses:
            holds = pause.valid_from <= info.date <= (pause.valid_until or LAST) and pause.provider_id in (None, who)
            holds = holds and (pause.season is Season.always or (pause.season is Season.break_) == info.in_break)
            assert not holds or slot.ends_at.time() <= pause.opens or pause.closes <= start.time()


@settings(max_examples=50, deadline=None)
@given(some_rules, some_exceptions)
def test_plan_of_a_day_does_not_depend_on_the_days_around_it(rules, exceptions):
    day = date(2026, 9, 20)
    whole = plan(rules, exceptions, Year(), first=FIRST, last=LAST)
    assert plan(rules, exceptions, Year(), first=day, last=day) == {k: s for k, s in whole.items() if k[1].date() == day}
