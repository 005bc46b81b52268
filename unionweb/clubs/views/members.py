"""Joining, leaving, and the list of members with the requests to join."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.clubs import queries, services
from unionweb.clubs.forms import MemberFilter, ReasonForm, RequestForm
from unionweb.clubs.rules import access
from unionweb.clubs.views.blueprint import bp
from unionweb.clubs.views.register import club_page
from unionweb.kernel import documents
from unionweb.kernel.labels import label
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see
from unionweb.kernel.workbooks import workbook


@bp.post("/clubs/<int:club_id>/requests")
@requires(signed_in)
def create_request(club_id):
    club, form = queries.club_for(current_user, club_id) or abort(404), RequestForm()
    if not form.submit(lambda: services.ask_to_join(club_id, form.note.data or "", current_user)):
        return club_page(club, form, request_form=form)
    notice("申请交了，协会答复以后会发消息给您。")
    return see("clubs.show", club_id=club_id)


@bp.post("/clubs/<int:club_id>/leaving")
@requires(signed_in)
def create_leaving(club_id):
    if not queries.club_for(current_user, club_id):
        abort(404)
    services.leave_club(club_id, current_user)
    notice("办好了。")
    return see("clubs.show", club_id=club_id)


@bp.get("/clubs/<int:club_id>/members")
@requires(signed_in)
def members(club_id):
    return _page(_club(club_id, access.may_see_members))


@bp.post("/clubs/<int:club_id>/members/exports")
@requires(signed_in)
def create_members_export(club_id):
    club = _club(club_id, access.may_manage)
    rows = [(*row[:4], label(row[4])) for row in queries.member_rows(club_id)]
    services.record_export(club_id, len(rows), current_user)
    return workbook(documents.titled(f"{club.name} 会员", ""), Sheet("会员", queries.MEMBERS, rows))


@bp.post("/clubs/<int:club_id>/members/<int:membership_id>/acceptance")
@requires(signed_in)
def create_acceptance(club_id, membership_id):
    _membership(club_id, membership_id)
    services.accept_request(club_id, membership_id, current_user)
    notice("同意了，已经发消息告诉本人。")
    return see("clubs.members", club_id=club_id)


@bp.post("/clubs/<int:club_id>/members/<int:membership_id>/declination")
@requires(signed_in)
def create_declination(club_id, membership_id):
    return _ended(club_id, membership_id, services.decline_request)


@bp.post("/clubs/<int:club_id>/members/<int:membership_id>/removal")
@requires(signed_in)
def create_removal(club_id, membership_id):
    return _ended(club_id, membership_id, services.remove_member)


def _ended(club_id, membership_id, service):
    _membership(club_id, membership_id)
    form = reason_form()
    if not form.submit(lambda: service(club_id, membership_id, form.reason.data, current_user)):
        return _page(_club(club_id, access.may_manage), (membership_id, form))
    notice("办好了，本人会看到原因。")
    return see("clubs.members", club_id=club_id)


def reason_form(**kwargs):
    return ReasonForm("ended", "原因", "本人会看到", **kwargs)


def _page(club, ending=(0, None)):
    """ending: (id of a membership, the form about it that was just refused)."""
    form, tie = MemberFilter(), queries.tie_of(current_user, club)
    may_manage = access.may_manage(tie, club)

    def address(number):
        return url_for("clubs.members", club_id=club.id, **form.typed | {"page": number})

    context = {
        "club": club,
        "form": form,
        "page": queries.members_page(club.id, (form.q.data or "")[:60]),
        "posts": {row.member_id: row.post for row in queries.officers_of(club.id)},
        "requests": queries.requests_of(club.id) if may_manage else [],
        "may_manage": may_manage,
        "ending": ending,
        "reasons": reason_form(formdata=None),
    }
    status = ending[1].status if ending[1] else 200
    return render("clubs/members.html", "clubs/_members_found.html", status, **context, address=address)


def _membership(club_id, membership_id):
    club = _club(club_id, access.may_manage)
    return queries.membership_of(club.id, membership_id) or abort(404)


def _club(club_id, rule):
    club = queries.club_for(current_user, club_id) or abort(404)
    return club if rule(queries.tie_of(current_user, club), club) else abort(404)
