"""How the points are used: figures, heat map, tables; as a page, a workbook and a picture."""

from flask import request

from unionweb.accounts.queries import campuses
from unionweb.bookings import rules
from unionweb.bookings.queries import usage as queries
from unionweb.bookings.views.blueprint import bp
from unionweb.bookings.views.usage_sheets import usage_sheets
from unionweb.common import workdays
from unionweb.kernel import charts, labels, menus, sheets
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import download, render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABEL = "热力图：星期一到星期日、各小时的平均使用率。数字表在图的下面"

menus.add(
    "office", 70, "使用情况", "bookings.usage", rules.may_run_points,
    also=("bookings.no_shows", "bookings.new_waiver", "bookings.create_waiver"),
)  # fmt: skip


@bp.get("/usage")
@requires(rules.may_run_points)
def usage():
    which, period = _filter(), queries.period_of(request.args.get("period", ""))
    found = queries.usage_of(period, which)
    return render(
        "bookings/usage/index.html",
        usage=found,
        which=which,
        period=period,
        periods=queries.periods(),
        services=queries.open_services(),
        campuses=campuses(),
        workdays=_workdays(period),
        heat=charts.heat(found.heat.values, found.heat.rows, labels.WEEKDAYS, LABEL),
        bar=charts.bar,
        sealed=queries.sealed_tables(),
        asked=_asked(which, period),
    )


@bp.get("/usage/heat.svg")
@requires(rules.may_run_points)
def usage_picture():
    which, period = _filter(), queries.period_of(request.args.get("period", ""))
    heat = queries.usage_of(period, which).heat
    title = f"{period.name} {_name(which)}：哪些时段最忙"
    foot = "格子里是平均使用率（%），按时段开始的时间算；– 是不开放"
    picture = charts.heat_file(heat.values, heat.rows, labels.WEEKDAYS, title=title, foot=foot)
    return download(picture, f"使用情况 {period.name}.svg", "image/svg+xml")


@bp.get("/usage/tables.xlsx")
@requires(rules.may_run_points)
def usage_workbook():
    which, period = _filter(), queries.period_of(request.args.get("period", ""))
    tables = usage_sheets(queries.usage_of(period, which), _name(which), queries.sealed_tables())
    return download(sheets.write_xlsx(tables), f"使用情况 {period.name}.xlsx", XLSX)


def _filter() -> queries.Filter:
    """?service= and ?campus=; what is not offered does not filter."""
    service = next((s for s in queries.open_services() if s.key == request.args.get("service")), None)
    campus = next((c for c in campuses() if str(c.id) == request.args.get("campus")), None)
    return queries.Filter(service, campus)


def _asked(which: queries.Filter, period) -> dict:
    asked = {"service": which.service and which.service.key, "campus": which.campus and which.campus.id}
    return {"period": period.key} | {name: value for name, value in asked.items() if value}


def _name(which: queries.Filter) -> str:
    service = which.service.name if which.service else "全部服务"
    return f"{service}，{which.campus.name if which.campus else '全部校区'}"


def _workdays(period) -> int:
    """How many working days have passed in the period; days of unknown years are not counted."""
    calendar = workdays.Calendar(period.first, period.last)
    infos = (calendar.day(day) for day in workdays.days(period.first, period.last))
    return sum(info is not None and info.is_working for info in infos)
