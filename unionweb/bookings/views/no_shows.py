"""Who did not come, by code and time, and letting one not count."""

from datetime import timedelta

from flask import abort, request
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.usage import WaiverForm
from unionweb.bookings.queries import usage
from unionweb.bookings.queries.no_shows import no_show, no_show_rows
from unionweb.bookings.queries.no_shows import no_shows as missed
from unionweb.bookings.services.waivers import waive
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see, whole
from unionweb.kernel.workbooks import MOST_ROWS, workbook

HEADER = ("日期时间", "校区", "地点", "服务", "短码", "姓名", "免记", "原因", "谁免记的")
WAIVED = {"yes": True, "no": False}
DAYS = (30, 90, 365)


@bp.get("/no-shows")
@requires(rules.may_run_points)
def no_shows():
    asked = _asked()
    page = page_of(missed(**_which(asked)), scalars=False)
    points = usage.open_points(usage.Filter())
    return render("bookings/usage/no_shows.html", page=page, points=points, asked=asked, days=DAYS)


@bp.get("/no-shows.xlsx")
@requires(rules.may_run_points)
def no_shows_sheet():
    rows = no_show_rows(MOST_ROWS, **_which(_asked()))
    table = [
        (r.starts_at, r.campus, r.place, r.service, r.code, r.name, r.waived_at is not None, r.reason, r.waived_by)
        for r in rows
    ]
    return workbook(f"爽约 {clock.today()}", Sheet("爽约", HEADER, table))


@bp.get("/no-shows/<int:booking_id>/waiver")
@requires(rules.may_run_points)
def new_waiver(booking_id):
    found = no_show(booking_id) or abort(404)
    return render("bookings/usage/waiver.html", found=found, form=WaiverForm())


@bp.post("/no-shows/<int:booking_id>/waiver")
@requires(rules.may_run_points)
def create_waiver(booking_id):
    found = no_show(booking_id) or abort(404)
    form = WaiverForm()
    if not form.submit(lambda: waive(current_user, booking_id, form.reason.data)):
        return render("bookings/usage/waiver.html", status=form.status, found=found, form=form)
    notice("免记好了，本人会收到消息。")
    return see("bookings.no_shows")


def _asked() -> dict:
    """?days=, ?point=, ?waived= as they stand in the filter; what is not offered is left out."""
    days, point, waived = whole("days", 90), whole("point", 0), request.args.get("waived", "")
    days, waived = days if days in DAYS else 90, waived if waived in WAIVED else None
    return {"days": days, "point": point or None, "waived": waived}


def _which(asked: dict) -> dict:
    since = clock.today() - timedelta(days=asked["days"])
    return {"since": since, "point_id": asked["point"], "waived": WAIVED.get(asked["waived"])}
