"""Scores for the office and the auditor, comments for the author, works to like for everybody."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.calls.queries import reviews, reviews_likings, reviews_scores
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.rules.conflicts import may_run_reviews, may_see_scores
from unionweb.calls.services import likings
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.reviews_desk import reviewed_call
from unionweb.kernel import documents, files
from unionweb.kernel.forms import Form
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import render, see, whole
from unionweb.kernel.workbooks import workbook


@bp.get("/calls/<int:call_id>/scores")
@requires(may_see_scores)
def scores(call_id):
    call = reviewed_call(call_id)
    lines, own = reviews_scores.standings(call, current_user.id)
    ties = sorted({line.place for line in lines if line.is_tied})
    context = {"call": call, "lines": lines, "own": own, "ties": ties, "disputed": sum(line.is_disputed for line in lines)}
    context["veiled"] = is_veiled(current_user.id, call_id)
    return render("calls/review/scores.html", **context, may_run=may_run_reviews(current_user))


@bp.get("/calls/<int:call_id>/scores.xlsx")
@requires(may_see_scores)
def score_sheet(call_id):
    call = reviewed_call(call_id)
    lines, _ = reviews_scores.standings(call, current_user.id)
    header, rows = reviews_scores.score_sheet(call, current_user.id)
    sheets = Sheet("汇总", reviews_scores.STANDINGS, [line.cells for line in lines]), Sheet("逐项评分", header, rows)
    return workbook(documents.titled(f"{call.title}评分表", ""), *sheets)


@bp.get("/calls/<int:call_id>/entries/<int:entry_id>/scores")
@requires(may_see_scores)
def entry_scores(call_id, entry_id):
    call = reviewed_call(call_id)
    entry = reviews.entry_for_office(call_id, entry_id, current_user.id) or abort(404)
    context = {"call": call, "entry": entry, "line": reviews_scores.place_of(call, entry), "criteria": reviews.criteria_of(call_id)}
    context |= {"rows": reviews_scores.reviews_of(entry), "ended": reviews_scores.ended_reviews(entry)}
    return render("calls/review/entry_scores.html", **context)


@bp.get("/calls/entries/<int:entry_id>/comments")
@requires(signed_in)
def review_comments(entry_id):
    entry = reviews_scores.own_entry_with_comments(current_user.id, entry_id) or abort(404)
    return render("calls/review/comments.html", entry=entry, comments=reviews_scores.comments_to_author(entry))


@bp.get("/calls/<int:call_id>/works")
@requires(signed_in)
def works(call_id):
    return _works_page(call_id)


def _works_page(call_id, failed=None):
    call = reviews_likings.liked_call(call_id) or abort(404)
    context = {"call": call, "page": reviews_likings.works_page(call, current_user.id), "failed": failed}
    context["takes_likes"] = reviews_likings.takes_likes(call)
    context["address"] = lambda number: url_for("calls.works", call_id=call_id, page=number)
    return render("calls/review/works.html", status=failed.status if failed else 200, **context)


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/liking")
@requires(signed_in)
def create_liking(call_id, entry_id):
    return _like(likings.like, call_id, entry_id)


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/liking-removal")
@requires(signed_in)
def create_liking_removal(call_id, entry_id):
    return _like(likings.unlike, call_id, entry_id)


def _like(service, call_id, entry_id):
    reviews_likings.work_for(call_id, entry_id) or abort(404)
    form = Form()
    if not form.submit(lambda: service(call_id, entry_id, current_user)):
        return _works_page(call_id, form)
    return see("calls.works", call_id=call_id, page=whole("page", 1), _anchor=f"work-{entry_id}")


@bp.get("/calls/<int:call_id>/works/pictures/<int:file_id>")
@requires(signed_in)
def work_picture(call_id, file_id):
    found = reviews_likings.picture_of(call_id, file_id) or abort(404)
    return files.picture(found.preview)
