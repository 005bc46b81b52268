"""What comes together badly: a team that changes, sessions that have begun, times that move, forms sent again."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.activities.made import an_activity, join, person, seats, status_of, statuses, told
from tests.activities.test_pages import FORM, SESSION
from tests.activities.test_places import office
from unionweb.accounts.services.people import mark_left
from unionweb.activities import services
from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.queries import applicants
from unionweb.activities.queries.desk import Asked, sheets_of
from unionweb.activities.rules.kinds import ActivityState, Entry, Picks, PoolKind, SignupStatus, TeamStatus
from unionweb.activities.services.routine import run_activities
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def sessions_of(activity) -> list[int]:
    wanted = select(ActivitySession.id).where(ActivitySession.activity_id == activity)
    return list(db.session.scalars(wanted.order_by(ActivitySession.starts_at)))


def as_published(activity, **changed) -> dict:
    """The form of the usual open activity, as its editor sends it back."""
    row = db.session.get(Activity, activity, populate_existing=True)
    times = {name: getattr(row, name).isoformat()[:16] for name in ("opens_at", "closes_at", "cancel_until", "promote_until")}
    same = {"title": row.title, "kind": row.kind.value, "version": str(row.version), "entry": row.entry.value, "text": row.text}
    limits = {"capacity": "" if row.capacity is None else str(row.capacity), "team_least": "2", "team_most": str(row.team_most)}
    return FORM | same | times | limits | {"most_companions": str(row.most_companions)} | changed


def line_of(member_id) -> TeamMember:
    return db.session.scalar(select(TeamMember).where(TeamMember.member_id == member_id))


def test_a_draft_that_is_given_up_was_never_shown(as_user, inside):
    activity = inside(lambda: an_activity(title="没定的事", state=ActivityState.draft, published_at=None))
    assert as_user(10003).post(f"/activities/{activity}/calling-off", {"reason": "不办了"}).status_code == 303
    assert as_user(10001).get(f"/activities/{activity}").status_code == 404
    assert as_user(10001).get(f"/activities/{activity}/sign-up").status_code == 404
    assert as_user(10003).get(f"/activities/{activity}").status_code == 200


def test_somebody_who_declined_is_asked_again(inside):
    def run():
        activity = an_activity(entry=Entry.team, team_least=2, team_most=2)
        captain = join(activity, 10001, team_name="海燕", team_staff_nos=("10002",))
        services.answer_invitation(person(10002), line_of(10002).id, joins=False)
        services.name_members(person(10001), captain, ("10002",))
        assert line_of(10002).status is TeamStatus.invited
        assert len([title for title in told(10002) if "请您参加" in title]) == 2

    inside(run)


def test_who_declined_takes_no_place_in_a_team_and_comes_back_only_when_there_is_one(inside):
    def run():
        activity = an_activity(entry=Entry.team, team_least=2, team_most=2)
        captain = join(activity, 10001, team_name="海燕", team_staff_nos=("10002",))
        services.answer_invitation(person(10002), line_of(10002).id, joins=False)
        services.name_members(person(10001), captain, ("10005",))
        with pytest.raises(Refused, match="满"):
            services.answer_invitation(person(10002), line_of(10002).id, joins=True)
        services.answer_invitation(person(10005), line_of(10005).id, joins=True)
        with pytest.raises(Refused, match="最多 2 人"):
            services.name_members(person(10001), captain, ("10002",))

    inside(run)


def test_a_pause_holds_for_joining_a_team(inside, at, monkeypatch):
    def run():
        single = join(an_activity(title="错过的"), 10002)
        activity = an_activity(entry=Entry.team, team_least=2, team_most=3)
        join(activity, 10001, team_name="海燕", team_staff_nos=("10002",))
        at("2026-09-24 09:00")
        services.cancel(person(10002), single)
        monkeypatch.setattr(applicants, "paused_until", lambda _: date(2026, 10, 1))
        with pytest.raises(Refused, match="暂停报名"):
            services.answer_invitation(person(10002), line_of(10002).id, joins=True)
        services.answer_invitation(person(10002), line_of(10002).id, joins=False)

    inside(run)


@pytest.mark.parametrize("way", ["cancel", "remove", "leave"])
def test_a_team_hears_that_its_captain_is_off_the_list(inside, way):
    def run():
        activity = an_activity(entry=Entry.team, team_least=2, team_most=3)
        captain = join(activity, 10001, team_name="海燕", team_staff_nos=("10002", "10005"))
        services.answer_invitation(person(10005), line_of(10005).id, joins=False)
        heard = len(told(10005))
        if way == "cancel":
            services.cancel(person(10001), captain)
        elif way == "remove":
            services.remove(office(), captain, "报名重复")
        else:
            mark_left(10001, date(2026, 9, 16), "调走", office())
        assert told(10002)[-1] == "《秋季读书会》海燕队不参加了"
        assert len(told(10005)) == heard

    inside(run)


def test_waiting_for_a_session_ends_when_it_begins(inside, at):
    def run():
        activity = an_activity(capacity=None, picks=Picks.one, sessions=3, session_capacity=1, closes_at=datetime(2026, 9, 26),
                               promote_until=datetime(2026, 9, 27, 12))  # fmt: skip
        first, second, _ = sessions_of(activity)
        join(activity, 10001, session_id=first)
        waiting = join(activity, 10002, session_id=first)
        at("2026-09-25 14:00")
        run_activities()
        assert status_of(waiting) is SignupStatus.cancelled and told(10002)[-1] == "《秋季读书会》这次没有补上"
        assert status_of(join(activity, 10002, session_id=second)) is SignupStatus.confirmed

    inside(run)


def test_an_offer_never_lasts_beyond_the_beginning_of_its_session(inside, at):
    def run():
        activity = an_activity(capacity=None, picks=Picks.one, sessions=3, session_capacity=1, offer_hours=48,
                               promote_until=datetime(2026, 9, 27, 12))  # fmt: skip
        first = sessions_of(activity)[0]
        place, waiting = join(activity, 10001, session_id=first), join(activity, 10002, session_id=first)
        at("2026-09-25 10:00")
        services.cancel(person(10001), place)
        assert db.session.get(Signup, waiting).offered_until == datetime(2026, 9, 25, 14)

    inside(run)


def test_nobody_waits_for_what_is_over(inside, at):
    def run():
        activity = an_activity(capacity=2, offer_hours=200, promote_until=datetime(2026, 9, 25, 12))
        for n in (10001, 10005):
            join(activity, n)
        offered, waiting = join(activity, 10002), join(activity, 10006)
        services.cancel(person(10001), db.session.scalar(select(Signup.id).where(Signup.member_id == 10001)))
        facts = {"title": "", "place": "图书馆 301", "campus_id": 1, "capacity": None}
        earlier = {"starts_at": datetime(2026, 9, 21, 14), "ends_at": datetime(2026, 9, 21, 16)}
        services.change_session(sessions_of(activity)[0], facts | earlier, office())
        at("2026-09-21 16:00")
        run_activities()
        assert db.session.get(Activity, activity, populate_existing=True).state is ActivityState.done
        assert status_of(offered) is SignupStatus.declined and status_of(waiting) is SignupStatus.cancelled
        assert seats(activity) == [2]

    inside(run)


def test_leaving_does_not_touch_what_is_over(inside, at):
    def run():
        activity = an_activity()
        signup = join(activity, 10001)
        at("2026-09-25 16:00")
        run_activities()
        mark_left(10001, date(2026, 9, 25), "退休", office())
        assert status_of(signup) is SignupStatus.confirmed and seats(activity) == [1]

    inside(run)


def test_a_published_activity_stays_complete(as_user, inside):
    activity = inside(lambda: an_activity(entry=Entry.companions, most_companions=2, capacity=3))
    send = as_user(10003).post
    for changed, words in (({"text": ""}, "活动说明"), ({"most_companions": ""}, "最多带几位"), ({"contact": ""}, "联系人"),
                           ({"promote_until": "2026-12-01T12:00"}, "候补截止比最后一场")):  # fmt: skip
        answer = send(f"/activities/{activity}", inside(lambda c=changed: as_published(activity, **c)))
        assert answer.status_code == 409 and words in answer.text
    assert send(f"/activities/{activity}", inside(lambda: as_published(activity, text="新的说明"))).status_code == 303


def test_a_limit_goes_not_while_places_are_set_aside(as_user, inside):
    activity = inside(lambda: an_activity(capacity=3, pool_kind=PoolKind.campus, pools={"3": 2}))
    typed = {"capacity": "", "pool_kind": "campus", "merges_at": "2026-09-20T09:00"}
    answer = as_user(10003).post(f"/activities/{activity}", inside(lambda: as_published(activity, **typed)))
    assert answer.status_code == 409 and "不限名额" in answer.text


def test_rules_of_teams_are_not_tightened_for_those_who_have_signed_up(as_user, inside):
    activity = inside(lambda: an_activity(entry=Entry.team, team_least=2, team_most=4, capacity=3))
    inside(lambda: join(activity, 10001, team_name="海燕"))
    send = as_user(10003).post
    for changed in ({"team_most": "3"}, {"team_least": "3"}, {"is_team_of_one_unit": "y"}):
        answer = send(f"/activities/{activity}", inside(lambda c=changed: as_published(activity, **c)))
        assert answer.status_code == 409 and "已经有人报名" in answer.text
    assert send(f"/activities/{activity}", inside(lambda: as_published(activity, team_most="5"))).status_code == 303


def test_what_has_merged_is_not_set_aside_again_beside_those_who_took_it(as_user, inside):
    pools = {"pool_kind": PoolKind.campus, "pools": {"3": 2}, "merges_at": datetime(2026, 9, 16, 9)}
    activity = inside(lambda: an_activity(capacity=3, **pools))
    inside(lambda: [join(activity, n) for n in (10001, 10002)])
    later = {"pool_kind": "campus", "merges_at": "2026-09-20T09:00"}
    answer = as_user(10003).post(f"/activities/{activity}", inside(lambda: as_published(activity, **later)))
    assert answer.status_code == 409 and "超过了总名额" in answer.text


def test_a_session_is_not_moved_into_the_past(as_user, inside):
    activity = inside(an_activity)
    session = inside(lambda: sessions_of(activity)[0])
    past = SESSION | {"starts_at": "2025-09-25T14:00", "ends_at": "2025-09-25T16:00"}
    for path in (f"/activities/sessions/{session}", f"/activities/{activity}/sessions"):
        answer = as_user(10003).post(path, past)
        assert answer.status_code == 409 and "已经过了" in answer.text
    inside(run_activities)
    assert inside(lambda: db.session.get(Activity, activity).state) is ActivityState.open


def test_a_session_that_is_over_is_not_called_off(inside, at):
    def run():
        activity = an_activity(capacity=None, picks=Picks.one, sessions=2, session_capacity=1)
        first = sessions_of(activity)[0]
        signup = join(activity, 10001, session_id=first)
        at("2026-09-25 16:00")
        with pytest.raises(Refused, match="已经结束"):
            services.call_off_session(first, "记错了", office())
        assert status_of(signup) is SignupStatus.confirmed

    inside(run)


def test_who_was_there_counts_as_signed_up(as_user, inside):
    activity = inside(lambda: an_activity(sessions=2))

    def attend():
        db.session.get(Signup, join(activity, 10001)).status = SignupStatus.attended
        db.session.commit()

    inside(attend)
    answer = as_user(10003).post(f"/activities/{activity}", inside(lambda: as_published(activity, picks="one", capacity="")))
    assert answer.status_code == 409 and "不能改了" in answer.text


def test_a_cost_is_shown_and_kept_to_the_fen(as_user, inside):
    activity = inside(lambda: an_activity(cost_fen=1234567))
    assert "12345.67 元" in as_user(10001).get(f"/activities/{activity}").text
    assert "12345.67 元" in as_user(10001).get("/activities").text
    assert 'value="12345.67"' in as_user(10003).get(f"/activities/{activity}/edit").text


def test_the_list_by_the_unit_that_holds(as_user, inside):
    inside(lambda: an_activity(title="外语学院办的", unit_id=2))
    inside(lambda: an_activity(title="校工会办的"))
    text = as_user(10001).get("/activities?unit=2").text
    assert "外语学院办的" in text and "校工会办的" not in text
    month = as_user(10001).get("/activities?view=month&month=2026-09&unit=1").text
    assert "校工会办的" in month and "外语学院办的" not in month


def test_a_form_that_was_used_up_signs_nobody_up_and_does_not_say_so(inside):
    def run():
        activity, other = an_activity(), an_activity(title="另一项")
        signup = join(activity, 10001, request_key="abcdefgh")
        with pytest.raises(Refused, match="已经交过"):
            join(other, 10001, request_key="abcdefgh")
        services.cancel(person(10001), signup)
        with pytest.raises(Refused, match="已经交过"):
            join(activity, 10001, request_key="abcdefgh")
        assert statuses(activity) == {10001: "cancelled"} and statuses(other) == {}

    inside(run)


def test_sizes_are_added_up_for_those_who_have_places(inside):
    def run():
        activity = an_activity(capacity=2, has_kits=True)
        for member_id, size in ((10001, "2XL"), (10002, "S"), (10005, "S")):
            join(activity, member_id, kit_size=size)
        totals = sheets_of(db.session.get(Activity, activity), Asked())[-1]
        assert [list(row) for row in totals.rows] == [["S", 1], ["2XL", 1]]

    inside(run)


def test_signs_of_a_pattern_are_only_signs(as_user, inside):
    activity = inside(an_activity)
    inside(lambda: join(activity, 10001))
    assert "没有这样的报名" in as_user(10003).get(f"/activities/{activity}/signups?q=%25").text


def test_the_form_of_a_full_activity_proposes_to_wait(as_user, inside):
    activity = inside(lambda: an_activity(capacity=1))
    assert "checked" not in as_user(10001).get(f"/activities/{activity}/sign-up").text
    inside(lambda: join(activity, 10002))
    assert "checked" in as_user(10001).get(f"/activities/{activity}/sign-up").text


def test_places_kept_for_others_are_not_promised(as_user, inside):
    activity = inside(lambda: an_activity(capacity=3, pool_kind=PoolKind.campus, pools={"3": 2}))
    inside(lambda: join(activity, 10002))
    text = as_user(10001).get(f"/activities/{activity}").text
    assert "给别人留着" in text and "排候补" in text
    assert "给别人留着" not in as_user(10005).get(f"/activities/{activity}").text
    inside(lambda: join(activity, 10001))
    waiting = inside(lambda: db.session.scalar(select(Signup.id).where(Signup.member_id == 10001)))
    assert "留的名额" in as_user(10001).get(f"/activities/signups/{waiting}").text


def test_a_team_of_what_is_over_asks_nobody_any_more(as_user, inside, at):
    activity = inside(lambda: an_activity(entry=Entry.team, team_least=2, team_most=3))
    inside(lambda: join(activity, 10001, team_name="海燕", team_staff_nos=("10002",)))
    assert "海燕队" in as_user(10002).get("/activities/mine").text
    at("2026-09-25 16:00")
    inside(run_activities)
    assert "海燕队" not in as_user(10002).get("/activities/mine").text
