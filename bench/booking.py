"""A booking, as htmx makes it (POST, 303, GET of the fragment), against one bare committed row.

Nothing is switched off: the CSRF token that each form carries is signed beforehand, as the page would have done.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.data import copied, demo_instance, many, mothers_room, newcomers, opened
from bench.serving import NOW, Client, Meter, application, serving
from bench.table import Row, at_most
from tests.support.server import Pass
from unionweb.bookings.models import Slot
from unionweb.kernel.extensions import db

LIMIT = 8
PLACES = 4  # in each slot
WARM_UP = 12
HTMX = {"HX_Request": "true", "HX_Request_Type": "partial"}


def measure(options) -> list[Row]:
    """One row: CPU of a booking by CPU of a bare write."""
    rounds, requests = options.rounds, max(1, options.requests // 2)
    with copied(demo_instance()) as instance, TemporaryDirectory() as folder:
        with opened(instance) as app:
            people = newcomers(app, WARM_UP + rounds * requests)
            forms = list(zip(people, _slots(app, len(people)), strict=True))
        database = str(Path(folder, "bare.db"))
        with application(instance) as server, serving("bench.bare:app", BENCH_BYTES="1", BENCH_DATABASE=database) as bare:
            book, write = Meter(server), Meter(bare)
            _take_turns(book, write, [forms[:WARM_UP]])
            book.seconds = book.units = write.seconds = write.units = 0
            _take_turns(book, write, many(forms[WARM_UP:], requests))
    note = f"{book.each:.1f} ms by {write.each:.1f} ms, {book.units} bookings"
    return [at_most("booking", "POST + 303 + fragment : bare committed row, CPU", LIMIT, book.each / write.each, note=note)]


def _take_turns(book: Meter, write: Meter, batches) -> None:
    ours, bare = Client(book.server), Client(write.server)
    for batch in batches:
        for client in (ours, bare):
            client.close()  # the server gives an idle connection up; the next request opens another
        with book.running(len(batch)):
            for person, slot_id in batch:
                _book(ours, person, slot_id)
        with write.running(3 * len(batch)):
            for _ in range(3 * len(batch)):
                bare.ask("POST", "/write", b"text=one", Content_Type="application/x-www-form-urlencoded")


def _book(client: Client, person: Pass, slot_id: int) -> None:
    fields = {"csrf_token": person.csrf, "slot_id": slot_id, "repeat": "once", "weeks": 4, "for_staff_no": ""}
    body = urlencode(fields | {"request_key": secrets.token_urlsafe(12)})
    headers = {"Cookie": person.cookie, "Content_Type": "application/x-www-form-urlencoded", **HTMX}
    status, answer, text = client.ask("POST", "/bookings/", body, **headers)
    if status != 303:
        raise RuntimeError(f"a booking was answered with {status}: {text.decode()[:300]}")
    client.get(answer["Location"], **{"Cookie": person.cookie, **HTMX})


def _slots(app, number: int) -> list[int]:
    """A place for each of so many bookings, in new slots of the day after tomorrow, off the beaten minutes."""
    first = (datetime.fromisoformat(NOW) + timedelta(days=2)).replace(hour=9, minute=1, second=7)
    point = mothers_room(app)
    with app.app_context():
        starts = [first + timedelta(minutes=n) for n in range(-(-number // PLACES))]
        made = [Slot(point_id=point, starts_at=s, ends_at=s + timedelta(minutes=30), capacity=PLACES) for s in starts]
        db.session.add_all(made)
        db.session.commit()
        return [slot.id for slot in made for _ in range(PLACES)][:number]
