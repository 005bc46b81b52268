"""The chair's page: the own unit's applicants, checked and ranked, and nobody else's."""

from flask import abort
from flask_login import current_user

from unionweb.accounts.queries import unit_names
from unionweb.accounts.rules import units_led
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see, whole
from unionweb.retreats import queries, services
from unionweb.retreats.forms import CheckForm, RankForm
from unionweb.retreats.rules.access import may_check, may_rank, may_run
from unionweb.retreats.rules.kinds import Standing, Status
from unionweb.retreats.views.blueprint import bp
from unionweb.retreats.views.drawing import list_page
from unionweb.retreats.views.programmes import KINDS, public_programme


@bp.get("/retreats/programmes/<int:programme_id>/ranking")
@requires(may_rank)
def ranking(programme_id):
    return _page(public_programme(programme_id), _unit(), RankForm(formdata=None))


@bp.post("/retreats/programmes/<int:programme_id>/ranking")
@requires(may_rank)
def create_ranking(programme_id):
    public_programme(programme_id)
    unit_id = _unit()
    form = RankForm([row.id for row in queries.of_unit(programme_id, unit_id) if row.status is Status.submitted])
    if not form.submit(lambda: services.rank_unit(programme_id, unit_id, form.ranks, current_user)):
        return _page(public_programme(programme_id), unit_id, form)
    notice("排序存好了。到期限以前都可以改。")
    return see("retreats.ranking", programme_id=programme_id, unit=unit_id)


@bp.post("/retreats/applications/<int:application_id>/check")
@requires(may_check)
def create_check(application_id):
    row, form = queries.checkable_for(current_user, application_id) or abort(404), CheckForm()
    office = may_run(current_user)
    told = {"as_office": office}
    checked = form.submit(
        lambda: services.check_application(application_id, form.lanes, form.service_ok.data, current_user, **told) or True
    )
    if not checked and office:
        return list_page(row.programme_id, form)
    if not checked:
        return _page(public_programme(row.programme_id), row.unit_id, form)
    notice(f"{row.member.name}的申请核对好了。")
    if office:
        return see("retreats.applications", programme_id=row.programme_id)
    return see("retreats.ranking", programme_id=row.programme_id, unit=row.unit_id)


def _unit() -> int:
    """The unit that ?unit= asks for when it is one the reader leads, else the first of those."""
    led = sorted(units_led(current_user))
    asked = whole("unit", 0, 0, 2**31 - 1)
    if asked and asked not in led:
        abort(404)
    return asked or led[0]


def _page(programme, unit_id, form):
    names = unit_names()
    rows = queries.of_unit(programme.id, unit_id)
    typed = {row.id: form.ranks.get(row.id, row.unit_rank) for row in rows} if isinstance(form, RankForm) else {}
    context = {
        "programme": programme,
        "unit_id": unit_id,
        "unit": names.get(unit_id, ""),
        "units": [(one, names.get(one, "")) for one in sorted(units_led(current_user))],
        "rows": rows,
        "ranks": typed or {row.id: row.unit_rank for row in rows},
        "quota": queries.quota_of_unit(programme.id, unit_id),
        "form": form,
        "standing": Standing,
        "submitted": Status.submitted,
    }
    return render("retreats/ranking.html", status=form.status, **context, **KINDS)
