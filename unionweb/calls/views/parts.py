"""What a call asks for besides its text: files, questions; and the places of the units."""

from flask import abort
from flask_login import current_user

from unionweb.calls.forms.calls import AttachmentRuleForm, LimitedQuestionForm, QuotaForm
from unionweb.calls.queries import calls, quotas
from unionweb.calls.rules import quotas as arithmetic
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.kinds import QuotaRule
from unionweb.calls.services import calls as making
from unionweb.calls.services import quotas as giving
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.desk import step
from unionweb.calls.views.hall import call_of
from unionweb.common import questions
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


@bp.get("/calls/<int:call_id>/questions")
@requires(may_run_calls)
def call_questions(call_id):
    return _questions_page(call_of(call_id))


@bp.post("/calls/<int:call_id>/questions")
@requires(may_run_calls)
def create_call_question(call_id):
    row, form = call_of(call_id), LimitedQuestionForm()
    if not form.submit(lambda: making.ask(call_id, form.facts, form.limits, current_user)):
        return _questions_page(row, form)
    notice("加了一题。")
    return see("calls.call_questions", call_id=call_id)


@bp.post("/calls/<int:call_id>/questions/<int:question_id>/move-up")
@requires(may_run_calls)
def create_call_question_move(call_id, question_id):
    _question(call_id, question_id)
    questions.move_question(question_id, current_user, up=True)
    return see("calls.call_questions", call_id=call_id)


@bp.post("/calls/<int:call_id>/questions/<int:question_id>/withdrawal")
@requires(may_run_calls)
def create_call_question_withdrawal(call_id, question_id):
    _question(call_id, question_id)
    questions.withdraw_question(question_id, current_user)
    notice("不再问这一题，已经答过的还在。")
    return see("calls.call_questions", call_id=call_id)


def _question(call_id, question_id):
    call_of(call_id)
    return questions.question_or_none(question_id, "call", call_id) or abort(404)


def _questions_page(row, form=None, rule=None):
    form, rule = (
        form or LimitedQuestionForm(formdata=None),
        rule or AttachmentRuleForm(formdata=None, data={"largest_mb": 10, "most": 1}),
    )
    status = form.status if form.status != 200 else rule.status
    return render(
        "calls/desk/questions.html", status=status, call=row, form=form, rule_form=rule, asked=calls.asked_by(row.id)
    )


@bp.post("/calls/<int:call_id>/attachment-rules")
@requires(may_run_calls)
def create_attachment_rule(call_id):
    row, form = call_of(call_id), AttachmentRuleForm()
    if not form.submit(lambda: making.add_attachment_rule(call_id, form.facts, current_user)):
        return _questions_page(row, None, form)
    notice("加了一种附件。")
    return see("calls.call_questions", call_id=call_id)


@bp.post("/calls/attachment-rules/<int:attachment_rule_id>/removal")
@requires(may_run_calls)
def create_attachment_rule_removal(attachment_rule_id):
    rule = calls.attachment_rule(attachment_rule_id) or abort(404)
    return step(
        rule.call_id, Form(), lambda: making.remove_attachment_rule(attachment_rule_id, current_user), "去掉了。"
    )


@bp.get("/calls/<int:call_id>/quotas")
@requires(may_run_calls)
def quota_sheet(call_id):
    return _quota_page(call_of(call_id))


@bp.post("/calls/<int:call_id>/quotas")
@requires(may_run_calls)
def create_quotas(call_id):
    row, form = call_of(call_id), Form()
    if not form.submit(lambda: giving.compute_quotas(call_id, current_user) or True):
        return _quota_page(row, form)
    notice("按现在的人数算好了。")
    return see("calls.quota_sheet", call_id=call_id)


@bp.post("/calls/<int:call_id>/quotas/<int:quota_group_id>")
@requires(may_run_calls)
def update_quota(call_id, quota_group_id):
    row, form = call_of(call_id), QuotaForm()
    if quota_group_id not in {line.group_id for line in quotas.sheet(row)}:
        abort(404)
    change = (form.places.data, form.reason.data)
    if not form.submit(lambda: giving.adjust_quota(call_id, quota_group_id, change, current_user) or True):
        return _quota_page(row, form, quota_group_id)
    notice("改好了。")
    return see("calls.quota_sheet", call_id=call_id)


def _quota_page(row, failed=None, group_id=None):
    lines = quotas.sheet(row)
    context = {
        "words": arithmetic.words(quotas.terms_of(row)),
        "total": sum(line.quota.places for line in lines),
        "QuotaRule": QuotaRule,
    }
    status = failed.status if failed else 200
    return render(
        "calls/desk/quotas.html",
        status=status,
        call=row,
        lines=lines,
        failed=failed,
        failed_id=group_id,
        form=QuotaForm,
        **context,
    )
