"""How the points are used: figures, heat map, tables; as a page, a workbook and a picture."""

from flask import request

from unionweb.accounts.queries import campuses
from unionweb.bookings import rules
from unionweb.bookings.queries import usage as queries
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel import charts, labels, menus
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import download, render
from unionweb.kernel.workbooks import workbook

LABEL = "热力图：星期一到星期日、各小时的平均使用率（%）。数字表在图的下面"
FOOT = "格子里是平均使用率（%），按时段开始的钟点算；– 表示不开放"
COUNTS = ("预约次数", "使用率（%）", "用掉的位数", "开放的位数", "开放的时段", "爽约次数", "候补人次", "候补转成")

menus.add(
    "office",
    70,
    "使用情况",
    "bookings.usage",
    rules.may_run_points,
    also=("bookings.no_shows", "bookings.new_waiver", "bookings.create_waiver"),
)


@bp.get("/usage")
@requires(rules.may_run_points)
def usage():
    known, services, places = queries.periods(), queries.open_services(), campuses()
    which = _filter(services, places)
    period = queries.period_of(request.args.get("period", ""), known)
    found = queries.usage_of(period, which)
    return render(
        "bookings/usage/index.html",
        usage=found,
        which=which,
        period=period,
        periods=known,
        services=services,
        campuses=places,
        workdays=queries.workdays_of(period),
        heat=charts.heat(found.heat.values, found.heat.rows, labels.WEEKDAYS, LABEL),
        bar=charts.bar,
        sealed=queries.sealed_tables(),
        asked=_asked(which, period),
    )


@bp.get("/usage/heat.svg")
@requires(rules.may_run_points)
def usage_picture():
    found, name = _usage()
    title = f"{found.period.name} {name}：哪些时段最忙"
    picture = charts.heat_file(found.heat.values, found.heat.rows, labels.WEEKDAYS, title=title, foot=FOOT)
    return download(picture, f"使用情况 {found.period.name}.svg", "image/svg+xml")


@bp.get("/usage/tables.xlsx")
@requires(rules.may_run_points)
def usage_workbook():
    found, name = _usage()
    sealed = [_sealed_sheet(table) for table in queries.sealed_tables()]
    return workbook(f"使用情况 {found.period.name}", *_sheets(found, name), *sealed)


def _usage():
    """The usage asked for, and the words for what it was filtered by."""
    which = _filter(queries.open_services(), campuses())
    service = which.service.name if which.service else "全部服务"
    found = queries.usage_of(queries.period_of(request.args.get("period", ""), queries.periods()), which)
    return found, f"{service}，{which.campus.name if which.campus else '全部校区'}"


def _filter(services, places) -> queries.Filter:
    """?service= and ?campus=; what is not offered does not filter."""
    service = next((s for s in services if s.key == request.args.get("service")), None)
    campus = next((c for c in places if str(c.id) == request.args.get("campus")), None)
    return queries.Filter(service, campus)


def _asked(which: queries.Filter, period: queries.Period) -> dict:
    asked = {"service": which.service and which.service.key, "campus": which.campus and which.campus.id}
    return {"period": period.key} | {name: value for name, value in asked.items() if value}


def _sheets(usage: queries.Usage, name: str) -> list[Sheet]:
    """The tables of the page, each on a sheet."""
    spans = [(usage.period.name, usage.now), (usage.period.before_name, usage.before)]
    whole = [(span, name, *_counts(tally)) for span, tally in spans if tally]
    days = [f"周{day}" for day in labels.WEEKDAYS]
    heat = [(row, *line) for row, line in zip(usage.heat.rows, usage.heat.values, strict=True)]
    points = [(p.campus.name, p.place, p.service.name, *_counts(tally)) for p, tally in usage.points]
    return [
        Sheet("概况", ("时间", "范围", *COUNTS), whole),
        Sheet("星期和钟点的使用率", ("时间", *days), heat),
        Sheet("按地点", ("校区", "地点", "服务", *COUNTS), points),
        Sheet("按校区", ("校区", *COUNTS), [(campus.name, *_counts(tally)) for campus, tally in usage.campuses]),
        Sheet("走势", ("时间", *COUNTS), [(span, *_counts(tally)) for span, tally in usage.trend]),
    ]


def _counts(tally: queries.Tally) -> tuple:
    """In the order of COUNTS."""
    slots, places, used, booked, missed, waited, moved_up = tally.numbers
    return booked, tally.occupancy, used, places, slots, missed, waited, moved_up


def _sealed_sheet(table: queries.SealedTable) -> Sheet:
    rows = [(row.month, *row.cells, row.total) for row in table.rows]
    return Sheet(f"{table.service}（按月）", ("月份", *table.campuses, "合计"), rows)
