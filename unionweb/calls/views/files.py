"""Files of entries: sent up, looked at in our own page, handed out as downloads only."""

from flask import abort
from flask_login import current_user

from unionweb.calls.forms.entries import CaptionForm, FileForm
from unionweb.calls.queries import entries
from unionweb.calls.rules.kinds import FileKind
from unionweb.calls.services import attaching
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.entries import own_of
from unionweb.calls.views.pages import entry_page
from unionweb.kernel import documents, files
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see


@bp.post("/calls/entries/<int:entry_id>/files/<int:attachment_rule_id>")
@requires(signed_in)
def create_file(entry_id, attachment_rule_id):
    row = own_of(entry_id)
    rule = next((one for one in row.call.attachment_rules if one.id == attachment_rule_id), None) or abort(404)
    form = FileForm()
    if not form.submit(lambda: attaching.attach(entry_id, rule, form.file.data, current_user)):
        return entry_page(row, form)
    notice("收下了，作者信息已经去掉。请看一眼预览对不对。")
    return see("calls.entry", entry_id=entry_id)


@bp.get("/calls/files/<int:entry_file_id>")
@requires(signed_in)
def entry_file(entry_file_id):
    found = _file(entry_file_id)
    return documents.handed_out(found.file, found.title)


@bp.get("/calls/files/<int:entry_file_id>/preview")
@requires(signed_in)
def preview_file(entry_file_id):
    found = _file(entry_file_id)
    return render(
        "calls/file.html",
        file=found,
        form=CaptionForm(formdata=None, data={"caption": found.caption}),
        **_rights(found),
    )


@bp.get("/calls/files/<int:entry_file_id>/picture")
@requires(signed_in)
def file_picture(entry_file_id):
    return files.picture(_file(entry_file_id).preview)


@bp.post("/calls/files/<int:entry_file_id>/caption")
@requires(signed_in)
def create_caption(entry_file_id):
    found, form = _file(entry_file_id), CaptionForm()
    own_of(found.entry_id)
    if not form.submit(lambda: attaching.caption(entry_file_id, form.caption.data or "", current_user) or True):
        return render("calls/file.html", status=form.status, file=found, form=form, **_rights(found))
    notice("写好了。")
    return see("calls.entry", entry_id=found.entry_id)


@bp.post("/calls/files/<int:entry_file_id>/removal")
@requires(signed_in)
def create_file_removal(entry_file_id):
    found, form = _file(entry_file_id), Form()
    row = own_of(found.entry_id)
    if not form.submit(lambda: attaching.detach(entry_file_id, current_user) or True):
        return entry_page(row, form)
    notice("去掉了。")
    return see("calls.entry", entry_id=row.id)


def _rights(found):
    row = entries.own_entry(current_user, found.entry_id)
    return {"may_caption": row is not None and found.kind is FileKind.picture, "entry": found.entry}


def _file(entry_file_id):
    return entries.file_for(current_user, entry_file_id) or abort(404)
