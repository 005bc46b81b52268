"""Sharing entries out among reviewers: n for each entry, nobody barred, loads as even as they can be, fields respected.

Greedy first, in the order of scarcity, then repaired along exchange chains: an entry is short only when no chain of
exchanges could help, and no load could be evened out by one. What remains short is named, never passed over.
"""

import hashlib
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import ceil

from unionweb.calls.rules.exchanges import Shares


@dataclass(frozen=True)
class Candidate:
    """A reviewer who has accepted. fields: what they know, empty for everything; most: entries at most, None for any."""

    id: int
    fields: frozenset[str] = frozenset()
    most: int | None = None

    def knows(self, subject: str) -> bool:
        return not (self.fields and subject) or subject in self.fields


@dataclass(frozen=True)
class Item:
    """An entry to be judged. taken: who judges it already, these stay."""

    id: int
    field: str = ""
    taken: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """How to share out. each: reviewers for an entry; strict: only those who know its field; seed: for a stable order."""

    each: int
    strict: bool = False
    seed: int = 0


@dataclass
class Plan:
    """What to add. pairs: (entry, reviewer); short: entry → how many are missing; strange: pairs outside the reviewer's field."""

    pairs: list[tuple[int, int]]
    short: dict[int, int]
    loads: dict[int, int] = field(default_factory=dict)
    strange: int = 0


def share_out(items: Iterable[Item], people: Iterable[Candidate], barred: Collection[tuple[int, int]], rule: Rule) -> Plan:
    """Who judges what. barred: (reviewer, entry). The same input gives the same plan; nothing that stands is moved."""
    people = {one.id: one for one in people}
    items = {one.id: one for one in items}
    shares = _open_shares(items, people, set(barred), rule)
    need = {id: max(0, rule.each - len(item.taken)) for id, item in items.items()}
    _deal(shares, need, rule)
    _fill(shares, need)
    _even_out(shares)
    shares.match_fields()
    pairs = sorted((item, person) for person, held in shares.held.items() for item in held)
    short = {id: missing for id, item in items.items() if (missing := need[id] - len(shares.given[id])) > 0}
    strange = sum(not people[person].knows(items[item].field) for item, person in pairs)
    return Plan(pairs, short, dict(shares.load), strange)


def _open_shares(items: dict[int, Item], people: dict[int, Candidate], barred: set, rule: Rule) -> Shares:
    able = {}
    for id, item in items.items():
        fit = {p for p, one in people.items() if (p, id) not in barred and p not in item.taken}
        able[id] = {p for p in fit if people[p].knows(item.field)} if rule.strict else fit
    load = {p: sum(p in item.taken for item in items.values()) for p in people}
    knows = {(id, p) for id, item in items.items() for p in able[id] if people[p].knows(item.field)}
    return Shares(able, knows, load, {p: one.most for p, one in people.items()})


def _deal(shares: Shares, need: dict[int, int], rule: Rule) -> None:
    """Each entry to those who know it and have least, the hardest to place first."""
    total = sum(need.values()) + sum(shares.load.values())
    fair = ceil(total / max(1, len(shares.load)))
    places = {(item, p): _lot(rule.seed, item, p) for item in need for p in shares.able[item]}
    for item in sorted(need, key=lambda one: (len(shares.able[one]) - need[one], _lot(rule.seed, one, 0))):
        free = [p for p in shares.able[item] if shares.has_room(p)]
        free.sort(key=lambda p: (shares.load[p] >= fair, (item, p) not in shares.knows, shares.load[p], places[item, p]))
        for person in free[: need[item]]:
            shares.give(item, person)


def _fill(shares: Shares, need: dict[int, int]) -> None:
    """Entries that are short get one more along a chain: somebody who is full passes an entry on to somebody who is not."""
    for item in sorted(need):
        while len(shares.given[item]) < need[item]:
            starts = [p for p in shares.able[item] if p not in shares.given[item]]
            chain = shares.chain_from(starts, shares.has_room, busy=item)
            if chain is None:
                break
            shares.pass_on(chain)
            shares.give(item, chain[0].person)


def _even_out(shares: Shares) -> None:
    """Pass entries on from those who have most, until no chain makes the loads more even."""
    waiting = deque(sorted(shares.load, key=lambda p: (-shares.load[p], p)))
    while waiting:
        person = waiting.popleft()
        chain = shares.chain_from([person], lambda p, top=shares.load[person]: shares.load[p] <= top - 2 and shares.has_room(p))
        if chain is None or len(chain) < 2:
            continue
        shares.pass_on(chain)
        waiting = deque(sorted(shares.load, key=lambda p: (-shares.load[p], p)))


def _lot(*parts: int) -> bytes:
    return hashlib.blake2b("-".join(map(str, parts)).encode(), digest_size=8).digest()
