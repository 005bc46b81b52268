"""The desk of a result: how every entry stands, grades and their places, the meeting, settling it."""

from flask import abort, request, url_for
from flask_login import current_user

from unionweb.calls.forms.results import (
    NONE,
    OPEN,
    DecisionForm,
    GradesForm,
    MeetingForm,
    OrganForm,
    PublicityForm,
    ReasonForm,
    RestForm,
    StandsFilter,
    text_of_grades,
)
from unionweb.calls.queries import announcing, library
from unionweb.calls.queries import results as queries
from unionweb.calls.queries.reviews_bars import is_veiled
from unionweb.calls.rules.grades import parted_ties, tally, unreasoned
from unionweb.calls.rules.kinds import CallState, Subject
from unionweb.calls.rules.meeting import may_decide, may_read_results, may_run_results, usual_grades
from unionweb.calls.rules.scoring import ranks
from unionweb.calls.services import deciding
from unionweb.calls.views.blueprint import bp
from unionweb.common import publicity
from unionweb.common.objections import AnswerForm, ToldObjectionForm
from unionweb.kernel import clock
from unionweb.kernel.lists import page_of_rows
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see

PAGE = 50
KEEPS = {
    "open": lambda one: one.decision is None,
    "given": lambda one: one.position is not None,
    "none": lambda one: one.decision is not None and one.position is None,
    "asked": lambda one: one.is_asked,
    "tied": lambda one: one.is_tied,
}


def resulted_call(call_id):
    """A call that has come so far that there is something to decide, or was; 404 for every other."""
    call = queries.call_or_none(call_id) or abort(404)
    if call.state in {CallState.draft, CallState.called_off}:
        abort(404)
    return call


@bp.get("/calls/<int:call_id>/result-desk")
@requires(may_read_results)
def result_desk(call_id):
    return desk_page(resulted_call(call_id))


def desk_page(call, failed=None, **forms):
    """One call at its end. failed: the form that was just refused; forms: those to show as they were filled."""
    status = failed.status if failed else 200
    own = queries.own_entries(call.id, current_user.id)
    context = _table(call, own) | _steps(call, own) | {"call": call, "failed": failed, "CallState": CallState}
    return render("calls/results/desk.html", "calls/results/_stands.html", status=status, **context | forms)


def _table(call, own):
    """The entries of this page with everything that is counted over all of them. own: those the reader has a part in."""
    grades, every = queries.grades_of(call.id), queries.stands_of(call)
    standings, rules = [one.standing for one in every], queries.rules_of(grades)
    ties = {one.entry_id for group in parted_ties(rules, standings) for one in group}
    asked = {*unreasoned(rules, standings), *ties} if grades else set()
    decides = may_decide(call.state, clock.now() >= call.corrects_until)
    unseen = [one for one in queries.short_of_reviews(call, every, own) if decides]
    asked_or_unseen = asked | {one.id for one in unseen}
    shown = [one for one in queries.marked(every, asked_or_unseen, ranks({one.id: one.score for one in every})) if one.id not in own]
    form = StandsFilter(grades, dict(sorted((one.unit_id, one.unit) for one in shown)))
    page = page_of_rows([one for one in shown if form.keeps(one) and _keeps(form.show.data, one)], PAGE)

    def address(number):
        return url_for("calls.result_desk", call_id=call.id, **form.typed | {"page": number})

    counted = tally(rules, standings)
    names = queries.unit_names() if any(row.units for row in counted.used) else {}
    return {
        "veiled": is_veiled(current_user.id, call.id),
        "form": form, "grades": grades, "page": page, "address": address, "tally": counted,
        "over": {row.grade.name: [names[id] for id in row.units] for row in counted.used if row.units},
        "asked": len(asked), "own": len(own & {one.id for one in every}), "OPEN": OPEN, "NONE": NONE, "here": page.number,
        "may_decide": may_run_results(current_user) and decides, "unseen": [one for one in unseen if not one.is_own],
        "may_run": may_run_results(current_user), "has_scores": any(one.score is not None for one in every),
    }  # fmt: skip


def _steps(call, own):
    """What stands beside the table: the meeting, the 公示, what was made of the result; empty forms for the next steps."""
    shown = queries.publications_of(call.id)
    found = publicity.publicity_of(queries.KIND, shown[0].id) if shown else None
    return {
        "meeting": queries.meeting_of(call.id), "result": queries.result_of(call.id), "publication": shown[0] if shown else None,
        "publicity": found, "objections": announcing.objections_of(call.id),
        "is_party": bool(own),
        "messages": announcing.message_counts(call.id), "is_work": call.subject is Subject.work, "fresh": library.waiting_cases(call),
        "rest": RestForm(queries.grades_of(call.id), formdata=None), "opening": PublicityForm.usual(call),
        "back": ReasonForm(prefix="back", formdata=None), "stopping": ReasonForm(prefix="stop", formdata=None),
        "telling": ToldObjectionForm(formdata=None), "answering": (0, AnswerForm(formdata=None)),
        "issuing": OrganForm.usual(call), "striking": (0, ReasonForm(formdata=None)),
    }  # fmt: skip


def _keeps(show, one):
    """Whether an entry stands as was asked for: as KEEPS says, or in the grade g<id>."""
    return KEEPS[show](one) if show in KEEPS else show in {"", f"g{one.grade_id}"}


@bp.post("/calls/<int:call_id>/entries/<int:entry_id>/decision")
@requires(may_run_results)
def create_decision(call_id, entry_id):
    call = resulted_call(call_id)
    if not any(one.id == entry_id for one in queries.stands_of(call)):
        abort(404)
    form = DecisionForm(queries.grades_of(call_id))
    if not form.submit(lambda: _decide(call_id, entry_id, form)):
        return desk_page(call, form, typed=(entry_id, form))
    shown = {name: request.args[name][:60] for name in ("show", "unit", "q", "page") if request.args.get(name)}
    return see("calls.result_desk", call_id=call_id, **shown, _anchor=f"entry-{entry_id}")


def _decide(call_id, entry_id, form):
    clears = form.grade.data == OPEN
    deciding.decide(call_id, entry_id, form.choice, form.reason.data or "", actor=current_user, clears=clears)


@bp.post("/calls/<int:call_id>/order")
@requires(may_run_results)
def create_order(call_id):
    call, form, done = resulted_call(call_id), ReasonForm(prefix="none"), []
    del form.reason
    if not form.submit(lambda: done.extend(deciding.apply_order(call_id, current_user)) or True):
        return desk_page(call, form)
    count, tied = done
    notice(f"按得分顺序定了 {count} 件。" + (f"有 {len(tied)} 件得分相同、名额不够，请商量以后一件一件定，再套一次。" if tied else ""))
    return see("calls.result_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/rest")
@requires(may_run_results)
def create_rest(call_id):
    call, form, done = resulted_call(call_id), RestForm(queries.grades_of(call_id)), []
    if not form.submit(lambda: done.append(deciding.grant_rest(call_id, form.grade.data, current_user)) or True):
        return desk_page(call, form, rest=form)
    notice(f"定了 {done[0]} 件。")
    return see("calls.result_desk", call_id=call_id)


@bp.get("/calls/<int:call_id>/grades")
@requires(may_run_results)
def edit_grades(call_id):
    call = resulted_call(call_id)
    known = text_of_grades(queries.grades_of(call_id)) or "\n".join(usual_grades(call.kind))
    return _grades_page(call, GradesForm(formdata=None, data={"grades": known}))


@bp.post("/calls/<int:call_id>/grades")
@requires(may_run_results)
def update_grades(call_id):
    call, form = resulted_call(call_id), GradesForm()
    if not form.submit(lambda: deciding.set_grades(call_id, form.typed, current_user)):
        return _grades_page(call, form)
    notice("等次和名额定好了。")
    return see("calls.result_desk", call_id=call_id)


def _grades_page(call, form):
    return render("calls/results/grades.html", status=form.status, call=call, form=form)


@bp.get("/calls/<int:call_id>/meeting")
@requires(may_run_results)
def edit_meeting(call_id):
    call, known = resulted_call(call_id), queries.meeting_of(call_id)
    data = {"held_on": clock.today()}
    if known:
        data = {"held_on": known.held_on, "place": known.place, "chaired_by": known.chaired_by, "note": known.note}
        data |= {"present": "\n".join(known.present), "absent": "\n".join(known.absent)}
    return _meeting_page(call, MeetingForm(formdata=None, data=data))


@bp.post("/calls/<int:call_id>/meeting")
@requires(may_run_results)
def update_meeting(call_id):
    call, form = resulted_call(call_id), MeetingForm()
    if not form.submit(lambda: deciding.record_meeting(call_id, form.meeting, current_user)):
        return _meeting_page(call, form)
    notice("会议记录存好了。")
    return see("calls.result_desk", call_id=call_id)


def _meeting_page(call, form):
    return render("calls/results/meeting.html", status=form.status, call=call, form=form)


@bp.post("/calls/<int:call_id>/settlement")
@requires(may_run_results)
def create_settlement(call_id):
    call, form = resulted_call(call_id), ReasonForm(prefix="none")
    del form.reason
    if not form.submit(lambda: deciding.settle(call_id, current_user)):
        return desk_page(call, form)
    notice("结果定下来了，可以公示了。")
    return see("calls.result_desk", call_id=call_id)


@bp.post("/calls/<int:call_id>/settlement-reversal")
@requires(may_run_results)
def create_settlement_reversal(call_id):
    call, form = resulted_call(call_id), ReasonForm(prefix="back")
    if not form.submit(lambda: deciding.reopen(call_id, form.reason.data, current_user)):
        return desk_page(call, form, back=form)
    notice("退回重新定了，原来拟定的等次都还在。")
    return see("calls.result_desk", call_id=call_id)
