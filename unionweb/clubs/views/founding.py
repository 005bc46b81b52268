"""Applying for a club: the proposer's, the founders' and the office's steps."""

from flask import abort
from flask_login import current_user

from unionweb.clubs import queries, services
from unionweb.clubs.forms import ClubForm, FoundersForm, ReasonForm
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import PLANNED
from unionweb.clubs.views.blueprint import bp
from unionweb.clubs.views.register import RETURN, club_page
from unionweb.common import settings
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see


@bp.get("/clubs/new")
@requires(signed_in)
def new():
    return _form_page(ClubForm(formdata=None))


@bp.post("/clubs")
@requires(signed_in)
def create():
    form = ClubForm()
    club_id = form.submit(lambda: services.found_club(form.facts, current_user))
    if not club_id:
        return _form_page(form)
    notice("记下了。接下来请发起人，上传章程，再提交。")
    return see("clubs.show", club_id=club_id)


def _form_page(form):
    needed = settings.together(["clubs.least_founders", "clubs.least_groups"])
    return render("clubs/form.html", status=form.status, form=form, club=None, needed=needed)


@bp.post("/clubs/<int:club_id>/founders")
@requires(signed_in)
def create_founders(club_id):
    club, form = _planned(club_id, lambda tie: tie.is_proposer), FoundersForm()
    if not form.submit(lambda: services.add_founders(club_id, form.listed, current_user)):
        return club_page(club, form, founders_form=form)
    notice("发起人都收到了消息，等本人确认。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/founders/<int:founder_id>/removal")
@requires(signed_in)
def create_founder_removal(club_id, founder_id):
    _planned(club_id, lambda tie: tie.is_proposer)
    if founder_id not in {founder.id for founder in queries.founders_of(club_id)}:
        abort(404)
    services.remove_founder(club_id, founder_id, current_user)
    notice("去掉了。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/consent")
@requires(signed_in)
def create_consent(club_id):
    return _answered(club_id, True, "确认了，您是发起人之一。")


@bp.post("/clubs/<int:club_id>/refusal")
@requires(signed_in)
def create_refusal(club_id):
    return _answered(club_id, False, "记下了，您不参加发起。")


def _answered(club_id, is_yes, done):
    _planned(club_id, lambda tie: tie.founder is not None)
    services.answer_founding(club_id, is_yes, current_user)
    notice(done)
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/submission")
@requires(signed_in)
def create_submission(club_id):
    _planned(club_id, lambda tie: tie.is_proposer)
    services.submit_club(club_id, current_user)
    notice("交给校工会办公室了，批准或退回都会发消息给您。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/withdrawal")
@requires(signed_in)
def create_withdrawal(club_id):
    _planned(club_id, lambda tie: tie.is_proposer)
    services.give_up_club(club_id, current_user)
    notice("不申请了，发起人会收到消息。")
    return see("clubs.index")


@bp.post("/clubs/<int:club_id>/approval")
@requires(access.may_run_clubs)
def create_approval(club_id):
    _planned(club_id, lambda tie: tie.is_office)
    services.approve_club(club_id, current_user)
    notice("批准了。发起人是第一批会员，申请人先担任会长。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/return")
@requires(access.may_run_clubs)
def create_return(club_id):
    club, form = _planned(club_id, lambda tie: tie.is_office), ReasonForm(**RETURN)
    if not form.submit(lambda: services.return_club(club_id, form.reason.data, current_user)):
        return club_page(club, form, returning=form)
    notice("退回了，申请人会看到您的话。")
    return see("clubs.show", club_id=club_id)


def _planned(club_id, rule):
    """An application in which this person has that part; for everybody else it is not there."""
    club = queries.club_for(current_user, club_id) or abort(404)
    is_theirs = club.state in PLANNED and rule(queries.tie_of(current_user, club))
    return club if is_theirs else abort(404)
