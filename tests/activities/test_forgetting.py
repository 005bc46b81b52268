"""What is removed some days after an activity, and what leaving the university ends."""

from datetime import date, datetime

from sqlalchemy import func, select

from tests.activities.made import an_activity, join, people, person, statuses, told
from tests.activities.test_places import office
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.accounts.services.people import mark_left
from unionweb.activities import services
from unionweb.activities.models import Activity, Signup, TeamMember
from unionweb.activities.rules.kinds import ActivityState, Entry
from unionweb.activities.services.routine import forget, run_activities
from unionweb.common import questions
from unionweb.common.questions import Answer, QuestionKind
from unionweb.kernel.extensions import db


def answers() -> int:
    return db.session.scalar(select(func.count(Answer.id)))


def test_companions_and_answers_go_after_the_set_days(inside, at):
    def run():
        activity = an_activity(entry=Entry.companions, most_companions=2, capacity=9)
        facts = {"kind": QuestionKind.text, "text": "忌口", "hint": "", "is_required": False, "choices": []}
        asked = questions.add_question("activity", activity, facts, office())
        signup = join(activity, 10001, companions={"0-3": 1}, answers={asked: "香菜"})
        at("2026-09-25 16:01")
        run_activities()
        at("2026-10-25 16:00")
        forget()
        assert answers() == 1
        at("2026-10-26 16:00")
        forget()
        forget()
        db.session.rollback()
        kept = db.session.get(Signup, signup, populate_existing=True)
        assert kept.companions == [] and kept.seats == 2 and answers() == 0

    inside(run)


def test_marking_somebody_as_left_ends_sign_ups_and_team_places(inside):
    def run():
        single = an_activity(capacity=1)
        team = an_activity(entry=Entry.team, team_most=3)
        join(single, 10001)
        join(single, 10005)
        captain = join(team, 10002, team_name="海燕", team_staff_nos=("10001",))
        mark_left(10001, date(2026, 9, 16), "调走", office())
        assert statuses(single) == {10001: "cancelled", 10005: "confirmed"}
        left = select(TeamMember.member_id).where(TeamMember.signup_id == captain)
        assert list(db.session.scalars(left)) == [10002]
        assert told(10002)[-1] == "海燕队少了一人"

    inside(run)


def test_an_officer_of_the_activities_area_runs_all_and_one_of_another_area_none(as_user, inside):
    activity = inside(an_activity)

    def give():
        people(20001, 20002)
        grant(20001, Role.office, area="activities")
        grant(20002, Role.office, area="bookings")
        db.session.commit()

    inside(give)
    assert as_user(20001).get(f"/activities/{activity}/desk").status_code == 200
    assert as_user(20002).get(f"/activities/{activity}/desk").status_code == 403


def test_a_copy_starts_empty_and_asks_the_same(inside):
    def run():
        activity = an_activity(sessions=2, audience={"units": [2]})
        facts = {"kind": QuestionKind.text, "text": "忌口", "hint": "", "is_required": False, "choices": []}
        questions.add_question("activity", activity, facts, office())
        join(activity, 10001)
        new = services.copy(activity, office())
        assert statuses(new) == {}
        assert [q.text for q in questions.questions_of("activity", new)] == ["忌口"]
        row = db.session.get(Activity, new)
        assert row.state is ActivityState.draft and row.audience == {"units": [2]} and len(row.sessions) == 2
        assert row.sessions[0].starts_at == datetime(2027, 9, 24, 14)

    inside(run)


def test_a_late_cancellation_of_a_called_off_activity_is_none(inside, at):
    def run():
        activity = an_activity()
        signup = join(activity, 10001)
        at("2026-09-24 09:00")
        services.call_off(activity, "台风", office())
        assert not db.session.get(Signup, signup).is_late
        services.cancel(person(10001), signup)

    inside(run)
