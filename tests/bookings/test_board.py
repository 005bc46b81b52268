
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
)
from tests.support.university import add_slot, grant
from unionweb.accounts.rules import Role
from unionweb.bookings.models import Booking, BookingStatus, Channel, Slot, SlotState
from unionweb.common.audit import AuditEvent
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
