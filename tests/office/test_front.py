"""The first pages: what waits for somebody stands there for them, and for nobody else; as many queries for one line as for thirty."""

from datetime import date, datetime

import pytest

from tests.activities.made import an_activity, join
from tests.activities.made import person as anybody
from tests.calls import drafted, resulted, reviewed
from tests.retreats import made as retreats
from unionweb.accounts.models import Member
from unionweb.activities import services as activities
from unionweb.activities.models import MissAppeal, TeamMember
from unionweb.activities.rules.kinds import TeamStatus
from unionweb.calls.models import CoAuthor
from unionweb.calls.rules.kinds import CoAuthorState, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation
from unionweb.common import front, publicity
from unionweb.common.front import Line, Side
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.retreats.rules.ordering import Way

MEMBER, CHAIR, OFFICE, STRANGER, REVIEWER = 10001, 10002, 10003, 10005, 10008
TASKS, OFFICE_TASKS, OPENINGS = 'id="tasks"', 'id="office-tasks"', 'id="openings"'


def section(page, mark) -> str:
    return page.split(mark, 1)[1].split("</section>", 1)[0] if mark in page else ""


def hall(as_user, who) -> tuple[str, str, str]:
    """等您办, 办公, 正在报名 of somebody's hall."""
    page = as_user(who).get("/").text
    return tuple(section(page, mark) for mark in (TASKS, OFFICE_TASKS, OPENINGS))


def test_an_empty_desk_has_no_boxes(as_user):
    page = as_user(MEMBER).get("/").text
    assert TASKS not in page and OFFICE_TASKS not in page and OPENINGS not in page
    assert OFFICE_TASKS not in as_user(OFFICE).get("/overview").text


def test_what_ends_first_stands_on_top(inside):
    late, soon, never = (Line(text, "bookings.hall", until=until) for text, until in
                         (("晚", datetime(2026, 9, 20)), ("早", datetime(2026, 9, 17, 9)), ("不限", None)))  # fmt: skip
    front.add(Side.own, lambda user: [never, late, soon])
    try:
        found = inside(lambda: [line for line in front.lines(Side.own, anybody(MEMBER)) if line in (late, soon, never)])
    finally:
        front._sources[Side.own].pop()
    assert found == [soon, late, never]
    assert [line.is_soon for line in found] == [True, False, False]


def test_a_long_list_is_folded_and_the_openings_are_the_next_few(as_user, inside):
    inside(lambda: fill(0, 9))
    page = as_user(MEMBER).get("/").text
    tasks = section(page, TASKS)
    assert tasks.count("<li>") == 9 and "还有 3 件" in tasks.split("<details")[1]
    assert section(page, OPENINGS).count("<li>") == 5


def test_an_offered_place_and_a_team_wait_for_an_answer(as_user, inside, at):
    def build():
        activity = an_activity(capacity=1, title="采摘", offer_hours=24)
        first, _ = join(activity, STRANGER), join(activity, MEMBER)
        activities.cancel(anybody(STRANGER), first)
        team = join(an_activity(title="健步走"), STRANGER)
        db.session.add(TeamMember(signup_id=team, member_id=MEMBER, status=TeamStatus.invited))
        db.session.commit()

    inside(build)
    tasks, _, openings = hall(as_user, MEMBER)
    assert "采摘：有名额了，请确认" in tasks and "快截止" in tasks and "健步走：有人请您组队" in tasks
    assert "健步走" in openings and "采摘" not in openings, "who is in it is not asked to sign up"
    assert hall(as_user, REVIEWER)[0] == ""


def appeal(signup_id, member_id):
    db.session.add(MissAppeal(signup_id=signup_id, member_id=member_id, reason="病了", asked_at=clock.now()))
    db.session.commit()


def test_organisers_are_told_what_is_left_to_do_and_not_about_themselves(as_user, inside, at):
    def build():
        own, foreign = (an_activity(title=title, unit_id=unit) for title, unit in (("本单位读书", 2), ("别处读书", 3)))
        for activity in (own, foreign):
            signup = join(activity, STRANGER)
            appeal(signup, STRANGER)
        appeal(join(own, CHAIR), CHAIR)

    inside(build)
    at("2026-09-26 09:00")
    tasks, office, _ = hall(as_user, CHAIR)
    assert "1 场活动办完了，还没有点名" in tasks and "1 份缺席申诉等答复" in tasks and office == ""
    tasks, office, _ = hall(as_user, OFFICE)
    assert "2 场活动办完了" in office and "3 份缺席申诉" in office and "点名" not in tasks
    assert "3 份缺席申诉" in section(as_user(OFFICE).get("/overview").text, OFFICE_TASKS)
    assert hall(as_user, MEMBER) == ("", "", "")


def check(programme_id, member_id):
    own = retreats.of_member(programme_id, member_id).id
    told = {"as_office": True}
    retreats.services.check_application(own, ["model_worker"], True, retreats.person(OFFICE), **told)


def test_retreats_ask_the_winner_the_chair_and_the_office(as_user, inside):
    def build():
        programme_id = retreats.add_open(retreats.route(places=2), way=Way.lot)
        for member in (MEMBER, CHAIR):
            retreats.apply(programme_id, member, 0, lanes=("model_worker",))
        return programme_id

    programme_id = inside(build)
    assert "2026年教职工疗休养" in hall(as_user, STRANGER)[2] and "疗休养" not in hall(as_user, MEMBER)[2]
    tasks = hall(as_user, CHAIR)[0]
    assert "1 份申报等您核对" in tasks, "the chair's own claim is somebody else's to check"
    assert "2 份申报没有核对" in hall(as_user, OFFICE)[1]
    for member in (MEMBER, CHAIR):
        inside(lambda m=member: check(programme_id, m))
    assert "申报" not in hall(as_user, CHAIR)[0] + hall(as_user, OFFICE)[1]
    inside(lambda: retreats.finalise(programme_id))
    assert "入选了，请确认去不去" in hall(as_user, MEMBER)[0]
    assert hall(as_user, STRANGER)[0] == ""


def test_an_author_is_reminded_of_drafts_and_of_what_came_back(as_user, inside, at):
    def build():
        call_id = drafted.add_call(title="工会故事")
        drafted.add_draft(call_id)
        back = drafted.entry(drafted.add_sent(call_id, title="第二篇"))
        back.status = SubmissionStatus.returned
        db.session.commit()
        return drafted.call(call_id).submits_until, drafted.call(call_id).corrects_until

    submits, corrects = inside(build)
    tasks, _, openings = hall(as_user, MEMBER)
    assert "工会故事：还有一份草稿没有交" in tasks and "工会故事：退回来一份" in tasks and "工会故事" in openings
    assert "第二篇" not in tasks, "a first page is read over shoulders"
    assert hall(as_user, STRANGER)[0] == ""
    at(str(submits))
    assert "草稿" not in hall(as_user, MEMBER)[0] and "退回来" in hall(as_user, MEMBER)[0]
    at(str(corrects))
    assert hall(as_user, MEMBER)[0] == ""


def test_who_is_named_is_asked(as_user, inside):
    def build():
        call_id = drafted.add_call("active_member")
        nominated = drafted.nominate(call_id, in_post_since=date(2020, 1, 1))
        row = drafted.entry(nominated)
        row.status, row.submitted_at = SubmissionStatus.submitted, clock.now()
        joint = drafted.add_sent(drafted.add_call(title="工会故事"), STRANGER)
        asked = {"sort": 1, "state": CoAuthorState.invited, "asked_at": clock.now()}
        db.session.add(CoAuthor(entry_id=joint, member_id=MEMBER, **asked))
        db.session.commit()
        return nominated

    nominated = inside(build)
    tasks = hall(as_user, MEMBER)[0]
    assert "：有人推荐了您，请看一看" in tasks and "工会故事：请您确认是合作者" in tasks
    assert "推荐了您" not in hall(as_user, STRANGER)[0]
    inside(lambda: (setattr(drafted.entry(nominated), "nominee_seen_at", clock.now()), db.session.commit()))
    assert "推荐了您" not in hall(as_user, MEMBER)[0]


def test_a_reviewer_is_asked_and_counted_behind_the_bar(as_user, inside):
    """An entry of the reviewer's own is counted nowhere."""

    def build():
        asked = reviewed.call_in_review(title="被邀请的")
        reviewed.reviewer(asked, state=Invitation.invited)
        call_id = reviewed.call_in_review(title="在评的")
        row = reviewed.reviewer(call_id)
        for number in (1, 2):
            reviewed.review(reviewed.entry(call_id, number), row)
        reviewed.review(reviewed.entry(call_id, 3, author=REVIEWER), row)
        db.session.commit()

    inside(build)
    tasks = hall(as_user, REVIEWER)[0]
    assert "被邀请的：请您当评委" in tasks and "在评的：还有 2 件没有评" in tasks
    for who in (MEMBER, CHAIR, STRANGER):
        assert "评委" not in hall(as_user, who)[0] and "没有评" not in hall(as_user, who)[0]


def test_a_chair_checks_and_is_told_of_the_minimum(as_user, inside):
    call_id = inside(lambda: drafted.add_call(title="工会故事", per_unit_least=2))
    assert "本单位还差 2 份" in hall(as_user, CHAIR)[0]
    sent = inside(lambda: drafted.add_sent(call_id))
    assert "工会故事：1 份等分工会审核" in hall(as_user, CHAIR)[0]
    inside(lambda: drafted.approve(sent))
    tasks = hall(as_user, CHAIR)[0]
    assert "等分工会审核" not in tasks and "本单位还差 1 份" in tasks
    assert "工会故事：1 份等受理" in hall(as_user, OFFICE)[1]
    assert "分工会审核" not in hall(as_user, MEMBER)[0] + hall(as_user, STRANGER)[0]


def test_the_office_sees_short_reviews_and_objections(as_user, inside):
    def build():
        call_id = reviewed.call_in_review(title="在评的", reviews_per_entry=1)
        row = reviewed.reviewer(call_id)
        reviewed.review(reviewed.entry(call_id, 1), row)
        reviewed.entry(call_id, 2)
        db.session.commit()
        shown, _ = resulted.on_notice()
        notice = publicity.publicity_of("call_publication", resulted.queries.publications_of(shown)[0].id)
        publicity.record_objection(notice.id, "名单不对", db.session.get(Member, STRANGER))

    inside(build)
    office = hall(as_user, OFFICE)[1]
    assert "在评的：1 件评委不够" in office and "件异议没有答复" in office and "名单不对" not in office
    assert all(OFFICE_TASKS not in as_user(who).get("/").text for who in (MEMBER, CHAIR, STRANGER, REVIEWER))


def fill(first: int, count: int) -> None:
    """So many of everything that waits for somebody."""
    for n in range(first, first + count):
        call_id = drafted.add_call(title=f"故事{n}", per_unit_least=5)
        drafted.add_draft(call_id)
        drafted.add_draft(call_id, OFFICE)
        sent = drafted.add_sent(call_id)
        if n % 2:
            drafted.approve(sent)
        in_review = reviewed.call_in_review(title=f"在评{n}", reviews_per_entry=3)
        for number, member in enumerate((REVIEWER, CHAIR), start=1):
            row = reviewed.reviewer(in_review, member)
            reviewed.review(reviewed.entry(in_review, number), row, member)
        signup = join(an_activity(title=f"读书{n}", unit_id=2), STRANGER)
        appeal(signup, STRANGER)
        programme_id = retreats.add_open(retreats.route(title=f"线路{n}"), title=f"疗休养{n}")
        retreats.apply(programme_id, MEMBER, 0)
        clock.set_now(datetime(2026, 9, 16, 10, 38))
    db.session.commit()


@pytest.mark.parametrize(("who", "most"), [(MEMBER, 24), (CHAIR, 29), (OFFICE, 36), (REVIEWER, 21)])
def test_the_hall_costs_the_same_for_one_line_and_for_many(as_user, inside, statements, who, most):
    inside(lambda: fill(0, 2))
    browser = as_user(who)
    browser.get("/")
    few = statements(lambda: browser.get("/"))
    inside(lambda: fill(2, 6))
    many = statements(lambda: browser.get("/"))
    assert len(many) <= len(few) <= most, "\n".join(many)


def test_every_line_leads_to_a_page_that_opens(as_user, inside):
    inside(lambda: fill(0, 2))
    for who in (MEMBER, CHAIR, OFFICE, REVIEWER):
        browser = as_user(who)
        page = browser.get("/").text
        paths = {part.split('"', 1)[0] for mark in (TASKS, OFFICE_TASKS, OPENINGS) for part in section(page, mark).split('href="')[1:]}
        assert paths
        assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200), who
