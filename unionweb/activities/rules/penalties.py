"""Who decides about people who did not come. Pure: no database, no request."""

from datetime import date, timedelta

from unionweb.accounts.rules import units_led
from unionweb.activities.rules.access import may_run_all

APPEAL_DAYS = 30  # from the day of the activity on


def units_run(user) -> set[int] | None:
    """The units whose activities `user` runs; None for all."""
    return None if may_run_all(user) else units_led(user)


def may_appeal(missed_on: date, today: date, *, is_asked: bool, is_excused: bool) -> bool:
    """Once, within some days, and while it counts."""
    return not is_asked and not is_excused and today <= missed_on + timedelta(days=APPEAL_DAYS)


def may_decide(user, appeal) -> bool:
    """Nobody decides about themselves, and nothing is decided twice."""
    return appeal.member_id != user.id and appeal.decided_at is None
