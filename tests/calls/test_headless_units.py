"""A unit that nobody leads: the office acts for it, and the record says so."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, OTHER_UNIT, STRANGER, UNIT, actor
from tests.support import university
from unionweb.accounts.models import Member, RoleGrant
from unionweb.accounts.rules import Role
from unionweb.calls.queries import people
from unionweb.calls.rules.kinds import Decision, QuotaRule, Step, SubmissionStatus
from unionweb.calls.services import chain, entries
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def test_the_office_sends_on_for_a_unit_without_officers_and_the_record_says_who(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call(), STRANGER)
        assert db.session.scalar(select(Message.id).where(Message.member_id == OFFICE, Message.title.contains("等分工会审核")))
        drafted.approve(entry_id, OFFICE)
        row = drafted.entry(entry_id)
        assert row.status is SubmissionStatus.unit_approved
        assert (row.steps[-1].step, row.steps[-1].decision) == (Step.office, Decision.approved)
        event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "entry_approved"))
        assert event.actor_kind is ActorKind.office and event.actor_id == OFFICE
        chain.accept_entry(entry_id, actor(OFFICE))


def test_where_somebody_leads_the_office_does_not_act(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call())
        with pytest.raises(Refused, match="不归您审核"):
            drafted.approve(entry_id, OFFICE)
        nominating = drafted.add_call("active_member", tenure_months=0, quota_rule=QuotaRule.fixed, quota_number=1)
        with pytest.raises(Refused, match="自己负责的分工会"):
            entries.start_entry(nominating, actor(OFFICE), unit_id=UNIT, staff_no="10001")


@pytest.mark.parametrize("ending", ["role ended", "left"])
def test_a_unit_is_without_officers_as_soon_as_the_last_is_gone(app, ending):
    with app.app_context():
        assert UNIT not in people.headless_units()
        if ending == "left":
            db.session.get(Member, CHAIR).left_at = clock.now()
        else:
            grant = db.session.scalar(select(RoleGrant).where(RoleGrant.member_id == CHAIR))
            grant.valid_until = clock.today() - timedelta(days=1)
        db.session.commit()
        assert UNIT in people.headless_units() and UNIT in people.units_headed(actor(OFFICE))
        assert people.units_headed(actor(MEMBER)) == set()


def test_the_office_puts_people_of_such_a_unit_forward(app):
    with app.app_context():
        call_id = drafted.add_call("active_member", tenure_months=0, quota_rule=QuotaRule.fixed, quota_number=1, word_least=5)
        entry_id = drafted.nominate(call_id, "10005", chair_id=OFFICE, unit_id=OTHER_UNIT)
        drafted.approve(entry_id, OFFICE)
        assert drafted.entry(entry_id).unit_id == OTHER_UNIT


def test_the_pages_of_the_unit_open_to_the_office_for_such_units_only(app, as_user, inside):
    call_id = inside(drafted.add_call)
    entry_id = inside(lambda: drafted.add_sent(call_id, STRANGER))
    office = as_user(OFFICE)
    assert "没有负责人，校工会代办" in office.get("/calls/unit").text
    assert "没有负责人的分工会由校工会代办：" in office.get(f"/calls/{call_id}/desk").text
    assert "把家建到教学楼" in office.get(f"/calls/{call_id}/unit?unit={OTHER_UNIT}").text
    assert office.get(f"/calls/{call_id}/unit?unit={UNIT}").status_code == 404
    assert office.post(f"/calls/{call_id}/unit/ranking?unit={OTHER_UNIT}", {f"rank_{entry_id}": "1"}).status_code == 303
    assert office.post(f"/calls/entries/{entry_id}/unit-checks", {"decision": "returned", "comment": "请补"}).status_code == 303
    assert "校工会退回修改" in as_user(STRANGER).get(f"/calls/entries/{entry_id}").text


def test_a_new_chair_takes_over_at_once(app):
    with app.app_context():
        entry_id = drafted.add_sent(drafted.add_call(), STRANGER)
        db.session.add(RoleGrant(member_id=10006, role=Role.liaison, unit_id=OTHER_UNIT, valid_from=date(2026, 9, 16)))
        db.session.commit()
        with pytest.raises(Refused):
            drafted.approve(entry_id, OFFICE)
        drafted.approve(entry_id, 10006)


def test_an_office_without_such_units_has_an_empty_desk(app, as_user, inside):
    def lead_all():
        call_id = drafted.add_call()
        for unit in people.headless_units():
            university.grant(10006, Role.liaison, unit_id=unit)
        db.session.commit()
        return call_id

    call_id = inside(lead_all)
    assert as_user(OFFICE).get("/calls/unit").status_code == 200
    assert as_user(OFFICE).get(f"/calls/{call_id}/unit").status_code == 404
