"""Places when all chairs send at once, and the bad twin that oversells."""

import threading

from sqlalchemy import select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, UNIT, actor
from tests.support import university
from unionweb.accounts.rules import Role
from unionweb.calls.models import Entry
from unionweb.calls.queries import quotas
from unionweb.calls.rules.kinds import Decision, QuotaRule, SubmissionStatus
from unionweb.calls.services import chain
from unionweb.calls.services import quotas as giving
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
