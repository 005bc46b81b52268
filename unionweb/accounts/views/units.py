"""The tree of units."""

from flask import abort, request
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import UnitForm
from unionweb.accounts.models import UnitKind
from unionweb.accounts.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


@bp.get("/units")
@requires(rules.may_see_everyone)
def list_units():
    return render("accounts/units.html", tree=queries.unit_tree(), rules=rules)


@bp.get("/units/new")
@requires(rules.may_manage_units)
def new_unit():
    kind = UnitKind.group if request.args.get("parent") else UnitKind.branch_union
    return _unit_form(UnitForm(kind=kind, parent=request.args.get("parent", 0, int), campus=0))


@bp.post("/units")
@requires(rules.may_manage_units)
def create_unit():
    form = UnitForm()
    if not form.submit(lambda: services.add_unit(form.facts, current_user)):
        return _unit_form(form)
    notice(f"“{form.name.data}”添加好了。")
    return see("accounts.list_units")


@bp.get("/units/<int:unit_id>/edit")
@requires(rules.may_manage_units)
def edit_unit(unit_id):
    unit = _unit(unit_id)
    return _unit_form(UnitForm.of(unit), unit)


@bp.post("/units/<int:unit_id>")
@requires(rules.may_manage_units)
def update_unit(unit_id):
    unit = _unit(unit_id)
    form = UnitForm(unit)
    if not form.submit(lambda: services.edit_unit(unit_id, form.facts, current_user)):
        return _unit_form(form, unit)
    notice(f"“{form.name.data}”改好了。")
    return see("accounts.list_units")


def _unit_form(form, unit=None):
    people = queries.member_count(unit.id) if unit else 0
    return render("accounts/unit_form.html", status=form.status, form=form, unit=unit, people=people)


def _unit(unit_id):
    return queries.unit_for(unit_id) or abort(404)
