"""The personal card with its QR code, and checking in by oneself with the code on the screen."""

from flask import abort, request
from flask_login import current_user

from unionweb.activities.forms.presence import CodeForm
from unionweb.activities.queries import presence
from unionweb.activities.rules.access import may_run
from unionweb.activities.rules.presence import minutes_late, self_window
from unionweb.activities.services import presence as services
from unionweb.activities.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.qr import qr_svg
from unionweb.kernel.web import external, notice, render, see


@bp.get("/activities/cards/<token>")
@requires(signed_in)
def show_card(token):
    """Scanned at the door: who this is, and a button. Opened by whose card it is: the card. Nothing for anybody else."""
    signup = presence.signup_by_token(token) or abort(404)
    if may_run(current_user, signup.activity):
        return _door_page(signup)
    if current_user.id not in presence.members_of(signup):
        abort(404)
    address = external("activities.show_card", token=signup.token)
    drawn = qr_svg(address, f"{signup.activity.title}，报名号 {signup.number}")
    return render("activities/presence/card.html", signup=signup, activity=signup.activity, sessions=presence.sessions_of(signup), qr=drawn)


def _door_page(signup):
    sessions = presence.sessions_of(signup)
    session = next((s for s in sessions if str(s.id) == request.args.get("at")), None) or presence.nearest(sessions, clock.now())
    people = presence.people_of(signup, session) if session else []
    context = {"signup": signup, "activity": signup.activity, "sessions": sessions, "session": session}
    return render("activities/presence/scanned.html", people=people, late=minutes_late, **context)


@bp.get("/activities/sessions/<int:activity_session_id>/self-check-in")
@requires(signed_in)
def show_self_check_in(activity_session_id):
    """What the QR code on the screen opens: the code is filled in, the person presses the button."""
    session = presence.session_seen_by(current_user, activity_session_id) or abort(404)
    form = CodeForm(formdata=None)
    typed = request.args.get("code", "")
    form.code.data = typed if typed.isascii() and typed.isdigit() and len(typed) <= 6 else ""
    return _self_page(session, form)


@bp.post("/activities/sessions/<int:activity_session_id>/self-check-ins")
@requires(signed_in)
def create_self_check_in(activity_session_id):
    session, form = presence.session_seen_by(current_user, activity_session_id) or abort(404), CodeForm()
    found = []
    if not form.submit(lambda: found.append(services.check_in_by_code(session.id, form.code.data, current_user)) or True):
        return _self_page(session, form)
    notice("签到好了。" if found[0] else "您已经签过到了，没有重复记。")
    return see("activities.show_self_check_in", activity_session_id=session.id)


def _self_page(session, form):
    opens, closes = self_window(session.starts_at, session.ends_at, presence.windows())
    row = presence.person_at(session, current_user.id)
    context = {"row": row, "opens": opens, "closes": closes, "is_open": opens <= clock.now() <= closes, "is_off": presence.is_off(session)}
    return render("activities/presence/self.html", status=form.status, session=session, activity=session.activity, form=form, **context)
