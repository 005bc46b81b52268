"""Who decides about people who did not come. Pure: no database, no request."""

from datetime import date, datetime, timedelta

from unionweb.accounts.rules import units_led
from unionweb.activities.rules.access import clubs_run_by, may_run_all

APPEAL_DAYS = 30  # from the day of the activity on


def late_from(cancel_until: datetime, moved_up_at: datetime, grace_hours: int) -> datetime:
    """Giving a place up after this counts like staying away. Who moved up from the waiting list did not choose when: they
    have so many hours from then on to look whether they can still come."""
    return max(cancel_until, moved_up_at + timedelta(hours=grace_hours))


def held_by(user) -> tuple[set[int], set[int]] | None:
    """The units and the clubs whose activities `user` runs; None for all."""
    if may_run_all(user):
        return None
    clubs = [source(user.id) for source in clubs_run_by] if user.along.get("clubs_run") else []
    return units_led(user), set().union(*clubs)


def may_appeal(missed_on: date, today: date, *, is_asked: bool, is_excused: bool) -> bool:
    """Once, within some days, and while it counts."""
    return not is_asked and not is_excused and today <= missed_on + timedelta(days=APPEAL_DAYS)


def may_decide(user, appeal) -> bool:
    """Nobody decides about themselves, and nothing is decided twice."""
    return appeal.member_id != user.id and appeal.decided_at is None
