"""The working calendar: the year, single days, make-up days."""

from datetime import date

from flask import abort, request
from flask_login import current_user

from unionweb.bookings.queries.schedule.misfits import misfit_count
from unionweb.common import settings, workdays
from unionweb.common.workdays import DayKind
from unionweb.kernel import clock, menus
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see, whole
from unionweb.office import queries, services
from unionweb.office.forms import DaysForm, FollowForm
from unionweb.office.rules import may_set_calendar
from unionweb.office.services.calendar import DayChange
from unionweb.office.views.blueprint import bp

FIRST_YEAR, LAST_YEAR = 2004, 2099
BELOW = ("office.calendar", "office.new_", "office.create_days", "office.create_period", "office.update_makeup_day",
         "office.edit_period", "office.update_period", "office.edit_year", "office.update_year")  # fmt: skip

menus.add("office", 40, "工作日历", "office.calendar", may_set_calendar, also=BELOW)


@bp.get("/calendar")
@requires(may_set_calendar)
def calendar():
    return _calendar_page(whole("year", clock.today().year, FIRST_YEAR, LAST_YEAR), FollowForm())


@bp.post("/calendar/make-up-days")
@requires(may_set_calendar)
def update_makeup_day():
    form = FollowForm()
    if not form.submit(lambda: services.follow_weekday(form.day.data, int(form.weekday.data), current_user)):
        return _calendar_page(form.day.data.year if form.day.data else clock.today().year, form)
    return told("改好了，时段跟着改了。", form.day.data.year)


@bp.get("/calendar/days/new")
@requires(may_set_calendar)
def new_days():
    return _days_page(DaysForm(data={"first": _asked_day(), "kind": DayKind.holiday.value, "follows": ""}))


@bp.post("/calendar/days")
@requires(may_set_calendar)
def create_days():
    form = DaysForm()
    if not form.submit(lambda: services.change_days(_change(form), current_user)):
        return _days_page(form)
    return told("改好了，时段跟着改了。", form.first.data.year)


@bp.post("/calendar/days/<int:day_id>/removal")
@requires(may_set_calendar)
def create_day_removal(day_id):
    queries.own_day_or_none(day_id) or abort(404)
    services.remove_day(day_id, current_user)
    return told("恢复成国务院的安排了，时段跟着改了。", whole("year", clock.today().year, FIRST_YEAR, LAST_YEAR))


def told(text: str, year: int):
    """Say what was done, on the calendar of that year."""
    notice(text)
    return see("office.calendar", year=year)


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _change(form) -> DayChange:
    first, last = form.first.data, form.last.data or form.first.data
    follows = int(form.follows.data) if form.follows.data else None
    return DayChange(first, last, DayKind(form.kind.data), form.name.data or "", follows, form.reason.data)


def _calendar_page(year: int, form):
    return render(
        "office/calendar.html",
        status=form.status,
        form=form,
        facts=queries.year_facts(year),
        months=queries.month_pages(year),
        own_days=queries.own_days(year),
        periods=queries.periods(),
        to_enter=queries.years_to_enter(),
        to_move=misfit_count(),
        years=(max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR)),
        usual=settings.get("calendar.makeup_weekday"),
        today=clock.today(),
    )


def _days_page(form):
    day = form.first.data
    info = workdays.Calendar(day, day).day(day) if day and not form.first.errors else None
    return render("office/days.html", status=form.status, form=form, info=info)
