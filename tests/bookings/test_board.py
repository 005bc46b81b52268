from datetime import datetime

import pytest
from sqlalchemy import select

from tests.bookings.made import (
    CANARY,
    CANARY_WORDS,
    OPEN_POINT,
    add_booked,
    add_booking,
    add_canary,
    add_open_service,
    count_queries,
    sheet_text,
)
from tests.support.university import add_slot, grant
from unionweb.accounts.rules import Role
from unionweb.bookings.models import Booking, BookingStatus, CareEntry, Channel, Fault, ServicePoint, Slot, SlotState
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

S = BookingStatus


@pytest.fixture
def morning(inside):
    """10:38 at 综合楼 208: one left, one missed, one inside, one late, one to come, one waiting for 14:00."""

    def build():
        add_canary()
        add_booked("2026-09-16 09:00", CANARY, S.completed, code="B537")
        add_booked("2026-09-16 09:30", CANARY, S.no_show, code="R291")
        slot = add_slot("2026-09-16 10:30", places=2)
        add_booking(slot, CANARY, S.checked_in, code="D833")
        late = add_booking(slot, 10002, S.confirmed, code="T660")
        add_booked("2026-09-16 11:00", CANARY, code="M318", channel=Channel.proxy)
        full = add_slot("2026-09-16 14:00")
        add_booking(full, CANARY, code="K742")
        add_booking(full, 10005, S.waiting, code="W925", queue_no=1)
        add_booked("2026-09-15 11:00", CANARY, S.completed, code="Y777")
        return late

    return inside(build)


def test_board_shows_times_codes_and_states(as_user, morning):
    page = as_user(10007).get("/board/1").text
    for words in ("B5 37", "已离开", "未到，9:40 已放出", "在用，10:29 签到", "还没到，10:40 放出"):
        assert words in page
    for words in ("已约，代办", "K7 42", "清洁"):
        assert words in page
    assert "Y7 77" not in page
    assert "W9 25" not in page


def test_board_counts_now_next_today_and_waiting(as_user, morning):
    page = as_user(10007).get("/board/1").text
    assert "1 <small>人在用</small>" in page
    assert "共 2 位，到 11:00" in page
    assert "短码 M3 18" in page
    assert "6 <small>次</small>" in page
    assert "已签到 2，爽约 1" in page
    assert "在 14:00" in page


@pytest.mark.parametrize("staff_no", [10003, 10007])
@pytest.mark.parametrize("path", ["/board", "/board/1", "/board/1/care-log", "/faults", "/points/1/poster"])
def test_no_page_of_a_coded_point_knows_who_comes(as_user, morning, staff_no, path):
    page = as_user(staff_no).get(path, follow_redirects=True).text
    assert not [word for word in (*CANARY_WORDS, "李静", "10002") if word in page]


def test_an_open_service_shows_names(as_user, inside):
    inside(lambda: (add_open_service(), add_canary(), add_booked("2026-09-16 11:00", CANARY, point=OPEN_POINT)))
    page = as_user(10003).get(f"/board/{OPEN_POINT}").text
    assert "秦金丝" in page
    assert "20001" not in page


@pytest.mark.parametrize(("staff_no", "path", "status"), [
    (10001, "/board", 403), (10004, "/board", 403), (10006, "/board", 403), (10001, "/board/1", 403),
    (10007, "/board/2", 404), (10007, "/board/3", 404), (10003, "/board/3", 404), (10003, "/board/999", 404),
    (10007, "/board/1", 200), (10003, "/board/2", 200), (10003, "/board", 200), (10007, "/board/2/care-log", 404),
    (10007, "/board/3/care-log.xlsx", 404), (10001, "/faults", 403),
])  # fmt: skip
def test_who_may_open_what(as_user, staff_no, path, status):
    assert as_user(staff_no).get(path).status_code == status


def test_a_keeper_of_a_confidential_point_finds_no_board(as_user, inside):
    inside(lambda: (grant(10005, Role.keeper, point_id=3), db.session.commit()))
    browser = as_user(10005)
    assert "还没有归您值守的服务点" in browser.get("/board").text
    assert browser.get("/board/3").status_code == 404


def test_one_point_opens_at_once_and_several_are_listed(as_user, morning):
    assert as_user(10007).get("/board").location == "/board/1"
    page = as_user(10003).get("/board").text
    assert "综合楼 208" in page
    assert "海洋楼 112" in page
    assert "职工之家 301" not in page
    assert "1 人在用" in page


def test_the_fragment_comes_alone_for_htmx(as_user, morning):
    part = as_user(10007, htmx=True).get("/board/1").text
    assert 'id="today"' in part
    assert 'id="care"' not in part


def test_keeper_checks_in_and_lets_go(as_user, inside, morning):
    browser = as_user(10007)
    answer = browser.post(f"/board/1/bookings/{morning}/check-in")
    assert (answer.status_code, answer.location) == (303, "/board/1")
    assert "T6 60 已签到" in browser.get("/board/1").text
    assert browser.post(f"/board/1/bookings/{morning}/check-in").status_code == 303  # twice is once
    assert browser.post(f"/board/1/bookings/{morning}/departure").status_code == 303
    assert inside(lambda: db.session.get(Booking, morning).status) is S.completed
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == morning)).first())
    assert (event.action, event.actor_kind, event.sealed) == ("checked_in", "keeper", True)


def test_check_in_outside_its_window_is_refused_with_the_time(as_user, inside, at, morning):
    early = inside(lambda: db.session.scalar(select(Booking.id).where(Booking.code == "K742")))
    answer = as_user(10007).post(f"/board/1/bookings/{early}/check-in")
    assert answer.status_code == 409
    assert "13:50" in answer.text
    at("2026-09-16 10:41")
    late = as_user(10007).post(f"/board/1/bookings/{morning}/check-in")
    assert late.status_code == 409
    assert inside(lambda: db.session.get(Booking, morning).status) is not S.checked_in


def test_departure_before_check_in_is_refused(as_user, morning):
    assert as_user(10007).post(f"/board/1/bookings/{morning}/departure").status_code == 409


def test_bookings_elsewhere_and_missing_ones_are_the_same_404(as_user, inside):
    def build():
        return add_booked("2026-09-16 10:30", point=2), add_booked("2026-09-16 10:30", point=3, provider=1)

    for booking in (*inside(build), 999):
        for act in ("check-in", "departure"):
            assert as_user(10007).post(f"/board/1/bookings/{booking}/{act}").status_code == 404
    assert as_user(10003).post(f"/board/3/bookings/{booking}/check-in").status_code == 404


def test_buttons_appear_only_when_they_would_work(as_user, at, morning):
    page = as_user(10007).get("/board/1").text
    assert page.count("/check-in") == 1
    assert page.count("/departure") == 1
    at("2026-09-16 10:45")
    assert "/check-in" not in as_user(10007).get("/board/1").text
    assert "还没到，马上放出" in as_user(10007).get("/board/1").text


def test_a_free_holiday_says_why(as_user, at):
    at("2026-10-01 10:00")
    page = as_user(10007).get("/board/1").text
    assert "国庆节" in page
    assert "今天不开放" in page


def test_a_closed_slot_says_why(as_user, inside):
    def build():
        slot = db.session.get(Slot, add_slot("2026-09-16 15:00"))
        slot.state, slot.closed_reason = SlotState.closed, "空调检修"
        db.session.commit()

    inside(build)
    assert "空调检修" in as_user(10007).get("/board/1").text


def test_the_board_asks_the_same_number_of_queries_for_1_and_30_bookings(app, as_user, inside, at):
    at("2026-09-16 08:00")
    inside(lambda: add_booked("2026-09-16 09:00"))
    one = count_queries(app, as_user(10007), "/board/1")
    starts = [f"2026-09-16 {9 + n // 10:02d}:{5 * (n % 10) + 1:02d}" for n in range(30)]
    inside(lambda: [add_booked(start, code=f"A{n}") for n, start in enumerate(starts)])
    assert count_queries(app, as_user(10007), "/board/1") == one


# Care and fridge


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


# Faults


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
