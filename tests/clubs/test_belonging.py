"""Joining and leaving, officers and their terms, the end of a club."""

import pytest
from sqlalchemy import select

from tests.clubs import made
from tests.clubs.made import NEWCOMER, OFFICE, PROPOSER, STRANGER, person
from tests.support.university import add_member
from unionweb.clubs import queries, services
from unionweb.clubs.models import Club, ClubMembership, ClubOfficer
from unionweb.clubs.rules import terms
from unionweb.clubs.rules.kinds import ClubState, MembershipState, Post
from unionweb.clubs.services import ClubFacts
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@pytest.fixture
def club(inside):
    return inside(made.active)


def membership(inside, club_id, member_id):
    wanted = select(ClubMembership).where(ClubMembership.club_id == club_id, ClubMembership.member_id == member_id)
    return inside(lambda: db.session.scalars(wanted.order_by(ClubMembership.id.desc())).first())


def test_joining_asks_and_an_officer_answers(as_user, inside, club):
    newcomer, president = as_user(NEWCOMER), as_user(PROPOSER)
    assert newcomer.post(f"/clubs/{club}/requests", {"note": "我打了十年球"}).status_code == 303
    assert newcomer.post(f"/clubs/{club}/requests").status_code == 409
    assert "我打了十年球" in president.get(f"/clubs/{club}/members").text
    row = membership(inside, club, NEWCOMER)
    assert president.post(f"/clubs/{club}/members/{row.id}/acceptance").status_code == 303
    assert president.post(f"/clubs/{club}/members/{row.id}/acceptance").status_code == 409
    assert inside(lambda: queries.is_member(NEWCOMER, club))
    assert newcomer.get(f"/clubs/{club}/members").status_code == 200
    assert newcomer.post(f"/clubs/{club}/leaving").status_code == 303
    assert not inside(lambda: queries.is_member(NEWCOMER, club))
    assert newcomer.get(f"/clubs/{club}/members").status_code == 404


def test_a_request_is_declined_with_a_reason_and_may_be_taken_back(as_user, inside, club):
    newcomer, president = as_user(NEWCOMER), as_user(PROPOSER)
    newcomer.post(f"/clubs/{club}/requests")
    row = membership(inside, club, NEWCOMER)
    path = f"/clubs/{club}/members/{row.id}/declination"
    assert president.post(path, {"ended-reason": ""}).status_code == 422
    assert president.post(path, {"ended-reason": "这学期满员了"}).status_code == 303
    assert president.post(path, {"ended-reason": "这学期满员了"}).status_code == 409
    assert inside(lambda: "这学期满员了" in db.session.scalars(select(Message.body).where(Message.member_id == NEWCOMER)).all())
    newcomer.post(f"/clubs/{club}/requests")
    assert newcomer.post(f"/clubs/{club}/leaving").status_code == 303
    assert membership(inside, club, NEWCOMER).state is MembershipState.taken_back
    assert newcomer.post(f"/clubs/{club}/leaving").status_code == 409


def test_a_member_is_removed_with_a_reason_but_an_officer_first_loses_the_post(as_user, inside, club):
    inside(lambda: made.named(club, STRANGER))
    row, president = membership(inside, club, STRANGER), as_user(PROPOSER)
    path = f"/clubs/{club}/members/{row.id}/removal"
    answer = president.post(path, {"ended-reason": "两年没有来"})
    assert answer.status_code == 409 and "还有职务" in answer.text and "两年没有来" in answer.text
    officer = next(o for o in inside(lambda: queries.officers_of(club)) if o.member_id == STRANGER)
    assert as_user(STRANGER).post(f"/clubs/{club}/leaving").status_code == 409
    assert president.post(f"/clubs/{club}/officers/{officer.id}/end", {"end-reason": ""}).status_code == 422
    assert president.post(f"/clubs/{club}/officers/{officer.id}/end", {"end-reason": "换人"}).status_code == 303
    assert president.post(f"/clubs/{club}/officers/{officer.id}/end", {"end-reason": "换人"}).status_code == 409
    assert president.post(path, {"ended-reason": "两年没有来"}).status_code == 303
    assert membership(inside, club, STRANGER).state is MembershipState.removed


@pytest.mark.parametrize("who", [10002, 10004, 10006, 10007, 10008])
def test_strangers_see_the_register_and_nothing_inside(as_user, inside, club, who):
    browser = as_user(who)
    inside(lambda: made.checked(club))
    assert "教职工羽毛球协会" in browser.get("/clubs").text
    shown = browser.get(f"/clubs/{club}").text
    assert "周外" not in shown and "年检" not in shown
    check = inside(lambda: queries.checks_of(club)[0].id)
    row = membership(inside, club, STRANGER).id
    for path in (f"/clubs/{club}/members", f"/clubs/{club}/edit", f"/clubs/{club}/checks/new", f"/clubs/checks/{check}"):
        assert browser.get(path).status_code == 404, path
    for path in (f"{club}/members/{row}/removal", f"{club}/members/exports", f"{club}/officers", f"{club}/checks", str(club)):
        assert browser.post(f"/clubs/{path}", {"ended-reason": "x"}).status_code == 404, path
    for path in ("/clubs/desk", "/clubs/checks", "/clubs/checks.xlsx", "/clubs/register.xlsx"):
        assert browser.get(path).status_code == 403, path
    assert browser.post(f"/clubs/{club}/dissolution").status_code == 403


def test_a_plain_member_sees_the_list_but_manages_nothing(as_user, inside, club):
    browser, row = as_user(STRANGER), membership(inside, club, PROPOSER)
    assert "王敏" in browser.get(f"/clubs/{club}/members").text
    for path in (f"members/{row.id}/removal", f"members/{row.id}/acceptance", "members/exports", "officers", "charters", "checks"):
        assert browser.post(f"/clubs/{club}/{path}").status_code == 404, path


def test_officers_of_one_club_are_nobody_in_another(as_user, inside, club):
    inside(lambda: made.joined(club, NEWCOMER))
    other = ClubFacts("教职工合唱团", "唱歌", "")
    second = inside(lambda: made.active(other))
    row = membership(inside, club, NEWCOMER)
    assert as_user(PROPOSER).post(f"/clubs/{second}/members/{row.id}/removal", {"ended-reason": "x"}).status_code == 404


def test_terms_run_to_the_day_before_and_posts_pass_on(inside, club, at):
    day = clock.today()
    assert terms.last_day_of_term(day.replace(2024, 2, 29), 2).isoformat() == "2026-02-28"
    inside(lambda: made.joined(club, NEWCOMER))
    inside(lambda: made.named(club, STRANGER))
    inside(lambda: made.named(club, NEWCOMER))
    posts = inside(lambda: {(o.member_id, o.post) for o in queries.officers_of(club)})
    assert posts == {(PROPOSER, Post.president), (NEWCOMER, Post.secretary)}
    past = inside(lambda: queries.past_officers(club))
    assert [(o.member_id, o.end_reason) for o in past] == [(STRANGER, "换届")]


def test_one_more_term_follows_the_first_without_a_gap(as_user, inside, club, at):
    at("2027-03-20 10:00")
    president = as_user(PROPOSER)
    typed = {"staff_no": "10001", "post": "president", "starts_on": "2027-03-15"}
    assert president.post(f"/clubs/{club}/officers", typed).status_code == 303
    assert president.post(f"/clubs/{club}/officers", typed).status_code == 409, "the same form sent twice is no third term"
    now = inside(lambda: [(o.member_id, o.post, o.starts_on.isoformat()) for o in queries.officers_of(club)])
    assert now == [(PROPOSER, Post.president, "2027-03-15")]
    past = inside(lambda: [(o.member_id, o.ended_on.isoformat(), o.end_reason) for o in queries.past_officers(club)])
    assert past == [(PROPOSER, "2027-03-14", "连任")]


def test_who_has_asked_to_join_hears_that_the_club_is_no_more(inside, club):
    inside(lambda: services.ask_to_join(club, "", person(NEWCOMER)))
    inside(lambda: services.dissolve_club(club, "没有人了", person(OFFICE)))
    told = inside(lambda: set(db.session.scalars(db.select(Message.member_id).where(Message.title.contains("解散了")))))
    assert told == {PROPOSER, STRANGER, NEWCOMER}


def test_what_cannot_be_named(as_user, inside, club):
    president = as_user(PROPOSER)

    def name(**changes):
        typed = {"staff_no": "10005", "post": "treasurer", "starts_on": "2026-09-16"} | changes
        return president.post(f"/clubs/{club}/officers", typed)

    assert "没有工号是 99999 的会员" in name(staff_no="99999").text
    assert "还不是协会的会员" in name(staff_no="10002").text
    assert "已经担任协会的一个职务" in name(staff_no="10001").text
    assert name(starts_on="2026-09-17").status_code == 409
    assert name(starts_on="2020-01-01").status_code == 409
    assert name(post="king").status_code == 422
    assert name(staff_no="").status_code == 422
    assert name().status_code == 303
    assert "已经担任" in name().text
    assert as_user(STRANGER).post(f"/clubs/{club}/officers").status_code == 404, "only the president names"


def test_expiring_terms_are_shown_and_told_once(as_user, inside, club, at):
    assert "快届满的负责人" not in as_user(OFFICE).get("/clubs/desk").text
    at("2028-08-01 08:00")
    assert "快届满的负责人" in as_user(OFFICE).get("/clubs/desk").text
    assert inside(services.remind_of_terms) == "提醒了 2 次。"
    assert inside(services.remind_of_terms) == "没有快届满的。"
    at("2028-10-01 08:00")
    assert "已届满" in as_user(PROPOSER).get(f"/clubs/{club}").text
    assert inside(lambda: queries.clubs_run_by(PROPOSER)) == {club}, "goes on until there is a successor"


def leave(*ids):
    with transaction():
        services.leave_clubs(list(ids))


def test_leaving_the_university_ends_membership_and_post_and_tells_the_office(as_user, inside, club):
    inside(lambda: leave(PROPOSER))
    assert inside(lambda: queries.members_of(club)) == {STRANGER}
    assert inside(lambda: queries.officers_of(club)) == []
    assert "没有会长的协会" in as_user(OFFICE).get("/clubs/desk").text
    titles = inside(lambda: list(db.session.scalars(select(Message.title).where(Message.member_id == OFFICE))))
    assert "“教职工羽毛球协会”没有会长了" in titles


def test_the_office_dissolves_a_club_with_a_reason(as_user, inside, club):
    office = as_user(OFFICE)
    assert office.post(f"/clubs/{club}/dissolution", {"dissolution-reason": ""}).status_code == 422
    assert office.post(f"/clubs/{club}/dissolution", {"dissolution-reason": "三年没有活动"}).status_code == 303
    assert office.post(f"/clubs/{club}/dissolution", {"dissolution-reason": "三年没有活动"}).status_code == 409
    assert inside(lambda: db.session.get_one(Club, club).state) is ClubState.dissolved
    assert inside(lambda: queries.members_of(club)) == set() and not inside(lambda: queries.officers_of(club))
    shown = as_user(NEWCOMER).get(f"/clubs/{club}")
    assert "三年没有活动" in shown.text and "历任负责人" in shown.text
    assert as_user(NEWCOMER).post(f"/clubs/{club}/requests").status_code == 409
    assert inside(lambda: db.session.scalar(select(ClubOfficer.end_reason))) == "协会解散"


def test_lists_ask_the_same_number_of_questions_for_one_and_thirty(as_user, inside, club, statements):
    browser = as_user(PROPOSER)
    paths = (f"/clubs/{club}/members", "/clubs", f"/clubs/{club}")
    few = [len(statements(lambda path=path: browser.get(path))) for path in paths]

    def many():
        for n in range(30):
            add_member(20100 + n, f"队员{n}")
        db.session.commit()
        for n in range(30):
            services.ask_to_join(club, "", person(20100 + n))
            if n < 20:
                services.accept_request(club, made.asked(club, 20100 + n), person(PROPOSER))
        for n in range(30):
            db.session.add(Club(name=f"协会{n}", state=ClubState.active, founded_on=clock.today(), created_at=clock.now()))
        db.session.commit()

    inside(many)
    assert [len(statements(lambda path=path: browser.get(path))) for path in paths] == few


def test_a_closed_club_refuses_what_was_typed_before(inside, club):
    inside(lambda: services.ask_to_join(club, "", person(NEWCOMER)))
    row = inside(lambda: made.asked(club, NEWCOMER))
    inside(lambda: services.dissolve_club(club, "没有活动", person(OFFICE)))
    with pytest.raises(Refused):
        inside(lambda: services.accept_request(club, row, person(PROPOSER)))


def test_files_to_take_along(as_user, inside, club):
    assert as_user(OFFICE).get("/clubs/register.xlsx").status_code == 200
    assert as_user(PROPOSER).post(f"/clubs/{club}/members/exports").status_code == 200
    charter = inside(lambda: db.session.get_one(Club, club).charters[0].id)
    assert as_user(NEWCOMER).get(f"/clubs/charters/{charter}").data == made.CHARTER.data
