"""Who may do what with retreats. `user` is a SignedIn."""

from unionweb.accounts.rules import is_office, units_led


def may_run(user) -> bool:
    """The office's area of work: programmes, batches, lists."""
    return is_office(user, "retreats")


def may_rank(user) -> bool:
    """Whoever leads a unit sees and ranks the applicants of that unit, and of no other."""
    return bool(units_led(user))


def may_check(user) -> bool:
    """Confirm what an applicant says about lanes and years of service: the unit's own leaders, or the office."""
    return may_run(user) or may_rank(user)
