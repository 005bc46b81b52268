"""The registers of the office: standings, history, and importing it."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.kernel.forms import Form
from unionweb.kernel.lists import page_of_rows
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook
from unionweb.retreats import queries, services
from unionweb.retreats.forms import HistoryForm, PeopleFilter, StandingForm
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.importing import COLUMNS, SAMPLE, Line
from unionweb.retreats.rules.kinds import ImportState
from unionweb.retreats.views.blueprint import bp


@bp.get("/retreats/registers")
@requires(may_run)
def registers():
    return _standings(StandingForm(formdata=None))


@bp.post("/retreats/registers")
@requires(may_run)
def create_standing():
    form = StandingForm()
    told = {"evidence": form.evidence.data or ""}
    typed = form.staff_no, form.kind, form.since
    if not form.submit(lambda: services.record_standing(*(field.data for field in typed), current_user, **told)):
        return _standings(form)
    notice("登记好了。")
    return see("retreats.registers")


@bp.post("/retreats/registers/<int:standing_id>/removal")
@requires(may_run)
def create_standing_removal(standing_id):
    queries.standing_or_none(standing_id) or abort(404)
    services.end_standing(standing_id, current_user)
    notice("去掉了。")
    return see("retreats.registers")


def _standings(form):
    wanted = PeopleFilter()

    def address(number):
        return url_for("retreats.registers", **wanted.typed | {"page": number})

    page = queries.standings_page(wanted.wanted)
    return render("retreats/registers.html", status=form.status, form=form, wanted=wanted, page=page, address=address)


@bp.get("/retreats/history")
@requires(may_run)
def history():
    return _history(HistoryForm(formdata=None))


@bp.post("/retreats/history")
@requires(may_run)
def create_import():
    form = HistoryForm()
    import_id = form.submit(lambda: services.keep_upload(form.upload, current_user))
    return see("retreats.show_import", import_id=import_id) if import_id else _history(form)


def _history(form):
    wanted = PeopleFilter()

    def address(number):
        return url_for("retreats.history", **wanted.typed | {"page": number})

    context = {"form": form, "wanted": wanted, "page": queries.history_page(wanted.wanted), "address": address, "columns": COLUMNS}
    context |= {"imports": queries.latest_imports(), "waiting": queries.open_import(current_user)}
    return render("retreats/history.html", status=form.status, **context)


@bp.get("/retreats/history/sample.xlsx")
@requires(may_run)
def history_sample():
    return workbook("疗休养历史样表", Sheet("历史", COLUMNS, SAMPLE))


@bp.get("/retreats/history/imports/<int:import_id>")
@requires(may_run)
def show_import(import_id):
    return _preview(import_id)


def _preview(import_id, failed=None):
    row = _import(import_id)
    lines = [Line.unpacked(one) for one in row.rows]
    good, faulty = [one for one in lines if not one.faults], [one for one in lines if one.faults]

    def address(number):
        return url_for("retreats.show_import", import_id=import_id, page=number)

    context = {"row": row, "good": good, "faulty": faulty, "page": page_of_rows(good), "address": address, "columns": COLUMNS}
    context |= {"is_done": row.state is ImportState.imported, "failed": failed}
    return render("retreats/import.html", status=failed.status if failed else 200, **context)


@bp.get("/retreats/history/imports/<int:import_id>/faulty.xlsx")
@requires(may_run)
def import_faults(import_id):
    lines = [Line.unpacked(one) for one in _import(import_id).rows]
    rows = [(*line.cells, line.number, "；".join(line.faults)) for line in lines if line.faults]
    return workbook("疗休养历史里有问题的行", Sheet("有问题的行", [*COLUMNS, "原来第几行", "哪里不对，怎么改"], rows))


@bp.post("/retreats/history/imports/<int:import_id>/import")
@requires(may_run)
def confirm_import(import_id):
    _import(import_id)
    form = Form()
    counts = form.submit(lambda: services.import_history(import_id, current_user))
    if not counts:
        return _preview(import_id, form)
    notice(f"导入好了：去过的记录 {counts['trips']} 条，来校年份 {counts['since']} 条，有问题没有导的 {counts['faulty']} 行。")
    return see("retreats.history")


@bp.post("/retreats/history/imports/<int:import_id>/drop")
@requires(may_run)
def drop_import(import_id):
    _import(import_id)
    form = Form()
    if not form.submit(lambda: services.drop_history_import(import_id, current_user) or True):
        return _preview(import_id, form)
    notice("这份表放弃了，什么也没有改。")
    return see("retreats.history")


def _import(import_id):
    return queries.import_for(current_user, import_id) or abort(404)
