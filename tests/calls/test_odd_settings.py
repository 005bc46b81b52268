"""Settings of a call that contradict themselves, and limits together: nothing breaks, the tighter one holds."""

import pytest

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, UNIT, actor
from unionweb.calls.queries import quotas
from unionweb.calls.rules.kinds import QuotaRule
from unionweb.calls.services import calls as making
from unionweb.calls.services import quotas as giving
from unionweb.common.questions import QuestionKind
from unionweb.kernel.errors import Refused

CHOSEN = {QuestionKind.choice, QuestionKind.several}
ASKED = {"text": "方式", "hint": "", "is_required": False, "choices": ["线上", "线下"]}


@pytest.mark.parametrize("unit_id", ["abc", "", "999999999999", "-1", "3", "②"])
def test_strange_units_start_nothing(app, as_user, inside, unit_id):
    call_id = inside(lambda: drafted.add_call("active_member", quota_rule=QuotaRule.fixed, quota_number=1))
    answer = as_user(CHAIR).post(f"/calls/{call_id}/entries", {"unit_id": unit_id, "staff_no": "10001"})
    assert answer.status_code in {409, 422}


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_a_length_bears_only_on_what_is_written(app, as_user, inside, kind):
    if kind is QuestionKind.file:
        return

    def prepare():
        call_id = drafted.add_call()
        making.ask(call_id, ASKED | {"kind": kind}, (0, 20), actor(OFFICE))
        return drafted.add_draft(call_id)

    entry_id = inside(prepare)
    browser = as_user(MEMBER)
    assert browser.get(f"/calls/entries/{entry_id}/edit").status_code == 200
    question = inside(lambda: making.asked_by(drafted.entry(entry_id).call_id)[0].question.field_name)
    typed = {"version": "2", "title": "家", "body": drafted.BODY, question: "线上" if kind in CHOSEN else ""}
    assert browser.post(f"/calls/entries/{entry_id}/submissions", typed).status_code == 303


def test_a_length_from_more_to_less_is_refused(app, as_user, inside):
    call_id = inside(drafted.add_call)
    typed = {"text": "做法", "kind": "long", "least": "50", "most": "10"}
    page = as_user(OFFICE).post(f"/calls/{call_id}/questions", typed)
    assert page.status_code == 422 and "最多的比至少的还少" in page.text


def test_words_and_numbers_count_as_one_but_may_be_long(app, inside, as_user):
    def prepare():
        call_id = drafted.add_call()
        making.ask(call_id, ASKED | {"kind": QuestionKind.long, "choices": []}, (0, 300), actor(OFFICE))
        return drafted.add_draft(call_id)

    entry_id = inside(prepare)
    question = inside(lambda: making.asked_by(drafted.entry(entry_id).call_id)[0].question.field_name)
    long = "international " * 290
    typed = {"version": "2", "title": "家", "body": drafted.BODY, question: long}
    assert as_user(MEMBER).post(f"/calls/entries/{entry_id}/submissions", typed).status_code == 303


def test_the_tighter_of_a_campus_and_a_unit_holds(app):
    with app.app_context():
        facts = {"per_person_most": None, "quota_rule": QuotaRule.shared_campuses, "quota_number": 9, "per_unit_most": 1}
        call_id = drafted.add_call(**facts)
        giving.adjust_quota(call_id, 1, (5, "试一试"), actor(OFFICE))
        first, second = drafted.add_sent(call_id), drafted.add_sent(call_id)
        drafted.approve(first)
        assert quotas.room_of(drafted.call(call_id), UNIT).left == 0
        with pytest.raises(Refused, match="名额是 1 个"):
            drafted.approve(second)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"quota_rule": QuotaRule.percent_members, "quota_permille": None}, "请填比例"),
        ({"quota_rule": QuotaRule.fixed, "quota_number": None}, "请填个数"),
        ({"quota_rule": QuotaRule.shared_units, "quota_number": None}, "请填个数"),
    ],
)
def test_a_rule_without_its_number_is_refused(app, facts, words):
    with app.app_context(), pytest.raises(Refused, match=words):
        drafted.add_call(**facts)
