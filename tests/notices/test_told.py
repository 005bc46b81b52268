"""Who is told of what by a message: the writer of what comes back, the office of an objection, readers of a withdrawal."""

from sqlalchemy import select

from tests.notices.written import AUTHOR, CHECKER, add_checked, add_publicity, add_published, person
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.notices import services


def messages(inside) -> list[tuple]:
    """(to whom, title, body, path) in the order they were sent."""
    columns = Message.member_id, Message.title, Message.body, Message.path
    return inside(lambda: [tuple(row) for row in db.session.execute(select(*columns).order_by(Message.id))])


def test_the_writer_is_told_what_is_to_be_mended(inside):
    notice_id = inside(add_checked)
    inside(lambda: services.return_notice(notice_id, 1, "第二条的时间不对", person(CHECKER)))
    told = (AUTHOR, "通知退回来了：关于举办秋季健步走的通知", "第二条的时间不对", f"/notices/{notice_id}/desk")
    assert messages(inside) == [told]


def test_the_office_is_told_that_somebody_objects_and_not_who(as_user, inside):
    notice_id = inside(add_publicity)
    as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "单位写错了"})
    assert messages(inside) == [(AUTHOR, "有人对公示提了异议：先进个人公示", "请在公示期内答复。", f"/notices/{notice_id}/desk")]


def test_a_withdrawal_is_told_to_those_who_know_the_notice_and_to_nobody_else(as_user, inside):
    notice_id = inside(add_published)
    as_user(10001).get(f"/notices/{notice_id}")
    inside(lambda: services.withdraw_notice(notice_id, "时间改了", person(AUTHOR)))
    assert messages(inside) == [(10001, "通知撤回了：关于举办秋季健步走的通知", "时间改了", f"/notices/{notice_id}")]
