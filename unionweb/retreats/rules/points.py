"""Points: each listed, weighted and shown to the applicant."""

from collections.abc import Collection
from dataclasses import dataclass

from unionweb.kernel.labels import label
from unionweb.retreats.rules.kinds import PointKind


@dataclass(frozen=True)
class Scored:
    """One line of somebody's points: what for, how many times, at what weight."""

    kind: PointKind
    times: int
    weight: int

    @property
    def points(self) -> int:
        return self.times * self.weight

    @property
    def text(self) -> str:
        counted = f"{self.times} × {self.weight}" if self.kind is PointKind.service_year else f"{self.weight}"
        return f"{label(self.kind)}：{counted} = {self.points}" if self.kind is PointKind.service_year else f"{label(self.kind)}：{counted}"


@dataclass(frozen=True)
class Merits:
    """What counts of somebody. standings: keys of those confirmed."""

    standings: Collection[str]
    service_years: int
    has_been: bool
    lost_before: bool


def scored(weights: dict[str, int], merits: Merits) -> list[Scored]:
    """The points of somebody, line by line, without those that come to nothing."""
    times = {
        PointKind.never_been: int(not merits.has_been),
        PointKind.service_year: merits.service_years,
        PointKind.lost_before: int(merits.lost_before),
    }
    lines = [Scored(kind, times.get(kind, int(kind.value in merits.standings)), weights.get(kind.value, 0)) for kind in PointKind]
    return [line for line in lines if line.points]
