"""The office's pages about services, points, the people who serve, photos, door codes and consent."""

import io

import pytest
from sqlalchemy import event, func, select

from unionweb.bookings.models import (
    ConsentText,
    OpeningRule,
    Privacy,
    Provider,
    Service,
    ServicePoint,
    Slot,
)
from unionweb.bookings.queries.points import ICONS
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
POINT = {"service": "1", "campus": "2", "place": "图书馆 B104"}
LEGAL = {"key": "legal", "name": "法律咨询", "icon": "scale", "summary": "给需要法律意见的教职工。", "privacy": "open",
         "audience": "everyone", "by_provider": "y", "takes_waitlist": "y", "takes_proxies": "y"}  # fmt: skip
PAGES = ["/points", "/points.xlsx", "/points/new", "/points/1", "/points/1/edit", "/points/1/withdrawal", "/points/1/reopening",
         "/points/1/door-code", "/services", "/services/new", "/services/2", "/services/2/edit", "/services/2/providers/new",
         "/providers/1/edit", "/providers/1/withdrawal", "/providers/1/return", "/services/2/consent-texts"]  # fmt: skip
ACTIONS = ["/points", "/points/1", "/points/1/photo", "/points/1/photo/removal", "/points/1/withdrawal",
           "/points/1/reopening", "/points/1/door-code", "/services", "/services/2", "/services/2/providers",
           "/providers/1", "/providers/1/withdrawal", "/providers/1/return", "/services/2/consent-texts"]  # fmt: skip


@pytest.fixture
def office(as_user):
    return as_user(10003)


@pytest.fixture
def row(inside):
    """row(Model, id, "name") → the value now in the database."""
    return lambda model, row_id, name: inside(lambda: getattr(db.session.get(model, row_id), name))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_the_office(office, path):
    assert office.get(path).status_code == 200


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10005, 10006, 10007, 10008])
def test_pages_and_actions_are_for_the_office_only(as_user, staff_no):
    browser = as_user(staff_no)
    assert {browser.get(path).status_code for path in PAGES} == {403}
    assert {browser.post(path).status_code for path in ACTIONS} == {403}


@pytest.mark.parametrize("path", ["/points/99", "/points/99/edit", "/points/99/photo", "/services/99", "/providers/99/edit",
                                  "/services/1/consent-texts", "/points/99999999999"])  # fmt: skip
def test_missing_things_are_not_found(office, path):
    assert office.get(path).status_code == 404


@pytest.mark.parametrize("path", ACTIONS)
def test_empty_forms_are_told_what_to_mend(office, path):
    answer = office.post(path.replace("/photo/removal", "/photo"))
    assert answer.status_code == 422
    assert "还没有" in answer.text or "没有换" in answer.text


def test_nothing_is_changed_without_a_token(as_user, row):
    answer = as_user(10003, csrf=True).post("/points/1", data={"place": "别处"})
    assert answer.status_code == 400
    assert row(ServicePoint, 1, "place") == "综合楼 208"


# points


def test_point_is_made_changed_and_found(office, inside, row):
    address = office.post("/points", data=POINT).location
    point_id = int(address.rsplit("/", 1)[1])
    assert "还没有开放时间" in office.get(address).text
    assert len(row(ServicePoint, point_id, "door_code")) >= 22
    office.post(address, data={"place": "图书馆 B105", "phone": "60209", "notes": "<b>轻声</b>"})
    page = office.get(address).text
    assert "图书馆 B105" in page
    assert "&lt;b&gt;轻声" in page
    trail = inside(lambda: db.session.execute(
        select(AuditEvent.action, AuditEvent.detail).where(AuditEvent.subject_kind == "service_point").order_by(AuditEvent.id)
    ).all())  # fmt: skip
    assert [action for action, _ in trail] == ["created", "changed"]
    assert trail[1].detail["changes"]["place"] == ["图书馆 B104", "图书馆 B105"]


def test_point_sent_twice_is_one_point(office, inside):
    office.post("/points", data=POINT)
    again = office.post("/points", data=POINT)
    assert again.status_code == 409
    assert "已经有这项服务了" in again.text
    assert 'value="图书馆 B104"' in again.text
    assert inside(lambda: db.session.scalar(select(func.count()).where(ServicePoint.place == "图书馆 B104"))) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": ""}, "请写楼名和房间号"),
        ({"place": "楼" * 61}, "最多写 60 个字"),
        ({"service": "99"}, "请选是哪项服务的点"),
        ({"campus": "abc"}, "请选校区"),
        ({"phone": "打这个<script>"}, "请只写号码"),
        ({"notes": "长" * 1001}, "最多写 1000 个字"),
    ],
)
def test_point_with_wrong_fields_is_shown_again(office, inside, change, words):
    answer = office.post("/points", data=POINT | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert inside(lambda: db.session.scalar(select(func.count(ServicePoint.id)))) == 3


def test_doubled_field_is_refused(office):
    answer = office.client.post("/points", data={"service": "1", "campus": "2", "place": ["甲 1", "乙 2"]})
    assert answer.status_code == 422
    assert "收到了两个值" in answer.text


def test_list_filters_and_says_when_nothing_is_found(office):
    assert "海洋楼 112" not in office.get("/points?campus=1").text
    assert "职工之家 301" in office.get("/points?service=2&q=职工").text
    assert "没有这样的服务点" in office.get("/points?q=%25").text
    assert "没有这样的服务点" in office.get("/points?state=withdrawn").text
    for odd in ("campus=99", "state=nope", "campus=x&campus=1", "page=999", "page=-1", "service="):
        assert office.get(f"/points?{odd}").status_code == 200


def test_list_answers_htmx_with_the_fragment(as_user):
    answer = as_user(10003, htmx=True).get("/points?campus=1")
    assert answer.text.lstrip().startswith('<div class="stack" id="point-list"')


def test_list_takes_as_many_queries_for_thirty_points_as_for_three(app, office, inside):
    def queries():
        sent = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *details: sent.append(details[2]))
        office.get("/points")
        return len(sent)

    few = queries()

    def many():
        points = [ServicePoint(service_id=1, campus_id=2, place=f"楼 {n}", door_code=f"many-{n}") for n in range(30)]
        db.session.add_all(points)
        db.session.commit()

    inside(many)
    assert queries() == few


def test_export_has_the_week_in_words(office):
    table = read_table(office.get("/points.xlsx").data, "points.xlsx")
    weeks = {row.cells["地点"]: row.cells["每周开放"] for row in table.rows}
    assert "周一至周五 9:00–12:00，每 30 分钟一个时段，2 位" in weeks["综合楼 208"]


def test_withdrawn_point_closes_and_reopens(office, inside, row):
    office.post("/slots/generation")
    assert office.post("/points/2/withdrawal", data={"reason": "装修"}).status_code == 303
    assert "装修" in office.get("/points/2").text
    count = select(func.count(Slot.id)).where(Slot.point_id == 2)
    assert inside(lambda: db.session.scalar(count)) == 0
    again = office.post("/points/2/withdrawal", data={"reason": "装修"})
    assert again.status_code == 409
    assert "已经停用了" in again.text
    assert office.post("/points/2", data={"place": "海洋楼 113"}).status_code == 409
    office.post("/points/2/reopening", data={"reason": "装好了"})
    assert row(ServicePoint, 2, "withdrawn_at") is None
    assert inside(lambda: db.session.scalar(count)) > 0
    assert office.post("/points/2/reopening", data={"reason": "再来"}).status_code == 409


def test_renewed_door_code_ends_the_old_one(office, as_user):
    assert as_user(10001).get("/door/door-1").status_code == 200
    assert office.post("/points/1/door-code", data={"reason": "海报丢了"}).status_code == 303
    assert as_user(10001).get("/door/door-1").status_code == 404


# photos


def send(browser, data, name="a.png"):
    return browser.post("/points/1/photo", data={"photo": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def test_photo_is_kept_shown_replaced_and_removed(office, as_user, row, tmp_path):
    assert send(office, PNG).status_code == 303
    first = row(ServicePoint, 1, "photo")
    shown = as_user(10005).get("/points/1/photo")
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", PNG)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert as_user(None).get("/points/1/photo").status_code == 303
    send(office, b"\xff\xd8\xff" + b"1" * 20, "b.jpg")
    assert not (tmp_path / "uploads" / first).exists()
    assert office.post("/points/1/photo/removal").status_code == 303
    assert list((tmp_path / "uploads").iterdir()) == []
    assert as_user(10005).get("/points/1/photo").status_code == 404
    assert office.post("/points/1/photo/removal").status_code == 409


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png", "这不是"),
        (b"GIF89a", "a.gif", "这不是"),
        (b"", "a.png", "请选一张照片"),
        (PNG + b"0" * (2 * 1024 * 1024), "a.png", "超过 2 MB"),
    ],
)
def test_photo_that_is_none_is_refused(office, row, tmp_path, data, name, words):
    answer = send(office, data, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert row(ServicePoint, 1, "photo") is None
    assert not (tmp_path / "uploads").exists()


def test_photo_of_a_withdrawn_point_is_for_the_office(office, as_user):
    send(office, PNG)
    office.post("/points/1/withdrawal", data={"reason": "装修"})
    assert as_user(10001).get("/points/1/photo").status_code == 404
    assert office.get("/points/1/photo").status_code == 200
    assert send(office, PNG).status_code == 409


# services and the people who serve


def test_another_bookable_kind_is_data_only(office, as_user, inside):
    """法律咨询 by an outside lawyer, through the office's pages alone, up to slots that a member sees."""
    service = int(office.post("/services", data=LEGAL).location.rsplit("/", 1)[1])
    office.post(f"/services/{service}/providers", data={"name": "陆律师", "intro": "工会法律顾问", "face": "y"})
    made = office.post("/points", data={"service": str(service), "campus": "1", "place": "综合楼 310"})
    point = int(made.location.rsplit("/", 1)[1])
    provider = inside(lambda: db.session.scalar(select(Provider.id).where(Provider.name == "陆律师")))
    rule = {"kind": "open", "provider": provider, "weekdays": ["2"], "opens": "14:00", "closes": "16:00", "slot_minutes": "30",
            "gap_minutes": "0", "capacity": "1", "season": "term", "valid_from": "2026-09-17"}  # fmt: skip
    assert office.post(f"/points/{point}/rules", data=rule).location == f"/points/{point}"
    starts = inside(lambda: db.session.scalars(
        select(Slot.starts_at).where(Slot.point_id == point, Slot.provider_id == provider).order_by(Slot.starts_at)
    ).all())  # fmt: skip
    assert [f"{s:%m-%d %H:%M}" for s in starts[:4]] == ["09-23 14:00", "09-23 14:30", "09-23 15:00", "09-23 15:30"]
    assert {s.weekday() for s in starts} == {2}
    assert not [s for s in starts if s.month == 10 and s.day < 8]
    assert "法律咨询" in as_user(10001).get("/").text
    assert "周三 14:00–16:00" in office.get(f"/points/{point}").text


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"key": "counseling"}, 409, "已经用过了"),
        ({"key": "booking"}, 409, "已经用过了"),
        ({"key": "Legal Aid"}, 422, "小写英文"),
        ({"key": "legal\n"}, 303, ""),
        ({"name": ""}, 422, "请写名称"),
        ({"icon": "../x"}, 422, "请从列表里选一个"),
        ({"privacy": "none"}, 422, "请从列表里选一个"),
        ({"privacy": "confidential"}, 409, "不能代办"),
        ({"privacy": "confidential", "takes_proxies": "", "by_provider": ""}, 409, "要按人开放"),
    ],
)
def test_service_is_checked(office, change, status, words):
    data = {name: value for name, value in (LEGAL | change).items() if value}
    answer = office.post("/services", data=data)
    assert (answer.status_code, words in answer.text) == (status, True)


def test_service_with_points_keeps_its_privacy(office, row):
    data = {"name": "心理关爱", "icon": "flower-2", "summary": "给全体。", "audience": "everyone", "by_provider": "y"}
    refused = office.post("/services/2", data=data | {"privacy": "open"})
    assert refused.status_code == 409
    assert row(Service, 2, "privacy") is Privacy.confidential
    assert office.post("/services/2", data=data | {"privacy": "confidential"}).status_code == 303
    assert (row(Service, 2, "name"), row(Service, 2, "needs_consent")) == ("心理关爱", False)


def test_icons_are_in_the_sprite(app):
    sprite = app.extensions["assets"]["icons.svg"].body.decode()
    assert not [name for name in ICONS if f'id="{name}"' not in sprite]


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"name": "新人", "face": "y", "staff_no": "99999"}, 409, "没有工号是 99999"),
        ({"name": "何言", "face": "y", "staff_no": "10006"}, 409, "已经在这项服务里了"),
        ({"name": "新人"}, 422, "至少选一样"),
        ({"name": "名" * 41, "face": "y"}, 422, "最多写 40 个字"),
        ({"name": "欧阳" * 20, "face": "y"}, 303, ""),
    ],
)
def test_provider_is_checked(office, data, status, words):
    answer = office.post("/services/2/providers", data=data)
    assert (answer.status_code, words in answer.text) == (status, True)


def test_provider_is_only_for_services_by_person(office):
    answer = office.post("/services/1/providers", data={"name": "新人", "face": "y"})
    assert (answer.status_code, "不按人开放" in answer.text) == (409, True)


def test_provider_changes_leaves_and_returns(office, row, inside):
    office.post("/slots/generation")
    office.post("/providers/1", data={"name": "何言老师", "staff_no": "10006", "face": "y"})
    assert (row(Provider, 1, "name"), row(Provider, 1, "phone")) == ("何言老师", False)
    other = office.post("/providers/1", data={"name": "王敏", "staff_no": "10001", "face": "y"})
    assert (other.status_code, row(Provider, 1, "member_id")) == (409, 10006)
    office.post("/providers/1/withdrawal", data={"reason": "退休"})
    count = select(func.count(Slot.id)).where(Slot.provider_id == 1)
    assert inside(lambda: db.session.scalar(count)) == 0
    assert office.post("/providers/1/withdrawal", data={"reason": "退休"}).status_code == 409
    office.post("/providers/1/return", data={"reason": "返聘"})
    assert inside(lambda: db.session.scalar(count)) > 0
    assert inside(lambda: db.session.scalar(select(func.count(OpeningRule.id)).where(OpeningRule.provider_id == 1))) == 5


# consent


def test_consent_is_published_in_versions(office, inside):
    text = "一、我们保密。\r\n\r\n二、四种情况例外。<script>"
    assert office.post("/services/2/consent-texts", data={"body": text}).status_code == 303
    page = office.get("/services/2/consent-texts").text
    assert "第 2 版" in page
    assert "&lt;script&gt;" in page
    rows = inside(lambda: db.session.execute(select(ConsentText.version, ConsentText.body).order_by(ConsentText.version)).all())
    assert rows == [(1, "我们保密。\n\n只有四种情况例外。"), (2, text.replace("\r\n", "\n"))]
    same = office.post("/services/2/consent-texts", data={"body": text})
    assert (same.status_code, "一字不差" in same.text) == (409, True)
