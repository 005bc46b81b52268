"""One-time codes for many people at once, to be printed and handed out."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.accounts.queries.people import waiting_for_code
from unionweb.accounts.services.hashing import hash_of
from unionweb.accounts.services.passwords import new_code, store_code
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

BATCH = 30  # a hash takes a tenth of a second, on purpose


@dataclass(frozen=True)
class Slip:
    """What one person gets on paper. The code is kept nowhere else."""

    name: str
    staff_no: str
    code: str


def issue_first_codes(unit_id: int, member_ids: list[int], actor) -> list[Slip]:
    """Codes for these people of a unit, as far as they never signed in; in the order of their names.

    Raises Refused when there are too many, or when all of them have signed in meanwhile.
    """
    if len(set(member_ids)) > BATCH:
        raise Refused(f"一次最多发 {BATCH} 位，请分几次发。")
    waiting = select(Member.id, Member.name, Member.staff_no).where(Member.id.in_(member_ids))
    people = db.session.execute(waiting.order_by(Member.pinyin, Member.id)).all()
    slips = {id: Slip(name, staff_no, new_code()) for id, name, staff_no in people}
    stored = _store(unit_id, {id: hash_of(slip.code) for id, slip in slips.items()}, actor)
    if not stored:
        raise Refused("选的人都已经登录过了，不用再发。")
    return [slip for id, slip in slips.items() if id in stored]


@write
def _store(unit_id: int, hashes: dict[int, str], actor) -> set[int]:
    waiting = {member.id for member, _ in waiting_for_code(actor, unit_id, again=True)}
    wanted = sorted(waiting & hashes.keys())
    for member_id in wanted:
        store_code(member_id, actor, hashes[member_id])
    return set(wanted)
