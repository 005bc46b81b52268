"""Jobs: when they are due, that they run alone, what a run leaves behind, and the queue."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from unionweb.kernel import clock, jobs
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import CUT_OFF, Job, JobRun, Outcome


@pytest.fixture
def new_job(app):
    """new_job(function, minute="*") → the name of a job that exists during the test."""
    made = []

    def make(function, *, minute=None, hour="*"):
        name = f"test_{len(made)}"
        jobs.jobs[name] = Job(name, "试验", function, minute, hour)
        made.append(name)
        return name

    yield make
    for name in made:
        del jobs.jobs[name]


def runs(name):
    return list(db.session.scalars(select(JobRun).where(JobRun.name == name).order_by(JobRun.id)))


def moment(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("minute", "hour", "before", "after"),
    [
        ("*", "*", "2026-09-16 10:38", "2026-09-16 10:39"),
        ("10", "2", "2026-09-16 02:10", "2026-09-17 02:10"),
        ("5", "8-20", "2026-09-16 10:05", "2026-09-16 11:05"),
        ("38", "10", "2026-09-16 10:38", "2026-09-17 10:38"),
        ("*/15", "*", "2026-09-16 10:30", "2026-09-16 10:45"),
    ],
)
def test_schedule_knows_the_times_around_a_moment(minute, hour, before, after):
    job = Job("x", "试验", print, minute, hour)
    assert job.due_before(moment("2026-09-16 10:38:59")) == moment(before)
    assert job.due_after(moment("2026-09-16 10:38:59")) == moment(after)


def test_a_job_without_schedule_is_never_due():
    job = Job("x", "试验", print, None, "*")
    assert job.due_before(moment("2026-09-16 10:38")) is None and job.due_after(moment("2026-09-16 10:38")) is None


def test_a_mistyped_schedule_stops_the_start():
    with pytest.raises(ValueError, match="valid input"):
        jobs.job("x", "试验", minute="61")


def test_run_leaves_a_row_with_what_the_job_said(inside, new_job):
    name = new_job(lambda: "清理了 3 条。")
    inside(lambda: jobs.run(name))
    (run,) = inside(lambda: runs(name))
    assert (run.outcome, run.detail, run.started_at, run.finished_at) == (Outcome.ok, "清理了 3 条。", clock.now(), clock.now())


def test_run_of_a_job_that_raises_is_failed_and_tells_nothing_personal(inside, new_job, caplog):
    def break_down():
        raise ValueError("王敏 13900000000")

    name = new_job(break_down)
    inside(lambda: jobs.run(name))
    (run,) = inside(lambda: runs(name))
    assert (run.outcome, run.detail) == (Outcome.failed, "ValueError")
    assert f"job {name} failed" in caplog.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("没有排上。"), "Refused: 没有排上。"),
        (Unavailable("邮件服务器连不上"), "Unavailable: 邮件服务器连不上"),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: Connection refused"),
        (KeyError("10001"), "KeyError"),
    ],
)
def test_failed_run_says_the_kind_and_safe_words(inside, new_job, error, words):
    def break_down():
        raise error

    name = new_job(break_down)
    assert inside(lambda: jobs.run(name).detail) == words


def test_failed_job_leaves_no_half_written_row(inside, new_job):
    def half():
        with transaction() as session:
            session.add(JobRun(name="half", started_at=clock.now(), outcome=Outcome.ok))
            session.flush()
            raise ValueError

    name = new_job(half)
    inside(lambda: jobs.run(name))
    assert inside(lambda: runs("half")) == []


def test_long_words_are_cut(inside, new_job):
    name = new_job(lambda: "长" * 900)
    assert inside(lambda: len(jobs.run(name).detail)) == 500


def test_run_refuses_to_run_beside_itself(app, inside, new_job):
    started, may_end = threading.Event(), threading.Event()

    def wait():
        started.set()
        may_end.wait(10)

    name = new_job(wait)
    first = threading.Thread(target=inside, args=(lambda: jobs.run(name),))
    first.start()
    assert started.wait(10)
    assert inside(lambda: jobs.run(name)) is None
    may_end.set()
    first.join(10)
    assert inside(lambda: jobs.run(name).outcome) is Outcome.ok
    assert inside(lambda: len(runs(name))) == 2


def test_other_jobs_run_meanwhile(inside, new_job):
    inner = new_job(lambda: "好")
    outer = new_job(lambda: jobs.run(inner).detail)
    assert inside(lambda: jobs.run(outer).detail) == "好"


def test_old_runs_go_but_failures_of_the_week_stay(inside, new_job, monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_RUNS", 5)
    name = new_job(lambda: "好")

    def fill():
        with transaction() as session:
            for days, outcome in ((8, Outcome.failed), (6, Outcome.failed), *[(5, Outcome.ok)] * 9):
                started = clock.now() - timedelta(days=days)
                session.add(JobRun(name=name, started_at=started, finished_at=started, outcome=outcome))
        jobs.run(name)

    inside(fill)
    kept = inside(lambda: [(run.outcome, (clock.now() - run.started_at).days) for run in runs(name)])
    assert kept == [(Outcome.failed, 6), *[(Outcome.ok, 5)] * 4, (Outcome.ok, 0)]


KILLED = """
import sys, time
from unionweb import create_app
from unionweb.config import engine_options
from unionweb.kernel import jobs
url = sys.argv[1]
app = create_app(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
@jobs.job("test_killed", "试验")
def wait():
    print("started", flush=True)
    time.sleep(60)
with app.app_context():
    jobs.run("test_killed")
"""


def test_a_worker_killed_in_the_middle_leaves_the_job_runnable(app, inside, monkeypatch):
    command = [sys.executable, "-c", KILLED, app.config["SQLALCHEMY_DATABASE_URI"]]
    environment = os.environ | {"UNIONWEB_INSTANCE": app.instance_path}
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    monkeypatch.setitem(jobs.jobs, "test_killed", Job("test_killed", "试验", lambda: "好", None, "*"))
    try:
        assert worker.stdout.readline() == b"started\n"
        assert inside(lambda: jobs.run("test_killed")) is None
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert inside(lambda: eventually(lambda: jobs.run("test_killed"))).outcome is Outcome.ok
    dead, done = inside(lambda: [(run.outcome, run.detail) for run in runs("test_killed")])
    assert dead == (Outcome.failed, CUT_OFF) and done == (Outcome.ok, "好")


def eventually(call):
    """PostgreSQL needs a moment to notice that a client is gone."""
    for _ in range(100):
        if found := call():
            return found
        time.sleep(0.05)
    raise AssertionError("still locked")


def work_off(huey):
    """What a worker does with the queue, once."""
    done = 0
    while task := huey.dequeue():
        huey.execute(task)
        done += 1
    return done


def test_enqueued_job_is_run_by_the_worker(app, inside, new_job):
    name = new_job(lambda: "好")
    inside(lambda: jobs.enqueue(name))
    assert inside(jobs.pending) == 1
    assert work_off(jobs.schedule(app)) == 1
    assert inside(lambda: runs(name)[0].detail) == "好" and inside(jobs.pending) == 0


def test_enqueue_waits_for_the_end_of_the_transaction(inside, new_job):
    name = new_job(lambda: "好")

    def write(fails):
        waiting = jobs.pending()
        with transaction():
            jobs.enqueue(name)
            assert jobs.pending() == waiting
            if fails:
                raise ValueError("no")

    inside(lambda: write(False))
    assert inside(jobs.pending) == 1
    with pytest.raises(ValueError, match="no"):
        inside(lambda: write(True))
    assert inside(jobs.pending) == 1


def test_unknown_job_cannot_be_enqueued(inside):
    with pytest.raises(KeyError):
        inside(lambda: jobs.enqueue("nothing"))


def test_pages_come_up_and_commits_hold_when_the_queue_cannot_be_opened(app, as_user, inside, new_job, tmp_path):
    (tmp_path / "jobs.db").mkdir()
    name = new_job(lambda: "好")
    assert as_user(10001).get("/").status_code == 200
    assert inside(jobs.pending) is None
    with pytest.raises(Unavailable):
        inside(lambda: jobs.enqueue(name))

    def commit():
        with transaction() as session:
            session.add(JobRun(name="kept", started_at=clock.now(), outcome=Outcome.ok))
            jobs.enqueue(name)

    inside(commit)
    assert inside(lambda: len(runs("kept"))) == 1


def due(huey, name):
    return [task for task in huey.read_periodic(None) if task.name == f"scheduled_{name}"]


def test_worker_starts_a_job_once_for_each_scheduled_time(app, at, new_job):
    name = new_job(lambda: "好", minute="10", hour="2")
    at("2026-09-16 02:05")
    huey = jobs.schedule(app)
    assert due(huey, name), "it never ran, so yesterday's run is overdue"
    assert not due(huey, name)
    at("2026-09-16 02:12")
    assert due(huey, name), "the minute itself was slept through"
    assert not due(huey, name)


def test_restarted_worker_makes_up_for_a_missed_run_only(app, at, inside, new_job):
    name = new_job(lambda: "好", minute="10", hour="2")
    at("2026-09-16 02:10")
    inside(lambda: jobs.run(name))
    at("2026-09-16 12:00")
    assert not jobs._Watch(app, jobs.jobs[name])(None)
    at("2026-09-17 12:00")
    assert jobs._Watch(app, jobs.jobs[name])(None)


def test_worker_goes_on_when_the_database_is_away(app, new_job, monkeypatch, caplog):
    name = new_job(lambda: "好", minute="*")
    huey = jobs.schedule(app)
    with app.app_context():
        db.engine.dispose()
    monkeypatch.setattr(jobs._Watch, "_last_start", lambda self: (_ for _ in ()).throw(locked()))
    assert not due(huey, name)
    assert "cannot say" in caplog.text


def locked():
    import sqlite3

    from sqlalchemy.exc import OperationalError

    return OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))


def test_worker_module_offers_the_queue_with_every_schedule(app, monkeypatch):
    script = "from unionweb.worker import huey; print(sorted(t.name for t in huey._registry.periodic_tasks))"
    environment = os.environ | {"UNIONWEB_INSTANCE": app.instance_path}
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    scheduled = sorted(f"scheduled_{job.name}" for job in jobs.jobs.values() if job.minute is not None)
    assert told.stdout.strip() == str(scheduled)


@pytest.fixture
def redis(tmp_path_factory):
    """The address of a throw-away Redis on a socket of its own."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    socket = tmp_path_factory.mktemp("redis") / "socket"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(socket.parent)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(200):
        if socket.exists():
            break
        time.sleep(0.05)
    yield f"unix://{socket}"
    server.terminate()
    server.wait(10)


def test_redis_takes_the_place_of_the_file_when_it_is_set(app, inside, new_job, redis, tmp_path):
    app.config["REDIS_URL"] = redis
    name = new_job(lambda: "好")
    inside(lambda: jobs.enqueue(name))
    assert inside(jobs.pending) == 1 and not (tmp_path / "jobs.db").exists()
    assert work_off(jobs.schedule(app)) == 1
    assert inside(lambda: runs(name)[0].detail) == "好"


def test_a_redis_that_is_away_is_told(app, inside):
    app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"
    assert inside(jobs.pending) is None
    with pytest.raises(Unavailable):
        inside(lambda: jobs.enqueue("mail"))


def test_commands_list_and_run_jobs(app, inside):
    runner = app.test_cli_runner()
    assert "mail" in runner.invoke(args=["jobs", "list"]).output
    assert "发邮件" in runner.invoke(args=["jobs", "run", "mail"]).output
    assert inside(lambda: db.session.scalar(select(func.count()).where(JobRun.name == "mail"))) == 1
    wrong = runner.invoke(args=["jobs", "run", "nothing"])
    assert wrong.exit_code == 2 and "nothing" in wrong.output
