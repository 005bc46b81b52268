"""The office gives entries to reviewers, and looks through what blinding takes out."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.calls.forms.reviews_desk import COLUMNS, AssignForm, ReasonForm, ShareForm, SheetForm, WordsForm
from unionweb.calls.queries import reviews, reviews_blind
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.rules.conflicts import may_run_reviews
from unionweb.calls.services import assigning, blinding
from unionweb.calls.views.blueprint import bp
from unionweb.calls.views.reviews_desk import reviewed_call
from unionweb.kernel import documents
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import notice, render, see, whole
from unionweb.kernel.workbooks import workbook


@bp.get("/calls/<int:call_id>/assignments")
@requires(may_run_reviews)
def assignments(call_id):
    return _assignments_page(call_id)


def _assignments_page(call_id, *, sharing=None, sheet=None):
    call, only_short = reviewed_call(call_id), bool(whole("short", 0, 0, 1))

    def address(number):
        return url_for("calls.assignments", call_id=call_id, short=1 if only_short else None, page=number)

    context = {"call": call, "page": reviews.coverage_page(call, current_user.id, only_short=only_short), "address": address}
    context["veiled"] = is_veiled(current_user.id, call_id)
    context |= {"short": reviews.shortages(call), "only_short": only_short, "entry_count": reviews.entry_count(call_id)}
    context |= {"sharing": sharing or ShareForm(formdata=None), "sheet": sheet or SheetForm(formdata=None)}
    status = next((form.status for form in (sharing, sheet) if form), 200)
    return render("calls/review/assignments.html", "calls/review/_coverage.html", status, **context)


@bp.post("/calls/<int:call_id>/assignments")
@requires(may_run_reviews)
def create_assignments(call_id):
    reviewed_call(call_id)
    form = ShareForm()
    shared = form.submit(lambda: assigning.share_out_reviews(call_id, current_user, strict=form.strict.data))
    if not shared:
        return _assignments_page(call_id, sharing=form)
    notice(f"分配了 {shared.given} 份评审。")
    if shared.short:
        notice(f"还有 {len(shared.short)} 件作品评委不够，评审不能开始。请再邀请评委，或者手工指定。", "bad")
    return see("calls.assignments", call_id=call_id, short=1 if shared.short else None)


@bp.post("/calls/<int:call_id>/assignments/sheet")
@requires(may_run_reviews)
def create_assignment_sheet(call_id):
    reviewed_call(call_id)
    form, counted = SheetForm(), []
    if not form.submit(lambda: counted.append(assigning.assign_by_sheet(call_id, form.wishes, current_user)) or True):
        return _assignments_page(call_id, sheet=form)
    notice(f"表格导入了，新分配 {counted[0]} 份评审。")
    return see("calls.assignments", call_id=call_id)


@bp.get("/calls/<int:call_id>/assignments.xlsx")
@requires(may_run_reviews)
def assignment_sheet(call_id):
    call = reviewed_call(call_id)
    people = {line.row.member_id: line for line in reviews.reviewers_of(call_id)}
    rows = reviews.assignment_rows(call, current_user.id, people)
    listed = [(line.staff_no, line.name, line.unit) for line in people.values()]
    sheets = Sheet("分配", [*COLUMNS, "题目", "评委", "状态"], rows), Sheet("评委", ["工号", "姓名", "单位"], listed)
    return workbook(documents.titled(f"{call.title}评审分配", ""), *sheets)


@bp.get("/calls/<int:call_id>/entries/<int:entry_id>/reviewers")
@requires(may_run_reviews)
def entry_reviewers(call_id, entry_id):
    return _entry_page(call_id, entry_id)


def _entry(call_id, entry_id):
    reviewed_call(call_id)
    return reviews.entry_for_office(call_id, entry_id, current_user.id) or abort(404)


def _entry_page(call_id, entry_id, *, form=None, ending=None):
    call, entry = reviewed_call(call_id), _entry(call_id, entry_id)
    found = reviews.candidates_for(entry)
    free = [(row.id, f"{name}（已有 {load} 件）") for row, name, load, why in found if not why]
    context = {"call": call, "entry": entry, "line": reviews.covered(call, entry, current_user.id), "has_free": bool(free)}
    context |= {"form": form or AssignForm(free, formdata=None), "barred": [(name, why) for _, name, _, why in found if why]}
    context |= {"ending": ending or ReasonForm(formdata=None)}
    status = next((one.status for one in (form, ending) if one), 200)
    return render("calls/review/entry_reviewers.html", status=status, **context)


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/reviewers")
@requires(may_run_reviews)
def create_entry_reviewer(call_id, entry_id):
    entry = _entry(call_id, entry_id)
    form = AssignForm([(row.id, name) for row, name, _, _ in reviews.candidates_for(entry)])
    if not form.submit(lambda: assigning.assign(call_id, entry_id, form.reviewer_id.data, current_user)):
        return _entry_page(call_id, entry_id, form=form)
    notice("指定好了。")
    return see("calls.entry_reviewers", call_id=call_id, entry_id=entry_id)


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/reviewers/<int:review_id>/taking-back")
@requires(may_run_reviews)
def create_taking_back(call_id, entry_id, review_id):
    line = reviews.covered(reviewed_call(call_id), _entry(call_id, entry_id), current_user.id)
    if review_id not in {judge.review_id for judge in line.judges}:
        abort(404)
    form, found = ReasonForm(), []
    if not form.submit(lambda: found.append(assigning.take_back(call_id, review_id, form.reason.data, current_user)) or True):
        return _entry_page(call_id, entry_id, ending=form)
    notice("收回了，给了另一位评委。" if found[0] else "收回了。没有别的评委可以接，请手工指定。", "ok" if found[0] else "warn")
    return see("calls.entry_reviewers", call_id=call_id, entry_id=entry_id)


@bp.get("/calls/<int:call_id>/blind-check")
@requires(may_run_reviews)
def blind_checks(call_id):
    call = _blind(call_id)
    page = reviews_blind.check_page(call, current_user.id)

    def address(number):
        return url_for("calls.blind_checks", call_id=call_id, page=number)

    context = {"call": call, "page": page, "address": address, "veiled": is_veiled(current_user.id, call_id)}
    return render("calls/review/blind.html", **context)


def _blind(call_id):
    call = reviewed_call(call_id)
    return call if call.blind_authors else abort(404)


@bp.get("/calls/<int:call_id>/entries/<int:entry_id>/blind-check")
@requires(may_run_reviews)
def blind_check(call_id, entry_id):
    return _check_page(call_id, entry_id)


def _check_page(call_id, entry_id, form=None):
    call = _blind(call_id)
    entry = reviews_blind.entry_to_check(call_id, entry_id, current_user.id) or abort(404)
    (line,) = reviews_blind.checked(call, [entry])
    held = {"words": "\n".join(line.words), "files": [str(one.id) for one in line.opened if one.is_seen]}
    form = form or WordsForm(line.opened, formdata=None, data=held)
    context = {"call": call, "line": line, "form": form, "paper": reviews_blind.paper_of(entry_id)}
    return render("calls/review/blind_entry.html", status=form.status, **context)


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/blind-check")
@requires(may_run_reviews)
def create_blind_check(call_id, entry_id):
    call = _blind(call_id)
    entry = reviews_blind.entry_to_check(call.id, entry_id, current_user.id) or abort(404)
    form = WordsForm(reviews_blind.checked(call, [entry])[0].opened)
    if not form.submit(lambda: blinding.check_blinding(call_id, entry_id, form.facts, current_user)):
        return _check_page(call_id, entry_id, form)
    notice("核对好了，评委看到的就是去掉这些词以后的样子。")
    return see("calls.blind_checks", call_id=call_id)
