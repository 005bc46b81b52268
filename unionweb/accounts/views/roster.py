"""Importing a roster: upload, look at what it would change, confirm."""

from flask import abort
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import ImportForm, RosterForm
from unionweb.accounts.models import ImportState
from unionweb.accounts.views.blueprint import bp
from unionweb.kernel import menus
from unionweb.kernel.lists import SIZE, page_of_rows
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook

PARTS = {"new": "新增", "changed": "有变动", "left": "已离开", "faulty": "有问题"}
FEW = 5  # rows of each part on the preview
menus.add(
    "office", 60, "导入花名册", "accounts.new_roster", rules.may_import_roster,
    also=tuple(f"accounts.{name}_roster" for name in ("create", "show", "list", "import", "drop")),
)  # fmt: skip


@bp.get("/people/roster")
@requires(rules.may_import_roster)
def new_roster():
    return _upload_page(RosterForm())


@bp.post("/people/roster")
@requires(rules.may_import_roster)
def create_roster():
    form = RosterForm()
    import_id = form.submit(lambda: services.keep_upload(form.upload, current_user))
    return see("accounts.show_roster", import_id=import_id) if import_id else _upload_page(form)


def _upload_page(form):
    context = {"imports": queries.latest_imports(), "waiting": queries.open_import(current_user)}
    return render("accounts/roster.html", status=form.status, form=form, columns=queries.COLUMNS, **context)


@bp.get("/people/roster/sample.xlsx")
@requires(rules.may_import_roster)
def show_roster_sample():
    return workbook("花名册样表", *(Sheet(*sheet) for sheet in queries.sample_sheets()))


@bp.get("/people/roster/<int:import_id>")
@requires(rules.may_import_roster)
def show_roster(import_id):
    return _preview(_roster(import_id), ImportForm())


def _preview(roster, form):
    if roster.state is ImportState.imported:
        faulty = queries.faults_of(roster)
        return render("accounts/roster_done.html", status=form.status, form=form, roster=roster, faulty=faulty[:SIZE])
    plan = queries.plan_of(roster)
    form.seen.data = plan.seen
    context = {"roster": roster, "plan": plan, "few": FEW, "parts": PARTS, "facts": queries.FACTS}
    return render("accounts/roster_preview.html", status=form.status, form=form, samples=queries.SAMPLE_NUMBERS, **context)


@bp.get("/people/roster/<int:import_id>/<any(new, changed, left, faulty):part>")
@requires(rules.may_import_roster)
def list_roster(import_id, part):
    roster = _roster(import_id)
    done = roster.state is ImportState.imported
    if done and part != "faulty":
        abort(404)
    plan = None if done else queries.plan_of(roster)
    rows = queries.faults_of(roster) if done else getattr(plan, part)
    context = {"roster": roster, "plan": plan, "part": part, "title": PARTS[part], "page": page_of_rows(rows)}
    return render("accounts/roster_part.html", facts=queries.FACTS, **context)


@bp.get("/people/roster/<int:import_id>/faulty.xlsx")
@requires(rules.may_import_roster)
def show_roster_faults(import_id):
    rows = queries.fault_rows(_roster(import_id))
    return workbook("花名册里有问题的行", Sheet("有问题的行", [*queries.HEADER, "原来第几行", "哪里不对，怎么改"], rows))


@bp.post("/people/roster/<int:import_id>/import")
@requires(rules.may_import_roster)
def import_roster(import_id):
    roster, form = _roster(import_id), ImportForm()
    told = {"left_checked": form.left_checked.data, "seen": form.seen.data or ""}
    counts = form.submit(lambda: services.import_roster(import_id, current_user, **told))
    if not counts:
        return _preview(roster, form)
    notice(f"导入好了：新增 {counts['new']} 人，改动 {counts['changed']} 人，离开 {counts['left']} 人。")
    return see("accounts.show_roster", import_id=import_id)


@bp.post("/people/roster/<int:import_id>/drop")
@requires(rules.may_import_roster)
def drop_roster(import_id):
    _roster(import_id)
    services.drop_import(import_id, current_user)
    notice("这份名单放弃了，什么也没有改。")
    return see("accounts.new_roster")


def _roster(import_id):
    return queries.import_for(current_user, import_id) or abort(404)
