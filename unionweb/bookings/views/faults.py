"""报修: anyone says what is broken at a point, those who look after it say how it was mended."""

from flask import abort, request
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.board import FaultForm, ResolutionForm
from unionweb.bookings.queries import board, care, slots
from unionweb.bookings.services import care as services
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import MOST_ROWS, workbook

HEADER = ("报修时间", "校区", "地点", "哪里坏了", "处理时间", "谁处理的", "怎么处理的")


@bp.get("/points/<int:point_id>/faults/new")
@requires(signed_in)
def new_fault(point_id):
    point = slots.point_by_id(point_id) or abort(404)
    return render("bookings/board/new_fault.html", point=point, form=FaultForm())


@bp.post("/points/<int:point_id>/faults")
@requires(signed_in)
def create_fault(point_id):
    point = slots.point_by_id(point_id) or abort(404)
    form = FaultForm()
    if not form.submit(lambda: services.report_fault(point_id, form.text.data)):
        return render("bookings/board/new_fault.html", status=form.status, point=point, form=form)
    notice("收到了，已经告诉值守人。谢谢您。")
    if board.board_point(current_user, point_id):
        return see("bookings.show_board", point_id=point_id)
    return see("bookings.hall")


@bp.get("/faults")
@requires(rules.may_keep_any)
def faults():
    page = page_of(care.faults(current_user, only_open=_only_open()), scalars=False)
    return render("bookings/board/faults.html", page=page, only_open=_only_open())


@bp.get("/faults.xlsx")
@requires(rules.may_keep_any)
def faults_sheet():
    rows = care.fault_rows(current_user, MOST_ROWS, only_open=_only_open())
    table = [(r.reported_at, r.campus, r.place, r.text, r.resolved_at, r.resolved_by, r.resolution) for r in rows]
    return workbook(f"报修 {clock.today()}", Sheet("报修", HEADER, table))


@bp.get("/faults/<int:fault_id>")
@requires(rules.may_keep_any)
def show_fault(fault_id):
    fault = care.fault_for(current_user, fault_id) or abort(404)
    return render("bookings/board/fault.html", fault=fault, form=ResolutionForm())


@bp.post("/faults/<int:fault_id>/resolution")
@requires(rules.may_keep_any)
def create_resolution(fault_id):
    fault = care.fault_for(current_user, fault_id) or abort(404)
    form = ResolutionForm()
    if not form.submit(lambda: services.resolve_fault(current_user, fault_id, form.resolution.data)):
        return render("bookings/board/fault.html", status=form.status, fault=fault, form=form)
    notice(f"记下了：{fault.place} 的这一条处理好了。")
    return see("bookings.faults")


def _only_open() -> bool:
    return request.args.get("state") != "all"
