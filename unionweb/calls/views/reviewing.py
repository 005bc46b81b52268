"""A reviewer's pages: what was asked, the own entries, one entry with its marks. Behind the bar, and without names."""

from flask import abort, render_template
from flask_login import current_user

from unionweb.accounts.queries import branch_units
from unionweb.calls.forms.reviews import AnswerForm, RefusalForm, TieForm, review_form
from unionweb.calls.queries import reviews, reviews_blind, reviews_own
from unionweb.calls.rules.conflicts import is_reviewer, may_see_scores, may_take_back
from unionweb.calls.rules.scoring import Invitation, ReviewState
from unionweb.calls.services import reviewers, reviewing
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.typed import shown_again, typed_again
from unionweb.kernel import clock, documents, files, menus
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import error_page, notice, render, see, wants_fragment

menus.add("main", 75, "评审", "calls.own_reviews", is_reviewer, also=("calls.review_task", "calls.review_entry"))


@bp.get("/reviews")
@requires(signed_in)
def own_reviews():
    return render("calls/review/own.html", tasks=reviews_own.tasks_of(current_user.id), Invitation=Invitation)


@bp.get("/reviews/calls/<int:call_id>")
@requires(signed_in)
def review_task(call_id):
    return _task_page(call_id)


def _task(call_id):
    return reviews_own.task_for(current_user.id, call_id) or abort(404)


def _task_page(call_id, *, answering=None, tying=None, failed=None):
    task = _task(call_id)
    units = [(unit.id, unit.name) for unit in branch_units()]
    forms = {"answer": answering or AnswerForm(formdata=None), "tie": tying or TieForm(units, formdata=None), "failed": failed}
    status = next((form.status for form in (answering, tying, failed) if form), 200)
    has_accepted = task.state is Invitation.accepted
    context = {
        "task": task,
        "call": task.call,
        "has_accepted": has_accepted,
        "criteria": reviews.criteria_of(call_id),
        "rows": reviews_own.own_reviews(current_user.id, call_id) if has_accepted else [],
        "titles": reviews_blind.titles_of(task.call, current_user.id) if has_accepted else {},
        "conflicts": reviews_own.own_conflicts(current_user.id, call_id),
        "may_take_back": may_take_back,
        "would_veil": task.call.blind_authors and may_see_scores(current_user),
        "is_in_time": reviews_own.is_in_time(task.call),
    }
    return render("calls/review/task.html", status=status, **context, **forms, ReviewState=ReviewState)


@bp.post("/reviews/calls/<int:call_id>/answer")
@requires(signed_in)
def create_review_answer(call_id):
    task, form = _task(call_id), AnswerForm()
    said = {"note": form.note.data or ""}
    accepts = form.accepts.data == "yes"
    if not form.submit(lambda: reviewers.answer_invitation(task.id, current_user, accepts=accepts, **said)):
        return _task_page(call_id, answering=form)
    notice("谢谢，记下了。" if accepts else "记下了，您不参加这次评审。")
    return see("calls.review_task", call_id=call_id) if accepts else see("calls.own_reviews")


@bp.post("/reviews/calls/<int:call_id>/conflicts")
@requires(signed_in)
def create_own_conflict(call_id):
    _task(call_id)
    form = TieForm([(unit.id, unit.name) for unit in branch_units()])
    if not form.submit(lambda: reviewers.declare(call_id, current_user.id, form.about, current_user)):
        return _task_page(call_id, tying=form)
    notice("登记好了。有关的作品不会分给您。")
    return see("calls.review_task", call_id=call_id)


@bp.post("/reviews/calls/<int:call_id>/conflicts/<int:conflict_id>/removal")
@requires(signed_in)
def create_own_conflict_removal(call_id, conflict_id):
    _task(call_id)
    if conflict_id not in {row.id for row in reviews_own.own_conflicts(current_user.id, call_id)}:
        abort(404)
    form = Form()
    if not form.submit(lambda: reviewers.lift(conflict_id, current_user, is_office=False)):
        return _task_page(call_id, failed=form)
    notice("取消了。")
    return see("calls.review_task", call_id=call_id)


@bp.get("/reviews/<int:review_id>")
@requires(signed_in)
def review_entry(review_id):
    return _entry_page(_review(review_id))


def _review(review_id):
    return reviews_own.review_for(current_user.id, review_id) or abort(404)


def _review_written_on(review_id):
    """Likewise; who wrote on one that was taken away meanwhile is shown what he wrote."""
    found = reviews_own.review_for(current_user.id, review_id)
    return found or abort(error_page(404, shown=shown_again(typed_again())))


def _entry_page(review, *, form=None, refusing=None, failed=None):
    call, criteria = review.entry.call, reviews.criteria_of(review.entry.call_id)
    is_sent, is_in_time = review.state is ReviewState.submitted, reviews_own.is_in_time(call)
    context = {
        "review": review,
        "call": call,
        "criteria": criteria,
        "paper": reviews_blind.paper_of(review.entry_id),
        "form": form or review_form(criteria, review),
        "refusing": refusing or RefusalForm(formdata=None),
        "failed": failed,
        "around": reviews_own.around(current_user.id, review),
        "is_sent": is_sent,
        "is_in_time": is_in_time,
        "takes_marks": is_in_time and not is_sent,
        "written": form or review_form(criteria, None if is_sent else review),
    }
    status = next((one.status for one in (form, refusing, failed) if one), 200)
    return render("calls/review/entry.html", status=status, **context)


@bp.post("/reviews/<int:review_id>/draft")
@requires(signed_in)
def create_review_draft(review_id):
    review = _review_written_on(review_id)
    form = review_form(reviews.criteria_of(review.entry.call_id))
    version = form.submit(lambda: reviewing.save_review(review_id, current_user, form.paper))
    if wants_fragment():
        problem = None if version else "；".join(form.problems)
        shown = version or form.seen_version
        return render_template("calls/review/_saved.html", version=shown, problem=problem, saved_at=clock.now()), form.status
    if not version:
        return _entry_page(_review(review_id), form=form)
    notice("存好了，还没有提交。")
    return see("calls.review_entry", review_id=review_id)


@bp.post("/reviews/<int:review_id>/submission")
@requires(signed_in)
def create_review_submission(review_id):
    review = _review_written_on(review_id)
    form = review_form(reviews.criteria_of(review.entry.call_id))
    call_id, following = review.entry.call_id, reviews_own.around(current_user.id, review).open
    if not form.submit(lambda: reviewing.submit_review(review_id, current_user, form.paper) or True):
        return _entry_page(_review(review_id), form=form)
    notice("提交了。" if following else "提交了，这次分给您的都评完了。")
    return see("calls.review_entry", review_id=following) if following else see("calls.review_task", call_id=call_id)


@bp.post("/reviews/<int:review_id>/reopening")
@requires(signed_in)
def create_review_reopening(review_id):
    _review(review_id)
    form = Form()
    if not form.submit(lambda: reviewing.reopen_review(review_id, current_user)):
        return _entry_page(_review(review_id), failed=form)
    notice("可以改了，改好请再提交。")
    return see("calls.review_entry", review_id=review_id)


@bp.post("/reviews/<int:review_id>/refusal")
@requires(signed_in)
def create_review_refusal(review_id):
    review, form = _review(review_id), RefusalForm()
    call_id = review.entry.call_id
    if not form.submit(lambda: reviewing.refuse_review(review_id, current_user, form.words, tie=form.tie)):
        return _entry_page(_review(review_id), refusing=form)
    notice("记下了，这一件会请别的评委来评。")
    return see("calls.review_task", call_id=call_id)


@bp.get("/reviews/<int:review_id>/files/<int:file_id>")
@requires(signed_in)
def review_file(review_id, file_id):
    row, paper = reviews_blind.file_of(_review(review_id).entry_id, file_id) or abort(404)
    return documents.handed_out(row.file, paper.title)


@bp.get("/reviews/<int:review_id>/pictures/<int:file_id>")
@requires(signed_in)
def review_picture(review_id, file_id):
    row, _ = reviews_blind.file_of(_review(review_id).entry_id, file_id) or abort(404)
    return files.picture(row.preview)
