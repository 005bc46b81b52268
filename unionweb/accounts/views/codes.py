"""One-time codes for sign-in: one at a time, or on slips for a unit. A code is on one page, once, and nowhere else."""

from flask import abort, request
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import FirstCodesForm
from unionweb.accounts.services.codes import BATCH
from unionweb.accounts.views.blueprint import bp
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.permissions import ensure, requires
from unionweb.kernel.web import external, render


@bp.get("/people/<int:member_id>/code")
@requires(rules.may_issue_codes)
def new_code(member_id):
    return render("accounts/code_new.html", person=_reachable(member_id), days=settings.get("sign_in.code_days"))


@bp.post("/people/<int:member_id>/code")
@requires(rules.may_issue_codes)
def create_code(member_id):
    person = _reachable(member_id)
    held = person.credential
    voids = bool(held and held.code_expires_at and held.code_expires_at > clock.now())
    code = services.issue_code(member_id, current_user)
    slips = [services.Slip(person.name, person.staff_no, code)]
    return render("accounts/code.html", person=person, slips=slips, voids=voids, **_how_to())


def _reachable(member_id):
    """A member the reader may see and may give a code."""
    person = queries.person_for(current_user, member_id) or abort(404)
    held = queries.roles_held([member_id]).get(member_id, [])
    ensure(rules.may_issue_code_to(current_user, member_id, held))
    return person


@bp.get("/units/<int:unit_id>/codes")
@requires(rules.may_issue_codes)
def new_unit_codes(unit_id):
    unit = _unit(unit_id)
    again = request.args.get("again") == "1"
    return _codes_page(unit, FirstCodesForm(_waiting(unit, again)), again)


@bp.post("/units/<int:unit_id>/codes")
@requires(rules.may_issue_codes)
def create_unit_codes(unit_id):
    unit = _unit(unit_id)
    form = FirstCodesForm(_waiting(unit, again=True))
    slips = form.submit(lambda: services.issue_first_codes(unit_id, form.member.data, current_user))
    if not slips:
        return _codes_page(unit, form, again=True)
    left = len(queries.waiting_for_code(current_user, unit_id, again=False))
    return render("accounts/unit_slips.html", unit=unit, slips=slips, left=left, **_how_to())


def _codes_page(unit, form, again):
    waiting = queries.waiting_for_code(current_user, unit.id, again)
    issued = len(queries.waiting_for_code(current_user, unit.id, again=True))
    context = {"unit": unit, "form": form, "again": again, "waiting": waiting, "issued": issued, "most": BATCH}
    return render("accounts/unit_codes.html", status=form.status, now=clock.now(), **context)


def _waiting(unit, again):
    return [member for member, _ in queries.waiting_for_code(current_user, unit.id, again)]


def _unit(unit_id):
    return queries.unit_for(unit_id) or abort(404)


def _how_to():
    days = settings.get("sign_in.code_days")
    return {"days": days, "sign_in": external("accounts.sign_in")}
