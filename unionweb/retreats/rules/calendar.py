"""The dates of a programme and a batch: what must come before what."""

from collections.abc import Iterable
from datetime import date, datetime


def days_of(starts_on: date, ends_on: date) -> int:
    """The days of a trip, arrival and return included."""
    return (ends_on - starts_on).days + 1


def batch_problems(starts_on: date, ends_on: date, max_days: int, closes_at: datetime | None) -> list[str]:
    """What is wrong with the dates of a batch."""
    if ends_on < starts_on:
        return ["返程的日子不能早于出发的日子。"]
    found = []
    if days_of(starts_on, ends_on) > max_days:
        found.append(f"连去带回最多 {max_days} 天，这里是 {days_of(starts_on, ends_on)} 天。")
    if closes_at and starts_on <= closes_at.date():
        found.append("出发要在报名截止以后。")
    return found


def publication_problems(opens_at: datetime, closes_at: datetime, now: datetime, batches: Iterable, *, max_days: int) -> list[str]:
    """What still stands against publishing a programme: its rules are public before anybody can apply."""
    rows, found = list(batches), []
    if opens_at <= now:
        found.append("规则要在报名开始以前公布。请把报名开始的时间改到以后。")
    if closes_at <= opens_at:
        found.append("报名截止要在报名开始以后。")
    if not rows:
        found.append("还没有批次。请至少加一个批次再公布。")
    found += [f"“{row.title}”在报名截止以前就出发了，请改日期。" for row in rows if row.starts_on <= closes_at.date()]
    found += [f"“{row.title}”有 {row.days} 天，一个批次最多 {max_days} 天。" for row in rows if row.days > max_days]
    return found
