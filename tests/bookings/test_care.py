from datetime import datetime

import pytest
from sqlalchemy import select

from tests.bookings.made import (
    CANARY,
    CANARY_WORDS,
    OPEN_POINT,
    add_canary,
    add_open_service,
    count_queries,
    sheet_text,
)
from unionweb.bookings.models import CareEntry, Fault, ServicePoint
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def test_keeper_notes_what_was_done(as_user, inside):
    browser = as_user(10007)
    answer = browser.post("/board/1/care-log", {"kind": "supplies", "note": "纸巾两包"})
    assert answer.location == "/board/1"
    page = browser.get("/board/1").text
    assert "补给完成：纸巾两包" in page
    assert "10:38，吴舍" in page
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "cared")).one())
    assert (event.actor_id, event.actor_kind, event.subject_id) == (10007, "keeper", 1)


def test_the_same_note_sent_twice_is_one(as_user, inside, at):
    browser = as_user(10007)
    for _ in range(2):
        assert browser.post("/board/1/care-log", {"kind": "cleaning"}).status_code == 303
    at("2026-09-16 10:40")
    browser.post("/board/1/care-log", {"kind": "cleaning"})
    assert inside(lambda: db.session.query(CareEntry).count()) == 2


@pytest.mark.parametrize("data", [
    {}, {"kind": "wash"}, {"kind": "cleaning", "note": "长" * 201}, {"kind": ["cleaning", "supplies"]},
])  # fmt: skip
def test_a_wrong_note_is_422_with_what_was_typed(as_user, inside, data):
    answer = as_user(10007).post("/board/1/care-log", data)
    assert answer.status_code == 422
    assert "还没有记下" in answer.text
    assert str(data.get("note", "")) in answer.text
    assert inside(lambda: db.session.query(CareEntry).count()) == 0


def test_nobody_else_notes(as_user):
    for staff_no, status in ((10001, 403), (10004, 403), (10005, 403)):
        assert as_user(staff_no).post("/board/1/care-log", {"kind": "cleaning"}).status_code == status
    assert as_user(10007).post("/board/2/care-log", {"kind": "cleaning"}).status_code == 404


def test_the_fridge_must_be_emptied_every_day_by_default(as_user, at):
    browser = as_user(10007)
    at("2026-09-15 17:00")
    browser.post("/board/1/care-log", {"kind": "fridge"})
    assert "没清空" not in browser.get("/board/1").text
    at("2026-09-16 10:38")
    page = as_user(10007).get("/board/1").text
    assert "冰箱今天还没清空" in page
    assert "上次 昨天 17:00" in page


def test_the_fridge_may_have_48_hours(as_user, inside, at):
    inside(lambda: settings.put("mother_room.fridge_hours", 48))
    browser = as_user(10007)
    assert "还没有清空过的记录" in browser.get("/board/1").text
    browser.post("/board/1/care-log", {"kind": "fridge"})
    at("2026-09-18 10:00")
    assert "没清空" not in as_user(10007).get("/board/1").text
    at("2026-09-18 10:39")
    assert "冰箱超过 48 小时没清空" in as_user(10007).get("/board/1").text


def test_a_service_without_fridge_has_none_to_empty(as_user, inside):
    inside(add_open_service)
    browser = as_user(10003)
    assert "冰箱" not in browser.get(f"/board/{OPEN_POINT}").text
    assert browser.post(f"/board/{OPEN_POINT}/care-log", {"kind": "fridge"}).status_code == 422


def test_the_log_pages_filters_and_goes_out_as_a_sheet(app, as_user, inside):
    def build():
        for n in range(35):
            kind = "cleaning" if n % 5 else "fridge"
            at = datetime(2026, 9, 1 + n % 15, 8, n)
            db.session.add(CareEntry(point_id=1, kind=kind, note=f"第{n}次", done_by_id=10007, at=at))
        db.session.commit()

    inside(build)
    browser = as_user(10007)
    page = browser.get("/board/1/care-log").text
    assert "共 35 条" in page
    assert "下一页" in page
    assert "共 7 条" in browser.get("/board/1/care-log?kind=fridge").text
    assert "共 35 条" in browser.get("/board/1/care-log?kind=nonsense&since=2026-99-99&page=x").text
    assert browser.get("/board/1/care-log?since=2026-09-15&page=99").status_code == 200
    sheet = sheet_text(browser.get("/board/1/care-log.xlsx?kind=fridge"))
    assert sheet.count("冰箱清空") == 7
    assert "吴舍" in sheet
    few = count_queries(app, browser, "/board/1/care-log?since=2026-09-15")
    assert count_queries(app, browser, "/board/1/care-log") == few


def test_anyone_reports_and_nobody_knows_who(as_user, inside):
    inside(add_canary)
    browser = as_user(CANARY)
    assert "不记是谁报的" in browser.get("/points/1/faults/new").text
    assert browser.post("/points/1/faults", {"text": "洗手池漏水"}).location == "/"
    assert "洗手池漏水" in as_user(10007).get("/board/1").text
    fault = inside(lambda: db.session.scalars(select(Fault)).one())
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "reported")).one())
    told = inside(lambda: db.session.scalars(select(Message)).all())
    assert (event.actor_id, event.actor_kind) == (None, "system")
    assert [m.member_id for m in told] == [10007]
    assert not [word for word in CANARY_WORDS for row in (fault, event, *told) if word in str(vars(row))]


def test_without_a_keeper_the_office_is_told(as_user, inside):
    as_user(10001).post("/points/2/faults", {"text": "门锁坏了"})
    told = inside(lambda: db.session.scalars(select(Message)).all())
    assert [(m.member_id, m.title) for m in told] == [(10003, "海洋楼 112 有一条报修")]


def test_a_fault_in_a_counselling_room_names_only_the_place(as_user, inside):
    as_user(10001).post("/points/3/faults", {"text": "灯不亮"})
    assert inside(lambda: db.session.scalars(select(Message)).one()).title == "职工之家 301 有一条报修"
    for page in (as_user(10001).get("/points/3/faults/new").text, as_user(10003).get("/faults").text):
        assert "职工之家 301" in page
        assert "心理" not in page
    assert "灯不亮" not in as_user(10007).get("/faults").text


def test_the_same_fault_twice_is_one_until_it_is_mended(as_user, inside):
    for _ in range(2):
        assert as_user(10001).post("/points/1/faults", {"text": "灯不亮"}).status_code == 303
    fault = inside(lambda: db.session.scalars(select(Fault)).one())
    as_user(10007).post(f"/faults/{fault.id}/resolution", {"resolution": "换了灯管"})
    as_user(10001).post("/points/1/faults", {"text": "灯不亮"})
    assert inside(lambda: db.session.query(Fault).count()) == 2


def test_too_many_open_faults_are_a_case_for_the_telephone(as_user, inside):
    browser = as_user(10001)
    for n in range(20):
        browser.post("/points/1/faults", {"text": f"坏了 {n}"})
    answer = browser.post("/points/1/faults", {"text": "又坏了一样"})
    assert answer.status_code == 409
    assert "又坏了一样" in answer.text
    assert "60312" in answer.text
    assert inside(lambda: db.session.query(Fault).count()) == 20


@pytest.mark.parametrize("data", [{}, {"text": "  "}, {"text": "长" * 301}])
def test_a_wrong_report_is_422(as_user, inside, data):
    assert as_user(10001).post("/points/1/faults", data).status_code == 422
    assert inside(lambda: db.session.query(Fault).count()) == 0


def test_reporting_at_no_point_is_404(as_user, inside):
    def withdraw():
        db.session.get(ServicePoint, 2).withdrawn_at = datetime(2026, 9, 1)
        db.session.commit()

    inside(withdraw)
    for point in (2, 999):
        assert as_user(10001).get(f"/points/{point}/faults/new").status_code == 404
        assert as_user(10001).post(f"/points/{point}/faults", {"text": "x"}).status_code == 404


def test_what_people_type_stays_text(as_user):
    as_user(10001).post("/points/1/faults", {"text": "<script>alert(1)</script>"})
    page = as_user(10007).get("/board/1").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_fault_is_resolved_once_with_words(as_user, inside):
    as_user(10001).post("/points/1/faults", {"text": "灯不亮"})
    id = inside(lambda: db.session.scalar(select(Fault.id)))
    browser = as_user(10007)
    assert browser.post(f"/faults/{id}/resolution", {"resolution": ""}).status_code == 422
    assert browser.post(f"/faults/{id}/resolution", {"resolution": "换了灯管"}).location == "/faults"
    assert "没有要修的" in browser.get("/faults").text
    assert "换了灯管" in browser.get("/faults?state=all").text
    again = browser.post(f"/faults/{id}/resolution", {"resolution": "又换了"})
    assert again.status_code == 409
    assert inside(lambda: db.session.get(Fault, id).resolution) == "换了灯管"
    assert "换了灯管" in sheet_text(browser.get("/faults.xlsx?state=all"))


def test_faults_elsewhere_are_not_found(as_user, inside):
    as_user(10001).post("/points/2/faults", {"text": "灯不亮"})
    id = inside(lambda: db.session.scalar(select(Fault.id)))
    assert as_user(10007).get(f"/faults/{id}").status_code == 404
    assert as_user(10007).post(f"/faults/{id}/resolution", {"resolution": "x"}).status_code == 404
    assert as_user(10001).get(f"/faults/{id}").status_code == 403
    assert as_user(10003).get(f"/faults/{id}").status_code == 200


def test_the_fault_list_asks_the_same_number_of_queries_for_1_and_30(app, as_user, inside):
    def add(count):
        db.session.add_all(Fault(point_id=1, text=f"坏 {n}", reported_at=datetime(2026, 9, 1)) for n in range(count))
        db.session.commit()

    inside(lambda: add(1))
    one = count_queries(app, as_user(10003), "/faults")
    inside(lambda: add(29))
    assert count_queries(app, as_user(10003), "/faults") == one
