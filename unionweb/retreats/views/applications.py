"""The own application: applying, changing, withdrawing; confirming or giving back; what the agency needs."""

from flask import abort
from flask_login import current_user

from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see
from unionweb.retreats import queries, services
from unionweb.retreats.forms import ApplicationForm, IdentityForm, MergerForm
from unionweb.retreats.rules.identity import masked
from unionweb.retreats.rules.kinds import Status
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.rules.points import scored
from unionweb.retreats.views.blueprint import bp
from unionweb.retreats.views.programmes import KINDS, public_programme

DID = {
    "submitted": "报了名", "resubmitted": "改了申请", "withdrawn": "撤回了", "checked": "分工会或校工会核对了", "placed": "排上了名额",
    "waits": "进了候补", "moved_up": "递补上了", "confirmed": "确认了", "declined": "放弃了", "expired": "过期了",
    "forfeited": "成团后退出", "cancelled": "取消了", "removed": "校工会取消了", "offered": "问您要不要并团",
    "merged": "并到了另一个批次", "entered": "填了证件信息", "attended": "记为去了", "missed": "记为没有去", "deleted": "删掉了健康说明",
}  # fmt: skip


@bp.get("/retreats/programmes/<int:programme_id>/application")
@requires(signed_in)
def edit_application(programme_id):
    programme = public_programme(programme_id)
    row = queries.own_application(current_user.id, programme_id)
    if not programme.takes_applications or (row is None and not all(c.is_met for c in queries.checks_for(current_user.id, programme))):
        return see("retreats.show", programme_id=programme_id)
    since = queries.known_of([current_user.id])[current_user.id].since
    health = queries.health_of(row.id) if row else None
    return _form_page(programme, row, ApplicationForm.of(programme, since, row, health))


@bp.post("/retreats/programmes/<int:programme_id>/application")
@requires(signed_in)
def create_application(programme_id):
    programme = public_programme(programme_id)
    since = queries.known_of([current_user.id])[current_user.id].since
    form = ApplicationForm(programme, since)
    application_id = form.submit(lambda: services.apply(programme_id, form.wish, current_user))
    if not application_id:
        return _form_page(public_programme(programme_id), queries.own_application(current_user.id, programme_id), form)
    notice("收到了。截止以前都可以改。")
    return see("retreats.show_application", application_id=application_id)


def _form_page(programme, row, form):
    context = {"programme": programme, "application": row, "checks": queries.checks_for(current_user.id, programme), "form": form}
    return render("retreats/application_form.html", status=form.status, **context, **KINDS)


@bp.get("/retreats/applications/<int:application_id>")
@requires(signed_in)
def show_application(application_id):
    return _page(_own(application_id), IdentityForm(formdata=None))


@bp.post("/retreats/applications/<int:application_id>/withdrawal")
@requires(signed_in)
def create_withdrawal(application_id):
    return _step(application_id, services.withdraw_application, "撤回了。截止以前可以再报。")


@bp.post("/retreats/applications/<int:application_id>/confirmation")
@requires(signed_in)
def create_confirmation(application_id):
    return _step(application_id, services.confirm, "确认好了。请填一下证件信息。")


@bp.post("/retreats/applications/<int:application_id>/decline")
@requires(signed_in)
def create_decline(application_id):
    return _step(application_id, services.decline, "放弃了，名额按顺序给下一位。")


@bp.post("/retreats/applications/<int:application_id>/health-removal")
@requires(signed_in)
def create_health_removal(application_id):
    return _step(application_id, services.withdraw_health, "健康说明删除了。")


@bp.post("/retreats/applications/<int:application_id>/merger-answer")
@requires(signed_in)
def create_merger_answer(application_id):
    row, form = _own(application_id), MergerForm()
    if not form.submit(lambda: services.answer_merger(application_id, form.answer.data == "yes", current_user)):
        return _page(_own(row.id), IdentityForm(formdata=None), failed=form)
    notice("记下了。")
    return see("retreats.show_application", application_id=application_id)


@bp.post("/retreats/applications/<int:application_id>/identity")
@requires(signed_in)
def create_identity(application_id):
    row, form = _own(application_id), IdentityForm()
    if not form.submit(lambda: services.enter_identity(application_id, form.number.data, form.phone.data, current_user)):
        return _page(_own(row.id), form)
    notice("收好了，加密保存，批次结束后自动删除。")
    return see("retreats.show_application", application_id=application_id)


def _step(application_id, service, done):
    """One button about the own application."""
    _own(application_id)
    form = Form()
    if not form.submit(lambda: service(application_id, current_user)):
        return _page(_own(application_id), IdentityForm(formdata=None), failed=form)
    notice(done)
    return see("retreats.show_application", application_id=application_id)


def _own(application_id):
    return queries.application_for(current_user, application_id) or abort(404)


def _page(row, form, failed=None):
    """The own application: where it stands, why, and what comes next."""
    known, programme = queries.known_of([row.member_id])[row.member_id], row.programme
    identity = queries.identity_of(row.id)
    merits = queries.merits_of(row, known, queries.losers_before(programme), programme)
    context = {
        "application": row,
        "programme": programme,
        "form": form,
        "failed": failed,
        "ahead": queries.ahead_of(row) if row.status is Status.waiting else {},
        "health": queries.health_of(row.id),
        "identity": masked(identity.number) if identity else "",
        "looks": queries.looks_at(row.id),
        "receipts": queries.receipts(row.id),
        "scored": scored(programme.points, merits) if programme.way is Way.points else [],
        "did": DID,
        "shown": queries.shown_of(programme),
    }
    return render("retreats/application.html", status=(failed or form).status, **context, **KINDS)

