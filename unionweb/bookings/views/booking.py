"""One booking: confirm, make, wait, see, cancel, move; and the list of one's own."""

import secrets

from flask import abort, request
from flask_login import current_user

from unionweb.accounts.queries.colleagues import colleague
from unionweb.bookings import rules
from unionweb.bookings.forms.booking import BookingForm, MoveForm, SlotForm
from unionweb.bookings.queries import choosing, events, mine, slots
from unionweb.bookings.queries.applicants import applicant_for
from unionweb.bookings.queries.policy import hotlines, policy_of
from unionweb.bookings.rules.limits import cancel_until, check_in_window, may_still_cancel
from unionweb.bookings.services import booking as services
from unionweb.bookings.views.blueprint import bp
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import feeds
from unionweb.kernel import clock, menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import download, notice, render, see, whole

menus.add("main", 30, "我的预约", "bookings.index", signed_in, also=("bookings.show", "bookings.refuse_cancel"))


STEPS = {
    "booked": "约好",
    "waited": "加入候补",
    "promoted": "有人让出位子，自动约上",
    "walked_in": "到现场直接使用",
    "checked_in": "签到",
    "completed": "用完离开",
    "cancelled": "取消",
    "no_show": "没有签到，位子让给别人",
    "waived": "这一次不计爽约",
}


@bp.app_template_filter("booking_step")
def booking_step(action: str) -> str:
    """What happened to a booking, in the words of its history."""
    return STEPS[action]


@bp.get("/bookings/")
@requires(signed_in)
def index():
    upcoming, made = mine.upcoming(current_user.id), mine.proxied(current_user.id)
    return render(
        "bookings/index.html",
        upcoming=upcoming,
        positions=mine.queue_positions(upcoming),
        past=mine.past(current_user.id),
        proxied=made,
        names=mine.holder_names(made),
    )


@bp.get("/bookings/new")
@requires(rules.may_book)
def new():
    offer = slots.offer(whole("slot", 0, most=2**31 - 1)) or abort(404)
    service = slots.point_by_id(offer.point_id).service
    if service.is_confidential:
        return see("bookings.choose_talk", slot=offer.wanted.id)
    form = BookingForm(slot_id=offer.wanted.id, request_key=secrets.token_urlsafe(12))
    return _confirm_page(offer, form, _moved())


@bp.post("/bookings/")
@requires(rules.may_book)
def create():
    form = BookingForm()
    if form.validate_on_submit() and form.repeat.data != "once":
        return see("bookings.new_repeat", slot=form.slot_id.data, repeat=form.repeat.data, weeks=form.weeks.data or 4)
    person = _for_whom(form)
    wish = form.wish(by=current_user if person is not current_user else None)
    booking_id = person and form.submit(lambda: services.book(person, wish))
    if not booking_id:
        return _not_booked(form)
    notice("约好了。到时候扫门口的码签到就行。" if person is current_user else f"替{person.name}约好了，已经发消息告诉本人。")
    return see("bookings.show", booking_id=booking_id)


@bp.post("/bookings/waiting")
@requires(rules.may_book)
def create_waiting():
    form = SlotForm()
    booking_id = form.submit(lambda: services.wait(current_user, form.wish()))
    if not booking_id:
        return _not_booked(form)
    notice("排上候补了。有人让出位子就自动给您约上，并发消息告诉您。")
    return see("bookings.show", booking_id=booking_id)


@bp.get("/bookings/<int:booking_id>")
@requires(signed_in)
def show(booking_id):
    booking = mine.booking_for(current_user, booking_id) or abort(404)
    return _booking_page(booking)


@bp.post("/bookings/<int:booking_id>/cancellation")
@requires(signed_in)
def create_cancellation(booking_id):
    booking = mine.booking_for(current_user, booking_id) or abort(404)
    own = booking.member_id == current_user.id
    services.cancel(current_user, booking_id, kind=ActorKind.owner if own else ActorKind.proxy)
    notice("取消好了，位子让给下一位。")
    return see("bookings.show", booking_id=booking_id)


@bp.post("/bookings/<int:booking_id>/move")
@requires(signed_in)
def create_move(booking_id):
    booking = mine.booking_for(current_user, booking_id) or abort(404)
    if booking.member_id != current_user.id:
        abort(404)
    form = MoveForm()
    kept = {"mode": booking.mode, "alias": booking.alias, "contact": booking.contact}
    new_id = form.submit(lambda: services.move(current_user, booking_id, form.wish(**kept)))
    if not new_id:
        return _not_booked(form, moving=booking)
    notice("换好了，原来的时间已经让出。")
    return see("bookings.show", booking_id=new_id)


@bp.get("/bookings/<int:booking_id>/event.ics")
@requires(signed_in)
def event(booking_id):
    booking = mine.booking_for(current_user, booking_id) or abort(404)
    return download(feeds.one_event_ics(events.event_of(booking)), f"booking-{booking.id}.ics", "text/calendar")


def _moved():
    """The booking that ?move= wants to give back for the new slot."""
    asked = whole("move", 0, most=2**31 - 1)
    if not asked:
        return None
    found = mine.booking_for(current_user, asked)
    return found if found and found.member_id == current_user.id and found.is_holding else abort(404)


def _for_whom(form):
    """The person a booking is for; None (with the reason in the form) when a 代办 is not possible."""
    if not form.for_staff_no.data:
        return current_user
    found = colleague(current_user, form.for_staff_no.data)
    if found is None:
        form.status = 422
        form.for_staff_no.errors = ["您负责的单位里没有这个工号，请核对一下。"]
    return found


def _confirm_page(offer, form, moving, status=200):
    point = slots.point_by_id(offer.point_id)
    applicant = applicant_for(current_user, point.service, moving=moving.id if moving else None)
    against = applicant.objections(offer.wanted)
    own = next((b for b in applicant.own if b.slot_id == offer.wanted.id and b.is_live), None)
    if own and status == 200:
        return see("bookings.show", booking_id=own.id)
    waits = point.service.takes_waitlist and not moving
    if status == 200 and (against or (not offer.free and not waits)):
        return _refused_page(offer, [o.text for o in against] or [services.FULL], moving=moving)
    policy = policy_of(point.service.key)
    return render(
        "bookings/new.html",
        status=status,
        form=form,
        offer=offer,
        point=point,
        policy=policy,
        moving=moving,
        may_proxy=point.service.takes_proxies and rules.may_book_for_others(current_user) and not moving,
        cancel_until=cancel_until(policy, offer.starts_at),
        ahead=slots.waiting_count(offer.wanted.id) if not offer.free else 0,
        booked_today=sum(b.starts_at.date() == offer.starts_at.date() for b in applicant.own if b.service_id == point.service.id),
    )


def _not_booked(form, moving=None):
    """The page for a refusal (409), or the confirmation again when something was wrongly filled in (422)."""
    offer = slots.offer(form.slot_id.data) if form.slot_id.data else None
    if offer is None:
        return render("bookings/gone.html", status=form.status if form.status != 200 else 422, form=form)
    if form.status == 409:
        return _refused_page(offer, form.form_errors, status=409, moving=moving)
    return _confirm_page(offer, form, moving, form.status)


def _refused_page(offer, reasons, *, status=200, moving=None):
    point = slots.point_by_id(offer.point_id)
    fresh = slots.offer(offer.wanted.id)
    applicant = applicant_for(current_user, point.service, moving=moving.id if moving else None)
    may_wait = not (fresh.free or moving or applicant.objections(fresh.wanted)) and point.service.takes_waitlist
    return render(
        "bookings/refused.html",
        status=status,
        offer=fresh,
        point=point,
        reasons=reasons,
        earliest=choosing.earliest_like(current_user, point.service, fresh, moving=moving.id if moving else None),
        may_wait=may_wait and fresh.starts_at > clock.now(),
        moving=moving,
        request_key=secrets.token_urlsafe(12),
        hotlines=hotlines() if point.service.is_confidential else [],
        asked_by_post=request.method == "POST",
    )


def _booking_page(booking):
    service = booking.slot.point.service
    policy, now = policy_of(service.key), clock.now()
    in_time = may_still_cancel(policy, booking.starts_at, now) or booking.slot.state == "closed"
    window = check_in_window(policy, booking.starts_at, booking.ends_at)
    return render(
        "bookings/show.html",
        "bookings/_booking.html",
        booking=booking,
        service=service,
        point=booking.slot.point,
        policy=policy,
        own=booking.member_id == current_user.id,
        position=mine.queue_positions([booking]).get(booking.id),
        events=audit.events_of("booking", booking.id),
        may_cancel=booking.status == "waiting" or (booking.status == "confirmed" and in_time),
        cancel_until=cancel_until(policy, booking.starts_at),
        window=window,
        can_check_in=booking.status == "confirmed" and window[0] <= now <= window[1],
        waived=booking.status == "no_show" and mine.is_waived(booking.id),
        readers=mine.readers_of(booking.id) if service.is_confidential else [],
        hotlines=hotlines() if service.is_confidential else [],
        now=now,
    )
