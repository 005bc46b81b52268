"""Places: who gets one, who waits, who moves up; one function frees a place whoever frees it."""

import random
from datetime import datetime

import pytest
from sqlalchemy import select

from tests.activities.made import an_activity, join, people, person, seats, status_of, statuses, told
from unionweb.accounts.queries.sessions import HeldRole
from unionweb.accounts.rules import Role
from unionweb.activities import services
from unionweb.activities.models import Activity, ActivitySession, Signup
from unionweb.activities.queries.mine import position_of
from unionweb.activities.rules.kinds import ActivityState, Entry, Picks, PoolKind, SignupStatus
from unionweb.activities.rules.seats import Room
from unionweb.activities.services.routine import look_after, run_activities
from unionweb.common import questions
from unionweb.common.audit import AuditEvent
from unionweb.common.questions import QuestionKind
from unionweb.inbox.models import Message
from unionweb.kernel import files
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE = 10003


def office():
    found = person(OFFICE)
    found.roles = (HeldRole(Role.office, None, None, "all"),)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_room_never_gives_more_than_there_is_and_keeps_what_is_set_aside(seed):
    pick = random.Random(seed)
    capacity = pick.randint(1, 30)
    reserved, left = {}, capacity
    for key in "abc":
        reserved[key] = pick.randint(0, left // 2)
        left -= reserved[key]
    room = Room(capacity, reserved)
    for _ in range(60):
        pool, wanted = pick.choice("abcd"), pick.randint(1, 4)
        fits = room.holds(pool, wanted)
        own_left = reserved.get(pool, 0) - room.taken.get(pool, 0)
        assert fits or wanted > own_left, "a place set aside was refused to whom it is for"
        assert fits == (wanted <= room.left_for(pool))
        if fits:
            room.take(pool, wanted)
        assert room.held <= capacity
        assert sum(max(room.taken.get(k, 0), r) for k, r in reserved.items()) + room.taken.get("d", 0) <= capacity


@pytest.mark.parametrize("seed", range(20))
def test_merged_pools_leave_no_place_empty(seed):
    pick = random.Random(seed)
    room = Room(pick.randint(1, 20))
    while room.holds("a", 1):
        room.take(pick.choice("ab"), 1)
    assert room.is_full and room.held == room.capacity


def test_places_go_by_order_and_the_rest_waits(inside):
    def run():
        activity = an_activity(capacity=2)
        for staff_no in (10001, 10002, 10005, 10006):
            join(activity, staff_no)
        assert statuses(activity) == {10001: "confirmed", 10002: "confirmed", 10005: "waitlisted", 10006: "waitlisted"}
        assert seats(activity) == [1, 2]
        second = db.session.scalar(select(Signup).where(Signup.member_id == 10006))
        assert position_of(second) == (2, 2)
        assert told(10005) == ["《秋季读书会》已排上候补"]

    inside(run)


def test_who_would_not_wait_is_told_that_it_is_full(inside):
    def run():
        activity = an_activity(capacity=1)
        join(activity, 10001)
        with pytest.raises(services.NotSignedUp, match="报满"):
            join(activity, 10002, waits=False)
        assert statuses(activity) == {10001: "confirmed"}

    inside(run)


def test_giving_back_moves_exactly_the_first_up(inside):
    def run():
        activity = an_activity(capacity=1)
        first = join(activity, 10001)
        for staff_no in (10002, 10005):
            join(activity, staff_no)
        services.cancel(person(10001), first)
        assert statuses(activity) == {10001: "cancelled", 10002: "confirmed", 10005: "waitlisted"}
        assert seats(activity) == [1]
        assert told(10002)[-1] == "《秋季读书会》候补成功，已经报上了"
        services.cancel(person(10001), first)  # a second click
        assert statuses(activity)[10005] == "waitlisted"

    inside(run)


def test_a_party_that_does_not_fit_is_passed_over_and_keeps_its_position(inside):
    def run():
        activity = an_activity(capacity=2, entry=Entry.companions, most_companions=3)
        first = join(activity, 10001)
        join(activity, 10002)
        family = join(activity, 10005, companions={"3-6": 1})
        join(activity, 10006)
        services.cancel(person(10001), first)
        assert statuses(activity)[10006] == "confirmed" and statuses(activity)[10005] == "waitlisted"
        assert position_of(db.session.get(Signup, family)) == (1, 1)

    inside(run)


def test_raised_capacity_moves_exactly_so_many_up(inside):
    def run():
        activity = an_activity(capacity=1)
        people(*range(20001, 20006))
        for staff_no in (10001, *range(20001, 20006)):
            join(activity, staff_no)
        assert services.raise_capacity(activity, 0, 3, office()) == 2
        found = statuses(activity)
        assert [found[n] for n in range(20001, 20006)] == ["confirmed"] * 2 + ["waitlisted"] * 3
        with pytest.raises(Refused, match="只能加"):
            services.raise_capacity(activity, 0, 2, office())

    inside(run)


def test_removal_with_a_reason_tells_and_moves_up(inside):
    def run():
        activity = an_activity(capacity=1)
        first = join(activity, 10001)
        join(activity, 10002)
        services.remove(office(), first, "重复报名")
        assert statuses(activity) == {10001: "cancelled", 10002: "confirmed"}
        assert "取消了" in told(10001)[-1]
        assert not db.session.get(Signup, first).is_late
        with pytest.raises(Refused):
            services.remove(office(), first, "再来一次")

    inside(run)


def test_nobody_new_goes_before_those_who_wait(inside):
    """Between a raised capacity by hand in the database, or the merge time, and the job: the next sign-up fills first."""

    def run():
        activity = an_activity(capacity=1)
        join(activity, 10001)
        join(activity, 10002)
        db.session.get(Activity, activity).capacity = 2
        db.session.commit()
        join(activity, 10005)
        assert statuses(activity) == {10001: "confirmed", 10002: "confirmed", 10005: "waitlisted"}

    inside(run)


def test_after_the_cut_off_nobody_moves_up_and_the_waiting_are_told(inside, at):
    def run():
        activity = an_activity(capacity=1)
        first = join(activity, 10001)
        join(activity, 10002)
        at("2026-09-24 12:00")
        services.cancel(person(10001), first)
        assert statuses(activity)[10002] == "waitlisted"
        look_after(activity)
        assert statuses(activity)[10002] == "cancelled"
        assert told(10002)[-1] == "《秋季读书会》这次没有补上"
        assert seats(activity) == []

    inside(run)


def test_places_set_aside_stay_until_the_pools_merge(inside, at):
    def run():
        pools = {"pool_kind": PoolKind.campus, "pools": {"3": 1}, "merges_at": db_time("2026-09-18 12:00")}
        activity = an_activity(capacity=2, **pools)
        join(activity, 10001)
        join(activity, 10002)  # from the same campus: the other place is kept for 滨海校区
        assert statuses(activity) == {10001: "confirmed", 10002: "waitlisted"}
        at("2026-09-18 12:01")
        run_activities()
        assert statuses(activity)[10002] == "confirmed"

    inside(run)


def test_a_place_set_aside_goes_to_whom_it_is_for_though_others_wait(inside):
    def run():
        activity = an_activity(capacity=2, pool_kind=PoolKind.campus, pools={"3": 1})
        for staff_no in (10001, 10002, 10005):
            join(activity, staff_no)
        assert statuses(activity) == {10001: "confirmed", 10002: "waitlisted", 10005: "confirmed"}

    inside(run)


def db_time(text):
    return datetime.fromisoformat(text)


def test_a_costly_place_is_offered_and_goes_on_when_nobody_answers(inside, at):
    def run():
        activity = an_activity(capacity=1, offer_hours=24)
        first = join(activity, 10001)
        second, third = join(activity, 10002), join(activity, 10005)
        services.cancel(person(10001), first)
        offered = db.session.get(Signup, second)
        assert offered.status is SignupStatus.offered and seats(activity) == [1]
        assert "请在" in told(10002)[-1]
        at("2026-09-17 10:45")
        run_activities()
        assert status_of(second) is SignupStatus.declined and status_of(third) is SignupStatus.offered
        services.accept_offer(person(10005), third)
        services.accept_offer(person(10005), third)
        assert status_of(third) is SignupStatus.confirmed
        with pytest.raises(Refused, match="过了确认"):
            services.accept_offer(person(10002), second)

    inside(run)


def test_a_declined_offer_goes_to_the_next_at_once(inside):
    def run():
        activity = an_activity(capacity=1, offer_hours=2)
        first = join(activity, 10001)
        second, third = join(activity, 10002), join(activity, 10005)
        services.cancel(person(10001), first)
        services.decline_offer(person(10002), second)
        services.decline_offer(person(10002), second)
        assert status_of(third) is SignupStatus.offered
        assert not db.session.get(Signup, second).is_late

    inside(run)


def test_an_expired_offer_cannot_be_taken_before_the_job_has_run(inside, at):
    def run():
        activity = an_activity(capacity=1, offer_hours=2)
        first = join(activity, 10001)
        second = join(activity, 10002)
        services.cancel(person(10001), first)
        at("2026-09-16 12:45")
        with pytest.raises(Refused):
            services.accept_offer(person(10002), second)

    inside(run)


def test_giving_up_late_is_noted_and_leaving_the_queue_never_is(inside, at):
    def run():
        activity = an_activity(capacity=1)
        first = join(activity, 10001)
        waiting = join(activity, 10002)
        at("2026-09-23 17:01")
        services.cancel(person(10002), waiting)
        services.cancel(person(10001), first)
        assert db.session.get(Signup, first).is_late and not db.session.get(Signup, waiting).is_late

    inside(run)


def test_who_moved_up_late_has_a_day_to_look(inside, at):
    """The deadline for giving up has passed when the place comes: giving it back within the set hours is not late."""

    def run(after):
        activity = an_activity(capacity=1, title=f"读书会 {after}", promote_until=datetime(2026, 9, 25, 12))
        first, second = join(activity, 10001), join(activity, 10002)
        at("2026-09-24 10:00")
        services.cancel(person(10001), first)
        assert status_of(second) is SignupStatus.confirmed
        at(after)
        services.cancel(person(10002), second)
        at("2026-09-16 10:38")
        return db.session.get(Signup, first).is_late, db.session.get(Signup, second).is_late

    assert inside(lambda: run("2026-09-24 10:00")) == (True, False)
    assert inside(lambda: run("2026-09-25 10:00")) == (True, False)
    assert inside(lambda: run("2026-09-25 10:01")) == (True, True)


def test_the_page_and_the_message_say_until_when_giving_back_is_not_late(as_user, inside, at):
    activity = inside(lambda: an_activity(capacity=1))
    first, second = inside(lambda: join(activity, 10001)), inside(lambda: join(activity, 10002))
    at("2026-09-24 10:00")
    inside(lambda: services.cancel(person(10001), first))
    body = inside(lambda: db.session.scalars(select(Message.body).where(Message.member_id == 10002).order_by(Message.id.desc())).first())
    page = as_user(10002).get(f"/activities/signups/{second}").text
    assert "9月25日 周五 10:00 以前取消不算" in body and "以前取消不算没有来" in page
    assert "补上后 24 小时内取消也不算" in as_user(10005).get(f"/activities/{activity}").text


def test_a_document_goes_with_the_sign_up_it_was_given_to(inside):
    def run():
        activity = an_activity()
        facts = {"text": "健康证", "hint": "", "is_required": False, "choices": []}
        proof = questions.add_question("activity", activity, facts | {"kind": QuestionKind.file}, person(10003))
        diet = questions.add_question("activity", activity, facts | {"kind": QuestionKind.text, "text": "忌口"}, person(10003))
        answers = {proof: questions.Upload("证.pdf", b"%PDF-1.7"), diet: "不吃香菜"}
        first = join(activity, 10001, answers=answers)
        assert len(list(files.folder().iterdir())) == 1
        with pytest.raises(Refused):
            join(activity, 10001, answers=answers)
        services.cancel(person(10001), first)
        assert list(files.folder().iterdir()) == []
        assert db.session.scalars(select(questions.Answer.value)).all() == ["不吃香菜"]

    inside(run)


def test_nothing_is_given_back_once_it_has_begun(inside, at):
    def run():
        first = join(an_activity(), 10001)
        at("2026-09-25 14:00")
        with pytest.raises(Refused, match="已经开始"):
            services.cancel(person(10001), first)

    inside(run)


def test_places_of_a_session_are_its_own(inside):
    def run():
        activity = an_activity(capacity=None, picks=Picks.one, sessions=2, session_capacity=1)
        one, two = db.session.scalars(select(ActivitySession.id).order_by(ActivitySession.starts_at))
        join(activity, 10001, session_id=one)
        join(activity, 10002, session_id=one)
        join(activity, 10005, session_id=two)
        assert statuses(activity) == {10001: "confirmed", 10002: "waitlisted", 10005: "confirmed"}
        assert seats(activity, one) == [1] and seats(activity, two) == [1]
        assert services.raise_capacity(activity, one, 2, office()) == 1
        for session_id, words in ((None, "请选一场"), (999, "请选一场")):
            with pytest.raises(services.NotSignedUp, match=words):
                join(activity, 10006, session_id=session_id)

    inside(run)


def test_a_called_off_session_frees_and_tells_and_nobody_moves_into_it(inside):
    def run():
        activity = an_activity(capacity=None, picks=Picks.one, sessions=2, session_capacity=1)
        one, two = db.session.scalars(select(ActivitySession.id).order_by(ActivitySession.starts_at))
        for staff_no in (10001, 10002):
            join(activity, staff_no, session_id=one)
        join(activity, 10005, session_id=two)
        assert services.call_off_session(one, "讲师生病", office()) == 2
        assert services.call_off_session(one, "讲师生病", office()) == 0
        assert statuses(activity) == {10001: "cancelled", 10002: "cancelled", 10005: "confirmed"}
        assert seats(activity, one) == []
        assert "这一场取消了" in told(10001)[-1] and "这一场取消了" in told(10002)[-1]
        join(activity, 10001, session_id=two)  # may take the other one
        with pytest.raises(Refused, match="整项活动"):
            services.call_off_session(two, "也不办", office())

    inside(run)


def test_calling_off_tells_everybody_the_waiting_too(inside):
    def run():
        activity = an_activity(capacity=1)
        for staff_no in (10001, 10002):
            join(activity, staff_no)
        assert services.call_off(activity, "台风", office()) == 2
        assert services.call_off(activity, "台风", office()) == 0
        assert statuses(activity) == {10001: "cancelled", 10002: "cancelled"}
        assert told(10001)[-1] == told(10002)[-1] == "《秋季读书会》取消了"
        assert seats(activity) == []
        with pytest.raises(services.NotSignedUp, match="取消"):
            join(activity, 10005)

    inside(run)


def test_who_leaves_the_university_frees_the_place(inside):
    def run():
        activity = an_activity(capacity=1)
        join(activity, 10001)
        join(activity, 10002)
        services_leave([10001])
        assert statuses(activity) == {10001: "cancelled", 10002: "confirmed"}

    def services_leave(ids):
        write(services.leave_activities)(ids)

    inside(run)


def test_the_job_closes_and_ends_and_twice_changes_nothing(inside, at):
    def run():
        activity = an_activity()
        join(activity, 10001)
        at("2026-09-20 17:00")
        run_activities()
        assert db.session.get(Activity, activity).state is ActivityState.closed
        at("2026-09-25 16:00")
        run_activities()
        run_activities()
        assert db.session.get(Activity, activity, populate_existing=True).state is ActivityState.done
        ends = select(AuditEvent).where(AuditEvent.action == "activity_done")
        assert len(list(db.session.scalars(ends))) == 1

    inside(run)


def test_the_same_form_sent_twice_is_one_sign_up(inside):
    def run():
        activity = an_activity()
        first = join(activity, 10001, request_key="abcdefgh")
        assert join(activity, 10001, request_key="abcdefgh") == first
        with pytest.raises(services.NotSignedUp, match="已经报过名"):
            join(activity, 10001, request_key="ijklmnop")
        assert seats(activity) == [1]

    inside(run)


def test_numbers_and_audit_rows_go_with_every_sign_up(inside):
    def run():
        activity = an_activity(capacity=1)
        ids = [join(activity, n) for n in (10001, 10002)]
        assert [db.session.get(Signup, id).number for id in ids] == [1, 2]
        actions = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "signup").order_by(AuditEvent.id)))
        assert actions == ["signed_up", "waited"]

    inside(run)
