from datetime import date

import pytest
from sqlalchemy import select

from tests.support.university import add_member, grant
from unionweb.accounts import queries
from unionweb.accounts.models import RoleGrant, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db


@pytest.fixture(autouse=True)
def points(monkeypatch):
    monkeypatch.setitem(queries.role_scopes, "point", lambda: [(1, "妈妈小屋，东校区综合楼 208")])


def give(browser, id, role, scope="", since="2026-09-16", until=""):
    return browser.post(
        f"/people/{id}/roles", {"role": role, "scope": scope, "valid_from": since, "valid_until": until}
    )


def roles_of(id):
    return list(db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == id).order_by(RoleGrant.id)))


def end(browser, grant_id, id, last_day="", reason="换届"):
    return browser.post(f"/people/{id}/roles/{grant_id}/end", {"last_day": last_day, "reason": reason})


def grant_id(id, role=None):
    return next(g.id for g in roles_of(id) if role is None or g.role is role)


@pytest.mark.parametrize(
    ("role", "scope", "column", "value"),
    [
        ("liaison", "3", "unit_id", 3), ("keeper", "1", "point_id", 1), ("office", "bookings", "area", "bookings"),
        ("reviewer", "", "unit_id", None), ("auditor", "", "unit_id", None), ("counselor", "", "area", None),
    ],
)  # fmt: skip
def test_office_gives_roles_with_their_scope(as_user, inside, role, scope, column, value):
    assert give(as_user(10003), 10001, role, scope).status_code == 303
    [given] = inside(lambda: roles_of(10001))
    assert (given.role.value, getattr(given, column), given.granted_by_id) == (role, value, 10003)
    assert inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "role_granted")).one()).to_state
    assert as_user(10003).get("/people/10001").text.count("现在有") == 1


def test_group_leaders_get_a_group(as_user, inside):
    inside(lambda: (db.session.add(Unit(id=30, kind=UnitKind.group, name="第一小组", parent_id=2)), db.session.commit()))
    page = as_user(10003).get("/people/10001/roles/new?role=group_leader")
    assert "外国语学院：第一小组" in page.text
    assert give(as_user(10003), 10001, "group_leader", "2").status_code == 422
    assert give(as_user(10003), 10001, "group_leader", "30").status_code == 303


def test_choosing_a_role_offers_only_what_one_may_give(as_user):
    office, admin = (as_user(who).get("/people/10001/roles/new").text for who in (10003, 10004))
    assert "role=counselor" in office and "role=admin" not in office
    assert "role=admin" in admin and "role=counselor" not in admin and "role=office" not in admin


@pytest.mark.parametrize("role", ["office", "counselor", "chair", "keeper", "auditor"])
def test_the_administrator_cannot_name_office_or_counsellors(as_user, inside, role):
    browser = as_user(10004)
    assert browser.get(f"/people/10001/roles/new?role={role}").status_code == 403
    assert give(browser, 10001, role, "all").status_code == 403
    assert inside(lambda: roles_of(10001)) == []


def test_the_office_cannot_name_administrators(as_user):
    assert give(as_user(10003), 10001, "admin").status_code == 403


def test_part_of_the_office_cannot_widen_itself(as_user, inside):
    inside(lambda: (grant(10008, Role.office, area="people"), db.session.commit()))
    browser = as_user(10008)
    assert give(browser, 10001, "office", "all").status_code == 403
    assert give(browser, 10001, "reviewer").status_code == 303


def test_nobody_gives_a_role_to_themself(as_user, inside):
    refused = give(as_user(10003), 10003, "auditor")
    assert refused.status_code == 409 and "不能给自己加身份" in refused.text
    assert len(inside(lambda: roles_of(10003))) == 1


@pytest.mark.parametrize("staff_no", [10001, 10002, 10006, 10007])
def test_others_may_not_give_or_end_roles(as_user, inside, staff_no):
    browser = as_user(staff_no)
    assert browser.get("/people/10001/roles/new").status_code == 403
    assert give(browser, 10001, "reviewer").status_code == 403
    assert end(browser, inside(lambda: grant_id(10002)), 10002).status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": "99"}, "请选基层工会"), ({"scope": ""}, "请选基层工会"), ({"scope": "x"}, "请选基层工会"),
        ({"scope": "1"}, "请选基层工会"), ({"since": ""}, "请选开始的日期"), ({"since": "2026-02-30"}, "日期"),
        ({"until": "2026-09-01"}, "早于开始"),
    ],
)  # fmt: skip
def test_wrongly_filled_roles_are_told(as_user, inside, fields, words):
    answer = give(as_user(10003), 10001, "chair", **{"scope": "2"} | fields)
    assert answer.status_code == 422 and words in answer.text
    assert inside(lambda: roles_of(10001)) == []


@pytest.mark.parametrize("role", ["", "god", "Chair", "chair "])
def test_unknown_roles_are_not_found(as_user, role):
    assert give(as_user(10003), 10001, role).status_code == 404
    assert as_user(10003).get("/people/10001/roles/new", query_string={"role": role}).status_code == 404


def test_a_role_over_before_today_is_refused(as_user):
    refused = give(as_user(10003), 10001, "reviewer", since="2026-01-01", until="2026-09-15")
    assert refused.status_code == 409 and "已经过了" in refused.text


def test_the_same_role_twice_is_refused_but_after_its_end_it_goes(as_user, inside):
    browser = as_user(10003)
    assert give(browser, 10001, "liaison", "2", until="2026-12-31").status_code == 303
    assert give(browser, 10001, "liaison", "2").status_code == 409
    assert give(browser, 10001, "liaison", "2", since="2027-01-01").status_code == 303
    assert give(browser, 10001, "liaison", "3").status_code == 303


def test_a_unit_has_at_most_four_administrators(as_user, inside):
    def crowd():
        for number in (20001, 20002, 20003):
            add_member(number, f"员{number}")
            grant(number, Role.liaison, unit_id=2)
        db.session.commit()

    inside(crowd)
    refused = give(as_user(10003), 10001, "vice_chair", "2")
    assert refused.status_code == 409
    assert "一共最多 4 位，已经有 李静、" in refused.text
    # who is one already takes no further seat
    assert give(as_user(10003), 20001, "vice_chair", "2").status_code == 303


def test_the_limit_is_a_setting_and_dates_count(as_user, inside):
    inside(lambda: settings.put("unit.max_admins", 1))
    browser = as_user(10003)
    assert give(browser, 10001, "liaison", "2").status_code == 409
    end(browser, inside(lambda: grant_id(10002)), 10002, "2026-10-31")
    assert give(browser, 10001, "liaison", "2", since="2026-10-31").status_code == 409
    assert give(browser, 10001, "liaison", "2", since="2026-11-01").status_code == 303


def test_counselling_is_kept_apart_from_office_and_administration(as_user):
    refused = give(as_user(10003), 10004, "counselor")
    assert refused.status_code == 409 and "咨询师和办公" in refused.text
    assert give(as_user(10004), 10006, "admin").status_code == 409
    assert give(as_user(10003), 10006, "office", "people").status_code == 409


def test_ending_now_takes_the_role_away_at_once(as_user, inside):
    theirs = as_user(10002)
    assert theirs.get("/people").status_code == 200
    assert end(as_user(10003), inside(lambda: grant_id(10002)), 10002).status_code == 303
    assert theirs.get("/people").status_code == 403
    [ended] = inside(lambda: roles_of(10002))
    assert ended.valid_until == date(2026, 9, 15)
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "role_ended")).one())
    assert (event.reason, event.subject_id, event.from_state) == ("换届", 10002, "主席，外国语学院")


def test_ending_later_holds_until_then(as_user, inside, at):
    id = inside(lambda: grant_id(10002))
    end(as_user(10003), id, 10002, "2026-09-20")
    at("2026-09-20 09:00")
    assert as_user(10002).get("/people").status_code == 200
    at("2026-09-21 09:00")
    assert as_user(10002).get("/people").status_code == 403


def test_a_role_that_never_began_is_withdrawn(as_user, inside):
    browser = as_user(10003)
    give(browser, 10001, "reviewer", since="2026-10-01")
    assert "还没开始" in browser.get("/people/10001").text
    assert end(browser, inside(lambda: grant_id(10001)), 10001).status_code == 303
    assert inside(lambda: roles_of(10001)) == []
    assert inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "role_withdrawn")).one())


def test_ending_needs_a_reason_and_works_once(as_user, inside):
    id = inside(lambda: grant_id(10002))
    browser = as_user(10003)
    assert end(browser, id, 10002, reason="").status_code == 422
    assert end(browser, id, 10002).status_code == 303
    assert end(browser, id, 10002).status_code == 409


def test_a_role_cannot_end_later_than_it_would(as_user, inside):
    browser = as_user(10003)
    give(browser, 10001, "reviewer", until="2026-10-01")
    assert end(browser, inside(lambda: grant_id(10001)), 10001, "2026-12-01").status_code == 409


def test_a_role_of_somebody_else_is_not_found_under_another_name(as_user, inside):
    assert end(as_user(10003), inside(lambda: grant_id(10002)), 10001).status_code == 404
    assert as_user(10003).get("/people/10002/roles/9999/end").status_code == 404


def test_the_last_administrator_and_the_last_of_the_office_stay(as_user, inside):
    admin, office = inside(lambda: grant_id(10004)), inside(lambda: grant_id(10003))
    refused = end(as_user(10004), admin, 10004)
    assert refused.status_code == 409 and "最后一位系统管理员" in refused.text
    assert "最后一位分管全部工作" in end(as_user(10003), office, 10003, "2026-12-31").text
    give(as_user(10004), 10001, "admin")
    assert end(as_user(10004), admin, 10004).status_code == 303


def test_a_second_administrator_who_goes_soon_does_not_count_for_later(as_user, inside):
    give(as_user(10004), 10001, "admin", until="2026-09-20")
    admin = inside(lambda: grant_id(10004))
    assert end(as_user(10004), admin, 10004, "2026-09-25").status_code == 409


def test_the_administrator_cannot_end_the_offices_role(as_user, inside):
    assert end(as_user(10004), inside(lambda: grant_id(10003)), 10003).status_code == 403


def test_who_left_gets_no_role(as_user, inside):
    as_user(10003).post("/people/10001/departure", {"on": "2026-09-16", "reason": "调走"})
    assert give(as_user(10003), 10001, "reviewer").status_code == 404


def test_without_service_points_the_page_says_so(as_user, monkeypatch):
    monkeypatch.setitem(queries.role_scopes, "point", lambda: [])
    page = as_user(10003).get("/people/10001/roles/new?role=keeper")
    assert "还没有可以选的服务点" in page.text
