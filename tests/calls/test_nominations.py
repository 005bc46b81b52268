"""Putting somebody forward: seen and declined by whom it is about, and the conditions, each with its reason."""

from datetime import date

import pytest

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, UNIT, actor
from tests.support import university
from unionweb.accounts.models import Sex
from unionweb.calls.queries import people
from unionweb.calls.rules.kinds import QuotaRule, SubmissionStatus
from unionweb.calls.services import entries, nominees
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def test_who_is_put_forward_sees_it_and_may_say_no(app, as_user, inside):
    entry_id = inside(lambda: drafted.nominate(drafted.one_place()))
    browser = as_user(MEMBER)
    assert "推荐了您" in browser.get("/calls").text
    page = browser.get(f"/calls/entries/{entry_id}")
    assert "谢绝推荐" in page.text and "经过" not in page.text
    assert browser.post(f"/calls/entries/{entry_id}/nominee-reading").status_code == 303
    assert inside(lambda: drafted.entry(entry_id).nominee_seen_at) is not None
    assert as_user(CHAIR).post(f"/calls/entries/{entry_id}/nominee-refusal").status_code == 404
    assert browser.post(f"/calls/entries/{entry_id}/nominee-refusal", {"comment": "今年让给别人"}).status_code == 303
    row = inside(lambda: drafted.entry(entry_id))
    assert row.status is SubmissionStatus.declined and row.nominee_declined_at


def test_conditions_are_checked_with_reasons(app):
    with app.app_context():
        university.add_member(10022, "马男", sex=Sex.male)
        db.session.commit()
        call_id = drafted.add_call("march8_individual", quota_rule=QuotaRule.fixed, quota_number=3, word_least=5)
        entry_id = entries.start_entry(call_id, actor(CHAIR), unit_id=UNIT, staff_no="10022")
        drafted.save(entry_id, CHAIR, body="事迹" * 20)
        with pytest.raises(Refused, match="只推荐女教职工"):
            drafted.submit(entry_id, CHAIR)
        texts = [check.text for check in people.checks_of(drafted.entry(entry_id)) if check.ok]
        assert "是本分工会的会员" in texts


def test_cadres_and_members_are_told_apart_and_tenure_counts(app):
    with app.app_context():
        cadres = drafted.add_call("outstanding_cadre", quota_rule=QuotaRule.fixed, quota_number=3, word_least=5)
        entry_id = entries.start_entry(cadres, actor(CHAIR), unit_id=UNIT, staff_no="10001")
        drafted.save(entry_id, CHAIR, body="事迹" * 20, in_post_since=date(2026, 3, 1))
        with pytest.raises(Refused) as refusal:
            drafted.submit(entry_id, CHAIR)
        text = "".join(refusal.value.reasons)
        assert "没有登记工会职务" in text and "满 1 年" in text
        active = drafted.one_place()
        with pytest.raises(Refused, match="担任工会职务"):
            drafted.nominate(active, "10002")


def test_a_team_of_march_8_needs_half_women_and_a_woman_at_its_head(app):
    with app.app_context():
        for id, sex in ((10031, Sex.male), (10032, Sex.male), (10033, Sex.female)):
            university.add_member(id, f"组员{id}", sex=sex)
        db.session.commit()
        call_id = drafted.add_call("march8_team", quota_rule=QuotaRule.fixed, quota_number=3, word_least=5)
        entry_id = entries.start_entry(call_id, actor(CHAIR), unit_id=UNIT, name="大学英语教研室")
        drafted.save(entry_id, CHAIR, body="事迹" * 20)
        for id in (10031, 10032, 10033):
            nominees.add_team_person(entry_id, str(id), False, actor(CHAIR))
        with pytest.raises(Refused) as refusal:
            drafted.submit(entry_id, CHAIR)
        assert any("占 33%" in reason for reason in refusal.value.reasons)
        nominees.add_team_person(entry_id, "10001", True, actor(CHAIR))
        drafted.submit(entry_id, CHAIR)
        assert drafted.entry(entry_id).nominee_name == "大学英语教研室"


def test_nobody_is_put_forward_twice(app):
    with app.app_context():
        call_id = drafted.one_place()
        drafted.nominate(call_id)
        with pytest.raises(Refused, match="已经有一份"):
            drafted.nominate(call_id)


def test_members_do_not_nominate_for_their_unit(app):
    with app.app_context():
        call_id = drafted.one_place()
        with pytest.raises(Refused, match="由分工会推荐"):
            entries.start_entry(call_id, actor(MEMBER), unit_id=UNIT, staff_no="10001")
        with pytest.raises(Refused, match="自己负责的分工会"):
            entries.start_entry(call_id, actor(CHAIR), unit_id=3, staff_no="10005")
