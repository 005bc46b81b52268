"""What everybody sees of a result: the list on 公示 with the way to object, then the result."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.calls.queries import announcing
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services import publishing
from unionweb.calls.views.blueprint import bp
from unionweb.common import publicity
from unionweb.common.objections import ObjectionForm
from unionweb.kernel.lists import page_of_rows
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see

PAGE = 100


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
    is_shown = call and call.state in {CallState.on_notice, CallState.final} and call.id not in announcing.not_begun()
    return call if is_shown else abort(404)


@bp.get("/calls/<int:call_id>/objections")
@requires(signed_in)
def results_objections(call_id):
    """What somebody objected themselves, and the answers, whether the list is still shown or not."""
    call, own = queries.call_or_none(call_id), announcing.objections_of(call_id, current_user.id)
    if call is None or not own:
        abort(404)
    return render("calls/results/objections.html", call=call, objections=own)


def _page(call, form):
    row = queries.publications_of(call.id)[0]
    shown = publicity.publicity_of(queries.KIND, row.id)
    own, is_final = announcing.objections_of(call.id, current_user.id), call.state is CallState.final
    revoked = announcing.revoked_of(call.id) if is_final else {}
    listed = [one | {"revoked": revoked.get(one["entry"])} for one in queries.listed_now(row) if not (is_final and one["is_struck"])]

    def address(number):
        return url_for("calls.results", call_id=call.id, page=number)

    count = sum(not (one["is_struck"] or one["revoked"]) for one in listed)
    context = {"page": page_of_rows(listed, PAGE), "count": count, "objections": own, "form": form, "is_final": is_final}
    return render("calls/results/results.html", status=form.status, call=call, publicity=shown, address=address, **context)
