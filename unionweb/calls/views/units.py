"""The unit's side: what waits, the order, the decision, the opinion, the paper to stamp."""

from flask import abort, request
from flask_login import current_user

from unionweb.accounts.queries import unit_names
from unionweb.accounts.rules import units_led
from unionweb.calls.forms.entries import CheckForm, FileForm, OpinionForm, ranks_form
from unionweb.calls.papers.recommendation import print_recommendation
from unionweb.calls.queries import chain, entries, people, quotas
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import Decision, SubmissionStatus
from unionweb.calls.services import attaching
from unionweb.calls.services import chain as walking
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.hall import call_of
from unionweb.calls.views.pages import entry_page
from unionweb.kernel import clock, documents
from unionweb.kernel.errors import Refused
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, pdf_page, render, see


@bp.get("/calls/unit")
@requires(access.may_head_any)
def unit_desk():
    return render("calls/unit_desk.html", lines=chain.unit_lines(people.units_headed(current_user)), led=units_led(current_user))


@bp.get("/calls/<int:call_id>/unit")
@requires(access.may_head_any)
def unit(call_id):
    return _unit_page(call_of(call_id), _unit_id())


@bp.post("/calls/<int:call_id>/unit/ranking")
@requires(access.may_head_any)
def create_ranking(call_id):
    row, unit_id = call_of(call_id), _unit_id()
    ids = [one.id for one in chain.unit_entries(current_user, row, unit_id) if one.status in walking.RANKED]
    form = ranks_form(ids)()
    ranks = {id: form[f"rank_{id}"].data for id in ids}
    if not form.submit(lambda: walking.rank_entries(call_id, unit_id, ranks, current_user) or True):
        return _unit_page(row, unit_id, form)
    notice("排好了。")
    return see("calls.unit", call_id=call_id, unit=unit_id)


@bp.post("/calls/entries/<int:entry_id>/unit-checks")
@requires(access.may_head_any)
def create_unit_check(entry_id):
    row, form = _headed(entry_id), CheckForm()

    def check():
        return walking.check_entry(entry_id, Decision(form.decision.data), form.comment.data or "", current_user)

    return _step(row, form, check, "办好了。")


@bp.post("/calls/entries/<int:entry_id>/party-opinion")
@requires(access.may_head_any)
def create_opinion(entry_id):
    row, form = _headed(entry_id), OpinionForm()
    return _step(row, form, lambda: walking.record_opinion(entry_id, form.comment.data, current_user), "登记好了。")


@bp.post("/calls/entries/<int:entry_id>/stamped-form")
@requires(access.may_head_any)
def create_stamped_form(entry_id):
    row, form = _headed(entry_id), FileForm()
    return _step(row, form, lambda: attaching.attach_opinion(entry_id, form.file.data, current_user), "收下了。")


@bp.get("/calls/entries/<int:entry_id>/recommendation-form")
@requires(access.may_head_any)
def recommendation_form(entry_id):
    row = _headed(entry_id)
    if row.status is SubmissionStatus.draft:
        raise Refused("还没有提交，先不印推荐表。")
    try:
        paper = print_recommendation(row, entries.answers_in(row), chain.opinion_of(row.id))
    except PaperProblem as problem:
        raise Refused(str(problem)) from problem
    return pdf_page(paper, documents.titled(f"推荐表 {row.subject_name}", ".pdf"))


def _step(row, form, call, done):
    if not form.submit(lambda: call() or True):
        return entry_page(row, form)
    notice(done)
    return see("calls.entry", entry_id=row.id)


def _unit_page(row, unit_id, form=None):
    rows = chain.unit_entries(current_user, row, unit_id)
    ranked = [one for one in rows if one.status in walking.RANKED]
    form = form or ranks_form([one.id for one in ranked])(
        formdata=None, data={f"rank_{one.id}": one.unit_rank for one in ranked}
    )
    names = unit_names()
    context = {
        "rows": rows, "ranked": ranked, "room": quotas.room_of(row, unit_id), "unit": names[unit_id], "unit_id": unit_id,
        "units": [(id, names[id]) for id in sorted(people.units_headed(current_user))], "may_rank": access.is_correctable(row, clock.now()),
        "has_opinion": chain.has_opinion([one.id for one in rows]), "Status": SubmissionStatus,
        "sent_on": sum(one.is_counted for one in rows),
    }  # fmt: skip
    return render("calls/unit.html", status=form.status, call=row, form=form, **context)


def _unit_id():
    """The unit of the address among those this person heads; the first of them when it names none."""
    headed = sorted(people.units_headed(current_user)) or abort(404)
    asked = request.args.get("unit", "")
    if not asked:
        return headed[0]
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) in headed else abort(404)


def _headed(entry_id):
    return entries.headed_entry(current_user, entry_id) or abort(404)
