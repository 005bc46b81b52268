"""The pages, as each of the cast sees them; every one is parsed strictly by as_user."""

import io
import re
from datetime import datetime

import pytest
from sqlalchemy import select

from tests.activities.made import an_activity, join, people, seats, status_of, statuses, told
from tests.support.bad_input import shapes
from tests.support.page_forms import forms_on
from unionweb.activities import queries
from unionweb.activities.models import Activity, ActivitySession, Signup, TeamMember
from unionweb.activities.rules.kinds import ActivityState, Entry, Picks, PoolKind, SignupStatus
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table

FORM = {
    "title": "工惠大讲堂第三讲", "kind": "lecture", "series_id": "", "unit_id": "1", "club_id": "", "text": "颈肩养护。",
    "contact": "赵岚 60312", "cost": "", "entry": "single", "picks": "all", "capacity": "20", "sexes": "", "version": "0",
    "opens_at": "2026-09-17T09:00", "closes_at": "2026-09-24T17:00", "cancel_until": "2026-09-25T17:00",
    "promote_until": "2026-09-25T17:00", "pool_kind": "",
}  # fmt: skip
SESSION = {
    "place": "综合楼报告厅",
    "campus_id": "1",
    "starts_at": "2026-09-26T14:00",
    "ends_at": "2026-09-26T16:00",
    "title": "",
}


def test_the_hall_shows_what_is_published_and_how_it_stands(as_user, inside):
    open_one = inside(lambda: an_activity(title="开着的", capacity=1))
    inside(lambda: an_activity(title="草稿", state=ActivityState.draft, published_at=None))
    inside(lambda: (join(open_one, 10002), join(open_one, 10005)))
    text = as_user(10001).get("/activities").text
    assert "开着的" in text and "草稿" not in text
    assert "满了" in text and "1 人候补" in text
    mine = as_user(10005).get("/activities").text
    assert "候补中" in mine


@pytest.mark.parametrize("query", [
    "", "q=读书", "kind=reading", "campus=1", "campus=3", "show=joinable", "show=past", "view=month", "view=month&month=2026-09",
    "view=month&month=abc", "view=month&month=2026-13", "view=month&month=9999-01", "kind=nothing", "page=99", "series=5", "club=7",
    "view=month&campus=1&kind=reading",
])  # fmt: skip
def test_every_way_to_look_answers(as_user, inside, query):
    inside(lambda: an_activity(sessions=3))
    assert as_user(10001).get(f"/activities?{query}").status_code == 200
    assert as_user(10001, htmx=True).get(f"/activities?{query}").status_code == 200


def test_the_month_shows_the_sessions_on_their_days(as_user, inside):
    inside(lambda: an_activity(sessions=2, title="月历里的"))
    text = as_user(10001).get("/activities?view=month&month=2026-09").text
    assert text.count("月历里的") == 2
    assert "月历里的" not in as_user(10001).get("/activities?view=month&month=2026-10").text
    assert "月历里的" not in as_user(10001).get("/activities?view=month&month=2026-09&campus=3").text


def test_only_what_one_can_join(as_user, inside):
    inside(lambda: an_activity(title="给别的单位", audience={"units": [3]}))
    inside(lambda: an_activity(title="给大家"))
    text = as_user(10001).get("/activities?show=joinable").text
    assert "给大家" in text and "给别的单位" not in text


def test_signing_up_in_the_browser(as_user, inside):
    activity = inside(an_activity)
    member = as_user(10001)
    assert "余 2 个名额" in member.get(f"/activities/{activity}").text
    page = member.get(f"/activities/{activity}/sign-up")
    key = re.search(r'name="request_key" value="([^"]+)"', page.text)[1]
    answer = member.post(f"/activities/{activity}/sign-up", {"request_key": key})
    assert answer.status_code == 303
    shown = member.get(answer.location)
    assert "报名号" in shown.text and "已报上" in shown.text
    assert member.post(f"/activities/{activity}/sign-up", {"request_key": key}).location == answer.location
    again = member.post(f"/activities/{activity}/sign-up", {"request_key": "another-key"})
    assert again.status_code == 409 and "已经报过名" in again.text
    assert member.get(f"/activities/{activity}/sign-up").status_code == 303
    assert "秋季读书会" in member.get("/activities/mine").text
    gone = member.post(f"{answer.location}/cancellation")
    assert gone.status_code == 303
    assert inside(lambda: statuses(activity)) == {10001: "cancelled"}
    assert member.post(f"{answer.location}/cancellation").status_code == 303


def test_a_full_activity_asks_whether_one_would_wait(as_user, inside):
    activity = inside(lambda: an_activity(capacity=1))
    inside(lambda: join(activity, 10002))
    member = as_user(10001)
    refused = member.post(f"/activities/{activity}/sign-up")
    assert refused.status_code == 409 and "排候补" in refused.text
    answer = member.post(f"/activities/{activity}/sign-up", {"waits": "y"})
    assert "候补第 1 位，一共 1 位在等" in member.get(answer.location).text
    assert "候补第 1 位" in member.get(f"/activities/{activity}").text


def test_all_reasons_stand_before_the_click(as_user, inside):
    activity = inside(lambda: an_activity(audience={"units": [3], "sexes": ["male"]}, opens_at=FUTURE))
    text = as_user(10001).get(f"/activities/{activity}").text
    assert "还没有开始报名" in text and "海洋学院" in text and "男教职工" in text
    refused = as_user(10001).post(f"/activities/{activity}/sign-up")
    assert refused.status_code == 409
    for words in ("还没有开始报名", "海洋学院", "男教职工"):
        assert words in refused.text


FUTURE = datetime(2026, 9, 17, 9)


def test_an_offer_is_taken_on_the_page(as_user, inside):
    activity = inside(lambda: an_activity(capacity=1, offer_hours=5))
    first, second = inside(lambda: (join(activity, 10001), join(activity, 10002)))
    as_user(10001).post(f"/activities/signups/{first}/cancellation")
    member = as_user(10002)
    assert "接受" in member.get(f"/activities/signups/{second}").text
    assert as_user(10005).post(f"/activities/signups/{second}/acceptance").status_code == 404
    assert member.post(f"/activities/signups/{second}/acceptance").status_code == 303
    assert inside(lambda: status_of(second)) is SignupStatus.confirmed
    refused = member.post(f"/activities/signups/{second}/refusal")
    assert refused.status_code == 409


def test_companions_are_numbers_without_names(as_user, inside):
    activity = inside(lambda: an_activity(capacity=4, entry=Entry.companions, most_companions=2))
    member = as_user(10001)
    too_many = member.post(f"/activities/{activity}/sign-up", {"band_toddler": "2", "band_adult": "1"})
    assert too_many.status_code == 409 and "最多带 2 位" in too_many.text
    answer = member.post(
        f"/activities/{activity}/sign-up", {"band_toddler": "1", "band_adult": "1", "companion_name": "小明"}
    )
    assert answer.status_code == 303
    assert inside(lambda: seats(activity)) == [1, 2, 3]
    kept = inside(lambda: db.session.scalar(select(Signup)).companions)
    assert kept == [{"age_band": "0-3", "count": 1}, {"age_band": "adult", "count": 1}]
    office = as_user(10003)
    signup = inside(lambda: db.session.scalar(select(Signup.id)))
    assert "0–3 岁 1 位" in office.get(f"/activities/signups/{signup}/desk").text
    assert "小明" not in office.get(f"/activities/{activity}/signups").text


def test_a_draft_is_made_completed_published_and_copied(as_user, inside):
    office = as_user(10003)
    assert office.get("/activities/new").status_code == 200
    answer = office.post("/activities", FORM | {"contact": "", "text": ""})
    assert answer.status_code == 303
    desk = office.get(answer.location).text
    assert "还没有写联系人" in desk and "还没有场次" in desk
    activity = inside(lambda: db.session.scalar(select(Activity.id)))
    assert as_user(10001).get(f"/activities/{activity}").status_code == 404
    too_early = office.post(f"/activities/{activity}/publication", {"version": "1"})
    assert too_early.status_code == 409 and "还没有场次" in too_early.text
    assert office.get(f"/activities/{activity}/edit").status_code == 200
    assert office.post(f"/activities/{activity}", FORM | {"version": "1"}).status_code == 303
    stale = office.post(f"/activities/{activity}", FORM | {"version": "1", "title": "另一个"})
    assert stale.status_code == 409 and "有人改过" in stale.text and "另一个" in stale.text
    assert office.get(f"/activities/{activity}/sessions/new").status_code == 200
    assert office.post(f"/activities/{activity}/sessions", SESSION).status_code == 303
    version = inside(lambda: db.session.get(Activity, activity).version)
    assert "可以发布了" in office.get(f"/activities/{activity}/desk").text
    assert office.post(f"/activities/{activity}/publication", {"version": str(version)}).status_code == 303
    assert as_user(10001).get(f"/activities/{activity}").status_code == 200
    copied = office.post(f"/activities/{activity}/copies")
    assert copied.status_code == 303
    new = inside(lambda: db.session.scalars(select(Activity).order_by(Activity.id.desc())).first().closes_at)
    assert new.isoformat() == "2027-09-23T17:00:00"
    for page in ("desk", "signups", "edit", "questions", "signups.xlsx"):
        assert office.get(f"/activities/{activity}/{page}").status_code == 200


@pytest.mark.parametrize(("change", "words"), [
    ({"closes_at": "2026-09-01T09:00"}, "报名开始之后"), ({"promote_until": "2026-09-20T09:00"}, "候补截止不能早于"),
    ({"age_from": "50", "age_to": "20"}, "反了"), ({"cost": "abc"}, "金额"), ({"cost": "1e3"}, "金额"), ({"cost": "-3"}, "金额"),
    ({"title": ""}, "请写活动名称"), ({"unit_id": "999"}, "请从列表里选"), ({"opens_at": "明天"}, "2026-09-18 14:00"),
    ({"entry": "everybody"}, "请从列表里选"), ({"units": "abc"}, "请从列表里选"), ({"for_club": "y"}, "主办的协会"),
])  # fmt: skip
def test_what_makes_no_sense_is_not_saved(as_user, inside, change, words):
    answer = as_user(10003).post("/activities", FORM | change)
    assert answer.status_code in {409, 422} and words in answer.text
    assert inside(lambda: db.session.scalar(select(Activity.id))) is None


def test_what_harms_those_who_signed_up_is_refused(as_user, inside):
    activity = inside(lambda: an_activity(capacity=3))
    inside(lambda: (join(activity, 10001), join(activity, 10002)))
    office = as_user(10003)
    page = next(
        f
        for f in forms_on(office.get(f"/activities/{activity}/edit").text)
        if f.action.endswith(f"/activities/{activity}")
    )
    same = {c.name: list(c.sent) for c in page.controls if c.sent}
    answer = office.post(
        f"/activities/{activity}",
        same | {"capacity": "1", "entry": "team", "cost": "50", "cancel_until": "2026-09-18T09:00"},
    )
    assert answer.status_code == 409, re.findall(r"<li>.*</li>", answer.text)
    for words in ("已经报上 2 个", "报名方式不能改", "费用不能加", "不能提前"):
        assert words in answer.text
    assert office.post(f"/activities/{activity}", same | {"capacity": "2", "text": "新的说明"}).status_code == 303


def test_a_changed_time_or_place_is_told(as_user, inside):
    activity = inside(an_activity)
    inside(lambda: join(activity, 10001))
    session = inside(lambda: db.session.scalar(select(ActivitySession.id)))
    office = as_user(10003)
    assert office.get(f"/activities/sessions/{session}/edit").status_code == 200
    assert (
        office.post(
            f"/activities/sessions/{session}",
            SESSION | {"starts_at": "2026-09-25T15:00", "ends_at": "2026-09-25T17:00"},
        ).status_code
        == 303
    )
    assert inside(lambda: told(10001))[-1] == "《秋季读书会》的时间或地点改了"
    before = len(inside(lambda: told(10001)))
    office.post(
        f"/activities/sessions/{session}",
        SESSION | {"starts_at": "2026-09-25T15:00", "ends_at": "2026-09-25T17:00", "title": "下午场"},
    )
    assert len(inside(lambda: told(10001))) == before
    assert office.post(f"/activities/sessions/{session}/removal").status_code == 409
    assert (
        office.post(f"/activities/sessions/{session}/calling-off", {"reason": "停电"}).status_code == 409
    )  # the last one


def test_pools_are_set_on_their_page(as_user, inside):
    activity = inside(lambda: an_activity(capacity=3, pool_kind=PoolKind.campus))
    office = as_user(10003)
    assert office.get(f"/activities/{activity}/pools").status_code == 200
    too_many = office.post(f"/activities/{activity}/pools", {"pool_1": "2", "pool_3": "2"})
    assert too_many.status_code == 409 and "超过了名额 3 个" in too_many.text
    assert office.post(f"/activities/{activity}/pools", {"pool_3": "2"}).status_code == 303
    inside(lambda: (join(activity, 10001), join(activity, 10002)))
    assert inside(lambda: statuses(activity)) == {10001: "confirmed", 10002: "waitlisted"}
    assert office.post(f"/activities/{activity}/pools", {"pool_3": "3"}).status_code == 409
    assert office.post(f"/activities/{activity}/pools", {"pool_3": "1"}).status_code == 303
    assert inside(lambda: statuses(activity))[10002] == "confirmed"


def test_places_set_aside_need_a_time_to_merge(as_user, inside):
    office = as_user(10003)
    page = office.get("/activities/new").text
    assert next(form.sent["merges_at"] for form in forms_on(page) if "merges_at" in form.sent) == ["2026-09-23T17:00"]
    answer = office.post("/activities", FORM | {"pool_kind": "campus"})
    assert answer.status_code == 409 and "什么时候合并" in answer.text and "工惠大讲堂第三讲" in answer.text
    assert office.post("/activities", FORM | {"pool_kind": "campus", "merges_at": "2026-09-23T17:00"}).status_code == 303


def test_places_of_pools_are_counted_by_session(as_user, inside):
    made = {"pool_kind": PoolKind.campus, "picks": Picks.one, "sessions": 2, "session_capacity": 5, "capacity": None}
    activity = inside(lambda: an_activity(pools={"1": 2}, merges_at=datetime(2026, 9, 18), **made))
    one, two = inside(lambda: [s.id for s in db.session.get_one(Activity, activity).sessions])
    inside(lambda: [join(activity, n, session_id=s) for n, s in ((10001, one), (10002, two), (10005, two))])
    taken = inside(lambda: queries.taken_by_pool(db.session.get_one(Activity, activity)))
    assert [sum(places.values()) for _, places in taken] == [1, 2]
    page = as_user(10003).get(f"/activities/{activity}/pools").text
    assert page.count("已经报上</th>") == 2


def test_own_questions_are_built_asked_and_exported(as_user, inside):
    activity = inside(an_activity)
    office = as_user(10003)
    base = f"/activities/{activity}/questions"
    assert office.post(base, {"text": "有没有忌口", "kind": "text", "is_required": "y"}).status_code == 303
    assert office.post(base, {"text": "午餐", "kind": "choice", "choices": "米饭\n面条"}).status_code == 303
    assert office.post(base, {"text": "证明", "kind": "file"}).status_code == 303
    assert office.post(base, {"text": "午餐", "kind": "choice", "choices": "米饭"}).status_code == 422
    first, second, third = [int(n) for n in sorted(set(re.findall(r"questions/(\d+)/edit", office.get(base).text)))]
    assert office.get(f"{base}/{first}/edit").status_code == 200
    assert office.post(f"{base}/{second}/move-up").status_code == 303
    assert office.get(f"{base}/999/edit").status_code == 404
    member = as_user(10001)
    assert "有没有忌口" in member.get(f"/activities/{activity}/sign-up").text
    assert member.post(f"/activities/{activity}/sign-up").status_code == 422
    proof = (io.BytesIO(b"%PDF-1.4 x"), "证明.pdf")
    answer = member.post(
        f"/activities/{activity}/sign-up", {f"q{first}": "不吃香菜", f"q{second}": "面条", f"q{third}": proof}
    )
    assert answer.status_code == 303
    page = member.get(answer.location).text
    assert "不吃香菜" in page and "证明.pdf" in page
    file = re.search(r'href="([^"]+/files/\d+)"', page)[1]
    assert member.get(file).data.startswith(b"%PDF")
    assert office.get(file).status_code == 200
    assert as_user(10005).get(file).status_code == 404
    table = read_table(office.get(f"/activities/{activity}/signups.xlsx").data, "a.xlsx")
    assert "不吃香菜" in str(table) and "面条" in str(table)


def test_a_team_is_formed_confirmed_and_checked(as_user, inside):
    activity = inside(
        lambda: an_activity(entry=Entry.team, team_least=2, team_most=3, is_team_of_one_unit=True, has_kits=True)
    )
    captain = as_user(10001)
    form = {"team_name": "海燕", "staff_nos": "10002\n99999", "kit_size": "M"}
    refused = captain.post(f"/activities/{activity}/sign-up", form)
    assert refused.status_code == 409 and "99999" in refused.text and inside(lambda: statuses(activity)) == {}
    answer = captain.post(f"/activities/{activity}/sign-up", form | {"staff_nos": "10002，10005"})
    assert answer.status_code == 303
    page = captain.get(answer.location).text
    assert "还没有答复" in page
    asked, stranger = inside(
        lambda: list(
            db.session.scalars(select(TeamMember.id).where(TeamMember.member_id != 10001).order_by(TeamMember.id))
        )
    )
    link = f"/activities/invitations/{asked}"
    assert as_user(10006).get(link).status_code == 404
    player = as_user(10002)
    assert "海燕" in player.get("/activities/mine").text
    assert player.get(link).status_code == 200
    assert player.post(f"{link}/answer", {"answer": "join", "kit_size": ""}).status_code == 409
    assert player.post(f"{link}/answer", {"answer": "join", "kit_size": "L"}).status_code == 303
    assert player.post(f"/activities/{activity}/sign-up", {"team_name": "第二队", "kit_size": "L"}).status_code == 409
    assert (
        as_user(10005)
        .post(f"/activities/invitations/{stranger}/answer", {"answer": "join", "kit_size": "S"})
        .status_code
        == 303
    )
    office = as_user(10003)
    signup = answer.location.rsplit("/", 1)[1]
    assert office.get(f"/activities/signups/{signup}/desk").status_code == 200
    wrong = office.post(f"/activities/signups/{signup}/roster-check")
    assert wrong.status_code == 409 and "同一个单位" in wrong.text
    assert captain.post(f"{answer.location}/members/{stranger}/removal").status_code == 303
    assert office.post(f"/activities/signups/{signup}/roster-check").status_code == 303
    assert "名单已核对" in captain.get(answer.location).text
    assert office.get(f"/activities/{activity}/signups.xlsx").status_code == 200
    assert captain.post(f"{answer.location}/members", {"staff_nos": "10002"}).status_code == 409


def test_a_leader_signs_up_the_own_colleagues_only(as_user, inside):
    activity = inside(an_activity)
    chair = as_user(10002)
    assert "同事的工号" in chair.get(f"/activities/{activity}/sign-up").text
    answer = chair.post(f"/activities/{activity}/sign-up", {"for_staff_no": "10001"})
    assert answer.status_code == 303
    assert "您替王敏报的" in chair.get(answer.location).text
    assert any("替您报的名" in title for title in inside(lambda: told(10001)))
    stranger = chair.post(f"/activities/{activity}/sign-up", {"for_staff_no": "10005"})
    assert stranger.status_code == 422 and "没有这个工号" in stranger.text
    assert (
        as_user(10001).post(f"/activities/{activity}/sign-up", {"for_staff_no": "10005"}).status_code == 409
    )  # already in, field unknown
    assert chair.post(f"{answer.location}/cancellation").status_code == 303


def test_who_may_run_what(as_user, inside):
    union = inside(an_activity)
    own = inside(lambda: an_activity(title="外国语学院的", unit_id=2))
    signup = inside(lambda: join(union, 10001))
    chair, member, stranger = as_user(10002), as_user(10001), as_user(10005)
    desk = chair.get("/activities/desk").text
    assert "外国语学院的" in desk and "秋季读书会" not in desk
    assert chair.get(f"/activities/{own}/desk").status_code == 200
    for path in (f"/activities/{union}/desk", f"/activities/{union}/signups", f"/activities/{union}/edit",
                 f"/activities/signups/{signup}/desk", f"/activities/{union}/signups.xlsx", f"/activities/{union}/pools",
                 f"/activities/{union}/questions"):  # fmt: skip
        assert chair.get(path).status_code == 404
        assert member.get(path).status_code == 403
    for path in ("publication", "closing", "calling-off", "capacity", "copies", "picture", "attachments", "sessions"):
        assert chair.post(f"/activities/{union}/{path}", {"reason": "x", "capacity": "9"}).status_code == 404
        assert stranger.post(f"/activities/{union}/{path}").status_code == 403
    assert stranger.get(f"/activities/signups/{signup}").status_code == 404
    assert stranger.post(f"/activities/signups/{signup}/cancellation").status_code == 404
    assert chair.get(f"/activities/signups/{signup}").status_code == 404
    assert chair.post("/activities", FORM).status_code == 422  # the university's union is not on the chair's list
    assert chair.post("/activities", FORM | {"unit_id": "2"}).status_code == 303
    assert as_user(None).get("/activities").status_code == 303


def test_the_steps_of_a_running_activity(as_user, inside):
    activity = inside(lambda: an_activity(capacity=1))
    inside(lambda: (join(activity, 10001), join(activity, 10002), join(activity, 10005)))
    office = as_user(10003)
    assert office.post(f"/activities/{activity}/capacity", {"capacity": "2"}).status_code == 303
    assert inside(lambda: statuses(activity))[10002] == "confirmed"
    assert office.post(f"/activities/{activity}/capacity", {"capacity": "1"}).status_code == 409
    signup = inside(lambda: db.session.scalar(select(Signup.id).where(Signup.member_id == 10001)))
    assert office.post(f"/activities/signups/{signup}/removal", {"reason": ""}).status_code == 422
    assert office.post(f"/activities/signups/{signup}/removal", {"reason": "本人要求"}).status_code == 303
    assert inside(lambda: statuses(activity))[10005] == "confirmed"
    assert office.post(f"/activities/{activity}/closing").status_code == 303
    assert "报名已经截止" in as_user(10006).get(f"/activities/{activity}").text
    assert office.post(f"/activities/{activity}/calling-off", {"reason": "台风"}).status_code == 303
    assert "台风" in as_user(10005).get(f"/activities/{activity}").text
    assert office.post(f"/activities/{activity}/calling-off", {"reason": "台风"}).status_code == 303


def test_pictures_and_documents(as_user, inside):
    activity = inside(an_activity)
    office = as_user(10003)
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    assert office.post(f"/activities/{activity}/picture", {"picture": (io.BytesIO(png), "a.png")}).status_code == 303
    assert as_user(10001).get(f"/activities/{activity}/picture").data == png
    assert (
        office.post(f"/activities/{activity}/picture", {"picture": (io.BytesIO(b"text"), "a.png")}).status_code == 409
    )
    assert (
        office.post(f"/activities/{activity}/attachments", {"file": (io.BytesIO(b"%PDF-1.4"), "通知.pdf")}).status_code
        == 303
    )
    link = re.search(r"/activities/attachments/\d+", as_user(10001).get(f"/activities/{activity}").text)[0]
    assert as_user(10001).get(link).data == b"%PDF-1.4"
    assert office.post(f"/activities/{activity}/attachments", {"file": (io.BytesIO(b"MZ"), "a.exe")}).status_code == 409
    assert office.post(f"/activities/{activity}/attachments").status_code == 422
    assert office.post(f"{link}/removal").status_code == 303
    assert as_user(10001).get(link).status_code == 404


def test_series_are_the_offices(as_user, inside):
    office = as_user(10003)
    assert office.post("/activities/series", {"name": "工惠大讲堂"}).status_code == 303
    assert office.post("/activities/series", {"name": "工惠大讲堂"}).status_code == 409
    assert "工惠大讲堂" in office.get("/activities/series").text
    assert office.post("/activities/series/1/ending").status_code == 303
    assert office.post("/activities/series/99/ending").status_code == 404
    assert as_user(10002).get("/activities/series").status_code == 403


def test_lists_ask_as_often_for_one_as_for_thirty(as_user, inside, statements):
    def rows(count):
        for n in range(count):
            an_activity(title=f"第 {n} 项", unit_id=2, sessions=2, entry=Entry.companions, most_companions=2)

    inside(lambda: people(*range(20001, 20031)))
    inside(lambda: rows(1))
    activity = inside(lambda: db.session.scalar(select(Activity.id)))
    inside(lambda: join(activity, 10001))
    chair, member = as_user(10002), as_user(10001)
    paths = [
        "/activities",
        "/activities?view=month&month=2026-09",
        "/activities/mine",
        "/activities/desk",
        f"/activities/{activity}/signups",
    ]
    before = {path: len(statements(lambda p=path: chair.get(p))) for path in paths}
    mine = len(statements(lambda: member.get("/activities/mine")))
    inside(lambda: rows(29))
    inside(lambda: [join(activity, n) for n in range(20001, 20031)])
    inside(
        lambda: [join(id, 10001) for id in db.session.scalars(select(Activity.id).where(Activity.id != activity)).all()]
    )
    assert {path: len(statements(lambda p=path: chair.get(p))) for path in paths} == before
    assert len(statements(lambda: member.get("/activities/mine"))) == mine


def test_nothing_malformed_changes_anything(as_user, inside):
    activity = inside(
        lambda: an_activity(
            entry=Entry.team, team_most=3, picks=Picks.one, capacity=None, has_kits=True, pool_kind=PoolKind.sex
        )
    )
    signup = inside(lambda: join_team(activity))
    session = inside(lambda: db.session.scalar(select(ActivitySession.id)))
    office = as_user(10003)
    targets = [
        f"/activities/{activity}/sign-up", f"/activities/signups/{signup}/removal", f"/activities/{activity}", "/activities",
        f"/activities/{activity}/sessions", f"/activities/sessions/{session}", f"/activities/{activity}/capacity?session=abc",
        f"/activities/{activity}/calling-off", f"/activities/{activity}/questions", f"/activities/{activity}/pools",
        f"/activities/{activity}/publication", "/activities/series", f"/activities/sessions/{session}/calling-off",
    ]  # fmt: skip
    names = [*FORM, *SESSION, "reason", "session_id", "team_name", "staff_nos", "waits", "text", "kind", "choices", "name", "about",
             "units", "pool_female", "request_key", "for_staff_no", "band_toddler", "answer", "file", "picture"]  # fmt: skip
    before = inside(lambda: len(list(db.session.scalars(select(Activity.id)))))
    for name, shape in shapes(list(dict.fromkeys(names))).items():
        for path in targets:
            if name not in ("empty", "huge", "NUL", "twice", "JSON", "lists") and path.endswith(
                ("series", "calling-off", "removal")
            ):
                continue  # these are words one may write
            answer = office.client.post(path, **shape())
            assert answer.status_code < 500, (name, path)
            assert answer.status_code != 303 or path.endswith(("publication", "pools")), (name, path)
    assert inside(lambda: len(list(db.session.scalars(select(Activity.id))))) == before
    assert inside(lambda: status_of(signup)) is SignupStatus.confirmed


def join_team(activity):
    session = db.session.scalar(select(ActivitySession.id))
    return join(activity, 10001, session_id=session, team_name="海燕", kit_size="M")
