"""Who stays away too often is paused, a break stops the clock, and what had a reason does not count."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from tests.activities.day import add_attendance, add_day
from unionweb.activities.models import Activity, MissAppeal, Signup
from unionweb.activities.queries.pauses import paused_until
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence
from unionweb.common import settings
from unionweb.common.ladder import Ladder
from unionweb.common.ladder import paused_until as pause_of
from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db


def miss(day, member_id=10001, state=Presence.absent, **more):
    """An activity of that September day that somebody did not come to; returns its id."""
    activity_id = add_day(f"活动{day}", people=(member_id,), starts=datetime(2026, 9, day, 14), **more)
    add_attendance(activity_id, member_id, state)
    return activity_id


def give_up_late(day, member_id=10001):
    activity_id = add_day(f"活动{day}", people=(member_id,), starts=datetime(2026, 9, day + 1, 14))
    signup = db.session.scalars(select(Signup).where(Signup.activity_id == activity_id)).one()
    signup.status, signup.is_late, signup.ended_at = SignupStatus.cancelled, True, datetime(2026, 9, day, 20)
    db.session.commit()
    return signup.id


def test_three_times_away_pause_for_ten_working_days(inside):
    inside(lambda: [miss(day) for day in (8, 10)])
    assert inside(lambda: paused_until(10001)) is None
    inside(lambda: miss(14))
    assert inside(lambda: paused_until(10001)) == date(2026, 9, 28)  # the 20th is a working Sunday, the 25th a holiday
    assert inside(lambda: paused_until(10005)) is None


def test_giving_up_too_late_counts_like_staying_away(inside):
    inside(lambda: [miss(8), miss(10), give_up_late(14)])
    assert inside(lambda: paused_until(10001)) is not None


@pytest.mark.parametrize("state", [Presence.excused, Presence.undone, Presence.came])
def test_what_is_excused_or_open_does_not_count(inside, state):
    inside(lambda: [miss(8), miss(10), miss(14, state=state)])
    assert inside(lambda: paused_until(10001)) is None


def test_what_was_called_off_does_not_count(inside):
    inside(lambda: [miss(8), miss(10), miss(14)])
    assert inside(lambda: paused_until(10001)) is not None

    def call_off():
        db.session.scalars(select(Activity).where(Activity.title == "活动14")).one().state = ActivityState.called_off
        db.session.commit()

    inside(call_off)
    assert inside(lambda: paused_until(10001)) is None


def test_who_came_to_one_of_several_sessions_was_there(inside, at):
    def build():
        activity_id = add_day(people=(10001,), starts=datetime(2026, 9, 1, 14), sessions=2)
        add_attendance(activity_id, 10001, Presence.came)
        add_attendance(activity_id, 10001, Presence.absent, session=1)

    inside(lambda: [build(), miss(10), miss(14)])
    assert inside(lambda: paused_until(10001)) is None


def test_a_miss_counts_when_the_last_session_is_over(inside, at):
    def build():
        activity_id = add_day(people=(10001,), starts=datetime(2026, 9, 14, 14), sessions=2)
        add_attendance(activity_id, 10001, Presence.absent)

    inside(lambda: [miss(8), miss(10), build()])
    assert inside(lambda: paused_until(10001)) is None
    at("2026-09-21 17:00")
    assert inside(lambda: paused_until(10001)) is not None


def test_a_school_break_stops_the_clock(app, inside, at):
    period = {"kind": PeriodKind.break_, "name": "寒假", "starts_on": date(2027, 1, 18), "ends_on": date(2027, 2, 28)}
    inside(lambda: (db.session.add(SchoolPeriod(**period)), db.session.commit()))
    missed = [date(2027, 1, day) for day in (11, 13, 15)]
    for now in ("2027-01-16 09:00", "2027-02-26 09:00", "2027-03-12 09:00"):
        at(now)
        assert inside(lambda: pause_of(missed, Ladder(3, 180, 10))) == date(2027, 3, 12), now
    at("2027-03-13 09:00")
    assert inside(lambda: pause_of(missed, Ladder(3, 180, 10))) is None


def test_no_limit_pauses_nobody(inside):
    inside(lambda: [miss(8), miss(10), miss(14)])
    inside(lambda: settings.put("activities.no_show_limit", 0))
    assert inside(lambda: paused_until(10001)) is None


# ---- appeals


@pytest.fixture
def missed(inside):
    """The id of the sign-up with which 王敏 was away for the third time."""
    inside(lambda: [miss(8), miss(10), miss(14, unit_id=2)])
    return inside(lambda: db.session.scalars(select(Signup.id).order_by(Signup.id.desc())).first())


def appeal(browser, signup_id, reason="孩子发烧去了医院"):
    return browser.post(f"/activities/misses/{signup_id}/appeal", {"reason": reason})


def decide(browser, appeal_id, verdict="yes", answer="情况属实"):
    return browser.post(f"/activities/appeals/{appeal_id}/decision", {"verdict": verdict, "answer": answer})


def test_a_granted_appeal_lifts_the_pause(as_user, inside, missed):
    person, office = as_user(10001), as_user(10003)
    assert "不能报名新的活动" in person.get("/activities/misses").text
    assert appeal(person, missed).status_code == 303
    assert "等答复" in person.get("/activities/misses").text
    assert inside(lambda: db.session.scalars(select(Message.member_id)).all()) == [10003]
    appeal_id = inside(lambda: db.session.scalars(select(MissAppeal.id)).one())
    assert "孩子发烧" in office.get(f"/activities/appeals/{appeal_id}").text
    assert decide(office, appeal_id).status_code == 303
    assert inside(lambda: paused_until(10001)) is None
    page = person.get("/activities/misses").text
    assert "不能报名" not in page and "情况属实" in page
    assert decide(office, appeal_id, "no").status_code == 409


def test_a_refused_appeal_counts_on_and_is_not_asked_again(as_user, inside, missed):
    person = as_user(10001)
    appeal(person, missed)
    decide(as_user(10003), inside(lambda: db.session.scalars(select(MissAppeal.id)).one()), "no", "没有提前说")
    assert inside(lambda: paused_until(10001)) is not None
    assert appeal(person, missed).status_code == 409


def test_an_appeal_needs_a_reason_and_comes_in_time(as_user, inside, missed, at):
    person = as_user(10001)
    assert appeal(person, missed, "").status_code == 422
    assert appeal(person, missed, "长" * 501).status_code == 422
    at("2026-10-20 09:00")
    assert appeal(as_user(10001), missed).status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count(MissAppeal.id)))) == 0


@pytest.mark.parametrize("data", [{}, {"verdict": "maybe", "answer": "x"}, {"verdict": "yes"}, {"verdict": ["yes", "no"], "answer": "x"}])
def test_a_decision_of_no_shape_is_422(as_user, inside, missed, data):
    appeal(as_user(10001), missed)
    appeal_id = inside(lambda: db.session.scalars(select(MissAppeal.id)).one())
    assert as_user(10003).post(f"/activities/appeals/{appeal_id}/decision", data).status_code == 422
    assert inside(lambda: db.session.get(MissAppeal, appeal_id).decided_at) is None


def test_only_ones_own_is_appealed_and_only_the_own_units_decided(as_user, inside, missed):
    assert appeal(as_user(10005), missed).status_code == 404
    assert as_user(10005).get(f"/activities/misses/{missed}/appeal").status_code == 404
    appeal(as_user(10001), missed)
    appeal_id = inside(lambda: db.session.scalars(select(MissAppeal.id)).one())
    assert as_user(10001).get("/activities/appeals").status_code == 403
    assert as_user(10002).get(f"/activities/appeals/{appeal_id}").status_code == 200

    def move():
        signup = db.session.get_one(Signup, missed)
        signup.activity.unit_id = 3
        db.session.commit()

    inside(move)
    assert as_user(10002).get(f"/activities/appeals/{appeal_id}").status_code == 404
    assert decide(as_user(10002), appeal_id).status_code == 404
    assert "孩子发烧" not in as_user(10002).get("/activities/appeals").text


def test_nobody_decides_their_own_appeal(as_user, inside):
    inside(lambda: miss(14, member_id=10003))
    signup_id = inside(lambda: db.session.scalars(select(Signup.id)).one())
    office = as_user(10003)
    appeal(office, signup_id)
    assert decide(office, inside(lambda: db.session.scalars(select(MissAppeal.id)).one())).status_code == 409


def test_an_appeal_about_what_one_holds_oneself_goes_to_the_office(as_user, inside):
    inside(lambda: miss(14, member_id=10002, unit_id=2, created_by_id=10002))
    appeal(as_user(10002), inside(lambda: db.session.scalars(select(Signup.id)).one()))
    assert inside(lambda: db.session.scalars(select(Message.member_id)).all()) == [10003]


def test_lists_cost_the_same_for_one_and_for_thirty(as_user, inside, missed, statements):
    def ask(signup_id, member_id):
        db.session.add(MissAppeal(signup_id=signup_id, member_id=member_id, reason="病了", asked_at=datetime(2026, 9, 15)))
        db.session.commit()

    inside(lambda: ask(missed, 10001))
    office, person = as_user(10003), as_user(10001)
    seen = ((office, "/activities/appeals"), (person, "/activities/misses"))
    few = [len(statements(lambda b=b, p=p: b.get(p))) for b, p in seen]

    def more():
        for n in range(12):
            activity_id = miss(1 + n)
            ask(db.session.scalar(select(Signup.id).where(Signup.activity_id == activity_id)), 10001)

    inside(more)
    assert [len(statements(lambda b=b, p=p: b.get(p))) for b, p in seen] == few
