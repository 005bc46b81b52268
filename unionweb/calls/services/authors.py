"""Further authors: named, asked, confirmed. Each public function is one transaction."""

from datetime import datetime

from sqlalchemy import select

from unionweb.calls.models import CoAuthor
from unionweb.calls.queries.people import member_by_staff_no
from unionweb.calls.rules.kinds import EDITABLE, CoAuthorState, SubmissionStatus
from unionweb.calls.services.entries import editable
from unionweb.calls.services.locking import lock_entry, note, noting_late
from unionweb.inbox.services import send
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def invite_co_author(entry_id: int, staff_no: str, actor) -> None:
    """Name a further author, who is asked to confirm. Refused for oneself, twice, too many, unknown numbers."""
    with noting_late("entry", entry_id, actor, "加合作者") as arrived:
        _invite(entry_id, staff_no, actor, arrived)


@write
def _invite(entry_id: int, staff_no: str, actor, arrived: datetime) -> None:
    row = editable(entry_id, actor, arrived)
    found = member_by_staff_no(staff_no)
    if found is None:
        raise Refused("没有这个工号的在册会员，请核对。")
    here = list(db.session.scalars(select(CoAuthor).where(CoAuthor.entry_id == row.id).order_by(CoAuthor.sort)))
    if found.id == row.member_id or found.id in {one.member_id for one in here}:
        raise Refused(f"{found.name}已经在作者里了。")
    if len(here) >= row.call.co_authors_most:
        raise Refused(f"合作者最多 {row.call.co_authors_most} 位。")
    sort = (here[-1].sort if here else 0) + 1
    db.session.add(
        CoAuthor(entry_id=row.id, member_id=found.id, sort=sort, state=CoAuthorState.invited, asked_at=clock.now())
    )
    note(row, "co_author_invited", actor, member=found.id)
    body = f"{actor.name}请您确认是“{row.subject_name}”的合作者。"
    once = f"entry {row.id} co-author {found.id} {clock.today().isoformat()}"
    send(found.id, f"请确认合作者：{row.call.title}", body, path=f"/calls/entries/{row.id}", once_key=once)


def remove_co_author(entry_id: int, member_id: int, actor) -> None:
    """Name somebody no more. One who is not named changes nothing."""
    with noting_late("entry", entry_id, actor, "去掉合作者") as arrived:
        _remove(entry_id, member_id, actor, arrived)


@write
def _remove(entry_id: int, member_id: int, actor, arrived: datetime) -> None:
    row = editable(entry_id, actor, arrived)
    found = db.session.get(CoAuthor, (entry_id, member_id))
    if found is not None:
        db.session.delete(found)
        note(row, "co_author_removed", actor, member=member_id)


@write
def answer_as_co_author(entry_id: int, agrees: bool, actor) -> None:
    """Say yes or no to being named; until the office accepts the entry one may change one's mind. Its author is told."""
    row = lock_entry(entry_id)
    found = db.session.get(CoAuthor, (entry_id, actor.id), with_for_update=True)
    if found is None:
        raise Refused("您不在这一份的合作者里。")
    if row.status not in {*EDITABLE, SubmissionStatus.submitted}:
        raise Refused("分工会已经审核过了，合作者不能再改。")
    wanted = CoAuthorState.confirmed if agrees else CoAuthorState.declined
    if found.state is wanted:
        return
    found.state, found.answered_at = wanted, clock.now()
    note(row, "co_author_confirmed" if agrees else "co_author_declined", actor)
    word = "确认了" if agrees else "不参加"
    send(row.member_id, f"{actor.name}{word}：{row.subject_name}", "", path=f"/calls/entries/{row.id}")
