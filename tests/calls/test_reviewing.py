"""A reviewer's path: invitation, ties, marks kept as typed, sending in, giving back; and what must not be seen."""

import re

import pytest
from sqlalchemy import func, select

from tests.calls import reviewed
from unionweb.calls.models import CallReviewer, Criterion, Entry, Review, ReviewConflict
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation, ReviewState
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

ME, STRANGER = reviewed.REVIEWER, 10005
PAGE = {"version": "1", "editor": "one-page"}


@pytest.fixture
def made(inside):
    """call, entry, review, criteria: 郑评 reviews number 7 by 王敏 of 外国语学院."""

    def make():
        call_id = reviewed.call_in_review()
        body = "外国语学院王敏（10001）的做法。王老师很努力。"
        entry_id = reviewed.entry(call_id, 7, title="王敏的案例", body=body)
        review_id = reviewed.review(entry_id, reviewed.reviewer(call_id))
        criteria = db.session.scalars(select(Criterion.id).where(Criterion.call_id == call_id)).all()
        return {"call": call_id, "entry": entry_id, "review": review_id, "criteria": list(criteria)}

    return inside(make)


def marks(made, *values, **said):
    return {f"c{id}": value for id, value in zip(made["criteria"], values, strict=False)} | {"to_author": "", "to_office": ""} | PAGE | said


def kept(inside, review_id):
    def read():
        row = db.session.get(Review, review_id)
        return row.state, row.cents, sorted(str(mark.value) for mark in row.marks), row.to_author

    return inside(read)


def test_an_invitation_is_answered_with_ties(as_user, inside):
    call_id, row_id = inside(lambda: (c := reviewed.call_in_review(), reviewed.reviewer(c, state=Invitation.invited)))
    me = as_user(ME)
    assert "请答复" in me.get("/reviews").text
    assert me.post(f"/reviews/calls/{call_id}/answer", {"accepts": "maybe"}).status_code == 422
    assert me.post(f"/reviews/calls/{call_id}/answer", {"accepts": "yes"}).status_code == 303
    assert inside(lambda: db.session.get(CallReviewer, row_id).state) is Invitation.accepted
    tie = {"tie-staff_no": "10001", "tie-unit_id": "0", "tie-tie": "mentor", "tie-note": ""}
    assert me.post(f"/reviews/calls/{call_id}/conflicts", tie).status_code == 303
    assert me.post(f"/reviews/calls/{call_id}/conflicts", tie).status_code == 409
    assert me.post(f"/reviews/calls/{call_id}/conflicts", tie | {"tie-staff_no": "99999"}).status_code == 409
    assert me.post(f"/reviews/calls/{call_id}/conflicts", tie | {"tie-unit_id": "3"}).status_code == 422
    assert "王敏" in me.get(f"/reviews/calls/{call_id}").text


def test_declining_tells_who_asked(as_user, inside):
    call_id, _ = inside(lambda: (c := reviewed.call_in_review(), reviewed.reviewer(c, state=Invitation.invited)))
    assert as_user(ME).post(f"/reviews/calls/{call_id}/answer", {"accepts": "no", "note": "出差"}).status_code == 303
    assert as_user(ME).get(f"/reviews/calls/{call_id}").status_code == 404
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Message).where(Message.member_id == reviewed.OFFICE))) == 1


def test_the_reviewer_reads_without_names_and_units(as_user, made):
    me = as_user(ME)
    for path in ("/reviews", f"/reviews/calls/{made['call']}", f"/reviews/{made['review']}"):
        page = me.get(path)
        assert page.status_code == 200
        main = page.text.partition('id="main"')[2]
        assert not re.search("王敏|10001|外国语学院的|外国语学院王", main), path
    assert "※※" in me.get(f"/reviews/{made['review']}").text


def test_an_open_review_shows_names(as_user, inside, made):
    inside(lambda: (setattr(db.session.get(reviewed.Call, made["call"]), "blind_authors", False), db.session.commit()))
    assert "外国语学院" in as_user(ME).get(f"/reviews/{made['review']}").text


@pytest.mark.parametrize("staff_no", [STRANGER, 10001, 10002, reviewed.OFFICE])
def test_nobody_else_opens_a_review_or_its_list(as_user, made, staff_no):
    other = as_user(staff_no)
    assert other.get(f"/reviews/{made['review']}").status_code == 404
    assert other.get(f"/reviews/calls/{made['call']}").status_code == 404
    assert other.post(f"/reviews/{made['review']}/submission", marks(made, "90", "80")).status_code == 404
    assert "工作案例" not in other.get("/reviews").text


def test_what_is_typed_is_kept_even_half_and_htmx_gets_a_word(as_user, inside, made):
    address = f"/reviews/{made['review']}/draft"
    answer = as_user(ME, htmx=True).post(address, marks(made, "92.5", "", to_author="不错"))
    assert answer.status_code == 200 and "存好了" in answer.text
    assert kept(inside, made["review"]) == (ReviewState.started, None, ["92.5"], "不错")
    assert as_user(ME).post(address, marks(made, "", "70")).status_code == 303
    assert kept(inside, made["review"])[2] == ["70"]
    assert 'value="70"' in as_user(ME).get(f"/reviews/{made['review']}").text


@pytest.mark.parametrize("value", ["101", "-1", "九十", "90.55", "1e2", "９０", "٩٠", "90,5", "nan"])
def test_marks_that_are_none_are_told_and_kept_on_the_page(as_user, inside, made, value):
    answer = as_user(ME).post(f"/reviews/{made['review']}/submission", marks(made, value, "80"))
    assert answer.status_code == 422
    assert f'value="{value}"' in answer.text
    assert kept(inside, made["review"])[0] is ReviewState.assigned


def test_sending_in_needs_every_mark_then_counts_and_opens_the_next(as_user, inside, made):
    following = inside(lambda: reviewed.review(reviewed.entry(made["call"], 8), db.session.scalar(select(CallReviewer.id))))
    address, me = f"/reviews/{made['review']}/submission", as_user(ME)
    refused = me.post(address, marks(made, "90", ""))
    assert refused.status_code == 409 and "标准2" in refused.text and 'value="90"' in refused.text
    sent = me.post(address, marks(made, "90", "80.5", to_author="很好", to_office="可评一等"))
    assert sent.status_code == 303 and sent.location.endswith(f"/reviews/{following}")
    assert kept(inside, made["review"]) == (ReviewState.submitted, 8525, ["80.5", "90"], "很好")
    assert me.post(address, marks(made, "10", "10")).status_code == 409
    assert as_user(ME, htmx=True).post(f"/reviews/{made['review']}/draft", marks(made, "1", "1")).status_code == 409
    assert kept(inside, made["review"])[1] == 8525


def test_a_sent_review_is_reopened_until_the_end(as_user, inside, made, at):
    me = as_user(ME)
    me.post(f"/reviews/{made['review']}/submission", marks(made, "90", "80"))
    assert me.post(f"/reviews/{made['review']}/reopening").status_code == 303
    assert kept(inside, made["review"])[:2] == (ReviewState.started, None)
    assert me.post(f"/reviews/{made['review']}/reopening").status_code == 409


def test_the_end_is_exact_by_the_servers_clock(as_user, inside, made, at):
    address = f"/reviews/{made['review']}/submission"
    at("2026-09-30 18:00:00")
    late = as_user(ME).post(address, marks(made, "90", "80"))
    assert late.status_code == 409 and "截止" in late.text
    at("2026-09-30 17:59:59")
    assert as_user(ME).post(address, marks(made, "90", "80")).status_code == 303


def test_giving_an_entry_back_for_a_tie_bars_it_and_finds_another(as_user, inside, made):
    def more():
        (other,) = reviewed.people(1)
        return reviewed.reviewer(made["call"], other), other

    _, other = inside(more)
    address = f"/reviews/{made['review']}/refusal"
    assert as_user(ME).post(address, {"refusal-why": "nothing"}).status_code == 422
    assert as_user(ME).post(address, {"refusal-why": "family", "refusal-reason": "表妹"}).status_code == 303
    assert as_user(ME).get(f"/reviews/{made['review']}").status_code == 404
    assert inside(lambda: db.session.scalars(select(Review.member_id).where(Review.state == ReviewState.assigned)).all()) == [other]
    assert inside(lambda: db.session.scalar(select(ReviewConflict.entry_id))) == made["entry"]


def test_an_entry_nobody_can_take_over_is_reported_to_the_office(as_user, inside, made):
    as_user(ME).post(f"/reviews/{made['review']}/refusal", {"refusal-why": "time"})
    told = inside(lambda: db.session.scalars(select(Message.title).where(Message.member_id == reviewed.OFFICE)).all())
    assert told == ["“工会特色亮点工作案例”有作品缺评委"]


def test_nothing_is_shown_before_the_review_begins(as_user, inside, made):
    inside(lambda: (setattr(db.session.get(reviewed.Call, made["call"]), "state", CallState.closed), db.session.commit()))
    assert as_user(ME).get(f"/reviews/{made['review']}").status_code == 404
    assert "7" not in re.findall(r'data-th="编号">(\d+)', as_user(ME).get(f"/reviews/calls/{made['call']}").text)


def test_who_becomes_a_colleague_loses_the_entry_everywhere(as_user, inside, made):
    inside(lambda: (setattr(db.session.get(reviewed.Entry, made["entry"]), "unit_id", 5), db.session.commit()))
    me = as_user(ME)
    for path in (f"/reviews/{made['review']}", f"/reviews/{made['review']}/files/1", f"/reviews/{made['review']}/pictures/1"):
        assert me.get(path).status_code == 404
    assert me.post(f"/reviews/{made['review']}/draft", marks(made, "1")).status_code == 404
    assert "请您评的作品" in me.get(f"/reviews/calls/{made['call']}").text
    assert f"/reviews/{made['review']}" not in me.get(f"/reviews/calls/{made['call']}").text
    assert "还没有分配" in me.get("/reviews").text


def test_own_ties_are_taken_back_but_not_those_of_the_office_or_of_others(as_user, inside, made):
    own, pinned = inside(lambda: (reviewed.tie(made["call"], unit_id=3), reviewed.tie(made["call"], unit_id=4, is_pinned=True)))
    address = f"/reviews/calls/{made['call']}/conflicts/%s/removal"
    assert as_user(STRANGER).post(address % own).status_code == 404
    assert as_user(ME).post(address % pinned).status_code == 409
    assert as_user(ME).post(address % 999).status_code == 404
    assert as_user(ME).post(address % own).status_code == 303


def test_events_of_reviews_are_on_no_office_page(as_user, inside, made):
    as_user(ME).post(f"/reviews/{made['review']}/submission", marks(made, "90", "80"))
    rows = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "review")).all())
    assert rows and all(row.sealed and row.actor_id is None for row in rows)


def test_html_in_every_field_is_text(as_user, inside, made):
    bad = "<script>alert(1)</script><b>x"
    inside(lambda: (setattr(db.session.get(Entry, made["entry"]), "body", bad), db.session.commit()))
    me = as_user(ME)
    me.post(f"/reviews/{made['review']}/submission", marks(made, "90", "80", to_author=bad, to_office=bad))
    page = me.get(f"/reviews/{made['review']}").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("data", [{}, {"to_author": "x" * 3000}, {"c1": ["1", "2"]}, {"refusal-why": "family"}])
def test_malformed_reviews_are_4xx_and_change_nothing(as_user, inside, made, data):
    for action in ("submission", "refusal", "draft"):
        if action == "draft" and data != {"to_author": "x" * 3000}:
            continue
        if action == "refusal" and "refusal-why" in data:
            continue
        answer = as_user(ME).post(f"/reviews/{made['review']}/{action}", data)
        assert answer.status_code in {409, 422}
    assert kept(inside, made["review"])[0] is ReviewState.assigned


def test_the_list_of_a_reviewer_needs_the_same_queries_for_any_length(as_user, inside, made, statements):
    me = as_user(ME)
    path = f"/reviews/calls/{made['call']}"
    few = len(statements(lambda: me.get(path)))

    def more():
        row = db.session.scalar(select(CallReviewer.id))
        for number in range(20, 50):
            reviewed.review(reviewed.entry(made["call"], number, co_authors=[10007]), row)

    inside(more)
    assert len(statements(lambda: me.get(path))) <= few + 2
