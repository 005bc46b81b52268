"""Who came and how that is known: states, windows, and the code on the screen. Pure: no database, no request."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from unionweb.kernel import labels

MINUTE = timedelta(minutes=1)
TENTH = 6  # minutes
DIGITS = 6
CODES_KEPT = 2  # the code of the present minute and that of the one before


class Presence(StrEnum):
    """undone: it was noted that somebody came, and taken back."""

    came = "came"
    absent = "absent"
    excused = "excused"
    undone = "undone"


class Way(StrEnum):
    """How somebody was checked in."""

    list = "list"
    card = "card"
    code = "code"
    door = "door"
    closing = "closing"


@dataclass(frozen=True)
class Windows:
    """Minutes around a session in which one can be checked in: by oneself, and by the organiser."""

    self_from: int
    list_from: int
    days_after: int


def self_window(starts_at: datetime, ends_at: datetime, windows: Windows) -> tuple[datetime, datetime]:
    """From when until when people check in themselves: some minutes before the start until the end."""
    return starts_at - windows.self_from * MINUTE, ends_at


def list_window(starts_at: datetime, ends_at: datetime, windows: Windows) -> tuple[datetime, datetime]:
    """From when until when the organiser keeps the list: what was on paper can be entered for some days."""
    return starts_at - windows.list_from * MINUTE, ends_at + timedelta(days=windows.days_after)


def screen_code(secret: str, session_id: int, moment: datetime) -> str:
    """The code that the screen shows in the minute of `moment`: nobody without the secret can work it out beforehand."""
    said = f"self check-in {session_id} {moment:%Y%m%d%H%M}".encode()
    digest = hmac.new(secret.encode(), said, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def is_screen_code(secret: str, session_id: int, typed: str, moment: datetime) -> bool:
    """Whether `typed` is the code of this minute or of the one before, of this session."""
    known = [screen_code(secret, session_id, moment - n * MINUTE) for n in range(CODES_KEPT)]
    return any([hmac.compare_digest(code.encode(), typed.encode()) for code in known])


def minutes_late(starts_at: datetime, came_at: datetime | None) -> int:
    """How many whole minutes after the start somebody came."""
    return max(int((came_at - starts_at) / MINUTE), 0) if came_at else 0


def usual_minutes(starts_at: datetime, ends_at: datetime, counted: int | None) -> int:
    """What coming to a session counts for: what the activity says, else its length; in tenths of an hour, which papers
    say and add up."""
    minutes = counted if counted is not None else int((ends_at - starts_at) / MINUTE)
    return (minutes + TENTH // 2) // TENTH * TENTH


def hours(minutes: int) -> str:
    """Minutes as hours with at most one decimal: 2, 1.5."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


labels.register(
    {Presence.came: "来了", Presence.absent: "没有来", Presence.excused: "请假", Presence.undone: "撤回了签到"},
    {Way.list: "名单", Way.card: "扫码", Way.code: "现场口令", Way.door: "现场报名", Way.closing: "点名结束"},
)
