"""今天: all points of the three campuses on one day or in one week."""

from datetime import date, timedelta

from flask import request
from flask_login import current_user

from unionweb.accounts.queries import campuses
from unionweb.bookings import rules
from unionweb.bookings.queries import overview as queries
from unionweb.bookings.views.blueprint import bp
from unionweb.common import front
from unionweb.kernel import clock, menus
from unionweb.kernel.db import fits
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import render
from unionweb.kernel.workbooks import workbook

HEADER = (
    "日期", "校区", "服务", "地点", "开放", "开放时段", "位数", "已约", "还空", "候补", "已签到", "爽约", "说明",
)  # fmt: skip

menus.add("office", 10, "今天", "bookings.overview", rules.may_run_points)


@bp.get("/overview")
@requires(rules.may_run_points)
def overview():
    places, services = campuses(), queries.all_services()
    asked = _asked(places, services)
    found = queries.overview(**_which(asked))
    return render(
        "bookings/overview/index.html",
        found=found,
        asked=asked,
        day=asked["on"],
        is_week=asked["view"] == "week",
        step=timedelta(days=7 if asked["view"] == "week" else 1),
        today=clock.today(),
        campuses=places,
        services=services,
        faults=queries.open_fault_count(),
        office_tasks=front.lines(front.Side.office, current_user),
    )


@bp.get("/overview.xlsx")
@requires(rules.may_run_points)
def overview_sheet():
    found = queries.overview(**_which(_asked(campuses(), queries.all_services())))
    rows = [
        (day.facts.date, campus.name, point.service.name, point.place, day.is_open, *_counts(day), day.words)
        for campus, points in found.campuses
        for point, days in points
        for day in days
    ]
    return workbook(f"服务点情况 {found.dates[0]}", Sheet("服务点情况", HEADER, rows))


def _counts(day: queries.PointDay) -> tuple:
    """The counted columns; empty cells for a confidential service."""
    c = day.counts
    return (c.slots, c.places, c.booked, c.free, c.waiting, c.came, c.missed) if c else (None,) * 7


def _asked(places, services) -> dict:
    """?view=day|week, ?on= a date, ?campus= and ?service= ids, as they stand in addresses."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        day = clock.today()
    view = "week" if request.args.get("view") == "week" else "day"
    campus = next((c.id for c in places if str(c.id) == request.args.get("campus")), None)
    service = next((s.id for s in services if str(s.id) == request.args.get("service")), None)
    return {"view": view, "on": day if fits(day) else clock.today(), "campus": campus, "service": service}


def _which(asked: dict) -> dict:
    day, is_week = asked["on"], asked["view"] == "week"
    first = day - timedelta(days=day.weekday()) if is_week else day
    return {"first": first, "days": 7 if is_week else 1, "campus_id": asked["campus"], "service_id": asked["service"]}
