"""Figures out of counted cells. Pure: what is counted and how it is divided is said here, and nowhere else.

Occupancy (使用率): of all places in open slots that have begun in the period, the share that was held or used. A place
that was cancelled, or released because nobody came, was not. Bookings (预约): everybody who had a place, those who did
not come included, those who only waited or cancelled not. No-shows (爽约): the bookings of people who did not come,
waived or not: a waiver is for the person, the place stood empty all the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from unionweb.bookings.queries.usage.periods import Period
from unionweb.kernel import labels


@dataclass(frozen=True)
class Tally:
    """Counts that can be added. waited: bookings that ever stood on a waiting list; moved_up: those who got a place."""

    slots: int = 0
    places: int = 0
    used: int = 0
    booked: int = 0
    missed: int = 0
    waited: int = 0
    moved_up: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + more for mine, more in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.slots, self.places, self.used, self.booked, self.missed, self.waited, self.moved_up

    @property
    def occupancy(self) -> int | None:
        """Per cent, at most 100; None when nothing was open."""
        return min(100, round(100 * self.used / self.places)) if self.places else None

    @property
    def share(self) -> float:
        """Occupancy from 0 to 1, for a bar."""
        return self.used / self.places if self.places else 0.0

    @property
    def no_show_rate(self) -> float | None:
        """Per cent with one decimal; None when nobody had booked."""
        return round(100 * self.missed / self.booked, 1) if self.booked else None


@dataclass(frozen=True)
class Cell:
    """The counts of one point in one hour of one day, by the time at which slots begin."""

    point_id: int
    day: date
    hour: int
    tally: Tally


@dataclass(frozen=True)
class Heat:
    """Occupancy by hour (rows) and weekday (columns, Monday first), None where nothing was open."""

    hours: list[int]
    values: list[list[int | None]]

    @property
    def rows(self) -> list[str]:
        return [f"{hour}:00" for hour in self.hours]

    @property
    def busiest(self) -> list[str]:
        """The fullest cells in words, at most three, fullest first: 周三 12 点."""
        cells = [(v, d, h) for h, line in zip(self.hours, self.values, strict=True) for d, v in enumerate(line) if v]
        best = sorted(cells, key=lambda cell: (-cell[0], cell[1], cell[2]))[:3]
        return [f"周{labels.WEEKDAYS[day]} {hour} 点" for _, day, hour in best]


@dataclass(frozen=True)
class Usage:
    """Everything the usage page shows of services that are not confidential. before is None without a period before."""

    period: Period
    now: Tally
    before: Tally | None
    heat: Heat
    points: list[tuple[object, Tally]]
    campuses: list[tuple[object, Tally]]
    trend: list[tuple[str, Tally]] = field(default_factory=list)


def total(cells: Iterable[Cell]) -> Tally:
    """All cells added up."""
    return sum((cell.tally for cell in cells), Tally())


def grouped(cells: Iterable[Cell], key: Callable[[Cell], object]) -> dict:
    """Cells added up by what `key` says of each."""
    sums: dict = {}
    for cell in cells:
        of = key(cell)
        sums[of] = sums.get(of, Tally()) + cell.tally
    return sums


def heat_of(cells: Iterable[Cell]) -> Heat:
    """The heat map of cells; hours without anything open between the first and the last are rows too."""
    sums = grouped(cells, lambda cell: (cell.hour, cell.day.weekday()))
    open_hours = [hour for (hour, _), tally in sums.items() if tally.places]
    if not open_hours:
        return Heat([], [])
    hours = list(range(min(open_hours), max(open_hours) + 1))
    return Heat(hours, [[sums.get((hour, day), Tally()).occupancy for day in range(7)] for hour in hours])


def trend_of(cells: Iterable[Cell], period: Period) -> list[tuple[str, Tally]]:
    """How it went in the period: by months when it is long, by weeks (from Monday) otherwise, oldest first."""
    if period.is_long:
        sums = grouped(cells, lambda cell: (cell.day.year, cell.day.month))
        return [(f"{year}年{month}月", sums[year, month]) for year, month in sorted(sums)]
    sums = grouped(cells, lambda cell: cell.day - timedelta(days=cell.day.weekday()))
    return [(_week_name(monday, period), sums[monday]) for monday in sorted(sums)]


def _week_name(monday: date, period: Period) -> str:
    first, last = max(monday, period.first), min(monday + timedelta(days=6), period.last)
    return labels.day(first) if first == last else f"{labels.day(first)}至{labels.day(last)}"
