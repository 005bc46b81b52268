"""The campuses, on which members, units and service points stand."""

from flask import abort
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import CampusForm
from unionweb.accounts.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


@bp.get("/campuses")
@requires(rules.may_see_everyone)
def list_campuses():
    return render("accounts/campuses.html", lines=queries.campus_lines(), rules=rules)


@bp.get("/campuses/new")
@requires(rules.may_manage_units)
def new_campus():
    return _campus_form(CampusForm())


@bp.post("/campuses")
@requires(rules.may_manage_units)
def create_campus():
    form = CampusForm()
    if not form.submit(lambda: services.add_campus(form.tidy_name, current_user)):
        return _campus_form(form)
    notice(f"“{form.tidy_name}”添加好了。")
    return see("accounts.list_campuses")


@bp.get("/campuses/<int:campus_id>/edit")
@requires(rules.may_manage_units)
def edit_campus(campus_id):
    campus = _campus(campus_id)
    return _campus_form(CampusForm(name=campus.name), campus)


@bp.post("/campuses/<int:campus_id>")
@requires(rules.may_manage_units)
def update_campus(campus_id):
    campus = _campus(campus_id)
    form = CampusForm()
    if not form.submit(lambda: services.rename_campus(campus_id, form.tidy_name, current_user)):
        return _campus_form(form, campus)
    notice(f"现在叫“{form.tidy_name}”。")
    return see("accounts.list_campuses")


def _campus_form(form, campus=None):
    return render("accounts/campus_form.html", status=form.status, form=form, campus=campus)


def _campus(campus_id):
    return queries.campus_for(campus_id) or abort(404)
