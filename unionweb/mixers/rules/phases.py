"""When a mixer is in which phase, and what times it may have. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from unionweb.kernel import labels

LONGEST_AFTER = timedelta(days=7)


class Phase(StrEnum):
    """gathering: profiles are written. choosing: who came chooses. matching: over, and not told yet. told. forgotten."""

    gathering = "gathering"
    choosing = "choosing"
    matching = "matching"
    told = "told"
    forgotten = "forgotten"


def phase_of(mixer, now: datetime) -> Phase:
    """mixer: with choosing_opens_at, choosing_closes_at, told_at, forgotten_at."""
    if mixer.forgotten_at:
        return Phase.forgotten
    if mixer.told_at:
        return Phase.told
    if now < mixer.choosing_opens_at:
        return Phase.gathering
    return Phase.choosing if now < mixer.choosing_closes_at else Phase.matching


def is_held(held: tuple[datetime, datetime] | None, now: datetime) -> bool:
    """Whether the event has begun. held: when it begins and ends, or None while it has no session."""
    return held is not None and now >= held[0]


def may_set_times(phase: Phase, held: tuple[datetime, datetime] | None, now: datetime) -> bool:
    """Until choosing is over; when the event was put off beyond that, too."""
    return phase in (Phase.gathering, Phase.choosing) or (phase is Phase.matching and not is_held(held, now))


def times_problems(opens: datetime, closes: datetime, held: tuple[datetime, datetime], now: datetime) -> list[str]:
    """Every reason why choosing cannot be at these times. held: when the event begins and ends."""
    found = []
    if closes <= opens:
        found.append("互选结束要在开始之后。")
    if closes <= now:
        found.append("互选结束的时间已经过了，请往后定。")
    if opens < held[0]:
        found.append("互选要在活动开始以后：没见过面的人不互选。")
    if closes > held[1] + LONGEST_AFTER:
        found.append("互选最晚在活动结束后 7 天内结束。")
    return found


labels.register(
    {
        Phase.gathering: "填资料", Phase.choosing: "正在互选", Phase.matching: "正在核对", Phase.told: "结果出来了",
        Phase.forgotten: "已删除",
    }
)  # fmt: skip
