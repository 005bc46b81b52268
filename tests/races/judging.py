"""How a race is judged, and what it means that the bad twin is caught."""

from collections import Counter

import pytest

ROUNDS = 30  # so often at most a race is run on the bad twin: it ends with the first one lost, most often at once


def statuses(answers) -> Counter:
    return Counter(answer.status for answer in answers)


def no_failures(answers) -> None:
    """Everybody got an answer, and nobody a failure."""
    assert not [a.status for a in answers if a.status == 0 or a.status >= 500], statuses(answers)


def caught(twin, race) -> None:
    """The race is lost by the bad twin; a race that cannot be lost would prove nothing."""
    with pytest.raises(AssertionError):
        run_often(race, twin)


def run_often(race, twin) -> None:
    for _ in range(ROUNDS):
        race(twin)


def named(race) -> str:
    return race.__name__
