"""One entry: written, sent in, taken back; its versions; what those named in it say."""

from flask import abort, render_template, url_for
from flask_login import current_user

from unionweb.calls.forms.entries import (
    AnswerForm,
    DeclineForm,
    StaffForm,
    TeamForm,
    entry_form,
    filled,
)
from unionweb.calls.queries import calls, completeness, entries, people
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import CoAuthorState
from unionweb.calls.services import authors, nominees
from unionweb.calls.services import entries as writing
from unionweb.calls.services.entries import Seen
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.pages import entry_page
from unionweb.calls.views.typed import shown_again, typed_again
from unionweb.kernel import clock
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import error_page, notice, render, see


@bp.get("/calls/entries/<int:entry_id>")
@requires(signed_in)
def entry(entry_id):
    return entry_page(entry_of(entry_id))


@bp.get("/calls/entries/<int:entry_id>/edit")
@requires(signed_in)
def edit_entry(entry_id):
    row = own_of(entry_id)
    if not access.may_edit(current_user, row, clock.now(), people.units_headed(current_user)):
        notice("这一份现在不能改。", "warn")
        return see("calls.entry", entry_id=entry_id)
    form = filled(_form_type(row), row, completeness.answer_values(row))
    return _form_page(row, form)


@bp.post("/calls/entries/<int:entry_id>")
@requires(signed_in)
def update_entry(entry_id):
    row = _written_on(entry_id)
    form = _form_type(row)()
    if not form.submit(lambda: writing.save_entry(entry_id, Seen(*form.seen), form.facts, current_user)):
        return _form_page(row, form)
    notice("存好了。")
    return see("calls.entry", entry_id=entry_id)


@bp.post("/calls/entries/<int:entry_id>/drafts")
@requires(signed_in)
def create_draft(entry_id):
    """Saved as typed: answers with the time of the save and the lengths, which stand in the form beside the fields."""
    row = _written_on(entry_id)
    form = _form_type(row)()
    version = form.submit(lambda: writing.save_entry(entry_id, Seen(*form.seen), form.facts, current_user))
    problem = None if version else "；".join([*form.form_errors, *(m for f in form for m in f.errors)]) or "没有存"
    shown = version or form.seen_version
    body = render_template("calls/_saved.html", form=form, version=shown, problem=problem, saved_at=clock.now())
    return body, form.status


@bp.post("/calls/entries/<int:entry_id>/submissions")
@requires(signed_in)
def create_submission(entry_id):
    row = _written_on(entry_id)
    form = _form_type(row)()
    if not form.submit(lambda: writing.submit_entry(entry_id, Seen(*form.seen), current_user, form.facts) or True):
        return _form_page(row, form)
    notice("提交了，等分工会审核。")
    return see("calls.entry", entry_id=entry_id)


@bp.post("/calls/entries/<int:entry_id>/withdrawal")
@requires(signed_in)
def create_withdrawal(entry_id):
    own_of(entry_id)
    return _step(entry_id, Form(), lambda: writing.withdraw_entry(entry_id, current_user), "撤回了。")


@bp.get("/calls/entries/<int:entry_id>/versions")
@requires(signed_in)
def list_versions(entry_id):
    row = close_of(entry_id)
    return render("calls/versions.html", entry=row, versions=entries.versions_of(entry_id))


@bp.get("/calls/entries/<int:entry_id>/versions/<int:version_number>")
@requires(signed_in)
def list_versions_one(entry_id, version_number):
    row = close_of(entry_id)
    version = entries.version_of(entry_id, version_number) or abort(404)
    return render("calls/version.html", entry=row, version=version)


@bp.post("/calls/entries/<int:entry_id>/co-authors")
@requires(signed_in)
def create_co_author(entry_id):
    own_of(entry_id)
    form = StaffForm()
    return _step(
        entry_id,
        form,
        lambda: authors.invite_co_author(entry_id, form.staff_no.data, current_user),
        "请了，等本人确认。",
    )


@bp.post("/calls/entries/<int:entry_id>/co-authors/<int:member_id>/removal")
@requires(signed_in)
def create_co_author_removal(entry_id, member_id):
    own_of(entry_id)
    return _step(entry_id, Form(), lambda: authors.remove_co_author(entry_id, member_id, current_user), "去掉了。")


@bp.post("/calls/entries/<int:entry_id>/co-author-answers")
@requires(signed_in)
def create_co_author_answer(entry_id):
    row = entry_of(entry_id)
    if current_user.id not in {one.member_id for one in row.co_authors}:
        abort(404)
    form = AnswerForm()
    agrees = form.answer.data == CoAuthorState.confirmed.value
    if not form.submit(lambda: authors.answer_as_co_author(entry_id, agrees, current_user) or True):
        return entry_page(row, form)
    notice("确认了。" if agrees else "好的，作者里不再有您。")
    return see("calls.entry", entry_id=entry_id) if agrees else see("calls.index")


@bp.post("/calls/entries/<int:entry_id>/team")
@requires(signed_in)
def create_team_person(entry_id):
    own_of(entry_id)
    form = TeamForm()
    person = (form.staff_no.data, form.is_leader.data)
    return _step(entry_id, form, lambda: nominees.add_team_person(entry_id, *person, current_user), "记上了。")


@bp.post("/calls/entries/<int:entry_id>/team/<int:member_id>/removal")
@requires(signed_in)
def create_team_removal(entry_id, member_id):
    own_of(entry_id)
    return _step(entry_id, Form(), lambda: nominees.remove_team_person(entry_id, member_id, current_user), "去掉了。")


@bp.post("/calls/entries/<int:entry_id>/nominee-reading")
@requires(signed_in)
def create_nominee_reading(entry_id):
    _nominated(entry_id)
    return _step(entry_id, Form(), lambda: nominees.see_nomination(entry_id, current_user), "记下了。")


@bp.post("/calls/entries/<int:entry_id>/nominee-refusal")
@requires(signed_in)
def create_nominee_refusal(entry_id):
    _nominated(entry_id)
    form = DeclineForm()
    return _step(
        entry_id,
        form,
        lambda: nominees.decline_nomination(entry_id, form.comment.data or "", current_user),
        "谢绝了。分工会收到了消息。",
    )


def _nominated(entry_id):
    row = entry_of(entry_id)
    return row if row.nominee_member_id == current_user.id else abort(404)


def _step(entry_id, form, call, done):
    if not form.submit(lambda: call() or True):
        return entry_page(entry_of(entry_id), form)
    notice(done)
    return see("calls.entry", entry_id=entry_id)


def _form_type(row):
    return entry_form(row.call, calls.asked_by(row.call_id), row)


def _form_page(row, form):
    context = {
        "asked": [one.question for one in form.asked],
        "until": row.call.corrects_until if row.submitted_at else row.call.submits_until,
    }
    draft = url_for("calls.create_draft", entry_id=row.id)
    return render(
        "calls/edit.html",
        status=form.status,
        entry=row,
        call=row.call,
        form=form,
        draft=draft,
        version=form.version.data,
        **context,
    )


def entry_of(entry_id):
    """An entry that this person may open, or the same 404 for all others."""
    return entries.entry_for(current_user, entry_id) or abort(404)


def own_of(entry_id):
    """An entry that this person may work on."""
    return entries.own_entry(current_user, entry_id) or abort(404)


def _written_on(entry_id):
    """Likewise; who may no longer work on what he wrote is shown what he wrote."""
    return entries.own_entry(current_user, entry_id) or abort(error_page(404, shown=shown_again(typed_again())))


def close_of(entry_id):
    """An entry whose versions and chain this person may see."""
    row = entry_of(entry_id)
    return row if access.sees_chain(current_user, row, people.units_headed(current_user)) else abort(404)
