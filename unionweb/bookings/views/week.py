"""Choosing a slot: the week of one point."""

from datetime import date, timedelta

from flask import abort, request
from flask_login import current_user

from unionweb.accounts.queries import campuses
from unionweb.bookings.queries import mine, slots
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.queries.week import week_of
from unionweb.bookings.views.blueprint import bp
from unionweb.common.workdays import unknown_year_banner
from unionweb.kernel import clock, menus
from unionweb.kernel.db import fits
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import render, see, whole

ON_THE_WAY = ("new_repeat", "choose_talk", "create_repeat", "create_talk", "create_waiting", "create_move")
menus.add(
    "main", 20, "预约", "bookings.week", signed_in,
    also=tuple(f"bookings.{name}" for name in ON_THE_WAY), exactly=("bookings.new", "bookings.create"),
)  # fmt: skip


@bp.get("/bookings/week")
@requires(signed_in)
def week():
    """One page for every lane: ?campus=&service=&point=&date=, and &move= when a booking looks for another time."""
    offered, lanes = slots.services(), slots.lanes()
    asked = request.args.get("service", "")
    service = next((s for s in offered if s.key == asked), None)
    if service and service.is_confidential:
        return see("bookings.choose_talk")
    lane = _lane(lanes, offered, service)
    if lane is None:
        return render("bookings/week_empty.html", services=offered)
    service = next(s for s in offered if s.id == lane.service_id)
    moving = _moving(service)
    shown = {
        "campuses": tuple(campuses()),
        "services": tuple(offered),
        "service": service,
        "lane": lane,
        "lanes": tuple(one for one in lanes if (one.service_id, one.campus_id) == (lane.service_id, lane.campus_id)),
        "week": week_of(current_user, service, lane, _day(), moving=moving.id if moving else None),
        "moving": moving,
        "policy": policy_of(service.key),
        "point": slots.point_by_id(lane.point_id),
        "year": unknown_year_banner(),
        "timedelta": timedelta,
        "today": clock.today(),
    }
    return render("bookings/week.html", "bookings/_week.html", shown=shown, **shown)


def _lane(lanes, offered, service):
    """The lane asked for; else the first of the service at the campus; else the first there is."""
    shown = {s.id for s in offered if not s.is_confidential}
    usable = [one for one in lanes if one.service_id in shown]
    wanted = [one for one in usable if one.key == request.args.get("point")]
    campus = request.args.get("campus") or str(current_user.campus_id)
    of_service = [one for one in usable if service is None or one.service_id == service.id]
    here = [one for one in of_service if str(one.campus_id) == campus]
    fitting = [one for one in wanted if one in (here or of_service)] if "campus" in request.args else wanted
    return next(iter([*fitting, *here, *of_service, *usable]), None)


def _day() -> date:
    try:
        day = date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        return clock.today()
    return day if fits(day) else clock.today()


def _moving(service):
    if not request.args.get("move"):
        return None
    found = mine.booking_for(current_user, whole("move", 0, most=2**31 - 1))
    if found is None or found.slot.point.service_id != service.id:
        abort(404)
    return found
