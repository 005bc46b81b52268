"""Checking in at the door: the list, the card, undoing, leave, closing the list, signing up there."""

import pytest
from sqlalchemy import func, select

from tests.activities.day import (
    add_crowd,
    add_day,
    add_signup,
    attendance,
    sessions_of,
    status_of,
    token_of,
)
from unionweb.activities.models import Activity, Attendance, Signup, SignupPlace
from unionweb.activities.rules.kinds import Entry, SignupStatus
from unionweb.activities.rules.presence import Presence, Way
from unionweb.activities.services.reminders import close_attendance
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

NOON = "2026-09-16 13:55"


@pytest.fixture
def held(inside, at):
    """(activity id, session id) of the afternoon's lecture, five minutes before it."""
    activity_id = inside(add_day)
    at(NOON)
    return activity_id, inside(lambda: sessions_of(activity_id)[0])


def press(browser, session_id, member_id, **more):
    return browser.post(f"/activities/sessions/{session_id}/check-ins", {"member_id": member_id, **more})


def test_somebody_is_checked_in_on_the_list(as_user, inside, held):
    activity_id, session_id = held
    office = as_user(10003)
    page = office.get(f"/activities/sessions/{session_id}/check-in")
    assert "已到 0 / 2" in page.text and "王敏" in page.text
    answer = press(office, session_id, 10001)
    assert answer.status_code == 303 and answer.location == f"/activities/sessions/{session_id}/check-in"
    page = office.get(answer.location).text
    assert "王敏 签到好了" in page and "已到 1 / 2" in page
    found = inside(lambda: attendance(activity_id, 10001))
    assert (found.state, found.way, found.minutes, found.noted_by_id) == (Presence.came, Way.list, 120, 10003)
    assert inside(lambda: status_of(activity_id, 10001)) is SignupStatus.attended
    assert inside(lambda: db.session.scalar(select(func.count()).where(AuditEvent.action == "checked_in"))) == 1


def test_a_second_check_in_changes_nothing(as_user, inside, held, at):
    activity_id, session_id = held
    press(as_user(10003), session_id, 10001)
    at("2026-09-16 14:20")
    office = as_user(10003)
    assert "已经签过到了" in office.get(press(office, session_id, 10001).location).text
    assert inside(lambda: attendance(activity_id, 10001).came_at.minute) == 55
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 1


SOUGHT = {"1": "王敏", "10005": "周外", "王": "王敏", "zw": "周外", "wangmin": "王敏", "#2": "周外"}


@pytest.mark.parametrize(("q", "found"), SOUGHT.items())
def test_people_are_found_by_number_staff_number_and_name(as_user, held, q, found):
    page = as_user(10003).get(f"/activities/sessions/{held[1]}/check-in", query_string={"q": q}).text
    other = {"王敏": "周外", "周外": "王敏"}[found]
    assert found in page and other not in page


def test_the_late_are_listed_with_their_minutes(as_user, held, at):
    office = as_user(10003)
    press(office, held[1], 10001)
    at("2026-09-16 14:12")
    office = as_user(10003)
    press(office, held[1], 10005)
    page = office.get(f"/activities/sessions/{held[1]}/check-in?show=late").text
    assert "迟到 12 分钟" in page and "周外" in page and "10001" not in page


@pytest.mark.parametrize(("moment", "said"), [("2026-09-16 11:00", "起可以签到"), ("2026-09-24 16:01", "以后不能再签到")])
def test_outside_its_hours_nobody_is_checked_in(as_user, inside, held, at, moment, said):
    at(moment)
    answer = press(as_user(10003), held[1], 10001)
    assert answer.status_code == 409 and said in answer.text
    assert inside(lambda: attendance(held[0], 10001)) is None


def test_entered_from_paper_it_counts_as_in_time(as_user, inside, held, at):
    at("2026-09-17 09:00")
    press(as_user(10003), held[1], 10001)
    assert inside(lambda: attendance(held[0], 10001).came_at.hour) == 14


@pytest.mark.parametrize("data", [{}, {"member_id": ""}, {"member_id": "abc"}, {"member_id": ["10001", "10005"]}, {"member_id": "-1"}])
def test_what_names_nobody_is_422(as_user, inside, held, data):
    answer = as_user(10003).post(f"/activities/sessions/{held[1]}/check-ins", data)
    assert answer.status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 0


def test_who_is_not_on_the_list_is_refused(as_user, inside, held):
    answer = press(as_user(10003), held[1], 10008)
    assert answer.status_code == 409 and "名单里没有这个人" in answer.text


def test_undoing_asks_for_a_reason_and_keeps_it(as_user, inside, held):
    office, path = as_user(10003), f"/activities/sessions/{held[1]}/people/10001"
    press(office, held[1], 10001)
    assert office.post(f"{path}/undoing", {}).status_code == 422
    assert office.post(f"{path}/undoing", {"reason": "点错了人"}).status_code == 303
    found = inside(lambda: attendance(held[0], 10001))
    assert (found.state, found.minutes, found.reason) == (Presence.undone, 0, "点错了人")
    assert inside(lambda: status_of(held[0], 10001)) is SignupStatus.confirmed
    assert office.post(f"{path}/undoing", {"reason": "再来"}).status_code == 409
    assert press(office, held[1], 10001).status_code == 303
    assert inside(lambda: attendance(held[0], 10001).state) is Presence.came


def test_closing_marks_the_absent_but_not_the_excused(as_user, inside, held, at):
    crowd = inside(lambda: (found := add_crowd(1), add_signup(held[0], found[0]), db.session.commit(), found)[-1])
    office = as_user(10003)
    press(office, held[1], 10001)
    office.post(f"/activities/sessions/{held[1]}/people/10005/leave", {"reason": "出差"})
    assert office.post(f"/activities/sessions/{held[1]}/closing").status_code == 409
    at("2026-09-16 16:30")
    office = as_user(10003)
    assert office.post(f"/activities/sessions/{held[1]}/closing").status_code == 303
    assert office.post(f"/activities/sessions/{held[1]}/closing").status_code == 409
    states = inside(lambda: [attendance(held[0], m).state for m in (10001, 10005, *crowd)])
    assert states == [Presence.came, Presence.excused, Presence.absent]
    assert inside(lambda: status_of(held[0], crowd[0])) is SignupStatus.absent
    assert press(office, held[1], crowd[0]).status_code == 303
    assert inside(lambda: status_of(held[0], crowd[0])) is SignupStatus.attended


def test_the_worker_closes_a_list_that_was_kept_and_only_that(as_user, inside, held, at):
    at("2026-09-16 16:31")
    inside(close_attendance)
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 0
    asked = inside(lambda: db.session.scalars(select(Message)).one())
    assert asked.member_id == 10003 and "还没有签到记录" in asked.title
    press(as_user(10003), held[1], 10001)
    inside(close_attendance)
    inside(close_attendance)
    assert inside(lambda: attendance(held[0], 10005).state) is Presence.absent


def test_of_several_sessions_one_is_not_yet_an_absence(inside, at, as_user):
    activity_id = inside(lambda: add_day(sessions=2))
    first, second = inside(lambda: sessions_of(activity_id))
    at("2026-09-16 14:00")
    press(as_user(10003), first, 10001)
    at("2026-09-16 17:00")
    inside(close_attendance)
    assert inside(lambda: status_of(activity_id, 10005)) is SignupStatus.confirmed
    at("2026-09-23 14:00")
    press(as_user(10003), second, 10001)
    at("2026-09-23 17:00")
    inside(close_attendance)
    assert inside(lambda: status_of(activity_id, 10005)) is SignupStatus.absent
    assert inside(lambda: status_of(activity_id, 10001)) is SignupStatus.attended


def test_a_team_is_checked_in_one_by_one(inside, at, as_user):
    def build():
        activity_id = add_day(people=(), entry=Entry.team, team_most=3)
        add_signup(activity_id, 10001, team_name="海浪队", team=(10005, 10008))
        db.session.commit()
        return activity_id

    activity_id = inside(build)
    session_id = inside(lambda: sessions_of(activity_id)[0])
    at(NOON)
    office = as_user(10003)
    page = office.get(f"/activities/sessions/{session_id}/check-in").text
    assert "已到 0 / 3" in page and "郑评" in page and "海浪队" in page
    card = office.get(f"/activities/cards/{inside(lambda: token_of(activity_id, 10001))}").text
    assert all(name in card for name in ("王敏", "周外", "郑评"))
    press(office, session_id, 10008)
    assert inside(lambda: attendance(activity_id, 10008).state) is Presence.came
    assert inside(lambda: status_of(activity_id, 10001)) is SignupStatus.attended


# ---- at the door


def walk_in(browser, session_id, staff_no):
    return browser.post(f"/activities/sessions/{session_id}/walk-ins", {"staff_no": staff_no})


def test_at_the_door_a_free_place_is_given(as_user, inside, held):
    office = as_user(10003)
    assert walk_in(office, held[1], "10008").status_code == 303
    assert "报名号 3" in office.get(f"/activities/sessions/{held[1]}/check-in").text
    found = inside(lambda: attendance(held[0], 10008))
    assert (found.state, found.way) == (Presence.came, Way.door)
    assert walk_in(office, held[1], "10008").status_code == 409


def test_at_the_door_nothing_is_given_that_is_not_there(as_user, inside, held):
    inside(lambda: (setattr(db.session.get_one(Activity, held[0]), "capacity", 2), db.session.commit()))
    answer = walk_in(as_user(10003), held[1], "10008")
    assert answer.status_code == 409 and "名额满了" in answer.text
    assert walk_in(as_user(10003), held[1], "99999").status_code == 409
    assert walk_in(as_user(10003), held[1], "").status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(Signup.id)))) == 2


def test_who_waits_is_given_a_place_at_the_door(as_user, inside, held):
    waiting = {"status": SignupStatus.waitlisted, "queue_no": 3}

    def queue():
        add_signup(held[0], 10008, **waiting)
        db.session.delete(db.session.get(SignupPlace, (held[0], 0, 3)))
        db.session.commit()

    inside(queue)
    assert walk_in(as_user(10003), held[1], "10008").status_code == 303
    assert inside(lambda: status_of(held[0], 10008)) is SignupStatus.attended


# ---- who may


@pytest.mark.parametrize(("staff_no", "status"), [(None, 303), (10001, 403), (10002, 404), (10004, 403), (10003, 200)])
@pytest.mark.parametrize("page", ["check-in", "screen", "sign-in-sheet.xlsx", "people/10001"])
def test_only_who_runs_it_stands_at_the_door(as_user, held, staff_no, status, page):
    assert as_user(staff_no).get(f"/activities/sessions/{held[1]}/{page}").status_code == status


def test_a_chair_keeps_the_lists_of_the_own_unit_only(as_user, inside, at):
    own, other = inside(lambda: (add_day(unit_id=2), add_day(unit_id=3)))
    at(NOON)
    chair = as_user(10002)
    for activity_id, status in ((own, 303), (other, 404)):
        session_id = inside(lambda activity_id=activity_id: sessions_of(activity_id)[0])
        assert press(chair, session_id, 10001).status_code == status
        assert walk_in(chair, session_id, "10008").status_code == status
    assert inside(lambda: attendance(other, 10001)) is None


def test_the_list_costs_the_same_for_one_and_for_thirty(as_user, inside, held, statements):
    office = as_user(10003)
    path = f"/activities/sessions/{held[1]}/check-in"
    office.get(path)
    few = len(statements(lambda: office.get(path)))

    def more():
        db.session.get_one(Activity, held[0]).capacity = 100
        for member_id in add_crowd(35):
            add_signup(held[0], member_id)
        db.session.commit()

    inside(more)
    assert len(statements(lambda: office.get(path))) == few
    assert "已到 0 / 37" in office.get(path).text
