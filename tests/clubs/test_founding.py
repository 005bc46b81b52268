"""Applying for a club: founders confirm, the office decides."""

import io

import pytest
from sqlalchemy import func, select

from tests.clubs import made
from tests.clubs.made import OFFICE, PROPOSER, STRANGER, TYPED, person
from tests.support.page_forms import forms_on
from unionweb.clubs import queries, services
from unionweb.clubs.models import Club, ClubFounder, ClubOfficer
from unionweb.clubs.rules.founding import Needed, lacking
from unionweb.clubs.rules.kinds import ClubState, FounderState, Post
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def state_of(inside, club_id):
    return inside(lambda: db.session.get_one(Club, club_id).state)


def test_what_an_application_lacks_is_said_all_at_once():
    assert lacking(Needed(20, 3), [1] * 20 + [2, 3], True) == []
    assert len(lacking(Needed(20, 3), [1] * 19, False)) == 3
    assert lacking(Needed(2, 3), [1, 1, 2], True) == ["发起人来自 2 个单位，要来自 3 个单位。"]


def test_a_club_is_founded_from_application_to_approval(as_user, inside):
    inside(made.small_rules)
    proposer, founder, office = as_user(PROPOSER), as_user(STRANGER), as_user(OFFICE)
    path = proposer.post("/clubs", TYPED).location
    club_id = int(path.rsplit("/", 1)[1])
    answer = proposer.post(f"{path}/submission")
    assert answer.status_code == 409 and "要有 2 人" in answer.text and "还没有章程" in answer.text
    file = {"file": (io.BytesIO(b"%PDF-1.7"), "章程.pdf"), "adopted_on": "2026-09-01"}
    assert proposer.post(f"{path}/charters", file).status_code == 303
    assert proposer.post(f"{path}/founders", {"numbers": "10005"}).status_code == 303
    assert "请您一起发起" in founder.get(path).text
    assert founder.post(f"{path}/consent").status_code == 303
    assert proposer.post(f"{path}/submission").status_code == 303
    assert "等批准的申请" in office.get("/clubs/desk").text
    assert office.post(f"{path}/return", {"return-reason": "宗旨再写细一点"}).status_code == 303
    assert "宗旨再写细一点" in proposer.get(path).text
    assert proposer.post(f"{path}/submission").status_code == 303
    assert office.post(f"{path}/approval").status_code == 303
    assert office.post(f"{path}/approval").status_code == 404
    assert inside(lambda: queries.members_of(club_id)) == {PROPOSER, STRANGER}
    assert inside(lambda: queries.clubs_run_by(PROPOSER)) == {club_id}
    post = inside(lambda: db.session.scalar(select(ClubOfficer)))
    assert (post.post, post.until.isoformat()) == (Post.president, "2028-09-15")
    actions = inside(lambda: set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "club"))))
    assert {"proposed", "founder_named", "founder_answered", "submitted", "sent_back", "approved", "charter_added"} <= actions


def test_an_application_that_somebody_changed_meanwhile_is_not_written_over(as_user, inside):
    club_id = inside(made.planned)
    proposer, path = as_user(PROPOSER), f"/clubs/{club_id}"
    sent = next(form.sent for form in forms_on(proposer.get(f"{path}/edit").text) if "purpose" in form.sent)
    assert proposer.post(path, sent | {"contact": "60399"}).status_code == 303
    answer = proposer.post(path, sent | {"purpose": "另一种宗旨"})
    assert answer.status_code == 409 and "有人改过这里" in answer.text and "另一种宗旨" in answer.text
    assert inside(lambda: (db.session.get_one(Club, club_id).contact, db.session.get_one(Club, club_id).purpose))[0] == "60399"
    assert proposer.post(path, sent | {"contact": "60399"}).status_code == 303, "the same form sent twice"
    fresh = next(form.sent for form in forms_on(proposer.get(f"{path}/edit").text) if "purpose" in form.sent)
    assert proposer.post(path, fresh | {"purpose": "另一种宗旨"}).status_code == 303


def test_founders_must_be_enough_and_from_enough_units(as_user, inside):
    club_id = inside(made.planned)
    inside(lambda: services.answer_founding(club_id, False, person(STRANGER)))
    answer = as_user(PROPOSER).post(f"/clubs/{club_id}/submission")
    assert answer.status_code == 409 and "确认的发起人有 1 人，要有 2 人。" in answer.text
    assert state_of(inside, club_id) is ClubState.proposed


def test_numbers_of_nobody_name_no_founder_at_all(as_user, inside):
    club_id = inside(made.planned)
    answer = as_user(PROPOSER).post(f"/clubs/{club_id}/founders", {"numbers": "10002, 99999\n88888"})
    assert answer.status_code == 409 and "99999、88888" in answer.text
    assert inside(lambda: db.session.scalar(select(func.count(ClubFounder.id)))) == 2


def test_naming_a_founder_twice_asks_once_and_one_who_declined_is_asked_again(inside):
    club_id = inside(made.planned)
    assert inside(lambda: services.add_founders(club_id, ["10005", "10005"], person(PROPOSER))) == 0
    inside(lambda: services.answer_founding(club_id, False, person(STRANGER)))
    assert inside(lambda: services.add_founders(club_id, ["10005"], person(PROPOSER))) == 1
    states = inside(lambda: [row.state for row in queries.founders_of(club_id)])
    assert states == [FounderState.confirmed, FounderState.asked]


@pytest.mark.parametrize("who", [10002, 10004, 10006, 10007, 10008])
def test_a_planned_club_is_seen_by_those_who_plan_it_and_the_office_only(as_user, inside, who):
    club_id = inside(made.planned)
    browser = as_user(who)
    assert browser.get(f"/clubs/{club_id}").status_code == 404
    for step in ("founders", "consent", "refusal", "submission", "withdrawal", "charters", "requests", "leaving"):
        assert browser.post(f"/clubs/{club_id}/{step}", {"numbers": "10001"}).status_code == 404, step
    for step in ("approval", "return"):
        assert browser.post(f"/clubs/{club_id}/{step}").status_code == 403
    assert "羽毛球" not in browser.get("/clubs").text
    charter = inside(lambda: db.session.get_one(Club, club_id).charters[0].id)
    assert browser.get(f"/clubs/charters/{charter}").status_code == 404


def test_a_founder_answers_but_does_not_plan(as_user, inside):
    club_id = inside(made.planned)
    founder = as_user(STRANGER)
    for step in ("founders", "submission", "withdrawal", "charters"):
        assert founder.post(f"/clubs/{club_id}/{step}", {"numbers": "10002"}).status_code == 404, step
    assert founder.post(f"/clubs/{club_id}").status_code == 404


def test_nobody_approves_an_own_application(inside):
    inside(made.small_rules)
    club_id = inside(lambda: services.found_club(made.FACTS, person(OFFICE)))
    inside(lambda: services.add_charter(club_id, made.CHARTER, made.clock.today(), person(OFFICE)))
    inside(lambda: services.add_founders(club_id, ["10005"], person(OFFICE)))
    inside(lambda: services.answer_founding(club_id, True, person(STRANGER)))
    inside(lambda: services.submit_club(club_id, person(OFFICE)))
    with pytest.raises(Refused):
        inside(lambda: services.approve_club(club_id, person(OFFICE)))


def test_a_name_in_use_is_taken_and_one_given_up_is_free(as_user, inside):
    club_id = inside(made.planned)
    answer = as_user(10002).post("/clubs", TYPED)
    assert answer.status_code == 409 and "已经有一个协会叫这个名字" in answer.text and "每周三下午打球" in answer.text
    assert as_user(PROPOSER).post("/clubs", TYPED | {"name": "另一个"}).status_code == 409
    assert as_user(PROPOSER).post(f"/clubs/{club_id}/withdrawal").status_code == 303
    assert as_user(10002).post("/clubs", TYPED).status_code == 303
    titles = inside(lambda: list(db.session.scalars(select(Message.title).where(Message.member_id == STRANGER))))
    assert "“教职工羽毛球协会”不申请了" in titles


@pytest.mark.parametrize("typed", [
    {}, TYPED | {"name": ""}, TYPED | {"name": "长" * 61}, TYPED | {"purpose": ""}, TYPED | {"purpose": "长" * 501},
    TYPED | {"contact": "长" * 121}, TYPED | {"name": ["a", "b"]},
])  # fmt: skip
def test_what_is_not_an_application_founds_nothing(as_user, inside, typed):
    answer = as_user(PROPOSER).post("/clubs", typed)
    assert answer.status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(Club.id)))) == 0


@pytest.mark.parametrize("file", [b"", b"just text", b"%PDF-1.7" + b"0" * 10 * 1024 * 1024])
def test_what_is_no_document_is_no_charter(as_user, inside, file):
    club_id = inside(made.planned)
    sent = {"file": (io.BytesIO(file), "章程.pdf"), "adopted_on": "2026-09-01"}
    assert as_user(PROPOSER).post(f"/clubs/{club_id}/charters", sent).status_code == 422
    late = {"file": (io.BytesIO(b"%PDF-1.7"), "章程.pdf"), "adopted_on": "2027-09-01"}
    assert as_user(PROPOSER).post(f"/clubs/{club_id}/charters", late).status_code == 409
    assert len(inside(lambda: db.session.get_one(Club, club_id).charters)) == 1


def test_who_leaves_the_university_ends_an_application(inside):
    club_id = inside(made.submitted)

    def leave():
        from unionweb.kernel.db import transaction

        with transaction():
            services.leave_clubs([PROPOSER])

    inside(leave)
    assert state_of(inside, club_id) is ClubState.withdrawn
