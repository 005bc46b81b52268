"""The database is held by another process for longer than anybody waits: writing says so, reading goes on."""

import threading
import time

from sqlalchemy import update

from tests.faults.conftest import SORRY, held_by_another
from tests.support.server import passes, serving
from unionweb.accounts.models import UserSession
from unionweb.kernel import clock
from unionweb.kernel.db import BUSY_TIMEOUT
from unionweb.kernel.extensions import db


def test_a_write_says_so_while_pages_open_and_works_when_the_lock_is_gone(app, inside, slot, count):
    person, other = passes(app, [10001, 10002])
    long_ago = clock.now().replace(hour=9)
    inside(lambda: (db.session.execute(update(UserSession).values(last_seen_at=long_ago)), db.session.commit()))
    booking = person.post("/bookings/", slot_id=slot, repeat="once", request_key="one-and-the-same")
    with serving(app) as server:
        server.ask(person.get("/bookings/week"))
        with held_by_another(app, slot):
            refused = []
            posting = threading.Thread(target=lambda: refused.append(server.ask(booking)))
            posting.start()
            began = time.monotonic()
            pages = [server.ask(other.get(path)) for path in ("/bookings/week", "/", "/bookings/", f"/bookings/new?slot={slot}")]
            assert time.monotonic() - began < BUSY_TIMEOUT / 1000, "pages waited for the writer"
            posting.join()
        assert [p.status for p in pages] == [200] * 4
        assert refused[0].status == 503
        assert SORRY in refused[0].text and "您的内容没有变" in refused[0].text
        assert count() == 0
        assert server.ask(booking).status == 303
        assert count() == 1


def test_htmx_is_told_in_a_fragment_that_leaves_the_page_as_it_is(app, as_user, slot, count, monkeypatch):
    monkeypatch.setattr("unionweb.kernel.db.BUSY_TIMEOUT", 100)
    browser = as_user(10001, htmx=True)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with held_by_another(app, slot):
        answer = browser.post("/bookings/", {"slot_id": slot, "repeat": "once"})
    assert answer.status_code == 503
    assert SORRY in answer.text and "<html" not in answer.text
    assert answer.headers["HX-Retarget"] == "#notices"
    assert count() == 0
