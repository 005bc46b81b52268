"""Rounds: made, opened together, one sheet of all quotas."""

from datetime import datetime

from flask import abort
from flask_login import current_user

from unionweb.calls.forms.calls import Calendar, RoundForm
from unionweb.calls.queries import announcing, calls, quotas
from unionweb.calls.rules import presets
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services import rounds as making
from unionweb.calls.views.blueprint import bp
from unionweb.common.quotas import GroupKind
from unionweb.kernel import clock, documents
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook


@bp.get("/calls/rounds/new")
@requires(may_run_calls)
def round_new():
    return _form_page(RoundForm(formdata=None, data=_usual() | {"keys": list(presets.HONOURS)}))


def _usual():
    """The round of December, of this year until it is over."""
    today = clock.today()
    year = today.year
    moments = {
        "opens_at": datetime(year, 12, 1, 8),
        "submits_until": datetime(year, 12, 21),
        "corrects_until": datetime(year, 12, 26),
    }
    return moments | {
        "reviews_until": datetime(year + 1, 1, 10),
        "title": f"{year}年度工会、妇委会荣誉评选",
        "year": year,
    }


@bp.post("/calls/rounds")
@requires(may_run_calls)
def create_round():
    form = RoundForm()
    round_id = form.submit(lambda: making.create_round(form.facts, form.keys.data, current_user))
    if not round_id:
        return _form_page(form)
    notice("每一项都建好了草稿。看看名额，再一起发布。")
    return see("calls.round", round_id=round_id)


def _form_page(form):
    return render("calls/desk/round_form.html", status=form.status, form=form)


@bp.get("/calls/rounds/<int:round_id>")
@requires(may_run_calls)
def round(round_id):
    return _round_page(_round(round_id))


@bp.post("/calls/rounds/<int:round_id>/publication")
@requires(may_run_calls)
def create_round_publication(round_id):
    row, form = _round(round_id), Form()
    if not form.submit(lambda: making.publish_round(round_id, current_user)):
        return _round_page(row, form)
    notice("一起发布了，各分工会负责人收到了一条消息。")
    return see("calls.round", round_id=round_id)


@bp.post("/calls/rounds/<int:round_id>/calendar")
@requires(may_run_calls)
def update_round_calendar(round_id):
    row, form = _round(round_id), Calendar()
    if not form.submit(lambda: making.change_calendar(round_id, form.moments, current_user) or True):
        return _round_page(row, form)
    notice("日程改好了。")
    return see("calls.round", round_id=round_id)


@bp.get("/calls/rounds/<int:round_id>/quotas.xlsx")
@requires(may_run_calls)
def round_sheet(round_id):
    row = _round(round_id)
    running = [one for one in row.calls if one.state is not CallState.called_off]
    sheets = [_sheet(running, kind, title) for kind, title in ((GroupKind.unit, "分工会"), (GroupKind.campus, "校区"))]
    return workbook(documents.titled(f"名额表 {row.title}", ""), *filter(None, sheets))


def _sheet(calls_, kind, title):
    """The places of units, or of campuses if some are theirs, in the calls where they are."""
    own = [one for one in calls_ if quotas.group_kind(one) is kind]
    groups, places = quotas.round_sheet(own, kind)
    head = [title, *(text for one in own for text in (f"{one.title} 名额", "已报"))]
    rows = [[name, *(number for one in own for number in places.get((one.id, id), (None, None)))] for id, name in groups]
    return Sheet(f"{title}名额", head, rows) if own or kind is GroupKind.unit else None


def _round_page(row, failed=None):
    running = [one for one in row.calls if one.state is not CallState.called_off]
    units, places = quotas.round_sheet(running)
    campuses, campus_places = quotas.round_sheet(running, GroupKind.campus)
    names = ("opens_at", "submits_until", "corrects_until", "reviews_until")
    calendar = (
        failed
        if isinstance(failed, Calendar)
        else Calendar(formdata=None, data={name: getattr(row, name) for name in names})
    )
    context = {
        "units": units,
        "places": places,
        "campuses": campuses if campus_places else [],
        "campus_places": campus_places,
        "by_campus": [one for one in running if quotas.group_kind(one) is GroupKind.campus],
        "calls": running,
        "states": announcing.office_words(running),
        "counts": calls.counts_by_status([one.id for one in running]),
    }
    status = failed.status if failed else 200
    return render(
        "calls/desk/round.html", status=status, round=row, calendar=calendar, failed=failed, State=CallState, **context
    )


def _round(round_id):
    return calls.round_for(round_id) or abort(404)
