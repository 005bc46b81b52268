"""The keeper's board: today at a point, coming and leaving, and the log of what was done there."""

from datetime import date

from flask import abort, request
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.board import CareForm
from unionweb.bookings.models import CareKind
from unionweb.bookings.queries import board as queries
from unionweb.bookings.queries import care
from unionweb.bookings.services import presence
from unionweb.bookings.services.care import note_care
from unionweb.bookings.views.blueprint import bp
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, labels, menus
from unionweb.kernel.db import fits
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import MOST_ROWS, workbook

BELOW = ("show_board", "care_log", "create_care", "faults", "new_fault", "create_fault", "show_fault", "create_resolution",
         "poster")  # fmt: skip

menus.add(
    "main",
    80,
    "值守",
    "bookings.board",
    rules.may_keep_any,
    also=tuple(f"bookings.{name}" for name in BELOW),
)


@bp.get("/board")
@requires(rules.may_keep_any)
def board():
    points = queries.board_points(current_user)
    if len(points) == 1:
        return see("bookings.show_board", point_id=points[0].id)
    return render("bookings/board/index.html", points=points, counts=queries.counts_today(points))


@bp.get("/board/<int:point_id>")
@requires(rules.may_keep_any)
def show_board(point_id):
    point = _point(point_id)
    return _board_page(point, CareForm(care.care_kinds(point.service)))


@bp.post("/board/<int:point_id>/bookings/<int:booking_id>/check-in")
@requires(rules.may_keep_any)
def create_keeper_check_in(point_id, booking_id):
    point = _point(point_id)
    code = queries.code_at(point, booking_id) or abort(404)
    presence.check_in(booking_id, current_user, _as_whom(point))
    notice(f"{code} 已签到。")
    return see("bookings.show_board", point_id=point.id)


@bp.post("/board/<int:point_id>/bookings/<int:booking_id>/departure")
@requires(rules.may_keep_any)
def create_keeper_departure(point_id, booking_id):
    point = _point(point_id)
    code = queries.code_at(point, booking_id) or abort(404)
    presence.leave(booking_id, current_user, _as_whom(point))
    notice(f"{code} 已离开，位子空出来了。")
    return see("bookings.show_board", point_id=point.id)


@bp.post("/board/<int:point_id>/care-log")
@requires(rules.may_keep_any)
def create_care_entry(point_id):
    point = _point(point_id)
    form = CareForm(care.care_kinds(point.service))
    kind = form.submit(lambda: _noted(point, form))
    if not kind:
        return _board_page(point, form)
    notice(f"记下了：{labels.label(kind)}。")
    return see("bookings.show_board", point_id=point.id)


@bp.get("/board/<int:point_id>/care-log")
@requires(rules.may_keep_any)
def care_log(point_id):
    point = _point(point_id)
    asked = _log_filter()
    page = page_of(care.care_log(point.id, **asked), scalars=False)
    return render("bookings/board/care_log.html", point=point, page=page, kinds=care.care_kinds(point.service), **asked)


@bp.get("/board/<int:point_id>/care-log.xlsx")
@requires(rules.may_keep_any)
def care_log_sheet(point_id):
    point = _point(point_id)
    rows = care.care_log_rows(point.id, MOST_ROWS, **_log_filter())
    table = [(r.at, labels.label(r.kind), r.note, r.done_by) for r in rows]
    sheet = Sheet("清洁和补给", ("时间", "做了什么", "备注", "谁做的"), table)
    return workbook(f"清洁和补给 {point.place} {clock.today()}", sheet)


def _point(point_id):
    return queries.board_point(current_user, point_id) or abort(404)


def _as_whom(point) -> ActorKind:
    return ActorKind.keeper if point.id in rules.points_kept(current_user) else ActorKind.office


def _noted(point, form) -> CareKind:
    kind = CareKind(form.kind.data)
    note_care(current_user, point.id, kind, form.note.data or "")
    return kind


def _board_page(point, form):
    return render(
        "bookings/board/show.html",
        "bookings/board/_today.html",
        status=form.status,
        point=point,
        board=queries.board_of(point),
        done=care.care_today(point.id),
        fridge=care.fridge_of(point),
        faults=care.open_faults(point.id),
        form=form,
        has_more=len(queries.board_points(current_user)) > 1,
        may_close=rules.may_run_points(current_user),
    )


def _log_filter() -> dict:
    """?kind= and ?since= of the log; what is not understood does not filter."""
    kind, since = request.args.get("kind", ""), request.args.get("since", "")
    try:
        day = date.fromisoformat(since)
    except ValueError:
        day = None
    return {"kind": CareKind(kind) if kind in set(CareKind) else None, "since": day if day and fits(day) else None}
