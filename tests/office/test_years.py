"""Entering a year's holidays by hand."""

from datetime import date

import pytest
from sqlalchemy import func, select

from unionweb.bookings.models import Slot
from unionweb.common import workdays
from unionweb.common.audit import AuditEvent
from unionweb.common.workdays import Calendar, CalendarDay, CalendarYear, DayKind
from unionweb.kernel.extensions import db

OFFICE = 10003
NOTICE = {
    "new_year_first": "2027-01-01", "new_year_last": "2027-01-03",
    "spring_first": "2027-02-05", "spring_last": "2027-02-11",
    "national_first": "2027-10-01", "national_last": "2027-10-07",
    "makeups": "2027-01-31 2027-02-20，2027-09-26", "checked": "y",
}  # fmt: skip


def enter(browser, **fields):
    return browser.post("/calendar/years/2027", data=NOTICE | fields)


def info(inside, text):
    day = date.fromisoformat(text)
    return inside(lambda: Calendar(day, day).day(day))


def nothing_entered(inside):
    rows = inside(lambda: db.session.scalar(select(func.count()).select_from(CalendarDay)))
    return rows == 0 and inside(lambda: db.session.get(CalendarYear, 2027)) is None


def test_a_year_is_entered_and_known_from_then_on(as_user, inside):
    browser = as_user(OFFICE)
    answer = enter(browser)
    assert (answer.status_code, answer.location) == (303, "/calendar?year=2027")
    page = browser.get(answer.location).text
    assert "2027 年的安排录入好了" in page and "放假安排未录入" not in page and "重新录入" in page
    assert info(inside, "2027-02-07").name == "春节" and info(inside, "2027-02-20").kind is DayKind.makeup
    assert info(inside, "2027-03-01").kind is DayKind.workday
    event = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.action == "year_entered")))
    assert (event.actor_id, event.to_state) == (OFFICE, "放假 17 天，调休上班 3 天")


def test_slots_reach_into_the_new_year_once_it_is_known(as_user, inside, at):
    def count():
        return db.session.scalar(select(func.count()).select_from(Slot).where(Slot.starts_at > date(2027, 1, 4)))

    at("2026-12-20 10:00")
    assert inside(workdays.unknown_year_banner) == 2027
    enter(as_user(OFFICE))
    assert inside(count) > 0 and inside(workdays.unknown_year_banner) is None


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"checked": ""}, 422, "请核对以后打勾"),
        ({"spring_first": "", "spring_last": ""}, 422, "春节第一天：请填放假的第一天和最后一天"),
        ({"spring_last": ""}, 422, "春节最后一天：第一天和最后一天都要填"),
        ({"spring_first": ""}, 422, "春节第一天：第一天和最后一天都要填"),
        ({"spring_first": "2027-02-12"}, 422, "最后一天早于第一天"),
        ({"spring_first": "2026-02-05"}, 422, "请填 2027 年的日期"),
        ({"spring_last": "2027-03-05"}, 422, "一个节最多 12 天"),
        ({"spring_first": "5.2."}, 422, "这样的日期"),
        ({"makeups": "2027-02-20 bald"}, 422, "看不懂“bald”"),
        ({"makeups": "2026-02-28"}, 422, "看不懂“2026-02-28”"),
        ({"makeups": "2" * 301}, 422, "最多写 300"),
        ({"makeups": "2027-02-06"}, 409, "又在春节假期里"),
        ({"makeups": "2027-02-22"}, 409, "本来就是工作日"),
        ({"labour_first": "2027-10-05", "labour_last": "2027-10-06"}, 409, "请只留一处"),
    ],
)  # fmt: skip
def test_badly_typed_years_are_told_and_change_nothing(as_user, inside, fields, status, words):
    answer = enter(as_user(OFFICE), **fields)
    assert answer.status_code == status and words in answer.text
    assert 'value="2027-10-07"' in answer.text
    assert nothing_entered(inside)


def test_two_feasts_in_one_go_leave_the_other_empty(as_user, inside):
    assert enter(as_user(OFFICE), autumn_first="", autumn_last="").status_code == 303
    assert info(inside, "2027-09-15").kind is DayKind.workday


def test_entering_again_starts_from_what_was_entered_and_replaces_it(as_user, inside):
    browser = as_user(OFFICE)
    enter(browser)
    page = browser.get("/calendar/years/2027/edit").text
    assert 'value="2027-02-05"' in page and "2027-01-31 2027-02-20 2027-09-26" in page and "已经录入过" in page
    enter(browser, spring_last="2027-02-10", makeups="")
    assert info(inside, "2027-02-11").kind is DayKind.workday and info(inside, "2027-02-20").kind is DayKind.weekend
    assert info(inside, "2027-02-10").name == "春节"


def test_a_year_entered_wrongly_can_be_withdrawn(as_user, inside):
    browser = as_user(OFFICE)
    enter(browser)
    assert browser.post("/calendar/years/2027/withdrawal").status_code == 303
    assert nothing_entered(inside) and info(inside, "2027-03-01") is None
    assert browser.post("/calendar/years/2027/withdrawal").status_code == 404


def test_a_year_that_has_begun_is_not_withdrawn_whole(as_user, inside, at):
    enter(as_user(OFFICE))
    at("2027-01-05 09:00")
    answer = as_user(OFFICE).post("/calendar/years/2027/withdrawal")
    assert answer.status_code == 409 and "已经开始" in answer.text and not nothing_entered(inside)


@pytest.mark.parametrize("year", ["2026", "2025", "2031", "1", "99999999999", "x"])
def test_only_coming_unknown_years_are_entered(as_user, inside, year):
    browser = as_user(OFFICE)
    assert browser.get(f"/calendar/years/{year}/edit").status_code == 404
    assert browser.post(f"/calendar/years/{year}", data=NOTICE).status_code == 404
    assert nothing_entered(inside)


@pytest.mark.parametrize("staff_no", [10001, 10004, 10007])
def test_nobody_else_enters_a_year(as_user, inside, staff_no):
    assert enter(as_user(staff_no)).status_code == 403
    assert as_user(staff_no).post("/calendar/years/2027/withdrawal").status_code == 403
    assert nothing_entered(inside)
