"""The jobs page and the mails on their way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import MailState, Message, OutgoingMail
from unionweb.kernel import clock, jobs
from unionweb.kernel.db import transaction
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import Job, JobRun, Outcome

OFFICE, ADMIN, STRANGERS = 10003, 10004, (10001, 10002, 10005, 10006, 10007, 10008)


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    """The jobs of these tests: one nightly, one every minute, one never by itself."""
    made = [Job("nightly", "夜里的事", lambda: "好", "10", "2"), Job("often", "常做的事", lambda: "好", "*", "*"),
            Job("never", "手动的事", lambda: "好", None, "*"), jobs.jobs["mail"]]  # fmt: skip
    monkeypatch.setattr(jobs, "jobs", {job.name: job for job in made})


def ran(inside, name, ago, outcome=Outcome.ok, detail=None, took=3):
    def add():
        with transaction() as session:
            started = clock.now() - ago
            finished = None if outcome is Outcome.running else started + timedelta(seconds=took)
            session.add(JobRun(name=name, started_at=started, finished_at=finished, outcome=outcome, detail=detail))

    inside(add)


def line(browser, label):
    page = browser.get("/jobs").text
    return page.split(f"{label}</a></th>", 1)[1].split("</tr>", 1)[0]


@pytest.mark.parametrize("staff_no", [OFFICE, ADMIN])
def test_page_tells_last_and_next_run(as_user, inside, staff_no):
    ran(inside, "nightly", timedelta(hours=8, minutes=28), detail="新开 12 个时段")
    told = line(as_user(staff_no), "夜里的事")
    for words in ("今天 2:10，3 秒", "正常", "新开 12 个时段", "明天 2:10", "0 次"):
        assert words in told
    assert "太久以前" not in told


def test_page_counts_the_failures_of_a_week(as_user, inside):
    for days in (8, 6, 2):
        ran(inside, "nightly", timedelta(days=days), Outcome.failed, "OSError")
    ran(inside, "nightly", timedelta(hours=8, minutes=28))
    assert "2 次" in line(as_user(OFFICE), "夜里的事")


@pytest.mark.parametrize(
    ("name", "label", "ago", "overdue"),
    [
        ("nightly", "夜里的事", timedelta(hours=8, minutes=28), False), ("nightly", "夜里的事", timedelta(hours=9), True),
        ("often", "常做的事", timedelta(minutes=14), False), ("often", "常做的事", timedelta(minutes=17), True),
        ("never", "手动的事", timedelta(days=90), False),
    ],
)  # fmt: skip
def test_lamp_lights_when_a_scheduled_run_was_missed(as_user, inside, name, label, ago, overdue):
    ran(inside, name, ago)
    assert ("上次运行太久以前" in line(as_user(OFFICE), label)) is overdue


def test_a_run_that_hangs_lights_the_lamp(as_user, inside):
    ran(inside, "never", timedelta(hours=2), Outcome.running)
    ran(inside, "nightly", timedelta(hours=2), Outcome.running)
    told = line(as_user(OFFICE), "夜里的事")
    assert "正在运行" in told and "上次运行太久以前" in told


def test_a_job_that_never_ran_says_so(as_user):
    assert "还没有运行过" in line(as_user(OFFICE), "夜里的事")


def test_run_now_puts_the_job_into_the_queue(as_user, inside):
    browser = as_user(OFFICE)
    answer = browser.post("/jobs/nightly/runs")
    assert (answer.status_code, answer.location) == (303, "/jobs")
    page = browser.get("/jobs").text
    assert "“夜里的事”排上了" in page and "排队的任务</dt><dd>1 " in page
    assert inside(jobs.pending) == 1


def test_a_queue_that_cannot_be_reached_is_told(as_user, tmp_path):
    (tmp_path / "jobs.db").mkdir()
    browser = as_user(OFFICE)
    assert "任务队列打不开" in browser.get("/jobs").text
    answer = browser.post("/jobs/nightly/runs")
    assert answer.status_code == 409 and "没有排上" in answer.text


def test_runs_of_a_job_are_listed_and_paged(as_user, inside):
    for number in reversed(range(35)):
        ran(inside, "nightly", timedelta(minutes=number), detail=f"第 {number} 次")
    browser = as_user(OFFICE)
    first, second = browser.get("/jobs/nightly").text, browser.get("/jobs/nightly?page=2").text
    assert "第 0 次" in first and "第 34 次" not in first and "第 34 次" in second
    assert "还没有运行过" in browser.get("/jobs/often").text


@pytest.mark.parametrize("name", ["nothing", "..", "%00", "a" * 300])
def test_unknown_jobs_are_not_found(as_user, name):
    assert as_user(OFFICE).get(f"/jobs/{name}").status_code in {400, 404}
    assert as_user(OFFICE).post(f"/jobs/{name}/runs").status_code in {400, 404}


def test_page_needs_the_same_queries_for_1_and_30_runs(as_user, inside, statements):
    ran(inside, "nightly", timedelta(hours=1))
    browser = as_user(OFFICE)
    browser.get("/jobs")
    one = len(statements(lambda: browser.get("/jobs")))
    for number in range(30):
        ran(inside, ("nightly", "often", "never")[number % 3], timedelta(minutes=number), Outcome.failed)
    assert len(statements(lambda: browser.get("/jobs"))) == one


@pytest.fixture
def mails(inside):
    """One mail in each state, to 王敏."""

    def add():
        with transaction() as session:
            session.add(Message(id=1, member_id=10001, title="绝密标题", body="绝密正文", created_at=clock.now()))
            session.flush()
            for state, error in ((MailState.queued, None), (MailState.sent, None), (MailState.failed, "对方邮箱不收（550）")):
                session.add(
                    OutgoingMail(message_id=1, address="wangmin@example.edu", state=state, attempts=2, last_error=error,
                                 next_try_at=clock.now(), sent_at=clock.now() if state is MailState.sent else None)
                )  # fmt: skip

    inside(add)
    return inside(lambda: {m.state: m.id for m in db.session.scalars(select(OutgoingMail))})


@pytest.mark.parametrize("staff_no", [OFFICE, ADMIN])
def test_outbox_tells_states_but_not_contents_or_addresses(as_user, mails, staff_no):
    page = as_user(staff_no).get("/jobs/mail/outbox").text
    for words in ("待发", "已发", "没发出去", "对方邮箱不收（550）", "w***@example.edu", "2 次"):
        assert words in page
    assert "wangmin" not in page and "绝密" not in page and "王敏" not in page


def test_outbox_shows_one_state_when_asked(as_user, mails):
    text = as_user(OFFICE).get("/jobs/mail/outbox?state=failed").text
    assert "对方邮箱不收" in text and text.count("w***@example.edu</th>") == 1
    for state in ("", "x", "sent'"):
        assert as_user(OFFICE).get(f"/jobs/mail/outbox?state={state}").text.count("w***@example.edu</th>") == 3


def test_a_failed_mail_is_sent_again_when_asked(as_user, inside, mails):
    browser = as_user(OFFICE)
    answer = browser.post(f"/jobs/mail/outbox/{mails[MailState.failed]}/retry")
    assert answer.location == "/jobs/mail/outbox" and "重新排上了" in browser.get(answer.location).text
    mail = inside(lambda: db.session.get(OutgoingMail, mails[MailState.failed]))
    assert (mail.state, mail.attempts, mail.next_try_at) == (MailState.queued, 0, mail.next_try_at)
    assert inside(lambda: db.session.scalar(select(AuditEvent.actor_id).where(AuditEvent.action == "mail_requeued"))) == OFFICE


def test_a_sent_or_missing_mail_is_not_sent_again(as_user, inside, mails):
    sent = as_user(OFFICE).post(f"/jobs/mail/outbox/{mails[MailState.sent]}/retry")
    assert sent.status_code == 409 and "已经发出去了" in sent.text
    assert as_user(OFFICE).post("/jobs/mail/outbox/999/retry").status_code == 404
    assert inside(lambda: db.session.get(OutgoingMail, mails[MailState.sent]).attempts) == 2


def test_a_retry_holds_even_if_the_queue_cannot_be_reached(as_user, inside, mails, tmp_path):
    (tmp_path / "jobs.db").mkdir()
    assert as_user(OFFICE).post(f"/jobs/mail/outbox/{mails[MailState.failed]}/retry").status_code == 303
    assert inside(lambda: db.session.get(OutgoingMail, mails[MailState.failed]).state) is MailState.queued


@pytest.mark.parametrize("staff_no", STRANGERS)
def test_nobody_else_sees_or_starts_jobs(as_user, inside, mails, staff_no):
    browser = as_user(staff_no)
    for path in ("/jobs", "/jobs/nightly", "/jobs/mail/outbox"):
        assert browser.get(path).status_code == 403
    assert browser.post("/jobs/nightly/runs").status_code == 403
    assert browser.post(f"/jobs/mail/outbox/{mails[MailState.failed]}/retry").status_code == 403
    assert inside(jobs.pending) == 0
