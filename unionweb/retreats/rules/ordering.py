"""Who applies, and in which order they are looked at. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from unionweb.kernel import labels


class Way(StrEnum):
    """How applicants are put in order; published with the programme before it opens."""

    lot = "lot"
    points = "points"
    ranking = "ranking"


@dataclass(frozen=True)
class Applicant:
    """One application, without name. choices: keys of batches, best first; rank: the unit's, 1 is first, None or 0 is unranked."""

    number: str
    unit: str
    campus: str
    lanes: tuple[str, ...]
    choices: tuple[str, ...]
    boost: int = 0
    points: int = 0
    rank: int | None = None
    companions: int = 0


def is_eligible(applicant: Applicant, way: Way) -> bool:
    """Whether a place may go to them at all: where units rank, only to whom a unit has ranked."""
    return way is not Way.ranking or bool(applicant.rank)


def ordered(applicants: Iterable[Applicant], way: Way, key_of: Callable[[str], str]) -> list[Applicant]:
    """Everybody, first to last. Whatever is equal is decided by the draw's key; the order of the input never is.

    lot: the boost for who lost last time, most first, then the key. points: most first. ranking: the units' first ones,
    then their second ones and so on; unranked ones last.
    """
    merit = {
        Way.lot: lambda a: -a.boost,
        Way.points: lambda a: -a.points,
        Way.ranking: lambda a: a.rank or inf,
    }[way]
    return sorted(applicants, key=lambda a: (merit(a), key_of(a.number), a.number))


def next_for(batch: str, waiting: Iterable[str], applicants: Iterable[Applicant], *, way: Way | None = None) -> Applicant | None:
    """Who moves up when a place in `batch` comes free: the first in the same order who chose it. There is no new draw.

    way: when given, who may not have a place at all is passed over.
    """
    known = {applicant.number: applicant for applicant in applicants}
    for number in waiting:
        found = known.get(number)
        if found and batch in found.choices and (way is None or is_eligible(found, way)):
            return found
    return None


labels.register({Way.lot: "抽签", Way.points: "积分", Way.ranking: "分工会排序"})
