"""What everybody sees of a result: the list on 公示 with the way to object, then the result."""

from flask import abort
from flask_login import current_user

from unionweb.calls.forms.results import ObjectionForm
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services import publishing
from unionweb.calls.views.blueprint import bp
from unionweb.common import publicity
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see


@bp.get("/calls/<int:call_id>/results")
@requires(signed_in)
def results(call_id):
    return _page(_shown(call_id), ObjectionForm(formdata=None))


@bp.post("/calls/<int:call_id>/objections")
@requires(signed_in)
def create_call_objection(call_id):
    call, form = _shown(call_id), ObjectionForm()
    if not form.submit(lambda: publishing.object_to(call_id, form.text.data, current_user)):
        return _page(call, form)
    notice("收到了。答复会发到您的消息里。")
    return see("calls.results", call_id=call_id)


def _shown(call_id):
    call = queries.call_or_none(call_id)
    return call if call and call.state in {CallState.on_notice, CallState.final} else abort(404)


def _page(call, form):
    row = queries.publications_of(call.id)[0]
    shown = publicity.publicity_of(queries.KIND, row.id)
    own = publicity.objections_to(shown.id, current_user.id)
    context = {"listed": queries.listed_now(row), "objections": own, "form": form, "is_final": call.state is CallState.final}
    return render("calls/results/results.html", status=form.status, call=call, publicity=shown, **context)
