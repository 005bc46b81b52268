"""Somebody who said no to a review may have seen who wrote what: asked again only with a reason, which the page shows."""

import pytest
from sqlalchemy import select

from tests.calls import drafted, reviewed
from tests.calls.reviewed import OFFICE, REVIEWER
from unionweb.calls.models import CallReviewer
from unionweb.calls.rules.scoring import Invitation
from unionweb.calls.services import reviewers
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

WHY = "只有郑评熟悉这个领域，谢绝以后没有看过申报件"


@pytest.fixture
def declined(inside):
    """(call, row) of 郑评, who said no."""

    def make():
        call_id = reviewed.call_in_review()
        reviewers.invite(call_id, [str(REVIEWER)], drafted.actor(OFFICE))
        row_id = db.session.scalars(select(CallReviewer.id)).one()
        reviewers.answer_invitation(row_id, drafted.actor(REVIEWER), accepts=False, note="那几天出差")
        return call_id, row_id

    return inside(make)


def state(row_id) -> Invitation:
    return db.session.get(CallReviewer, row_id, populate_existing=True).state


def test_by_the_list_of_numbers_nobody_is_asked_again_and_none_is_asked(as_user, inside, declined):
    call_id, row_id = declined
    answer = as_user(OFFICE).post(f"/calls/{call_id}/reviewers", {"numbers": f"10006 {REVIEWER}"})
    assert answer.status_code == 409 and "郑评谢绝过" in answer.text and "一个也没有邀请" in answer.text and "10006" in answer.text
    assert inside(lambda: state(row_id)) is Invitation.declined
    assert inside(lambda: db.session.query(CallReviewer).count()) == 1


def test_asked_again_with_a_reason_the_page_shows_the_refusal_and_the_reason(as_user, inside, declined):
    call_id, row_id = declined
    office, page = as_user(OFFICE), f"/calls/{call_id}/reviewers/{row_id}"
    assert "那几天出差" in office.get(page).text and "再请一次" in office.get(page).text
    for form in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "长" * 201}):
        answer = office.post(f"{page}/invitation", form)
        assert answer.status_code == 422 and inside(lambda: state(row_id)) is Invitation.declined
    assert office.post(f"{page}/invitation", {"reason": WHY}).status_code == 303
    assert inside(lambda: state(row_id)) is Invitation.invited
    shown = office.get(page).text
    assert "曾谢绝" in shown and "那几天出差" in shown and WHY in shown and "再请一次" not in shown
    events = inside(lambda: [(e.action, e.from_state, e.reason) for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))])
    assert ("invited", "declined", WHY) in events
    told = inside(lambda: db.session.query(Message).filter_by(member_id=REVIEWER, path=f"/reviews/calls/{call_id}").all())
    assert len(told) == 2 and not any(WHY in one.body for one in told)
    again = office.post(f"{page}/invitation", {"reason": WHY})
    assert again.status_code == 409 and "不用再请" in again.text


def test_somebody_who_was_no_longer_asked_is_asked_again_likewise(as_user, inside):
    call_id = inside(reviewed.call_in_review)
    row_id = inside(lambda: reviewed.reviewer(call_id))
    office, page = as_user(OFFICE), f"/calls/{call_id}/reviewers/{row_id}"
    assert "曾谢绝" not in office.get(page).text and "谢绝和再请" not in office.get(page).text
    assert office.post(f"{page}/ending", {"reason": "换人"}).status_code == 303
    assert office.post(f"/calls/{call_id}/reviewers", {"numbers": str(REVIEWER)}).status_code == 409
    assert office.post(f"{page}/invitation", {"reason": "换错了"}).status_code == 303
    shown = office.get(page).text
    assert "换错了" in shown and "曾谢绝" not in shown


def test_nobody_asks_himself_again_and_nobody_else_may(as_user, inside):
    call_id = inside(reviewed.call_in_review)
    row_id = inside(lambda: reviewed.reviewer(call_id, OFFICE, state=Invitation.declined))
    path = f"/calls/{call_id}/reviewers/{row_id}/invitation"
    answer = as_user(OFFICE).post(path, {"reason": WHY})
    assert answer.status_code == 409 and "另一位同事" in answer.text and WHY in answer.text
    assert inside(lambda: state(row_id)) is Invitation.declined
    for stranger in (drafted.MEMBER, drafted.CHAIR, REVIEWER):
        assert as_user(stranger).post(path, {"reason": WHY}).status_code == 403
    other = inside(reviewed.call_in_review)
    for missing in (f"/calls/{other}/reviewers/{row_id}", f"/calls/{call_id}/reviewers/987654"):
        assert as_user(OFFICE).post(f"{missing}/invitation", {"reason": WHY}).status_code == 404
