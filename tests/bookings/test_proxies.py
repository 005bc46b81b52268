"""代办: what a liaison learns of a colleague whose own bookings stand in the way: that there is something, no more."""

import pytest

from tests.bookings.made import add_booked
from tests.support.university import add_slot
from unionweb.bookings.models import BookingStatus
from unionweb.bookings.rules.limits import COLLEAGUE

CHAIR = 10002
GONE = BookingStatus.no_show


def talk():
    add_booked("2026-09-16 14:00", 10001, point=3, provider=1)


def talk_on_another_campus():
    add_booked("2026-09-16 14:30", 10001, point=2)


def two_bookings_that_day():
    add_booked("2026-09-16 11:00", 10001)
    add_booked("2026-09-16 16:00", 10001)


def three_no_shows():
    for day in ("2026-09-10", "2026-09-11", "2026-09-14"):
        add_booked(f"{day} 14:00", 10001, status=GONE)


def ask(as_user, slot, **more):
    return as_user(CHAIR).post("/bookings/", {"slot_id": slot, "repeat": "once", "for_staff_no": "10001"} | more)


@pytest.mark.parametrize("before", [talk, talk_on_another_campus, two_bookings_that_day, three_no_shows])
def test_every_personal_reason_is_the_same_sentence(as_user, inside, before):
    slot = inside(lambda: (before(), add_slot("2026-09-16 14:00"))[1])
    inside(lambda: add_slot("2026-09-16 15:00"))
    answer = ask(as_user, slot)
    assert answer.status_code == 409
    assert answer.text.count(COLLEAGUE) == 1 and answer.text.count("<li>") >= 1
    for words in ("您已经", "时间重叠", "太近", "约了没来", "每天最多", "14:50", "最早可以约", "候补"):
        assert words not in answer.text


def test_the_same_slot_asked_for_twice_says_no_more(as_user, inside):
    slot = inside(lambda: add_slot("2026-09-16 14:00", places=2))
    as_user(10001).post("/bookings/", {"slot_id": slot, "repeat": "once"})
    assert COLLEAGUE in ask(as_user, slot).text


def test_reasons_of_the_slot_are_told_as_ever(as_user, inside):
    gone, far = inside(lambda: (add_slot("2026-09-16 10:00"), add_slot("2026-11-16 14:00")))
    for slot, words in ((gone, "已经开始了"), (far, "最多提前 28 天约")):
        page = ask(as_user, slot).text
        assert words in page and COLLEAGUE not in page


def test_the_page_offers_nothing_that_would_be_booked_for_oneself(as_user, inside):
    slot = inside(lambda: (talk(), add_slot("2026-09-16 14:00"), add_slot("2026-09-16 15:00"))[1])
    page = ask(as_user, slot).text
    assert 'action="/bookings/"' not in page and 'action="/bookings/waiting"' not in page and "看其他时段" in page
