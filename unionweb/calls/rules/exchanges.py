"""Who holds which entries while they are shared out, and chains of exchanges among the holders."""

from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple


class Link(NamedTuple):
    """One step of a chain: `person` passes `item` on to the next one. The last one passes nothing on."""

    person: int
    item: int | None


class Shares:
    """able: entry → who may judge it; knows: (entry, person) within their field; load counts what stood before, too."""

    def __init__(self, able: dict[int, set[int]], knows: set[tuple[int, int]], load: dict[int, int], most: dict[int, int | None]):
        self.able, self.knows, self.load, self.most = able, knows, load, most
        self.held: dict[int, set[int]] = {person: set() for person in load}
        self.given: dict[int, set[int]] = {item: set() for item in able}

    def has_room(self, person: int) -> bool:
        most = self.most[person]
        return most is None or self.load[person] < most

    def give(self, item: int, person: int) -> None:
        self.held[person].add(item)
        self.given[item].add(person)
        self.load[person] += 1

    def take(self, item: int, person: int) -> None:
        self.held[person].remove(item)
        self.given[item].remove(person)
        self.load[person] -= 1

    def chain_from(self, starts: Iterable[int], ends: Callable[[int], bool], busy: int | None = None) -> list[Link] | None:
        """The shortest chain from one of `starts` to somebody who `ends` it; None when there is none.

        busy: an entry that may not move on the way, since it is the one to be placed.
        """
        came: dict[int, tuple[int, int] | None] = {person: None for person in sorted(starts)}
        queue, unseen = deque(came), set(self.load) - came.keys()
        while queue:
            person = queue.popleft()
            if ends(person):
                return self._way(came, person)
            for item in sorted(self.held[person] - {busy}) if unseen else ():
                for other in sorted((unseen & self.able[item]) - self.given[item]):
                    came[other] = person, item
                    unseen.discard(other)
                    queue.append(other)
        return None

    @staticmethod
    def _way(came: dict, last: int) -> list[Link]:
        chain = [Link(last, None)]
        while step := came[chain[0].person]:
            chain.insert(0, Link(*step))
        return chain

    def pass_on(self, chain: list[Link]) -> None:
        """Carry a chain out from its end, so that nobody holds an entry twice on the way."""
        for giver, taker in reversed(list(pairwise(chain))):
            self.take(giver.item, giver.person)
            self.give(giver.item, taker.person)

    def match_fields(self) -> None:
        """Swap entries between two people where more of them come to somebody who knows the field. Loads stay."""
        strange = sorted((item, p) for p, held in self.held.items() for item in held if (item, p) not in self.knows)
        for item, person in strange:
            swap = self._swap_for(item, person)
            if swap:
                other, theirs = swap
                self.take(item, person), self.take(theirs, other)
                self.give(item, other), self.give(theirs, person)

    def _swap_for(self, item: int, person: int) -> tuple[int, int] | None:
        for other in sorted(self.able[item] - self.given[item]):
            if (item, other) not in self.knows:
                continue
            for theirs in sorted(self.held[other]):
                fits = person in self.able[theirs] and person not in self.given[theirs]
                if fits and ((theirs, person) in self.knows or (theirs, other) not in self.knows):
                    return other, theirs
        return None
