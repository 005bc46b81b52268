"""What members see: the list, one notice with its PDF and attachments, signing for it, objecting; the portal's feed."""

from flask import Response, abort, url_for
from flask_login import current_user

from unionweb.common import publicity
from unionweb.common.objections import ObjectionForm
from unionweb.kernel import documents, menus
from unionweb.kernel.permissions import public, requires, signed_in
from unionweb.kernel.web import notice as flash_notice
from unionweb.kernel.web import render, see
from unionweb.notices import feed, queries, services
from unionweb.notices.forms import SearchForm
from unionweb.notices.rules.access import may_run_notices
from unionweb.notices.rules.kinds import State
from unionweb.notices.views.blueprint import bp

menus.add(
    "main", 35, "通知", "notices.index", signed_in,
    also=("notices.show", "notices.create_receipt", "notices.create_objection"),
)  # fmt: skip


@bp.get("/notices/")
@requires(signed_in)
def index():
    form = SearchForm(queries.notice_years(current_user))
    page = queries.notices_page(current_user, form.sought)

    def address(number):
        return url_for("notices.index", **form.typed | {"page": number})

    return render("notices/index.html", "notices/_notices_found.html", form=form, page=page, address=address)


@bp.get("/notices/<int:notice_id>")
@requires(signed_in)
def show(notice_id):
    _notice(notice_id)
    services.note_reading(notice_id, current_user)
    return _page(_notice(notice_id), ObjectionForm(formdata=None))


@bp.get("/notices/<int:notice_id>/paper.pdf")
@requires(signed_in)
def show_paper(notice_id):
    notice = _notice(notice_id)
    if notice.state is not State.published:
        abort(404)
    return documents.handed_out(notice.pdf, f"{notice.number_text} {notice.title}".strip())


@bp.get("/notices/attachments/<int:attachment_id>")
@requires(signed_in)
def show_attachment(attachment_id):
    row = queries.attachment_for(current_user, attachment_id)
    if row is None and may_run_notices(current_user):
        row = queries.attachment_or_none(attachment_id)
    if row is None:
        abort(404)
    return documents.handed_out(row.file, row.title)


@bp.post("/notices/<int:notice_id>/receipt")
@requires(signed_in)
def create_receipt(notice_id):
    _notice(notice_id)
    services.sign_receipt(notice_id, current_user)
    flash_notice("签收好了。")
    return see("notices.show", notice_id=notice_id)


@bp.post("/notices/<int:notice_id>/objections")
@requires(signed_in)
def create_objection(notice_id):
    notice, form = _notice(notice_id), ObjectionForm()
    shown = publicity.publicity_of(queries.SUBJECT, notice_id) or abort(404)
    if not form.submit(lambda: services.object_to(notice_id, shown.id, form.text.data, current_user)):
        return _page(_notice(notice.id), form)
    flash_notice("收到了。答复会发到您的消息里。")
    return see("notices.show", notice_id=notice_id)


@bp.get("/notices/feed.atom")
@requires(public)
def show_feed():
    return Response(feed.atom(queries.portal_notices()), mimetype="application/atom+xml")


def _notice(notice_id):
    return queries.notice_for(current_user, notice_id) or abort(404)


def _page(notice, form):
    """One notice, as its reader sees it; of a withdrawn one only that, when and why."""
    shown = publicity.publicity_of(queries.SUBJECT, notice.id)
    context = {
        "notice": notice,
        "paper": queries.paper_of(notice) if notice.state is State.published else None,
        "receipt": queries.receipt_of(current_user, notice.id),
        "opened": queries.times_opened(notice.id),
        "publicity": shown,
        "objections": publicity.objections_to(shown.id, current_user.id) if shown else [],
        "form": form,
        "may_run": may_run_notices(current_user),
    }
    return render("notices/show.html", status=form.status, **context)
