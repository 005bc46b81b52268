"""From marks to an order: weighted totals, aggregates, spread, z-scores, ties. Exact: decimals, never floats.

Every total is out of 100. Entries with the same two decimals are tied: a tie is listed and left to people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from unionweb.kernel import labels

CENT = Decimal("0.01")
TRIMMED_FROM = 5  # with fewer marks nothing is left out
FULL = Decimal(100)


class ReviewState(StrEnum):
    """How far one reviewer is with one entry."""

    assigned = "assigned"
    started = "started"
    submitted = "submitted"
    refused = "refused"
    removed = "removed"


class Invitation(StrEnum):
    """What a reviewer said to being asked."""

    invited = "invited"
    accepted = "accepted"
    declined = "declined"
    ended = "ended"


class Way(StrEnum):
    """How a reviewer came to an entry."""

    shared_out = "shared_out"
    by_hand = "by_hand"
    by_sheet = "by_sheet"


LIVE = (ReviewState.assigned, ReviewState.started, ReviewState.submitted)


@dataclass(frozen=True)
class Weighted:
    """One criterion. weight 0 is asked but does not count; marks run from 0 to `most`."""

    id: int
    weight: int
    most: int


@dataclass(frozen=True)
class Mark:
    """The total one reviewer gave one entry."""

    entry_id: int
    reviewer_id: int
    total: Decimal


@dataclass(frozen=True)
class Summary:
    """What the marks of one entry come to. None where there are too few of them to say."""

    count: int
    score: Decimal | None
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None
    gap: Decimal | None
    trimmed: bool = False


def total(criteria: Iterable[Weighted], marks: Mapping[int, Decimal]) -> Decimal | None:
    """The weighted total out of 100; None while a criterion has no mark or nothing has weight."""
    criteria = list(criteria)
    weights = sum(one.weight for one in criteria)
    if not weights or any(one.id not in marks for one in criteria):
        return None
    return rounded(sum(marks[one.id] * one.weight / one.most for one in criteria) * FULL / weights)


def summary(totals: Sequence[Decimal], way: str) -> Summary:
    """way: "mean", "median" or "trimmed" (without the highest and the lowest from five marks on)."""
    if not totals:
        return Summary(0, None, None, None, None, None)
    ordered = sorted(totals)
    is_trimmed = way == "trimmed" and len(ordered) >= TRIMMED_FROM
    spread = rounded(_deviation(ordered)) if len(ordered) > 1 else None
    gap = ordered[-1] - ordered[0] if len(ordered) > 1 else None
    said = rounded(_mean(ordered)), rounded(_median(ordered)), spread, gap, is_trimmed
    return Summary(len(ordered), score_of(ordered, way), *said)


def score_of(totals: Sequence[Decimal], way: str) -> Decimal:
    """The score of an entry with at least one mark, as in `summary` and without the rest of it."""
    ordered = sorted(totals)
    if way == "median":
        return rounded(_median(ordered))
    is_trimmed = way == "trimmed" and len(ordered) >= TRIMMED_FROM
    return rounded(_mean(ordered[1:-1] if is_trimmed else ordered))


def is_disputed(found: Summary, threshold: int) -> bool:
    """Whether the reviewers disagree: highest and lowest mark lie `threshold` points or more apart."""
    return found.gap is not None and found.gap >= threshold


def z_scores(marks: Iterable[Mark]) -> dict[int, Decimal]:
    """Entry → mean of how far it lies above each reviewer's own average, in that reviewer's own deviations.

    Reviewers with fewer than three marks, or the same mark for everything, say nothing about order and are left out.
    """
    by_reviewer: dict[int, list[Mark]] = {}
    for mark in marks:
        by_reviewer.setdefault(mark.reviewer_id, []).append(mark)
    found: dict[int, list[Decimal]] = {}
    for given in by_reviewer.values():
        totals = [mark.total for mark in given]
        deviation = _deviation(totals)
        if len(totals) < 3 or not deviation:
            continue
        for mark in given:
            found.setdefault(mark.entry_id, []).append((mark.total - _mean(totals)) / deviation)
    return {entry_id: rounded(_mean(values)) for entry_id, values in found.items()}


def with_likes(score: Decimal | None, likes: int, *, most: int, weight: int) -> Decimal | None:
    """The score with likes as `weight` percent of it; the entry with most likes has all of them."""
    if score is None or not weight:
        return score
    liked = FULL * likes / most if most else Decimal(0)
    return rounded((score * (100 - weight) + liked * weight) / 100)


def ranks(scores: Mapping[int, Decimal | None]) -> dict[int, tuple[int, bool]]:
    """Entry → (place, is tied). Equal scores have the same place, the next one counts all before it; without score no place."""
    ordered = sorted(((score, id) for id, score in scores.items() if score is not None), key=lambda one: (-one[0], one[1]))
    places, before = {}, 0
    for _, group in groupby(ordered, key=lambda one: one[0]):
        same = [id for _, id in group]
        places |= {id: (before + 1, len(same) > 1) for id in same}
        before += len(same)
    return places


def rounded(value: Decimal) -> Decimal:
    """To two decimals, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _median(ordered: Sequence[Decimal]) -> Decimal:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _deviation(values: Sequence[Decimal]) -> Decimal:
    """Of the whole population: these are all the marks there are."""
    mean = _mean(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / len(values)).sqrt()


labels.register(
    {
        ReviewState.assigned: "待评",
        ReviewState.started: "评审中",
        ReviewState.submitted: "已提交",
        ReviewState.refused: "不评",
        ReviewState.removed: "已收回",
    },
    {
        Invitation.invited: "待答复",
        Invitation.accepted: "已接受",
        Invitation.declined: "不参加",
        Invitation.ended: "不再请",
    },
    {
        Way.shared_out: "系统分配",
        Way.by_hand: "手工指定",
        Way.by_sheet: "表格导入",
    },
)
