"""Who may do what on the office's pages. Pure: no database, no request."""

from unionweb.accounts.rules import is_admin, is_office, may_see_audit

__all__ = ["may_see_audit", "may_see_jobs", "may_set_calendar", "may_set_rules"]


def may_set_rules(user) -> bool:
    return is_office(user, "settings")


def may_set_calendar(user) -> bool:
    return is_office(user, "bookings")


def may_see_jobs(user) -> bool:
    return is_office(user, "all") or is_admin(user)
