"""The desk of those who run activities: their list, one activity, the steps, who has signed up."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.activities import queries, services
from unionweb.activities.forms.editing import AttachmentForm, CapacityForm, PictureForm, ReasonForm
from unionweb.activities.forms.looking import DeskForm, SignupsForm
from unionweb.activities.rules.access import may_run_all, may_run_any
from unionweb.activities.rules.eligibility import audience_words
from unionweb.activities.rules.kinds import ActivityState, AgeBand, Picks
from unionweb.activities.rules.publishing import missing
from unionweb.activities.rules.teams import roster_faults
from unionweb.activities.views.blueprint import bp
from unionweb.common import audit, questions
from unionweb.kernel import clock, documents, menus
from unionweb.kernel.forms import VersionedForm
from unionweb.kernel.labels import label, moment
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see, whole
from unionweb.kernel.workbooks import workbook

menus.add(
    "office", 66, "活动", "activities.desk", may_run_any,
    also=("activities.desk", "activities.new", "activities.edit", "activities.create", "activities.update", "activities.signups",
          "activities.pools", "activities.questions", "activities.series", "activities.new_session"),
)  # fmt: skip
BANDS = {band.value: label(band) for band in AgeBand}


@bp.get("/activities/desk")
@requires(may_run_any)
def desk():
    form = DeskForm(queries.holders_for(current_user))
    page = queries.desk_page(current_user, *form.wanted)

    def address(number):
        return url_for("activities.desk", **form.typed | {"page": number})

    context = {"form": form, "page": page, "address": address, "counts": queries.state_counts(current_user)}
    context |= {"places": queries.places_of(page.rows), "may_run_all": may_run_all}
    return render("activities/desk.html", "activities/_desk_found.html", **context)


@bp.get("/activities/<int:activity_id>/desk")
@requires(may_run_any)
def desk_activity(activity_id):
    return desk_page(activity_of(activity_id))


def desk_page(row, form=None):
    """The desk of one activity. form: the step that did not work, if any."""
    form = form or VersionedForm(formdata=None, data={"version": str(row.version)})
    context = {
        "activity": row, "form": form, "places": queries.places_of([row]), "now": clock.now(),
        "missing": missing(row, clock.now()) if row.state is ActivityState.draft else [],
        "audience": audience_words(row.audience, queries.audience_names()), "counts": queries.status_counts(row.id),
        "attachments": queries.attachments_of(row.id), "questions": questions.questions_of("activity", row.id),
        "events": audit.events_of("activity", row.id), "words": audit.words, "picks_one": row.picks is Picks.one,
        "reason": ReasonForm(formdata=None), "capacity": CapacityForm(formdata=None, data={"capacity": row.capacity}),
        "accept": documents.ACCEPT,
        "picture": PictureForm(formdata=None), "attaching": AttachmentForm(formdata=None), "version": row.version,
    }  # fmt: skip
    return render("activities/desk_activity.html", status=form.status, **context)


@bp.post("/activities/<int:activity_id>/publication")
@requires(may_run_any)
def create_publication(activity_id):
    form = VersionedForm()
    return step(activity_id, form, lambda: services.publish(activity_id, form.seen_version, current_user), "发布了，大家看得到了。")


@bp.post("/activities/<int:activity_id>/closing")
@requires(may_run_any)
def create_closing_of_signups(activity_id):
    return step(activity_id, VersionedForm(), lambda: services.close(activity_id, current_user), "报名截止了。")


@bp.post("/activities/<int:activity_id>/calling-off")
@requires(may_run_any)
def create_calling_off(activity_id):
    form = ReasonForm()
    done = "取消了，报了名和排候补的人都收到了消息。"
    return step(activity_id, form, lambda: services.call_off(activity_id, form.reason.data, current_user), done)


@bp.post("/activities/<int:activity_id>/capacity")
@requires(may_run_any)
def create_capacity(activity_id):
    form, session_id = CapacityForm(), whole("session", 0, 0, 2**31 - 1)
    return step(
        activity_id, form, lambda: services.raise_capacity(activity_id, session_id, form.capacity.data, current_user),
        "名额加好了，候补的人按次序补上。",
    )  # fmt: skip


@bp.post("/activities/<int:activity_id>/picture")
@requires(may_run_any)
def create_picture(activity_id):
    form = PictureForm()
    return step(activity_id, form, lambda: services.set_picture(activity_id, form.contents, current_user), "图片换好了。")


@bp.post("/activities/<int:activity_id>/attachments")
@requires(may_run_any)
def create_attachment(activity_id):
    form = AttachmentForm()
    return step(activity_id, form, lambda: services.attach(activity_id, form.contents, current_user), "附件加好了。")


@bp.post("/activities/attachments/<int:activity_attachment_id>/removal")
@requires(may_run_any)
def create_attachment_removal(activity_attachment_id):
    found = queries.attachment_or_none(activity_attachment_id) or abort(404)
    return step(found.activity_id, VersionedForm(), lambda: services.detach(activity_attachment_id, current_user), "去掉了。")


@bp.get("/activities/<int:activity_id>/signups")
@requires(may_run_any)
def signups(activity_id):
    row = activity_of(activity_id)
    form = _signups_form(row)
    page = queries.signups_page(row.id, form.asked)

    def address(number):
        return url_for("activities.signups", activity_id=row.id, **form.typed | {"page": number})

    context = {"activity": row, "form": form, "page": page, "address": address, "counts": queries.status_counts(row.id)}
    teams = queries.team_sizes([signup.id for signup in page.rows]) if row.team_most > 1 else {}
    return render("activities/signups.html", "activities/_signups_found.html", **context, teams=teams)


@bp.get("/activities/<int:activity_id>/signups.xlsx")
@requires(may_run_any)
def signups_sheet(activity_id):
    row = activity_of(activity_id)
    return workbook(documents.titled(f"报名名单 {row.title}", ""), *queries.sheets_of(row, _signups_form(row).asked))


def _signups_form(row):
    sessions = [(s.id, s.title or moment(s.starts_at)) for s in row.sessions] if row.picks is Picks.one else []
    return SignupsForm(sessions, queries.units_of_signups(row.id))


@bp.get("/activities/signups/<int:signup_id>/desk")
@requires(may_run_any)
def desk_signup(signup_id):
    return _signup_page(_signup(signup_id))


def _signup_page(signup, form=None):
    row, asked = signup.activity, questions.answered_questions_of("activity", signup.activity_id)
    form = form or ReasonForm(formdata=None)
    context = {
        "signup": signup, "activity": row, "form": form, "questions": asked, "files": queries.files_in(asked, signup.id),
        "answers": questions.answers_of(asked, [signup.id]).get(signup.id, {}), "events": audit.events_of("signup", signup.id),
        "faults": roster_faults(row, signup.team) if signup.team_name else [], "words": audit.words, "bands": BANDS,
    }  # fmt: skip
    return render("activities/desk_signup.html", status=form.status, **context)


@bp.post("/activities/signups/<int:signup_id>/removal")
@requires(may_run_any)
def create_signup_removal(signup_id):
    signup, form = _signup(signup_id), ReasonForm()
    if not form.submit(lambda: services.remove(current_user, signup_id, form.reason.data)):
        return _signup_page(signup, form)
    notice("去掉了，已经发消息告诉本人。")
    return see("activities.desk_signup", signup_id=signup_id)


@bp.post("/activities/signups/<int:signup_id>/roster-check")
@requires(may_run_any)
def create_roster_check(signup_id):
    signup, form = _signup(signup_id), VersionedForm()
    if not form.submit(lambda: services.check_roster(current_user, signup_id)):
        told = ReasonForm(formdata=None)
        told.form_errors, told.status = form.form_errors, form.status
        return _signup_page(signup, told)
    notice("名单核对过了。")
    return see("activities.desk_signup", signup_id=signup_id)


def step(activity_id, form, call, done):
    """One step from the desk of an activity: back to it, or the same page with what was refused."""
    row = activity_of(activity_id)
    if not form.submit(call):
        told = VersionedForm(formdata=None, data={"version": str(row.version)})
        told.form_errors = [*form.form_errors, *(str(e) for field in form for e in field.errors)]
        told.status = form.status
        return desk_page(row, told)
    notice(done)
    return see("activities.desk_activity", activity_id=activity_id)


def activity_of(activity_id):
    """An activity that the person behind this request runs; every other is not found."""
    return queries.run_activity(current_user, activity_id) or abort(404)


def _signup(signup_id):
    return queries.run_signup(current_user, signup_id) or abort(404)
