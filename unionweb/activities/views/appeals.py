"""Sign-ups that nobody came to: one's own with an appeal, and the answers of whoever runs the activity."""

from flask import abort
from flask_login import current_user

from unionweb.activities.forms.feedback import AppealForm, DecisionForm
from unionweb.activities.queries import pauses
from unionweb.activities.rules.access import may_run_any
from unionweb.activities.rules.penalties import held_by, may_appeal, may_decide
from unionweb.activities.services import appeals as services
from unionweb.activities.views.blueprint import bp
from unionweb.kernel import clock, menus
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see

UNDER = ("activities.show_appeal", "activities.create_appeal_decision")
menus.add("office", 68, "缺席申诉", "activities.show_appeals", may_run_any, also=UNDER)


@bp.get("/activities/misses")
@requires(signed_in)
def show_misses():
    """What I signed up for and did not come to, and until when that pauses me."""
    rule, today = pauses.rule(), clock.today()
    found = pauses.misses([current_user.id], rule.since(today))
    context = {"misses": found, "rule": rule, "until": pauses.paused_until(current_user.id), "open": [_may(miss) for miss in found]}
    return render("activities/presence/misses.html", **context)


@bp.get("/activities/misses/<int:signup_id>/appeal")
@requires(signed_in)
def new_appeal(signup_id):
    return _appeal_page(_miss(signup_id), AppealForm(formdata=None))


@bp.post("/activities/misses/<int:signup_id>/appeal")
@requires(signed_in)
def create_appeal(signup_id):
    miss, form = _miss(signup_id), AppealForm()
    if not form.submit(lambda: services.appeal(current_user, signup_id, form.reason.data)):
        return _appeal_page(miss, form)
    notice("申诉交上去了，答复以后您会收到消息。")
    return see("activities.show_misses")


@bp.get("/activities/appeals")
@requires(may_run_any)
def show_appeals():
    return render("activities/presence/appeals.html", page=page_of(pauses.appeals(held_by(current_user)), scalars=False))


@bp.get("/activities/appeals/<int:appeal_id>")
@requires(may_run_any)
def show_appeal(appeal_id):
    return _decision_page(_row(appeal_id), DecisionForm(formdata=None))


@bp.post("/activities/appeals/<int:appeal_id>/decision")
@requires(may_run_any)
def create_appeal_decision(appeal_id):
    row, form = _row(appeal_id), DecisionForm()

    def decide():
        services.decide(appeal_id, is_granted=form.verdict.data == "yes", answer=form.answer.data, actor=current_user)

    if not form.submit(lambda: decide() or True):
        return _decision_page(row, form)
    notice("答复好了，本人会收到消息。")
    return see("activities.show_appeals")


def _may(miss) -> bool:
    return may_appeal(miss.on, clock.today(), is_asked=miss.appeal is not None, is_excused=miss.is_excused)


def _appeal_page(miss, form):
    return render("activities/presence/appeal.html", status=form.status, miss=miss, form=form)


def _decision_page(row, form):
    context = {"row": row, "appeal": row.MissAppeal, "may": may_decide(current_user, row.MissAppeal)}
    return render("activities/presence/decision.html", status=form.status, form=form, **context)


def _miss(signup_id):
    return pauses.miss_of(current_user.id, signup_id) or abort(404)


def _row(appeal_id):
    return pauses.appeal_row(appeal_id, held_by(current_user)) or abort(404)
