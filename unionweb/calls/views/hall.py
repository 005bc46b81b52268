"""What everybody sees: the calls, one call, the template, starting an entry."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.accounts.queries import unit_names
from unionweb.calls.forms.entries import StartForm
from unionweb.calls.queries import announcing, calls, chain, entries, people, reviews_own
from unionweb.calls.queries.quotas import terms_of
from unionweb.calls.rules import access, quotas, wording
from unionweb.calls.rules.conflicts import is_reviewer
from unionweb.calls.rules.kinds import CallState, Subject
from unionweb.calls.services import entries as writing
from unionweb.calls.views.blueprint import bp
from unionweb.kernel import documents, menus
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see

menus.add(
    "main", 28, "征集评选", "calls.index", signed_in,
    also=("calls.show", "calls.entry", "calls.edit_entry", "calls.unit", "calls.list_versions", "calls.results", "calls.library",
          "calls.honour", "calls.case", "calls.brand", "calls.books", "calls.edit_brand", "calls.revocation", "calls.new_honour_import"),
)  # fmt: skip


@bp.get("/calls")
@requires(signed_in)
def index():
    headed = people.units_headed(current_user)
    page = page_of(calls.shown_calls())
    own = page_of(entries.own_entries(current_user), 100).rows
    waiting = chain.waiting_for(headed) if headed else 0
    context = {"own": own, "named": entries.named_entries(current_user), "heads": bool(headed), "waiting": waiting}
    context["states"] = announcing.shown_states(page.rows)
    context["to_review"] = reviews_own.waiting_for(current_user.id) if is_reviewer(current_user) else 0
    running, years = calls.by_year(page.rows)
    return render("calls/index.html", page=page, address=_page_address, running=running, years=years, **context)


def _page_address(number):
    return url_for("calls.index", page=number)


@bp.get("/calls/<int:call_id>")
@requires(signed_in)
def show(call_id):
    return _call_page(call_of(call_id), None)


@bp.get("/calls/<int:call_id>/template")
@requires(signed_in)
def template_file(call_id):
    row = call_of(call_id)
    return documents.handed_out(row.template_file, row.template_title or "模板")


@bp.post("/calls/<int:call_id>/entries")
@requires(signed_in)
def create_entry(call_id):
    row = call_of(call_id)
    form = StartForm(_units(row))
    entry_id = form.submit(lambda: writing.start_entry(call_id, current_user, **form.said))
    if not entry_id:
        return _call_page(row, form)
    notice("开好了一份草稿，边写边存，写不完下次接着写。")
    return see("calls.edit_entry", entry_id=entry_id)


def _call_page(row, form):
    form, headed = form or StartForm(_units(row), formdata=None), people.units_headed(current_user)
    context = {
        "asked": calls.asked_by(row.id), "own": entries.own_entries_in(current_user, row.id), "limits": wording.limits,
        "may_propose": access.may_propose(row, headed), "heads": bool(headed), "Subject": Subject,
        "shown_state": announcing.shown_states([row])[row.id], "runs": access.may_run_calls(current_user),
        "quota_words": quotas.words(terms_of(row)), "State": CallState,
    }  # fmt: skip
    return render("calls/show.html", status=form.status, call=row, form=form, **context)


def _units(row):
    """Through which units this person may send an entry of this call: works through the own, nominations through those led."""
    own = [current_user.unit_id] if row.subject in {Subject.work, Subject.family} else []
    headed = people.units_headed(current_user) if row.subject is not Subject.work else ()
    names = unit_names()
    return [(id, names[id]) for id in dict.fromkeys([*own, *sorted(headed)])]


def call_of(call_id):
    """A call that this person may see, or the same 404 for all others."""
    return calls.call_for(current_user, call_id) or abort(404)
