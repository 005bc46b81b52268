"""From the decision to the last paper: 公示 and objections, the final result, messages, certificates, notice, sheets."""

from flask import Response, abort, url_for
from flask_login import current_user

from unionweb.calls.forms.results import MessageForm, OrganForm, PublicityForm, ReasonForm
from unionweb.calls.papers.summary import print_summary
from unionweb.calls.queries import announcing, summaries
from unionweb.calls.queries import results as queries
from unionweb.calls.queries import timeline as history
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.meeting import audits_results, may_read_results, may_run_results
from unionweb.calls.services import library, paperwork, publishing
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.results_desk import desk_page, resulted_call
from unionweb.common.objections import AnswerForm, ToldObjectionForm
from unionweb.kernel import clock, documents, menus
from unionweb.kernel.labels import day, label
from unionweb.kernel.lists import page_of
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import download, external, notice, render, see
from unionweb.kernel.workbooks import workbook

menus.add(
    "office", 67, "评审结果", "calls.result_calls", audits_results,
    also=("calls.result_", "calls.entry_timeline", "calls.scores", "calls.entry_scores"),
)  # fmt: skip


def _step(call_id, form, service, *, done="", **shown):
    """Run one step of a call and go back to its desk, or show there why not."""
    call = resulted_call(call_id)
    if not form.submit(service):
        return desk_page(call, form, **shown)
    if done:
        notice(done)
    return see("calls.result_desk", call_id=call_id)


def _button():
    """A form of nothing but its button."""
    form = ReasonForm(prefix="none")
    del form.reason
    return form


@bp.get("/calls/results")
@requires(may_read_results)
def result_calls():
    def address(number):
        return url_for("calls.result_calls", page=number)

    page = page_of(summaries.calls_with_results())
    return render("calls/results/index.html", page=page, address=address, states=announcing.office_words(page.rows))


@bp.post("/calls/<int:call_id>/publicity")
@requires(may_run_results)
def create_publicity(call_id):
    form = PublicityForm()
    later = form.starts_on.data if form.starts_on.data and form.starts_on.data > clock.today() else None
    done = f"公示从{day(later)}开始，到那天大家才看得到。" if later else "公示开始了。"
    return _step(call_id, form, lambda: publishing.open_publicity(call_id, form.facts, current_user), done=done, opening=form)


@bp.post("/calls/<int:call_id>/publicity-withdrawal")
@requires(may_run_results)
def create_publicity_withdrawal(call_id):
    form = ReasonForm(prefix="stop")
    return _step(
        call_id, form, lambda: publishing.withdraw_publicity(call_id, form.reason.data, current_user),
        done="公示停下了，名单大家看不到了。", stopping=form,
    )  # fmt: skip


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/strike")
@requires(may_run_results)
def create_strike(call_id, entry_id):
    call, form = resulted_call(call_id), ReasonForm()
    if not any(one.id == entry_id for one in queries.stands_of(call)):
        abort(404)
    return _step(
        call_id, form, lambda: publishing.strike(call_id, entry_id, form.reason.data, current_user),
        done="撤下了，原因记下来了。", striking=(entry_id, form),
    )  # fmt: skip


@bp.post("/calls/<int:call_id>/objections/<int:objection_id>/answer")
@requires(may_run_results)
def create_objection_answer(call_id, objection_id):
    form = AnswerForm()
    if objection_id not in publishing.objection_ids(call_id):
        abort(404)
    return _step(
        call_id, form, lambda: publishing.answer(call_id, objection_id, form.answer.data, current_user),
        done="答复好了。", answering=(objection_id, form),
    )  # fmt: skip


@bp.post("/calls/<int:call_id>/told-objections")
@requires(may_run_results)
def create_told_objection(call_id):
    form = ToldObjectionForm()
    told = {"told_by": form.told_by.data, "received_on": form.received_on.data}
    return _step(call_id, form, lambda: publishing.note_told(call_id, form.text.data, current_user, told), done="记下了。", telling=form)


@bp.post("/calls/<int:call_id>/final")
@requires(may_run_results)
def create_final(call_id):
    form = OrganForm()
    return _step(
        call_id, form, lambda: publishing.finish(call_id, form.issuer, current_user) or True,
        done="结果公布了，荣誉登记好了。消息还没有发，请先看一遍再发。", issuing=form,
    )  # fmt: skip


@bp.post("/calls/<int:call_id>/certificate-batches")
@requires(may_run_results)
def create_certificates(call_id):
    form = OrganForm()
    site = external("certificates.new_verification").removesuffix("/verify")
    return _step(
        call_id, form, lambda: paperwork.issue_certificates(call_id, form.leading, current_user, site=site),
        done="证书编好号了，正在排版，过一会儿在证书里看得到。", issuing=form,
    )  # fmt: skip


@bp.post("/calls/<int:call_id>/result-notice")
@requires(may_run_results)
def create_result_notice(call_id):
    form = OrganForm()
    done = "通知起草好了，请核稿、发布。"
    return _step(call_id, form, lambda: paperwork.draft_notice(call_id, form.chosen, current_user), done=done, issuing=form)


@bp.post("/calls/<int:call_id>/library-cases")
@requires(may_run_results)
def create_library_cases(call_id):
    form = _button()
    return _step(call_id, form, lambda: library.publish_cases(call_id, current_user), done="评出的作品放进案例库了。")


@bp.get("/calls/<int:call_id>/result-messages")
@requires(may_run_results)
def result_messages(call_id):
    return _messages_page(_final_call(call_id))


def _messages_page(call, form=None):
    def address(number):
        return url_for("calls.result_messages", call_id=call.id, page=number)

    page, others = announcing.messages_page(call.id), announcing.outboxes_beside(call.id)
    also = announcing.drafts_beside(call.id, [row.member_id for row in page.rows if row.is_draft])
    context = {"call": call, "page": page, "counts": announcing.message_counts(call.id), "form": form, "others": others, "also": also}
    return render("calls/results/messages.html", status=form.status if form else 200, address=address, **context)


def _final_call(call_id):
    call = resulted_call(call_id)
    return call if call.state is CallState.final else abort(404)


@bp.get("/calls/<int:call_id>/result-messages/<int:result_message_id>")
@requires(may_run_results)
def edit_result_message(call_id, result_message_id):
    row = announcing.message_or_none(call_id, result_message_id) or abort(404)
    return _message_page(_final_call(call_id), row, MessageForm(formdata=None, obj=row))


def _message_page(call, row, form):
    return render("calls/results/message.html", status=form.status, call=call, row=row, form=form)


@bp.post("/calls/<int:call_id>/result-messages/<int:result_message_id>")
@requires(may_run_results)
def update_result_message(call_id, result_message_id):
    row, form = announcing.message_or_none(call_id, result_message_id) or abort(404), MessageForm()
    said = (call_id, result_message_id)
    if not form.submit(lambda: publishing.edit_message(*said, form.title.data, form.body.data, actor=current_user)):
        return _message_page(_final_call(call_id), row, form)
    notice("改好了。")
    return see("calls.result_messages", call_id=call_id)


@bp.post("/calls/<int:call_id>/result-messages/<int:result_message_id>/dropping")
@requires(may_run_results)
def create_message_dropping(call_id, result_message_id):
    announcing.message_or_none(call_id, result_message_id) or abort(404)
    return _message_step(call_id, lambda: publishing.drop_message(call_id, result_message_id, current_user), "这一条不发了。")


@bp.post("/calls/<int:call_id>/result-messages/sending")
@requires(may_run_results)
def create_message_sending(call_id):
    return _message_step(call_id, lambda: publishing.send_messages(call_id, current_user), "都发出去了，每个人只收到一条。")


@bp.post("/calls/<int:call_id>/result-messages/round-sending")
@requires(may_run_results)
def create_round_sending(call_id):
    done = "这一轮没有发的都发出去了，每个人只收到一条。"
    return _message_step(call_id, lambda: publishing.send_messages(call_id, current_user, with_round=True), done)


def _message_step(call_id, service, done):
    call, form = _final_call(call_id), _button()
    if not form.submit(service):
        return _messages_page(call, form)
    notice(done)
    return see("calls.result_messages", call_id=call_id)


@bp.get("/calls/<int:call_id>/summary.xlsx")
@requires(may_read_results)
def summary_sheet(call_id):
    call = _settled(call_id)
    heads, rows = summaries.summary_table(call, current_user)
    return workbook(documents.titled(f"{call.title}汇总表", ""), Sheet("汇总表", heads, rows))


@bp.get("/calls/<int:call_id>/summary.pdf")
@requires(may_read_results)
def summary_paper(call_id):
    call = _settled(call_id)
    heads, rows = summaries.summary_table(call, current_user)
    try:
        body = print_summary(f"{call.title}汇总表", f"{call.year} 年　{label(call.state)}", heads, rows)
    except PaperProblem as problem:
        return Response(str(problem), 409, mimetype="text/plain")
    return download(body, documents.titled(f"{call.title}汇总表", ".pdf"), "application/pdf")


def _settled(call_id):
    call = resulted_call(call_id)
    return call if call.state in {CallState.decided, CallState.on_notice, CallState.final} else abort(404)


@bp.get("/calls/<int:call_id>/result.xlsx")
@requires(may_read_results)
def result_sheet(call_id):
    call = resulted_call(call_id)
    return workbook(documents.titled(f"{call.title}评分和结果", ""), *summaries.score_sheets(call, current_user))


@bp.get("/calls/<int:call_id>/entries/<int:entry_id>/timeline")
@requires(may_read_results)
def entry_timeline(call_id, entry_id):
    call = resulted_call(call_id)
    entry = history.entry_or_none(call_id, entry_id) or abort(404)
    if entry_id in queries.own_entries(call_id, current_user.id):
        abort(404)
    return render("calls/results/timeline.html", call=call, entry=entry, events=history.timeline_of(entry))

