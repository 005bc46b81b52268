"""A copy of everything the system keeps about oneself."""

import io
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from tests.activities import held
from tests.calls import drafted, reviewed
from tests.retreats import made
from tests.support.university import add_slot
from unionweb.accounts.models import Member
from unionweb.activities.rules.kinds import Entry
from unionweb.activities.services import signing
from unionweb.bookings.models import Booking, BookingStatus, ReadLog, Slot
from unionweb.calls.models import CoAuthor, Honour, HonourPerson
from unionweb.calls.rules.kinds import CoAuthorState, Subject
from unionweb.calls.rules.scoring import ReviewState
from unionweb.common import questions
from unionweb.common.questions import QuestionKind
from unionweb.inbox import services
from unionweb.kernel import clock
from unionweb.kernel.db import transaction, write
from unionweb.kernel.extensions import db

REVIEWER = 10008
SHEETS = [
    "资料", "身份", "预约", "谁看过", "知情同意", "消息", "通知", "异议", "证书", "活动报名", "报名时的回答", "参加的场次", "没来的说明",
    "协会", "联谊资料", "疗休养申请", "疗休养经历", "谁看过疗休养资料",
    "征集报送", "报送时的回答", "参与和被推荐", "评审邀请", "登记的回避", "我写的评审", "点过的赞", "荣誉", "登录", "做过什么",
]  # fmt: skip


@pytest.fixture
def traces(inside):
    """王敏 has a talk with 何言, who looked at it, and a message; 周外 has another talk."""

    def leave():
        slots = [add_slot(f"2026-09-17 {hour}:00", point=3, provider=1, minutes=50) for hour in ("09", "10")]
        with transaction() as session:
            for slot_id, member_id, alias in zip(slots, (10001, 10005), ("小雨", "别人的称呼"), strict=True):
                slot = session.get(Slot, slot_id)
                booking = Booking(
                    slot_id=slot.id, member_id=member_id, status=BookingStatus.confirmed, seat_no=1, code="K742",
                    starts_at=slot.starts_at, ends_at=slot.ends_at, created_at=clock.now(), alias=alias,
                )  # fmt: skip
                session.add(booking)
                session.flush()
                session.add(ReadLog(booking_id=booking.id, reader_id=10006, page="talk", at=clock.now()))

    inside(leave)
    inside(lambda: write(services.send_many)([10001, 10005], "提醒：9月17日 周四 9:00 有一项预约"))


def workbook(browser):
    answer = browser.get("/account/data.xlsx")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_copy_holds_what_is_kept(as_user, traces):
    book = workbook(as_user(10001))
    assert list(book) == SHEETS
    assert ["姓名", "王敏"] in book["资料"]
    (booking,) = book["预约"][1:]
    assert booking[0] == datetime(2026, 9, 17, 9) and booking[2:5] == ["向日葵心理关爱", "东校区职工之家 301", "已约"]
    assert booking[7] == "小雨"
    assert [row[1] for row in book["谁看过"][1:]] == ["何言"]
    assert book["消息"][1][1] == "提醒：9月17日 周四 9:00 有一项预约" and len(book["登录"]) == 2


def test_the_copy_holds_nothing_of_anybody_else(as_user, traces):
    book = workbook(as_user(10001))
    assert not [cell for rows in book.values() for row in rows for cell in row if "别人" in str(cell) or "周外" in str(cell)]
    for staff_no in (10002, 10003, 10004, 10006):
        assert "小雨" not in str(workbook(as_user(staff_no)))


def test_the_page_leads_to_it_and_is_for_the_signed_in(as_user):
    assert "/account/data.xlsx" in as_user(10001).get("/account/data").text
    assert "/account/data" in as_user(10001).get("/privacy").text
    for path in ("/account/data", "/account/data.xlsx"):
        assert "/sign-in" in as_user().get(path).location


def test_sign_ups_with_their_answers_are_in_it(as_user, inside):
    def sign_up():
        activity_id = held.add_activity(entry=Entry.companions, most_companions=2)
        db.session.commit()
        asked = {"kind": QuestionKind.text, "text": "忌口", "hint": "", "is_required": False, "choices": []}
        question_id = questions.add_question("activity", activity_id, asked, db.session.get(Member, 10003))
        for member_id, answer in ((10001, "花生"), (10005, "别人的忌口")):
            wish = signing.Wish(activity_id, companions={"6-12": 1}, answers={question_id: answer})
            signing.sign_up(db.session.get(Member, member_id), wish)

    inside(sign_up)
    book = workbook(as_user(10001))
    assert [row[:3] for row in book["活动报名"][1:]] == [["颈肩养护", "已报上", 1.0]]
    assert book["报名时的回答"][1:] == [["颈肩养护", "忌口", "花生"]]


def test_a_retreat_application_is_in_it_with_what_was_said_about_health(as_user, inside):
    def apply():
        programme_id = made.add_open()
        made.apply(programme_id, 10001, health=made.HEALTH)
        made.apply(programme_id, 10002, health="别人的病")

    inside(apply)
    rows = workbook(as_user(10001))["疗休养申请"][1:]
    assert len(rows) == 1
    assert made.HEALTH in rows[0]
    assert "别人的病" not in str(workbook(as_user(10001)))


def test_entries_nominations_and_honours_are_in_it(as_user, inside):
    def build():
        call_id = drafted.add_call(title="工会故事")
        sent = drafted.add_sent(call_id, title="我的故事", body="正文有一段")
        drafted.add_sent(call_id, 10005, title="别人的故事", body="别人的正文")
        asked = {"sort": 1, "state": CoAuthorState.confirmed, "asked_at": clock.now(), "answered_at": clock.now()}
        db.session.add(CoAuthor(entry_id=sent, member_id=10002, **asked))
        db.session.commit()
        put = drafted.nominate(drafted.add_call("active_member"), in_post_since=date(2020, 1, 1))
        drafted.entry(put).nominee_seen_at = clock.now()
        facts = {"subject": Subject.person, "name": "王敏", "year": 2025, "issuer": "校工会", "search": "", "recorded_at": clock.now()}
        for member_id, title in ((10001, "优秀会员"), (10005, "别人的荣誉")):
            db.session.add(Honour(member_id=member_id, title=title, identity=title, **facts))
        team = Honour(title="先锋号", identity="先锋号", **facts | {"subject": Subject.team, "name": "外语团队"})
        team.people = [HonourPerson(member_id=10001, sort=1)]
        db.session.add(team)
        db.session.commit()

    inside(build)
    book = workbook(as_user(10001))
    assert [row[:4] for row in book["征集报送"][1:]] == [["工会故事", "我的故事", "待分工会审核", "正文有一段"]]
    assert [(row[1], row[2], row[3]) for row in book["参与和被推荐"][1:]] == [("王敏", "被推荐的人", "看过了")]
    assert [row[1] for row in book["荣誉"][1:]] == ["优秀会员", "先锋号"]
    assert "别人的" not in str(book)
    assert [row[1:4] for row in workbook(as_user(10002))["参与和被推荐"][1:]] == [["我的故事", "合作者", "已确认"]]


def test_reviews_are_the_reviewers_and_not_the_authors(as_user, inside):
    """The canary: neither mark, comment nor name of a reviewer is in the author's copy; of barred entries nothing is anywhere."""

    def build():
        call_id = reviewed.call_in_review(title="论文")
        row = reviewed.reviewer(call_id)
        given = {"to_author": "写给作者的话", "to_office": "写给办公室的话", "cents": 8765, "state": ReviewState.submitted}
        reviewed.review(reviewed.entry(call_id, 1), row, **given)
        reviewed.review(reviewed.entry(call_id, 2, author=REVIEWER), row, to_office="自己的作品", cents=9999, state=ReviewState.submitted)
        reviewed.tie(call_id, person_id=10005)
        db.session.commit()

    inside(build)
    author, judge = (workbook(as_user(who)) for who in (10001, REVIEWER))
    assert not [word for word in ("写给作者", "写给办公室", "87.65", "郑评") if word in str(author)]
    assert [(row[1], row[3], row[4]) for row in judge["我写的评审"][1:]] == [(1.0, 87.65, "写给作者的话")]
    assert "自己的作品" not in str(judge) and [row[1] for row in judge["登记的回避"][1:]] == ["周外"]
    assert len(judge["评审邀请"]) == 2


def test_the_privacy_page_and_the_help_tell_about_calls(as_user):
    privacy, help_page = as_user().get("/privacy").text, as_user().get("/help").text
    for words in ("征集报送的作品", "推荐您参加评选", "您当评委写的评分", "给作品点的赞", "获得的荣誉"):
        assert words in privacy
    for words in ("我要报一份", "分工会主席、副主席、联络员", "评委", "校工会办公室"):
        assert f"<h3>{words}</h3>" in help_page
