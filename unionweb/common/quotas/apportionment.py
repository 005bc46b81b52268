"""The arithmetic of shares: whole places by weight, exact and repeatable, with the sums in words for the page. Pure.

Webster (Sainte-Laguë): every weight is divided by one divisor and rounded; the divisor is the one that fits the places.
Hamilton (largest remainder): everybody gets the whole part of the exact share, the rest goes by the size of the remainder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heapreplace
from math import floor
from typing import Any

from unionweb.kernel import labels

MOST_DIGITS = 9  # behind the point, in words


class Method(StrEnum):
    webster = "webster"
    hamilton = "hamilton"


@dataclass(frozen=True)
class Share:
    """What one group gets. exact: places × weight / total; note: how it came about, in words for the page."""

    key: Any
    weight: int
    exact: Fraction
    places: int
    note: str


@dataclass(frozen=True)
class Apportionment:
    """All shares, in the order of their keys. divisor: only Webster has one, and only when a place was given."""

    method: Method
    places: int
    total: int
    divisor: Fraction | None
    shares: tuple[Share, ...]


def apportion(weights: Mapping[Any, int], places: int, method: Method) -> Apportionment:
    """Share out `places` by weight. Ties go to the bigger weight, then to the smaller key; without weight no place.

    ValueError for a negative number. When all weights are 0, no place is given.
    """
    if places < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("places and weights must not be negative")
    ordered = {key: weights[key] for key in sorted(weights)}
    total = sum(ordered.values())
    if not total or not places:
        shares = tuple(Share(key, weight, Fraction(0), 0, "没有名额可分") for key, weight in ordered.items())
        return Apportionment(method, places, total, None, shares)
    exact = {key: Fraction(places * weight, total) for key, weight in ordered.items()}
    divisor, given = None, _hamilton(ordered, exact, places)
    if method is Method.webster:
        divisor, given = _webster(ordered, places)
    shares = tuple(Share(key, ordered[key], exact[key], *given[key]) for key in ordered)
    return Apportionment(method, places, total, divisor, shares)


def _hamilton(weights: dict, exact: dict, places: int) -> dict[Any, tuple[int, str]]:
    whole = {key: floor(share) for key, share in exact.items()}
    rest = {key: exact[key] - whole[key] for key in weights}
    ranking = sorted(weights, key=lambda key: (-rest[key], -weights[key]))
    more, given = places - sum(whole.values()), {}
    for rank, key in enumerate(ranking, 1):
        won, number = rank <= more, whole[key]
        words = f"{_decimal(exact[key])} → {number}"
        if rest[key]:
            words += f"，余数 {_decimal(rest[key])} 排第 {rank}，" + (f"加 1 → {number + 1}" if won else "不加")
        given[key] = (number + won, words)
    return given


def _webster(weights: dict, places: int) -> tuple[Fraction, dict[Any, tuple[int, str]]]:
    seats = dict.fromkeys(weights, 0)
    rank = {key: number for number, key in enumerate(weights)}
    claims = [(Fraction(-weight), -weight, rank[key], key) for key, weight in weights.items() if weight]
    heapify(claims)
    for _ in range(places):
        _, weight, number, key = claims[0]
        seats[key] += 1
        heapreplace(claims, (Fraction(weight, 2 * seats[key] + 1), weight, number, key))
    divisor = _divisor(weights, seats)
    return divisor, {key: (seats[key], _webster_note(weights[key], divisor, seats[key])) for key in weights}


def _divisor(weights: dict, seats: dict) -> Fraction:
    """The divisor that gives these seats, with as few digits as possible; on a tie it is the one between the tied."""
    low = max(Fraction(2 * weight, 2 * seats[key] + 1) for key, weight in weights.items())
    high = min(Fraction(2 * weight, 2 * seats[key] - 1) for key, weight in weights.items() if seats[key])
    if low == high:
        return low
    scale = 1
    while True:
        found = Fraction(floor((low + high) / 2 * scale), scale)
        if found <= low:
            found += Fraction(1, scale)
        if found < high:
            return found
        scale *= 10


def _webster_note(weight: int, divisor: Fraction, places: int) -> str:
    quotient = weight / divisor
    by, result = _decimal(divisor), _decimal(quotient)
    words = f"{weight} ÷ {by if Fraction(by) == divisor else f'({divisor})'} "
    words += f"{'=' if Fraction(result) == quotient else '≈'} {result} → {places}"
    return words + ("（正好一半：先给人数多的，人数相同的按顺序）" if (quotient - Fraction(1, 2)).denominator == 1 else "")


def _decimal(value: Fraction) -> str:
    """3.87, with more digits where 3.50 would hide on which side of the half or of the whole it lies."""
    for digits in range(2, MOST_DIGITS):
        scale = 10**digits
        near = Fraction(floor(value * scale + Fraction(1, 2)), scale)
        if floor(near * 2) == floor(value * 2):
            break
    whole, part = divmod(floor(near * scale), scale)
    return f"{whole}.{part:0{digits}}".rstrip("0").rstrip(".")


labels.register({Method.webster: "四舍五入法（韦伯斯特）", Method.hamilton: "最大余数法（汉密尔顿）"})
