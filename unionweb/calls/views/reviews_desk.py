"""The office prepares and runs a review: reviewers, their ties, criteria, the beginning."""

from flask import abort
from flask_login import current_user

from unionweb.accounts.queries import branch_units
from unionweb.calls.forms.reviews import TieForm
from unionweb.calls.forms.reviews_desk import CriterionForm, ExtensionForm, InviteForm, ReasonForm, ReviewerForm
from unionweb.calls.queries import reviews
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.queries.reviews_short import short_entries
from unionweb.calls.rules.conflicts import may_run_reviews
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation
from unionweb.calls.services import assigning, criteria, extending, reviewers
from unionweb.calls.views.blueprint import bp
from unionweb.common import audit
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


def reviewed_call(call_id):
    """The call, or 404."""
    return reviews.call_for_review(call_id) or abort(404)


@bp.get("/calls/<int:call_id>/review")
@requires(may_run_reviews)
def review_desk(call_id):
    return _desk_page(call_id)


def _desk_page(call_id, *, inviting=None, failed=None, extending=None):
    call = reviewed_call(call_id)
    lines, short = reviews.reviewers_of(call_id), short_entries(call, current_user.id)
    accepted = [line for line in lines if line.row.state is Invitation.accepted]
    context = {
        "call": call,
        "lines": lines,
        "short": short,
        "entry_count": reviews.entry_count(call_id),
        "criteria": reviews.criteria_of(call_id),
        "given": sum(line.given for line in lines),
        "done": sum(line.done for line in lines),
        "accepted": len(accepted),
        "lost": reviews.lost_reviews(call_id, current_user.id),
        "conflicts": reviews.conflicts_of(call_id),
        "veiled": is_veiled(current_user.id, call_id),
        "inviting": inviting or InviteForm(formdata=None),
        "failed": failed,
        "extending": extending or ExtensionForm(formdata=None),
        "may_extend": call.state is CallState.reviewing,
        "may_begin": call.state is CallState.closed,
    }
    status = next((form.status for form in (inviting, failed, extending) if form), 200)
    return render("calls/review/desk.html", status=status, **context, Invitation=Invitation, CallState=CallState)


@bp.post("/calls/<int:call_id>/reviewers")
@requires(may_run_reviews)
def create_reviewers(call_id):
    reviewed_call(call_id)
    form, counted = InviteForm(), []
    if not form.submit(lambda: counted.append(reviewers.invite(call_id, form.found, current_user)) or True):
        return _desk_page(call_id, inviting=form)
    notice(f"邀请了 {counted[0]} 位评委，他们收到了消息。" if counted[0] else "这些人都已经邀请过了。")
    return see("calls.review_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/review-reminders")
@requires(may_run_reviews)
def create_review_reminders(call_id):
    reviewed_call(call_id)
    form, counted = Form(), []
    if not form.submit(lambda: counted.append(reviewers.remind(call_id, current_user)) or True):
        return _desk_page(call_id, failed=form)
    notice(f"提醒了 {counted[0]} 位评委。" if counted[0] else "没有要提醒的，或者今天已经提醒过了。")
    return see("calls.review_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/review-beginning")
@requires(may_run_reviews)
def create_review_beginning(call_id):
    reviewed_call(call_id)
    form = Form()
    if not form.submit(lambda: assigning.begin_review(call_id, current_user)):
        return _desk_page(call_id, failed=form)
    notice("评审开始了，评委收到了消息。")
    return see("calls.review_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/review-extension")
@requires(may_run_reviews)
def create_review_extension(call_id):
    reviewed_call(call_id)
    form = ExtensionForm()
    if not form.submit(lambda: extending.extend_review(call_id, form.until.data, current_user)):
        return _desk_page(call_id, extending=form)
    notice("评审延长了，评委收到了消息。")
    return see("calls.review_desk", call_id=call_id)


@bp.get("/calls/<int:call_id>/reviewers/<int:reviewer_id>")
@requires(may_run_reviews)
def show_reviewer(call_id, reviewer_id):
    return _reviewer_page(call_id, reviewer_id)


def _reviewer(call_id, reviewer_id):
    reviewed_call(call_id)
    return reviews.reviewer_for(call_id, reviewer_id) or abort(404)


def _reviewer_page(call_id, reviewer_id, *, form=None, tying=None, ending=None, again=None):
    row, call = _reviewer(call_id, reviewer_id), reviewed_call(call_id)
    units = [(unit.id, unit.name) for unit in branch_units()]
    context = {
        "row": row,
        "call": call,
        "form": form or ReviewerForm(call.fields, row),
        "tying": tying or TieForm(units, formdata=None),
        "ending": ending or ReasonForm(formdata=None),
        "again": again or ReasonForm(formdata=None),
        "turns": reviews.turns_of(row.id),
        "conflicts": [one for one in reviews.conflicts_of(call_id) if one.member_id == row.member_id],
        "is_on": row.state in {Invitation.invited, Invitation.accepted},
    }
    status = next((one.status for one in (form, tying, ending, again) if one), 200)
    return render("calls/review/reviewer.html", status=status, **context, words=audit.words)


@bp.post("/calls/<int:call_id>/reviewers/<int:reviewer_id>")
@requires(may_run_reviews)
def update_reviewer(call_id, reviewer_id):
    _reviewer(call_id, reviewer_id)
    form = ReviewerForm(reviewed_call(call_id).fields)
    if not form.submit(lambda: reviewers.set_reviewer(call_id, reviewer_id, form.facts, current_user)):
        return _reviewer_page(call_id, reviewer_id, form=form)
    notice("存好了。")
    return see("calls.review_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/reviewers/<int:reviewer_id>/conflicts")
@requires(may_run_reviews)
def create_reviewer_conflict(call_id, reviewer_id):
    row = _reviewer(call_id, reviewer_id)
    form = TieForm([(unit.id, unit.name) for unit in branch_units()])
    if not form.submit(lambda: reviewers.declare(call_id, row.member_id, form.about, current_user)):
        return _reviewer_page(call_id, reviewer_id, tying=form)
    notice("登记好了，评委自己不能取消。")
    return see("calls.show_reviewer", call_id=call_id, reviewer_id=reviewer_id)


@bp.post("/calls/<int:call_id>/reviewers/<int:reviewer_id>/invitation")
@requires(may_run_reviews)
def create_reviewer_invitation(call_id, reviewer_id):
    _reviewer(call_id, reviewer_id)
    form = ReasonForm()
    if not form.submit(lambda: reviewers.invite_again(call_id, reviewer_id, form.reason.data, current_user) or True):
        return _reviewer_page(call_id, reviewer_id, again=form)
    notice("又邀请了，评委收到了消息。")
    return see("calls.show_reviewer", call_id=call_id, reviewer_id=reviewer_id)


@bp.post("/calls/<int:call_id>/reviewers/<int:reviewer_id>/ending")
@requires(may_run_reviews)
def create_reviewer_ending(call_id, reviewer_id):
    _reviewer(call_id, reviewer_id)
    form = ReasonForm()
    if not form.submit(lambda: reviewers.end_reviewer(call_id, reviewer_id, form.reason.data, current_user)):
        return _reviewer_page(call_id, reviewer_id, ending=form)
    notice("不再请了。没有评完的作品给了别的评委，不够的在分配里标出来。")
    return see("calls.review_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/conflicts/<int:conflict_id>/lifting")
@requires(may_run_reviews)
def create_conflict_lifting(call_id, conflict_id):
    reviewed_call(call_id)
    if conflict_id not in {row.id for row in reviews.conflicts_of(call_id)}:
        abort(404)
    form = Form()
    if not form.submit(lambda: reviewers.lift(conflict_id, current_user, is_office=True)):
        return _desk_page(call_id, failed=form)
    notice("取消了。")
    return see("calls.review_desk", call_id=call_id)


@bp.get("/calls/<int:call_id>/criteria")
@requires(may_run_reviews)
def criteria_page(call_id):
    return _criteria_page(call_id, CriterionForm(formdata=None))


def _criteria_page(call_id, form, failed=None):
    call, rows = reviewed_call(call_id), reviews.criteria_of(call_id)
    context = {"call": call, "rows": rows, "form": form, "failed": failed, "is_fixed": reviews.has_marks(call_id)}
    context["weight"] = sum(row.weight for row in rows)
    return render("calls/review/criteria.html", status=failed.status if failed else form.status, **context)


@bp.post("/calls/<int:call_id>/criteria")
@requires(may_run_reviews)
def create_criterion(call_id):
    reviewed_call(call_id)
    form = CriterionForm()
    if not form.submit(lambda: criteria.add_criterion(call_id, form.facts, current_user)):
        return _criteria_page(call_id, form)
    notice("加好了。")
    return see("calls.criteria_page", call_id=call_id)


@bp.post("/calls/<int:call_id>/criteria/preset")
@requires(may_run_reviews)
def create_criteria_preset(call_id):
    reviewed_call(call_id)
    form = Form()
    if not form.submit(lambda: criteria.take_preset(call_id, current_user)):
        return _criteria_page(call_id, CriterionForm(formdata=None), form)
    notice("常用标准放好了，可以改。")
    return see("calls.criteria_page", call_id=call_id)


@bp.get("/calls/<int:call_id>/criteria/<int:criterion_id>")
@requires(may_run_reviews)
def edit_criterion(call_id, criterion_id):
    return _criterion_page(call_id, criterion_id)


def _criterion_page(call_id, criterion_id, form=None):
    call = reviewed_call(call_id)
    row = next((one for one in reviews.criteria_of(call_id) if one.id == criterion_id), None) or abort(404)
    form = form or CriterionForm(row)
    return render("calls/review/criterion.html", status=form.status, call=call, row=row, form=form)


@bp.post("/calls/<int:call_id>/criteria/<int:criterion_id>")
@requires(may_run_reviews)
def update_criterion(call_id, criterion_id):
    reviewed_call(call_id)
    form = CriterionForm()
    if not form.submit(lambda: criteria.change_criterion(call_id, criterion_id, form.facts, current_user)):
        return _criterion_page(call_id, criterion_id, form)
    notice("存好了。")
    return see("calls.criteria_page", call_id=call_id)


@bp.post("/calls/<int:call_id>/criteria/<int:criterion_id>/removal")
@requires(may_run_reviews)
def create_criterion_removal(call_id, criterion_id):
    reviewed_call(call_id)
    form = Form()
    if not form.submit(lambda: criteria.remove_criterion(call_id, criterion_id, current_user)):
        return _criteria_page(call_id, CriterionForm(formdata=None), form)
    notice("去掉了。")
    return see("calls.criteria_page", call_id=call_id)
