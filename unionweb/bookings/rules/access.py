"""Who may do what with bookings and service points. Pure: no database, no request."""

from unionweb.accounts.rules import Role, is_office, units_led


def may_book(user) -> bool:
    return True


def may_run_points(user) -> bool:
    """Points, opening rules, exceptions, overview and usage: the union office."""
    return is_office(user, "bookings")


def points_kept(user) -> set[int]:
    """The service points whose board and log `user` keeps."""
    return {r.point_id for r in user.roles if r.role is Role.keeper and r.point_id}


def may_keep_any(user) -> bool:
    return bool(points_kept(user)) or may_run_points(user)


def may_keep(user, point) -> bool:
    return point.id in points_kept(user) or may_run_points(user)


def is_counselor(user) -> bool:
    return any(r.role is Role.counselor for r in user.roles)


def may_book_for_others(user) -> bool:
    """代办: chairs, vice-chairs and liaisons, for colleagues of their own unit."""
    return bool(units_led(user))
