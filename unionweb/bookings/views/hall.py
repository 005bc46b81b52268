"""The service hall: what waits for me, what is free now, what is mine, what is open and new."""

from flask import request
from flask_login import current_user

from unionweb.accounts.queries import campuses
from unionweb.bookings.queries import choosing, mine, slots
from unionweb.bookings.views.blueprint import bp
from unionweb.common import front, workdays
from unionweb.common.front import Side
from unionweb.inbox import queries as inbox
from unionweb.kernel import clock, menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import render

MOST_OPEN = 5  # what ends first; the rest is behind the menu

menus.add("main", 10, "服务厅", "bookings.hall", signed_in)


@bp.get("/")
@requires(signed_in)
def hall():
    places = campuses()
    campus = next((c for c in places if str(c.id) == request.args.get("campus")), None)
    campus = campus or next(c for c in places if c.id == current_user.campus_id)
    upcoming = mine.upcoming(current_user.id, 6)
    return render(
        "bookings/hall.html",
        campus=campus,
        campuses=places,
        rows=choosing.next_per_service(current_user, slots.services(), campus.id),
        upcoming=upcoming,
        positions=mine.queue_positions(upcoming),
        tasks=[line for side in (Side.own, Side.unit) for line in front.lines(side, current_user)],
        office_tasks=front.lines(Side.office, current_user),
        openings=front.lines(Side.open, current_user)[:MOST_OPEN],
        messages=inbox.latest(current_user.id, 4),
        calendar=workdays.Calendar(clock.today(), clock.today()),
        now=clock.now(),
    )
