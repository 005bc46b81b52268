"""The settings page: what holds, what is announced, changing it."""

import pytest
from sqlalchemy import func, select

from unionweb.bookings.models import Slot
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.common.settings import Definition, SettingValue
from unionweb.kernel.extensions import db

OFFICE, STRANGERS = 10003, (10001, 10002, 10004, 10005, 10006, 10007, 10008)


@pytest.fixture(autouse=True)
def services(monkeypatch):
    """The services that may have rules of their own, whatever else says so."""
    monkeypatch.setattr(settings, "scopes", [lambda: [("mother_room", "妈妈小屋"), ("counseling", "向日葵心理关爱")]])


def typed(value="5", day="2026-09-16", reason="议定", **more):
    return {"value": value, "valid_from": day, "reason": reason} | more


def change(browser, key="booking.per_day", **fields):
    return browser.post(f"/settings/{key}", data=typed(**fields))


def value(inside, key="booking.per_day"):
    return inside(lambda: settings.get(key))


def rows():
    return list(db.session.scalars(select(SettingValue).order_by(SettingValue.id)))


def test_page_shows_everything_with_its_unit(as_user):
    page = as_user(OFFICE).get("/settings").text
    for words in ("每人每天最多约＿次", "学校工会名称", "海川大学工会", "妈妈小屋", "向日葵心理关爱", "同通用"):
        assert words in page
    assert "演示数据" not in page and "installation.demo" not in page


def test_page_tells_who_changed_what_and_what_is_announced(as_user):
    browser = as_user(OFFICE)
    change(browser, "org.phone", value="60999")
    change(browser, value="4", day="2026-10-01")
    page = browser.get("/settings").text
    assert "60999" in page and "赵岚，9月16日 起" in page and "10月1日 起 4" in page


def test_page_needs_the_same_queries_whatever_was_changed(as_user, inside, statements):
    browser = as_user(OFFICE)
    inside(lambda: settings.put("booking.per_day", 3))
    few = len(statements(lambda: browser.get("/settings")))
    for number in range(30):
        inside(lambda number=number: settings.put(f"{('booking', 'mother_room')[number % 2]}.per_week", number + 1))
    assert len(statements(lambda: browser.get("/settings"))) == few


def test_a_change_holds_and_is_told(as_user, inside):
    browser = as_user(OFFICE)
    answer = change(browser)
    assert (answer.status_code, answer.location) == (303, "/settings/booking.per_day")
    assert "改好了。" in browser.get(answer.location).text
    assert value(inside) == 5
    event = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.action == "changed")))
    assert (event.actor_id, event.reason, event.to_state) == (OFFICE, "议定", "5")


def test_a_future_change_waits_for_its_day_and_can_be_taken_back(as_user, inside, at):
    browser = as_user(OFFICE)
    assert "2026-10-01 起算" in browser.get(change(browser, day="2026-10-01").location).text
    assert value(inside) == 2
    (row,) = inside(rows)
    assert browser.post(f"/settings/values/{row.id}/withdrawal").location == "/settings/booking.per_day"
    at("2026-10-02 08:00")
    assert value(inside) == 2 and inside(rows) == []


def test_taking_back_twice_or_too_late_is_refused(as_user, inside):
    browser = as_user(OFFICE)
    change(browser)
    (row,) = inside(rows)
    late = browser.post(f"/settings/values/{row.id}/withdrawal")
    assert late.status_code == 409 and "已经生效" in late.text and value(inside) == 5
    assert browser.post("/settings/values/999/withdrawal").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": ""}, "请填写新的值"), ({"value": "abc"}, "请填一个整数"), ({"value": "-1"}, "之间的整数"),
        ({"value": "51"}, "之间的整数"), ({"value": "9" * 30}, "请填一个整数"), ({"value": "５"}, "请填一个整数"),
        ({"value": "2.5"}, "请填一个整数"), ({"value": ["1", "2"]}, "两个值"), ({"day": ""}, "请选从哪天起"),
        ({"day": "9月16日"}, "这样的日期"), ({"day": "2026-02-30"}, "这样的日期"), ({"day": "1066-10-14"}, "1990"),
        ({"reason": ""}, "请写一句原因"), ({"reason": "  "}, "请写一句原因"), ({"reason": "长" * 301}, "最多写 300 个字"),
    ],
)  # fmt: skip
def test_badly_typed_changes_are_told_and_change_nothing(as_user, inside, fields, words):
    answer = change(as_user(OFFICE), **fields)
    assert answer.status_code == 422 and words in answer.text
    assert inside(rows) == []


def test_what_was_typed_stays(as_user):
    answer = change(as_user(OFFICE), value="abc", reason="原来写的原因")
    assert 'value="abc"' in answer.text and "原来写的原因" in answer.text


def test_the_past_is_refused_with_what_was_typed(as_user, inside):
    answer = change(as_user(OFFICE), day="2026-09-15", reason="原来写的原因")
    assert answer.status_code == 409 and "不能早于今天" in answer.text and "原来写的原因" in answer.text
    assert inside(rows) == []


def test_the_same_form_sent_twice_leaves_one_row(as_user, inside):
    browser = as_user(OFFICE)
    assert change(browser).status_code == 303
    again = change(browser)
    assert again.status_code == 409 and "本来就是这样" in again.text
    assert inside(lambda: len(rows())) == 1


def test_a_form_without_anything_is_told_everything(as_user):
    answer = as_user(OFFICE).post("/settings/booking.per_day", data={"other": "1"})
    assert answer.status_code == 422 and "有 3 处要改" in answer.text


def test_a_service_gets_its_own_rule_and_gives_it_up_again(as_user, inside):
    browser = as_user(OFFICE)
    assert "按通用规则" in browser.get("/settings/mother_room.per_day").text
    change(browser, "mother_room.per_day", value="1")
    assert value(inside, "mother_room.per_day") == 1 and value(inside) == 2
    change(browser, "mother_room.per_day", value="", unset="y")
    assert value(inside, "mother_room.per_day") == 2
    assert "同通用，2" in browser.get("/settings").text


def test_a_rule_with_its_own_default_offers_no_way_back(as_user):
    page = as_user(OFFICE).get("/settings/counseling.per_day").text
    assert "不单独规定" not in page and "只对向日葵心理关爱" in page


@pytest.mark.parametrize(
    ("definition", "wrong", "right", "stored"),
    [
        (Definition("test.flag", "开关", False, "flag"), "vielleicht", "yes", True),
        (Definition("test.choice", "选", 0, "choice", choices=((0, "一"), (1, "二"))), "7", "1", 1),
        (Definition("test.text", "字", "甲", "text", required=True), "长" * 201, "乙", "乙"),
        (Definition("test.long", "长字", "甲", "long"), "长" * 5001, "一\r\n二", "一\n二"),
    ],
)
def test_each_kind_has_its_field(as_user, inside, monkeypatch, definition, wrong, right, stored):
    monkeypatch.setattr(settings, "_definitions", settings._definitions | {definition.key: definition})
    browser = as_user(OFFICE)
    assert browser.get(f"/settings/{definition.key}").status_code == 200
    assert change(browser, definition.key, value=wrong).status_code == 422
    assert change(browser, definition.key, value=right).status_code == 303
    assert value(inside, definition.key) == stored


def test_a_required_text_cannot_be_emptied_but_another_can(as_user, inside):
    browser = as_user(OFFICE)
    assert change(browser, "org.name", value="").status_code == 409
    assert change(browser, "org.hours", value="").status_code == 303
    assert value(inside, "org.hours") == ""


@pytest.mark.parametrize(
    "key", ["installation.demo", "nothing", "nobody.per_day", "mother_room.nothing", "booking", "booking.", ".per_day", "..", "%00"]
)
def test_what_cannot_be_set_is_not_found(as_user, key):
    browser = as_user(OFFICE)
    assert browser.get(f"/settings/{key}").status_code in {400, 404}
    assert browser.post(f"/settings/{key}", data=typed()).status_code in {400, 404}


@pytest.mark.parametrize("staff_no", STRANGERS)
def test_nobody_else_sees_or_changes_rules(as_user, inside, staff_no):
    browser = as_user(staff_no)
    assert browser.get("/settings").status_code == 403
    assert browser.get("/settings/booking.per_day").status_code == 403
    assert change(browser).status_code == 403
    assert browser.post("/settings/values/1/withdrawal").status_code == 403
    assert inside(rows) == []


def test_signed_out_people_are_sent_to_sign_in(as_user, inside):
    assert "/sign-in" in as_user().get("/settings").location
    assert "/sign-in" in change(as_user()).location
    assert inside(rows) == []


def test_making_slots_further_ahead_makes_them_now(as_user, inside):
    def count():
        return db.session.scalar(select(func.count()).select_from(Slot))

    browser = as_user(OFFICE)
    change(browser, "booking.horizon_weeks", value="1")
    few = inside(count)
    change(browser, "booking.horizon_weeks", value="3")
    assert inside(count) > few > 0


def test_values_are_text_not_markup(as_user):
    browser = as_user(OFFICE)
    change(browser, "org.hours", value="<script>alert(1)</script>", reason="<b>x</b>")
    for path in ("/settings", "/settings/org.hours", "/audit", "/help"):
        assert "<script>alert" not in browser.get(path).text
