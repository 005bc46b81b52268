"""The office's pages about opening hours: weekly rules, days that are different, and bookings they leave behind."""

from flask import abort, request
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.points import PointFilterForm
from unionweb.bookings.forms.schedule import (
    EndForm,
    ExceptionFilterForm,
    ExceptionForm,
    MisfitForm,
    RuleForm,
    rule_values,
    usual_values,
)
from unionweb.bookings.queries import points as point_queries
from unionweb.bookings.queries.schedule import drafts, effects, listing, misfits
from unionweb.bookings.queries.schedule.timetable import points_concerned
from unionweb.bookings.services import schedule as services
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import clock, menus
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see, whole
from unionweb.kernel.workbooks import workbook

BELOW = ("exception", "new_exception", "create_exception", "preview_exception", "misfit", "create_misfit")

menus.add(
    "office", 30, "开放规则", "bookings.openings", rules.may_run_points, also=tuple(f"bookings.{n}" for n in BELOW)
)


@bp.get("/openings")
@requires(rules.may_run_points)
def openings():
    form = PointFilterForm()
    page = page_of(point_queries.point_query(form.wanted))
    return render(
        "bookings/office/openings.html",
        "bookings/office/_opening_list.html",
        form=form,
        page=page,
        groups=listing.rule_groups([point.id for point in page.rows]),
        exceptions=listing.exceptions_ahead(),
        to_move=misfits.misfit_count(),
    )


@bp.post("/slots/generation")
@requires(rules.may_run_points)
def create_generation():
    services.generate_slots(actor=current_user)
    notice("时段已按开放规则排好。")
    return see("bookings.openings")


@bp.get("/points/<int:point_id>/rules/new")
@requires(rules.may_run_points)
def new_rule(point_id):
    point = _point(point_id)
    return _rule_page(point, RuleForm(point.service, **usual_values(point)))


@bp.post("/points/<int:point_id>/rules")
@requires(rules.may_run_points)
def create_rule(point_id):
    point = _point(point_id)
    form = RuleForm(point.service)
    done = form.submit(lambda: services.add_rules(point_id, form.facts, current_user, seen=form.seen_mark))
    if not done:
        return _rule_page(point, form)
    notice("开放规则加好了，时段已经排上。")
    return see("bookings.point", point_id=point_id)


@bp.get("/rules/<int:rule_id>/edit")
@requires(rules.may_run_points)
def edit_rule(rule_id):
    group = _group(rule_id)
    point = _point(group.lead.point_id)
    return _rule_page(point, RuleForm(point.service, **rule_values(group)), group)


@bp.post("/rules/<int:rule_id>/replacement")
@requires(rules.may_run_points)
def create_rule_replacement(rule_id):
    group = _group(rule_id)
    point = _point(group.lead.point_id)
    form = RuleForm(point.service)
    done = form.submit(lambda: services.replace_rules(rule_id, form.facts, current_user, seen=form.seen_mark))
    if not done:
        return _rule_page(point, form, group)
    notice("改好了，时段跟着改了。")
    return see("bookings.point", point_id=point.id)


@bp.get("/rules/<int:rule_id>/ending")
@requires(rules.may_run_points)
def new_rule_ending(rule_id):
    return _ending_page(_group(rule_id), EndForm(last_day=clock.today()))


@bp.post("/rules/<int:rule_id>/ending")
@requires(rules.may_run_points)
def create_rule_ending(rule_id):
    group, form = _group(rule_id), EndForm()
    point_id = group.lead.point_id
    done = form.submit(lambda: services.end_rules(rule_id, form.last_day.data, current_user, seen=form.seen_mark))
    if not done:
        return _ending_page(group, form)
    notice("这条开放规则到期就不再开放，时段跟着改了。")
    return see("bookings.point", point_id=point_id)


@bp.get("/exceptions")
@requires(rules.may_run_points)
def exceptions():
    """Those that are over or were lifted; those to come stand on the openings page."""
    form = ExceptionFilterForm(request.args)
    page = page_of(listing.exception_query(over=True, words=form.words), scalars=False)
    lines = [listing.exception_line(row) for row in page.rows]
    return render("bookings/office/exceptions.html", page=page, lines=lines, form=form)


@bp.get("/exceptions.xlsx")
@requires(rules.may_run_points)
def export_exceptions():
    header = ["开始", "结束", "哪里", "怎么改", "原因", "谁定的", "取消时间", "谁取消的"]
    return workbook("临时安排", Sheet("临时安排", header, listing.exception_table()))


@bp.get("/exceptions/new")
@requires(rules.may_run_points)
def new_exception():
    return _exception_form_page(ExceptionForm(where=request.args.get("where", "")))


@bp.get("/exceptions/effects")
@requires(rules.may_run_points)
def preview_exception():
    """What the exception on the form would hit, shown beside it before it is sent."""
    form = ExceptionForm(request.args)
    return _exception_form_page(form, form.says_when())


@bp.post("/exceptions")
@requires(rules.may_run_points)
def create_exception():
    form = ExceptionForm()
    exception_id = form.submit(lambda: services.add_exception(form.facts, current_user, seen=form.seen_mark))
    if not exception_id:
        return _exception_form_page(form)
    hit = misfits.misfit_count(misfits.within(_exception(exception_id).row))
    told = f"有 {hit} 个预约受影响，已经发消息请本人改约。" if hit else ""
    notice(f"保存了，时段已经跟着改。{told}")
    return see("bookings.exception", exception_id=exception_id)


@bp.get("/exceptions/<int:exception_id>")
@requires(rules.may_run_points)
def exception(exception_id):
    line = _exception(exception_id)
    return render(
        "bookings/office/exception.html",
        line=line,
        page=page_of(misfits.misfit_rows(misfits.within(line.row)), scalars=False),
        is_confidential=any(point.service.is_confidential for point in points_concerned(line.row)),
    )


@bp.post("/exceptions/<int:exception_id>/lifting")
@requires(rules.may_run_points)
def create_exception_lifting(exception_id):
    services.lift_exception(_exception(exception_id).row.id, current_user)
    notice("取消了这项安排。时段重新开放，候补的人按顺序补上。")
    return see("bookings.exception", exception_id=exception_id)


@bp.get("/misfits")
@requires(rules.may_run_points)
def misfit_list():
    """All of them, or those at ?point=."""
    asked = whole("point", 0)
    point = _point(asked) if asked else None
    rows = misfits.misfit_rows(misfits.at_point(point.id) if point else ())
    return render("bookings/office/misfits.html", page=page_of(rows, scalars=False), point=point)


@bp.post("/misfits/<int:booking_id>/cancellation")
@requires(rules.may_run_points)
def create_misfit_cancellation(booking_id):
    form = MisfitForm()
    services.cancel_misfit(booking_id, current_user)
    notice("取消了，已经发消息给本人。")
    return _after_cancelling(form)


@bp.post("/misfits/cancellations")
@requires(rules.may_run_points)
def create_misfit_cancellations():
    form = MisfitForm()
    if not form.validate_on_submit() or form.seen.data is None:
        abort(400)
    some = {"exception_id": form.exception.data, "point_id": form.point.data}
    count = services.cancel_misfits(current_user, seen=form.seen.data, **some)
    notice(f"取消了 {count} 个预约，已经发消息给每个人。")
    return _after_cancelling(form)


def _after_cancelling(form):
    if form.exception.data and listing.exception_with(form.exception.data):
        return see("bookings.exception", exception_id=form.exception.data)
    return see("bookings.misfit_list", point=form.point.data)


def _point(point_id: int):
    return point_queries.any_point(point_id) or abort(404)


def _group(rule_id: int):
    return listing.group_with(rule_id) or abort(404)


def _exception(exception_id: int):
    return listing.exception_with(exception_id) or abort(404)


def _rule_page(point, form, group=None):
    found = None
    if form.status == 409:
        change = drafts.replacing(group, form.facts) if group else drafts.adding(point.id, form.facts)
        found = effects.effects_of(change, [point.id])
    return render("bookings/office/rule.html", status=form.status, form=form, point=point, group=group, effects=found)


def _ending_page(group, form):
    found = None
    if form.status == 409:
        change = effects.ending([rule.id for rule in group.rules], form.last_day.data)
        found = effects.effects_of(change, [group.lead.point_id])
    point = _point(group.lead.point_id)
    return render(
        "bookings/office/rule_end.html", status=form.status, form=form, point=point, group=group, effects=found
    )


def _exception_form_page(form, says_when=False):
    found = None
    if says_when or form.status == 409 or (form.status == 422 and form.says_when()):
        only = [point.id for point in points_concerned(form.facts)]
        found = effects.effects_of(drafts.excepting(form.facts), only)
    page, fragment = "bookings/office/exception_new.html", "bookings/office/_effects.html"
    return render(page, fragment if request.method == "GET" else None, form.status, form=form, effects=found)
