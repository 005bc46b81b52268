"""Chinese words for enum values and moments: the one place where code becomes text for people."""

from datetime import date, datetime
from enum import Enum

from unionweb.kernel import clock

WEEKDAYS = "一二三四五六日"
_words: dict[tuple[type, Enum], str] = {}


def register(*groups: dict[Enum, str]) -> None:
    """Add the Chinese words of enum values, one dictionary for each enum.

    Members of two StrEnums with the same text are equal, so as keys of one dictionary they would be one.
    """
    for words in groups:
        kinds = {type(value) for value in words}
        if len(kinds) > 1:
            raise TypeError(f"one dictionary for each enum, not for {sorted(kind.__name__ for kind in kinds)} together")
        _words.update({(type(value), value): word for value, word in words.items()})


def label(value: Enum | None) -> str:
    """The Chinese word of an enum value; empty for None. KeyError when a feature forgot one."""
    return "" if value is None else _words[type(value), value]


def day(value: date) -> str:
    """9月18日, with the year only when it is not this one."""
    text = f"{value.month}月{value.day}日"
    return text if value.year == clock.today().year else f"{value.year}年{text}"


def weekday(value: date) -> str:
    """周五"""
    return "周" + WEEKDAYS[value.weekday()]


def full_day(value: date) -> str:
    """2026年9月16日, as documents write it."""
    return f"{value.year}年{value.month}月{value.day}日"


def long_day(value: date) -> str:
    """2026年9月16日 星期三"""
    return f"{full_day(value)} 星期{WEEKDAYS[value.weekday()]}"


def day_and_weekday(value: date) -> str:
    """9月18日 周五"""
    return f"{day(value)} {weekday(value)}"


def near_day(value: date) -> str:
    """今天, 明天, 昨天, or 9月18日 周五: on pages, which are read on the day they are made."""
    near = {0: "今天", 1: "明天", -1: "昨天"}
    return near.get((value - clock.today()).days) or day_and_weekday(value)


def hour(value: datetime) -> str:
    """9:00"""
    return f"{value.hour}:{value.minute:02d}"


def moment(value: datetime | None) -> str:
    """今天 14:00, or 9月18日 周五 14:00; empty for None."""
    return "" if value is None else f"{near_day(value.date())} {hour(value)}"


def dated(value: datetime) -> str:
    """9月18日 周五 14:00: in all that is kept, as messages and reasons, for nobody knows on which day it is read."""
    return f"{day_and_weekday(value.date())} {hour(value)}"


def span(start: datetime, end: datetime) -> str:
    """9:00–9:30"""
    return f"{hour(start)}–{hour(end)}"


def when(start: datetime, end: datetime) -> str:
    """今天 14:00–14:30"""
    return f"{near_day(start.date())} {span(start, end)}"


def dated_span(start: datetime, end: datetime) -> str:
    """9月18日 周五 14:00–14:30, as dated."""
    return f"{day_and_weekday(start.date())} {span(start, end)}"


def minutes(value: int) -> str:
    """A number of minutes in spoken words: 30 分钟, 2 小时, 1 天."""
    if value and value % 1440 == 0:
        return f"{value // 1440} 天"
    if value and value % 60 == 0:
        return f"{value // 60} 小时"
    return f"{value} 分钟"


def sentence(text: str) -> str:
    """What somebody wrote, with a full stop when it ends without one, so that another sentence may follow."""
    return text if not text or text[-1] in "。！？…；.!?;" else f"{text}。"


FILTERS = {f.__name__: f for f in (label, day, weekday, day_and_weekday, full_day, long_day, near_day, hour, moment, minutes, sentence)}
GLOBALS = {"span": span, "when": when}
