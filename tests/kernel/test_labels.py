"""Chinese words for values and moments."""

from datetime import date, datetime
from enum import StrEnum

import pytest

from unionweb.kernel import clock, labels


class Door(StrEnum):
    open = "open"


class Shop(StrEnum):
    open = "open"


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setattr(labels, "_words", dict(labels._words))


def test_values_of_two_enums_with_the_same_text_have_their_own_words():
    labels.register({Door.open: "开着"}, {Shop.open: "营业"})
    assert (labels.label(Door.open), labels.label(Shop.open), labels.label(None)) == ("开着", "营业", "")


def test_one_dictionary_for_two_enums_is_refused_before_it_mixes_them():
    class Wall(StrEnum):
        high = "high"

    with pytest.raises(TypeError, match="Door"):
        labels.register({Door.open: "开着", Wall.high: "高"})


def test_a_forgotten_word_is_an_error():
    with pytest.raises(KeyError):
        labels.label(Shop.open)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-16", "今天"),
        ("2026-09-17", "明天"),
        ("2026-09-15", "昨天"),
        ("2026-09-18", "9月18日 周五"),
        ("2027-01-01", "2027年1月1日 周五"),
    ],
)  # fmt: skip
def test_days_are_near_or_named(app, day, words):
    assert labels.near_day(date.fromisoformat(day)) == words


def test_moments_and_spans_read_as_people_say_them(app):
    start, end = datetime(2026, 9, 16, 9, 0), datetime(2026, 9, 16, 9, 30)
    assert labels.moment(start) == "今天 9:00" and labels.moment(None) == "" and labels.span(start, end) == "9:00–9:30"
    assert labels.when(start, end) == "今天 9:00–9:30" and labels.dated_span(start, end) == "9月16日 周三 9:00–9:30"
    assert labels.dated(start) == "9月16日 周三 9:00" and labels.long_day(start.date()) == "2026年9月16日 星期三"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0 分钟"), (45, "45 分钟"), (60, "1 小时"), (90, "90 分钟"), (1440, "1 天"), (2880, "2 天")],
)
def test_minutes_become_hours_and_days(value, words):
    assert labels.minutes(value) == words


def test_the_clock_stands_in_shanghai_wherever_the_server_is(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        clock.set_now(None)
        assert abs((datetime.now(clock.ZONE).replace(tzinfo=None) - clock.now()).total_seconds()) < 2
    finally:
        monkeypatch.undo()
        time.tzset()
