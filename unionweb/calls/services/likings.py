"""Members like works; each work once, and none of their own."""

from sqlalchemy import delete

from unionweb.calls.models import Entry, Liking
from unionweb.calls.queries.reviews_bars import own_of
from unionweb.calls.queries.reviews_likings import takes_likes, work_for
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OVER = "点赞已经结束了，没有记。"


@write
def like(call_id: int, entry_id: int, user) -> None:
    """Whoever likes it already, still does: once. Refused for one's own."""
    _open(call_id, entry_id, user)
    if db.session.scalar(own_of(user.id, Entry.id == entry_id)):
        raise Refused("这是您自己的作品，不能给它点赞。")
    if db.session.get(Liking, (entry_id, user.id)) is None:
        db.session.add(Liking(entry_id=entry_id, member_id=user.id, at=clock.now()))


@write
def unlike(call_id: int, entry_id: int, user) -> None:
    """Take a liking back; none is fine. Refused like a liking."""
    _open(call_id, entry_id, user)
    db.session.execute(delete(Liking).where(Liking.entry_id == entry_id, Liking.member_id == user.id))


def _open(call_id: int, entry_id: int, user) -> None:
    """Two clicks of one person come one after the other."""
    lock_name(f"liking-{entry_id}-{user.id}")
    work = work_for(call_id, entry_id)
    if work is None or not takes_likes(work.call):
        raise Refused(OVER)
