"""The office from the closed list to the result: applications, freezing, drawing, posting, objections, the notice."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.common.objections import AnswerForm, ToldObjectionForm
from unionweb.common.publicity import objections_to
from unionweb.kernel import documents
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook
from unionweb.retreats import queries, services
from unionweb.retreats.forms import ListFilter, NumberForm, ReasonForm
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.dry_run import dry_run as run_dry
from unionweb.retreats.rules.kinds import ProgrammeState, Standing, Status
from unionweb.retreats.views.blueprint import bp
from unionweb.retreats.views.desk import desk_page, step
from unionweb.retreats.views.programmes import KINDS, public_programme

MOST_SEEDS, MOST_ROUNDS = 200, 100_000  # draws of a dry run; applicants times draws, about a second
OPEN = {ProgrammeState.open, ProgrammeState.closed}
HAS_RESULT = {ProgrammeState.decided, ProgrammeState.on_notice, ProgrammeState.final}


@bp.get("/retreats/programmes/<int:programme_id>/applications")
@requires(may_run)
def applications(programme_id):
    return list_page(programme_id)


def list_page(programme_id, failed=None):
    """The list of applications. failed: the form of a check that was not done."""
    programme, form = public_programme(programme_id), ListFilter(queries.units_with_applicants(programme_id))
    page = queries.applications_page(programme_id, *form.wanted)
    ids = [row.id for row in page.rows]

    def address(number):
        return url_for("retreats.applications", programme_id=programme_id, **form.typed | {"page": number})

    context = {"programme": programme, "form": form, "page": page, "address": address, "with_health": queries.has_health(ids)}
    context |= {"standing": Standing, "may_check": programme.state in OPEN, "failed": failed}
    status = failed.status if failed else 200
    return render("retreats/applications.html", "retreats/_applications_found.html", status, **context, **KINDS)


@bp.get("/retreats/programmes/<int:programme_id>/applications.xlsx")
@requires(may_run)
def applications_sheet(programme_id):
    programme = public_programme(programme_id)
    rows = queries.application_rows(programme_id)
    return workbook(documents.titled(f"{programme.title}报名名单", ""), Sheet("报名名单", queries.APPLICATIONS, rows))


@bp.post("/retreats/applications/<int:application_id>/health-look")
@requires(may_run)
def show_health(application_id):
    return _person(application_id, health=_looked(application_id))


@bp.get("/retreats/applications/<int:application_id>/desk")
@requires(may_run)
def show_applicant(application_id):
    return _person(application_id)


def _looked(application_id):
    _in_office(application_id)
    return services.look_at_health(application_id, current_user) or "没有健康说明，或者已经删除了。"


def _in_office(application_id):
    return queries.in_office(current_user, application_id) or abort(404)


def _person(application_id, health=None, form=None):
    """One application as the office sees it. health: what was just asked for and noted."""
    row = _in_office(application_id)
    context = {
        "application": row,
        "programme": row.programme,
        "health": health,
        "has_health": row.id in queries.has_health([row.id]),
        "looks": queries.looks_at(row.id),
        "history": queries.own_history(row.member_id),
        "form": form or ReasonForm(formdata=None),
        "may_remove": row.programme.state in HAS_RESULT and row.status in {Status.placed, Status.confirmed, Status.waiting},
        "standing": Standing,
    }
    return render("retreats/applicant.html", status=form.status if form else 200, **context, **KINDS)


@bp.post("/retreats/applications/<int:application_id>/removal")
@requires(may_run)
def create_removal(application_id):
    row, form = _in_office(application_id), ReasonForm()
    if not form.submit(lambda: services.remove(application_id, form.reason.data, current_user)):
        return _person(application_id, form=form)
    notice("去掉了。名额按顺序给了下一位，没有候补就空着。")
    return see("retreats.show_desk", programme_id=row.programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/freeze")
@requires(may_run)
def create_freeze(programme_id):
    return step(programme_id, lambda: services.freeze_list(programme_id, current_user), "名单锁定了，{} 份申请，指纹已经公布。")


@bp.post("/retreats/programmes/<int:programme_id>/public-number")
@requires(may_run)
def create_public_number(programme_id):
    public_programme(programme_id)
    form = NumberForm()
    if not form.submit(lambda: services.enter_number(programme_id, form.number.data, current_user)):
        return desk_page(programme_id, form, number=form)
    notice("公共号码填好了。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/draw")
@requires(may_run)
def create_draw(programme_id):
    return step(programme_id, lambda: services.decide(programme_id, current_user) or True, "种子公开了，结果排好了。")


@bp.post("/retreats/programmes/<int:programme_id>/publicity")
@requires(may_run)
def create_publicity(programme_id):
    return step(programme_id, lambda: services.post_result(programme_id, current_user), "公示开始了，报名的人都收到了消息。")


@bp.post("/retreats/programmes/<int:programme_id>/told-objections")
@requires(may_run)
def create_told_objection(programme_id):
    form, shown = ToldObjectionForm(), queries.shown_of(public_programme(programme_id)) or abort(404)
    told = {"told_by": form.told_by.data, "received_on": form.received_on.data}
    if not form.submit(lambda: services.note_objection(programme_id, shown.id, form.text.data, current_user, **told)):
        return desk_page(programme_id, form, telling=form)
    notice("记下了。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/objections/<int:objection_id>/answer")
@requires(may_run)
def create_objection_answer(programme_id, objection_id):
    programme = public_programme(programme_id)
    shown = queries.shown_of(programme)
    if shown is None or objection_id not in [one.id for one in objections_to(shown.id)]:
        abort(404)
    form = AnswerForm()
    if not form.submit(lambda: services.answer_objection(programme_id, objection_id, form.answer.data, current_user)):
        return desk_page(programme_id, form, answering=(objection_id, form))
    notice("答复好了。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.post("/retreats/programmes/<int:programme_id>/final")
@requires(may_run)
def create_final(programme_id):
    return step(programme_id, lambda: services.finalise(programme_id, current_user) or True, "定了，入选的人都收到了确认的消息。")


@bp.post("/retreats/programmes/<int:programme_id>/notice")
@requires(may_run)
def create_notice(programme_id):
    public_programme(programme_id)
    form = Form()
    notice_id = form.submit(lambda: services.draft_notice(programme_id, current_user))
    if not notice_id:
        return desk_page(programme_id, form)
    notice("通知起草好了，在通知公告里，核稿以后可以发布。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.get("/retreats/programmes/<int:programme_id>/dry-run")
@requires(may_run)
def dry_run(programme_id):
    programme = public_programme(programme_id)
    plan, people, earlier = queries.dry_plan(programme)
    seeds = max(10, min(MOST_SEEDS, MOST_ROUNDS // max(len(people), 1)))
    found = run_dry(plan, people, seeds) if people and plan.batches else None
    context = {"programme": programme, "found": found, "earlier": earlier, "people": people, "plan": plan}
    return render("retreats/dry_run.html", **context, **KINDS)
