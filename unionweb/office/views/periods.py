"""School terms and breaks, and years entered by hand."""

from flask import abort
from flask_login import current_user

from unionweb.common.workdays import PeriodKind
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import render
from unionweb.office import queries, services
from unionweb.office.forms import PeriodForm, YearForm
from unionweb.office.forms.years import HOLIDAYS, NEEDED
from unionweb.office.rules import may_set_calendar
from unionweb.office.services.calendar import PeriodFacts
from unionweb.office.services.years import Holiday
from unionweb.office.views.blueprint import bp
from unionweb.office.views.calendar import told


@bp.get("/calendar/periods/new")
@requires(may_set_calendar)
def new_period():
    return _period_page(PeriodForm(), None)


@bp.post("/calendar/periods")
@requires(may_set_calendar)
def create_period():
    form = PeriodForm()
    if not form.submit(lambda: services.create_period(_facts(form), current_user)):
        return _period_page(form, None)
    return told("加好了，时段跟着改了。", form.starts_on.data.year)


@bp.get("/calendar/periods/<int:period_id>/edit")
@requires(may_set_calendar)
def edit_period(period_id):
    period = queries.period_or_none(period_id) or abort(404)
    return _period_page(PeriodForm(data=vars(period) | {"kind": period.kind.value}), period)


@bp.post("/calendar/periods/<int:period_id>")
@requires(may_set_calendar)
def update_period(period_id):
    period = queries.period_or_none(period_id) or abort(404)
    form = PeriodForm()
    if not form.submit(lambda: services.update_period(period_id, _facts(form), current_user)):
        return _period_page(form, period)
    return told("改好了，时段跟着改了。", form.starts_on.data.year)


@bp.post("/calendar/periods/<int:period_id>/removal")
@requires(may_set_calendar)
def create_period_removal(period_id):
    period = queries.period_or_none(period_id) or abort(404)
    year = period.starts_on.year
    services.remove_period(period_id, current_user)
    return told("删掉了，时段跟着改了。", year)


@bp.get("/calendar/years/<int:year>/edit")
@requires(may_set_calendar)
def edit_year(year):
    return _year_page(_year_form(year), year)


@bp.post("/calendar/years/<int:year>")
@requires(may_set_calendar)
def update_year(year):
    form = _year_form(year)
    if not form.submit(lambda: services.enter_year(year, _holidays(form), form.makeup_days, current_user)):
        return _year_page(form, year)
    return told(f"{year} 年的安排录入好了，时段会排到这一年。", year)


@bp.post("/calendar/years/<int:year>/withdrawal")
@requires(may_set_calendar)
def create_year_withdrawal(year):
    queries.confirmation_of(year) or abort(404)
    services.withdraw_year(year, current_user)
    return told(f"{year} 年的安排撤回了，这一年暂时不开放时段。", year)


def _facts(form) -> PeriodFacts:
    return PeriodFacts(PeriodKind(form.kind.data), form.name.data, form.starts_on.data, form.ends_on.data)


def _period_page(form, period):
    return render("office/period.html", status=form.status, form=form, period=period)


def _year_form(year: int):
    if not queries.may_be_entered(year):
        abort(404)
    known = queries.entered(year)
    pairs = {}
    for code, name in HOLIDAYS.items():
        first, last = known.holidays.get(name, (None, None))
        pairs |= {f"{code}_first": first, f"{code}_last": last}
    return YearForm(year, data=pairs | {"makeups": " ".join(day.isoformat() for day in known.makeups)})


def _holidays(form) -> list[Holiday]:
    return [Holiday(*triple) for triple in form.holidays]


def _year_page(form, year: int):
    confirmed = queries.confirmation_of(year)
    names = {"holidays": HOLIDAYS, "needed": NEEDED}
    return render("office/year.html", status=form.status, form=form, year=year, confirmed=confirmed, **names)
