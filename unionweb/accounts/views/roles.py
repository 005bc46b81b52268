"""Giving a member a role and ending it."""

from flask import abort, request
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import RoleEndForm, RoleForm
from unionweb.accounts.rules import Role
from unionweb.accounts.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.permissions import ensure, requires
from unionweb.kernel.web import notice, render, see


@bp.get("/people/<int:member_id>/roles/new")
@requires(rules.may_grant_roles)
def new_role(member_id):
    person = _present(member_id)
    if "role" not in request.args:
        choices = rules.grantable_roles(current_user)
        return render("accounts/role_choose.html", person=person, choices=choices, about=queries.ABOUT)
    role = _role(request.args["role"])
    return _role_form(RoleForm(role, valid_from=clock.today(), scope=_usual(role, person)), person)


@bp.post("/people/<int:member_id>/roles")
@requires(rules.may_grant_roles)
def create_role(member_id):
    person = _present(member_id)
    form = RoleForm(_role(request.form.get("role", "")))
    if not form.submit(lambda: services.grant_role(member_id, form.grant, current_user)):
        return _role_form(form, person)
    notice("身份给好了，马上就有用。" if form.valid_from.data <= clock.today() else "身份给好了，到时候生效。")
    return see("accounts.show_person", member_id=member_id)


@bp.get("/people/<int:member_id>/roles/<int:grant_id>/end")
@requires(rules.may_grant_roles)
def new_role_end(member_id, grant_id):
    return _end_form(RoleEndForm(), _person(member_id), _grant(member_id, grant_id))


@bp.post("/people/<int:member_id>/roles/<int:grant_id>/end")
@requires(rules.may_grant_roles)
def create_role_end(member_id, grant_id):
    person, grant, form = _person(member_id), _grant(member_id, grant_id), RoleEndForm()
    if not form.submit(lambda: services.end_role(grant_id, form.last_day.data, form.reason.data, current_user)):
        return _end_form(form, person, grant)
    notice("这个身份结束了。" if not form.last_day.data else "结束的日期记下了。")
    return see("accounts.show_person", member_id=member_id)


def _role_form(form, person):
    about = queries.ABOUT[form.chosen]
    return render("accounts/role_form.html", status=form.status, form=form, person=person, about=about)


def _end_form(form, person, grant):
    text = queries.role_text(grant, queries.point_names())
    return render("accounts/role_end.html", status=form.status, form=form, person=person, grant=grant, text=text)


def _usual(role, person):
    """The scope that is meant most often: the own unit or group."""
    own = {"unit": person.unit_id, "group": person.group_id}.get(rules.scope_of(role))
    return str(own or "")


def _role(name):
    role = next((role for role in Role if role.value == name), None) or abort(404)
    ensure(rules.may_grant(current_user, role))
    return role


def _grant(member_id, grant_id):
    grant = queries.grant_of(member_id, grant_id) or abort(404)
    ensure(rules.may_grant(current_user, grant.role))
    return grant


def _present(member_id):
    """A member who is here; who has left gets no roles."""
    person = _person(member_id)
    return person if person.left_at is None else abort(404)


def _person(member_id):
    return queries.person_for(current_user, member_id) or abort(404)
