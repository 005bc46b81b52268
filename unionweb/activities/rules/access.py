"""Who may hold and run activities. Pure: no database, no request. `user` is a SignedIn."""

from collections.abc import Callable

from unionweb.accounts.rules import is_office, units_led
from unionweb.activities.rules.kinds import ActivityState
from unionweb.common.audit import ActorKind

# Who leads a club only the clubs know: registrations puts their answer here (member id → ids of clubs).
clubs_run_by: list[Callable[[int], set[int]]] = []


def may_run_all(user) -> bool:
    """The union's office for activities runs every activity."""
    return is_office(user, "activities")


def may_run(user, activity) -> bool:
    """The office, an administrator of the unit that holds the activity, or an officer of the club that does."""
    return may_run_all(user) or activity.unit_id in units_led(user) or activity.club_id in _clubs_of(user, activity.club_id)


def may_run_any(user) -> bool:
    """Whether there is a desk of activities for `user`."""
    return may_run_all(user) or bool(units_led(user)) or bool(user.along.get("clubs_run"))


def may_create(user) -> bool:
    return may_run_any(user)


def may_hold_for(user, unit_id: int, club_id: int | None) -> bool:
    """Whether `user` may make an activity that this unit, or this club, holds."""
    return may_run_all(user) or unit_id in units_led(user) or club_id in _clubs_of(user, club_id)


def _clubs_of(user, club_id: int | None) -> set[int]:
    """The clubs that `user` leads; not asked when no club has to do with it."""
    if club_id is None or not user.along.get("clubs_run"):
        return set()
    return set().union(*(source(user.id) for source in clubs_run_by))


def may_see(user, activity) -> bool:
    """Drafts, and those given up before they were published, are seen by those who run them, the others by everyone."""
    is_published = activity.state is not ActivityState.draft and activity.published_at is not None
    return is_published or may_run(user, activity)


def acts_as(user, activity) -> ActorKind:
    """In which quality somebody who may run an activity acts on it."""
    return ActorKind.unit if activity.unit_id in units_led(user) and not may_run_all(user) else ActorKind.office


def may_sign_up_others(user, member) -> bool:
    """代办: the administrators of a unit sign up the members of their own unit."""
    return member.unit_id in units_led(user) and member.id != user.id
