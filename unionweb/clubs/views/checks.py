"""The yearly check of a club: submitted by an officer, read by its members, judged by the office."""

from flask import abort
from flask_login import current_user

from unionweb.clubs import queries, services
from unionweb.clubs.forms import CheckForm, JudgementForm
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import CheckState
from unionweb.clubs.rules.money import yuan
from unionweb.clubs.views.blueprint import bp
from unionweb.kernel import documents
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see, whole


@bp.get("/clubs/<int:club_id>/checks/new")
@requires(signed_in)
def new_check(club_id):
    club = _club(club_id)
    years = queries.years_open(club)
    year = whole("year", years[0] if years else 0)
    there = queries.latest_check(club_id, year)
    filled = {"income": yuan(there.income_fen), "spent": yuan(there.spent_fen), "text": there.text} if there else {}
    return _form_page(club, CheckForm(years, formdata=None, year=year, **filled))


@bp.post("/clubs/<int:club_id>/checks")
@requires(signed_in)
def create_check(club_id):
    club = _club(club_id)
    form = CheckForm(queries.years_open(club))
    check_id = form.submit(lambda: services.submit_check(club_id, form.report, current_user))
    if not check_id:
        return _form_page(club, form)
    notice("年检交了，校工会办公室审核以后会发消息给协会负责人。")
    return see("clubs.show_check", check_id=check_id)


def _form_page(club, form):
    held = {year: queries.activities_held(club.id, year) for year, _ in form.year.choices}
    context = {"club": club, "form": form, "held": held, "count": len(queries.members_of(club.id))}
    return render("clubs/check_form.html", status=form.status, accept=documents.ACCEPT, **context)


@bp.get("/clubs/checks/<int:check_id>")
@requires(signed_in)
def show_check(check_id):
    return _page(_check(check_id), JudgementForm(formdata=None))


@bp.get("/clubs/checks/<int:check_id>/file")
@requires(signed_in)
def show_check_file(check_id):
    check = _check(check_id)
    return documents.handed_out(check.file, check.file_title or "")


@bp.post("/clubs/checks/<int:check_id>/judgement")
@requires(access.may_run_clubs)
def create_judgement(check_id):
    check, form = _check(check_id), JudgementForm()
    if not form.submit(lambda: services.judge_check(check_id, int(form.version.data), form.judgement, current_user)):
        return _page(_check(check.id), form)
    notice("审好了，协会负责人会收到消息。")
    return see("clubs.desk")


def _page(check, form):
    tie = queries.tie_of(current_user, check.club)
    may_judge = access.may_judge(tie) and check.state is CheckState.submitted
    may_mend = access.may_submit_check(tie, check.club) and check.state is CheckState.mend
    context = {"check": check, "form": form, "may_judge": may_judge, "may_mend": may_mend, "yuan": yuan}
    return render("clubs/check.html", status=form.status, **context)


def _check(check_id):
    return queries.check_for(current_user, check_id) or abort(404)


def _club(club_id):
    """A club whose check this person may submit."""
    club = queries.club_for(current_user, club_id) or abort(404)
    return club if access.may_submit_check(queries.tie_of(current_user, club), club) else abort(404)
