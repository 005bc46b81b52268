"""What a captain asks of somebody: to confirm or to decline."""

from flask import abort
from flask_login import current_user

from unionweb.activities import queries, services
from unionweb.activities.forms.signing import AnswerForm
from unionweb.activities.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see


@bp.get("/activities/invitations/<int:team_member_id>")
@requires(signed_in)
def show_invitation(team_member_id):
    found = _invitation(team_member_id)
    return _page(found, AnswerForm(formdata=None, data={"kit_size": found.kit_size or ""}))


@bp.post("/activities/invitations/<int:team_member_id>/answer")
@requires(signed_in)
def create_invitation_answer(team_member_id):
    found, form = _invitation(team_member_id), AnswerForm()

    def call():
        joins = form.answer.data == "join"
        return services.answer_invitation(current_user, team_member_id, joins=joins, kit_size=form.kit_size.data or None)

    if not form.submit(call):
        return _page(found, form)
    notice("告诉队长了。")
    return see("activities.show_invitation", team_member_id=team_member_id)


def _page(found, form):
    context = {"invitation": found, "signup": found.signup, "activity": found.signup.activity, "now": clock.now()}
    return render("activities/invitation.html", status=form.status, form=form, **context)


def _invitation(team_member_id):
    return queries.invitation_for(current_user, team_member_id) or abort(404)
