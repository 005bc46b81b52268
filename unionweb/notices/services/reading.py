"""Reading, signing for, and reminding those who have not; objections to what is on 公示."""

from sqlalchemy.exc import DBAPIError

from unionweb.common import audit, publicity
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import is_unavailable, lock_name, transaction, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.notices.models import Notice, NoticeReceipt
from unionweb.notices.queries import missing_ids
from unionweb.notices.rules.kinds import State
from unionweb.notices.services.writing import locked


def note_reading(notice_id: int, person) -> None:
    """Count that somebody opened a notice, at best effort: a page is shown also when the database cannot write."""
    try:
        with transaction(patient=False):
            _receipt(notice_id, person.id).opened += 1
    except DBAPIError as error:
        if not is_unavailable(error):
            raise


@write
def sign_receipt(notice_id: int, person) -> None:
    """签收, once. The caller has checked that the notice is addressed to the person."""
    notice = db.session.get(Notice, notice_id, populate_existing=True)
    if notice is None or notice.state is not State.published:
        raise Refused("这份通知已经撤回了，不用签收。")
    if not notice.needs_receipt:
        raise Refused("这份通知不用签收。")
    receipt = _receipt(notice_id, person.id)
    if receipt.signed_at is None:
        receipt.signed_at = clock.now()
        audit.record("signed", "notice", notice_id, actor=person, kind=audit.ActorKind.owner)


@write
def remind(notice_id: int, actor) -> int:
    """A message to everybody who has not signed for it (or opened it), at most one a day each; returns how many."""
    notice = locked(notice_id)
    if notice.state is not State.published:
        raise Refused("只有发布了、没有撤回的通知才能提醒。")
    verb = "签收" if notice.needs_receipt else "看"
    title = f"请{verb}{label(notice.kind)}：{notice.title}"
    key = f"notice {notice.id} {clock.today().isoformat()}"
    count = inbox.send_many(missing_ids(notice), title, f"您还没有{verb}这一份。", path=f"/notices/{notice.id}", once_key=key)
    if not count:
        raise Refused("没有要提醒的人：都看过了，或者今天已经提醒过。")
    audit.record("reminded", "notice", notice.id, actor=actor, kind=audit.ActorKind.office, detail={"people": count})
    return count


@write
def object_to(notice_id: int, public_notice_id: int, text: str, person) -> int:
    """A reader objects to a 公示; those who wrote and published it are told that somebody has, not who. Refused when it is over."""
    objection_id = publicity.record_objection(public_notice_id, text, person)
    notice = db.session.get_one(Notice, notice_id)
    title, key = f"有人对公示提了异议：{notice.title}", f"objection {objection_id} raised"
    people = {notice.author_id, notice.published_by_id or notice.author_id} - {person.id}
    inbox.send_many(people, title, "请在公示期内答复。", path=f"/notices/{notice_id}/desk", once_key=key)
    return objection_id


@write
def answer_objection(objection_id: int, notice_id: int, answer: str, actor) -> None:
    """Answer an objection, and tell whoever raised it on the page."""
    found = publicity.answer_objection(objection_id, answer, actor)
    if found.member_id:
        path = f"/notices/{notice_id}"
        inbox.send(found.member_id, "您提的异议有答复了", answer, path=path, once_key=f"objection {found.id}")


def _receipt(notice_id: int, member_id: int) -> NoticeReceipt:
    """The person's row for this notice, made when it is not there."""
    lock_name(f"receipt {notice_id} {member_id}")
    found = db.session.get(NoticeReceipt, (notice_id, member_id), populate_existing=True)
    if found is None:
        found = NoticeReceipt(notice_id=notice_id, member_id=member_id, read_at=clock.now(), opened=0)
        db.session.add(found)
    return found
