"""The own inbox."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from unionweb.common import settings
from unionweb.inbox import services
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import transaction, write
from unionweb.kernel.extensions import db


@pytest.fixture
def message(inside):
    """An unread message of 王敏 that leads to her account; its id."""
    inside(lambda: write(services.send)(10001, "约好了", "周五 9:00\n请准时", path="/account"))
    return inside(lambda: db.session.scalar(select(Message.id)))


def is_read(message_id):
    return db.session.get(Message, message_id).read_at is not None


def test_list_shows_own_messages_newest_first(as_user, inside, message):
    inside(lambda: write(services.send)(10001, "提醒您的预约"))
    inside(lambda: write(services.send)(10005, "别人的消息"))
    text = as_user(10001).get("/messages/").text
    assert text.index("提醒您的预约") < text.index("约好了")
    assert "别人的消息" not in text and "未读 2 条" in text


def test_menu_counts_the_unread(as_user, message):
    assert '<span class="badge">1<span class="vh"> 条未读' in as_user(10001).get("/account").text
    assert '<span class="badge">' not in as_user(10005).get("/account").text


def test_list_can_show_the_unread_alone(as_user, inside, message):
    inside(lambda: write(services.send)(10001, "提醒您的预约"))
    as_user(10001).post(f"/messages/{message}/reading")
    text = as_user(10001).get("/messages/?show=unread").text
    assert "提醒您的预约" in text and "约好了" not in text


def test_empty_lists_say_so(as_user, message):
    assert "还没有消息" in as_user(10005).get("/messages/").text
    as_user(10001).post("/messages/reading")
    assert "没有未读的消息" in as_user(10001).get("/messages/?show=unread").text


@pytest.mark.parametrize("page", ["2", "0", "-1", "99999999999999", "x", "1 OR 1", ""])
def test_any_page_number_is_answered(as_user, message, page):
    assert as_user(10001).get(f"/messages/?page={page}&show=").status_code == 200


def test_list_pages_and_needs_as_many_queries_for_30_as_for_1(as_user, inside, message, statements):
    browser = as_user(10001)
    browser.get("/messages/")
    one = len(statements(lambda: browser.get("/messages/")))
    inside(lambda: write(lambda: [services.send(10001, f"第 {n} 条") for n in range(40)])())
    assert len(statements(lambda: browser.get("/messages/"))) == one
    second = browser.get("/messages/?page=2").text
    assert "约好了" in second and "第 39 条" not in second


def test_opening_a_message_changes_nothing_by_itself(as_user, inside, message):
    text = as_user(10001).get(f"/messages/{message}").text
    assert "周五 9:00" in text and "标为已读" in text
    assert not inside(lambda: is_read(message))


def test_reading_is_posted_and_noted_once(as_user, inside, message, at):
    answer = as_user(10001).post(f"/messages/{message}/reading")
    assert (answer.status_code, answer.location) == (303, f"/messages/{message}")
    first = inside(lambda: db.session.get(Message, message).read_at)
    at("2026-09-17 09:00")
    as_user(10001).post(f"/messages/{message}/reading")
    assert inside(lambda: db.session.get(Message, message).read_at) == first
    assert "已读" in as_user(10001).get(f"/messages/{message}").text


def test_with_script_the_page_posts_the_reading_itself(as_user, message):
    page = as_user(10001).get(f"/messages/{message}").text
    assert 'hx-trigger="load"' in page
    fragment = as_user(10001, htmx=True).get(f"/messages/{message}").text
    assert 'id="reading"' in fragment and "<h1" not in fragment


def test_following_a_message_reads_it_and_goes_there(as_user, inside, message):
    answer = as_user(10001).post(f"/messages/{message}/reading", data={"follow": "1"})
    assert answer.location == "/account" and inside(lambda: is_read(message))


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", None])
def test_a_message_never_leads_away(as_user, inside, message, path):
    def spoil():
        with transaction() as session:
            session.get(Message, message).path = path

    inside(spoil)
    answer = as_user(10001).post(f"/messages/{message}/reading", data={"follow": "1"})
    assert answer.location == f"/messages/{message}"


@pytest.mark.parametrize("staff_no", [10002, 10003, 10004, 10005, 10006])
def test_nobody_else_opens_or_reads_a_message(as_user, inside, message, staff_no):
    browser = as_user(staff_no)
    assert browser.get(f"/messages/{message}").status_code == 404
    assert browser.post(f"/messages/{message}/reading").status_code == 404
    assert not inside(lambda: is_read(message))


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "1.5", "x"])
def test_missing_messages_are_not_found(as_user, number):
    assert as_user(10001).get(f"/messages/{number}").status_code == 404
    assert as_user(10001).post(f"/messages/{number}/reading").status_code == 404


def test_all_are_marked_read_but_only_the_own(as_user, inside, message):
    inside(lambda: write(services.send)(10005, "别人的消息"))
    assert as_user(10001).post("/messages/reading").location == "/messages/"
    assert inside(lambda: [m.member_id for m in db.session.scalars(select(Message).where(Message.read_at.is_(None)))]) == [10005]


def test_what_is_written_into_a_message_is_text(as_user, inside):
    inside(lambda: write(services.send)(10001, "<b>x</b>", "<script>alert(1)</script>"))
    for path in ("/messages/", f"/messages/{inside(lambda: db.session.scalar(select(Message.id)))}"):
        text = as_user(10001).get(path).text
        assert "<script>alert" not in text and "&lt;b&gt;" in text


def test_signed_out_people_are_sent_to_sign_in(as_user, message):
    for path in ("/messages/", f"/messages/{message}", "/messages/feed"):
        assert as_user().get(path).status_code == 303


def test_old_messages_go_with_their_mails(inside, message):
    def age():
        with transaction() as session:
            old = clock.now() - timedelta(days=settings.get("inbox.keep_days"), minutes=1)
            session.get(Message, message).created_at = old
            session.add(OutgoingMail(message_id=message, address="w@x.cn", state=MailState.sent, next_try_at=old))
            services.send(10001, "新的")

    inside(age)
    assert inside(lambda: jobs.run("tidy_messages").detail) == "清理了 1 条。"
    assert inside(lambda: [m.title for m in db.session.scalars(select(Message))]) == ["新的"]
    assert inside(lambda: jobs.run("tidy_messages").detail) == "清理了 0 条。"
