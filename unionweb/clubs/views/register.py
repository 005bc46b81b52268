"""The register, one club's page, and what its officers and the office change on it."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.clubs import queries, services
from unionweb.clubs.forms import (
    CharterForm,
    ClubForm,
    FoundersForm,
    OfficerForm,
    ReasonForm,
    RegisterFilter,
    RequestForm,
)
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import ClubState
from unionweb.clubs.views.blueprint import bp
from unionweb.kernel import clock, documents
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see

RETURN = {"prefix": "return", "text": "要改什么", "hint": "申请人会看到"}
DISSOLVE = {"prefix": "dissolution", "text": "为什么解散", "hint": "会员都会收到，一直留在登记里"}


@bp.get("/clubs")
@requires(signed_in)
def index():
    form = RegisterFilter()

    def address(number):
        return url_for("clubs.index", **form.typed | {"page": number})

    context = {"form": form, "page": queries.clubs_page(form.sought), "own": queries.own_clubs(current_user.id)}
    may_run = access.may_run_clubs(current_user)
    return render("clubs/index.html", "clubs/_clubs_found.html", **context, address=address, may_run=may_run)


@bp.get("/clubs/<int:club_id>")
@requires(signed_in)
def show(club_id):
    return club_page(_club(club_id))


@bp.get("/clubs/<int:club_id>/edit")
@requires(signed_in)
def edit(club_id):
    club = changeable(club_id)
    return _form_page(ClubForm.of(club), club)


@bp.post("/clubs/<int:club_id>")
@requires(signed_in)
def update(club_id):
    club, form = changeable(club_id), ClubForm()
    if not form.submit(lambda: services.edit_club(club_id, form.facts, form.seen.data, current_user)):
        return _form_page(form, club)
    notice("改好了。")
    return see("clubs.show", club_id=club_id)


def _form_page(form, club):
    return render("clubs/form.html", status=form.status, form=form, club=club)


@bp.post("/clubs/<int:club_id>/charters")
@requires(signed_in)
def create_charter(club_id):
    club, form = changeable(club_id), CharterForm()
    if not form.submit(lambda: services.add_charter(club_id, form.upload, form.adopted_on.data, current_user)):
        return club_page(club, form, charter=form)
    notice("章程存好了，以前的版本也都留着。")
    return see("clubs.show", club_id=club_id)


@bp.get("/clubs/charters/<int:charter_id>")
@requires(signed_in)
def show_charter(charter_id):
    row = queries.charter_for(current_user, charter_id) or abort(404)
    return documents.handed_out(row.file, row.title)


@bp.post("/clubs/<int:club_id>/officers")
@requires(signed_in)
def create_officer(club_id):
    club, form = _allowed(club_id, access.may_name_officers), OfficerForm()
    if not form.submit(lambda: services.name_officer(club_id, form.naming, current_user)):
        return club_page(club, form, officer=form)
    notice("任命好了，已经发消息告诉本人。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/officers/<int:officer_id>/end")
@requires(signed_in)
def create_officer_end(club_id, officer_id):
    club = _allowed(club_id, access.may_name_officers)
    if officer_id not in {row.id for row in [*queries.officers_of(club_id), *queries.past_officers(club_id)]}:
        abort(404)
    form = ending_form()
    if not form.submit(lambda: services.end_officer(club_id, officer_id, form.reason.data, current_user)):
        return club_page(club, form, ending=(officer_id, form))
    notice("任职结束了，留在历任负责人里。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/dissolution")
@requires(access.may_run_clubs)
def create_dissolution(club_id):
    club, form = _allowed(club_id, lambda tie, club: tie.is_office and club.founded_on is not None), ReasonForm(**DISSOLVE)
    if not form.submit(lambda: services.dissolve_club(club_id, form.reason.data, current_user)):
        return club_page(club, form, dissolving=form)
    notice("协会解散了，会员都收到了消息。")
    return see("clubs.show", club_id=club_id)


def ending_form(**kwargs):
    return ReasonForm("end", "为什么结束任职", "本人会看到", **kwargs)


def club_page(club, failed=None, **forms):
    """One club as the reader may see it. failed: the form that was just refused; forms: the ones to show filled."""
    tie = queries.tie_of(current_user, club)
    usual = {
        "request_form": RequestForm(formdata=None),
        "charter": CharterForm(formdata=None, adopted_on=clock.today()),
        "founders_form": FoundersForm(formdata=None),
        "returning": ReasonForm(**RETURN, formdata=None),
        "dissolving": ReasonForm(**DISSOLVE, formdata=None),
        "officer": OfficerForm(formdata=None, starts_on=clock.today()),
        "ending": (0, ending_form(formdata=None)),
    }
    status = failed.status if failed else 200
    return render("clubs/show.html", status=status, **_facts(club, tie), **usual | forms, failed=failed)


def _facts(club, tie):
    is_planned = club.founded_on is None
    is_inside = access.may_see_checks(tie) and not is_planned
    return {
        "club": club,
        "tie": tie,
        "access": access,
        "State": ClubState,
        "count": len(queries.members_of(club.id)),
        "founders": queries.founders_of(club.id) if is_planned else [],
        "officers": queries.officers_of(club.id),
        "past": queries.past_officers(club.id),
        "checks": queries.checks_of(club.id) if is_inside else [],
        "years": queries.years_open(club) if access.may_submit_check(tie, club) else [],
        "asked": len(queries.requests_of(club.id)) if access.may_manage(tie, club) else 0,
        "accept": documents.ACCEPT,
        "today": clock.today(),
    }


def _club(club_id):
    return queries.club_for(current_user, club_id) or abort(404)


def _allowed(club_id, rule):
    """A club about which the rule says yes; for everybody else it is not there."""
    club = _club(club_id)
    return club if rule(queries.tie_of(current_user, club), club) else abort(404)


def changeable(club_id):
    """A club whose text and charter this person may change."""
    return _allowed(club_id, lambda tie, club: access.may_plan(tie, club) or access.may_manage(tie, club))
