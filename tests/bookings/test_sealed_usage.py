from collections import defaultdict
from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.bookings.made import (
    CANARY,
    add_booked,
    add_canary,
    sheet_text,
)
from tests.support.university import add_slot
from unionweb.bookings.models import BookingStatus, ServicePoint
from unionweb.bookings.queries import usage as queries
from unionweb.kernel.extensions import db

S = BookingStatus


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
