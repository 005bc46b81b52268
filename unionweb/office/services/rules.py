"""Changing the union's rules: dated values with a reason."""

from datetime import date
from typing import Any

from unionweb.bookings.services.schedule import generate_slots
from unionweb.common import settings
from unionweb.kernel.db import write

SHAPES_SLOTS = ("calendar.makeup_weekday", ".horizon_weeks")  # ends of keys


@write
def change_rule(key: str, value: Any, *, actor, valid_from: date, reason: str) -> None:
    """Set a rule from a day on. Refused for a past day, a value out of range, or one that holds anyway."""
    settings.put(key, value, actor=actor, valid_from=valid_from, reason=reason)
    _follow(key, actor)


@write
def withdraw_value(value_id: int, actor) -> str:
    """Take back an announced value; returns its key. Refused when it is in force already."""
    key = settings.withdraw(value_id, actor)
    _follow(key, actor)
    return key


def _follow(key: str, actor) -> None:
    if key.endswith(SHAPES_SLOTS):
        generate_slots(actor=actor)
