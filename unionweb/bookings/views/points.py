"""The office's pages about points: list, one point, photo, poster's code, in and out of use."""

from flask import abort
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.points import NewPointForm, PhotoForm, PointFilterForm, PointForm, ReasonForm
from unionweb.bookings.queries import points as queries
from unionweb.bookings.queries.schedule.effects import effects_of, without_point
from unionweb.bookings.queries.schedule.listing import exception_lines_of, rule_groups
from unionweb.bookings.queries.schedule.misfits import at_point, misfit_count
from unionweb.bookings.queries.schedule.outlook import outlook
from unionweb.bookings.services import points as services
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import files, menus
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see, whole
from unionweb.kernel.workbooks import workbook

BELOW = ("point", "new_point", "create_point", "edit_point", "update_point", "kind", "new_kind", "create_kind",
         "edit_kind", "update_kind", "new_provider", "create_provider", "edit_provider", "update_provider",
         "new_withdrawal", "create_withdrawal", "new_reopening", "create_reopening", "new_door_code",
         "create_door_code", "create_photo", "consent_versions", "create_consent_version",
         "new_rule", "create_rule", "edit_rule")  # fmt: skip

menus.add(
    "office", 20, "服务点", "bookings.points", rules.may_run_points, also=tuple(f"bookings.{name}" for name in BELOW)
)


@bp.get("/points")
@requires(rules.may_run_points)
def points():
    form = PointFilterForm()
    page = page_of(queries.point_query(form.wanted))
    groups = rule_groups([point.id for point in page.rows])
    return render(
        "bookings/office/points.html", "bookings/office/_point_list.html", page=page, form=form, groups=groups
    )


@bp.get("/points.xlsx")
@requires(rules.may_run_points)
def export_points():
    rows = queries.point_lines(PointFilterForm().wanted)
    header = ["服务", "校区", "地点", "怎么走", "里面有什么", "电话", "请注意", "每周开放", "停用时间", "停用原因"]
    return workbook("服务点", Sheet("服务点", header, rows))


@bp.get("/points/new")
@requires(rules.may_run_points)
def new_point():
    return _new_page(NewPointForm(service=whole("service", 0)))


@bp.post("/points")
@requires(rules.may_run_points)
def create_point():
    form = NewPointForm()
    point_id = form.submit(lambda: services.create_point(form.values, current_user))
    if not point_id:
        return _new_page(form)
    notice("服务点建好了。接下来加上每周的开放时间，大家就能约了。")
    return see("bookings.point", point_id=point_id)


@bp.get("/points/<int:point_id>")
@requires(rules.may_run_points)
def point(point_id):
    return _point_page(_point(point_id), PhotoForm())


@bp.get("/points/<int:point_id>/edit")
@requires(rules.may_run_points)
def edit_point(point_id):
    found = _point(point_id)
    return render("bookings/office/point_edit.html", form=PointForm(obj=found), point=found)


@bp.post("/points/<int:point_id>")
@requires(rules.may_run_points)
def update_point(point_id):
    found, form = _point(point_id), PointForm()
    if form.submit(lambda: [services.update_point(point_id, form.values, current_user)]) is None:
        return render("bookings/office/point_edit.html", status=form.status, form=form, point=found)
    notice("改好了。")
    return see("bookings.point", point_id=point_id)


@bp.get("/points/<int:point_id>/photo")
@requires(signed_in)
def point_photo(point_id):
    """The picture of a point in use; of a withdrawn one only for the office."""
    found = _point(point_id)
    if found.withdrawn_at and not rules.may_run_points(current_user):
        abort(404)
    return files.picture(found.photo)


@bp.post("/points/<int:point_id>/photo")
@requires(rules.may_run_points)
def create_photo(point_id):
    found, form = _point(point_id), PhotoForm()
    if form.submit(lambda: [services.set_photo(point_id, form.bytes, current_user)]) is None:
        return _point_page(found, form)
    notice("照片换好了。")
    return see("bookings.point", point_id=point_id)


@bp.post("/points/<int:point_id>/photo/removal")
@requires(rules.may_run_points)
def create_photo_removal(point_id):
    services.drop_photo(_point(point_id).id, current_user)
    notice("照片去掉了。")
    return see("bookings.point", point_id=point_id)


@bp.get("/points/<int:point_id>/withdrawal")
@requires(rules.may_run_points)
def new_withdrawal(point_id):
    return _withdrawal_page(_point(point_id), ReasonForm())


@bp.post("/points/<int:point_id>/withdrawal")
@requires(rules.may_run_points)
def create_withdrawal(point_id):
    found, form = _point(point_id), ReasonForm()
    done = form.submit(lambda: services.withdraw_point(point_id, form.reason.data, current_user, seen=form.seen_mark))
    if not done:
        return _withdrawal_page(found, form)
    notice("停用了。已经约好的人会收到消息。")
    return see("bookings.point", point_id=point_id)


@bp.get("/points/<int:point_id>/reopening")
@requires(rules.may_run_points)
def new_reopening(point_id):
    return _reopening_page(_point(point_id), ReasonForm())


@bp.post("/points/<int:point_id>/reopening")
@requires(rules.may_run_points)
def create_reopening(point_id):
    found, form = _point(point_id), ReasonForm()
    if not form.submit(lambda: services.reopen_point(point_id, form.reason.data, current_user)):
        return _reopening_page(found, form)
    notice("恢复使用了，时段已按开放规则排好。")
    return see("bookings.point", point_id=point_id)


@bp.get("/points/<int:point_id>/door-code")
@requires(rules.may_run_points)
def new_door_code(point_id):
    return _door_code_page(_point(point_id), ReasonForm())


@bp.post("/points/<int:point_id>/door-code")
@requires(rules.may_run_points)
def create_door_code(point_id):
    found, form = _point(point_id), ReasonForm()
    if not form.submit(lambda: services.renew_door_code(point_id, form.reason.data, current_user)):
        return _door_code_page(found, form)
    notice("门口的码换了，旧海报上的码已经失效。请打印新的海报贴上。")
    return see("bookings.point", point_id=point_id)


def _point(point_id: int):
    return queries.any_point(point_id) or abort(404)


def _new_page(form):
    return render("bookings/office/point_new.html", status=form.status, form=form)


def _point_page(found, form):
    return render(
        "bookings/office/point.html",
        status=form.status,
        form=form,
        point=found,
        groups=rule_groups([found.id])[found.id],
        days=outlook(found.id),
        exceptions=exception_lines_of(found),
        to_move=misfit_count(at_point(found.id)),
    )


def _withdrawal_page(found, form):
    effects = effects_of(without_point(found.id), [found.id])
    return render("bookings/office/withdrawal.html", status=form.status, form=form, point=found, effects=effects)


def _reopening_page(found, form):
    return render("bookings/office/reopening.html", status=form.status, form=form, point=found)


def _door_code_page(found, form):
    return render("bookings/office/door_code.html", status=form.status, form=form, point=found)
