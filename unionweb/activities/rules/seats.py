"""Whether there is room: places set aside for groups stay theirs until the pools merge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Room:
    """The places of one activity or session. capacity None: no limit.

    reserved: places set aside by pool, empty once the pools have merged; taken: places held by pool.
    People whose pool has nothing set aside use what is left over by all that is set aside or taken.
    """

    capacity: int | None
    reserved: Mapping[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def holds(self, pool: str, seats: int) -> bool:
        """Whether somebody of this pool may be given so many places, everything set aside for others kept."""
        return self.capacity is None or self._needed(pool, seats) <= self.capacity

    def take(self, pool: str, seats: int) -> None:
        """Count these places as taken."""
        self.taken[pool] = self.taken.get(pool, 0) + seats

    @property
    def is_full(self) -> bool:
        """Whether not one more place is free, for anybody."""
        return self.capacity is not None and self.held >= self.capacity

    @property
    def held(self) -> int:
        return sum(self.taken.values())

    def left_for(self, pool: str) -> int | None:
        """How many places somebody of this pool could still be given; None when there is no limit."""
        if self.capacity is None:
            return None
        own = max(0, self.reserved.get(pool, 0) - self.taken.get(pool, 0))
        return max(0, self.capacity - self._needed(pool, 0) + own)

    def _needed(self, pool: str, seats: int) -> int:
        after = {**self.taken, pool: self.taken.get(pool, 0) + seats}
        return sum(max(after.get(key, 0), self.reserved.get(key, 0)) for key in {*after, *self.reserved})


def reserved_of(activity, now: datetime) -> dict[str, int]:
    """What is set aside by pool; nothing any more once the pools have merged."""
    if activity.pool_kind is None or (activity.merges_at and now >= activity.merges_at):
        return {}
    return {pool.key: pool.places for pool in activity.pools}
