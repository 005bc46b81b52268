"""Writing a notice: a plain editor, beside it how it will read."""

from flask import abort
from flask_login import current_user

from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice as flash_notice
from unionweb.kernel.web import render, see
from unionweb.notices import queries, services
from unionweb.notices.forms import NoticeForm, TextFileForm
from unionweb.notices.rules import TooMuch
from unionweb.notices.rules.access import may_edit, may_run_notices
from unionweb.notices.rules.kinds import Kind
from unionweb.notices.views.blueprint import bp


@bp.get("/notices/new")
@requires(may_run_notices)
def new():
    return _form_page(NoticeForm.fresh())


@bp.post("/notices")
@requires(may_run_notices)
def create():
    form = NoticeForm()
    notice_id = form.submit(lambda: services.create_notice(form.written, current_user))
    if not notice_id:
        return _form_page(form)
    flash_notice("存好了。接下来请另一位同事核稿。")
    return see("notices.desk_notice", notice_id=notice_id)


@bp.post("/notices/imports")
@requires(may_run_notices)
def preview_import():
    file = TextFileForm()
    if not file.submit(lambda: True):
        return _form_page(NoticeForm.fresh(), file=file)
    return _form_page(NoticeForm.fresh(**file.found))


@bp.get("/notices/<int:notice_id>/edit")
@requires(may_run_notices)
def edit(notice_id):
    notice = _notice(notice_id)
    if not may_edit(notice):
        return see("notices.desk_notice", notice_id=notice_id)
    return _form_page(NoticeForm.of(notice), notice)


@bp.post("/notices/<int:notice_id>")
@requires(may_run_notices)
def update(notice_id):
    notice, form = _notice(notice_id), NoticeForm()
    if not form.submit(lambda: services.edit_notice(notice_id, form.written, form.seen_version, current_user)):
        return _form_page(form, _notice(notice_id))
    flash_notice("改好了。请另一位同事核稿。")
    return see("notices.desk_notice", notice_id=notice.id)


@bp.post("/notices/preview")
@requires(may_run_notices)
def preview_new():
    return _form_page(NoticeForm())


@bp.post("/notices/<int:notice_id>/preview")
@requires(may_run_notices)
def preview(notice_id):
    return _form_page(NoticeForm(), _notice(notice_id))


def _form_page(form, notice=None, file=None):
    """The editor with the preview below; for htmx the preview alone. file: a file that could not be read."""
    paper, problem = None, ""
    try:
        paper = queries.paper_of(form.as_notice)
    except TooMuch as too_much:
        problem = str(too_much)
    context = {"form": form, "notice": notice, "paper": paper, "problem": problem, "Kind": Kind}
    status = file.status if file else form.status
    return render("notices/form.html", "notices/_preview.html", status, file=file or TextFileForm(formdata=None), **context)


def _notice(notice_id):
    return queries.notice_or_none(notice_id) or abort(404)
