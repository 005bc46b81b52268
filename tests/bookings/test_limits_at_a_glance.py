"""The few comparisons that clear most cells of a week say the same as all rules asked one by one."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from unionweb.bookings.rules.limits import Applicant, Own, Policy, Wanted

NOW = datetime(2026, 9, 16, 10, 38)
CHOICES = {
    "per_day": (0, 1, 2), "per_week": (0, 1, 3), "ahead_days": (0, 1, 7, 28), "book_before": (0, 30, 1440),
    "travel": (0, 40, 90),
}  # fmt: skip
FIXED = dict.fromkeys(
    ("cancel_before", "check_in_from", "release_after", "promote_before", "no_show_days", "no_show_limit", "no_show_pause",
     "keep_days"), 10,
)  # fmt: skip


def moment(chance: Random) -> datetime:
    return datetime(2026, 9, 14) + timedelta(minutes=chance.randrange(0, 35 * 48) * 30)


def an_applicant(chance: Random) -> Applicant:
    policy = Policy(**FIXED, **{name: chance.choice(values) for name, values in CHOICES.items()})
    starts = [chance.choice([moment(chance), NOW, NOW + timedelta(minutes=30)]) for _ in range(chance.randrange(4))]
    own = [
        Own(n, 900 + n, chance.choice([1, 2]), chance.choice([None, 1, 2]), s, s + timedelta(minutes=30), chance.random() < 0.7)
        for n, s in enumerate(starts)
    ]
    return Applicant(
        policy=policy, service_id=1, now=NOW, own=own,
        audience_words=chance.choice([None, None, None, "不适用"]),
        paused_until=chance.choice([None, None, date(2026, 9, 20)]),
        moving=chance.choice([None, 0]),
    )  # fmt: skip


def a_slot(chance: Random) -> Wanted:
    start = chance.choice([moment(chance), NOW, NOW + timedelta(minutes=30), NOW + timedelta(days=1), datetime(2026, 10, 15)])
    return Wanted(1, 1, chance.choice([None, 1, 2]), start, start + timedelta(minutes=30), chance.random() < 0.9)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_plainly_free_meets_no_objection_and_the_rest_is_asked(seed):
    chance, plain, refused = Random(seed), 0, 0
    for _ in range(400):
        applicant = an_applicant(chance)
        for slot in (a_slot(chance) for _ in range(10)):
            every = applicant._all_objections(slot)
            plain += applicant._is_plainly_free(slot)
            refused += bool(every)
            assert applicant.objections(slot) == every
    assert plain > 200
    assert refused > 200
