"""The mail outbox: what is sent, how often it is tried, and what it says."""

import smtplib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.support.mail_server import mail_server
from unionweb.accounts.models import Member
from unionweb.common.audit import AuditEvent
from unionweb.inbox import letters, services
from unionweb.inbox.models import MailState, OutgoingMail
from unionweb.inbox.services import mailing
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import write
from unionweb.kernel.errors import Unavailable
from unionweb.kernel.extensions import db


@pytest.fixture
def server(app, inside):
    """A mail server that works; 王敏 and 李静 have addresses."""
    with mail_server() as running:
        app.config.update(SMTP_URL=running.url, MAIL_FROM="union@example.edu", BASE_URL="https://union.example.edu")
        for member_id, address in ((10001, "wangmin@example.edu"), (10002, "lijing@example.edu")):
            give = update(Member).where(Member.id == member_id).values(email=address)
            inside(lambda give=give: write(lambda: db.session.execute(give))())
        yield running


@pytest.fixture
def send(inside):
    """send(10001, "标题", "正文"): one message, committed."""
    return lambda *args: inside(lambda: write(services.send)(*args))


def states():
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(mail.state, mail.attempts, mail.last_error) for mail in rows]


def run(inside):
    return inside(lambda: jobs.run("mail").detail)


def test_queued_mail_is_sent_once(server, inside, send):
    send(10001, "提醒：9月17日 周四 14:00 有一项预约", "来不了的话，请尽早取消。")
    assert run(inside) == "发出 1 封。"
    assert run(inside) == "没有要发的。"
    assert len(server.mails) == 1
    assert inside(states) == [(MailState.sent, 1, None)]


def test_mail_says_what_the_message_says_and_where_it_is(server, inside, send):
    send(10001, "提醒：9月17日 周四 14:00 有一项预约", "来不了的话，请尽早取消。")
    run(inside)
    (mail,) = server.mails
    assert mail["Subject"] == "海川大学工会：您有一条新消息"
    assert mail["To"] == "wangmin@example.edu" and "union@example.edu" in mail["From"]
    assert mail.get_content_type() == "text/plain" and not mail.is_multipart()
    parts = ["提醒：9月17日 周四 14:00 有一项预约", "来不了的话，请尽早取消。", "在工会服务厅里看：https://union.example.edu/messages/1"]
    assert mail.get_content().replace("\r\n", "\n") == "\n\n".join(parts) + "\n"


def test_mail_names_no_address_of_ours_when_none_is_set(app, server, inside, send):
    app.config["BASE_URL"] = None
    send(10001, "约好了")
    run(inside)
    assert server.mails[0].get_content().strip() == "约好了"


def test_without_a_server_nothing_happens(app, inside):
    app.config["SMTP_URL"] = None
    assert "没有设置邮件服务器" in run(inside)


def test_a_server_that_is_away_is_tried_after_1_5_25_and_125_minutes(server, app, inside, send, at):
    send(10001, "约好了")
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    moment = clock.now()
    for tries, minutes in enumerate((0, 1, 5, 25, 125), start=1):
        at(str(moment + timedelta(minutes=minutes, seconds=-10)))
        assert not minutes or run(inside) == "没有要发的。"
        moment += timedelta(minutes=minutes, seconds=30)
        at(str(moment))
        assert "邮件服务器连不上" in run(inside)
        assert inside(lambda: states()[0][1]) == tries
    state, _, words = inside(states)[0]
    assert state is MailState.failed and words == "邮件服务器连不上（ConnectionRefusedError）"
    at("2026-09-20 10:00")
    assert run(inside) == "没有要发的。"


def test_one_bad_address_does_not_keep_the_others(server, inside, send):
    send(10001, "一")
    send(10002, "二")
    server.answers["RCPT"] = lambda line: "550 nobody" if "wangmin" in line else None
    assert run(inside) == "发出 1 封，1 封没发出去。"
    assert inside(states) == [(MailState.failed, 1, "对方邮箱不收（550）"), (MailState.sent, 1, None)]


def test_a_mailbox_that_is_busy_is_tried_again(server, inside, send, at):
    send(10001, "一")
    server.answers["RCPT"] = "450 later"
    run(inside)
    assert inside(states) == [(MailState.queued, 1, "对方邮箱不收（450）")]
    server.answers.clear()
    at("2026-09-16 10:41")
    assert run(inside) == "发出 1 封。"


def test_an_address_that_is_none_fails_for_good(server, inside, send):
    inside(lambda: write(lambda: db.session.execute(update(Member).where(Member.id == 10001).values(email="a b@@c")))())
    send(10001, "一")
    send(10002, "二")
    run(inside)
    assert inside(states) == [(MailState.failed, 1, "邮箱地址写得不对"), (MailState.sent, 1, None)]


def test_an_address_cannot_add_headers(server, inside, send):
    evil = "wangmin@example.edu\r\nBcc: all@example.edu"
    inside(lambda: write(lambda: db.session.execute(update(Member).where(Member.id == 10001).values(email=evil)))())
    send(10001, "一")
    run(inside)
    assert server.mails == [] and inside(states)[0][0] is MailState.failed


def test_a_connection_that_breaks_leaves_the_rest_for_the_next_try(server, inside, send, at):
    for text in ("一", "二", "三"):
        send(10001, text)
    taken = []
    server.answers["RCPT"] = lambda line: "hang up" if len(taken) == 1 else taken.append(line)
    assert "邮件服务器断开了" in run(inside)
    assert [state for state, *_ in inside(states)] == [MailState.sent, MailState.queued, MailState.queued]
    server.answers.clear()
    at("2026-09-16 10:41")
    assert run(inside) == "发出 2 封。"
    assert [mail.get_content().split()[0] for mail in server.mails] == ["一", "二", "三"]


def test_a_worker_that_dies_after_sending_sends_the_same_message_id_later(server, inside, send, at, monkeypatch):
    send(10001, "一")
    monkeypatch.setattr(mailing, "_note_success", lambda mail_id: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        run(inside)
    monkeypatch.undo()
    assert run(inside) == "没有要发的。"
    at("2026-09-16 10:41")
    run(inside)
    assert [mail["Message-ID"] for mail in server.mails] == ["<message-1@example.edu>"] * 2
    assert inside(states) == [(MailState.sent, 2, None)]


def test_a_mail_interrupted_five_times_is_given_up(server, inside, send):
    send(10001, "一")
    inside(lambda: write(lambda: db.session.execute(update(OutgoingMail).values(attempts=5)))())
    run(inside)
    assert server.mails == [] and inside(states) == [(MailState.failed, 5, "发送时中断了")]


def test_many_mails_go_in_portions(server, inside, send):
    inside(lambda: write(lambda: [services.send(10001, f"第 {n} 条") for n in range(45)])())
    assert run(inside) == "发出 45 封。"
    assert len(server.mails) == 45


def test_a_message_removed_while_it_is_sent_breaks_nothing(server, inside, send, monkeypatch):
    send(10001, "一")
    written = letters.written

    def written_and_gone(letter):
        inside(lambda: write(services.forget_paths)([None]))
        inside(lambda: write(lambda: db.session.execute(OutgoingMail.__table__.delete()))())
        return written(letter)

    monkeypatch.setattr(letters, "written", written_and_gone)
    assert run(inside) == "发出 1 封。"


def test_signing_in_uses_the_decoded_name_and_password(server, inside):
    host, port = server.server_address
    with inside(lambda: letters.server(f"smtp://union%40example.edu:s%3Acret@{host}:{port}")) as connection:
        assert connection.noop()[0] == 250
    assert any(line.startswith("AUTH PLAIN") for line in server.heard)


def test_a_wrong_password_is_told_without_the_password(server, app, inside, send):
    send(10001, "一")
    app.config["SMTP_URL"] = server.url.replace("//", "//union:geheim@")
    server.answers["AUTH"] = "535 no"
    said = run(inside)
    assert "不认用户名或密码（535）" in said and "geheim" not in said


@pytest.mark.parametrize(
    ("url", "kind"),
    [("smtp://h", "SMTP"), ("smtps://h", "SMTP_SSL"), ("smtp+starttls://h:2525", "SMTP")],
)
def test_each_kind_of_address_makes_its_connection(monkeypatch, url, kind):
    made = []

    class Fake:
        def __init__(self, name, host, port, **options):
            made.append((name, host, port, options["timeout"]))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def starttls(self, context):
            made.append("starttls")

    for name in ("SMTP", "SMTP_SSL"):
        monkeypatch.setattr(smtplib, name, lambda *a, name=name, **k: Fake(name, *a, **k))
    with letters.server(url):
        pass
    ports = {"smtp://h": 25, "smtps://h": 465, "smtp+starttls://h:2525": 2525}
    assert made[0] == (kind, "h", ports[url], 20)
    assert ("starttls" in made) is url.startswith("smtp+starttls")


def test_retry_puts_a_failed_mail_to_the_front(server, inside, send):
    send(10001, "一")
    inside(lambda: write(lambda: db.session.execute(update(OutgoingMail).values(attempts=5, state=MailState.failed)))())
    actor = type("Actor", (), {"id": 10003})
    inside(lambda: services.retry_mail(1, actor))
    assert inside(states) == [(MailState.queued, 0, None)] and inside(jobs.pending) == 1
    assert inside(lambda: db.session.scalars(select(AuditEvent.action)).all()) == ["mail_requeued"]
    assert run(inside) == "发出 1 封。"


def test_failure_is_reported_as_unavailable(server, app, inside, send):
    send(10001, "一")
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    with pytest.raises(Unavailable):
        inside(services.send_mail)
