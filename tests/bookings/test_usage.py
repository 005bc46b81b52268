from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import product
from xml.etree import ElementTree

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
from tests.support.university import add_slot
from unionweb.accounts.models import Member
from unionweb.bookings.models import BookingStatus, NoShowWaiver, ServicePoint, Slot, SlotState
from unionweb.bookings.queries import usage as queries
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.slots import service_by_key
from unionweb.common.audit import AuditEvent
from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

S = BookingStatus
PATHS = ("/usage", "/usage/heat.svg", "/usage/tables.xlsx", "/no-shows", "/no-shows.xlsx")


def period(key="30d"):
    return queries.period_of(key, queries.periods())


def usage(inside, key="30d", **which):
    return inside(lambda: queries.usage_of(period(key), queries.Filter(**which)))


@pytest.fixture
def september(inside):
    """综合楼 208: Mon 14 Sep 9:00 three of four places used, one missed; Tue 15 Sep 10:00 empty; a closed slot; one still
    to come today. 海洋楼 112: Mon 14 Sep 9:30 one promoted, one who waited in vain. August: one booking."""

    def build():
        add_canary()
        monday = add_slot("2026-09-14 09:00", places=4)
        for n, status in enumerate((S.completed, S.completed, S.confirmed, S.no_show, S.cancelled)):
            add_booking(monday, (CANARY, 10001, 10002, CANARY, 10003)[n], status, code=f"A{n}22")
        add_slot("2026-09-15 10:00", places=2)
        closed = db.session.get(Slot, add_slot("2026-09-15 11:00", places=50))
        closed.state = SlotState.closed
        add_booked("2026-09-16 14:00", CANARY)
        coast = add_slot("2026-09-14 09:30", point=2)
        add_booking(coast, CANARY, S.completed, queue_no=1)
        add_booking(coast, 10001, S.cancelled, queue_no=2)
        add_booked("2026-08-12 09:00", CANARY, S.completed)
        db.session.commit()

    inside(build)


def test_figures_of_a_month(inside, september):
    now = usage(inside, "2026-09").now
    assert (now.slots, now.places, now.used, now.booked, now.missed) == (3, 7, 4, 5, 1)
    assert (now.waited, now.moved_up) == (2, 1)
    assert (now.occupancy, now.no_show_rate) == (57, 20.0)


def test_what_has_not_begun_is_not_counted(inside, at, september):
    assert usage(inside).now.slots == 3  # 12 August is longer ago than 30 days
    at("2026-09-16 14:00:01")
    assert usage(inside).now.slots == 4


def test_the_period_before_is_as_long(inside, at, september):
    found = usage(inside, "2026-09")
    assert (found.period.before_name, found.before.booked) == ("8月同期", 1)
    assert found.period.before.end.replace(second=0) == datetime(2026, 8, 16, 10, 38)
    at("2026-10-05 09:00")
    whole = inside(lambda: period("2026-09"))
    assert whole.span.end == datetime(2026, 10, 1)
    assert (whole.before.start, whole.before.end) == (datetime(2026, 8, 1), datetime(2026, 9, 1))


def test_march_is_compared_with_no_more_than_february(inside, at):
    at("2026-03-31 12:00")
    before = inside(lambda: period("2026-03")).before
    assert (before.start, before.end) == (datetime(2026, 2, 1), datetime(2026, 3, 1))


def test_periods_offer_thirty_days_the_term_and_twelve_months(inside):
    keys = inside(lambda: [p.key for p in queries.periods()])
    assert keys[:3] == ["30d", "term", "2026-09"]
    assert keys[-1] == "2025-10"
    assert len(keys) == 14


def test_a_term_is_compared_with_the_last_one(inside):
    def add():
        spring = {"name": "2026年春季学期", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 7, 12)}
        db.session.add(SchoolPeriod(kind=PeriodKind.term, **spring))
        db.session.commit()

    assert inside(lambda: period("term")).before is None
    inside(add)
    term = inside(lambda: period("term"))
    assert (term.name, term.first, term.last) == ("2026年秋季学期", date(2026, 8, 31), date(2026, 9, 16))
    assert (term.before.start, term.before.end.date()) == (datetime(2026, 3, 2), date(2026, 3, 18))


def test_without_any_term_there_is_none_to_choose(inside):
    def remove():
        db.session.query(SchoolPeriod).delete()
        db.session.commit()

    inside(remove)
    assert "term" not in inside(lambda: [p.key for p in queries.periods()])


def test_the_heat_map_is_by_the_hour_in_which_slots_begin(inside, september):
    heat = usage(inside, "2026-09").heat
    assert heat.rows == ["9:00", "10:00"]
    assert heat.values == [[80, None, None, None, None, None, None], [None, 0, None, None, None, None, None]]
    assert heat.busiest == ["周一 9 点"]


def test_tables_by_place_and_by_campus_add_up(inside, september):
    found = usage(inside, "2026-09")
    assert [(p.place, t.booked, t.occupancy) for p, t in found.points] == [("综合楼 208", 4, 50), ("海洋楼 112", 1, 100)]
    assert [(c.name, t.booked) for c, t in found.campuses] == [("东校区", 4), ("滨海校区", 1)]
    assert sum(t.booked for _, t in found.trend) == found.now.booked


def test_the_trend_is_by_weeks_or_by_months(inside, at, september):
    assert [name for name, _ in usage(inside, "2026-09").trend] == ["9月14日至9月16日"]
    at("2026-12-01 09:00")
    assert [name for name, _ in usage(inside, "term").trend] == ["2026年9月"]


def test_filters_by_service_and_campus(as_user, september):
    browser = as_user(10003)
    assert "5 <small>次</small>" in browser.get("/usage?period=2026-09&service=mother_room").text
    coast = browser.get("/usage?period=2026-09&campus=3").text
    assert "海洋楼 112" in coast
    assert "综合楼 208" not in coast


@pytest.mark.parametrize("query", ["?period=2026-99", "?service=counseling", "?service=<script>", "?campus=99", "?campus=a"])
def test_what_is_not_offered_does_not_filter(as_user, september, query):
    page = as_user(10003).get("/usage" + query)
    assert page.status_code == 200
    assert "最近 30 天" in page.text
    assert "综合楼 208" in page.text
    assert "<script>" not in page.text.replace("<script src", "")


def test_nothing_open_is_said_in_words(as_user):
    page = as_user(10003).get("/usage").text
    assert "这段时间没有开放过" in page
    assert as_user(10003).get("/usage/heat.svg").status_code == 200


def test_the_picture_and_the_workbook_hold_the_same_numbers(as_user, september):
    browser = as_user(10003)
    picture = browser.get("/usage/heat.svg?period=2026-09")
    assert picture.mimetype == "image/svg+xml"
    assert "attachment" in picture.headers["Content-Disposition"]
    texts = [t.text for t in ElementTree.fromstring(picture.data).iter("{http://www.w3.org/2000/svg}text")]
    assert "80" in texts
    assert "2026年9月 全部服务，全部校区：哪些时段最忙" in texts
    sheet = sheet_text(browser.get("/usage/tables.xlsx?period=2026-09"))
    assert "['2026年9月', '全部服务，全部校区', 5.0, 57.0, 4.0, 7.0, 3.0, 1.0, 2.0, 1.0]" in sheet
    assert "['9:00', 80.0, '', '', '', '', '', '']" in sheet


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10006, 10007, 10008])
def test_only_the_office_sees_it(as_user, staff_no, path):
    assert as_user(staff_no).get(path).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_named_anywhere(as_user, september, path):
    answer = as_user(10003).get(path + "?period=2026-09")
    text = sheet_text(answer) if path.endswith("xlsx") else answer.text
    assert not [word for word in (*CANARY_WORDS, "李静", "10002", "王敏", "10001") if word in text]


def test_as_many_queries_for_a_full_month_as_for_one_booking(app, as_user, inside):
    inside(lambda: add_booked("2026-09-14 09:00", 10001, S.completed))
    one = count_queries(app, as_user(10003), "/usage")
    for n in range(30):
        inside(lambda n=n: add_booked(f"2026-09-{1 + n % 15:02d} 1{n // 15}:00", 10001, S.completed, code=f"A{n}"))
    assert count_queries(app, as_user(10003), "/usage") == one


# Confidential services


def talks(count, month="2026-08", *, point=3, provider=1, status=S.completed, hour=8):
    """So many talks in a month, from its third day on."""
    first = datetime.fromisoformat(f"{month}-03 {hour:02d}:00")
    for n in range(count):
        start = first + timedelta(days=n % 25, minutes=10 * (n // 25))
        add_booked(start.isoformat(" "), CANARY, status, point=point, provider=provider, code=f"C{n:03d}")


def open_only(month, *, point=3, minute=0, provider=1):
    add_slot(f"{month}-28 09:{minute:02d}", point=point, provider=provider)


def add_campus_room(campus, point):
    place = {"place": f"咨询室 {point}", "door_code": f"door-{point}", "campus_id": campus}
    db.session.add(ServicePoint(id=point, service_id=2, **place))
    db.session.commit()


def sealed(inside):
    return inside(queries.sealed_tables)[0]


def test_counselling_is_counted_by_finished_months_only(inside):
    inside(lambda: (add_canary(), talks(7), talks(9, "2026-09"), talks(2, status=S.cancelled, hour=15)))
    rows = sealed(inside).rows
    assert [(r.month, r.cells, r.total) for r in rows] == [("2026年8月", ["7"], "7")]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_is_never_told_not_even_nought(inside, count):
    inside(lambda: (add_canary(), talks(count), open_only("2026-08")))
    rows = sealed(inside).rows
    assert [(r.cells, r.total) for r in rows] == [(["少于 5"], "不公布")]


def test_the_total_is_withheld_when_it_would_tell_the_hidden_cell(inside):
    def build():
        add_canary()
        add_campus_room(3, 30)
        talks(12)
        talks(3, point=30, provider=None)

    inside(build)
    assert [(r.cells, r.total) for r in sealed(inside).rows] == [(["12", "少于 5"], "不公布")]


def test_a_campus_that_was_not_open_is_no_cell_to_protect(inside):
    inside(lambda: (add_canary(), add_campus_room(3, 30), talks(6)))
    assert [(r.cells, r.total) for r in sealed(inside).rows] == [(["6", ""], "6")]


def test_every_hidden_cell_could_still_be_any_small_number():
    """All months of up to four campuses: group them by what is shown; in each group each hidden cell takes 0 to 4."""
    for campuses, most in ((1, 12), (2, 10), (3, 7), (4, 5)):
        possible = defaultdict(lambda: defaultdict(set))
        for counts in product(range(most + 1), repeat=campuses):
            shown = queries.release(counts)
            for place, cell in enumerate(shown.cells):
                if cell is None:
                    possible[shown][place].add(counts[place])
        for shown, cells in possible.items():
            assert all(values == set(range(5)) for values in cells.values()), (shown, dict(cells))


def test_what_is_shown_is_true():
    for counts in product(range(8), repeat=3):
        shown = queries.release(counts)
        assert all(cell in (None, count) for cell, count in zip(shown.cells, counts, strict=True))
        assert shown.total in (None, sum(counts))
        assert all((cell is None) == (count < 5) for cell, count in zip(shown.cells, counts, strict=True))


def test_no_group_of_fewer_than_five_can_be_worked_out():
    for counts in product(range(8), repeat=4):
        shown = queries.release(counts)
        if shown.total is not None and None in shown.cells:
            assert shown.total - sum(cell or 0 for cell in shown.cells) >= 5


def test_a_total_of_several_small_campuses_may_be_told():
    assert queries.release((3, 2, 2)).total == 7
    assert queries.release((20, 3, 2, 2)).total == 27
    assert queries.release((4, 4, 4)).total is None
    assert queries.release((5, 6, 7)).total == 18


def test_one_talk_more_changes_nothing_that_anyone_can_see(as_user, inside):
    inside(lambda: (add_canary(), talks(3), open_only("2026-08")))
    browser = as_user(10003)

    def seen():
        pages = [browser.get(f"/usage?period={p}&campus={c}").text for p in ("30d", "term", "2026-08") for c in ("", 1, 3)]
        sheet = sheet_text(browser.get("/usage/tables.xlsx?period=2026-08"))
        return [page.partition("<main")[2] for page in pages] + [sheet, browser.get("/no-shows").text.partition("<main")[2]]

    before = seen()
    inside(lambda: add_booked("2026-08-20 15:00", CANARY, S.no_show, point=3, provider=1, code="C999"))
    inside(lambda: add_booked("2026-09-10 15:00", CANARY, S.completed, point=3, provider=1, code="C998"))
    assert seen() == before


def test_the_counsellor_is_not_in_the_tables(as_user, inside):
    inside(lambda: (add_canary(), talks(8)))
    page = as_user(10003).get("/usage").text
    assert "何言" not in page
    assert "职工之家 301" not in page
    assert "向日葵心理关爱，只按月汇总" in page


# No-shows and waivers


@pytest.fixture
def missed(inside):
    """One no-show of 秦金丝 in the mother's room, one in counselling, one at an open service; returns their ids."""

    def build():
        add_canary()
        add_open_service()
        room = add_booked("2026-09-14 09:00", CANARY, S.no_show, code="R291")
        talk = add_booked("2026-09-14 10:00", CANARY, S.no_show, point=3, provider=1, code="T822")
        speech = add_booked("2026-09-14 11:00", 10005, S.no_show, point=OPEN_POINT, code="P555")
        return room, talk, speech

    return inside(build)


def test_no_shows_are_listed_by_code_with_names_only_where_open(as_user, missed):
    browser = as_user(10003)
    for text in (browser.get("/no-shows").text, sheet_text(browser.get("/no-shows.xlsx"))):
        assert "周外" in text
        assert not [word for word in (*CANARY_WORDS, "T8 22", "T822") if word in text]
    assert "R2 91" in browser.get("/no-shows").text


def test_a_waiver_is_kept_with_its_reason_and_told_to_the_owner(as_user, inside, missed):
    browser = as_user(10003)
    assert browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了，进不去"}).location == "/no-shows"
    assert "门锁坏了，进不去（赵岚）" in browser.get("/no-shows?waived=yes").text
    assert "R2 91" not in browser.get("/no-shows?waived=no").text
    waiver = inside(lambda: db.session.get(NoShowWaiver, missed[0]))
    assert (waiver.waived_by_id, waiver.waived_at.date()) == (10003, date(2026, 9, 16))
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "waived")).one())
    assert (event.actor_id, event.reason, event.sealed) == (10003, "门锁坏了，进不去", True)
    message = inside(lambda: db.session.scalars(select(Message)).one())
    assert message.member_id == CANARY
    assert "妈妈" not in message.title + message.body


def test_a_waived_no_show_lifts_the_pause(as_user, inside, missed):
    def person():
        return applicant_for(db.session.get(Member, CANARY), service_by_key("mother_room")).paused_until

    inside(lambda: [add_booked(f"2026-09-1{n} 10:00", CANARY, S.no_show, code=f"R{n}") for n in (1, 5)])
    assert inside(person) is not None
    as_user(10003).post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了"})
    assert inside(person) is None


def test_a_waiver_is_given_once(as_user, inside, missed):
    browser = as_user(10003)
    browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "门锁坏了"})
    again = browser.post(f"/no-shows/{missed[0]}/waiver", {"reason": "再来一次"})
    assert again.status_code == 409
    assert "已经免记过了" in again.text
    assert inside(lambda: db.session.get(NoShowWaiver, missed[0]).reason) == "门锁坏了"
    assert "免记这一次" not in browser.get(f"/no-shows/{missed[0]}/waiver").text


@pytest.mark.parametrize("data", [{}, {"reason": " "}, {"reason": "长" * 201}])
def test_a_waiver_without_a_reason_is_422(as_user, inside, missed, data):
    answer = as_user(10003).post(f"/no-shows/{missed[0]}/waiver", data)
    assert answer.status_code == 422
    assert inside(lambda: db.session.query(NoShowWaiver).count()) == 0


def test_confidential_other_and_missing_bookings_are_the_same_404(as_user, inside, missed):
    held = inside(lambda: add_booked("2026-09-18 09:00"))
    for id in (missed[1], held, 99999):
        assert as_user(10003).get(f"/no-shows/{id}/waiver").status_code == 404
        assert as_user(10003).post(f"/no-shows/{id}/waiver", {"reason": "x"}).status_code == 404
    assert inside(lambda: db.session.query(NoShowWaiver).count()) == 0


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10006, 10007])
def test_only_the_office_waives(as_user, inside, missed, staff_no):
    assert as_user(staff_no).post(f"/no-shows/{missed[0]}/waiver", {"reason": "x"}).status_code == 403


def test_nobody_waives_their_own(as_user, inside):
    own = inside(lambda: add_booked("2026-09-14 09:00", 10003, S.no_show))
    answer = as_user(10003).post(f"/no-shows/{own}/waiver", {"reason": "x"})
    assert answer.status_code == 409
    assert "请同事来免记" in answer.text


def test_a_no_show_of_nobody_any_more_needs_no_waiver(as_user, inside):
    old = inside(lambda: add_booked("2026-08-01 09:00", None, S.no_show))
    assert as_user(10003).post(f"/no-shows/{old}/waiver", {"reason": "x"}).status_code == 409


def test_the_list_filters_and_pages_with_as_many_queries_for_1_and_35(app, as_user, inside, missed):
    browser = as_user(10003)
    few = count_queries(app, browser, "/no-shows")
    for n in range(35):
        start = f"2026-08-{1 + n % 28:02d} 1{n // 28}:00"
        inside(lambda start=start, n=n: add_booked(start, CANARY, S.no_show, code=f"Q{n:03d}"))
    assert count_queries(app, browser, "/no-shows") == few
    assert "共 37 次" in browser.get("/no-shows?page=2").text
    assert "共 1 次" in browser.get(f"/no-shows?point={OPEN_POINT}").text
    assert "没有爽约" in browser.get("/no-shows?point=3").text
    assert browser.get("/no-shows?days=7&point=x&waived=perhaps&page=99").status_code == 200
