"""One batch for the office: its plan, its people, forming, cancelling, merging, lists, and who went."""

from flask import Response, abort
from flask_login import current_user

from unionweb.common import organisation
from unionweb.kernel import documents
from unionweb.kernel.forms import Form
from unionweb.kernel.labels import full_day, label
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import download, notice, render, see
from unionweb.kernel.workbooks import workbook
from unionweb.retreats import printing, queries, services
from unionweb.retreats.forms import AttendanceForm, BatchForm, MergeForm, ReasonForm
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.views.blueprint import bp
from unionweb.retreats.views.desk import desk_page
from unionweb.retreats.views.programmes import KINDS, public_programme

AGENCY = ("姓名", "性别", "身份证号", "手机", "同行人数")


@bp.get("/retreats/programmes/<int:programme_id>/batches/new")
@requires(may_run)
def new_batch(programme_id):
    return _form(BatchForm.fresh(), public_programme(programme_id))


@bp.post("/retreats/programmes/<int:programme_id>/batches")
@requires(may_run)
def create_batch(programme_id):
    programme, form = public_programme(programme_id), BatchForm()
    if not form.submit(lambda: services.add_batch(programme_id, form.route, current_user)):
        return _form(form, programme)
    notice("批次加好了。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.get("/retreats/batches/<int:trip_id>/edit")
@requires(may_run)
def edit_batch(trip_id):
    batch = _batch(trip_id)
    return _form(BatchForm.of(batch), batch.programme, batch)


@bp.post("/retreats/batches/<int:trip_id>")
@requires(may_run)
def update_batch(trip_id):
    batch, form = _batch(trip_id), BatchForm()
    if not form.submit(lambda: services.edit_batch(trip_id, form.route, form.seen.data, current_user) or True):
        return _form(form, batch.programme, batch)
    notice("改好了。")
    return see("retreats.show_batch", trip_id=trip_id)


def _form(form, programme, batch=None):
    return render("retreats/batch_form.html", status=form.status, form=form, programme=programme, batch=batch)


@bp.post("/retreats/batches/<int:trip_id>/removal")
@requires(may_run)
def create_batch_removal(trip_id):
    programme_id, form = _batch(trip_id).programme_id, Form()
    if not form.submit(lambda: services.remove_batch(trip_id, current_user)):
        return desk_page(programme_id, form)
    notice("批次去掉了。")
    return see("retreats.show_desk", programme_id=programme_id)


@bp.get("/retreats/batches/<int:trip_id>")
@requires(may_run)
def show_batch(trip_id):
    return _page(trip_id)


def _page(trip_id, failed=None, **forms):
    batch = _batch(trip_id)
    rows = queries.people_of(trip_id)
    ids = [row.id for row in rows]
    others = [one for one in batch.programme.batches if one.is_live and one.id != batch.id]
    usual = {"cancelling": ReasonForm(formdata=None), "merging": MergeForm(others, formdata=None)}
    context = {
        "batch": batch,
        "programme": batch.programme,
        "rows": rows,
        "others": others,
        "taken": queries.taken_in(batch.programme_id).get(trip_id, (0, 0)),
        "with_health": queries.has_health(ids),
        "with_identity": queries.has_identity(ids),
        "failed": failed,
    }
    return render("retreats/batch.html", status=failed.status if failed else 200, **context, **usual | forms, **KINDS)


@bp.post("/retreats/batches/<int:trip_id>/formation")
@requires(may_run)
def create_formation(trip_id):
    _batch(trip_id)
    form = Form()
    if not form.submit(lambda: services.form_group(trip_id, current_user)):
        return _page(trip_id, form)
    notice("成团了，确认过的人都收到了消息。")
    return see("retreats.show_batch", trip_id=trip_id)


@bp.post("/retreats/batches/<int:trip_id>/cancellation")
@requires(may_run)
def create_batch_cancellation(trip_id):
    _batch(trip_id)
    form = ReasonForm()
    if not form.submit(lambda: services.cancel_group(trip_id, form.reason.data, current_user) or True):
        return _page(trip_id, form, cancelling=form)
    notice("取消了，名单上的人都收到了消息，这次不占用他们的机会。")
    return see("retreats.show_batch", trip_id=trip_id)


@bp.post("/retreats/batches/<int:trip_id>/merger")
@requires(may_run)
def create_merger(trip_id):
    batch = _batch(trip_id)
    form = MergeForm([one for one in batch.programme.batches if one.is_live and one.id != batch.id])
    if not form.submit(lambda: services.merge_group(trip_id, form.into.data, current_user) or True):
        return _page(trip_id, form, merging=form)
    notice("问过名单上的每一位了，本人同意才并过去。")
    return see("retreats.show_batch", trip_id=trip_id)


@bp.post("/retreats/batches/<int:trip_id>/attendance")
@requires(may_run)
def create_attendance(trip_id):
    _batch(trip_id)
    form = AttendanceForm([row.id for row in queries.going_with(trip_id)])
    if not form.submit(lambda: services.note_attendance(trip_id, form.outcomes, current_user)):
        return _page(trip_id, form)
    notice("记好了，也写进了各人的历史。")
    return see("retreats.show_batch", trip_id=trip_id)


@bp.get("/retreats/batches/<int:trip_id>/leader-list.pdf")
@requires(may_run)
def leader_list(trip_id):
    batch = _batch(trip_id)
    office = organisation.office()
    facts = [f"{full_day(batch.starts_on)}出发，{full_day(batch.ends_on)}返回，{batch.place}。"]
    facts += [f"领队：{batch.leader or '待定'} {batch.leader_phone}"]
    facts += [f"集合：{' '.join(batch.meeting.split())}"] if batch.meeting else []
    facts += [f"有事联系校工会办公室，电话 {office.phone}。"]
    people = tuple(
        (row.member.name, row.member.staff_no, row.unit.name, f"{row.companions_granted} 人" if row.companions_granted else "")
        for row in queries.going_with(trip_id)
    )
    wanted = printing.LeaderList(office.name, f"{batch.title}领队名单", tuple(facts), people)
    try:
        body = printing.pdf_of(wanted)
    except PaperProblem as problem:
        return Response(str(problem), 409, mimetype="text/plain")
    return download(body, documents.titled(f"{batch.title}领队名单", ".pdf"), "application/pdf")


@bp.post("/retreats/batches/<int:trip_id>/agency-list")
@requires(may_run)
def create_agency_list(trip_id):
    """For the travel agency, with only what it needs. A POST: each identity shown is noted, and its owner sees that."""
    batch = _batch(trip_id)
    known = services.identities_for_list(trip_id, current_user)
    rows = [
        (row.member.name, label(row.member.sex), *known.get(row.id, ("还没有填", "")), row.companions_granted)
        for row in queries.going_with(trip_id)
    ]
    return workbook(documents.titled(f"{batch.title}旅行社名单", ""), Sheet("旅行社名单", AGENCY, rows))


def _batch(trip_id):
    return queries.batch_for(current_user, trip_id) or abort(404)
