"""向日葵心理关爱: choosing a counsellor and a time, consent, and the counsellor's own list."""

import secrets
from functools import wraps

from flask import abort, request
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.booking import TalkForm
from unionweb.bookings.queries import consents, mine, talks
from unionweb.bookings.queries.guard import is_withheld
from unionweb.bookings.queries.policy import hotlines, policy_of
from unionweb.bookings.services import agreeing, presence
from unionweb.bookings.services import talks as talk_services
from unionweb.bookings.views.blueprint import bp
from unionweb.common.audit import ActorKind
from unionweb.kernel import menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see, whole

menus.add("main", 70, "我的咨询", "bookings.appointments", rules.is_counselor, also=("bookings.appointment",))


def unless_withheld(view):
    """Nothing confidential for a day after somebody else has reset the password (queries.guard)."""

    @wraps(view)
    def guarded(**kwargs):
        if is_withheld(current_user.id):
            return render("bookings/withheld.html", status=200 if request.method == "GET" else 409, hotlines=hotlines())
        return view(**kwargs)

    return guarded


@bp.get("/counseling")
@requires(signed_in)
@unless_withheld
def choose_talk():
    form = TalkForm(request_key=secrets.token_urlsafe(12), slot_id=whole("slot", 0, most=2**31 - 1) or None)
    return _choose_page(form)


@bp.post("/counseling/bookings")
@requires(rules.may_book)
def create_talk():
    form, service = TalkForm(), talks.service() or abort(404)
    booking_id = form.submit(lambda: talk_services.book_talk(current_user, service.id, form.talk(), form.consent.data))
    if not booking_id:
        return _choose_page(form)
    notice("约好了。只有您和这位咨询师知道。")
    return see("bookings.show", booking_id=booking_id)


@bp.get("/counseling/consents")
@requires(signed_in)
@unless_withheld
def own_consents():
    return render("bookings/consents.html", consents=consents.consents_of(current_user.id), hotlines=hotlines())


@bp.post("/counseling/consents/<int:consent_id>/withdrawal")
@requires(signed_in)
def create_consent_withdrawal(consent_id):
    consents.consent_of(current_user.id, consent_id) or abort(404)
    agreeing.withdraw_consent(current_user.id, consent_id)
    notice("已经收回。下次约谈话前会请您再看一遍。")
    return see("bookings.own_consents")


@bp.get("/counselor/")
@requires(rules.is_counselor)
@unless_withheld
def appointments():
    talk_services.log_look(current_user.id, talks.appointment_ids(current_user.id), "list")
    found = talks.appointments_of(current_user.id)
    return render("bookings/appointments.html", appointments=found, people=talks.people_of(found), hotlines=hotlines())


@bp.get("/counselor/<int:booking_id>")
@requires(rules.is_counselor)
@unless_withheld
def appointment(booking_id):
    talks.appointment_for(current_user.id, booking_id) or abort(404)
    talk_services.log_look(current_user.id, [booking_id], "detail")
    booking = talks.appointment_for(current_user.id, booking_id)
    return render("bookings/appointment.html", booking=booking, people=talks.people_of([booking]), hotlines=hotlines())


@bp.post("/counselor/<int:booking_id>/check-in")
@requires(rules.is_counselor)
@unless_withheld
def create_appointment_check_in(booking_id):
    talks.appointment_for(current_user.id, booking_id) or abort(404)
    presence.check_in(booking_id, current_user, ActorKind.counselor)
    notice("记下了，人已经到了。")
    return see("bookings.appointment", booking_id=booking_id)


@bp.post("/counselor/<int:booking_id>/leaving")
@requires(rules.is_counselor)
@unless_withheld
def create_appointment_leaving(booking_id):
    talks.appointment_for(current_user.id, booking_id) or abort(404)
    presence.leave(booking_id, current_user, ActorKind.counselor)
    notice("记下了，谈话结束了。")
    return see("bookings.appointment", booking_id=booking_id)


@bp.post("/counselor/<int:booking_id>/no-show")
@requires(rules.is_counselor)
@unless_withheld
def create_appointment_no_show(booking_id):
    talks.appointment_for(current_user.id, booking_id) or abort(404)
    presence.miss(booking_id, current_user, ActorKind.counselor)
    notice("记下了，对方没有来。")
    return see("bookings.appointment", booking_id=booking_id)


@bp.post("/counselor/<int:booking_id>/cancellation")
@requires(rules.is_counselor)
@unless_withheld
def create_appointment_cancellation(booking_id):
    talks.appointment_for(current_user.id, booking_id) or abort(404)
    talk_services.cancel_as_counselor(current_user, booking_id)
    notice("取消了，已经发消息请对方另选时间。")
    return see("bookings.appointment", booking_id=booking_id)


def _choose_page(form):
    service = talks.service() or abort(404)
    choice = talks.choice(service, whole("provider", 0) or None, request.args.get("mode", ""))
    moving = _moved()
    return render(
        "bookings/choose_talk.html",
        status=form.status,
        form=form,
        moving=moving,
        service=service,
        choice=choice,
        policy=policy_of(service.key),
        consent=consents.current_text(service.id),
        agreed=consents.has_consented(current_user.id, service.id),
        hotlines=hotlines(),
        limits=talks.limits_for(current_user, service, choice.offers, moving.id if moving else None),
    )


def _moved():
    """The appointment that ?move= wants at another time."""
    asked = whole("move", 0, most=2**31 - 1)
    found = asked and mine.booking_for(current_user, asked)
    if asked and not (found and found.is_holding and found.slot.point.service.is_confidential):
        abort(404)
    return found or None
