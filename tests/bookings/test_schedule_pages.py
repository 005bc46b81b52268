"""The office's pages about opening hours, exceptions and bookings that have to be moved."""

import re
from datetime import date, datetime, time

import pytest
from sqlalchemy import event, func, select

from tests.bookings.made import CANARY, CANARY_WORDS, add_booking, add_canary
from tests.bookings.schedules import slot_at
from unionweb.bookings.forms.hours import read_clock, read_hours
from unionweb.bookings.models import Booking, OpeningException, OpeningRule, Slot
from unionweb.bookings.queries.schedule.listing import days_in_words, weekdays_in_words
from unionweb.bookings.services.schedule import generate_slots
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table

PAGES = ["/openings", "/points/1/rules/new", "/rules/1/edit", "/rules/1/ending", "/exceptions", "/exceptions/new", "/exceptions.xlsx",
         "/misfits"]  # fmt: skip
ACTIONS = ["/slots/generation", "/points/1/rules", "/rules/1/replacement", "/rules/1/ending", "/exceptions",
           "/exceptions/1/lifting", "/misfits/cancellations", "/misfits/1/cancellation"]  # fmt: skip
CLOSED = {"where": "point-1", "kind": "closed", "starts_on": "2026-09-17", "ends_on": "2026-09-17", "reason": "检修空调。"}
RULE = {"kind": "open", "weekdays": ["5"], "opens": "9:00", "closes": "11：30", "slot_minutes": "30", "gap_minutes": "0",
        "capacity": "2", "season": "always", "valid_from": "2026-09-17"}  # fmt: skip


@pytest.fixture
def office(as_user, inside):
    inside(generate_slots)
    return as_user(10003)


@pytest.fixture
def booked(office, inside):
    """Two booked slots on Thursday, one of them for two; returns the bookings' ids."""

    def make():
        first = add_booking(slot_at("2026-09-17 09:30").id)
        second = add_booking(slot_at("2026-09-17 09:30").id, 10002, code="B222")
        return first, second, add_booking(slot_at("2026-09-17 14:00").id, code="C333")

    return inside(make)


def post(browser, path, **data):
    return browser.post(path, data=data)


def post_seen(browser, path, data):
    """Send a form, look at what it would hit, and send it again."""
    refused = browser.post(path, data=data)
    assert refused.status_code == 409
    return browser.post(path, data=data | {"seen": mark_on(refused)})


def mark_on(page):
    return re.search(r'name="seen" value="(\d+)"', page.text)[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_the_office(office, path):
    assert office.get(path).status_code == 200


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10005, 10006, 10007, 10008])
def test_pages_and_actions_are_for_the_office_only(as_user, staff_no):
    browser = as_user(staff_no)
    assert {browser.get(path).status_code for path in PAGES} == {403}
    assert {browser.post(path).status_code for path in ACTIONS} == {403}


@pytest.mark.parametrize("path", ["/points/99/rules/new", "/rules/999/edit", "/rules/999/ending", "/exceptions/99"])
def test_missing_things_are_not_found(office, path):
    assert office.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/points/1/rules", 422), ("/rules/1/replacement", 422), ("/rules/1/ending", 422), ("/exceptions", 422),
        ("/misfits/cancellations", 400), ("/misfits/1/cancellation", 409), ("/exceptions/99/lifting", 404),
        ("/rules/999/replacement", 404), ("/points/99/rules", 404),
    ],
)  # fmt: skip
def test_empty_and_lost_posts_change_nothing(office, inside, path, status):
    before = inside(lambda: db.session.scalar(select(func.count(OpeningRule.id))))
    assert office.post(path).status_code == status
    assert inside(lambda: db.session.scalar(select(func.count(OpeningRule.id)))) == before


# rules


def test_rule_is_added_for_several_days_at_once(office, inside):
    answer = office.post("/points/2/rules", data=RULE | {"weekdays": ["5", "6"]})
    assert answer.location == "/points/2"
    assert "周六、周日 9:00–11:30" in office.get("/points/2").text
    assert inside(lambda: slot_at("2026-09-19 11:00", 2)) is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weekdays": []}, "请至少选一天"),
        ({"weekdays": ["7"]}, "请至少选一天"),
        ({"weekdays": ["5", "x"]}, "请至少选一天"),
        ({"opens": "9点半"}, "看不懂“9点半”，是不是 9:30"),
        ({"opens": ""}, "请写几点开始"),
        ({"closes": "8:00"}, "结束要晚于开始"),
        ({"closes": "25:00"}, "没有 25:00 这个时间"),
        ({"slot_minutes": "300"}, "放不下一个 300 分钟的时段"),
        ({"slot_minutes": ""}, "请写每个时段几分钟"),
        ({"slot_minutes": "1e3"}, "请填一个整数"),
        ({"capacity": "0"}, "请填 1 到 200 之间的整数"),
        ({"season": "summer"}, "请从列表里选一个"),
        ({"kind": "pause"}, "请写暂停做什么"),
        ({"valid_from": "昨天"}, "请写成 2026-09-18 这样的日期"),
        ({"valid_until": "2026-09-16"}, "早于开始日期"),
        ({"provider": "1"}, "请从列表里选一个"),
    ],
)
def test_rule_with_wrong_fields_is_shown_again(office, inside, change, words):
    answer = office.post("/points/2/rules", data=RULE | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert inside(lambda: db.session.scalar(select(func.count()).where(OpeningRule.weekday == 5))) == 0


def test_rule_of_a_service_by_person_asks_for_the_person(office):
    answer = office.post("/points/3/rules", data=RULE | {"provider": "0"})
    assert (answer.status_code, "请选是谁的时间" in answer.text) == (422, True)
    assert office.post("/points/3/rules", data=RULE | {"provider": "1"}).status_code == 303


def test_rule_is_changed_by_ending_and_beginning(office, inside):
    page = office.get("/rules/1/edit").text
    assert "现在是：周一至周五 9:00–12:00" in page
    change = RULE | {"weekdays": ["0", "1", "2", "3", "4"], "opens": "9:00", "closes": "12:00", "capacity": "3"}
    assert office.post("/rules/1/replacement", data=change).status_code == 303
    rows = inside(lambda: db.session.execute(
        select(OpeningRule.valid_until, OpeningRule.capacity)
        .where(OpeningRule.point_id == 1, OpeningRule.opens == time(9), OpeningRule.weekday == 0).order_by(OpeningRule.id)
    ).all())  # fmt: skip
    assert rows == [(date(2026, 9, 16), 2), (None, 3)]
    assert inside(lambda: slot_at("2026-09-17 09:00").capacity) == 3
    assert inside(lambda: slot_at("2026-09-16 11:00").capacity) == 2


def test_ending_a_rule_shows_what_it_would_hit(office, booked, inside):
    refused = post(office, "/rules/1/ending", last_day="2026-09-16")
    assert refused.status_code == 409
    assert "会影响 1 个已经约好的时段" in refused.text
    assert "明天 9:30–10:00，东校区综合楼 208：2 人收到消息" in refused.text
    saved = post(office, "/rules/1/ending", last_day="2026-09-16", seen=mark_on(refused))
    assert "有 2 个预约要改约" in office.get(saved.location).text
    assert "有 2 个预约要改约" in office.get("/openings").text
    assert "没有要改约的预约" in office.get("/misfits?point=2").text
    assert office.get("/misfits?point=99").status_code == 404
    assert post(office, "/misfits/cancellations", seen="2", point="2").status_code == 409
    assert post(office, "/misfits/cancellations", seen="2", point="1").location == "/misfits?point=1"


# exceptions


def test_exception_asks_first_then_closes_and_lists_who_must_move(office, booked, inside):
    refused = office.post("/exceptions", data=CLOSED)
    assert (refused.status_code, "会影响 2 个已经约好的时段" in refused.text) == (409, True)
    assert 'value="检修空调。"' in refused.text
    assert inside(lambda: db.session.scalar(select(func.count(OpeningException.id)))) == 0
    saved = office.post("/exceptions", data=CLOSED | {"seen": mark_on(refused)})
    page = office.get(saved.location).text
    for words in ("有 3 个预约受影响，已经发消息请本人改约", "检修空调", "K7 42", "B2 22", "C3 33", "3 个", "明天 9:30–10:00"):
        assert words in page
    assert "王敏" not in page
    assert "李静" not in page


def test_a_change_of_mind_after_looking_is_shown_again(office, booked, inside):
    """As many booked slots on another day are not the ones that were seen."""
    inside(lambda: [add_booking(slot_at(f"2026-09-18 {hour}").id, code=f"D{hour[:2]}") for hour in ("09:00", "10:00")])
    seen = mark_on(office.post("/exceptions", data=CLOSED))
    friday = CLOSED | {"starts_on": "2026-09-18", "ends_on": "", "seen": seen}
    answer = office.post("/exceptions", data=friday)
    assert answer.status_code == 409
    assert "会影响 2 个已经约好的时段" in answer.text
    assert mark_on(answer) != seen


def test_effects_stand_beside_other_things_to_mend(office, booked):
    answer = office.post("/exceptions", data=CLOSED | {"reason": ""})
    assert answer.status_code == 422
    saved = office.post("/exceptions", data=CLOSED | {"seen": mark_on(answer)})
    assert saved.status_code == 303


def test_a_place_too_few_is_left_to_the_office(office, booked):
    fewer = RULE | {"weekdays": list("01234"), "closes": "12:00", "capacity": "1"}
    answer = office.post("/rules/1/replacement", data=fewer)
    assert answer.status_code == 409
    assert "约了 2 人，位子少 1 个，先留着" in answer.text


def test_nobody_hit_is_said_too(as_user, office):
    assert "不影响已经约好的预约" in as_user(10003, htmx=True).get("/exceptions/effects", query_string=CLOSED).text


def test_exception_can_be_looked_at_before_it_is_sent(as_user, office, booked):
    seen = as_user(10003, htmx=True).get("/exceptions/effects", query_string=CLOSED)
    assert seen.text.lstrip().startswith('<div id="effects"')
    assert "会影响 2 个已经约好的时段" in seen.text
    assert "发消息给 3 人" in seen.text
    assert "hidden" in as_user(10003, htmx=True).get("/exceptions/effects?where=point-1").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"where": ""}, "请选服务点、校区或服务"),
        ({"where": "point-99"}, "请选服务点、校区或服务"),
        ({"where": "point-1+drop-2"}, "请选服务点、校区或服务"),
        ({"kind": "party"}, "请选不开放还是改时间"),
        ({"starts_on": ""}, "请选开始日期"),
        ({"starts_on": "2026-09-22", "ends_on": "2026-09-12"}, "结束日期早于开始日期 9月22日，请选 9月22日 或以后"),
        ({"ends_on": "2028-09-17"}, "一次最多一年"),
        ({"kind": "hours"}, "请写改成几点到几点"),
        ({"kind": "hours", "hours": "9点到11点半"}, "看不懂“9点到11点半”，是不是 9:00-11:30"),
        ({"reason": ""}, "请写一句原因，如“检修空调”"),
        ({"reason": "长" * 61}, "最多写 60 个字"),
    ],
)
def test_exception_with_wrong_fields_is_shown_again(office, inside, change, words):
    answer = office.post("/exceptions", data=CLOSED | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert inside(lambda: db.session.scalar(select(func.count(OpeningException.id)))) == 0


@pytest.mark.parametrize(
    ("where", "closed"),
    [("campus-1", {1, 3}), ("service-1", {1, 2}), ("campus-1+service-2", {3}), ("provider-1", {3}), ("point-2", {2})],
)
def test_exception_closes_what_it_names(office, inside, where, closed):
    assert office.post("/exceptions", data=CLOSED | {"where": where, "ends_on": ""}).status_code == 303
    day = (Slot.starts_at >= datetime(2026, 9, 17), Slot.starts_at < datetime(2026, 9, 18))
    assert inside(lambda: {1, 2, 3} - set(db.session.scalars(select(Slot.point_id).where(*day)))) == closed


def test_other_hours_take_the_usual_grid(office, inside):
    hours = CLOSED | {"kind": "hours", "hours": "９：00－10：00，14:00~15:00"}
    page = office.get(office.post("/exceptions", data=hours).location).text
    assert "改为 9:00–10:00，14:00–15:00" in page
    day = (Slot.point_id == 1, Slot.starts_at >= datetime(2026, 9, 17), Slot.starts_at < datetime(2026, 9, 18))
    starts = inside(lambda: db.session.scalars(select(Slot.starts_at).where(*day).order_by(Slot.starts_at)).all())
    assert [f"{s:%H:%M}" for s in starts] == ["09:00", "09:30", "14:00", "14:30"]


def test_exception_is_lifted_once(office, inside):
    address = office.post("/exceptions", data=CLOSED).location
    assert office.post(f"{address}/lifting").location == address
    assert "取消了" in office.get(address).text
    assert inside(lambda: slot_at("2026-09-17 09:00")) is not None
    assert office.post(f"{address}/lifting").status_code == 409
    assert "检修空调" in office.get("/exceptions").text
    assert "没有找到“停电”" in office.get("/exceptions?q=停电").text
    rows = read_table(office.get("/exceptions.xlsx").data, "e.xlsx").rows
    assert [(r.cells["原因"], r.cells["谁取消的"]) for r in rows] == [("检修空调", "赵岚")]


# bookings that have to be moved


def test_misfits_are_cancelled_one_by_one_or_all_at_once(office, booked, inside, as_user):
    post_seen(office, "/exceptions", CLOSED)
    assert post(office, f"/misfits/{booked[0]}/cancellation", exception="1").location == "/exceptions/1"
    assert office.post(f"/misfits/{booked[0]}/cancellation").status_code == 409
    stale = post(office, "/misfits/cancellations", seen="3", exception="1")
    assert (stale.status_code, "刚刚变了" in stale.text) == (409, True)
    assert post(office, "/misfits/cancellations", seen="2").location == "/misfits"
    assert inside(lambda: [db.session.get(Booking, b).is_live for b in booked]) == [False] * 3
    assert "没有要改约的预约" in office.get("/misfits").text
    assert "预约取消了" in as_user(10002).get("/messages/").text


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999"])
def test_cancelling_all_wants_a_number(office, seen):
    assert post(office, "/misfits/cancellations", seen=seen).status_code == 400


def test_misfit_list_takes_as_many_queries_for_thirty_as_for_one(app, office, inside):
    def book(*starts):
        for n, start in enumerate(starts):
            slot = slot_at(start).id
            add_booking(slot, code=f"A{n}11")
            add_booking(slot, 10002, code=f"B{n}11")

    def queries(path):
        sent = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *details: sent.append(details[2]))
        assert office.get(path).status_code == 200
        return len(sent)

    inside(lambda: book("2026-09-18 09:00"))
    one = post_seen(office, "/exceptions", CLOSED | {"starts_on": "2026-09-18", "ends_on": ""}).location
    office.get(one)  # what seldom changes is read anew after a change, once
    few = queries("/misfits"), queries(one)
    inside(lambda: book(*(f"2026-09-21 {hour}:{minute}" for hour in ("09", "10", "11", "13", "14", "15") for minute in ("00", "30"))))
    many = post_seen(office, "/exceptions", CLOSED | {"starts_on": "2026-09-21", "ends_on": ""}).location
    assert "24 个" in office.get(many).text
    assert (queries("/misfits"), queries(many)) == few


def test_nothing_of_a_confidential_booking_shows_anywhere(office, inside, as_user):
    """Whether she holds a talk or not, every page of the office reads the same."""
    paths = ["/openings", "/misfits", "/exceptions/1", "/points/3", "/services/2", "/jobs", "/audit"]
    closed = {"where": "service-2", "kind": "closed", "starts_on": "2026-09-18", "ends_on": "2026-09-30", "reason": "装修"}

    def book():
        add_canary()
        slot = db.session.scalar(select(Slot.id).where(Slot.point_id == 3, Slot.starts_at >= datetime(2026, 9, 18)))
        add_booking(slot, CANARY, code="Z999")

    inside(book)
    asked = office.get("/exceptions/effects", query_string=closed)
    assert "保密的服务不在这里列出" in asked.text
    assert "已经约好的时段" not in asked.text
    assert office.post("/exceptions", data=closed).status_code == 303
    texts = [office.get(path).text for path in paths]
    assert "名单和人数都不显示" in texts[2]
    assert "有 " not in texts[0].split("开放规则</h1>")[1].split("临时安排")[0]
    for text in texts:
        assert not [word for word in (*CANARY_WORDS, "Z999", "Z9 99") if word in text]
    told = as_user(CANARY).get("/messages/").text
    assert "要换个时间" in told
    assert "装修" not in told


# words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00-11:30, 14:00-16:00", [(9, 0, 11, 30), (14, 0, 16, 0)]),
        ("１４：００～１６：００，９：００—１１：３０", [(9, 0, 11, 30), (14, 0, 16, 0)]),
        ("9:00 到 11:30、14:00至16:00", [(9, 0, 11, 30), (14, 0, 16, 0)]),
        ("9:00–12:00\n13:00–17:00", [(9, 0, 12, 0), (13, 0, 17, 0)]),
    ],
)
def test_read_hours_is_kind(typed, read):
    assert read_hours(typed) == [(time(a, b), time(c, d)) for a, b, c, d in read]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9点到11点半", "是不是 9:00-11:30"),
        ("下午2点-4点", "是不是 14:00-16:00"),
        ("9-11", "是不是 9:00-11:00"),
        ("早上", "请写成 9:00-11:30 这样"),
        ("9" * 5000, "请写成 9:00-11:30 这样"),
        ("11:30-9:00", "结束要晚于开始"),
        ("9:00-24:00", "没有 24:00 这个时间"),
        ("9:00-11:00,10:30-12:00", "两段时间重叠了"),
        (",".join(f"{h}:00-{h}:30" for h in range(7)), "最多写 6 段"),
    ],
)
def test_read_hours_says_what_to_mend(typed, words):
    with pytest.raises(ValueError, match=words):
        read_hours(typed)


def test_read_clock_takes_both_widths():
    assert read_clock("９：05") == read_clock(" 9:05 ") == time(9, 5)


@pytest.mark.parametrize(
    ("days", "words"),
    [(range(7), "每天"), (range(5), "周一至周五"), ([1, 3], "周二、周四"), ([0, 1], "周一、周二"), ([0, 1, 2, 4], "周一至周三、周五")],
)
def test_weekdays_in_words(days, words):
    assert weekdays_in_words(days) == words


def test_days_in_words(app):
    assert days_in_words(date(2026, 9, 17), date(2026, 9, 17)) == "9月17日 周四"
    assert days_in_words(date(2026, 9, 21), date(2026, 9, 22)) == "9月21日至22日"
    assert days_in_words(date(2026, 9, 28), date(2026, 10, 9)) == "9月28日至10月9日"
