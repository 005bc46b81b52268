"""The clock: in at the last second, out at the next; who comes too late is refused kindly, noted, and loses nothing."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, CORRECTS, MEMBER, SUBMITS, actor
from unionweb.calls.rules.kinds import Decision, QuotaRule, SubmissionStatus
from unionweb.calls.services import attaching, authors, chain, entries, nominees
from unionweb.calls.services.entries import Seen
from unionweb.common.audit import AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

LAST = SUBMITS - timedelta(seconds=1)


def noted() -> list[str]:
    late = select(AuditEvent.reason).where(AuditEvent.action == "entry_late").order_by(AuditEvent.id)
    return list(db.session.scalars(late))


def prepared():
    """A draft with a picture and a co-author, and a draft of a team."""
    call_id = drafted.add_call("case_study", word_least=5, word_most=None, co_authors_most=2)
    entry_id = drafted.add_draft(call_id)
    rule = drafted.call(call_id).attachment_rules[0]
    file_id = attaching.attach(entry_id, rule, ("照片.jpg", drafted.jpeg()), actor(MEMBER))
    authors.invite_co_author(entry_id, "10007", actor(MEMBER))
    teams = drafted.add_call("vanguard_team", quota_rule=QuotaRule.fixed, quota_number=1)
    team_id = entries.start_entry(teams, actor(CHAIR), unit_id=2, name="教研室")
    nominees.add_team_person(team_id, "10001", False, actor(CHAIR))
    return call_id, entry_id, file_id, team_id, rule


def acts(call_id, entry_id, file_id, team_id, rule):
    """Every act that the end of the submission ends, with its word on record."""
    seen, me, chair = Seen(drafted.entry(entry_id).version, "p"), actor(MEMBER), actor(CHAIR)
    return {
        "开始写": lambda: entries.start_entry(call_id, me),
        "存草稿": lambda: entries.save_entry(entry_id, seen, {"title": "再写", "answers": {}}, me),
        "上传附件": lambda: attaching.attach(entry_id, rule, ("二.jpg", drafted.jpeg()), me),
        "写图片说明": lambda: attaching.caption(file_id, "合影", me),
        "去掉附件": lambda: attaching.detach(file_id, me),
        "加合作者": lambda: authors.invite_co_author(entry_id, "10006", me),
        "去掉合作者": lambda: authors.remove_co_author(entry_id, 10007, me),
        "填成员": lambda: nominees.add_team_person(team_id, "10007", False, chair),
        "去掉成员": lambda: nominees.remove_team_person(team_id, 10001, chair),
    }


def test_everything_is_taken_in_the_last_second(app):
    with app.app_context():
        given = prepared()
        with clock.standing_at(LAST):
            for act in acts(*given).values():
                act()
            assert noted() == []


def test_every_act_is_refused_and_noted_in_the_next_second(app):
    with app.app_context():
        given = prepared()
        clock.set_now(SUBMITS)
        for act in acts(*given).values():
            with pytest.raises(Refused, match="现在已经过了，没有收下"):
                act()
        assert noted() == list(acts(*given))
        assert drafted.entry(given[1]).title == "把家建到教学楼" and len(drafted.entry(given[1]).files) == 1


def test_corrections_end_at_their_second_and_each_late_one_is_noted(app):
    with app.app_context():
        returned = drafted.add_sent(drafted.add_call(per_person_most=None))
        waiting = drafted.add_sent(drafted.entry(returned).call_id)
        chain.check_entry(returned, Decision.returned, "请改", actor(CHAIR))
        with clock.standing_at(CORRECTS - timedelta(seconds=1)):
            drafted.save(returned, body=drafted.BODY + "改了。")
        clock.set_now(CORRECTS)
        late = {
            "存草稿": lambda: drafted.save(returned, body="晚了"),
            "提交": lambda: drafted.submit(returned),
            "撤回": lambda: entries.withdraw_entry(waiting, actor(MEMBER)),
            "分工会审核": lambda: drafted.approve(waiting),
            "排序": lambda: chain.rank_entries(drafted.entry(waiting).call_id, 2, {waiting: 1}, actor(CHAIR)),
        }
        for act in late.values():
            with pytest.raises(Refused, match="现在已经过了"):
                act()
        assert noted() == list(late) and drafted.entry(waiting).status is SubmissionStatus.submitted


def test_a_page_that_saves_by_itself_is_noted_once_in_a_while(app):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call())
        for minute in (0, 1, 2, 11):
            clock.set_now(SUBMITS + timedelta(minutes=minute))
            with pytest.raises(Refused):
                drafted.save(entry_id, body="晚了")
        assert db.session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.action == "entry_late")) == 2


def test_what_was_typed_too_late_is_shown_back(app, as_user, inside):
    call_id = inside(drafted.add_call)
    entry_id = inside(lambda: drafted.add_draft(call_id))
    waiting = inside(lambda: drafted.add_sent(drafted.add_call(title="另一项")))
    clock.set_now(CORRECTS)
    member, chair = as_user(MEMBER), as_user(CHAIR)
    typed = {"version": "2", "title": "新的题目", "body": "夜里写了很久的一段话"}
    for path in ("", "/submissions"):
        page = member.post(f"/calls/entries/{entry_id}{path}", typed)
        assert page.status_code == 409 and "现在已经过了" in page.text and "夜里写了很久的一段话" in page.text
    part = as_user(MEMBER, htmx=True).post(f"/calls/entries/{entry_id}/drafts", typed)
    assert part.status_code == 409 and "现在已经过了" in part.text
    page = chair.post(f"/calls/entries/{waiting}/unit-checks", {"decision": "returned", "comment": "第三段的数字请再核对"})
    assert page.status_code == 409 and "第三段的数字请再核对" in page.text


def test_a_file_that_comes_in_time_is_taken_however_long_it_is_looked_through(app, monkeypatch):
    with app.app_context():
        _, entry_id, _, _, rule = prepared()
        scan, moment = attaching.scan, [LAST]
        monkeypatch.setattr(clock, "now", lambda: moment[0])

        def slow(*args):
            moment[0] = SUBMITS + timedelta(seconds=9)
            return scan(*args)

        monkeypatch.setattr(attaching, "scan", slow)
        assert attaching.attach(entry_id, rule, ("二.jpg", drafted.jpeg()), actor(MEMBER))


def test_late_uploads_and_starts_answer_with_a_sentence(app, as_user, inside):
    call_id, entry_id, *_ = inside(prepared)
    rule_id = inside(lambda: drafted.call(call_id).attachment_rules[0].id)
    clock.set_now(SUBMITS)
    member = as_user(MEMBER)
    form = {"file": (io.BytesIO(drafted.jpeg()), "二.jpg")}
    answer = member.post(f"/calls/entries/{entry_id}/files/{rule_id}", form, content_type="multipart/form-data")
    assert answer.status_code == 409 and "现在已经过了" in answer.text
    answer = member.post(f"/calls/{call_id}/entries", {"unit_id": "2"})
    assert answer.status_code == 409 and "现在已经过了" in answer.text
    assert inside(lambda: drafted.call(call_id).takes_entries) is False
