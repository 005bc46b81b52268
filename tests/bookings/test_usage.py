from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from tests.bookings.made import (
    CANARY,
    CANARY_WORDS,
    add_booked,
    add_booking,
    add_canary,
    count_queries,
    sheet_text,
)
from tests.support.university import add_slot
from unionweb.bookings.models import BookingStatus, Slot, SlotState
from unionweb.bookings.queries import usage as queries
from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.kernel.extensions import db

S = BookingStatus
PATHS = ("/usage", "/usage/heat.svg", "/usage/tables.xlsx", "/no-shows", "/no-shows.xlsx")


def period(key="30d"):
    return queries.period_of(key, queries.periods())


def usage(inside, key="30d", **which):
    return inside(lambda: queries.usage_of(period(key), queries.Filter(**which)))


@pytest.fixture
def september(inside):
    """综合楼 208: Mon 14 Sep 9:00 three of four places used, one missed; Tue 15 Sep 10:00 empty; a closed slot; one still
    to come today. 海洋楼 112: Mon 14 Sep 9:30 one promoted, one who waited in vain. August: one booking."""

    def build():
        add_canary()
        monday = add_slot("2026-09-14 09:00", places=4)
        for n, status in enumerate((S.completed, S.completed, S.confirmed, S.no_show, S.cancelled)):
            add_booking(monday, (CANARY, 10001, 10002, CANARY, 10003)[n], status, code=f"A{n}22")
        add_slot("2026-09-15 10:00", places=2)
        closed = db.session.get(Slot, add_slot("2026-09-15 11:00", places=50))
        closed.state = SlotState.closed
        add_booked("2026-09-16 14:00", CANARY)
        coast = add_slot("2026-09-14 09:30", point=2)
        add_booking(coast, CANARY, S.completed, queue_no=1)
        add_booking(coast, 10001, S.cancelled, queue_no=2)
        add_booked("2026-08-12 09:00", CANARY, S.completed)
        db.session.commit()

    inside(build)


def test_figures_of_a_month(inside, september):
    now = usage(inside, "2026-09").now
    assert (now.slots, now.places, now.used, now.booked, now.missed) == (3, 7, 4, 5, 1)
    assert (now.waited, now.moved_up) == (2, 1)
    assert (now.occupancy, now.no_show_rate) == (57, 20.0)


def test_what_has_not_begun_is_not_counted(inside, at, september):
    assert usage(inside).now.slots == 3  # 12 August is longer ago than 30 days
    at("2026-09-16 14:00:01")
    assert usage(inside).now.slots == 4


def test_the_period_before_is_as_long(inside, at, september):
    found = usage(inside, "2026-09")
    assert (found.period.before_name, found.before.booked) == ("8月同期", 1)
    assert found.period.before.end.replace(second=0) == datetime(2026, 8, 16, 10, 38)
    at("2026-10-05 09:00")
    whole = inside(lambda: period("2026-09"))
    assert whole.span.end == datetime(2026, 10, 1)
    assert (whole.before.start, whole.before.end) == (datetime(2026, 8, 1), datetime(2026, 9, 1))


def test_march_is_compared_with_no_more_than_february(inside, at):
    at("2026-03-31 12:00")
    before = inside(lambda: period("2026-03")).before
    assert (before.start, before.end) == (datetime(2026, 2, 1), datetime(2026, 3, 1))


def test_periods_offer_thirty_days_the_term_and_twelve_months(inside):
    keys = inside(lambda: [p.key for p in queries.periods()])
    assert keys[:3] == ["30d", "term", "2026-09"]
    assert keys[-1] == "2025-10"
    assert len(keys) == 14


def test_a_term_is_compared_with_the_last_one(inside):
    def add():
        spring = {"name": "2026年春季学期", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 7, 12)}
        db.session.add(SchoolPeriod(kind=PeriodKind.term, **spring))
        db.session.commit()

    assert inside(lambda: period("term")).before is None
    inside(add)
    term = inside(lambda: period("term"))
    assert (term.name, term.first, term.last) == ("2026年秋季学期", date(2026, 8, 31), date(2026, 9, 16))
    assert (term.before.start, term.before.end.date()) == (datetime(2026, 3, 2), date(2026, 3, 18))


def test_without_any_term_there_is_none_to_choose(inside):
    def remove():
        db.session.query(SchoolPeriod).delete()
        db.session.commit()

    inside(remove)
    assert "term" not in inside(lambda: [p.key for p in queries.periods()])


def test_the_heat_map_is_by_the_hour_in_which_slots_begin(inside, september):
    heat = usage(inside, "2026-09").heat
    assert heat.rows == ["9:00", "10:00"]
    assert heat.values == [[80, None, None, None, None, None, None], [None, 0, None, None, None, None, None]]
    assert heat.busiest == ["周一 9 点"]


def test_tables_by_place_and_by_campus_add_up(inside, september):
    found = usage(inside, "2026-09")
    assert [(p.place, t.booked, t.occupancy) for p, t in found.points] == [("综合楼 208", 4, 50), ("海洋楼 112", 1, 100)]
    assert [(c.name, t.booked) for c, t in found.campuses] == [("东校区", 4), ("滨海校区", 1)]
    assert sum(t.booked for _, t in found.trend) == found.now.booked


def test_the_trend_is_by_weeks_or_by_months(inside, at, september):
    assert [name for name, _ in usage(inside, "2026-09").trend] == ["9月14日至9月16日"]
    at("2026-12-01 09:00")
    assert [name for name, _ in usage(inside, "term").trend] == ["2026年9月"]


def test_filters_by_service_and_campus(as_user, september):
    browser = as_user(10003)
    assert "5 <small>次</small>" in browser.get("/usage?period=2026-09&service=mother_room").text
    coast = browser.get("/usage?period=2026-09&campus=3").text
    assert "海洋楼 112" in coast
    assert "综合楼 208" not in coast


@pytest.mark.parametrize("query", ["?period=2026-99", "?service=counseling", "?service=<script>", "?campus=99", "?campus=a"])
def test_what_is_not_offered_does_not_filter(as_user, september, query):
    page = as_user(10003).get("/usage" + query)
    assert page.status_code == 200
    assert "最近 30 天" in page.text
    assert "综合楼 208" in page.text
    assert "<script>" not in page.text.replace("<script src", "")


def test_nothing_open_is_said_in_words(as_user):
    page = as_user(10003).get("/usage").text
    assert "这段时间没有开放过" in page
    assert as_user(10003).get("/usage/heat.svg").status_code == 200


def test_the_picture_and_the_workbook_hold_the_same_numbers(as_user, september):
    browser = as_user(10003)
    picture = browser.get("/usage/heat.svg?period=2026-09")
    assert picture.mimetype == "image/svg+xml"
    assert "attachment" in picture.headers["Content-Disposition"]
    texts = [t.text for t in ElementTree.fromstring(picture.data).iter("{http://www.w3.org/2000/svg}text")]
    assert "80" in texts
    assert "2026年9月 全部服务，全部校区：哪些时段最忙" in texts
    sheet = sheet_text(browser.get("/usage/tables.xlsx?period=2026-09"))
    assert "['2026年9月', '全部服务，全部校区', 5.0, 57.0, 4.0, 7.0, 3.0, 1.0, 2.0, 1.0]" in sheet
    assert "['9:00', 80.0, '', '', '', '', '', '']" in sheet


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10006, 10007, 10008])
def test_only_the_office_sees_it(as_user, staff_no, path):
    assert as_user(staff_no).get(path).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_named_anywhere(as_user, september, path):
    answer = as_user(10003).get(path + "?period=2026-09")
    text = sheet_text(answer) if path.endswith("xlsx") else answer.text
    assert not [word for word in (*CANARY_WORDS, "李静", "10002", "王敏", "10001") if word in text]


def test_as_many_queries_for_a_full_month_as_for_one_booking(app, as_user, inside):
    inside(lambda: add_booked("2026-09-14 09:00", 10001, S.completed))
    one = count_queries(app, as_user(10003), "/usage")
    for n in range(30):
        inside(lambda n=n: add_booked(f"2026-09-{1 + n % 15:02d} 1{n // 15}:00", 10001, S.completed, code=f"A{n}"))
    assert count_queries(app, as_user(10003), "/usage") == one
