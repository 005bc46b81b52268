"""The personal card, and checking in by oneself with the code on the screen."""

from datetime import datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from tests.activities.day import add_day, attendance, sessions_of, token_of
from unionweb.activities.models import Activity, Attendance, CheckInTry, Signup
from unionweb.activities.queries.presence import TRIES
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Way, is_screen_code, screen_code
from unionweb.activities.services.reminders import tidy_check_in_tries
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


@pytest.fixture
def held(inside, at):
    activity_id = inside(add_day)
    at("2026-09-16 13:55")
    return activity_id, inside(lambda: sessions_of(activity_id)[0])


def code_now(session_id, moment=None):
    return screen_code(current_app.config["SECRET_KEY"], session_id, moment or clock.now())


def type_in(browser, session_id, code):
    return browser.post(f"/activities/sessions/{session_id}/self-check-ins", {"code": code})


# ---- the code


def test_the_screen_shows_a_code_that_checks_in(as_user, inside, held):
    screen = as_user(10003).get(f"/activities/sessions/{held[1]}/screen")
    code = inside(lambda: code_now(held[1]))
    assert f"{code[:3]} {code[3:]}" in screen.text and "<svg" in screen.text and screen.headers["Refresh"] == "20"
    person = as_user(10001)
    page = person.get(f"/activities/sessions/{held[1]}/self-check-in?code={code}")
    assert f'value="{code}"' in page.text and inside(lambda: attendance(held[0], 10001)) is None
    assert type_in(person, held[1], f"{code[:3]} {code[3:]}").status_code == 303
    assert inside(lambda: attendance(held[0], 10001).way) is Way.code
    again = type_in(person, held[1], code)
    assert "已经签过到了" in person.get(again.location).text


def test_the_code_of_the_minute_before_is_taken_and_older_ones_are_not(as_user, inside, held):
    one, two = inside(lambda: [code_now(held[1], clock.now() - timedelta(minutes=n)) for n in (1, 2)])
    answer = type_in(as_user(10001), held[1], two)
    assert answer.status_code == 409 and "口令不对" in answer.text
    assert type_in(as_user(10001), held[1], one).status_code == 303


def test_the_code_of_another_session_opens_nothing(as_user, inside, held):
    other = inside(lambda: add_day("另一场"))
    code = inside(lambda: code_now(sessions_of(other)[0]))
    assert type_in(as_user(10001), held[1], code).status_code == 409
    assert inside(lambda: attendance(held[0], 10001)) is None


@pytest.mark.parametrize("code", ["000000", "abc", "12345", "１２３４５６", "-12345", "1234567"])
def test_wrong_codes_are_refused_and_counted(as_user, inside, held, code):
    assert type_in(as_user(10001), held[1], code).status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count(CheckInTry.id)))) == 1
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 0


@pytest.mark.parametrize("data", [{}, {"code": ""}, {"code": "1" * 13}, {"code": ["1", "2"]}])
def test_what_is_no_code_is_422_and_not_counted(as_user, inside, held, data):
    assert as_user(10001).post(f"/activities/sessions/{held[1]}/self-check-ins", data).status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(CheckInTry.id)))) == 0


def test_after_many_wrong_codes_the_right_one_has_to_wait(as_user, inside, held, at):
    person = as_user(10001)
    for _ in range(TRIES):
        assert type_in(person, held[1], "000000").status_code == 409
    code = inside(lambda: code_now(held[1]))
    assert type_in(person, held[1], code).status_code == 429
    at("2026-09-16 14:06")
    assert type_in(as_user(10001), held[1], inside(lambda: code_now(held[1]))).status_code == 303
    at("2026-09-18 04:00")
    inside(tidy_check_in_tries)
    assert inside(lambda: db.session.scalar(select(func.count(CheckInTry.id)))) == 0


@pytest.mark.parametrize("moment", ["2026-09-16 13:29", "2026-09-16 16:01"])
def test_outside_the_window_even_the_right_code_is_refused(as_user, inside, held, at, moment):
    at(moment)
    answer = type_in(as_user(10001), held[1], inside(lambda: code_now(held[1])))
    assert answer.status_code == 409
    assert inside(lambda: attendance(held[0], 10001)) is None


def test_who_did_not_sign_up_is_told_so(as_user, inside, held):
    page = as_user(10008).get(f"/activities/sessions/{held[1]}/self-check-in")
    assert page.status_code == 200 and "名单里没有您" in page.text
    assert type_in(as_user(10008), held[1], inside(lambda: code_now(held[1]))).status_code == 409


def test_a_draft_has_no_screen_for_others(as_user, inside, held):
    inside(lambda: (setattr(db.session.get_one(Activity, held[0]), "state", ActivityState.draft), db.session.commit()))
    assert as_user(10001).get(f"/activities/sessions/{held[1]}/self-check-in").status_code == 404
    assert as_user(10001).get("/activities/sessions/987654/self-check-in").status_code == 404


def test_codes_differ_by_minute_session_and_secret():
    noon = datetime(2026, 9, 16, 12)
    codes = {screen_code(secret, session, noon + timedelta(minutes=n)) for secret in "ab" for session in (1, 2) for n in range(30)}
    assert len(codes) > 115 and all(len(code) == 6 for code in codes)
    assert not is_screen_code("a", 1, "", noon) and not is_screen_code("a", 1, "１２３", noon)


# ---- the card


def test_the_owner_sees_the_card_and_the_organiser_a_button(as_user, inside, held):
    path = f"/activities/cards/{inside(lambda: token_of(held[0], 10001))}"
    own = as_user(10001).get(path)
    assert "签到码" in own.text and 'class="qr"' in own.text and "check-ins" not in own.text
    scanned = as_user(10003).get(path)
    assert "王敏" in scanned.text and f"/activities/sessions/{held[1]}/check-ins" in scanned.text
    assert inside(lambda: attendance(held[0], 10001)) is None


@pytest.mark.parametrize(("staff_no", "status"), [(None, 303), (10005, 404), (10002, 404), (10004, 404)])
def test_a_card_says_nothing_to_anybody_else(as_user, inside, held, staff_no, status):
    answer = as_user(staff_no).get(f"/activities/cards/{inside(lambda: token_of(held[0], 10001))}")
    assert answer.status_code == status and "王敏" not in answer.text.replace("next=", "")


def test_a_card_without_a_place_opens_nothing(as_user, inside, held):
    token = inside(lambda: token_of(held[0], 10001))
    inside(lambda: (setattr(db.session.scalars(select(Signup)).first(), "status", SignupStatus.cancelled), db.session.commit()))
    assert as_user(10003).get(f"/activities/cards/{token}").status_code == 404
    assert as_user(10003).get("/activities/cards/not-there").status_code == 404
