"""What the QR code on the door opens: check in, use the room now, leave."""

from flask import abort
from flask_login import current_user

from unionweb.bookings.queries import choosing, mine, slots
from unionweb.bookings.queries.applicants import audience_words
from unionweb.bookings.queries.policy import hotlines, policy_of
from unionweb.bookings.rules.limits import check_in_window
from unionweb.bookings.services import presence
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see


@bp.get("/door/<code>")
@requires(signed_in)
def door(code):
    point = slots.point_by_door(code) or abort(404)
    policy, service = policy_of(point.service.key), point.service
    booking = mine.held_at_point(current_user.id, point.id)
    running = slots.current_offer(point.id)
    window = booking and check_in_window(policy, booking.starts_at, booking.ends_at)
    return render(
        "bookings/door.html",
        "bookings/_door.html",
        point=point,
        service=service,
        booking=booking,
        window=window,
        can_check_in=bool(window) and booking.slot.state == "open" and window[0] <= clock.now() <= window[1],
        running=running,
        free_now=_free_now(running, policy),
        not_for_you=audience_words(current_user, service),
        next_free=choosing.earliest_at_point(current_user, service, point.id),
        hotlines=hotlines() if service.is_confidential else [],
    )


@bp.post("/bookings/<int:booking_id>/check-in")
@requires(signed_in)
def create_check_in(booking_id):
    booking = _own(booking_id)
    presence.check_in(booking_id, current_user)
    notice("签到好了。用完请擦一下台面，东西随手带走。" if not booking.slot.point.service.is_confidential else "签到好了。")
    return see("bookings.show", booking_id=booking_id)


@bp.post("/bookings/<int:booking_id>/leaving")
@requires(signed_in)
def create_leaving(booking_id):
    _own(booking_id)
    presence.leave(booking_id, current_user)
    notice("谢谢，位子已经空出来了。")
    return see("bookings.show", booking_id=booking_id)


@bp.post("/door/<code>/walk-ins")
@requires(signed_in)
def create_walk_in(code):
    point = slots.point_by_door(code) or abort(404)
    booking_id = presence.walk_in(current_user, point.id)
    notice("可以用了，已经替您签到。用完请点“离开”。")
    return see("bookings.show", booking_id=booking_id)


def _own(booking_id):
    booking = mine.booking_for(current_user, booking_id) or abort(404)
    return booking if booking.member_id == current_user.id else abort(404)


def _free_now(running, policy) -> bool:
    """Whether the room can be used right now: places nobody checked in to in time are free, those of early ones are not."""
    if running is None:
        return False
    overdue = slots.overdue_count(running, policy)
    return running.free + overdue - slots.early_count(running) > 0
