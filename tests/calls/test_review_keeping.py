"""What a reviewer typed is never lost: too late, signed out, from another window, taken away; and time that is given again."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.calls import resulted, reviewed
from tests.calls.test_expired import again, end_sessions, hidden_in
from tests.support import university
from unionweb.calls.models import Call, CallReviewer, Criterion, Entry, Review
from unionweb.calls.queries import results as result_queries
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation, ReviewState
from unionweb.calls.services import assigning, deciding, reviewing
from unionweb.calls.services.assigning import Wish
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

ME, OFFICE = reviewed.REVIEWER, reviewed.OFFICE
WORDS = "写了一晚上的意见 <b>粗</b>"


@pytest.fixture
def made(inside):
    """(call, review, criteria) of 郑评, for an entry of 王敏."""

    def make():
        call_id = reviewed.call_in_review()
        review_id = reviewed.review(reviewed.entry(call_id, 7), reviewed.reviewer(call_id))
        return call_id, review_id, list(db.session.scalars(select(Criterion.id).where(Criterion.call_id == call_id)))

    return inside(make)


def typed(made, *values, version=1, editor="", **said):
    marks = {f"c{id}": value for id, value in zip(made[2], values, strict=True)}
    return marks | {"to_author": WORDS, "to_office": "", "version": str(version), "editor": editor} | said


def facts(inside, review_id, *names):
    return inside(lambda: tuple(getattr(db.session.get(Review, review_id), name) for name in names))


@pytest.mark.parametrize("step", ["draft", "submission"])
def test_too_late_is_refused_kindly_noted_sealed_and_what_was_typed_stays(as_user, inside, made, at, step):
    at("2026-09-30 18:00:00")
    me = as_user(ME)
    for _ in range(2):
        page = me.post(f"/reviews/{made[1]}/{step}", typed(made, "91.5", "83"))
        assert page.status_code == 409 and "截止" in page.text and "还在下面" in page.text
        assert "写了一晚上的意见 &lt;b&gt;" in page.text and "91.5" in page.text and "readonly" in page.text
    assert facts(inside, made[1], "state", "to_author") == (ReviewState.assigned, "")
    noted = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "entry_late")).all())
    assert [(one.subject_kind, one.subject_id, one.sealed, one.actor_id) for one in noted] == [("review", made[1], True, None)]


def test_what_was_saved_and_not_sent_is_shown_after_the_end(as_user, made, at):
    me = as_user(ME)
    assert me.post(f"/reviews/{made[1]}/draft", typed(made, "91.5", "")).status_code == 303
    at("2026-09-30 18:00:00")
    page = as_user(ME).get(f"/reviews/{made[1]}")
    assert "您填的，没有提交" in page.text and 'readonly' in page.text and "91.5" in page.text and "写了一晚上" in page.text
    assert "/submission" not in page.text


def test_in_time_is_who_arrived_in_time_however_long_the_lock_took(app, inside, made, at, monkeypatch):
    at("2026-09-30 17:59:59")
    real = reviewing._open

    def slow(*args, **more):
        clock.set_now(datetime(2026, 9, 30, 18, 0, 5))
        return real(*args, **more)

    monkeypatch.setattr(reviewing, "_open", slow)
    paper = reviewed.paper(dict.fromkeys(made[2], Decimal(80)), WORDS)
    inside(lambda: reviewing.submit_review(made[1], university_actor(), paper))
    assert facts(inside, made[1], "state", "submitted_at") == (ReviewState.submitted, datetime(2026, 9, 30, 17, 59, 59))


def university_actor(member_id=ME):
    return resulted.SimpleNamespace(id=member_id)


def test_a_second_window_does_not_overwrite_the_first(as_user, inside, made):
    me, address = as_user(ME), f"/reviews/{made[1]}/draft"
    assert me.post(address, typed(made, "90", "80", editor="one")).status_code == 303
    assert me.post(address, typed(made, "91", "80", editor="one")).status_code == 303, "the same page goes on"
    for step in ("draft", "submission"):
        stale = me.post(f"/reviews/{made[1]}/{step}", typed(made, "10", "10", editor="two", to_author="第二个窗口写的"))
        assert stale.status_code == 409 and "另一个窗口" in stale.text and "第二个窗口写的" in stale.text and 'value="10"' in stale.text
    assert facts(inside, made[1], "to_author", "state") == (WORDS, ReviewState.started)
    version = facts(inside, made[1], "version")[0]
    assert me.post(address, typed(made, "70", "70", version=version, editor="two")).status_code == 303


@pytest.mark.parametrize("version", ["", "x", "-1", "999999999999"])
def test_a_version_nobody_has_changes_nothing(as_user, inside, made, version):
    assert as_user(ME).post(f"/reviews/{made[1]}/draft", typed(made, "1", "1", version=version)).status_code == 409
    assert facts(inside, made[1], "state") == (ReviewState.assigned,)


def test_on_a_sent_review_the_other_windows_text_is_shown(as_user, made):
    me = as_user(ME)
    assert me.post(f"/reviews/{made[1]}/submission", typed(made, "90", "80")).status_code == 303
    page = me.post(f"/reviews/{made[1]}/draft", typed(made, "1", "2", to_author="别的窗口"))
    assert page.status_code == 409 and "已经提交" in page.text and "别的窗口" in page.text


def test_who_wrote_on_a_review_that_was_taken_away_gets_the_text_back(as_user, inside, made):
    inside(lambda: (setattr(db.session.get(Review, made[1]), "state", ReviewState.removed), db.session.commit()))
    for review_id in (made[1], 9999):
        page = as_user(ME).post(f"/reviews/{review_id}/submission", typed(made, "90", "80"))
        assert page.status_code == 404 and "写了一晚上的意见 &lt;b&gt;" in page.text


def sign_in_again(browser):
    token = hidden_in(browser.client.get("/sign-in").text)["csrf_token"]
    typed_in = {"csrf_token": token, "staff_no": str(ME), "password": university.PASSWORD}
    assert browser.client.post("/sign-in", data=typed_in).status_code == 303


@pytest.fixture
def writing(as_user, made):
    """A browser with an open review, and the hidden fields of its form."""
    browser = as_user(ME, csrf=True)
    page = browser.get(f"/reviews/{made[1]}").text
    hidden = hidden_in(page[page.index('id="score"') :])
    return browser, {name: hidden[name] for name in ("csrf_token", "version", "editor")}


def test_an_expired_session_gives_the_text_back_without_script(inside, made, writing):
    browser, hidden = writing
    inside(end_sessions)
    page = browser.client.post(f"/reviews/{made[1]}/submission", data=typed(made, "90", "80") | hidden)
    assert page.status_code in {400, 401} and "写了一晚上的意见 &lt;b&gt;" in page.text
    sign_in_again(browser)
    for _ in range(2):
        if (page := again(browser, page)).status_code == 303:
            break
    assert facts(inside, made[1], "state", "to_author") == (ReviewState.submitted, WORDS)


def test_an_expired_session_leaves_the_page_as_it_is_with_script(inside, made, writing):
    browser, hidden = writing
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": "of-the-old-page"}
    inside(end_sessions)
    for status, word in ((401, "刚才写的还没有存"), (400, "接着写就会自动存"), (200, "存好了")):
        part = browser.client.post(f"/reviews/{made[1]}/draft", data=typed(made, "90", "80") | hidden, headers=headers)
        assert part.status_code == status and word in part.text and 'id="saved"' in part.text
        assert "HX-Redirect" not in part.headers and "HX-Retarget" not in part.headers
        hidden |= hidden_in(part.text)
        if status == 401:
            sign_in_again(browser)
    assert facts(inside, made[1], "state", "to_author") == (ReviewState.started, WORDS)


def crew(call_id, number):
    members = reviewed.people(number, unit=5)
    return members, [reviewed.reviewer(call_id, one) for one in members]


def test_after_the_end_nobody_is_given_a_review_and_the_entry_is_listed(as_user, inside, made, at):
    inside(lambda: crew(made[0], 2))
    at("2026-10-01 09:00:00")
    tie = {"tie-staff_no": "10001", "tie-unit_id": "0", "tie-tie": "mentor", "tie-note": ""}
    assert as_user(ME).post(f"/reviews/calls/{made[0]}/conflicts", tie).status_code == 303
    assert facts(inside, made[1], "state") == (ReviewState.refused,)
    assert inside(lambda: db.session.scalar(select(func.count(Review.id)))) == 1
    told = inside(lambda: db.session.execute(select(Message.member_id, Message.body)).all())
    assert [member for member, _ in told] == [OFFICE] and "编号 7" in told[0][1] and "截止" in told[0][1]
    page = as_user(OFFICE).get(f"/calls/{made[0]}/review").text
    assert "编号 7</a>（缺 1 位）" in page


def test_a_refused_entry_goes_to_who_has_the_fewest(as_user, inside, made):
    def fill():
        members, rows = crew(made[0], 3)
        for n, number in enumerate((20, 21, 22)):
            reviewed.review(reviewed.entry(made[0], number), rows[n % 2], members[n % 2])
        return members

    members = inside(fill)
    assert as_user(ME).post(f"/reviews/{made[1]}/refusal", {"refusal-why": "time", "refusal-reason": ""}).status_code == 303
    entry_id = facts(inside, made[1], "entry_id")[0]
    taken = select(Review.member_id).where(Review.entry_id == entry_id, Review.state == ReviewState.assigned)
    assert inside(lambda: db.session.scalars(taken).all()) == [members[2]]


def test_begin_names_the_entries_that_are_short(as_user, inside, made):
    inside(lambda: (reviewed.entry(made[0], 31), setattr(db.session.get(Call, made[0]), "state", CallState.closed), db.session.commit()))
    page = as_user(OFFICE).post(f"/calls/{made[0]}/review-beginning", {})
    assert page.status_code == 409 and "编号 31 这 1 件作品不够" in page.text
    assert f"/calls/{made[0]}/entries/2/reviewers" in page.text
    inside(lambda: (setattr(db.session.get(Entry, 2), "member_id", OFFICE), db.session.commit()))
    own = as_user(OFFICE).post(f"/calls/{made[0]}/review-beginning", {})
    assert own.status_code == 409 and "编号 31" not in own.text and "1 件" in own.text


def test_settling_wants_a_reason_for_every_entry_short_of_reviews(as_user, inside):
    call_id, entries = inside(lambda: resulted.scored((9000, 8500, None)))

    def decide():
        deciding.set_grades(call_id, resulted.GRADES, resulted.ACTOR)
        deciding.apply_order(call_id, resulted.ACTOR)
        deciding.decide(call_id, entries[2], None, "", actor=resulted.ACTOR)
        deciding.record_meeting(call_id, resulted.MET, resulted.ACTOR)

    inside(decide)
    page = as_user(OFFICE).get(f"/calls/{call_id}/result-desk")
    assert "编号 3</a>（0 份）" in page.text and "编号 1</a>" not in page.text
    refused = as_user(OFFICE).post(f"/calls/{call_id}/settlement", {})
    assert refused.status_code == 409 and "编号 3 这 1 件作品不到 1 份评审" in refused.text
    inside(lambda: deciding.decide(call_id, entries[2], None, "评委都回避，会上讨论的", actor=resulted.ACTOR))
    assert as_user(OFFICE).post(f"/calls/{call_id}/settlement", {}).status_code == 303


@pytest.mark.parametrize(("note", "is_told"), [("编号 3 的评委都要回避，会上讨论", False), ("13 件、30 件，3 月评的", True), ("", True)])
def test_the_record_of_the_meeting_may_say_why_by_number(inside, note, is_told):
    def left():
        call_id, _ = resulted.scored((9000, 8500, None))
        deciding.record_meeting(call_id, resulted.Meeting(*list(vars(resulted.MET).values())[:4], (), note), resulted.ACTOR)
        call = db.session.get(Call, call_id)
        return [one.number for one in result_queries.short_of_reviews(call, result_queries.stands_of(call), set())]

    assert inside(left) == ([3] if is_told else [])


def test_the_office_gives_more_time_later_only_noted_and_told(as_user, inside, made, at):
    address, office = f"/calls/{made[0]}/review-extension", as_user(OFFICE)
    for until, status in (("2026-09-30T18:00", 409), ("2026-09-20T10:00", 409), ("morgen", 422), ("", 422), ("2026-10-08T12:00", 303)):
        assert office.post(address, {"until": until}).status_code == status, until
    assert inside(lambda: db.session.get(Call, made[0]).reviews_until) == datetime(2026, 10, 8, 12)
    told = inside(lambda: db.session.scalars(select(Message.body).where(Message.member_id == ME)).all())
    assert len(told) == 1 and "2026-10-08 12:00" in told[0]
    assert inside(lambda: db.session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.action == "extended_review"))) == 1
    at("2026-10-05 10:00:00")
    assert as_user(ME).post(f"/reviews/{made[1]}/submission", typed(made, "90", "80")).status_code == 303
    inside(lambda: (setattr(db.session.get(Call, made[0]), "state", CallState.final), db.session.commit()))
    assert as_user(OFFICE).post(address, {"until": "2026-11-08T12:00"}).status_code == 409
    assert as_user(ME).post(address, {"until": "2026-12-08T12:00"}).status_code == 403


@pytest.mark.parametrize("state", [Invitation.invited, Invitation.accepted])
def test_who_was_asked_finds_the_reviews_without_the_role(as_user, inside, statements, state):
    before = as_user(10006).get("/calls").text
    assert 'href="/reviews"' not in before

    def ask():
        call_id = reviewed.call_in_review()
        row = reviewed.reviewer(call_id, 10006, state=state)
        reviewed.review(reviewed.entry(call_id, 7), row, 10006)
        return row

    few = len(statements(lambda: as_user(10006).get("/messages/")))
    row = inside(ask)
    assert len(statements(lambda: as_user(10006).get("/messages/"))) == few
    page = as_user(10006).get("/calls").text
    assert 'href="/reviews"' in page and ("您有 1 件待评" in page) == (state is Invitation.accepted)
    inside(lambda: (setattr(db.session.get(CallReviewer, row), "state", Invitation.declined), db.session.commit()))
    assert 'href="/reviews"' not in as_user(10006).get("/calls").text


def test_a_sheet_reads_its_reviewers_at_once(inside, made, statements):
    def prepare():
        entries = [reviewed.entry(made[0], n) for n in range(40, 44)]
        return crew(made[0], 8)[0], entries

    members, _ = inside(prepare)

    def load(count):
        wishes = [Wish(n, 40, str(one)) for n, one in enumerate(members[:count])]
        wishes.append(Wish(99, 4000, "0"))  # nothing is written

        def run():
            with pytest.raises(Refused):
                assigning.assign_by_sheet(made[0], wishes, university_actor(OFFICE))

        return len(statements(lambda: inside(run)))

    assert load(1) == load(8)
    assert sum("FROM member" in one for one in statements(lambda: load(8))) <= 1


def test_the_reminder_comes_again_when_there_is_more_time(inside, made):
    def remind():
        return assigning.remind_before_end(made[0])

    assert inside(remind) == 1 and inside(remind) == 0
    inside(lambda: (setattr(db.session.get(Call, made[0]), "reviews_until", clock.now() + timedelta(days=30)), db.session.commit()))
    assert inside(remind) == 1
