"""What the units have sent on: looked at for form, accepted, sent back, exported."""

from flask import abort, request, url_for
from flask_login import current_user

from unionweb.calls.forms.entries import CommentForm, EntryFilter
from unionweb.calls.queries import entries
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.calls.services import chain as walking
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.hall import call_of
from unionweb.calls.views.pages import entry_page
from unionweb.kernel import documents
from unionweb.kernel.forms import Form
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook


@bp.get("/calls/<int:call_id>/entries")
@requires(may_run_calls)
def intake(call_id):
    return _list_page(call_of(call_id))


@bp.get("/calls/<int:call_id>/entries.xlsx")
@requires(may_run_calls)
def intake_sheet(call_id):
    row = call_of(call_id)
    rows = entries.sheet_rows(current_user, call_id, _wanted(EntryFilter()))
    return workbook(documents.titled(f"报送表 {row.title}", ""), Sheet("报送表", entries.SHEET, rows))


@bp.post("/calls/<int:call_id>/acceptances")
@requires(may_run_calls)
def create_acceptances(call_id):
    row, form = call_of(call_id), Form()
    ids = [int(text) for text in request.form.getlist("entry") if text.isascii() and text.isdigit() and len(text) < 10]
    if not form.submit(lambda: True):
        return _list_page(row, form)
    done, reasons = walking.accept_entries(call_id, ids, current_user)
    notice(f"受理了 {done} 份。" if done else "没有受理：请先勾选待受理的。", "ok" if done else "warn")
    for reason in reasons[:20]:
        notice(reason, "warn")
    return see("calls.intake", call_id=call_id)


@bp.post("/calls/entries/<int:entry_id>/acceptance")
@requires(may_run_calls)
def create_acceptance(entry_id):
    return _step(entry_id, Form(), lambda: walking.accept_entry(entry_id, current_user), "受理了。")


@bp.post("/calls/entries/<int:entry_id>/office-return")
@requires(may_run_calls)
def create_office_return(entry_id):
    form = CommentForm()
    return _step(
        entry_id,
        form,
        lambda: walking.return_entry(entry_id, form.comment.data or "", current_user),
        "退回了，作者和分工会收到了消息。",
    )


def _step(entry_id, form, call, done):
    row = entries.office_entry(current_user, entry_id) or abort(404)
    if not form.submit(lambda: call() or True):
        return entry_page(row, form)
    notice(done)
    return see("calls.entry", entry_id=entry_id)


def _wanted(form):
    unit = form.unit.data
    return {"status": form.status.data or "", "unit_id": int(unit) if unit else None, "q": form.q.data or ""}


def _list_page(row, failed=None):
    form = EntryFilter()
    page = page_of(entries.listed_entries(current_user, row.id, **_wanted(form)))

    def address(number):
        return url_for("calls.intake", call_id=row.id, page=number, **form.typed)

    context = {
        "address": address,
        "export": url_for("calls.intake_sheet", call_id=row.id, **form.typed),
        "Status": SubmissionStatus,
        "veiled": is_veiled(current_user.id, row.id),
    }
    return render(
        "calls/desk/intake.html",
        "calls/desk/_intake_found.html",
        call=row,
        page=page,
        form=form,
        failed=failed,
        **context,
    )
