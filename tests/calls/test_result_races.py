"""Several people of the office at once: one end of a call, one message each, one batch of certificates, one set of cases."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from unionweb.calls.models import Honour, LibraryCase, ResultMessage
from unionweb.calls.services import deciding, library, paperwork, publishing
from unionweb.certificates.models import Certificate
from unionweb.common.publicity import PublicNotice
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def at_once(app, call, times=4) -> int:
    """How many of those who did the same at once were not refused."""

    def run(_):
        with app.app_context():
            try:
                call()
                return 1
            except Refused:
                return 0
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(run, range(times)))


@pytest.fixture
def ended(inside, at):
    return inside(resulted.final)[0]


def test_a_result_is_shown_and_ends_once(app, inside, at):
    call_id, _ = inside(resulted.decided)
    assert at_once(app, lambda: publishing.open_publicity(call_id, resulted.FACTS, ACTOR)) == 1
    assert inside(lambda: db.session.query(PublicNotice).count()) == 1
    at("2026-09-28 09:00")
    assert at_once(app, lambda: publishing.finish(call_id, "海川大学工会", ACTOR)) == 1
    assert inside(lambda: (db.session.query(Honour).count(), db.session.query(ResultMessage).filter_by(member_id=10001).count())) == (3, 1)


def test_everybody_is_told_once_whoever_presses_the_button(app, inside, ended):
    drafts = inside(lambda: db.session.query(ResultMessage).count())
    assert at_once(app, lambda: publishing.send_messages(ended, ACTOR)) == 1
    assert inside(lambda: db.session.query(Message).filter(Message.path == f"/calls/{ended}/results").count()) == drafts


def test_certificates_are_issued_once(app, inside, ended):
    assert at_once(app, lambda: paperwork.issue_certificates(ended, "海川大学工会", ACTOR, site="https://x.example")) == 1
    assert inside(lambda: db.session.query(Certificate).count()) == 3


def test_cases_are_published_once(app, inside, ended):
    assert at_once(app, lambda: library.publish_cases(ended, ACTOR)) == 1
    assert inside(lambda: db.session.query(LibraryCase).count()) == 3


def test_a_decision_and_the_end_of_deciding_do_not_cross(app, inside):
    """Whoever changes a grade while another settles is either in the result or refused, never lost without a word."""
    call_id, entries = inside(resulted.decided)
    inside(lambda: deciding.reopen(call_id, "重议", ACTOR))
    steps = [
        lambda: deciding.settle(call_id, ACTOR),
        lambda: deciding.decide(call_id, entries[2], None, "名额有变", actor=ACTOR),
    ]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda step: at_once(app, step, 1), steps))
    assert done[0] == 1
    assert (inside(lambda: resulted.decision(entries[2])).grade_id is None) is (done[1] == 1)
