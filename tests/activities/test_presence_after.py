"""What follows from the list: taking back after it was closed, telling who was missed, entering from paper, what does not count twice."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.activities.day import add_attendance, add_day, add_signup, attendance, sessions_of, status_of, token_of
from unionweb.activities.models import (
    Activity,
    ActivitySession,
    Attendance,
    FeedbackQuestion,
    Signup,
    SignupPlace,
    TeamMember,
)
from unionweb.activities.queries.pauses import misses
from unionweb.activities.rules.kinds import ActivityState, Entry, Picks, SignupStatus
from unionweb.activities.rules.presence import Presence, usual_minutes
from unionweb.activities.services.reminders import close_attendance
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

NOON, EVENING = "2026-09-16 13:55", "2026-09-16 16:31"
SINCE = datetime(2026, 1, 1).date()


@pytest.fixture
def held(inside, at):
    """(activity id, session id) of the afternoon's lecture of 王敏 and 周外, five minutes before it."""
    activity_id = inside(add_day)
    at(NOON)
    return activity_id, inside(lambda: sessions_of(activity_id)[0])


def press(browser, session_id, member_id):
    return browser.post(f"/activities/sessions/{session_id}/check-ins", {"member_id": member_id})


def undo(browser, session_id, member_id):
    return browser.post(f"/activities/sessions/{session_id}/people/{member_id}/undoing", {"reason": "点错了人"})


def leave(browser, session_id, member_id):
    return browser.post(f"/activities/sessions/{session_id}/people/{member_id}/leave", {"reason": "出差"})


def titles(member_id):
    return list(db.session.scalars(select(Message.title).where(Message.member_id == member_id, Message.path == "/activities/misses")))


def change(row_of, **facts):
    """Set columns of the row that `row_of` finds, committed."""
    row = row_of()
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.commit()


def test_who_is_taken_back_from_a_closed_list_did_not_come(as_user, inside, held, at):
    press(as_user(10003), held[1], 10001)
    press(as_user(10003), held[1], 10005)
    at(EVENING)
    inside(close_attendance)
    office = as_user(10003)
    assert undo(office, held[1], 10005).status_code == 303
    assert inside(lambda: attendance(held[0], 10005).state) is Presence.absent
    assert inside(lambda: status_of(held[0], 10005)) is SignupStatus.absent
    assert inside(lambda: [miss.activity_id for miss in misses([10005], SINCE)]) == [held[0]]
    assert inside(lambda: titles(10005)) == ["《健康讲座》记了您没有来"]
    assert undo(office, held[1], 10005).status_code == 409


def test_who_did_not_come_is_told_once_and_where_to_appeal(as_user, inside, held, at):
    press(as_user(10003), held[1], 10001)
    at(EVENING)
    inside(close_attendance)
    assert inside(lambda: titles(10005)) == ["《健康讲座》记了您没有来"]
    assert inside(lambda: titles(10001)) == []
    office = as_user(10003)
    press(office, held[1], 10005)
    undo(office, held[1], 10005)
    assert inside(lambda: titles(10005)) == ["《健康讲座》记了您没有来"]


def test_somebody_with_leave_is_not_said_to_have_stayed_away(as_user, inside, held, at):
    press(as_user(10003), held[1], 10001)
    leave(as_user(10003), held[1], 10005)
    at(EVENING)
    inside(close_attendance)
    assert inside(lambda: status_of(held[0], 10005)) is SignupStatus.confirmed
    assert inside(lambda: titles(10005)) == []


def test_leave_by_mistake_is_taken_back(as_user, inside, held):
    office = as_user(10003)
    leave(office, held[1], 10005)
    assert "撤回请假" in office.get(f"/activities/sessions/{held[1]}/people/10005").text
    assert undo(office, held[1], 10005).status_code == 303
    assert inside(lambda: attendance(held[0], 10005).state) is Presence.undone


def test_who_signed_up_anew_comes_with_the_new_sign_up(as_user, inside, held):
    office = as_user(10003)
    leave(office, held[1], 10005)

    def again():
        old = db.session.scalars(select(Signup).where(Signup.activity_id == held[0], Signup.member_id == 10005)).one()
        old.status, old.ended_at = SignupStatus.cancelled, datetime(2026, 9, 16, 13)
        found = add_signup(held[0], 10005)
        db.session.commit()
        return found

    signup_id = inside(again)
    assert press(office, held[1], 10005).status_code == 303
    assert inside(lambda: attendance(held[0], 10005).signup_id) == signup_id
    assert inside(lambda: db.session.get_one(Signup, signup_id).status) is SignupStatus.attended


def test_who_came_unannounced_is_entered_from_paper_afterwards(as_user, inside, held, at):
    inside(lambda: change(lambda: db.session.get_one(Activity, held[0]), state=ActivityState.done, ended_at=datetime(2026, 9, 16, 16)))
    at("2026-09-17 09:00")
    answer = as_user(10003).post(f"/activities/sessions/{held[1]}/walk-ins", {"staff_no": "10008"})
    assert answer.status_code == 303
    found = inside(lambda: attendance(held[0], 10008))
    assert (found.state, found.came_at.hour) == (Presence.came, 14)


def test_a_called_off_activity_offers_no_checking_in(as_user, inside, held):
    inside(lambda: change(lambda: db.session.get_one(Activity, held[0]), state=ActivityState.called_off))
    page = as_user(10003).get(f"/activities/sessions/{held[1]}/check-in").text
    assert "这一场取消了" in page and "check-ins" not in page
    assert press(as_user(10003), held[1], 10001).status_code == 409
    assert "这一场取消了" in as_user(10001).get(f"/activities/sessions/{held[1]}/self-check-in").text
    assert as_user(10003).post(f"/activities/sessions/{held[1]}/walk-ins", {"staff_no": "10008"}).status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 0


def test_a_draft_is_not_said_to_be_called_off(as_user, inside, held):
    inside(lambda: change(lambda: db.session.get_one(Activity, held[0]), state=ActivityState.draft))
    assert "还没有发布" in press(as_user(10003), held[1], 10001).text


# ---- what counts, and how often


def test_away_the_first_time_and_given_up_afterwards_is_one_miss(inside, at):
    def build():
        activity_id = add_day(people=(10001,), starts=datetime(2026, 9, 1, 14), sessions=2)
        add_attendance(activity_id, 10001, Presence.absent)
        signup = db.session.scalars(select(Signup).where(Signup.activity_id == activity_id)).one()
        signup.status, signup.is_late, signup.ended_at = SignupStatus.cancelled, True, datetime(2026, 9, 2)
        db.session.commit()

    inside(build)
    assert len(inside(lambda: misses([10001], SINCE))) == 1


def test_who_came_long_ago_to_a_long_course_was_there(inside):
    def build():
        activity_id = add_day(people=(10001,), starts=datetime(2026, 9, 1, 14), sessions=2)
        add_attendance(activity_id, 10001)
        add_attendance(activity_id, 10001, Presence.absent, session=1)

    inside(build)
    assert inside(lambda: misses([10001], datetime(2026, 9, 5).date())) == []


def test_a_place_given_up_late_does_not_count_once_the_session_is_called_off(inside):
    def build():
        activity_id = add_day(people=(), picks=Picks.one)
        signup_id = add_signup(activity_id, 10001, session_id=sessions_of(activity_id)[0])
        signup = db.session.get_one(Signup, signup_id)
        signup.status, signup.is_late, signup.ended_at = SignupStatus.cancelled, True, datetime(2026, 9, 15, 20)
        db.session.commit()
        return activity_id

    activity_id = inside(build)
    assert len(inside(lambda: misses([10001], SINCE))) == 1
    session_id = inside(lambda: sessions_of(activity_id)[0])
    inside(lambda: change(lambda: db.session.get_one(ActivitySession, session_id), called_off_at=datetime(2026, 9, 16)))
    assert inside(lambda: misses([10001], SINCE)) == []


@pytest.mark.parametrize(("length", "counted", "minutes"), [(120, None, 120), (50, None, 48), (100, None, 102), (120, 45, 48), (120, 1, 0)])
def test_hours_count_in_tenths_so_that_papers_add_up(length, counted, minutes):
    start = datetime(2026, 9, 16, 14)
    assert usual_minutes(start, start + timedelta(minutes=length), counted) == minutes


def test_nobody_is_asked_for_feedback_without_questions(as_user, inside, held, at):
    press(as_user(10003), held[1], 10001)
    at(EVENING)
    question = {"kind": "words", "text": "怎么样", "choices": [], "withdrawn_at": datetime(2026, 9, 16)}
    inside(lambda: (db.session.add(FeedbackQuestion(activity_id=held[0], sort=0, **question)), db.session.commit()))
    inside(close_attendance)
    wanted = select(func.count(Message.id)).where(Message.path == f"/activities/{held[0]}/feedback")
    assert inside(lambda: db.session.scalar(wanted)) == 0


# ---- ways there


def test_a_member_of_a_team_finds_its_card_on_the_invitation(as_user, inside, at):
    def build():
        activity_id = add_day(people=(), entry=Entry.team, team_most=3)
        add_signup(activity_id, 10001, team_name="海浪队", team=(10005,))
        db.session.commit()
        return activity_id

    activity_id = inside(build)
    invitation_id = inside(lambda: db.session.scalar(select(TeamMember.id).where(TeamMember.member_id == 10005)))
    card = f"/activities/cards/{inside(lambda: token_of(activity_id, 10001))}"
    member = as_user(10005)
    assert card in member.get(f"/activities/invitations/{invitation_id}").text
    assert member.get(card).status_code == 200
    inside(lambda: change(lambda: db.session.get_one(TeamMember, invitation_id), status="declined"))
    assert card not in as_user(10005).get(f"/activities/invitations/{invitation_id}").text


def test_badges_of_more_than_one_file_are_all_linked(as_user, inside, held, monkeypatch):
    monkeypatch.setattr("unionweb.activities.views.presence.MOST", 1)
    page = as_user(10003).get(f"/activities/sessions/{held[1]}/check-in").text
    assert "badges.pdf?part=1" in page and "badges.pdf?part=2" in page and "part=3" not in page
    assert inside(lambda: db.session.scalar(select(func.count(SignupPlace.signup_id)))) == 2
