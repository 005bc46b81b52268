"""The way through the unit: decisions, places, ranks, opinions, the office; what those put forward may do."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, CORRECTS, MEMBER, OFFICE, STRANGER, UNIT, actor
from tests.support import university
from unionweb.accounts.models import RoleGrant
from unionweb.accounts.rules import Role
from unionweb.calls.models import Call
from unionweb.calls.queries import people, quotas
from unionweb.calls.rules.kinds import Decision, PostRule, QuotaRule, SubmissionStatus
from unionweb.calls.services import chain, entries, rounds
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def test_a_unit_sends_on_as_many_as_it_has_places_and_a_return_frees_one(app):
    with app.app_context():
        call_id = drafted.one_place()
        first = drafted.nominate(call_id, "10001")
        university.add_member(10021, "冯二")
        db.session.commit()
        second = drafted.nominate(call_id, "10021")
        drafted.approve(first)
        with pytest.raises(Refused, match="名额是 1 个，已经用完"):
            drafted.approve(second)
        chain.check_entry(first, Decision.returned, "先放一放", actor(CHAIR))
        drafted.approve(second)
        assert quotas.room_of(drafted.call(call_id), UNIT).left == 0


def test_returning_needs_a_reason_and_the_author_is_told(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call())
        with pytest.raises(Refused, match="原因"):
            chain.check_entry(entry_id, Decision.returned, "", actor(CHAIR))
        chain.check_entry(entry_id, Decision.returned, "请补数字", actor(CHAIR))
        message = db.session.scalar(select(Message).where(Message.member_id == MEMBER, Message.title.contains("退回")))
        assert "请补数字" in message.body
        drafted.save(entry_id, title="补了数字", body=drafted.BODY)
        drafted.submit(entry_id)
        assert drafted.entry(entry_id).status is SubmissionStatus.submitted


def test_another_chair_may_not_decide(app, as_user, inside):
    def prepare():
        entry_id = drafted.add_sent(drafted.add_call())
        university.grant(STRANGER, Role.chair, unit_id=3)
        db.session.commit()
        return entry_id

    entry_id = inside(prepare)
    browser = as_user(STRANGER)
    for path in ("unit-checks", "party-opinion", "stamped-form"):
        assert (
            browser.post(f"/calls/entries/{entry_id}/{path}", {"decision": "approved", "comment": "x"}).status_code
            == 404
        )
    assert browser.get(f"/calls/entries/{entry_id}/recommendation-form").status_code == 404
    call_id = inside(lambda: drafted.entry(entry_id).call_id)
    assert browser.get(f"/calls/{call_id}/unit?unit=2").status_code == 404
    page = browser.get(f"/calls/{call_id}/unit")
    assert page.status_code == 200 and "把家建" not in page.text
    with app.app_context(), pytest.raises(Refused):
        chain.check_entry(entry_id, Decision.approved, "", actor(STRANGER))


def test_ranks_are_given_once_each_and_only_to_the_own_entries(app):
    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        first, second = drafted.add_sent(call_id), drafted.add_sent(call_id)
        with pytest.raises(Refused, match="同一位"):
            chain.rank_entries(call_id, UNIT, {first: 1, second: 1}, actor(CHAIR))
        foreign = drafted.add_sent(call_id, STRANGER)
        with pytest.raises(Refused):
            chain.rank_entries(call_id, UNIT, {foreign: 1}, actor(CHAIR))
        chain.rank_entries(call_id, UNIT, {first: 2, second: 1}, actor(CHAIR))
        assert [drafted.entry(id).unit_rank for id in (first, second)] == [2, 1]


def test_the_office_accepts_with_an_opinion_where_one_is_asked_for(app):
    with app.app_context():
        entry_id = drafted.nominate(drafted.one_place(needs_party_opinion=True))
        drafted.approve(entry_id)
        with pytest.raises(Refused, match="党组织意见"):
            chain.accept_entry(entry_id, actor(OFFICE))
        chain.record_opinion(entry_id, "同意推荐", actor(CHAIR))
        chain.accept_entry(entry_id, actor(OFFICE))
        chain.accept_entry(entry_id, actor(OFFICE))
        row = drafted.entry(entry_id)
        assert row.status is SubmissionStatus.under_review and row.accepted_at
        with pytest.raises(Refused):
            drafted.approve(entry_id)


def test_many_are_accepted_at_once_and_reasons_are_told(app):
    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        ids = [drafted.add_sent(call_id) for _ in range(3)]
        for id in ids[:2]:
            drafted.approve(id)
        done, reasons = chain.accept_entries(call_id, [*ids, 987654], actor(OFFICE))
        assert (done, reasons) == (2, []) and drafted.entry(ids[2]).status is SubmissionStatus.submitted


def test_what_comes_back_after_the_corrections_is_not_taken(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call())
        drafted.approve(entry_id)
        clock.set_now(CORRECTS)
        chain.return_entry(entry_id, "不合要求", actor(OFFICE))
        assert drafted.entry(entry_id).status is SubmissionStatus.rejected


def test_the_unit_decides_until_the_corrections_end(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call())
        clock.set_now(CORRECTS)
        with pytest.raises(Refused, match="现在已经过了"):
            drafted.approve(entry_id)
        assert db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == "entry_late"))


def test_the_chair_walks_from_the_list_to_the_stamped_paper(app, as_user, inside):
    call_id = inside(drafted.one_place)
    chair = as_user(CHAIR)
    where = chair.post(f"/calls/{call_id}/entries", {"unit_id": "2", "staff_no": "10001"}).location
    entry_id = int(where.split("/")[3])
    assert chair.get(where).status_code == 200
    assert (
        chair.post(
            f"/calls/entries/{entry_id}/submissions", {"version": "1", "editor": "x", "body": "事迹" * 30}
        ).status_code
        == 303
    )
    assert chair.get("/calls/unit").status_code == 200
    page = chair.get(f"/calls/{call_id}/unit")
    assert "还能报 1 个" in page.text
    assert chair.post(f"/calls/{call_id}/unit/ranking", {f"rank_{entry_id}": "1"}).status_code == 303
    assert chair.post(f"/calls/entries/{entry_id}/unit-checks", {"decision": "approved"}).status_code == 303
    assert chair.post(f"/calls/entries/{entry_id}/party-opinion", {"comment": "同意推荐"}).status_code == 303
    paper = chair.get(f"/calls/entries/{entry_id}/recommendation-form")
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF-")
    stamped = {"file": (io.BytesIO(drafted.jpeg()), "推荐表.jpg")}
    assert (
        chair.post(f"/calls/entries/{entry_id}/stamped-form", stamped, content_type="multipart/form-data").status_code
        == 303
    )
    file_id = inside(lambda: drafted.entry(entry_id).files[0].id)
    assert as_user(MEMBER).get(f"/calls/files/{file_id}").status_code == 404
    office = as_user(OFFICE)
    assert office.get(f"/calls/files/{file_id}").status_code == 200
    assert "王敏" in office.get(f"/calls/{call_id}/entries").text
    assert office.post(f"/calls/{call_id}/acceptances", {"entry": str(entry_id)}).status_code == 303
    assert inside(lambda: drafted.entry(entry_id).status) is SubmissionStatus.under_review
    assert office.get(f"/calls/{call_id}/entries.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"decision": "accepted"},
        {"decision": ["approved", "returned"]},
        {"decision": "returned"},
        {"decision": "returned", "comment": "x" * 600},
    ],
)
def test_malformed_decisions_change_nothing(app, as_user, inside, body):
    entry_id = inside(lambda: drafted.add_sent(drafted.add_call()))
    assert as_user(CHAIR).post(f"/calls/entries/{entry_id}/unit-checks", body).status_code in {409, 422}
    assert inside(lambda: drafted.entry(entry_id).status) is SubmissionStatus.submitted


@pytest.mark.parametrize(
    ("posts", "fits"),
    [
        (((date(2025, 9, 16), None),), True),
        (((date(2025, 9, 17), None),), False),
        (((date(2026, 1, 1), None), (date(2024, 1, 1), date(2025, 12, 31))), True),
        (((date(2026, 1, 2), None), (date(2024, 1, 1), date(2025, 12, 31))), False),
        (((date(2020, 1, 1), date(2026, 9, 15)),), False),
    ],
)
def test_the_time_in_a_post_is_that_on_record_whatever_the_unit_states(app, posts, fits):
    with app.app_context():
        for first, last in posts:
            post = {"member_id": MEMBER, "role": Role.group_leader, "unit_id": UNIT}
            db.session.add(RoleGrant(**post, valid_from=first, valid_until=last))
        db.session.commit()
        call_id = drafted.add_call("outstanding_cadre", quota_rule=QuotaRule.fixed, quota_number=3, once_in_years=0)
        entry_id = entries.start_entry(call_id, actor(CHAIR), unit_id=UNIT, staff_no="10001")
        drafted.save(entry_id, CHAIR, in_post_since=date(2000, 1, 1))
        check = next(one for one in people.checks_of(drafted.entry(entry_id)) if "任职满 1 年" in one.text)
        assert check.ok is fits
        assert fits or "登记" in check.text


def test_the_form_asks_for_no_time_in_a_post_that_is_on_record(app, as_user, inside):
    def start(key):
        call_id = drafted.add_call(key, quota_rule=QuotaRule.fixed, quota_number=3)
        return entries.start_entry(call_id, actor(CHAIR), unit_id=UNIT, staff_no="10001")

    cadre, active = inside(lambda: start("outstanding_cadre")), inside(lambda: start("active_member"))
    chair = as_user(CHAIR)
    assert "从哪一天起" not in chair.get(f"/calls/entries/{cadre}/edit").text
    assert "从哪一天起" in chair.get(f"/calls/entries/{active}/edit").text


def test_what_the_unit_or_the_office_turns_down_says_so_to_all(app, as_user, inside):
    def turned_down():
        call_id = drafted.add_call(per_person_most=None)
        by_unit, by_office = drafted.add_sent(call_id), drafted.add_sent(call_id)
        chain.check_entry(by_unit, Decision.not_sent, "和去年的重复", actor(CHAIR))
        drafted.approve(by_office)
        clock.set_now(CORRECTS)
        chain.return_entry(by_office, "没有盖章", actor(OFFICE))
        return call_id, by_unit, by_office

    call_id, by_unit, by_office = inside(turned_down)
    for who in (MEMBER, CHAIR):
        page = as_user(who).get(f"/calls/entries/{by_unit}").text
        assert "未通过审核" in page and "分工会不推荐：" in page and "和去年的重复" in page and "撤回" not in page
    for who in (MEMBER, CHAIR, OFFICE):
        page = as_user(who).get(f"/calls/entries/{by_office}").text
        assert "未通过审核" in page and "校工会不受理：" in page and "没有盖章" in page
    assert "未通过审核" in as_user(CHAIR).get(f"/calls/{call_id}/unit").text
    assert as_user(OFFICE).get(f"/calls/entries/{by_unit}").status_code == 404, "it never reached the office"
    assert inside(lambda: {drafted.entry(id).status for id in (by_unit, by_office)}) == {SubmissionStatus.rejected}


def test_a_day_of_a_round_is_one_message(app):
    with app.app_context():
        university.add_member(10041, "联络人")
        university.grant(10041, Role.liaison, unit_id=UNIT)
        db.session.commit()
        terms = drafted.ACTIVE | {"post_rule": PostRule.any}
        round_id = rounds.create_round(drafted.TIMES | {"title": "年度荣誉"}, ["active_member", "march8_individual"], actor(OFFICE))
        for call in db.session.scalars(select(Call).where(Call.round_id == round_id)):
            for name, value in terms.items():
                setattr(call, name, value)
        db.session.commit()
        rounds.publish_round(round_id, actor(OFFICE))
        calls = list(db.session.scalars(select(Call.id).where(Call.round_id == round_id)))
        ids = [drafted.nominate(id, "10001") for id in calls]

        def told(who, words):
            return len(list(db.session.scalars(select(Message).where(Message.member_id == who, Message.title.contains(words)))))

        assert told(MEMBER, "您被推荐了：年度荣誉") == 1 and told(10041, "等分工会审核：年度荣誉") == 1
        clock.set_now(clock.now() + timedelta(days=1))
        chain.check_entry(ids[0], Decision.returned, "请补", actor(CHAIR))
        drafted.submit(ids[0], CHAIR)
        assert told(MEMBER, "您被推荐了") == 1 and told(10041, "等分工会审核") == 2


def test_many_accepted_at_once_are_one_message(app):
    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        ids = [drafted.add_sent(call_id) for _ in range(3)]
        for id in ids:
            drafted.approve(id)
        chain.accept_entries(call_id, ids, actor(OFFICE))
        titles = list(db.session.scalars(select(Message.title).where(Message.member_id == MEMBER, Message.title.contains("受理了"))))
        assert titles == ["校工会受理了 3 份：工会工作案例征集"]
