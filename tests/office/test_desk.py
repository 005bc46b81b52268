"""The way to the office's pages, the help and the privacy page."""

import re

import pytest

from unionweb.common import settings


@pytest.mark.parametrize("staff_no", [10002, 10003, 10004])
def test_the_desk_leads_to_the_first_page_one_may_open(as_user, staff_no):
    browser = as_user(staff_no)
    answer = browser.get("/office")
    assert answer.status_code == 303 and browser.get(answer.location).status_code == 200


@pytest.mark.parametrize("staff_no", [10001, 10005])
def test_the_desk_is_closed_to_those_without_a_page_there(as_user, staff_no):
    assert as_user(staff_no).get("/office").status_code == 403
    assert '"/office"' not in as_user(staff_no).get("/").text


@pytest.mark.parametrize("path", ["/help", "/privacy"])
@pytest.mark.parametrize("staff_no", [None, 10001])
def test_help_and_privacy_are_open_to_everybody(as_user, path, staff_no):
    assert as_user(staff_no).get(path).status_code == 200


def test_help_has_the_places_other_pages_point_to(as_user):
    page = as_user().get("/help").text
    anchors = set(re.findall(r'id="([a-z-]+)"', page))
    assert {"password", "book", "cancel", "waiting", "check-in", "room", "talk", "messages"} <= anchors
    assert set(re.findall(r'href="#([a-z-]+)"', page)) - {"main"} <= anchors


def test_help_tells_the_numbers_in_force(as_user, inside):
    for key, value in (("booking.per_day", 7), ("sign_in.code_days", 21), ("booking.release_after", 0)):
        inside(lambda key=key, value=value: settings.put(key, value))
    page = as_user().get("/help").text
    assert "每天最多 7 次" in page and "21 天里有效" in page and "记一次爽约" not in page


def test_help_shows_the_crisis_lines(as_user, inside):
    inside(lambda: settings.put("counseling.hotlines", "值班 60777"))
    assert '<a href="tel:60777">60777</a>' in as_user().get("/help").text


def test_privacy_page_tells_how_long_things_are_kept(as_user, inside):
    for key, value in (("mother_room.keep_days", 31), ("counseling.keep_days", 91), ("booking.keep_days", 361), ("inbox.keep_days", 81)):
        inside(lambda key=key, value=value: settings.put(key, value))
    page = as_user().get("/privacy").text
    assert all(f"{days} 天" in page for days in (31, 91, 361, 81))


def test_mail_is_mentioned_only_where_there_is_any(app, as_user):
    assert "邮件" not in as_user().get("/privacy").text
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    assert "邮件" in as_user().get("/privacy").text
