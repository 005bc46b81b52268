"""After the end: messages, certificates, the notice, the sheets, the timeline, the library."""


import pytest

from tests.calls import resulted
from unionweb.calls.models import LibraryCase, ResultMessage
from unionweb.calls.queries import summaries
from unionweb.calls.services import library, paperwork
from unionweb.certificates.models import Certificate
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table
from unionweb.notices.models import Notice

OFFICE, AUTHOR, CHAIR, STRANGER, REVIEWER, ADMIN = 10003, 10001, 10002, 10005, 10008, 10004
ACTOR = resulted.ACTOR


def test_everybody_is_told_once_and_only_when_the_office_sends(as_user, inside, at):
    call_id, _ = inside(resulted.final)
    drafts = inside(lambda: db.session.query(ResultMessage).count())
    assert inside(lambda: db.session.query(Message).filter(Message.title.contains("结果公布")).count()) == 0
    office = as_user(OFFICE)
    first = inside(lambda: db.session.query(ResultMessage).filter_by(member_id=AUTHOR).one().id)
    path = f"/calls/{call_id}/result-messages/{first}"
    assert office.get(path).status_code == 200
    assert office.post(path, {"title": "", "body": "x"}).status_code == 422
    assert office.post(path, {"title": "恭喜王敏", "body": "请来领奖。"}).status_code == 303
    assert office.post(f"/calls/{call_id}/result-messages/sending").status_code == 303
    assert office.post(f"/calls/{call_id}/result-messages/sending").status_code == 409
    sent = inside(lambda: [(m.member_id, m.title) for m in db.session.query(Message).filter(Message.path == f"/calls/{call_id}/results")])
    assert len(sent) == drafts == len({member for member, _ in sent})
    assert (AUTHOR, "恭喜王敏") in sent
    assert office.post(f"{path}/dropping").status_code == 409


def test_certificates_are_issued_in_one_run_and_once(as_user, inside, at):
    call_id, _ = inside(resulted.honour_final)
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/certificate-batches", {"organ": "union"}).status_code == 303
    assert office.post(f"/calls/{call_id}/certificate-batches", {"organ": "union"}).status_code == 409
    rows = inside(lambda: [(c.name, c.member_id, c.title) for c in db.session.query(Certificate).order_by(Certificate.number)])
    assert sorted(rows) == [("周外", STRANGER, "优秀工会工作者"), ("李静", CHAIR, "优秀工会工作者")]


def test_authors_and_co_authors_get_a_certificate_each(inside, at):
    call_id, _ = inside(resulted.final)
    inside(lambda: paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, site="https://x.example"))
    names = inside(lambda: [c.name for c in db.session.query(Certificate)])
    assert sorted(names) == sorted(["王敏", "作者丙", "作者丁"])


def test_the_result_notice_is_a_draft_with_the_list(as_user, inside, at):
    call_id, _ = inside(resulted.final)
    assert as_user(OFFICE).post(f"/calls/{call_id}/result-notice", {"organ": "union"}).status_code == 303
    notice = inside(lambda: db.session.query(Notice).one())
    assert notice.published_at is None
    assert "第1件的题目" in notice.body
    assert as_user(OFFICE).get(f"/notices/{notice.id}/preview.pdf").data.startswith(b"%PDF")


def test_sheets_have_the_upper_unions_columns_and_every_mark(as_user, inside, at):
    from unionweb.common import settings

    inside(lambda: settings.put("calls.summary_columns", "序号,单位=推荐单位,姓名或名称=姓名,题目,等次"))
    call_id, _ = inside(resulted.final)
    office = as_user(OFFICE)
    table = read_table(office.get(f"/calls/{call_id}/summary.xlsx").data, "a.xlsx")
    assert table.header == ["序号", "推荐单位", "姓名", "题目", "等次"]
    assert table.rows[0].cells["等次"] == "一等奖"
    assert office.get(f"/calls/{call_id}/summary.pdf").data.startswith(b"%PDF")
    result = read_table(office.get(f"/calls/{call_id}/result.xlsx").data, "a.xlsx")
    assert result.rows[0].cells["等次"] == "一等奖"
    sheets = inside(lambda: summaries.score_sheets(resulted.call(call_id), ACTOR))
    assert "密评" in str(list(sheets[1].rows))
    assert "郑评" in str(list(sheets[2].rows))


def test_timeline_tells_everything_in_order(as_user, inside, at):
    call_id, entries = inside(resulted.final)
    inside(lambda: library.publish_cases(call_id, ACTOR))
    page = as_user(OFFICE).get(f"/calls/{call_id}/entries/{entries[0]}/timeline").text
    places = [page.find(word) for word in ("郑评评了 90.00 分", "定下了结果", "公布了结果", "放进了案例库")]
    assert -1 not in places
    assert places == sorted(places)


def test_cases_go_into_the_library_once(inside, at):
    call_id, _ = inside(resulted.final)
    assert inside(lambda: library.publish_cases(call_id, ACTOR)) == 3
    with pytest.raises(Refused):
        inside(lambda: library.publish_cases(call_id, ACTOR))
    assert inside(lambda: db.session.query(LibraryCase).count()) == 3
