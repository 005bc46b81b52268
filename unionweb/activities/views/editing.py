"""The editor: what, who, when, places; dates; what is set aside; questions; campaigns."""

from flask import abort
from flask_login import current_user

from unionweb.activities import queries, services
from unionweb.activities.forms.editing import ActivityForm, ReasonForm, SeriesForm, SessionForm, pools_form
from unionweb.activities.rules.access import may_create, may_hold_for, may_run_all, may_run_any
from unionweb.activities.rules.kinds import ActivityState, Picks
from unionweb.activities.views.blueprint import bp
from unionweb.activities.views.desk import activity_of, step
from unionweb.common import questions
from unionweb.common.questions import QuestionForm
from unionweb.kernel.errors import Refused
from unionweb.kernel.forms import VersionedForm
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see

OTHERS = "您只能给自己负责的单位或协会办活动。"


@bp.get("/activities/new")
@requires(may_create)
def new():
    return _form_page(ActivityForm(_lists(), formdata=None, data=queries.usual_times()))


@bp.post("/activities")
@requires(may_create)
def create():
    form = ActivityForm(_lists())
    activity_id = form.submit(lambda: services.create(_held(form.facts), current_user))
    if not activity_id:
        return _form_page(form)
    notice("存成草稿了。接下来加场次。")
    return see("activities.desk_activity", activity_id=activity_id)


@bp.get("/activities/<int:activity_id>/edit")
@requires(may_run_any)
def edit(activity_id):
    row = activity_of(activity_id)
    return _form_page(ActivityForm.of(_lists(row), row), row)


@bp.post("/activities/<int:activity_id>")
@requires(may_run_any)
def update(activity_id):
    row = activity_of(activity_id)
    form = ActivityForm(_lists(row))
    if not form.submit(lambda: services.update(activity_id, form.seen_version, _held(form.facts), current_user)):
        return _form_page(form, activity_of(activity_id))
    notice("改好了。")
    return see("activities.desk_activity", activity_id=activity_id)


def _held(facts):
    """The facts, when this person may hold an activity for that unit or club."""
    if not may_hold_for(current_user, facts["unit_id"], facts["club_id"]):
        raise Refused(OTHERS)
    return facts


def _lists(row=None):
    return queries.holders_for(current_user), queries.series_choices(row), queries.club_choices(current_user, row)


def _form_page(form, row=None):
    return render("activities/form.html", status=form.status, form=form, activity=row)


@bp.post("/activities/<int:activity_id>/copies")
@requires(may_run_any)
def create_copy(activity_id):
    activity_of(activity_id)
    new_id = services.copy(activity_id, current_user)
    notice("照着建好了草稿，时间往后挪了整一年。请逐项看一遍。")
    return see("activities.desk_activity", activity_id=new_id)


@bp.get("/activities/<int:activity_id>/sessions/new")
@requires(may_run_any)
def new_session(activity_id):
    row = activity_of(activity_id)
    return _session_page(row, SessionForm(formdata=None, data=queries.usual_session(row)))


@bp.post("/activities/<int:activity_id>/sessions")
@requires(may_run_any)
def create_session(activity_id):
    row, form = activity_of(activity_id), SessionForm()
    if not form.submit(lambda: services.add_session(activity_id, form.facts, current_user)):
        return _session_page(row, form)
    notice("加了一场。")
    return see("activities.desk_activity", activity_id=activity_id)


@bp.get("/activities/sessions/<int:activity_session_id>/edit")
@requires(may_run_any)
def edit_session(activity_session_id):
    session = _session(activity_session_id)
    return _session_page(session.activity, SessionForm.of(session), session)


@bp.post("/activities/sessions/<int:activity_session_id>")
@requires(may_run_any)
def update_session(activity_session_id):
    session, form = _session(activity_session_id), SessionForm()
    if not form.submit(lambda: services.change_session(activity_session_id, form.facts, current_user)):
        return _session_page(session.activity, form, session)
    notice("改好了。时间或地点变了的话，报了名的人都收到了消息。")
    return see("activities.desk_activity", activity_id=session.activity_id)


@bp.post("/activities/sessions/<int:activity_session_id>/removal")
@requires(may_run_any)
def create_session_removal(activity_session_id):
    session = _session(activity_session_id)
    return step(session.activity_id, VersionedForm(), lambda: services.remove_session(activity_session_id, current_user), "去掉了。")


@bp.post("/activities/sessions/<int:activity_session_id>/calling-off")
@requires(may_run_any)
def create_session_calling_off(activity_session_id):
    session, form = _session(activity_session_id), ReasonForm()
    if not form.submit(lambda: services.call_off_session(activity_session_id, form.reason.data, current_user)):
        return _session_page(session.activity, SessionForm.of(session), session, form)
    notice("这一场取消了，报了名的人都收到了消息。")
    return see("activities.desk_activity", activity_id=session.activity_id)


def _session_page(row, form, session=None, reason=None):
    reason = reason or ReasonForm(formdata=None)
    context = {"activity": row, "form": form, "session": session, "reason": reason, "picks_one": row.picks is Picks.one}
    status = reason.status if reason.status != 200 else form.status
    return render("activities/session.html", status=status, **context, is_draft=row.state is ActivityState.draft)


def _session(activity_session_id):
    return queries.run_session(current_user, activity_session_id) or abort(404)


@bp.get("/activities/<int:activity_id>/pools")
@requires(may_run_any)
def pools(activity_id):
    row = _pooled(activity_id)
    places = {f"pool_{pool.key}": pool.places for pool in row.pools}
    return _pools_page(row, pools_form(queries.pool_choices(row.pool_kind))(formdata=None, data=places))


@bp.post("/activities/<int:activity_id>/pools")
@requires(may_run_any)
def update_pools(activity_id):
    row = _pooled(activity_id)
    choices = queries.pool_choices(row.pool_kind)
    form = pools_form(choices)()

    def call():
        return services.set_pools(activity_id, {key: form[f"pool_{key}"].data or 0 for key, _ in choices}, current_user)

    if not form.submit(call):
        return _pools_page(row, form)
    notice("留好了。")
    return see("activities.desk_activity", activity_id=activity_id)


def _pools_page(row, form):
    fields = [(key, form[f"pool_{key}"]) for key, _ in queries.pool_choices(row.pool_kind)]
    taken = queries.taken_by_pool(row)
    return render("activities/pools.html", status=form.status, activity=row, form=form, fields=fields, taken=taken)


def _pooled(activity_id):
    row = activity_of(activity_id)
    return row if row.pool_kind else abort(404)


@bp.get("/activities/<int:activity_id>/questions")
@requires(may_run_any)
def questions_page(activity_id):
    return _questions_page(activity_of(activity_id), QuestionForm(formdata=None))


@bp.post("/activities/<int:activity_id>/questions")
@requires(may_run_any)
def create_question(activity_id):
    row, form = activity_of(activity_id), QuestionForm()
    if not form.submit(lambda: questions.add_question("activity", activity_id, form.facts, current_user)):
        return _questions_page(row, form)
    notice("加了一题。")
    return see("activities.questions_page", activity_id=activity_id)


@bp.get("/activities/<int:activity_id>/questions/<int:question_id>/edit")
@requires(may_run_any)
def questions_edit(activity_id, question_id):
    row, question = activity_of(activity_id), _question(activity_id, question_id)
    return _questions_page(row, QuestionForm.of(question, formdata=None), question)


@bp.post("/activities/<int:activity_id>/questions/<int:question_id>")
@requires(may_run_any)
def update_question(activity_id, question_id):
    row, question, form = activity_of(activity_id), _question(activity_id, question_id), QuestionForm()
    if not form.submit(lambda: questions.change_question(question_id, form.facts, current_user)):
        return _questions_page(row, form, question)
    notice("改好了。")
    return see("activities.questions_page", activity_id=activity_id)


@bp.post("/activities/<int:activity_id>/questions/<int:question_id>/move-up")
@requires(may_run_any)
def create_question_move(activity_id, question_id):
    return _question_step(activity_id, question_id, lambda: questions.move_question(question_id, current_user, up=True))


@bp.post("/activities/<int:activity_id>/questions/<int:question_id>/withdrawal")
@requires(may_run_any)
def create_question_withdrawal(activity_id, question_id):
    return _question_step(activity_id, question_id, lambda: questions.withdraw_question(question_id, current_user))


def _question_step(activity_id, question_id, call):
    activity_of(activity_id)
    _question(activity_id, question_id)
    call()
    return see("activities.questions_page", activity_id=activity_id)


def _questions_page(row, form, question=None):
    asked = questions.questions_of("activity", row.id)
    return render("activities/questions.html", status=form.status, activity=row, form=form, question=question, questions=asked)


def _question(activity_id, question_id):
    return questions.question_or_none(question_id, "activity", activity_id) or abort(404)


@bp.get("/activities/series")
@requires(may_run_all)
def series():
    return _series_page(SeriesForm(formdata=None))


@bp.post("/activities/series")
@requires(may_run_all)
def create_series():
    form = SeriesForm()
    if not form.submit(lambda: services.add_series(form.name.data, form.about.data or "", current_user)):
        return _series_page(form)
    notice("加好了。")
    return see("activities.series")


@bp.post("/activities/series/<int:series_id>/ending")
@requires(may_run_all)
def create_series_ending(series_id):
    if series_id not in {row.id for row in queries.all_series()}:
        abort(404)
    services.end_series(series_id, current_user)
    notice("停了。以前的活动还在这个系列里。")
    return see("activities.series")


def _series_page(form):
    return render("activities/series.html", status=form.status, form=form, series=queries.all_series())
