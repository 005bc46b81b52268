"""Places when all chairs send at once, and the last second when many wait for the lock; bad twins that get both wrong."""

import threading
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, SUBMITS, UNIT, actor
from tests.support import university
from unionweb.accounts.rules import Role
from unionweb.calls.models import Entry
from unionweb.calls.queries import quotas
from unionweb.calls.rules.kinds import Decision, QuotaRule, SubmissionStatus
from unionweb.calls.services import chain, entries
from unionweb.calls.services import quotas as giving
from unionweb.calls.services.entries import Seen
from unionweb.calls.services.locking import lock_entry
from unionweb.kernel import clock
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def race(app, calls) -> int:
    """All at once, each in a thread of its own; returns how many went through."""
    start, done = threading.Barrier(len(calls)), []

    def run(call):
        with app.app_context():
            start.wait()
            try:
                call()
                done.append(1)
            except Refused:
                pass

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def contest(app) -> tuple[int, list]:
    """A quota of 3 for a campus, and nine entries of its units that wait to be sent on."""
    with app.app_context():
        university.grant(10003, Role.chair, unit_id=4)
        db.session.commit()
        call_id = drafted.add_call(per_person_most=None, quota_rule=QuotaRule.shared_campuses, quota_number=4)
        giving.adjust_quota(call_id, 1, (3, "试一试"), actor(OFFICE))
        sent = [(drafted.add_sent(call_id, MEMBER), CHAIR) for _ in range(5)] + [
            (drafted.add_sent(call_id, 10007), OFFICE) for _ in range(4)
        ]
        return call_id, [(entry_id, actor(chair)) for entry_id, chair in sent]


def test_places_are_exact_when_all_chairs_send_at_once(app):
    call_id, waiting = contest(app)
    assert race(app, [lambda w=w: chain.check_entry(w[0], Decision.approved, "", w[1]) for w in waiting]) == 3
    with app.app_context():
        counted = select(Entry.id).where(Entry.call_id == call_id, Entry.status == SubmissionStatus.unit_approved)
        assert len(list(db.session.scalars(counted))) == 3


def test_the_same_race_oversells_without_the_lock(app):
    """The bad twin: it looks first and writes afterwards, in another transaction."""
    call_id, waiting = contest(app)
    looked = threading.Barrier(len(waiting))

    def careless(entry_id, _person):
        has_room = quotas.room_of(drafted.call(call_id), UNIT).left
        db.session.rollback()
        looked.wait()
        if has_room:
            _write_only(entry_id)

    race(app, [lambda w=w: careless(*w) for w in waiting])
    with app.app_context():
        counted = select(Entry.id).where(Entry.call_id == call_id, Entry.status == SubmissionStatus.unit_approved)
        assert len(list(db.session.scalars(counted))) > 3


def _write_only(entry_id):
    with transaction() as session:
        session.get(Entry, entry_id).status = SubmissionStatus.unit_approved


def in_the_last_second(app, monkeypatch, submit) -> int:
    """Five press 提交 at 23:59:59 and wait for the lock until after midnight; returns how many are in."""
    arrived, real = threading.Semaphore(0), entries.noting_late

    @contextmanager
    def seen(*about):
        with real(*about) as moment:
            arrived.release()
            yield moment

    with app.app_context():
        call_id = drafted.add_call(per_person_most=None)
        drafts = [drafted.add_draft(call_id) for _ in range(5)]
        me = actor(MEMBER)
    monkeypatch.setattr(entries, "noting_late", seen)
    clock.set_now(SUBMITS - timedelta(seconds=30))
    done, calls = [], [lambda id=id: submit(id, me, arrived) for id in drafts]
    waiting = threading.Thread(target=lambda: done.append(race(app, calls)))
    with app.app_context(), transaction():
        lock_entry(drafts[0])
        waiting.start()
        assert all(arrived.acquire(timeout=20) for _ in drafts)
        clock.set_now(SUBMITS + timedelta(seconds=5))
    waiting.join()
    return done[0]


def test_who_came_in_the_last_second_is_in_however_long_the_lock_takes(app, monkeypatch):
    def submit(entry_id, me, _arrived):
        entries.submit_entry(entry_id, Seen(2), me)

    assert in_the_last_second(app, monkeypatch, submit) == 5


def test_the_same_people_are_late_when_the_clock_is_read_under_the_lock(app, monkeypatch):
    """The bad twin: it waits first and looks at the clock afterwards."""

    def careless(entry_id, me, arrived):
        arrived.release()
        with transaction():
            lock_entry(entry_id)
            entries._submit(entry_id, Seen(2), me, (None, clock.now()))

    assert in_the_last_second(app, monkeypatch, careless) == 0
