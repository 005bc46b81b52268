"""A 公示 that is fixed for a later day: nobody but the office knows anything of it before that day begins."""

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.calls.services import publishing
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER = 10003, 10001, 10002, 10005
LATER = {"workdays": "5", "contact": "校工会办公室 60312", "starts_on": "2026-09-21"}
TOLD = ("公示中", "拟评出", ">看结果<")


def fixed(as_user, inside) -> tuple[int, list[int]]:
    call_id, entries = inside(resulted.decided)
    answer = as_user(OFFICE).post(f"/calls/{call_id}/publicity", LATER, follow_redirects=True)
    assert "公示从9月21日开始" in answer.text
    return call_id, entries


@pytest.mark.parametrize("staff_no", [AUTHOR, CHAIR, STRANGER, OFFICE])
def test_before_its_first_day_the_list_is_not_there_for_anybody(as_user, inside, at, staff_no):
    call_id, _ = fixed(as_user, inside)
    for now in ("2026-09-16 11:00", "2026-09-20 23:59:59"):
        at(now)
        browser = as_user(staff_no)
        assert browser.get(f"/calls/{call_id}/results").status_code == 404
        assert browser.post(f"/calls/{call_id}/objections", {"text": "第1件不是原创"}).status_code == 404
    at("2026-09-21 00:00")
    browser = as_user(staff_no)
    assert "第1件的题目" in browser.get(f"/calls/{call_id}/results").text
    assert browser.post(f"/calls/{call_id}/objections", {"text": "第1件不是原创"}).status_code == 303


def test_no_page_of_members_points_at_it_before(as_user, inside, at):
    call_id, entries = fixed(as_user, inside)
    paths = ["/", "/calls", f"/calls/{call_id}", f"/calls/entries/{entries[0]}", "/library", "/library/units/2", "/honours", "/messages"]
    for staff_no in (AUTHOR, CHAIR, STRANGER):
        pages = {path: as_user(staff_no).get(path).text for path in paths if staff_no == AUTHOR or "entries" not in path}
        found = [(path, word) for path, text in pages.items() for word in (*TOLD, f"/calls/{call_id}/results") if word in text]
        assert not found, staff_no
    assert inside(lambda: db.session.query(Message).filter(Message.path.contains(f"/calls/{call_id}")).count()) == 0
    desk = as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text
    assert "公示从9月21日开始" in desk
    assert "公示中" not in desk
    assert f"/calls/{call_id}/final" not in desk
    assert f'href="/calls/{call_id}/results"' not in desk
    for path in ("/calls/desk", f"/calls/{call_id}/desk", "/calls/results"):
        listed = as_user(OFFICE).get(path).text
        assert ">公示还没有开始<" in listed, path
        assert ">公示中<" not in listed.replace('<option value="on_notice">公示中</option>', ""), path
    at("2026-09-21 08:00")
    assert ">公示中<" in as_user(OFFICE).get("/calls/results").text
    assert f'href="/calls/{call_id}/results"' in as_user(STRANGER).get(f"/calls/{call_id}").text
    assert "公示中" in as_user(STRANGER).get("/calls").text
    assert f'href="/calls/{call_id}/results"' in as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text


def test_what_is_proposed_is_told_to_nobody_it_is_about_not_even_by_a_refusal(as_user, inside):
    call_id, entries = inside(resulted.decided)
    page, other = (as_user(AUTHOR).get(path).text for path in ("/calls", f"/calls/entries/{entries[0]}"))
    assert "已受理" in page
    assert "拟评出" not in page + other
    said = {"decision": "returned", "comment": "请改", "opinion": "同意", "said_by": "党支部", "said_on": "2026-09-15"}
    for staff_no, step in ((AUTHOR, "withdrawal"), (CHAIR, "unit-checks"), (CHAIR, "party-opinion")):
        assert "拟评出" not in as_user(staff_no).post(f"/calls/entries/{entries[0]}/{step}", said).text, step
    assert "拟评出" not in as_user(CHAIR).get(f"/calls/{call_id}/unit?unit=2").text


def test_entries_say_so_once_the_day_has_come_and_no_sooner(as_user, inside, at):
    call_id, entries = fixed(as_user, inside)
    inside(publishing.begin_due)
    assert inside(lambda: resulted.status(entries[0])) is SubmissionStatus.shortlisted
    at("2026-09-21 00:05")
    inside(publishing.begin_due)
    inside(publishing.begin_due)
    assert inside(lambda: resulted.status(entries[0])) is SubmissionStatus.on_public_notice
    assert "公示中" in as_user(AUTHOR).get("/calls").text
    at("2026-09-29 09:00")
    assert inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR)) == 3


def test_a_list_that_was_stopped_and_is_fixed_anew_is_hidden_until_then(as_user, inside, at):
    call_id, _ = inside(resulted.on_notice)
    assert as_user(STRANGER).get(f"/calls/{call_id}/results").status_code == 200
    inside(lambda: publishing.withdraw_publicity(call_id, "名单有误", ACTOR))
    assert as_user(OFFICE).post(f"/calls/{call_id}/publicity", LATER).status_code == 303
    assert as_user(STRANGER).get(f"/calls/{call_id}/results").status_code == 404
    assert inside(publishing.begin_due) == "没有在公示的。"
