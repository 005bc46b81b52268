"""What the servers of race and fault tests serve: the real application, or its deliberately bad twin.

Two things are added. A request may bring its own clock, as two machines whose clocks differ would; and the two
jobs that races need can be asked for by an address, since many requests are easily made to meet.
"""

import os
from datetime import datetime

from flask import has_request_context, request

from unionweb import create_app
from unionweb.bookings.services import presence
from unionweb.bookings.services.schedule import generate_slots
from unionweb.kernel import clock
from unionweb.kernel.extensions import csrf
from unionweb.kernel.permissions import public, requires

if os.environ.get("UNIONWEB_TEST_TWIN"):
    from tests.races.bad_twin import install

    install()

real_now = clock.now


def now() -> datetime:
    told = request.headers.get("X-Test-Clock") if has_request_context() else None
    return datetime.fromisoformat(told) if told else real_now()


clock.now = now
app = create_app()


@app.post("/test/release")
@csrf.exempt
@requires(public)
def release():
    return str(presence.release_overdue())


@app.post("/test/slots/<int:point_id>")
@csrf.exempt
@requires(public)
def slots(point_id):
    return str(generate_slots(only=[point_id]).created)
