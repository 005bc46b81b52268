"""The office: programmes, their rules, quotas, and every step on their way."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.common import audit, draws, publicity, quotas
from unionweb.common.objections import AnswerForm, ToldObjectionForm
from unionweb.kernel import menus
from unionweb.kernel.forms import Form, VersionedForm
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see
from unionweb.retreats import queries, services
from unionweb.retreats.forms import (
    NumberForm,
    ProgrammeForm,
    QuotaForm,
    ReasonForm,
)
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.views.blueprint import bp
from unionweb.retreats.views.programmes import KINDS, public_programme

menus.add(
    "office", 68, "疗休养", "retreats.desk", may_run,
    also=("retreats.desk", "retreats.new", "retreats.create_", "retreats.edit_", "retreats.update_", "retreats.show_", "retreats.dry_run",
          "retreats.applications", "retreats.registers", "retreats.history", "retreats.confirm_import", "retreats.drop_import"),
)  # fmt: skip


@bp.get("/retreats/desk")
@requires(may_run)
def desk():
    page = queries.desk_page()
    return render("retreats/desk.html", page=page, address=lambda number: url_for("retreats.desk", page=number), **KINDS)


@bp.get("/retreats/programmes/new")
@requires(may_run)
def new():
    return _form(ProgrammeForm.fresh())


@bp.post("/retreats/programmes")
@requires(may_run)
def create_programme():
    form = ProgrammeForm()
    programme_id = form.submit(lambda: services.create_programme(form.terms, current_user))
    if not programme_id:
        return _form(form)
    notice("起草好了。接着加批次。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.get("/retreats/programmes/<int:programme_id>/edit")
@requires(may_run)
def edit_programme(programme_id):
    programme = public_programme(programme_id)
    if not programme.may_change:
        return see("retreats.show_desk", programme_id=programme_id)
    return _form(ProgrammeForm.of(programme), programme)


@bp.post("/retreats/programmes/<int:programme_id>")
@requires(may_run)
def update_programme(programme_id):
    programme, form = public_programme(programme_id), ProgrammeForm()
    if not form.submit(lambda: services.edit_programme(programme_id, form.terms, form.seen_version, current_user)):
        return _form(form, programme)
    notice("改好了。")
    return see("retreats.show_desk", programme_id=programme_id)


def _form(form, programme=None):
    return render("retreats/programme_form.html", status=form.status, form=form, programme=programme)


@bp.get("/retreats/programmes/<int:programme_id>/desk")
@requires(may_run)
def show_desk(programme_id):
    return desk_page(programme_id)


def desk_page(programme_id, failed=None, **forms):
    """One programme as the office sees it. failed: the form of a step that was not done."""
    programme = public_programme(programme_id)
    shown = queries.shown_of(programme)
    usual = {"calling_off": ReasonForm(formdata=None), "number": NumberForm(formdata=None), "answering": (0, AnswerForm(formdata=None))}
    usual["telling"] = ToldObjectionForm(formdata=None)
    context = {
        "programme": programme,
        "marks": queries.timeline(programme, shown),
        "counts": queries.status_counts(programme_id),
        "taken": queries.taken_in(programme_id),
        "first_choices": queries.first_choices(programme_id),
        "draw": draws.draw_of(queries.SUBJECT, programme_id),
        "publicity": shown,
        "objections": publicity.objections_to(shown.id) if shown else [],
        "history": queries.history(programme_id),
        "words": audit.words,
        "failed": failed,
    }
    status = failed.status if failed else 200
    return render("retreats/desk_programme.html", status=status, **context, **usual | forms, **KINDS)


def step(programme_id, service, done):
    """One button of the office: `service()` does it, `done` is what is said afterwards, given its result."""
    public_programme(programme_id)
    form = Form()
    result = form.submit(service)
    if not result:
        return desk_page(programme_id, form)
    notice(done.format(result))
    return see("retreats.show_desk", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/publication")
@requires(may_run)
def create_publication(programme_id):
    public_programme(programme_id)
    form = VersionedForm()
    if not form.submit(lambda: services.publish_programme(programme_id, form.seen_version, current_user)):
        return desk_page(programme_id, form)
    notice("公布了。抽签种子的指纹也在方案页上。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/calling-off")
@requires(may_run)
def create_calling_off(programme_id):
    public_programme(programme_id)
    form = ReasonForm()
    if not form.submit(lambda: services.call_off_programme(programme_id, form.reason.data, current_user) or True):
        return desk_page(programme_id, form, calling_off=form)
    notice("记下了，报了名的人都收到了消息。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.get("/retreats/programmes/<int:programme_id>/quotas")
@requires(may_run)
def show_quotas(programme_id):
    return _quotas(programme_id, QuotaForm(formdata=None))


@bp.post("/retreats/programmes/<int:programme_id>/quotas")
@requires(may_run)
def create_quotas(programme_id):
    public_programme(programme_id)
    form = Form()
    if not form.submit(lambda: services.set_programme_quotas(programme_id, current_user)):
        return _quotas(programme_id, form)
    notice("按人数算好了。")
    return see("retreats.show_quotas", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/quotas/<int:unit_id>")
@requires(may_run)
def update_quota(programme_id, unit_id):
    public_programme(programme_id)
    if unit_id not in queries.branch_names():
        abort(404)
    form = QuotaForm(prefix=f"q{unit_id}")
    if not form.submit(lambda: services.adjust_quota(programme_id, unit_id, current_user, **form.typed) or True):
        return _quotas(programme_id, form, unit_id)
    notice("改好了，原因留在名额表里。")
    return see("retreats.show_quotas", programme_id=programme_id)


def _quotas(programme_id, form, unit_id=0):
    programme = public_programme(programme_id)
    rows, names = quotas.quotas_of(queries.SUBJECT, programme_id), queries.branch_names()
    found = queries.arithmetic(programme) if not rows else quotas.arithmetic_of(rows, programme.quota_method)
    forms = {row.group_id: QuotaForm(prefix=f"q{row.group_id}", places=row.places, formdata=None) for row in rows}
    if unit_id in forms:
        forms[unit_id] = form
    context = {"programme": programme, "rows": {row.group_id: row for row in rows}, "names": names, "found": found, "forms": forms}
    return render("retreats/quotas.html", status=form.status, **context, form=form, places=queries.places_of(programme), **KINDS)
