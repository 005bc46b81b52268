"""Signing up and what comes after: one's own sign-up, giving back, offers, the team."""

import secrets

from flask import abort
from flask_login import current_user

from unionweb.accounts.queries.colleagues import colleague
from unionweb.accounts.rules import units_led
from unionweb.activities import queries, services
from unionweb.activities.forms.signing import CheckForm, TeamForm, signup_form
from unionweb.activities.rules.eligibility import objections
from unionweb.activities.rules.kinds import SignupStatus
from unionweb.activities.rules.teams import roster_faults
from unionweb.activities.views.blueprint import bp
from unionweb.common import audit, questions
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock, documents
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see

NOT_OTHERS = {"state", "early", "late"}  # what stands in everybody's way


@bp.get("/activities/<int:activity_id>/sign-up")
@requires(signed_in)
def new_signup(activity_id):
    row = _activity(activity_id)
    own = queries.own_statuses(current_user.id, [row.id]).get(row.id)
    if own and not units_led(current_user):
        return see("activities.show_signup", signup_id=own.id)
    return _form_page(row, *_form(row, data={"request_key": secrets.token_urlsafe(12)}, formdata=None))


@bp.post("/activities/<int:activity_id>/sign-up")
@requires(signed_in)
def create_signup(activity_id):
    row = _activity(activity_id)
    form, asked = _form(row)
    person = _for_whom(form)
    by = None if person is current_user else current_user
    signup_id = person and form.submit(lambda: services.sign_up(person, form.wish(row, asked, by)))
    if not signup_id:
        form.status = form.status if form.status != 200 else 422
        return _form_page(row, form, asked)
    notice(_said(*queries.standing_of(signup_id), f"替{person.name}" if by else ""))
    return see("activities.show_signup", signup_id=signup_id)


def _for_whom(form):
    """The person the form is for; None, with the form telling why, when that is no colleague."""
    staff_no = form.for_staff_no.data if "for_staff_no" in form else None
    if not staff_no:
        return current_user
    found = colleague(current_user, staff_no)
    if found is None:
        form.validate_on_submit()
        form.for_staff_no.errors = [*form.for_staff_no.errors, "您单位里没有这个工号的会员"]
    return found


def _said(status, number, whom):
    if status is SignupStatus.waitlisted:
        return f"名额满了，{whom}排上候补了。补上了会发消息。"
    return f"{whom}报上了，报名号 {number}。"


def _form(row, **kwargs):
    asked, now = questions.questions_of("activity", row.id), clock.now()
    coming = [s for s in row.sessions if s.called_off_at is None and s.starts_at > now]
    return signup_form(row, asked, coming, for_others=bool(units_led(current_user)), **kwargs), asked


def _form_page(row, form, asked):
    applicant = queries.applicant_for(current_user.id, row)
    places, own_left = queries.places_of([row]), queries.own_left(row, applicant)
    is_full = 0 in {places[row.id, 0].left, own_left}
    if form.status == 200:
        form.waits.data = is_full  # a fresh form proposes what is possible
    found = objections(applicant, row, clock.now(), queries.audience_names())
    is_closed = any(o.code in NOT_OTHERS for o in found)
    context = {
        "activity": row, "form": form, "questions": asked, "objections": found, "places": places,
        "clashes": queries.overlapping(current_user.id, row), "shows_form": not found or ("for_staff_no" in form and not is_closed),
        "now": clock.now(), "own_left": own_left, "is_full": is_full, "grace": queries.moved_up_grace(),
    }  # fmt: skip
    return render("activities/sign_up.html", status=form.status, **context)


@bp.get("/activities/signups/<int:signup_id>")
@requires(signed_in)
def show_signup(signup_id):
    return _signup_page(_signup(signup_id))


def _signup_page(signup, form=None):
    row, asked = signup.activity, questions.answered_questions_of("activity", signup.activity_id)
    form = form or TeamForm(formdata=None)
    context = {
        "signup": signup, "activity": row, "form": form, "now": clock.now(), "is_own": signup.member_id == current_user.id,
        "position": queries.position_of(signup) if signup.status is SignupStatus.waitlisted else None, "questions": asked,
        "answers": questions.answers_of(asked, [signup.id]).get(signup.id, {}), "files": queries.files_in(asked, signup.id),
        "faults": roster_faults(row, signup.team) if signup.team_name else [], "events": audit.events_of("signup", signup.id),
        "words": audit.words, "starts_at": queries.starts_of(signup), "mine": queries.team_line(signup, current_user.id),
        "late_from": queries.late_from(signup),
    }  # fmt: skip
    return render("activities/signup.html", status=form.status, **context)


@bp.post("/activities/signups/<int:signup_id>/cancellation")
@requires(signed_in)
def create_signup_cancellation(signup_id):
    signup = _signup(signup_id)
    kind = ActorKind.owner if signup.member_id == current_user.id else ActorKind.proxy
    return _step(signup, lambda: services.cancel(current_user, signup_id, kind=kind), "取消了，名额让给后面的人。")


@bp.post("/activities/signups/<int:signup_id>/acceptance")
@requires(signed_in)
def create_acceptance(signup_id):
    return _step(_own(signup_id), lambda: services.accept_offer(current_user, signup_id), "接受了，报上了。")


@bp.post("/activities/signups/<int:signup_id>/refusal")
@requires(signed_in)
def create_refusal(signup_id):
    return _step(_own(signup_id), lambda: services.decline_offer(current_user, signup_id), "这个名额让给后面的人了。")


@bp.post("/activities/signups/<int:signup_id>/members")
@requires(signed_in)
def create_team_members(signup_id):
    signup, form = _own(signup_id), TeamForm()
    if not form.submit(lambda: services.name_members(current_user, signup_id, form.named)):
        return _signup_page(signup, form)
    notice("已经发消息请他们确认。")
    return see("activities.show_signup", signup_id=signup_id)


@bp.post("/activities/signups/<int:signup_id>/members/<int:team_member_id>/removal")
@requires(signed_in)
def create_team_member_removal(signup_id, team_member_id):
    return _step(_own(signup_id), lambda: services.drop_member(current_user, signup_id, team_member_id), "名单改好了。")


@bp.get("/activities/signups/<int:signup_id>/files/<int:answer_id>")
@requires(signed_in)
def show_answer_file(signup_id, answer_id):
    """A document that was answered with: for who signed up and for those who run the activity."""
    signup = queries.signup_for(current_user, signup_id) or queries.run_signup(current_user, signup_id) or abort(404)
    answer = questions.file_answer(answer_id) or abort(404)
    if answer.respondent_id != signup.id or answer.question.subject_kind != "activity":
        abort(404)
    return documents.handed_out(answer.value["file"], answer.value["title"])


def _step(signup, call, done):
    form = CheckForm()
    if not form.submit(call):
        return _signup_page(signup, _telling(form))
    notice(done)
    return see("activities.show_signup", signup_id=signup.id)


def _telling(form):
    """The page's own form, with what was refused."""
    told = TeamForm(formdata=None)
    told.form_errors, told.status = form.form_errors, form.status
    return told


def _signup(signup_id):
    return queries.signup_for(current_user, signup_id) or abort(404)


def _own(signup_id):
    """One's own alone: offers and teams are not for who signed somebody up."""
    signup = _signup(signup_id)
    return signup if signup.member_id == current_user.id else abort(404)


def _activity(activity_id):
    return queries.activity_for(current_user, activity_id) or abort(404)
