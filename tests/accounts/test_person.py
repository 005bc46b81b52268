import re
from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.support.university import add_member, grant
from unionweb.accounts.models import EmploymentStatus, Member, RoleGrant, Unit, UnitKind, UserSession
from unionweb.accounts.rules import Role
from unionweb.accounts.services.people import on_leave
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db

FACTS = {
    "staff_no": "20001", "name": "单 思远", "sex": "male", "campus": "1", "unit": "2", "group": "0",
    "employment_status": "active", "phone": "138 0000 1234", "email": "ssy@example.edu.cn", "birth_year": "1985",
}  # fmt: skip


def member(id):
    return db.session.get(Member, id)


def events(subject_id, action):
    wanted = (AuditEvent.subject_kind == "member", AuditEvent.subject_id == subject_id, AuditEvent.action == action)
    return list(db.session.scalars(select(AuditEvent).where(*wanted)))


def test_page_shows_facts_and_roles_with_the_phone_masked(as_user):
    page = as_user(10003).get("/people/10002")
    assert "李静" in page.text and "主席，外国语学院" in page.text
    assert "199****0002" in page.text and "199990010002" not in page.text


def test_showing_a_phone_is_noted_and_shown_once(as_user, inside):
    page = as_user(10002).post("/people/10001/phone")
    assert "199990010001" in page.text
    assert "199990010001" not in as_user(10002).get("/people/10001").text
    noted = inside(lambda: events(10001, "phone_shown"))
    assert [(event.actor_id, event.actor_kind.value) for event in noted] == [(10002, "unit")]


def test_showing_a_phone_by_htmx_answers_the_fragment(as_user):
    page = as_user(10003, htmx=True).post("/people/10001/phone")
    assert page.text.lstrip().startswith('<div id="person-phone"') and "199990010001" in page.text


def test_owner_sees_who_looked(as_user):
    as_user(10002).post("/people/10001/phone")
    page = as_user(10001).get("/account")
    assert "李静" in page.text.split("谁看过您的手机号")[1]
    assert "199990010001" in page.text


@pytest.mark.parametrize("path", ["", "/phone"])
def test_strangers_and_unknown_ids_are_the_same_404(as_user, path):
    browser = as_user(10002)
    call = browser.post if path else browser.get
    stranger, unknown = call(f"/people/10005{path}"), call(f"/people/99999{path}")
    assert stranger.status_code == unknown.status_code == 404
    one, other = (re.sub(r'"X-CSRFToken": "[^"]+"|value="[^"]+"', "", answer.text) for answer in (stranger, unknown))
    assert one == other


@pytest.mark.parametrize("id", ["abc", "-1", "99999999999", "1e3"])
def test_malformed_ids_are_not_found(as_user, id):
    assert as_user(10003).get(f"/people/{id}").status_code == 404


def test_page_costs_the_same_with_many_roles(as_user, inside, statements):
    few = statements(lambda: as_user(10003).get("/people/10002"))

    def many():
        for year in range(1991, 2020):
            day = {"valid_from": date(year, 1, 1), "valid_until": date(year, 2, 1)}
            db.session.add(RoleGrant(member_id=10002, role=Role.chair, unit_id=3 if year % 2 else 4, **day))
        db.session.commit()

    inside(many)
    assert len(statements(lambda: as_user(10003).get("/people/10002"))) == len(few)


def test_adding_a_member_by_hand(as_user, inside):
    answer = as_user(10003).post("/people", FACTS)
    assert answer.status_code == 303
    added = inside(lambda: db.session.scalars(select(Member).where(Member.staff_no == "20001")).one())
    assert (added.name, added.pinyin, added.initials) == ("单思远", "shansiyuan", "ssy")
    assert (added.phone, added.birth_year, added.group_id) == ("13800001234", 1985, None)
    assert len(inside(lambda: events(added.id, "added"))) == 1
    assert "还没登录过" in as_user(10003).get(answer.location).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("staff_no", "", "请填工号"), ("staff_no", "1000O", "字母 O"), ("name", "", "请填姓名"), ("name", "很" * 61, "60"),
        ("sex", "x", "请选性别"), ("campus", "99", "请选校区"), ("unit", "1", "请选基层工会"), ("group", "77", "请选工会小组"),
        ("employment_status", "left", "请选在职状态"), ("phone", "1380000123", "请核对"), ("email", "不是邮箱", "邮箱"),
        ("birth_year", "85", "出生年份"), ("birth_year", "x", "整数"),
    ],
)  # fmt: skip
def test_wrongly_filled_member_is_told_and_kept(as_user, inside, field, value, words):
    answer = as_user(10003).post("/people", FACTS | {field: value})
    assert answer.status_code == 422
    assert (words in answer.text and "ssy@example.edu.cn" in answer.text) or field == "email"
    assert inside(lambda: db.session.scalar(select(Member).where(Member.name == "单思远"))) is None


def test_a_taken_staff_number_is_refused_with_the_name(as_user):
    answer = as_user(10003).post("/people", FACTS | {"staff_no": "10001"})
    assert answer.status_code == 409
    assert "工号 10001 已经是王敏的了" in answer.text and "ssy@example.edu.cn" in answer.text


def test_a_group_of_another_unit_is_refused(as_user, inside):
    inside(lambda: (db.session.add(Unit(id=30, kind=UnitKind.group, name="第一小组", parent_id=3)), db.session.commit()))
    answer = as_user(10003).post("/people", FACTS | {"group": "30"})
    assert answer.status_code == 409 and "请重选小组" in answer.text


def test_doubled_and_missing_fields_are_told(as_user):
    assert as_user(10003).post("/people", {**FACTS, "name": ["甲", "乙"]}).status_code == 422
    assert as_user(10003).post("/people", {}).status_code == 422


def edited(browser, id, **changes):
    """Open the edit form as it is, change some fields, send it."""
    page = browser.get(f"/people/{id}/edit")
    seen = page.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    facts = {"staff_no": str(id), "name": "王敏", "sex": "female", "campus": "1", "unit": "2", "group": "0",
             "employment_status": "active", "phone": "13900000000", "seen": seen}  # fmt: skip
    return lambda: browser.post(f"/people/{id}", facts | changes)


def test_editing_keeps_old_and_new_in_the_history_with_phones_masked(as_user, inside):
    assert edited(as_user(10003), 10001, unit="5", name="王小敏")().status_code == 303
    changed = inside(lambda: member(10001))
    assert (changed.unit_id, changed.pinyin) == (5, "wangxiaomin")
    [event] = inside(lambda: events(10001, "changed"))
    assert event.detail["changed"]["unit_id"] == ["外国语学院", "法学院"]
    assert event.detail["changed"]["phone"] == ["199****0001", "139****0000"]
    assert "外国语学院" in as_user(10003).get("/people/10001").text.split("最近的改动")[1]


def test_a_form_that_somebody_overtook_is_refused_once(as_user, inside):
    browser = as_user(10003)
    slow = edited(browser, 10001, phone="13900000001")
    edited(browser, 10001, phone="13900000002")()
    refused = slow()
    assert refused.status_code == 409 and "刚才有人改过" in refused.text and "13900000001" in refused.text
    assert inside(lambda: member(10001)).phone == "13900000002"


def test_saving_without_a_change_leaves_no_trace(as_user, inside):
    send = edited(as_user(10003), 10001, phone="199990010001")
    # a number of twelve digits is not one that could be typed today
    assert send().status_code == 422
    edited(as_user(10003), 10001, phone="")()
    edited(as_user(10003), 10001, phone="")()
    assert len(inside(lambda: events(10001, "changed"))) == 1


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10005])
def test_only_the_office_changes_people(as_user, staff_no):
    browser = as_user(staff_no)
    for path in ("/people/new", "/people/10001/edit", "/people/10001/departure"):
        assert browser.get(path).status_code == 403
    for path in ("/people", "/people/10001", "/people/10001/departure", "/people/10001/return"):
        assert browser.post(path, FACTS).status_code == 403


def leave(browser, id, on="2026-09-16", reason="调到外校"):
    return browser.post(f"/people/{id}/departure", {"on": on, "reason": reason})


def test_leaving_ends_sessions_roles_and_calls_the_hooks(as_user, inside, monkeypatch):
    called = []
    monkeypatch.setattr("unionweb.accounts.services.leaving.on_leave", [called.extend])
    theirs = as_user(10002)
    assert theirs.get("/account").status_code == 200
    assert leave(as_user(10003), 10002).status_code == 303
    assert called == [10002]
    assert theirs.get("/account").status_code == 303
    gone = inside(lambda: member(10002))
    assert (gone.employment_status, gone.left_at.date()) == (EmploymentStatus.left, date(2026, 9, 16))
    assert inside(lambda: db.session.scalars(select(UserSession.end_reason).where(UserSession.member_id == 10002)).all()) == ["left"]
    [role] = inside(lambda: db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == 10002)).all())
    assert role.valid_until == date(2026, 9, 15)
    page = as_user(10003).get("/people/10002").text
    assert "调到外校" in page and "结束了" in page


def test_hooks_are_a_list_others_can_join():
    assert isinstance(on_leave, list)


def test_a_hook_that_refuses_undoes_everything(as_user, inside, monkeypatch):
    def fail(_id):
        raise RuntimeError("hook")

    monkeypatch.setattr("unionweb.accounts.services.leaving.on_leave", [fail])
    assert leave(as_user(10003), 10001).status_code == 500
    assert inside(lambda: member(10001)).left_at is None


def test_leaving_earlier_keeps_the_date(as_user, inside):
    leave(as_user(10003), 10001, on="2026-09-01")
    assert inside(lambda: member(10001)).left_at == datetime(2026, 9, 1)


@pytest.mark.parametrize(
    ("on", "reason", "status"),
    [("2026-09-17", "调走", 409), ("", "调走", 422), ("2026-13-01", "调走", 422), ("2026-09-01", "", 422)],
)
def test_leaving_needs_a_day_that_came_and_a_reason(as_user, inside, on, reason, status):
    assert leave(as_user(10003), 10001, on, reason).status_code == status
    assert inside(lambda: member(10001)).left_at is None


def test_leaving_twice_is_refused(as_user):
    leave(as_user(10003), 10001)
    assert leave(as_user(10003), 10001).status_code == 409


def test_nobody_marks_themself_and_the_last_keys_stay(as_user, inside):
    assert "不能把自己标记为离开" in leave(as_user(10003), 10003).text
    assert "这样就没有系统管理员了" in leave(as_user(10003), 10004).text

    def second():
        grant(10008, Role.office, area="people")
        db.session.commit()

    inside(second)
    assert "这样就没有分管全部工作" in leave(as_user(10008), 10003).text
    assert inside(lambda: member(10003)).left_at is None


def test_coming_back_opens_the_door_but_not_the_roles(as_user, inside):
    browser = as_user(10003)
    leave(browser, 10002)
    assert browser.post("/people/10002/return").status_code == 303
    back = inside(lambda: member(10002))
    assert (back.left_at, back.employment_status) == (None, EmploymentStatus.active)
    assert as_user(10002).get("/people").status_code == 403
    assert browser.post("/people/10002/return").status_code == 409


def test_who_left_cannot_be_edited(as_user, inside):
    browser = as_user(10003)
    send = edited(browser, 10001)
    leave(browser, 10001)
    refused = send()
    assert refused.status_code == 409 and "已经离开" in refused.text


def test_a_reused_number_of_somebody_who_left_is_still_taken(as_user):
    leave(as_user(10003), 10001)
    assert as_user(10003).post("/people", FACTS | {"staff_no": "10001"}).status_code == 409


def test_departure_reason_is_not_for_unit_officers(as_user, inside):
    inside(lambda: (add_member(20001), db.session.commit()))
    leave(as_user(10003), 20001, reason="家里有事")
    page = as_user(10002).get("/people/20001")
    assert page.status_code == 200 and "家里有事" not in page.text
