"""The register of honours: searched by everybody, profile pages, past years brought in, one taken back."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.calls.forms.honours import HonoursFilter, ImportForm
from unionweb.calls.forms.results import ReasonForm
from unionweb.calls.models import ImportState
from unionweb.calls.queries import honours as queries
from unionweb.calls.rules.honours import COLUMNS
from unionweb.calls.rules.meeting import may_run_results
from unionweb.calls.services import honours as services
from unionweb.calls.views.blueprint import bp
from unionweb.kernel.lists import page_of_rows
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook

SAMPLE = [
    (2024, "优秀工会工作者", "", "个人", "王敏", "10001", "外国语学院", "", "海川大学工会", "2024-12-30"),
    (2023, "模范教工之家", "", "单位", "外国语学院分工会", "", "外国语学院", "", "海川大学工会", ""),
    (2023, "优秀案例", "一等奖", "作品", "李静", "10002", "外国语学院", "午间一刻：教工文化驿站", "海川大学工会", ""),
]


@bp.get("/honours")
@requires(signed_in)
def honours():
    form = HonoursFilter()

    def address(number):
        return url_for("calls.honours", **form.typed | {"page": number})

    context = {"form": form, "page": queries.honours_page(form.sought), "may_run": may_run_results(current_user)}
    return render("calls/honours/index.html", "calls/honours/_honours_found.html", address=address, **context)


@bp.get("/honours.xlsx")
@requires(may_run_results)
def honours_sheet():
    rows = queries.honour_rows(HonoursFilter().sought)
    return workbook("荣誉登记", Sheet("荣誉", queries.HEADER, rows))


@bp.get("/honours/people/<int:member_id>")
@requires(signed_in)
def honoured_person(member_id):
    found = queries.honours_of_member(member_id)
    person = queries.person_or_none(member_id)
    if person is None or not (found or person.id == current_user.id):
        abort(404)
    return render("calls/honours/person.html", person=person, found=[(one, queries.part_in(one, member_id)) for one in found])


@bp.get("/honours/<int:honour_id>/revocation")
@requires(may_run_results)
def revocation(honour_id):
    return _revocation_page(honour_id, ReasonForm(formdata=None))


@bp.post("/honours/<int:honour_id>/revocation")
@requires(may_run_results)
def create_revocation(honour_id):
    found, form, void = queries.honour_or_none(honour_id) or abort(404), ReasonForm(), []
    if not form.submit(lambda: void.append(services.revoke(honour_id, form.reason.data, current_user)) or True):
        return _revocation_page(honour_id, form)
    papers = f"证书 {'、'.join(void[0])} 也作废了。" if void[0] else "没有找到这一项还有效的证书，另外颁发过的请到证书里撤销。"
    case = "作品还在案例库里的，请到那一篇里撤下。" if found.work else ""
    notice(f"撤销了，登记册上留着原因。{papers}{case}")
    return see("calls.honours")


def _revocation_page(honour_id, form):
    found = queries.honour_or_none(honour_id) or abort(404)
    return render("calls/honours/revocation.html", status=form.status, form=form, honour=found)


@bp.get("/honours/imports/new")
@requires(may_run_results)
def new_honour_import():
    return _import_page(ImportForm(formdata=None))


@bp.get("/honours/sample.xlsx")
@requires(may_run_results)
def honour_sample():
    return workbook("荣誉名单样表", Sheet("荣誉", COLUMNS, SAMPLE))


@bp.post("/honours/imports")
@requires(may_run_results)
def create_honour_import():
    form, made = ImportForm(), []
    if not form.submit(lambda: made.append(services.keep_import(form.file.data[0], form.rows, current_user)) or True):
        return _import_page(form)
    return see("calls.honour_import", honour_import_id=made[0])


def _import_page(form):
    return render("calls/honours/import_new.html", status=form.status, form=form, columns=COLUMNS)


@bp.get("/honours/imports/<int:honour_import_id>")
@requires(may_run_results)
def honour_import(honour_import_id):
    return _preview_page(_import(honour_import_id))


def _import(honour_import_id):
    found = queries.import_for(current_user, honour_import_id)
    return found if found and found.state is not ImportState.dropped else abort(404)


def _preview_page(found, form=None):
    rows = sorted(found.rows, key=lambda row: (not row["problems"], not row.get("note"), row["number"]))
    faulty, repeated = sum(bool(row["problems"]) for row in rows), _repeated(found)

    def address(number):
        return url_for("calls.honour_import", honour_import_id=found.id, page=number)

    context = {"found": found, "page": page_of_rows(rows), "faulty": faulty, "repeated": repeated, "form": form}
    context["is_open"] = found.state is ImportState.previewed
    return render("calls/honours/import.html", status=form.status if form else 200, address=address, **context)


def _repeated(found):
    """How many rows are the same honour as an earlier one."""
    return sum(bool(row.get("note")) for row in found.rows)


@bp.post("/honours/imports/<int:honour_import_id>/confirmation")
@requires(may_run_results)
def create_honour_confirmation(honour_import_id):
    found, form, added = _import(honour_import_id), _button(), []
    repeated = _repeated(found)
    if not form.submit(lambda: added.append(services.bring_in(honour_import_id, current_user)) or True):
        return _preview_page(found, form)
    once = f"名单里重复的 {repeated} 行没有再记，" if repeated else ""
    notice(f"登记了 {added[0]} 项，{once}其余的本来就在登记册上。")
    return see("calls.honours")


@bp.post("/honours/imports/<int:honour_import_id>/dropping")
@requires(may_run_results)
def create_honour_dropping(honour_import_id):
    found, form = _import(honour_import_id), _button()
    if not form.submit(lambda: services.drop_import(honour_import_id, current_user) or True):
        return _preview_page(found, form)
    notice("放弃了，一项也没有登记。")
    return see("calls.new_honour_import")


def _button():
    form = ReasonForm(prefix="none")
    del form.reason
    return form

