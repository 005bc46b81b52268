"""What every change of a person's record needs: the row under lock, and in which quality somebody acts."""

from unionweb.accounts import rules
from unionweb.accounts.models import Member
from unionweb.common import audit
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

NOT_A_KEY = {"key_share": True}  # bookings refer to members; they need not wait while a phone number is changed


def acting_as(actor) -> audit.ActorKind:
    """In which quality a signed-in person changes people's records."""
    if rules.is_office(actor, "people"):
        return audit.ActorKind.office
    return audit.ActorKind.admin if rules.is_admin(actor) else audit.ActorKind.unit


def lock_member(member_id: int) -> Member:
    """Part of a transaction: the member, locked against other changes of the record. Refused when there is none."""
    member = db.session.get(Member, member_id, with_for_update=NOT_A_KEY, populate_existing=True)
    if member is None:
        raise Refused("没有这位会员。")
    return member
