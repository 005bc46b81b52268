from datetime import date, datetime

import pytest

from tests.bookings.made import CANARY, CANARY_WORDS, add_booked, add_booking, add_canary, count_queries, sheet_text
from tests.support.university import add_slot
from unionweb.bookings.models import BookingStatus, ExceptionKind, OpeningException, Slot, SlotState
from unionweb.bookings.queries.overview import overview
from unionweb.kernel.extensions import db

S = BookingStatus


@pytest.fixture
def busy_day(inside):
    """综合楼 208: 9:00 over, one came and one missed; 14:00 two of three places held, one waiting; 15:00 closed.
    The counsellor has three talks."""

    def build():
        add_canary()
        early = add_slot("2026-09-16 09:00", places=2)
        add_booking(early, CANARY, S.completed)
        add_booking(early, 10001, S.no_show)
        late = add_slot("2026-09-16 14:00", places=3)
        add_booking(late, CANARY)
        add_booking(late, 10001)
        add_booking(late, 10005, S.waiting, queue_no=1)
        add_booking(late, 10002, S.cancelled)
        closed = db.session.get(Slot, add_slot("2026-09-16 15:00", places=9))
        closed.state, closed.closed_reason = SlotState.closed, "空调检修"
        for hour in ("09", "10", "11"):
            add_booked(f"2026-09-16 {hour}:00", CANARY, S.confirmed, point=3, provider=1)

    inside(build)


def counts_of(inside, point, day=0, days=1, first=None):
    found = inside(lambda: overview(first or date(2026, 9, 16), days))
    rows = {p.id: row for _, points in found.campuses for p, row in points}
    return rows[point][day].counts


def test_counts_of_a_day(inside, busy_day):
    c = counts_of(inside, 1)
    assert (c.slots, c.places, c.booked, c.came, c.missed, c.waiting, c.free) == (2, 5, 3, 1, 1, 1, 1)


def test_a_confidential_point_has_no_counts_at_all(inside, busy_day):
    assert counts_of(inside, 3) is None


def test_the_total_leaves_confidential_bookings_out(inside, busy_day):
    assert inside(lambda: overview(date(2026, 9, 16), 1)).total.booked == 3


@pytest.mark.parametrize("query", ["", "?view=week", "?service=2", "?campus=1", "?view=week&service=2"])
def test_pages_and_sheets_tell_of_counselling_only_that_it_is_open(as_user, busy_day, query):
    browser = as_user(10003)
    page = browser.get("/overview" + query).text
    row = page[page.index("职工之家 301") :].split("</tr>")[0]
    assert "开放" in row
    assert not any(digit in row.split("</th>")[1].replace('class="n"', "") for digit in "123456789")
    sheet = sheet_text(browser.get("/overview.xlsx" + query))
    talk = next(line for line in sheet.splitlines() if "职工之家 301" in line)
    assert talk.startswith("[datetime.date(2026, 9, 1")
    assert "'职工之家 301', '是', '', '', '', '', '', '', ''" in talk
    assert not [word for word in CANARY_WORDS if word in page + sheet]


def test_the_page_is_the_same_with_and_without_talks(as_user, inside, at):
    before = as_user(10003).get("/overview?view=week").text.partition("<main")[2]
    inside(lambda: [add_booked(f"2026-09-{day} 09:00", 10001, point=3, provider=1) for day in (15, 16, 17)])
    assert as_user(10003).get("/overview?view=week").text.partition("<main")[2] == before


def test_a_holiday_and_an_exception_say_why(as_user, inside):
    def close():
        days = {"starts_on": date(2026, 9, 16), "ends_on": date(2026, 9, 16), "created_at": datetime(2026, 9, 1)}
        db.session.add(OpeningException(point_id=2, kind=ExceptionKind.closed, reason="水管抢修", **days))
        db.session.commit()

    inside(close)
    assert "水管抢修" in as_user(10003).get("/overview").text
    assert "国庆节" in as_user(10003).get("/overview?on=2026-10-01").text


def test_steps_lead_a_day_or_a_week_on(as_user):
    day = as_user(10003).get("/overview?on=2026-09-30").text
    assert "on=2026-10-01" in day
    assert "on=2026-09-29" in day
    week = as_user(10003).get("/overview?view=week&on=2026-09-30").text
    assert "on=2026-10-07" in week
    assert "9月28日这一周" in week


@pytest.mark.parametrize(
    "query", ["?on=2026-99-99", "?on=0001-01-01", "?on=9999-12-31", "?campus=x&service=999", "?view=year"]
)
def test_what_is_not_understood_does_not_filter(as_user, query):
    page = as_user(10003).get("/overview" + query)
    assert page.status_code == 200
    assert "<h1>今天</h1>" in page.text


@pytest.mark.parametrize("path", ["/overview", "/overview.xlsx"])
@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10006, 10007, 10008])
def test_only_the_office_sees_it(as_user, staff_no, path):
    assert as_user(staff_no).get(path).status_code == 403


def test_as_many_queries_for_a_full_week_as_for_an_empty_day(app, as_user, inside):
    few = count_queries(app, as_user(10003), "/overview?view=week")
    inside(lambda: [add_booked(f"2026-09-{14 + n % 5} {9 + n // 5:02d}:{n:02d}", code=f"A{n}") for n in range(30)])
    assert count_queries(app, as_user(10003), "/overview?view=week") == few
