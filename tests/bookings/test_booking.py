"""Booking, refusing, waiting, cancelling, moving through the pages."""

import pytest
from sqlalchemy import func, select

from tests.bookings.made import OPEN_POINT, OPEN_SERVICE, add_open_service
from tests.support.university import add_member, add_slot
from unionweb.accounts.models import Sex
from unionweb.bookings.models import HOLDING, Booking, BookingStatus, Service
from unionweb.common import settings
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def held(slot_id):
    query = select(Booking.member_id).where(Booking.slot_id == slot_id, Booking.status.in_(HOLDING)).order_by(Booking.id)
    return db.session.scalars(query).all()


def book(browser, slot_id, **more):
    return browser.post("/bookings/", data={"slot_id": slot_id, "repeat": "once", **more})


@pytest.fixture
def slot(inside):
    return inside(add_slot)


def test_week_page_offers_the_slot_and_confirming_books_it(as_user, inside, slot):
    browser = as_user(10001)
    assert f"/bookings/new?slot={slot}" in browser.get("/bookings/week").text
    assert "确认预约" in browser.get(f"/bookings/new?slot={slot}").text
    answer = book(browser, slot)
    assert answer.status_code == 303
    assert "约好了" in browser.get(answer.location).text
    assert inside(lambda: held(slot)) == [10001]
    assert "我的" in browser.get("/bookings/week").text


def test_a_full_slot_is_refused_with_the_earliest_other_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    book(as_user(10005), slot)
    answer = book(as_user(10001), slot)
    assert answer.status_code == 409
    assert "约满了" in answer.text and "15:00–15:30" in answer.text and f'value="{other}"' in answer.text
    assert inside(lambda: held(slot)) == [10005]


def test_the_same_form_sent_twice_is_one_booking(as_user, inside, slot):
    browser = as_user(10001)
    first, second = (book(browser, slot, request_key="abcdefgh1234") for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert inside(lambda: held(slot)) == [10001]


def test_every_reason_is_told_at_once(as_user, inside):
    for hour in (13, 15):
        book(as_user(10001), inside(lambda hour=hour: add_slot(f"2026-09-17 {hour}:00")))
    overlapping = inside(lambda: add_slot("2026-09-17 13:00", point=2))
    answer = book(as_user(10001), overlapping)
    assert answer.status_code == 409
    assert "每天最多 2 次" in answer.text and "时间重叠" in answer.text


def test_bookings_on_two_campuses_leave_time_to_travel(as_user, inside, slot):
    near, far = inside(lambda: (add_slot("2026-09-16 14:40", point=2), add_slot("2026-09-16 15:10", point=2)))
    book(as_user(10001), slot)
    assert "校区之间要留 40 分钟" in book(as_user(10001), near).text
    assert book(as_user(10001), far).status_code == 303


def test_a_man_is_told_politely_before_he_submits(as_user, inside, slot):
    inside(lambda: (add_member(20001, "单思远", sex=Sex.male), db.session.commit()))
    page = as_user(20001).get(f"/bookings/new?slot={slot}")
    assert "留给女教职工使用" in page.text and 'action="/bookings/"' not in page.text


def test_too_far_ahead_says_from_when(as_user, inside):
    slot = inside(lambda: add_slot("2026-10-20 14:00"))
    inside(lambda: settings.put("mother_room.ahead_days", 14))
    assert "10月6日 起可以约" in as_user(10001).get(f"/bookings/new?slot={slot}").text


def test_waiting_people_move_up_in_order_as_places_are_freed(as_user, inside, slot):
    answer = book(as_user(10005), slot)
    for member in (10001, 10002):
        assert as_user(member).post("/bookings/waiting", data={"slot_id": slot}).status_code == 303
    assert "候补第 2 位" in as_user(10002).get("/bookings/").text
    as_user(10005).post(f"{answer.location}/cancellation")
    assert inside(lambda: held(slot)) == [10001]
    told = inside(lambda: db.session.scalars(select(Message.title).where(Message.member_id == 10001)).all())
    assert told == ["候补成功：9月16日 周三 14:00 已为您约上"]
    assert "候补第 1 位" in as_user(10002).get("/bookings/").text


def test_leaving_the_waiting_list_is_always_possible(as_user, inside, slot, at):
    book(as_user(10005), slot)
    waiting = as_user(10001).post("/bookings/waiting", data={"slot_id": slot}).location
    at("2026-09-16 13:58")
    assert as_user(10001).post(f"{waiting}/cancellation").status_code == 303


def test_nobody_moves_up_after_the_cut_off(as_user, inside, slot, at):
    mine = book(as_user(10005), slot).location
    as_user(10001).post("/bookings/waiting", data={"slot_id": slot})
    inside(lambda: settings.put("mother_room.cancel_before", 0))
    at("2026-09-16 13:45")
    as_user(10005).post(f"{mine}/cancellation")
    assert inside(lambda: held(slot)) == []


def test_cancelling_after_the_deadline_is_refused(as_user, inside, slot, at):
    mine = book(as_user(10001), slot).location
    at("2026-09-16 13:40")
    answer = as_user(10001).post(f"{mine}/cancellation")
    assert answer.status_code == 409 and "以后就不能取消了" in answer.text
    assert inside(lambda: held(slot)) == [10001]


def test_a_stranger_finds_neither_the_booking_nor_its_actions(as_user, slot):
    mine = book(as_user(10001), slot).location
    stranger, missing = as_user(10005), "/bookings/999999"
    for path in ("", "/event.ics"):
        assert stranger.get(mine + path).status_code == stranger.get(missing + path).status_code == 404
    for path in ("/cancellation", "/move", "/check-in", "/leaving"):
        assert stranger.post(mine + path).status_code == stranger.post(missing + path).status_code == 404


def test_moving_gives_back_the_old_place_and_takes_the_new_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    mine = book(as_user(10001), slot).location
    number = mine.rsplit("/", 1)[1]
    assert "换个时间" in as_user(10001).get(f"/bookings/week?move={number}").text
    assert "确认换到这个时间" in as_user(10001).get(f"/bookings/new?slot={other}&move={number}").text
    assert as_user(10001).post(f"{mine}/move", data={"slot_id": other}).status_code == 303
    assert inside(lambda: (held(slot), held(other))) == ([], [10001])


def test_moving_to_a_full_slot_keeps_the_old_one(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    book(as_user(10005), other)
    mine = book(as_user(10001), slot).location
    assert as_user(10001).post(f"{mine}/move", data={"slot_id": other}).status_code == 409
    assert inside(lambda: held(slot)) == [10001]


@pytest.mark.parametrize("data", [{}, {"slot_id": ""}, {"slot_id": "x"}, {"slot_id": "-1"}, {"slot_id": "9" * 30},
                                  {"slot_id": "1.5"}, {"slot_id": "999999"}, {"slot_id": "1", "repeat": "daily"},
                                  {"slot_id": "1", "repeat": "once", "request_key": "<script>"}])  # fmt: skip
def test_malformed_forms_change_nothing_and_say_so(as_user, inside, slot, data):
    answer = as_user(10001).post("/bookings/", data=data)
    assert 400 <= answer.status_code < 500
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Booking))) == 0


def test_a_doubled_field_is_refused(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    answer = as_user(10001).post("/bookings/", data={"slot_id": [slot, other], "repeat": "once"})
    assert answer.status_code == 422
    assert inside(lambda: held(slot)) == []


def test_a_repeat_shows_first_which_dates_can_be_had(as_user, inside):
    days = inside(lambda: [add_slot(f"2026-09-{day} 11:00") for day in (17, 18, 21)])
    book(as_user(10005), days[1])
    answer = as_user(10001).post("/bookings/", data={"slot_id": days[0], "repeat": "workdays", "weeks": 1})
    page = as_user(10001).get(answer.location)
    assert "2 个约得上" in page.text and "约满了" in page.text
    inside(lambda: db.session.commit())
    done = as_user(10001).post("/bookings/repeat", data={"slot_id": days[0], "repeat": "workdays", "weeks": 1})
    assert done.status_code == 303
    assert inside(lambda: [held(day) for day in days]) == [[10001], [10005], [10001]]


def test_a_liaison_books_for_a_colleague_of_the_own_unit_only(as_user, inside, slot):
    other = inside(lambda: add_slot("2026-09-16 15:00"))
    chair = as_user(10002)
    assert "替同事约" in chair.get(f"/bookings/new?slot={slot}").text
    assert book(chair, slot, for_staff_no="10001").status_code == 303
    assert inside(lambda: held(slot)) == [10001]
    refused = book(chair, other, for_staff_no="10005")
    assert refused.status_code == 422 and "没有这个工号" in refused.text
    assert book(as_user(10001), other, for_staff_no="10002").status_code == 422
    repeated = book(chair, other, for_staff_no="10001", repeat="workdays")
    assert repeated.status_code == 422
    assert "替同事一次约一个时段" in repeated.text
    assert "代办" in chair.get("/bookings/").text and "代办" in as_user(10001).get("/bookings/1").text


def test_three_no_shows_pause_booking_until_a_working_day(as_user, inside, at):
    for day in (14, 15, 16):
        slot = inside(lambda day=day: add_slot(f"2026-09-{day} 09:00"))
        inside(lambda slot=slot: (_past_no_show(slot), db.session.commit()))
    later = inside(lambda: add_slot("2026-09-17 14:00"))
    page = as_user(10001).get(f"/bookings/new?slot={later}")
    assert "约了没来" in page.text and "9月22日 以后可以再约" in page.text


def _past_no_show(slot_id):
    from unionweb.bookings.models import Slot

    slot = db.session.get(Slot, slot_id)
    db.session.add(Booking(slot_id=slot_id, member_id=10001, status=BookingStatus.no_show, starts_at=slot.starts_at,
                           ends_at=slot.ends_at, code="A222", created_at=slot.starts_at))  # fmt: skip


def test_a_grey_cell_leads_to_every_reason_and_the_earliest_time_before_anything_is_sent(as_user, inside):
    for hour in (13, 15):
        book(as_user(10001), inside(lambda hour=hour: add_slot(f"2026-09-17 {hour}:00")))
    grey, free = inside(lambda: (add_slot("2026-09-17 13:00", point=2), add_slot("2026-09-18 09:00", point=2)))
    week = as_user(10001).get("/bookings/week?point=2").text
    cell = week.split(f"/bookings/new?slot={grey}", 1)[1].split("</td>")[0]
    assert "每天最多 2 次" in cell and "时间重叠" in cell and "已约 2 次" in cell.split(">", 1)[1]
    page = as_user(10001).get(f"/bookings/new?slot={grey}").text
    assert "每天最多 2 次" in page and "时间重叠" in page
    assert "明天" not in page.split("最早可以约")[1].split("</section>")[0]
    assert "9月18日 周五 9:00–9:30" in page and f'value="{free}"' in page


def test_a_refusal_says_from_when_on_when_nothing_is_left(as_user, inside, slot):
    book(as_user(10005), slot)
    assert "最早 <b>明天</b>起" in book(as_user(10001), slot).text
    far = inside(lambda: add_slot("2026-10-20 14:00"))
    assert "最早 <b>9月22日 周二</b>起" in as_user(10001).get(f"/bookings/new?slot={far}").text


def test_the_earliest_possible_time_is_found_behind_hundreds_of_refused_ones(as_user, inside):
    inside(lambda: settings.put("mother_room.per_week", 1))
    starts = [f"2026-09-{day} {hour:02d}:{m}0" for day in (17, 18, 19) for hour in range(8, 20) for m in range(6)]
    first, *_ = inside(lambda: [add_slot(start, minutes=10) for start in starts])
    other = inside(lambda: add_slot("2026-09-21 09:00"))
    book(as_user(10001), first)
    page = as_user(10001).get(f"/bookings/new?slot={first + 1}").text
    assert f'value="{other}"' in page


def test_a_day_whose_slots_are_not_made_yet_is_not_called_closed(as_user, inside):
    page = as_user(10001).get("/bookings/week?service=mother_room&point=1&date=2026-10-19").text
    assert "9月22日起可以约" in page and "周二不开放" not in page
    assert "周六不开放" in page


def test_a_repeat_says_from_when_the_dates_behind_the_horizon_can_be_booked(as_user, inside):
    first = inside(lambda: add_slot("2026-10-13 11:00"))
    page = as_user(10001).get(f"/bookings/repeat?slot={first}&repeat=weekly&weeks=2").text
    assert "9月22日起可以约" in page and "这天没有这个时段" not in page


def test_booking_or_waiting_again_for_the_own_slot_says_so_and_leads_there(as_user, inside, slot):
    mine = book(as_user(10001), slot).location
    again = book(as_user(10001), slot)
    assert again.status_code == 409
    assert "您已经约了这个时段" in again.text and f'href="{mine}"' in again.text
    assert "时间重叠" not in again.text and "约满了" not in again.text
    waiting = as_user(10005).post("/bookings/waiting", data={"slot_id": slot}).location
    twice = as_user(10005).post("/bookings/waiting", data={"slot_id": slot})
    assert twice.status_code == 409
    assert "在排这个时段的候补" in twice.text and f'href="{waiting}"' in twice.text


def test_a_wrong_form_for_a_slot_that_cannot_be_had_tells_why(as_user, inside, slot, at):
    at("2026-09-16 14:05")
    answer = as_user(10001).post("/bookings/", data={"slot_id": slot, "repeat": "zzz"})
    assert answer.status_code == 422
    assert "已经开始了" in answer.text and "都符合规则" not in answer.text


def test_a_wrong_form_for_the_own_slot_offers_no_waiting_list(as_user, inside, slot):
    mine = book(as_user(10001), slot).location
    answer = as_user(10001).post("/bookings/", data={"slot_id": slot, "repeat": "zzz"})
    assert answer.status_code == 422
    assert f'href="{mine}"' in answer.text and "排候补" not in answer.text


def test_a_malformed_request_to_wait_is_answered_with_the_page(as_user, inside, slot):
    for member in (10001, 10005):
        answer = as_user(10001).post("/bookings/waiting", data={"slot_id": slot, "request_key": "<script>"})
        assert answer.status_code == 422
        book(as_user(member), slot)


def test_the_confirmation_names_no_deadline_that_has_passed(as_user, slot, at):
    assert "可取消到" in as_user(10001).get(f"/bookings/new?slot={slot}").text
    at("2026-09-16 13:45")
    page = as_user(10001).get(f"/bookings/new?slot={slot}").text
    assert "可取消到" not in page and "不能取消" in page


def test_another_kind_of_service_reads_well_and_asks_for_no_cleaning(as_user, inside):
    inside(lambda: (add_open_service(), add_slot(point=OPEN_POINT), _reword(OPEN_SERVICE, "请律师答疑")))
    page = as_user(10001).get("/bookings/week?service=speaker").text
    assert "请律师答疑。点一个空闲时段就能约。" in page and "不问原因" not in page
    assert "清洁和补给" not in as_user(10003).get(f"/board/{OPEN_POINT}").text
    assert "清洁和补给" in as_user(10007).get("/board/1").text
    assert "不问原因" in as_user(10001).get("/bookings/week?service=mother_room").text


def _reword(service_id, summary):
    db.session.get(Service, service_id).summary = summary
    db.session.commit()
