"""Fifty publications at the same moment take fifty consecutive numbers; without the locks they do not."""

import threading
import time

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.conftest import make_app
from tests.notices.written import AUTHOR, add_checked, person
from tests.races import bad_twin
from unionweb.kernel import db as kernel_db
from unionweb.kernel.extensions import db
from unionweb.notices import services
from unionweb.notices.models import DocumentNumber
from unionweb.notices.services import publishing

MANY = 50


def publish_all(app, ids) -> list[Exception]:
    """Each publication in a thread of its own, all let go together; what went wrong."""
    gate, wrong = threading.Barrier(len(ids)), []

    def publish(notice_id):
        with app.app_context():
            try:
                actor = person(AUTHOR)
                db.session.rollback()
                gate.wait(30)
                services.publish_checked(notice_id, 1, actor)
            except Exception as error:
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=publish, args=(notice_id,)) for notice_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def a_rush_of_publications(app) -> None:
    with app.app_context():
        ids = [add_checked(body=f"第{n}份。") for n in range(MANY)]
        db.session.remove()
    wrong = publish_all(app, ids)
    assert not wrong, wrong[:3]
    with app.app_context():
        rows = list(db.session.execute(select(DocumentNumber.number, DocumentNumber.notice_id)))
    assert sorted(number for number, _ in rows) == list(range(1, MANY + 1))
    assert {notice_id for _, notice_id in rows} == set(ids)


@pytest.fixture
def twin(app, monkeypatch):
    """The same application with the driver's own transactions, without the named lock, and with time to come in between."""
    monkeypatch.setattr(kernel_db, "_tune_sqlite", bad_twin.tune_by_default)
    monkeypatch.setattr(kernel_db, "_begin_sqlite", lambda connection: None)
    monkeypatch.setattr(publishing, "lock_name", lambda name: None)

    def dawdle(*_):
        time.sleep(0.005)

    event.listen(Session, "before_flush", dawdle)
    made = make_app(app.config["INSTANCE"], app.config["SQLALCHEMY_DATABASE_URI"])
    yield made
    event.remove(Session, "before_flush", dawdle)
    with made.app_context():
        db.engine.dispose()


def test_fifty_publications_at_once_take_fifty_consecutive_numbers(app):
    a_rush_of_publications(app)


def test_without_the_locks_the_same_rush_is_lost(twin):
    with pytest.raises(AssertionError):
        a_rush_of_publications(twin)
