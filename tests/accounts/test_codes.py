import re

import pytest
from sqlalchemy import func, select

from tests.support.university import add_member, grant
from unionweb.accounts.models import Credential, UserSession
from unionweb.accounts.rules import Role
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db

CODE = re.compile(r"</span>([A-HJ-NP-Z2-9]{10})</p>")


def codes(page):
    return CODE.findall(page.text)


def issue(browser, id):
    return browser.post(f"/people/{id}/code")


def sign_in(browser, staff_no, code):
    return browser.post("/sign-in", {"staff_no": str(staff_no), "password": code})


def newcomers(*numbers, unit=2):
    for number in numbers:
        add_member(number, "张新", unit=unit)
    db.session.commit()


def test_a_code_is_shown_once_and_signs_in(as_user, inside):
    page = issue(as_user(10003), 10001)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    [code] = codes(page)
    assert "Set-Cookie" not in page.headers or code not in page.headers["Set-Cookie"]
    assert code not in as_user(10003).get("/people/10001/code").text
    browser = as_user()
    assert sign_in(browser, 10001, code).status_code == 303
    assert browser.get("/").location == "/account/password"
    stored = inside(lambda: db.session.get(Credential, 10001).password_hash)
    assert code not in stored


def test_opening_the_page_issues_nothing(as_user, inside):
    before = inside(lambda: db.session.get(Credential, 10001).password_hash)
    as_user(10003).get("/people/10001/code")
    assert inside(lambda: db.session.get(Credential, 10001).password_hash) == before


def test_a_second_code_says_that_the_first_is_void(as_user):
    browser = as_user(10003)
    first, second = issue(browser, 10001), issue(browser, 10001)
    assert "作废了" not in first.text and "刚才发的那个作废了" in second.text
    assert sign_in(as_user(), 10001, codes(first)[0]).status_code == 409
    assert sign_in(as_user(), 10001, codes(second)[0]).status_code == 303


def test_issuing_ends_sessions_and_is_noted(as_user, inside):
    theirs = as_user(10001)
    issue(as_user(10003), 10001)
    assert theirs.get("/account").status_code == 303
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "code_issued")).one())
    assert (event.actor_id, event.subject_id, event.detail) == (10003, 10001, None)


@pytest.mark.parametrize("staff_no", [10001, 10002, 10005, 10006, 10007])
def test_others_issue_no_codes(as_user, staff_no):
    browser = as_user(staff_no)
    assert browser.get("/people/10005/code").status_code == 403
    assert issue(browser, 10005).status_code == 403
    assert browser.get("/units/2/codes").status_code == 403


@pytest.mark.parametrize(
    ("issuer", "member", "status"),
    [(10003, 10003, 403), (10004, 10004, 403), (10004, 10006, 403), (10003, 10006, 200), (10004, 10003, 200), (10003, 10004, 200)],
)
def test_a_code_never_opens_more_than_its_issuer_may_have(as_user, issuer, member, status):
    assert issue(as_user(issuer), member).status_code == status


def test_part_of_the_office_issues_none_to_the_whole_office(as_user, inside):
    inside(lambda: (grant(10008, Role.office, area="people"), db.session.commit()))
    assert issue(as_user(10008), 10003).status_code == 403
    assert issue(as_user(10008), 10004).status_code == 403
    assert issue(as_user(10008), 10001).status_code == 200


def test_who_left_gets_no_code(as_user):
    as_user(10003).post("/people/10001/departure", {"on": "2026-09-16", "reason": "调走"})
    assert issue(as_user(10003), 10001).status_code == 409


def test_unknown_member_is_not_found(as_user):
    assert issue(as_user(10003), 99999).status_code == 404
    assert as_user(10003).get("/units/99/codes").status_code == 404


def test_slips_for_a_unit_go_to_those_who_never_signed_in(as_user, inside):
    inside(lambda: newcomers(20001, 20002))
    browser = as_user(10003)
    page = browser.get("/units/2/codes")
    assert "张新，20001" in page.text and "王敏" not in page.text.split("<form")[2]
    slips = browser.post("/units/2/codes", {"member": ["20001", "20002"]})
    assert slips.status_code == 200 and len(codes(slips)) == 2
    assert "这个单位没登录过的人都有了" in slips.text and "localhost/sign-in" in slips.text
    assert sign_in(as_user(), 20001, codes(slips)[0]).status_code == 303
    assert len(inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "code_issued")).all())) == 2


def test_sending_the_slips_twice_voids_the_first(as_user, inside):
    inside(lambda: newcomers(20001))
    browser = as_user(10003)
    first, second = (browser.post("/units/2/codes", {"member": "20001"}) for _ in range(2))
    assert sign_in(as_user(), 20001, codes(first)[0]).status_code == 409
    assert sign_in(as_user(), 20001, codes(second)[0]).status_code == 303


def test_issued_slips_are_offered_again_only_on_demand(as_user, inside):
    inside(lambda: newcomers(20001))
    browser = as_user(10003)
    browser.post("/units/2/codes", {"member": "20001"})
    page = browser.get("/units/2/codes")
    assert "都发过了" in page.text and "再发" in page.text
    assert "张新，20001" in browser.get("/units/2/codes?again=1").text


def test_an_expired_code_counts_as_none(as_user, inside, at):
    inside(lambda: newcomers(20001))
    as_user(10003).post("/units/2/codes", {"member": "20001"})
    at("2026-10-16 10:00")
    assert "张新，20001" in as_user(10003).get("/units/2/codes").text


@pytest.mark.parametrize("members", [[], ["10001"], ["10005"], ["99999"], ["x"], ["20001", "10001"]])
def test_only_those_on_the_page_can_be_chosen(as_user, inside, members):
    inside(lambda: newcomers(20001))
    before = inside(lambda: db.session.scalar(select(func.count()).select_from(AuditEvent)))
    answer = as_user(10003).post("/units/2/codes", {"member": members})
    assert answer.status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(AuditEvent))) == before


def test_at_most_thirty_at_a_time_with_the_rest_counted(as_user, inside):
    numbers = range(20001, 20033)
    inside(lambda: newcomers(*numbers))
    browser = as_user(10003)
    page = browser.get("/units/2/codes")
    assert page.text.count('name="member"') == 30 and "发完还有 2 人" in page.text
    refused = browser.post("/units/2/codes", {"member": [str(n) for n in numbers]})
    assert refused.status_code == 409 and "一次最多发 30 位" in refused.text


def test_the_administrators_batch_leaves_new_counsellors_out(as_user, inside):
    def newcomer():
        newcomers(20001, 20002)
        grant(20001, Role.counselor)
        db.session.commit()

    inside(newcomer)
    page = as_user(10004).get("/units/2/codes")
    assert "20002" in page.text and "20001" not in page.text
    assert as_user(10004).post("/units/2/codes", {"member": "20001"}).status_code == 422


def test_the_batch_page_costs_the_same_for_one_and_thirty(as_user, inside, statements):
    inside(lambda: newcomers(20001))
    browser = as_user(10003)
    few = statements(lambda: browser.get("/units/2/codes"))
    inside(lambda: newcomers(*range(20002, 20032)))
    assert len(statements(lambda: browser.get("/units/2/codes"))) == len(few)


def test_a_reset_member_who_signed_in_before_is_not_new(as_user, inside):
    def signed_in_before():
        db.session.get(Credential, 10001)
        return db.session.scalar(select(func.count()).where(UserSession.member_id == 10001))

    as_user(10001)
    assert inside(signed_in_before) == 1
    issue(as_user(10003), 10001)
    assert "还没登录过" not in as_user(10003).get("/people/10001").text
    assert "等着用一次性密码登录" in as_user(10003).get("/people/10001").text
