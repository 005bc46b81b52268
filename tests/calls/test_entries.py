"""Writing and sending in: drafts, versions, limits, the clock, authors, who sees what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, REVIEWER, STRANGER, SUBMITS, actor
from unionweb.calls.models import EntryVersion
from unionweb.calls.queries import entries as reading
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.calls.services import authors, entries
from unionweb.calls.services import calls as making
from unionweb.calls.services.entries import Seen
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def test_what_is_typed_is_kept_and_a_few_minutes_are_one_version(app, at):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call())
        drafted.save(entry_id, body="改了一次")
        assert [v.body for v in reading.versions_of(entry_id)] == ["改了一次"]
        clock.set_now(clock.now() + timedelta(minutes=11))
        drafted.save(entry_id, body="改了两次")
        assert [v.body for v in reading.versions_of(entry_id)] == ["改了两次", "改了一次"]


def test_a_save_over_a_newer_one_is_refused_but_the_same_page_may_go_on(app):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call())
        old = drafted.entry(entry_id).version
        entries.save_entry(entry_id, Seen(old, "page1"), {"title": "新的", "answers": {}}, actor(MEMBER))
        entries.save_entry(entry_id, Seen(old, "page1"), {"title": "更新的", "answers": {}}, actor(MEMBER))
        with pytest.raises(Refused):
            entries.save_entry(entry_id, Seen(old, "page2"), {"title": "旧页", "answers": {}}, actor(MEMBER))
        assert drafted.entry(entry_id).title == "更新的"


def test_a_submitted_version_never_changes(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call())
        sent = db.session.scalar(select(EntryVersion).where(EntryVersion.sent_at.is_not(None)))
        assert sent.body == drafted.BODY and drafted.entry(entry_id).status is SubmissionStatus.submitted
        with pytest.raises(Refused):
            drafted.save(entry_id, body="偷偷改")


def test_what_is_missing_is_said_all_at_once(app):
    with app.app_context():
        entry_id = entries.start_entry(drafted.add_call(fields=["维权"]), actor(MEMBER))
        with pytest.raises(Refused) as refusal:
            drafted.submit(entry_id)
        assert len(refusal.value.reasons) == 3 and "题目" in refusal.value.reasons[0]


def test_the_length_counts_chinese_characters(app):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call(word_most=10), body="一" * 11)
        with pytest.raises(Refused, match="现在 11 字"):
            drafted.submit(entry_id)


def test_nobody_sends_in_more_than_allowed(app):
    with app.app_context():
        call_id = drafted.add_call()
        drafted.add_sent(call_id)
        second = drafted.add_draft(call_id)
        with pytest.raises(Refused, match="每人最多交 1 份"):
            drafted.submit(second)


def test_one_second_before_the_end_is_in_and_the_end_is_out(app):
    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        first, second = drafted.add_draft(call_id), drafted.add_draft(call_id)
        with clock.standing_at(SUBMITS - timedelta(seconds=1)):
            drafted.submit(first)
        clock.set_now(SUBMITS)
        with pytest.raises(Refused, match="现在已经过了"):
            drafted.submit(second)
        late = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "entry_late"))
        assert late.subject_id == second and drafted.entry(first).status is SubmissionStatus.submitted


def test_who_arrived_in_time_is_not_hindered_by_the_job_that_closes(app):
    with app.app_context():
        call_id = drafted.add_call()
        entry_id = drafted.add_draft(call_id)
        clock.set_now(SUBMITS)
        making.close_due()
        entries._submit(
            entry_id, Seen(drafted.entry(entry_id).version), actor(MEMBER), (None, SUBMITS - timedelta(seconds=1))
        )
        assert drafted.entry(entry_id).submitted_at == SUBMITS - timedelta(seconds=1)


def test_public_numbers_are_drawn_and_never_given_twice(app):
    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        numbers = [drafted.entry(drafted.add_sent(call_id)).number for _ in range(6)]
        assert len(set(numbers)) == 6 and min(numbers) >= 100


def test_a_withdrawn_entry_is_gone_from_the_unit_and_may_be_replaced(app):
    with app.app_context():
        call_id = drafted.add_call()
        entries.withdraw_entry(drafted.add_sent(call_id), actor(MEMBER))
        drafted.add_sent(call_id)
        entry_id = drafted.add_draft(call_id)
        entries.withdraw_entry(entry_id, actor(MEMBER))
        assert reading.entry_for(actor(CHAIR), entry_id) is None


def test_co_authors_confirm_before_the_unit_sends_on(app):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call())
        authors.invite_co_author(entry_id, "10007", actor(MEMBER))
        drafted.submit(entry_id)
        with pytest.raises(Refused, match="1 位合作者没有确认"):
            drafted.approve(entry_id)
        authors.answer_as_co_author(entry_id, True, actor(10007))
        drafted.approve(entry_id)
        assert drafted.entry(entry_id).status is SubmissionStatus.unit_approved


@pytest.mark.parametrize("staff_no", ["10001", "99999", "", "x" * 300])
def test_strange_co_authors_are_refused(app, staff_no):
    with app.app_context():
        entry_id = drafted.add_draft(drafted.add_call())
        with pytest.raises(Refused):
            authors.invite_co_author(entry_id, staff_no, actor(MEMBER))


def test_only_those_concerned_see_an_entry(app):
    with app.app_context():
        draft = drafted.add_draft(drafted.add_call(per_person_most=None))
        sent = drafted.add_sent(drafted.entry(draft).call_id)
        seen = {who: (reading.entry_for(actor(who), draft) is not None, reading.entry_for(actor(who), sent) is not None)
                for who in (MEMBER, CHAIR, OFFICE, STRANGER, REVIEWER)}  # fmt: skip
        assert seen == {
            MEMBER: (True, True),
            CHAIR: (False, True),
            OFFICE: (False, False),
            STRANGER: (False, False),
            REVIEWER: (False, False),
        }
        drafted.approve(sent)
        assert reading.entry_for(actor(OFFICE), sent) is not None


def test_every_page_of_an_entry_is_the_same_404_for_strangers(app, as_user, inside):
    entry_id = inside(lambda: drafted.add_sent(drafted.add_call()))
    for who in (STRANGER, REVIEWER, OFFICE):
        browser = as_user(who)
        for path in ("", "/edit", "/versions", "/versions/1"):
            assert browser.get(f"/calls/entries/{entry_id}{path}").status_code == 404, path
        for path in (
            "",
            "/drafts",
            "/submissions",
            "/withdrawal",
            "/co-authors",
            "/team",
            "/nominee-refusal",
            "/co-author-answers",
        ):
            assert browser.post(f"/calls/entries/{entry_id}{path}").status_code == 404, path


def test_a_draft_is_saved_as_typed_and_sent_in_through_the_pages(app, as_user, inside):
    call_id = inside(drafted.add_call)
    browser = as_user(MEMBER)
    assert "正在收" in browser.get("/calls").text
    assert browser.get(f"/calls/{call_id}").status_code == 200
    where = browser.post(f"/calls/{call_id}/entries", {"unit_id": "2"}).location
    entry_id = int(where.split("/")[3])
    page = browser.get(where)
    assert page.status_code == 200 and "字数和保存" in page.text
    typed = {"version": "1", "editor": "abc", "title": "<b>家</b>", "body": drafted.BODY}
    saved = as_user(MEMBER, htmx=True).post(f"/calls/entries/{entry_id}/drafts", typed)
    assert saved.status_code == 200 and "自动存好了" in saved.text and "正文 " in saved.text
    answer = browser.post(f"/calls/entries/{entry_id}/submissions", typed)
    assert answer.status_code == 303
    shown = browser.get(f"/calls/entries/{entry_id}").text
    assert "&lt;b&gt;家" in shown and "<b>家" not in shown and "待分工会审核" in shown
    assert browser.get(f"/calls/entries/{entry_id}/versions/1").status_code == 200
    assert inside(lambda: drafted.entry(entry_id).status) is SubmissionStatus.submitted


def test_a_session_that_ended_gives_the_text_back(app, as_user, inside):
    entry_id = inside(lambda: drafted.add_draft(drafted.add_call()))
    page = as_user(None).post(f"/calls/entries/{entry_id}", {"title": "写了很久", "body": "不能丢"})
    assert page.status_code == 401 and "不能丢" in page.text and "写了很久" in page.text
    part = as_user(None, htmx=True).post(f"/calls/entries/{entry_id}/drafts", {"title": "写了很久"})
    assert part.status_code == 401 and "登录过期" in part.text and 'id="saved"' in part.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": "x"},
        {"title": ["a", "b"]},
        {"title": "一" * 300},
        {"body": "一" * 40_000},
        {"version": "9" * 50},
    ],
)
def test_malformed_drafts_change_nothing(app, as_user, inside, body):
    entry_id = inside(lambda: drafted.add_draft(drafted.add_call()))
    answer = as_user(MEMBER).post(
        f"/calls/entries/{entry_id}", {"title": "别的", "body": "别的"} | body if body else {}
    )
    assert answer.status_code in {409, 422}
    assert inside(lambda: drafted.entry(entry_id).title) == "把家建到教学楼"


def test_messages_go_to_the_unit_and_to_nobody_else(app):
    with app.app_context():
        drafted.add_sent(drafted.add_call())
        told = set(db.session.scalars(select(Message.member_id).where(Message.body.contains("把家建到教学楼"))))
        assert told == {CHAIR}


def test_the_hall_asks_the_same_number_of_questions_for_one_and_for_many(app, as_user, inside, statements):
    inside(lambda: drafted.add_sent(drafted.add_call()))
    browser = as_user(MEMBER)
    few = len(statements(lambda: browser.get("/calls")))
    inside(lambda: [drafted.add_sent(drafted.add_call(title=f"征集 {n}")) for n in range(12)])
    assert len(statements(lambda: browser.get("/calls"))) == few
