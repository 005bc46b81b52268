"""Feedback after an activity, and the short report with pictures."""

from flask import abort
from flask_login import current_user

from unionweb.activities.forms.feedback import FeedbackQuestionForm, ReportForm, answers_in, feedback_form
from unionweb.activities.queries import feedback as queries
from unionweb.activities.queries.presence import activity_run_by
from unionweb.activities.queries.reports import is_returned, report_of
from unionweb.activities.rules.access import may_run, may_run_any
from unionweb.activities.rules.feedback import USUAL
from unionweb.activities.services import feedback as services
from unionweb.activities.services import reports
from unionweb.activities.views.blueprint import bp
from unionweb.kernel.charts import bar
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see
from unionweb.notices.rules.access import may_run_notices


@bp.get("/activities/<int:activity_id>/feedback")
@requires(signed_in)
def new_feedback(activity_id):
    activity = _attended(activity_id)
    return _feedback_page(activity, queries.questions_of(activity.id))


@bp.post("/activities/<int:activity_id>/feedback")
@requires(signed_in)
def create_feedback(activity_id):
    activity = _attended(activity_id)
    questions = queries.questions_of(activity.id)
    form = feedback_form(questions)
    if not form.submit(lambda: services.give(current_user, activity.id, answers_in(form, questions)) or True):
        return _feedback_page(activity, questions, form)
    notice("收到了，谢谢。没有记您的名字。")
    return see("activities.new_feedback", activity_id=activity.id)


@bp.get("/activities/<int:activity_id>/feedback/results")
@requires(may_run_any)
def show_feedback(activity_id):
    return _results_page(_run(activity_id), FeedbackQuestionForm(formdata=None))


@bp.post("/activities/<int:activity_id>/feedback/questions")
@requires(may_run_any)
def create_feedback_question(activity_id):
    activity, form = _run(activity_id), FeedbackQuestionForm()
    if not form.submit(lambda: services.add_question(activity.id, form.asked, current_user) or True):
        return _results_page(activity, form)
    notice("问题加好了。")
    return see("activities.show_feedback", activity_id=activity.id)


@bp.post("/activities/feedback-questions/<int:feedback_question_id>/withdrawal")
@requires(may_run_any)
def create_feedback_question_withdrawal(feedback_question_id):
    question = queries.question_of(feedback_question_id)
    if question is None or not may_run(current_user, question.activity):
        abort(404)
    services.withdraw_question(question.id, current_user)
    notice("这个问题不问了。")
    return see("activities.show_feedback", activity_id=question.activity_id)


@bp.get("/activities/<int:activity_id>/report")
@requires(may_run_any)
def show_report(activity_id):
    activity, form = _run(activity_id), ReportForm(formdata=None)
    report = report_of(activity)
    form.title.data, form.body.data = (report.title, report.body) if report else (f"{activity.title}活动简报"[:120], "")
    return _report_page(activity, form)


@bp.post("/activities/<int:activity_id>/report")
@requires(may_run_any)
def create_report(activity_id):
    activity, form = _run(activity_id), ReportForm()
    written = form.submit(lambda: reports.report(activity.id, _report(form), current_user))
    if not written:
        return _report_page(activity, form)
    notice("简报写好了，校工会核稿以后发布。")
    return see("activities.show_report", activity_id=activity.id)


def _report(form):
    return reports.Report(form.title.data, form.body.data, form.contents)


def _feedback_page(activity, questions, form=None):
    is_given = queries.has_given(current_user.id, activity.id)
    form = form or feedback_form(questions)
    context = {"activity": activity, "questions": questions, "is_given": is_given, "least": queries.least()}
    context |= {"until": queries.given_until(activity), "may_give": queries.may_give(activity)}
    return render("activities/feedback/new.html", status=form.status, form=form, **context)


def _results_page(activity, form):
    context = {"activity": activity, "given": queries.given_count(activity.id), "least": queries.least(), "bar": bar}
    context |= {"until": queries.given_until(activity), "may_give": queries.may_give(activity)}
    context |= {"results": queries.results_of(activity), "questions": queries.questions_of(activity.id), "usual": USUAL}
    return render("activities/feedback/results.html", status=form.status, form=form, **context)


def _report_page(activity, form):
    report = report_of(activity)
    context = {"activity": activity, "report": report, "is_returned": report is not None and is_returned(report)}
    context["may_open"] = may_run_notices(current_user)
    return render("activities/feedback/report.html", status=form.status, form=form, **context)


def _attended(activity_id):
    return queries.activity_attended(current_user.id, activity_id) or abort(404)


def _run(activity_id):
    return activity_run_by(current_user, activity_id) or abort(404)
