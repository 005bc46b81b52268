"""The Chinese working calendar: make-up days, holidays, what the office changed, terms, unknown years."""

from datetime import date

import pytest

from unionweb.common import settings, workdays
from unionweb.common.workdays import Calendar, CalendarDay, CalendarYear, DayKind, PeriodKind, SchoolPeriod
from unionweb.kernel import clock
from unionweb.kernel.db import transaction

MAKEUPS = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


def day(text):
    return date.fromisoformat(text)


def info(text):
    return Calendar(day(text), day(text)).day(day(text))


def note(row):
    with transaction() as session:
        session.add(row)


def decide(text, kind, name="", follows=None):
    note(CalendarDay(date=day(text), kind=kind, name=name, follows_weekday=follows, changed_at=clock.now()))


@pytest.mark.parametrize("text", MAKEUPS)
def test_makeup_weekends_of_2026_are_working_days(inside, text):
    found = inside(lambda: info(text))
    assert (found.kind, found.is_working, found.name) == (DayKind.makeup, True, "调休上班")
    assert found.weekday == 0, "the setting says Monday until the office chooses"


def test_2026_has_no_other_makeup_days(inside):
    def found():
        calendar = Calendar(day("2026-01-01"), day("2026-12-31"))
        days = [date.fromordinal(n) for n in range(day("2026-01-01").toordinal(), day("2027-01-01").toordinal())]
        return [str(d) for d in days if calendar.day(d).kind is DayKind.makeup]

    assert tuple(inside(found)) == MAKEUPS


@pytest.mark.parametrize(
    ("text", "kind", "name", "weekday"),
    [
        ("2026-10-01", DayKind.holiday, "国庆节", None),
        ("2026-10-07", DayKind.holiday, "国庆节", None),
        ("2026-10-08", DayKind.workday, "", 3),
        ("2026-02-15", DayKind.holiday, "春节", None),  # a Sunday
        ("2026-09-25", DayKind.holiday, "中秋节", None),
        ("2026-09-19", DayKind.weekend, "", 5),
        ("2026-09-16", DayKind.workday, "", 2),
    ],
)
def test_days_of_2026_are_what_the_notice_says(inside, text, kind, name, weekday):
    found = inside(lambda: info(text))
    assert (found.kind, found.name, found.weekday) == (kind, name, weekday)
    assert found.is_working is (kind is DayKind.workday)


def test_the_office_overrules_the_notice(inside):
    inside(lambda: decide("2026-09-16", DayKind.holiday, "校运动会"))
    inside(lambda: decide("2026-10-08", DayKind.makeup, "换课", follows=4))
    inside(lambda: decide("2026-09-20", DayKind.weekend))
    assert inside(lambda: (info("2026-09-16").weekday, info("2026-09-16").name)) == (None, "校运动会")
    assert inside(lambda: (info("2026-10-08").weekday, info("2026-10-08").is_working)) == (4, True)
    assert inside(lambda: (info("2026-09-20").weekday, info("2026-09-20").is_working)) == (6, False)
    assert inside(lambda: info("2026-09-17").kind) is DayKind.workday


def test_makeup_days_follow_the_weekday_of_the_setting(inside):
    inside(lambda: settings.put("calendar.makeup_weekday", 3))
    assert inside(lambda: info("2026-09-20").weekday) == 3
    inside(lambda: decide("2026-09-20", DayKind.makeup, "调休上班", follows=4))
    assert inside(lambda: info("2026-09-20").weekday) == 4


def test_an_unknown_year_has_no_days(inside):
    assert inside(lambda: info("2027-03-01")) is None
    assert inside(lambda: workdays.known_years(2025, 2028)) == {2025, 2026}


def test_a_year_the_office_confirmed_is_known(inside):
    inside(lambda: note(CalendarYear(year=2027, confirmed_at=clock.now())))
    inside(lambda: decide("2027-01-01", DayKind.holiday, "元旦"))
    assert inside(lambda: (info("2027-01-01").name, info("2027-03-01").kind)) == ("元旦", DayKind.workday)
    assert inside(lambda: workdays.known_years(2026, 2027)) == {2026, 2027}


def test_rows_without_confirmation_do_not_make_a_year_known(inside):
    inside(lambda: decide("2027-01-01", DayKind.holiday, "元旦"))
    assert inside(lambda: info("2027-01-01")) is None


def test_banner_names_the_unknown_year_when_slots_would_reach_it(inside, at):
    assert inside(workdays.unknown_year_banner) is None
    assert inside(lambda: workdays.unknown_year_banner(120)) == 2027
    at("2026-12-10 09:00")
    assert inside(workdays.unknown_year_banner) == 2027
    inside(lambda: note(CalendarYear(year=2027, confirmed_at=clock.now())))
    assert inside(workdays.unknown_year_banner) is None


def test_the_office_enters_next_year_from_november_on(inside, at):
    for now, year in (("2026-10-31 09:00", None), ("2026-11-01 09:00", 2027), ("2026-11-26 09:00", 2027)):
        at(now)
        assert inside(workdays.unknown_year_banner) is None, "for members no slot is affected yet"
        assert inside(workdays.year_to_enter) == year
    inside(lambda: note(CalendarYear(year=2027, confirmed_at=clock.now())))
    assert inside(workdays.year_to_enter) is None


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-09-16", 0, "2026-09-16"),
        ("2026-09-16", 1, "2026-09-17"),
        ("2026-09-18", 1, "2026-09-20"),  # Friday → the make-up Sunday
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-02-13", 2, "2026-02-24"),  # the make-up Saturday, then over the Spring Festival
        ("2026-12-31", 1, "2027-01-01"),  # an unknown year counts plainly
        ("2026-09-16", 250, "2027-09-07"),
    ],
)
def test_add_workdays(inside, start, count, expected):
    assert inside(lambda: workdays.add_workdays(day(start), count)) == day(expected)


def test_add_workdays_heeds_the_office(inside):
    inside(lambda: decide("2026-09-17", DayKind.holiday, "校运动会"))
    assert inside(lambda: workdays.add_workdays(day("2026-09-16"), 1)) == day("2026-09-18")


def add_break(name, first, last):
    note(SchoolPeriod(kind=PeriodKind.break_, name=name, starts_on=day(first), ends_on=day(last)))


def test_days_of_a_school_break_are_no_working_days_to_count(inside):
    inside(lambda: add_break("寒假", "2027-01-18", "2027-02-28"))
    assert inside(lambda: workdays.add_workdays(day("2027-01-15"), 5)) == day("2027-03-05")
    assert inside(lambda: workdays.add_workdays(day("2027-01-11"), 5)) == day("2027-03-01")


def test_a_break_without_end_does_not_stop_the_counting_for_ever(inside):
    inside(lambda: add_break("校区搬迁", "2026-09-17", "2099-12-31"))
    assert inside(lambda: workdays.add_workdays(day("2026-09-16"), 5)) == day("2027-04-19")


@pytest.mark.parametrize(
    ("text", "week"),
    [("2026-08-30", None), ("2026-08-31", 1), ("2026-09-06", 1), ("2026-09-07", 2), ("2026-09-16", 3), ("2027-01-17", 20)],
)
def test_teaching_weeks_count_from_the_monday_of_the_first_week(inside, text, week):
    assert inside(lambda: Calendar(day(text), day(text)).teaching_week(day(text))) == week


def test_a_term_that_starts_on_wednesday_starts_its_first_week_on_monday(inside):
    inside(lambda: note(SchoolPeriod(kind=PeriodKind.term, name="春", starts_on=day("2026-03-04"), ends_on=day("2026-07-05"))))
    weeks = [(text, inside(lambda text=text: Calendar(day(text), day(text)).teaching_week(day(text))))
             for text in ("2026-03-03", "2026-03-04", "2026-03-08", "2026-03-09")]  # fmt: skip
    assert [week for _, week in weeks] == [None, 1, 1, 2]


def test_a_break_inside_a_term_overrules_it(inside):
    inside(lambda: note(SchoolPeriod(kind=PeriodKind.break_, name="秋假", starts_on=day("2026-11-02"), ends_on=day("2026-11-06"))))
    assert inside(lambda: info("2026-11-04").in_break) and not inside(lambda: info("2026-11-09").in_break)
    assert inside(lambda: Calendar(day("2026-11-04"), day("2026-11-04")).teaching_week(day("2026-11-04"))) is None


def test_years_outside_all_knowledge_are_unknown(inside):
    assert not workdays.packaged(1990) and not workdays.packaged(2099) and workdays.packaged(2026)
