"""What ends when people leave, one or many at once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from unionweb.accounts.models import EmploymentStatus, Member, RoleGrant, UserSession
from unionweb.accounts.queries.roles import holders
from unionweb.accounts.rules import Role
from unionweb.accounts.services.roles import KEYS, end_grant
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MANY = 500  # ids in one statement

# Called with the ids of the members who leave, inside the transaction: bookings cancels what is still to come.
on_leave: list[Callable[[list[int]], None]] = []


def leave(member_ids: list[int], moment: datetime, actor) -> None:
    """Part of a transaction that holds the lock "roles": sessions and roles end, and what `on_leave` does.

    Refused when it would lock everybody out: the actor, the last administrator, the last of the whole office.
    """
    check_keys(member_ids, actor)
    for ids in _chunks(member_ids):
        gone = {"left_at": moment, "employment_status": EmploymentStatus.left}
        db.session.execute(update(Member).where(Member.id.in_(ids)).values(gone))
        ended = {"ended_at": clock.now(), "end_reason": "left"}
        alive = (UserSession.member_id.in_(ids), UserSession.ended_at.is_(None))
        db.session.execute(update(UserSession).where(*alive).values(ended))
        _end_roles(ids, moment, actor)
    for hook in on_leave:
        hook(member_ids)


def check_keys(member_ids: list[int], actor) -> None:
    """Refuse when these may not leave: somebody must be able to go on working with the system."""
    leaving, today = set(member_ids), clock.today()
    if actor.id in leaving:
        raise Refused("您不能把自己标记为离开，请另一位同事来办。")
    for role, area in ((Role.admin, None), (Role.office, "all")):
        here = holders(role, today, area=area)
        if here and here <= leaving:
            raise Refused(f"这样就没有{KEYS[role]}了，谁也开不了门。请先把这个身份给另一位同事。")


def _end_roles(member_ids: list[int], moment: datetime, actor) -> None:
    last_day = min(moment.date(), clock.today() - timedelta(days=1))
    unended = or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > last_day)
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.member_id.in_(member_ids), unended)):
        end_grant(grant, last_day, "离开", actor)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), MANY):
        yield ids[start : start + MANY]
