"""The database may only be read (a standby that took over, a file without write permission), or is not there at all."""

import pytest
from sqlalchemy import event

from tests.conftest import NOW, ON_POSTGRESQL
from tests.faults.conftest import SORRY
from unionweb import create_app
from unionweb.config import engine_options
from unionweb.kernel.extensions import db

READ_ONLY = "SET default_transaction_read_only = on" if ON_POSTGRESQL else "PRAGMA query_only = on"


@pytest.fixture
def read_only(app):
    def limit(connection, _record):
        connection.execute(READ_ONLY)
        connection.commit()

    def start():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
            event.listen(db.engine, "connect", limit)

    return start


def test_writing_says_so_and_pages_open(as_user, slot, count, read_only):
    browser, htmx = as_user(10001), as_user(10002, htmx=True)
    read_only()
    for answer in (one.post("/bookings/", {"slot_id": slot, "repeat": "once"}) for one in (browser, htmx)):
        assert answer.status_code == 503
        assert SORRY in answer.text
    for path in ("/", "/bookings/", "/bookings/week", f"/bookings/new?slot={slot}", "/messages/", "/account"):
        assert browser.get(path).status_code == 200, path
    assert count() == 0


def test_without_a_database_there_is_still_a_page_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("UNIONWEB_INSTANCE", str(tmp_path))
    nowhere = f"postgresql+psycopg://postgres@/none?host={tmp_path}" if ON_POSTGRESQL else f"sqlite:///{tmp_path}/none/x.db"
    settings = {"NOW": NOW, "SQLALCHEMY_DATABASE_URI": nowhere, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(nowhere)}
    client = create_app(**settings, TESTING=True, PROPAGATE_EXCEPTIONS=False).test_client()
    for path in ("/", "/sign-in", "/help"):
        answer = client.get(path)
        assert answer.status_code in {303, 503}, path
        assert answer.status_code == 303 or SORRY in answer.text
    assert client.get("/sign-in").status_code == 503
