"""Sign-in sheets, badges, posters, calendars, reminders."""

import io
from datetime import datetime

import pypdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from tests.activities.day import add_crowd, add_day, add_signup, sessions_of, token_of
from unionweb.activities.models import Activity, ActivitySession, Signup
from unionweb.activities.queries.events import events_for
from unionweb.activities.rules.kinds import Entry, SignupStatus
from unionweb.activities.services.reminders import remind_activities
from unionweb.common import settings
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table


@pytest.fixture
def held(inside):
    activity_id = inside(lambda: add_day("教职工秋季健康大讲堂"))
    return activity_id, inside(lambda: sessions_of(activity_id)[0])


def pages_of(data) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def codes_of(data) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        pictures = [page.render(scale=150 / 72).to_numpy()[:, :, :3].copy() for page in document]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def test_the_sheet_lists_everybody_with_a_head_and_a_number_on_each_page(as_user, inside, held):
    def more():
        db.session.get_one(Activity, held[0]).capacity = 100
        for member_id in add_crowd(60):
            add_signup(held[0], member_id)
        add_signup(held[0], 10008, seats=3)
        db.session.commit()

    inside(more)
    paper = as_user(10003).get(f"/activities/sessions/{held[1]}/sign-in-sheet.pdf")
    pages = pages_of(paper.data)
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "序号" in page and "签名" in page and f"第{number}页，共3页" in page and "教职工秋季健康大讲堂签到表" in page
    assert "王敏" in pages[0] and "郑评（连同行3人）" in pages[2]


def test_the_table_has_the_same_people(as_user, held):
    answer = as_user(10003).get(f"/activities/sessions/{held[1]}/sign-in-sheet.xlsx")
    table = read_table(answer.data, "签到表.xlsx")
    assert "王敏" in str(table.rows) and "周外" in str(table.rows)


def test_badges_carry_each_ones_code(as_user, inside, held):
    data = as_user(10003).get(f"/activities/sessions/{held[1]}/badges.pdf").data
    tokens = inside(lambda: [token_of(held[0], member_id) for member_id in (10001, 10005)])
    assert sorted(codes_of(data)) == sorted(f"http://localhost/activities/cards/{token}" for token in tokens)
    assert "王敏" in pages_of(data)[0] and "1号" in pages_of(data)[0]


def test_no_badges_for_nobody(as_user, inside):
    session_id = inside(lambda: sessions_of(add_day(people=()))[0])
    answer = as_user(10003).get(f"/activities/sessions/{session_id}/badges.pdf")
    assert answer.status_code == 303 and answer.location.endswith("/check-in")
    assert as_user(10003).get(f"/activities/sessions/{session_id}/sign-in-sheet.pdf").status_code == 200


LONG = "关于举办全校教职工及家属秋季环校园健步走暨“工会杯”趣味运动会的活动（滨海校区专场）"


@pytest.mark.parametrize("title", ["屋", "教职工秋季健康大讲堂", LONG, "A" * 80])
def test_the_poster_says_when_and_where_and_its_code_leads_there(as_user, inside, held, title):
    inside(lambda: (setattr(db.session.get_one(Activity, held[0]), "title", title), db.session.commit()))
    assert "扫码报名" in as_user(10003).get(f"/activities/{held[0]}/poster").text
    data = as_user(10003).get(f"/activities/{held[0]}/poster.pdf").data
    said = pages_of(data)
    assert len(said) == 1 and "2026年9月16日星期三14:00–16:00" in said[0] and "图书馆报告厅" in said[0] and title[:6] in said[0]
    assert codes_of(data) == [f"http://localhost/activities/{held[0]}"]


@pytest.mark.parametrize(("who", "status"), [(10001, 403), (10002, 404), (10003, 200)])
def test_papers_are_printed_by_who_runs_it(as_user, held, who, status):
    for path in (f"/activities/sessions/{held[1]}/sign-in-sheet.pdf", f"/activities/sessions/{held[1]}/badges.pdf",
                 f"/activities/{held[0]}/poster", f"/activities/{held[0]}/poster.pdf"):  # fmt: skip
        assert as_user(who).get(path).status_code == status


# ---- calendars


def test_a_sign_up_is_taken_along_as_a_calendar(as_user, inside, held):
    signup_id = inside(lambda: db.session.scalars(select(Signup.id).where(Signup.member_id == 10001)).one())
    answer = as_user(10001).get(f"/activities/signups/{signup_id}/events.ics")
    assert answer.mimetype == "text/calendar" and "20260916T140000" in answer.text and f"activity-{signup_id}-" in answer.text
    for who, status in ((10005, 404), (10003, 404), (None, 303)):
        assert as_user(who).get(f"/activities/signups/{signup_id}/events.ics").status_code == status


def test_the_own_calendar_has_activities_and_drops_what_was_called_off(inside, held):
    found = inside(lambda: events_for(10001))
    assert [(one.summary, one.cancelled, one.location) for one in found] == [("教职工秋季健康大讲堂", False, "东校区 图书馆报告厅")]
    assert inside(lambda: events_for(10008)) == []

    def call_off():
        db.session.get_one(ActivitySession, held[1]).called_off_at = datetime(2026, 9, 16, 9)
        db.session.commit()

    inside(call_off)
    assert [one.cancelled for one in inside(lambda: events_for(10001))] == [True]


# ---- reminders


def reminded(inside):
    return inside(lambda: sorted(db.session.scalars(select(Message.member_id).where(Message.title.contains("健康大讲堂")))))


def test_everybody_expected_is_reminded_once_the_day_before(inside, held, at):
    at("2026-09-14 09:25")
    inside(remind_activities)
    assert reminded(inside) == []
    at("2026-09-15 09:25")
    inside(remind_activities)
    inside(remind_activities)
    assert reminded(inside) == [10001, 10005]


def test_who_waits_or_has_cancelled_is_not_reminded_and_a_team_is_whole(inside, at):
    def build():
        activity_id = add_day("健康大讲堂", people=(), entry=Entry.team, team_most=3)
        add_signup(activity_id, 10001, team_name="海浪队", team=(10008,))
        add_signup(activity_id, 10005, status=SignupStatus.cancelled, team_name="退了的队")
        db.session.commit()

    inside(build)
    at("2026-09-15 09:25")
    inside(remind_activities)
    assert reminded(inside) == [10001, 10008]


def test_reminders_can_be_switched_off_and_set_earlier(inside, held, at):
    at("2026-09-13 09:25")
    inside(lambda: settings.put("activities.remind_days", 0))
    assert inside(remind_activities) == "设置了不提醒"
    inside(lambda: settings.put("activities.remind_days", 3))
    inside(remind_activities)
    assert reminded(inside) == [10001, 10005]
