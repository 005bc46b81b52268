"""Who answers an objection, where the answer is read, and the day of the meeting."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.calls.models import Honour
from unionweb.calls.queries import results as queries
from unionweb.calls.queries.announcing import objections_of
from unionweb.calls.services import deciding, honours, publishing
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER, OTHER = 10003, 10001, 10002, 10005, 10006


def test_who_raised_an_objection_does_not_answer_it(as_user, inside):
    call_id, _ = inside(resulted.on_notice)
    objection = inside(lambda: publishing.object_to(call_id, "第1件像是抄来的", ACTOR))
    inside(lambda: (grant(OTHER, Role.office, area="all"), db.session.commit()))
    path = f"/calls/{call_id}/objections/{objection}/answer"
    desk = as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text
    assert "请由办公室另一位同事答复" in desk
    assert path not in desk
    refused = as_user(OFFICE).post(path, {"answer": "没有的事"})
    assert refused.status_code == 409
    assert "请由办公室另一位同事答复" in refused.text
    assert inside(lambda: objections_of(call_id)[0].answered_at) is None
    assert path in as_user(OTHER).get(f"/calls/{call_id}/result-desk").text
    assert as_user(OTHER).post(path, {"answer": "查过了"}).status_code == 303
    assert inside(lambda: objections_of(call_id)[0].answered_by_id) == OTHER


def test_what_the_office_was_told_is_answered_by_whoever_wrote_it_down(inside):
    call_id, _ = inside(resulted.on_notice)
    objection = inside(lambda: publishing.note_told(call_id, "第2件不是原创", ACTOR, {"told_by": "张老师", "received_on": None}))
    inside(lambda: publishing.answer(call_id, objection, "查过了", ACTOR))
    assert inside(lambda: objections_of(call_id)[0].answer) == "查过了"


@pytest.mark.parametrize("again", [None, resulted.FACTS | {"starts_on": date(2026, 9, 21)}, resulted.FACTS])
def test_the_answer_is_read_also_when_the_list_was_stopped(as_user, inside, again):
    call_id, _ = inside(resulted.on_notice)
    objection = inside(lambda: publishing.object_to(call_id, "第1件像是抄来的", SimpleNamespace(id=STRANGER)))
    inside(lambda: publishing.withdraw_publicity(call_id, "名单有误", ACTOR))
    if again:
        inside(lambda: publishing.open_publicity(call_id, again, ACTOR))
    inside(lambda: publishing.answer(call_id, objection, "查过了，是原创", ACTOR))
    path = inside(lambda: db.session.query(Message).filter_by(member_id=STRANGER).one().path)
    page = as_user(STRANGER).get(path)
    assert page.status_code == 200
    assert "像是抄来的" in page.text
    assert "查过了，是原创" in page.text
    assert "第1件的题目" not in page.text, "the list is not on it"
    for other in (AUTHOR, CHAIR, OFFICE):
        assert as_user(other).get(path).status_code == 404
    assert as_user(STRANGER).get("/calls/9999/objections").status_code == 404


@pytest.mark.parametrize(("held_on", "said"), [
    (date(2026, 9, 11), "修改到"), (date(1999, 9, 15), "修改到"), (date(2026, 9, 17), "不能晚于今天"),
    (date(2026, 9, 12), ""), (date(2026, 9, 16), ""),
])  # fmt: skip
def test_a_meeting_is_held_after_the_corrections_and_not_tomorrow(inside, held_on, said):
    call_id, _ = inside(resulted.scored)

    def record():
        deciding.record_meeting(call_id, replace(resulted.MET, held_on=held_on), ACTOR)

    if said:
        with pytest.raises(Refused, match=said):
            inside(record)
    else:
        inside(record)
    assert (inside(lambda: queries.meeting_of(call_id)) is None) == bool(said)


def test_a_day_in_the_evening_of_which_corrections_end_may_have_its_meeting(as_user, inside):
    call_id, _ = inside(lambda: resulted.scored(corrects_until=datetime(2026, 9, 15, 18)))
    met = {"place": "综合楼 312", "chaired_by": "赵岚", "present": "赵岚、郑评、孙越"}
    early = as_user(OFFICE).post(f"/calls/{call_id}/meeting", met | {"held_on": "2026-09-14"})
    assert early.status_code == 409
    assert "请核对会议日期" in early.text
    assert "综合楼 312" in early.text
    assert as_user(OFFICE).post(f"/calls/{call_id}/meeting", met | {"held_on": "2026-09-15"}).status_code == 303


def test_a_work_whose_honour_was_taken_back_is_marked_on_the_result(as_user, inside, at, statements):
    call_id, entries = inside(resulted.final)
    before = statements(lambda: as_user(STRANGER).get(f"/calls/{call_id}/results"))
    assert "已撤销" not in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    one = inside(lambda: db.session.query(Honour).filter_by(entry_id=entries[0]).one().id)
    inside(lambda: honours.revoke(one, "查实抄袭", ACTOR))
    page = as_user(STRANGER).get(f"/calls/{call_id}/results").text
    row = next(part for part in page.split("<tr>") if "第1件的题目" in part)
    assert "已撤销" in row
    assert page.count("已撤销") == 1
    assert "查实抄袭" not in page
    assert "共 2 项" in page
    assert len(statements(lambda: as_user(STRANGER).get(f"/calls/{call_id}/results"))) == len(before)
