"""Booking the same time on many days: first look, then confirm."""

import secrets

from flask import abort, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from unionweb.bookings import rules
from unionweb.bookings.forms.booking import RepeatForm
from unionweb.bookings.queries import choosing, slots
from unionweb.bookings.services.repeating import book_series
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


@bp.get("/bookings/repeat")
@requires(rules.may_book)
def new_repeat():
    asked = {"slot_id": request.args.get("slot", ""), "repeat": request.args.get("repeat", ""), "weeks": request.args.get("weeks", "4")}
    form = RepeatForm(MultiDict(asked | {"request_key": secrets.token_urlsafe(12)}), meta={"csrf": False})
    if not form.validate():
        abort(404)
    return _preview(form)


@bp.post("/bookings/repeat")
@requires(rules.may_book)
def create_repeat():
    form = RepeatForm()
    done = form.submit(lambda: book_series(current_user, form.wish(), _slot_ids(form)))
    if not done:
        return _preview(form)
    booked, told = done
    notice(f"约好了 {len(booked)} 次。")
    for sentence in told:
        notice(f"没有约成，{sentence}", "warn")
    return see("bookings.index")


def _slot_ids(form) -> list[int]:
    offer, service = _asked(form)
    lines = choosing.repeat_lines(current_user, service, offer, pattern=form.repeat.data, weeks=form.weeks.data)
    return [line.slot_id for line in lines if line.slot_id]


def _asked(form):
    offer = slots.offer(form.slot_id.data) if form.slot_id.data else None
    point = offer and slots.point_by_id(offer.point_id)
    if point is None or point.service.is_confidential:
        abort(404)
    return offer, point.service


def _preview(form):
    if "slot_id" in form.errors or "repeat" in form.errors or "weeks" in form.errors:
        return render("bookings/gone.html", status=422, form=form)
    offer, service = _asked(form)
    lines = choosing.repeat_lines(current_user, service, offer, pattern=form.repeat.data, weeks=form.weeks.data)
    return render(
        "bookings/repeat.html",
        status=form.status,
        form=form,
        offer=offer,
        point=slots.point_by_id(offer.point_id),
        lines=lines,
        good=[line for line in lines if line.slot_id and not line.reasons],
        words=choosing.pattern_words(form.repeat.data, offer, form.weeks.data),
    )
