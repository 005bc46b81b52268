"""The office's desk: every call, making and changing one, opening and ending it."""

from datetime import timedelta

from flask import request, url_for
from flask_login import current_user

from unionweb.accounts.queries import unit_names
from unionweb.calls.forms.calls import CallFilter, CallForm, ReasonForm, TemplateForm
from unionweb.calls.models import Call
from unionweb.calls.queries import announcing, calls, chain, people
from unionweb.calls.queries.quotas import terms_of
from unionweb.calls.rules import presets, quotas
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.services import calls as making
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.hall import call_of
from unionweb.kernel import clock, menus
from unionweb.kernel.forms import VersionedForm
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see

CHECKED = (CallState.open, CallState.closed)  # while units check

menus.add(
    "office",
    66,
    "征集评选",
    "calls.desk",
    may_run_calls,
    also=(
        "calls.desk",
        "calls.new",
        "calls.edit",
        "calls.intake",
        "calls.quota",
        "calls.round",
        "calls.questions",
        "calls.call_questions",
        "calls.review_desk",
        "calls.show_reviewer",
        "calls.criteria_page",
        "calls.edit_criterion",
        "calls.assignments",
        "calls.entry_reviewers",
        "calls.blind_check",
        "calls.scores",
        "calls.entry_scores",
        "calls.result_",
        "calls.entry_timeline",
    ),
)


@bp.get("/calls/desk")
@requires(may_run_calls)
def desk():
    form = CallFilter()
    page = page_of(calls.desk_calls(form.q.data or "", form.state.data or ""))

    def address(number):
        return url_for("calls.desk", page=number, **form.typed)

    counts = calls.counts_by_status([row.id for row in page.rows])
    context = {"rounds": calls.rounds(), "counts": counts, "states": announcing.office_words(page.rows)}
    return render("calls/desk/index.html", page=page, address=address, form=form, **context)


@bp.get("/calls/new")
@requires(may_run_calls)
def new():
    key = request.args.get("preset", "")
    if presets.preset_for(key) is None:
        return render("calls/desk/choose.html", choices=presets.choices())
    usual = {
        name: column.default.arg
        for name, column in Call.__table__.columns.items()
        if column.default is not None and column.default.is_scalar
    }
    facts = usual | _usual_times() | presets.settings_for(key) | making.default_quota(key)
    return _form_page(CallForm.of(facts), key=key)


def _usual_times():
    """From tomorrow on for four weeks, a week for corrections and two for the review."""
    start = (clock.now() + timedelta(days=1)).replace(hour=8, minute=0, second=0)
    end = (start + timedelta(weeks=4)).replace(hour=0)
    return {
        "opens_at": start,
        "submits_until": end,
        "corrects_until": end + timedelta(weeks=1),
        "reviews_until": end + timedelta(weeks=3),
        "year": start.year,
    }


@bp.post("/calls")
@requires(may_run_calls)
def create():
    key, form = request.args.get("preset", ""), CallForm()
    call_id = form.submit(lambda: making.create_call(key, form.facts, current_user))
    if not call_id:
        return _form_page(form, key=key)
    notice("存成草稿了。看看附件、问题和名额，再发布。")
    return see("calls.desk_call", call_id=call_id)


@bp.get("/calls/<int:call_id>/desk")
@requires(may_run_calls)
def desk_call(call_id):
    return desk_page(call_of(call_id))


@bp.get("/calls/<int:call_id>/edit")
@requires(may_run_calls)
def edit(call_id):
    row = call_of(call_id)
    facts = {name: getattr(row, name) for name in Call.__table__.columns.keys()}  # noqa: SIM118 | {"version": str(row.version)}
    return _form_page(CallForm.of(facts), row)


@bp.post("/calls/<int:call_id>")
@requires(may_run_calls)
def update(call_id):
    row, form = call_of(call_id), CallForm()
    if not form.submit(lambda: making.update_call(call_id, form.seen_version, form.facts, current_user) or True):
        return _form_page(form, call_of(call_id))
    notice("改好了。")
    return see("calls.desk_call", call_id=row.id)


def _form_page(form, row=None, key=""):
    return render("calls/desk/form.html", status=form.status, form=form, call=row, preset=key)


@bp.post("/calls/<int:call_id>/publication")
@requires(may_run_calls)
def create_publication(call_id):
    form = VersionedForm()
    return step(
        call_id,
        form,
        lambda: making.publish_call(call_id, form.seen_version, current_user),
        "发布了，各分工会负责人收到了消息。",
    )


@bp.post("/calls/<int:call_id>/calling-off")
@requires(may_run_calls)
def create_calling_off(call_id):
    form = ReasonForm()
    return step(
        call_id,
        form,
        lambda: making.call_off(call_id, form.reason.data, current_user),
        "取消了，写过申报的人收到了消息。",
    )


@bp.post("/calls/<int:call_id>/copies")
@requires(may_run_calls)
def create_copy(call_id):
    call_of(call_id)
    new_id = making.copy_call(call_id, current_user)
    notice("照着建好了草稿，时间往后挪了一年。请逐项看一遍。")
    return see("calls.desk_call", call_id=new_id)


@bp.post("/calls/<int:call_id>/template")
@requires(may_run_calls)
def create_template(call_id):
    form = TemplateForm()
    return step(call_id, form, lambda: making.set_template(call_id, *form.file.data, current_user), "放好了。")


@bp.post("/calls/<int:call_id>/template-removal")
@requires(may_run_calls)
def create_template_removal(call_id):
    return step(call_id, VersionedForm(), lambda: making.set_template(call_id, "", None, current_user), "去掉了。")


def step(call_id, form, call, done):
    """A step on the page of a call: back to the page, or the page with the reason why not."""
    row = call_of(call_id)
    if not form.submit(lambda: call() or True):
        return desk_page(row, form)
    notice(done)
    return see("calls.desk_call", call_id=call_id)


def desk_page(row, failed=None):
    """The office's page of one call."""
    counts = calls.counts_by_status([row.id]).get(row.id, {})
    context = {
        "asked": calls.asked_by(row.id),
        "counts": counts,
        "state": announcing.office_words([row])[row.id],
        "quota_words": quotas.words(terms_of(row)),
        "State": CallState,
        "Status": SubmissionStatus,
        "reason": failed if type(failed) is ReasonForm else ReasonForm(formdata=None),
        "file_form": failed if type(failed) is TemplateForm else TemplateForm(formdata=None),
        "failed": failed,
        "further": [
            ("评审", url_for("calls.review_desk", call_id=row.id)),
            ("评定和公布", url_for("calls.result_desk", call_id=row.id)),
        ],
        "headless": _headless_names() if row.state in CHECKED else [],
        "short": chain.units_short(row) if row.per_unit_least and row.state is not CallState.draft else [],
    }
    return render("calls/desk/call.html", status=failed.status if failed else 200, call=row, **context)


def _headless_names() -> list[str]:
    names = unit_names()
    return sorted(names[id] for id in people.headless_units())
