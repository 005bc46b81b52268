"""Why somebody may not have a slot: every reason at once, in plain words, the same before and after the click.

`Applicant.objections(slot)` is asked by the week page for each cell, by the confirmation page, and again under the
lock. It knows nothing of places: whether a slot is full is a matter of counting rows under that lock.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from unionweb.kernel import labels


@dataclass(frozen=True)
class Policy:
    """A service's booking rules, as the office has set them. Minutes and days as named; 0 means no limit."""

    per_day: int
    per_week: int
    ahead_days: int
    book_before: int  # minutes before the start until which one can book
    cancel_before: int  # minutes before the start until which one can cancel or move
    check_in_from: int  # minutes before the start from which one can check in
    release_after: int  # minutes after the start when a place nobody checked in to is released
    promote_before: int  # minutes before the start until which waiting people move up
    travel: int  # minutes between two bookings on different campuses
    no_show_days: int
    no_show_limit: int
    no_show_pause: int  # working days
    keep_days: int  # after so many days only the count is kept


class Wanted(NamedTuple):
    """A slot somebody may want. campus_id is None when the place does not matter (by phone)."""

    id: int
    service_id: int
    campus_id: int | None
    starts_at: datetime
    ends_at: datetime
    is_open: bool = True
    closed_reason: str | None = None


@dataclass(frozen=True)
class Own:
    """A booking the applicant has: holding, waiting or past (not cancelled)."""

    id: int
    slot_id: int
    service_id: int
    campus_id: int | None
    starts_at: datetime
    ends_at: datetime
    is_live: bool
    is_waiting: bool = False
    names_place: bool = True  # False: a confidential booking, whose place no sentence may give away


@dataclass(frozen=True)
class Objection:
    """One reason against one slot. short fits into a cell of the week; until: when it ends by itself."""

    code: str
    text: str
    short: str
    until: datetime | None = None


@dataclass(frozen=True)
class Applicant:
    """A person who wants slots of one service, with everything the rules look at.

    own: the applicant's bookings of all services around now; moving: the booking that the new one would replace.
    """

    policy: Policy
    service_id: int
    now: datetime
    own: Sequence[Own]
    audience_words: str | None = None  # set when the service is not for this person
    paused_until: date | None = None
    moving: int | None = None
    _live: Sequence[Own] = field(init=False, default=())
    _near: Sequence[tuple[datetime, datetime]] = field(init=False, default=())  # live ones with the way there and back
    _soonest: datetime = field(init=False, default=datetime.min)  # the first start that is not too late to book
    _horizon: datetime = field(init=False, default=datetime.max)  # from here on it is too early to book
    _days: Counter = field(init=False, default_factory=Counter)  # bookings of this service by day
    _weeks: Counter = field(init=False, default_factory=Counter)  # and by the Monday of the week
    _full: dict[date, list[Objection]] = field(init=False, default_factory=dict)  # what was found of a day

    def __post_init__(self):
        kept = [b for b in self.own if b.id != self.moving]
        object.__setattr__(self, "own", kept)
        object.__setattr__(self, "_live", [b for b in kept if b.is_live])
        gap = timedelta(minutes=self.policy.travel)
        object.__setattr__(self, "_near", [(b.starts_at - gap, b.ends_at + gap) for b in self._live])
        soonest = self.now + timedelta(minutes=self.policy.book_before or 0, seconds=0 if self.policy.book_before else 1)
        object.__setattr__(self, "_soonest", soonest)
        days = [b.starts_at.date() for b in kept if b.service_id == self.service_id]
        self._days.update(days)
        self._weeks.update(_monday(day) for day in days)
        ahead = self.policy.ahead_days
        if ahead:
            object.__setattr__(self, "_horizon", _midnight_after(self.now.date() + timedelta(days=ahead)))

    def objections(self, slot: Wanted) -> list[Objection]:
        """Every reason why the applicant may not have the slot; empty when the rules allow it."""
        return [] if self._is_plainly_free(slot) else self._all_objections(slot)

    def _is_plainly_free(self, slot: Wanted) -> bool:
        """Whether no rule can say anything: asked of every cell of a week, so in few comparisons."""
        start, end = slot.starts_at, slot.ends_at
        if not slot.is_open or not self._soonest <= start < self._horizon or self.audience_words or self.paused_until:
            return False
        day = start.date()
        if day not in self._full:
            self._full[day] = list(self._too_often(day))
        return not self._full[day] and not any(begin < end and start < finish for begin, finish in self._near)

    def _all_objections(self, slot: Wanted) -> list[Objection]:
        found: list[Objection] = []
        self._person(slot, found)
        self._state(slot, found)
        self._window(slot, found)
        self._often(slot, found)
        for own in self._live:
            self._overlap(slot, own, found)
        for own in self._live:
            self._travel(slot, own, found)
        return found

    def _person(self, slot, found):
        if self.audience_words:
            found.append(Objection("audience", self.audience_words, "不适用"))
        if self.paused_until and slot.starts_at.date() <= self.paused_until:
            day = labels.day(self.paused_until)
            missed = f"您最近 {self.policy.no_show_days} 天有 {self.policy.no_show_limit} 次约了没来"
            text = f"{missed}，{day} 以后可以再约。有特殊情况请找校工会办公室。"
            found.append(Objection("paused", text, "暂停预约", _midnight_after(self.paused_until)))

    def _state(self, slot, found):
        if not slot.is_open:
            text = f"这个时段不开放：{slot.closed_reason or '开放时间改了'}。"
            found.append(Objection("closed", text, slot.closed_reason or "不开放"))

    def _window(self, slot, found):
        if slot.starts_at <= self.now:
            found.append(Objection("past", "这个时段已经开始了。", "已过"))
        elif self.policy.book_before and slot.starts_at - self.now < timedelta(minutes=self.policy.book_before):
            text = f"要提前 {labels.minutes(self.policy.book_before)}约，这个时段来不及了。"
            found.append(Objection("late", text, "来不及约"))
        if slot.starts_at >= self._horizon:
            opens = self.opens_at(slot)
            text = f"最多提前 {self.policy.ahead_days} 天约，这个时段 {labels.day(opens.date())} 起可以约。"
            found.append(Objection("early", text, f"{labels.day(opens.date())}起", opens))

    def _often(self, slot, found):
        day = slot.starts_at.date()
        if day not in self._full:
            self._full[day] = list(self._too_often(day))
        found += self._full[day]

    def _too_often(self, day: date):
        count, most = self._days[day], self.policy.per_day
        if most and count >= most:
            text = f"{labels.day(day)}您已经约了 {count} 次，每天最多 {most} 次。"
            yield Objection("per_day", text, f"已约 {count} 次")
        monday, most = _monday(day), self.policy.per_week
        count = self._weeks[monday]
        if most and count >= most:
            text = f"{labels.day(monday)}这一周您已经约了 {count} 次，每周最多 {most} 次。"
            yield Objection("per_week", text, f"本周已约 {count} 次")

    def _overlap(self, slot, own, found):
        if own.starts_at < slot.ends_at and slot.starts_at < own.ends_at:
            text = f"您已经有 {labels.span(own.starts_at, own.ends_at)} 的预约，时间重叠。"
            found.append(Objection("own" if own.slot_id == slot.id else "overlap", text, "时间重叠"))

    def _travel(self, slot, own, found):
        if not own.campus_id or not slot.campus_id or own.campus_id == slot.campus_id:
            return
        gap = timedelta(minutes=self.policy.travel)
        apart = own.ends_at <= slot.starts_at or slot.ends_at <= own.starts_at
        if apart and own.starts_at - gap < slot.ends_at and slot.starts_at < own.ends_at + gap:
            which = f"{labels.span(own.starts_at, own.ends_at)} 在另一个校区的预约" if own.names_place else "另一项预约"
            text = f"离您{which}太近，校区之间要留 {self.policy.travel} 分钟。"
            found.append(Objection("travel", text, "赶不过来"))

    def opens_at(self, slot: Wanted) -> datetime | None:
        """When a slot becomes bookable: at the beginning of the day `ahead_days` before it; None without a limit."""
        if not self.policy.ahead_days:
            return None
        first = slot.starts_at.date() - timedelta(days=self.policy.ahead_days)
        return datetime.combine(first, datetime.min.time())


def may_still_cancel(policy: Policy, starts_at: datetime, now: datetime) -> bool:
    """Whether a held place may be given back or moved: until `cancel_before` minutes before the start."""
    return now <= cancel_until(policy, starts_at)


def cancel_until(policy: Policy, starts_at: datetime) -> datetime:
    return starts_at - timedelta(minutes=policy.cancel_before)


def check_in_window(policy: Policy, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """From when until when one can check in: until the release, or the end when nothing is released."""
    until = starts_at + timedelta(minutes=policy.release_after) if policy.release_after else ends_at
    return starts_at - timedelta(minutes=policy.check_in_from), until


def may_promote(policy: Policy, starts_at: datetime, now: datetime) -> bool:
    """Whether waiting people still move up: not shortly before the start, when nobody would notice in time."""
    return now <= starts_at - timedelta(minutes=policy.promote_before)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time())
