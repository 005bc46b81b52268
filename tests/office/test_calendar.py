"""The working calendar's pages: days, make-up days, terms and breaks, and the slots that follow."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from unionweb.bookings.models import Booking, BookingStatus, Slot, SlotState
from unionweb.bookings.services.schedule import generate_slots
from unionweb.common.audit import AuditEvent
from unionweb.common.workdays import Calendar, CalendarDay, DayKind, SchoolPeriod
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.db import transaction
from unionweb.kernel.extensions import db

OFFICE, STRANGERS = 10003, (10001, 10002, 10004, 10005, 10006, 10007, 10008)
POSTS = {
    "/calendar/days": {"first": "2026-09-25", "kind": "holiday", "reason": "x"},
    "/calendar/days/1/removal": {},
    "/calendar/make-up-days": {"day": "2026-09-20", "weekday": "4"},
    "/calendar/periods": {"kind": "break", "name": "x", "starts_on": "2027-02-01", "ends_on": "2027-02-02"},
    "/calendar/periods/1": {"kind": "term", "name": "x", "starts_on": "2026-09-01", "ends_on": "2027-01-10"},
    "/calendar/periods/1/removal": {},
}


def change(browser, **fields):
    asked = {"first": "2026-09-17", "last": "", "kind": "holiday", "name": "校运动会", "follows": "", "reason": "学校通知"}
    return browser.post("/calendar/days", data=asked | fields)


def info(inside, text):
    day = date.fromisoformat(text)
    return inside(lambda: Calendar(day, day).day(day))


def own_days():
    return list(db.session.scalars(select(CalendarDay).order_by(CalendarDay.date)))


def open_slots(text, point=1):
    first = datetime.fromisoformat(text)
    wanted = (Slot.point_id == point, func.date(Slot.starts_at) == func.date(first), Slot.state == SlotState.open)
    return db.session.scalar(select(func.count()).select_from(Slot).where(*wanted))


@pytest.fixture
def slots(inside):
    inside(generate_slots)


def test_year_shows_holidays_makeup_days_and_what_is_missing(as_user):
    page = as_user(OFFICE).get("/calendar").text
    for words in ("2026 年工作日历", "国庆节", "10月1日 到 10月7日", "9月20日 周日", "2027 年放假安排未录入", "2026年秋季学期"):
        assert words in page
    assert "10月1日" in page and "放假，国庆节" in page and "调休上班" in page


@pytest.mark.parametrize("year", ["2004", "2025", "2027", "2028", "2099"])
def test_other_years_can_be_looked_at(as_user, year):
    page = as_user(OFFICE).get(f"/calendar?year={year}").text
    assert f"{year} 年工作日历" in page


@pytest.mark.parametrize("year", ["1", "0", "-1", "99999", "x", "2026 ", "9999999999999"])
def test_years_that_are_none_give_this_one(as_user, year):
    assert "2026 年工作日历" in as_user(OFFICE).get(f"/calendar?year={year}").text


def test_a_day_can_be_made_a_holiday_and_its_slots_go(as_user, inside, slots):
    assert inside(lambda: open_slots("2026-09-17")) > 0
    browser = as_user(OFFICE)
    answer = change(browser)
    assert (answer.status_code, answer.location) == (303, "/calendar?year=2026")
    page = browser.get(answer.location).text
    assert "校运动会" in page and "赵岚" in page
    assert info(inside, "2026-09-17").name == "校运动会"
    assert inside(lambda: open_slots("2026-09-17")) == 0 and inside(lambda: open_slots("2026-09-18")) > 0


def test_a_stretch_of_days_is_changed_at_once(as_user, inside):
    change(as_user(OFFICE), first="2026-09-21", last="2026-09-23")
    assert inside(lambda: [str(day.date) for day in own_days()]) == ["2026-09-21", "2026-09-22", "2026-09-23"]
    event = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.action == "day_changed")))
    assert (event.actor_id, event.reason, event.to_state) == (OFFICE, "学校通知", "放假 校运动会")
    assert event.detail["name"] == "2026年9月21日 星期一 到 2026年9月23日 星期三"


def test_changing_a_day_again_replaces_what_was_decided(as_user, inside):
    browser = as_user(OFFICE)
    change(browser)
    change(browser, kind="makeup", name="换课", follows="0")
    (day,) = inside(own_days)
    assert (day.kind, day.name, day.follows_weekday) == (DayKind.makeup, "换课", 0)


def test_people_who_hold_a_slot_of_that_day_are_asked_to_move(as_user, inside, slots):
    def book():
        with transaction() as session:
            start = datetime(2026, 9, 17, 9)
            slot = session.scalar(select(Slot).where(Slot.point_id == 1, Slot.starts_at == start))
            session.add(
                Booking(slot_id=slot.id, member_id=10001, status=BookingStatus.confirmed, seat_no=1, code="K742",
                        starts_at=slot.starts_at, ends_at=slot.ends_at, created_at=clock.now())
            )  # fmt: skip

    inside(book)
    browser = as_user(OFFICE)
    page = browser.get(change(browser).location).text
    assert "有 1 个已经约好的时段" in page
    assert inside(lambda: db.session.scalar(select(Message.member_id))) == 10001
    assert inside(lambda: db.session.scalar(select(Booking.status))) is BookingStatus.confirmed


def test_own_decision_can_be_taken_back(as_user, inside, slots):
    browser = as_user(OFFICE)
    change(browser)
    (day,) = inside(own_days)
    answer = browser.post(f"/calendar/days/{day.id}/removal?year=2026")
    assert answer.location == "/calendar?year=2026"
    assert info(inside, "2026-09-17").kind is DayKind.workday and inside(lambda: open_slots("2026-09-17")) > 0
    assert browser.post(f"/calendar/days/{day.id}/removal").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"first": ""}, 422, "请选日期"), ({"first": "17.9."}, 422, "这样的日期"), ({"first": "2026-02-30"}, 422, "这样的日期"),
        ({"first": "9999-01-01"}, 422, "1990"), ({"kind": "festival"}, 422, "从列表里选"), ({"kind": ""}, 422, "从列表里选"),
        ({"follows": "7"}, 422, "从列表里选"), ({"reason": ""}, 422, "请写一句原因"), ({"name": "长" * 41}, 422, "最多写 40"),
        ({"first": ["2026-09-17", "2026-09-18"]}, 422, "两个值"),
        ({"first": "2026-09-15"}, 409, "过去的日子"), ({"last": "2026-09-16"}, 409, "结束日期早于开始日期"),
        ({"last": "2026-12-31"}, 409, "一次最多改 62 天"), ({"kind": "weekend"}, 409, "不能改成周末"),
        ({"first": "2026-09-19", "kind": "workday"}, 409, "不能改成普通工作日"),
        ({"kind": "holiday", "follows": "2"}, 409, "只有调休上班日"),
    ],
)  # fmt: skip
def test_badly_typed_days_are_told_and_change_nothing(as_user, inside, fields, status, words):
    answer = change(as_user(OFFICE), **fields)
    assert answer.status_code == status and words in answer.text
    if "name" not in fields:
        assert "校运动会" in answer.text
    assert inside(own_days) == []


def test_form_for_a_day_says_what_it_is_now(as_user):
    page = as_user(OFFICE).get("/calendar/days/new?day=2026-10-01").text
    assert "现在是：放假，国庆节" in page and 'value="2026-10-01"' in page
    for day in ("", "x", "2026-13-01", "9999-12-31"):
        assert as_user(OFFICE).get(f"/calendar/days/new?day={day}").status_code == 200


def test_a_makeup_day_follows_the_chosen_weekday(as_user, inside, slots):
    browser = as_user(OFFICE)
    assert info(inside, "2026-09-20").weekday == 0
    assert browser.post("/calendar/make-up-days", data={"day": "2026-09-20", "weekday": "4"}).status_code == 303
    assert info(inside, "2026-09-20").weekday == 4 and info(inside, "2026-10-10").weekday == 0
    assert "按星期五开放" in browser.get("/calendar").text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"day": "2026-09-21", "weekday": "4"}, 409), ({"day": "2026-09-19", "weekday": "4"}, 409),
        ({"day": "2026-05-09", "weekday": "4"}, 409), ({"day": "2027-09-19", "weekday": "4"}, 409),
        ({"day": "2026-09-20", "weekday": "7"}, 422), ({"day": "2026-09-20", "weekday": ""}, 422),
        ({"day": "", "weekday": "4"}, 422), ({"day": "x", "weekday": "4"}, 422), ({"x": "1"}, 422),
    ],
)  # fmt: skip
def test_only_coming_makeup_days_can_follow_a_weekday(as_user, inside, data, status):
    assert as_user(OFFICE).post("/calendar/make-up-days", data=data).status_code == status
    assert inside(own_days) == []


def period(browser, path="/calendar/periods", **fields):
    asked = {"kind": "break", "name": "2027年寒假", "starts_on": "2027-01-18", "ends_on": "2027-02-28"}
    return browser.post(path, data=asked | fields)


def test_terms_and_breaks_are_added_changed_and_removed(as_user, inside):
    browser = as_user(OFFICE)
    assert period(browser).location == "/calendar?year=2027"
    assert "2027年寒假" in browser.get("/calendar").text
    new = inside(lambda: db.session.scalar(select(SchoolPeriod.id).where(SchoolPeriod.name == "2027年寒假")))
    assert "2027年寒假" in browser.get(f"/calendar/periods/{new}/edit").text
    assert period(browser, f"/calendar/periods/{new}", ends_on="2027-02-21").status_code == 303
    assert inside(lambda: db.session.get(SchoolPeriod, new).ends_on) == date(2027, 2, 21)
    assert browser.post(f"/calendar/periods/{new}/removal").status_code == 303
    assert inside(lambda: db.session.get(SchoolPeriod, new)) is None
    actions = inside(lambda: list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "calendar"))))
    assert actions == ["period_created", "period_changed", "period_removed"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"kind": "term", "starts_on": "2027-01-17"}, 409, "和“2026年秋季学期”"),
        ({"starts_on": "2027-01-10"}, 409, "重叠"),
        ({"kind": "term", "starts_on": "2026-07-01", "ends_on": "2026-08-31"}, 409, "重叠"),
        ({"ends_on": "2027-01-17"}, 409, "早于开始日期"),
        ({"ends_on": "2028-01-17"}, 409, "最长 300 天"),
        ({"name": ""}, 422, "请写名称"), ({"kind": "x"}, 422, "从列表里选"), ({"starts_on": ""}, 422, "请选第一天"),
        ({"ends_on": "31.12.2027"}, 422, "这样的日期"), ({"name": "长" * 41}, 422, "最多写 40"),
    ],
)  # fmt: skip
def test_overlapping_and_badly_typed_periods_change_nothing(as_user, inside, fields, status, words):
    answer = period(as_user(OFFICE), **fields)
    assert answer.status_code == status and words in answer.text
    assert inside(lambda: len(list(db.session.scalars(select(SchoolPeriod))))) == 1


def test_a_break_may_lie_within_a_term(as_user, inside):
    assert period(as_user(OFFICE), name="秋假", starts_on="2026-11-02", ends_on="2026-11-06").status_code == 303
    assert info(inside, "2026-11-04").in_break


def test_a_period_does_not_overlap_itself(as_user):
    answer = period(as_user(OFFICE), "/calendar/periods/1", kind="term", starts_on="2026-09-01", ends_on="2027-01-10")
    assert answer.status_code == 303


@pytest.mark.parametrize("number", ["0", "999", "99999999999"])
def test_missing_periods_are_not_found(as_user, number):
    browser = as_user(OFFICE)
    assert browser.get(f"/calendar/periods/{number}/edit").status_code == 404
    assert period(browser, f"/calendar/periods/{number}").status_code == 404
    assert browser.post(f"/calendar/periods/{number}/removal").status_code == 404


@pytest.mark.parametrize("staff_no", STRANGERS)
def test_nobody_else_sees_or_changes_the_calendar(as_user, inside, staff_no):
    browser = as_user(staff_no)
    for path in ("/calendar", "/calendar/days/new", "/calendar/periods/new", "/calendar/periods/1/edit", "/calendar/years/2027/edit"):
        assert browser.get(path).status_code == 403
    for path, data in POSTS.items():
        assert browser.post(path, data=data).status_code == 403
    assert inside(own_days) == [] and inside(lambda: db.session.get(SchoolPeriod, 1).name) == "2026年秋季学期"


def test_page_needs_the_same_queries_for_1_and_30_own_days(as_user, statements):
    browser = as_user(OFFICE)
    change(browser)
    one = len(statements(lambda: browser.get("/calendar")))
    change(browser, first="2026-11-01", last="2026-11-30")
    assert len(statements(lambda: browser.get("/calendar"))) == one
