"""Feedback after an activity: given once, without a name, shown from some number on; and the report with pictures."""

import io
from types import SimpleNamespace

import pytest
from sqlalchemy import MetaData, func, select

from tests.activities.day import add_attendance, add_crowd, add_day, add_signup
from unionweb.activities.models import Activity, FeedbackAnswer, FeedbackQuestion
from unionweb.activities.queries import feedback as queries
from unionweb.activities.services import feedback as services
from unionweb.activities.services.reminders import close_attendance
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.notices.models import Notice, NoticeAttachment

AFTER = "2026-09-16 17:00"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def over(inside, at):
    """An afternoon to which 王敏 came and 周外 did not; the worker has asked for feedback."""
    activity_id = inside(add_day)
    inside(lambda: add_attendance(activity_id, 10001))
    at(AFTER)
    inside(close_attendance)
    return activity_id


def questions(activity_id):
    return [question.id for question in queries.questions_of(activity_id)]


def give(browser, activity_id, ids, words="空调太冷了", rating="4"):
    said = {f"q{ids[0]}": rating, f"q{ids[1]}": "", f"q{ids[2]}": "愿意", f"q{ids[3]}": words}
    return browser.post(f"/activities/{activity_id}/feedback", said)


def test_who_came_is_asked_once(inside, over):
    inside(close_attendance)
    told = inside(lambda: db.session.scalars(select(Message).where(Message.path == f"/activities/{over}/feedback")).all())
    assert [message.member_id for message in told] == [10001]
    assert inside(lambda: len(questions(over))) == 4


def test_feedback_is_given_once_and_not_without_an_answer(as_user, inside, over):
    person, ids = as_user(10001), inside(lambda: questions(over))
    assert "不记名" in person.get(f"/activities/{over}/feedback").text
    assert give(person, over, ids, words="", rating="9").status_code == 422
    empty = person.post(f"/activities/{over}/feedback", {f"q{ids[0]}": "", f"q{ids[1]}": "", f"q{ids[2]}": "", f"q{ids[3]}": ""})
    assert empty.status_code == 409 and "至少回答一个" in empty.text
    assert give(person, over, ids).status_code == 303
    assert give(person, over, ids).status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(FeedbackAnswer))) == 3


@pytest.mark.parametrize("who", [10005, 10008, 10002])
def test_only_who_came_gives_feedback(as_user, inside, over, who):
    assert as_user(who).get(f"/activities/{over}/feedback").status_code == 404
    assert give(as_user(who), over, inside(lambda: questions(over))).status_code == 404


def test_nothing_leads_from_an_answer_to_a_person(as_user, inside, over, at):
    """The canary: neither id, name, staff number nor any time stands in or beside the answers, nor in the log."""
    before = inside(lambda: db.session.scalar(select(func.count(AuditEvent.id))))
    at("2026-09-16 18:31")
    give(as_user(10001), over, inside(lambda: questions(over)))

    def seen():
        tables = MetaData()
        tables.reflect(db.engine, only=["feedback_answer", "feedback_given"], resolve_fks=False)
        columns = {name: set(table.columns.keys()) for name, table in tables.tables.items()}
        rows = [tuple(row) for row in db.session.execute(select(tables.tables["feedback_answer"]))]
        return columns, rows, db.session.scalar(select(func.count(AuditEvent.id)))

    columns, rows, logged = inside(seen)
    assert columns == {"feedback_answer": {"id", "question_id", "value"}, "feedback_given": {"activity_id", "member_id"}}
    assert not [row for row in rows if any(word in str(row[1:]) for word in ("10001", "王敏", "18:31", "2026"))]
    keys = [row[0] for row in rows]
    assert all(len(key) == 32 for key in keys) and keys == sorted(keys)
    assert logged == before


def test_the_order_of_answers_says_nothing(inside, at):
    """Each submission writes all answers anew, sorted by fresh random keys: the last one is anywhere."""
    def build():
        activity_id = add_day(people=())
        for member_id in add_crowd(20):
            add_signup(activity_id, member_id)
            add_attendance(activity_id, member_id)
        return activity_id

    activity_id = inside(build)
    at(AFTER)
    inside(close_attendance)

    def answer():
        ids, places = questions(activity_id), []
        for n in range(20):
            services.give(SimpleNamespace(id=30001 + n), activity_id, {ids[3]: f"第{n}句"})
            texts = db.session.scalars(select(FeedbackAnswer.value)).all()  # as the database keeps them
            places.append(texts.index(f"第{n}句") == len(texts) - 1)
        return places

    assert sum(inside(answer)) < 15


def test_results_come_after_the_days_for_it_from_five_on_without_names(as_user, inside, at):
    def build():
        activity_id = add_day(people=())
        for member_id in add_crowd(5):
            add_signup(activity_id, member_id)
            add_attendance(activity_id, member_id)
        return activity_id

    activity_id = inside(build)
    at(AFTER)
    inside(close_attendance)
    ids = inside(lambda: questions(activity_id))
    for n in range(4):
        give(as_user(30001 + n), activity_id, ids, words=f"意见{n}")
    page = as_user(10003).get(f"/activities/{activity_id}/feedback/results").text
    assert "有 4 个人填了" in page and "意见" not in page and "平均" not in page
    give(as_user(30005), activity_id, ids, words="意见4", rating="2")
    path = f"/activities/{activity_id}/feedback/results"
    page = as_user(10003).get(path).text
    assert "有 5 个人填了" in page and "意见" not in page and "平均" not in page, "one answer more would show what it was"
    at("2026-09-26 15:59")
    assert "意见" not in as_user(10003).get(path).text
    at("2026-09-26 16:00")
    page = as_user(10003).get(path).text
    assert all(f"意见{n}" in page for n in range(5)) and "平均 3.6 分" in page and "80%" in page
    assert "30001" not in page and "张" not in page.split("<main")[1].replace("张数", "")
    assert as_user(30001).get(f"/activities/{activity_id}/feedback/results").status_code == 403
    assert as_user(10002).get(f"/activities/{activity_id}/feedback/results").status_code == 404


def test_feedback_is_taken_for_some_days(as_user, inside, over, at):
    """After them the results are out, and nothing may change them."""
    at("2026-09-26 16:00")
    person = as_user(10001)
    assert "现在不收了" in person.get(f"/activities/{over}/feedback").text
    answer = give(person, over, inside(lambda: questions(over)))
    assert answer.status_code == 409 and "现在不收了" in answer.text
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(FeedbackAnswer))) == 0


def test_too_few_answers_are_never_shown(as_user, inside, over, at):
    give(as_user(10001), over, inside(lambda: questions(over)))
    at("2026-10-26 16:00")
    page = as_user(10003).get(f"/activities/{over}/feedback/results").text
    assert "只有 1 个人填了" in page and "空调" not in page


def test_own_questions_are_asked_until_somebody_answers(as_user, inside, at):
    activity_id = inside(lambda: add_day(unit_id=2))
    chair, path = as_user(10002), f"/activities/{activity_id}/feedback/questions"
    assert chair.post(path, {"text": "想听什么题目", "kind": "choice", "options": "健康\n法律"}).status_code == 303
    assert "想听什么题目" in chair.get(f"/activities/{activity_id}/feedback/results").text
    assert inside(lambda: len(questions(activity_id))) == 5
    wrong = ({}, {"text": "x", "kind": "odd"}, {"text": "x", "kind": "choice", "options": "只有一个"})
    wrong += ({"text": ["a", "b"], "kind": "words"},)
    assert all(chair.post(path, data).status_code == 422 for data in wrong)
    gone = f"/activities/feedback-questions/{inside(lambda: questions(activity_id))[1]}/withdrawal"
    assert chair.post(gone).status_code == 303 and chair.post(gone).status_code == 303
    assert inside(lambda: len(questions(activity_id))) == 4
    inside(lambda: add_attendance(activity_id, 10001))
    at(AFTER)
    ids = inside(lambda: questions(activity_id))
    assert as_user(10001).post(f"/activities/{activity_id}/feedback", {f"q{ids[-1]}": "健康", f"q{ids[0]}": "", f"q{ids[1]}": "",
                                                                        f"q{ids[2]}": ""}).status_code == 303  # fmt: skip
    chair = as_user(10002)
    assert chair.post(path, {"text": "还有吗", "kind": "words"}).status_code == 409
    assert chair.post(f"/activities/feedback-questions/{ids[0]}/withdrawal").status_code == 409
    assert as_user(10001).post(gone).status_code == 403


def test_questions_of_another_unit_are_not_touched(as_user, inside):
    activity_id = inside(lambda: add_day(unit_id=3))
    inside(lambda: _add_question(activity_id))
    question_id = inside(lambda: db.session.scalars(select(FeedbackQuestion.id)).one())
    assert as_user(10002).post(f"/activities/feedback-questions/{question_id}/withdrawal").status_code == 404
    assert as_user(10002).post("/activities/feedback-questions/987654/withdrawal").status_code == 404


def _add_question(activity_id):
    db.session.add(FeedbackQuestion(activity_id=activity_id, sort=0, kind="words", text="问", choices=[]))
    db.session.commit()


# ---- the report


def written(*pictures, title="秋季讲座活动简报", body="九月十六日，四十位同事听了讲座。"):
    return {"title": title, "body": body, "pictures": [(io.BytesIO(data), name) for name, data in pictures]}


def test_a_report_becomes_a_draft_on_the_offices_desk(as_user, inside, over):
    inside(lambda: (setattr(db.session.get_one(Activity, over), "unit_id", 2), db.session.commit()))
    chair, path = as_user(10002), f"/activities/{over}/report"
    answer = chair.post(path, written(("合影.png", PNG), ("现场.jpg", b"\xff\xd8\xff0")), content_type="multipart/form-data")
    assert answer.status_code == 303
    notice_id = inside(lambda: db.session.get_one(Activity, over).report_notice_id)
    draft = inside(lambda: db.session.get_one(Notice, notice_id))
    assert (draft.state, draft.author_id, draft.title) == ("draft", 10002, "秋季讲座活动简报")
    assert inside(lambda: db.session.scalar(select(func.count(NoticeAttachment.id)))) == 2
    assert "起草中" in chair.get(path).text
    told = inside(lambda: db.session.scalars(select(Message).where(Message.path == f"/notices/{notice_id}/desk")).all())
    assert [message.member_id for message in told] == [10003]
    assert "秋季讲座活动简报" in as_user(10003).get(f"/notices/{notice_id}/desk").text
    assert chair.post(path, written(), content_type="multipart/form-data").status_code == 409
    assert chair.get(f"/notices/{notice_id}/desk").status_code == 403


LARGE = PNG + b"0" * 10 * 2**20


@pytest.mark.parametrize("wrong", [written(title=""), written(body=""), written(("病毒.png", b"MZ")), written(("大.png", LARGE))])
def test_a_report_of_no_shape_is_422_and_makes_no_draft(as_user, inside, over, wrong):
    answer = as_user(10003).post(f"/activities/{over}/report", wrong, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(Notice.id)))) == 0


def test_reports_are_written_by_who_runs_it(as_user, over):
    assert [as_user(who).get(f"/activities/{over}/report").status_code for who in (10001, 10002, 10003)] == [403, 404, 200]


def test_a_report_that_was_given_back_is_mended_where_it_was_written(as_user, inside, over):
    inside(lambda: (setattr(db.session.get_one(Activity, over), "unit_id", 2), db.session.commit()))
    chair, office, path = as_user(10002), as_user(10003), f"/activities/{over}/report"
    chair.post(path, written(("合影.png", PNG)), content_type="multipart/form-data")
    notice_id = inside(lambda: db.session.get_one(Activity, over).report_notice_id)
    version = inside(lambda: db.session.get_one(Notice, notice_id).version)
    answer = office.post(f"/notices/{notice_id}/return", {"return-version": version, "return-reason": "请写明人数"})
    assert answer.status_code == 303, answer.text
    told = inside(lambda: db.session.scalars(select(Message).where(Message.member_id == 10002).order_by(Message.id.desc())).first())
    assert told.path == path and "退回来了" in told.title
    page = chair.get(told.path)
    assert page.status_code == 200 and "请写明人数" in page.text and "秋季讲座活动简报" in page.text
    answer = chair.post(path, written(("现场.png", PNG), body="四十位同事听了讲座。"), content_type="multipart/form-data")
    assert answer.status_code == 303
    draft = inside(lambda: db.session.get_one(Notice, notice_id))
    assert (draft.body, draft.remark, draft.state) == ("四十位同事听了讲座。", None, "draft")
    assert inside(lambda: db.session.scalar(select(func.count(NoticeAttachment.id)))) == 2
    assert inside(lambda: db.session.scalar(select(func.count(Notice.id)))) == 1
    assert chair.post(path, written(), content_type="multipart/form-data").status_code == 409
