"""Hours: my own, those of an activity with confirming and correcting, certificates, the official record of volunteer service."""

from flask import abort
from flask_login import current_user

from unionweb.activities import papers
from unionweb.activities.forms.hours import AgainForm, CertificatesForm, CorrectionForm, RecordForm
from unionweb.activities.queries import hours as queries
from unionweb.activities.queries.presence import activity_run_by, corrections_of
from unionweb.activities.rules.access import may_run_any
from unionweb.activities.rules.certificates import CERTIFIED
from unionweb.activities.rules.presence import hours
from unionweb.activities.services import hours as services
from unionweb.activities.views.blueprint import bp
from unionweb.certificates.rules.states import CertificateState
from unionweb.kernel import clock
from unionweb.kernel.charts import bar
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import download, external, notice, render, see, whole


@bp.get("/activities/hours")
@requires(signed_in)
def show_own_hours():
    """My hours of a year: by kind, in all, and every one of them."""
    return _own_page(whole("year", clock.today().year, 2000, 2100))


@bp.post("/activities/hours/records")
@requires(signed_in)
def create_record():
    form = RecordForm()
    record_id = form.submit(lambda: services.issue_record(current_user, form.year.data, site=_site()))
    if not record_id:
        return _own_page(clock.today().year if form.year.errors else form.year.data, form)
    notice("志愿服务记录证明开好了，可以下载。")
    return see("activities.show_own_hours", year=form.year.data)


@bp.get("/activities/hours/records/<int:record_id>.pdf")
@requires(signed_in)
def show_record(record_id):
    """As long as its certificate is valid."""
    record, certificate = queries.record_of(current_user.id, record_id) or abort(404)
    if certificate.state is not CertificateState.valid:
        abort(404)
    body = papers.print_record(record, certificate)
    return download(body, f"志愿服务记录证明 {certificate.serial_no}.pdf", "application/pdf")


@bp.get("/activities/hours/notice")
@requires(signed_in)
def show_hours_notice():
    """公示: volunteer hours that were confirmed and are not certified yet."""
    page = page_of(queries.on_notice(), scalars=False)
    return render("activities/hours/notice.html", page=page, days=queries.notice_days(), hours=hours)


@bp.get("/activities/<int:activity_id>/hours")
@requires(may_run_any)
def show_hours(activity_id):
    return _activity_page(_run(activity_id))


@bp.post("/activities/<int:activity_id>/hours/confirmation")
@requires(may_run_any)
def create_hours_confirmation(activity_id):
    activity = _run(activity_id)
    count = services.confirm(activity.id, current_user)
    notice(f"确认了 {count} 条时长。")
    return see("activities.show_hours", activity_id=activity.id)


@bp.get("/activities/<int:activity_id>/hours/<int:attendance_id>")
@requires(may_run_any)
def edit_hours(activity_id, attendance_id):
    activity = _run(activity_id)
    found = queries.attendance_in(activity.id, attendance_id) or abort(404)
    return _correction_page(activity, found, CorrectionForm.of(found.minutes))


@bp.post("/activities/<int:activity_id>/hours/<int:attendance_id>")
@requires(may_run_any)
def update_hours(activity_id, attendance_id):
    activity, form = _run(activity_id), CorrectionForm()
    found = queries.attendance_in(activity.id, attendance_id) or abort(404)

    def correct():
        services.correct(activity.id, attendance_id, minutes=form.hours.minutes, reason=form.reason.data, actor=current_user)

    if not form.submit(correct):
        return _correction_page(activity, found, form)
    notice("更正好了，本人会收到消息。")
    return see("activities.show_hours", activity_id=activity.id)


@bp.post("/activities/<int:activity_id>/certificates")
@requires(may_run_any)
def create_certificates(activity_id):
    activity, form = _run(activity_id), CertificatesForm()

    def issue():
        said = services.Certified(form.period.data, form.content.data or "")
        return services.issue_certificates(activity.id, said, current_user, site=_site())

    count = form.submit(issue)
    if not count:
        return _activity_page(activity, form)
    notice(f"发了 {count} 张证书，正在排版，本人会收到消息。")
    return see("activities.show_hours", activity_id=activity.id)


@bp.post("/activities/<int:activity_id>/certificates/again")
@requires(may_run_any)
def create_certificates_again(activity_id):
    activity, form = _run(activity_id), AgainForm()

    def issue():
        said = services.Certified(form.period.data, form.content.data or "", form.reason.data)
        return services.issue_again(activity.id, said, current_user, site=_site())

    count = form.submit(issue)
    if not count:
        return _activity_page(activity, again=form)
    notice(f"重发了 {count} 张证书，正在排版，本人会收到消息。")
    return see("activities.show_hours", activity_id=activity.id)


def _own_page(year, form=None):
    rows = queries.own_attendances(current_user.id, year)
    kinds = queries.by_kind(rows)
    context = {"year": year, "years": queries.years_of(current_user.id), "rows": rows, "kinds": kinds, "form": form}
    context |= {"hours": hours, "bar": bar}
    context |= {"total": sum(kind.minutes for kind in kinds), "days": queries.notice_days(), "State": CertificateState}
    context |= {"provable": queries.provable(current_user.id, year), "records": queries.records_of(current_user.id)}
    return render("activities/hours/own.html", status=form.status if form else 200, **context)


def _activity_page(activity, form=None, again=None):
    page = page_of(queries.attendances_of(activity.id), scalars=False)
    status = (form or again or AgainForm(formdata=None)).status
    form, again = (given or made(formdata=None, data={"period": services.usual_period(activity)})
                   for given, made in ((form, CertificatesForm), (again, AgainForm)))  # fmt: skip
    context = {"activity": activity, "sums": queries.sums_of(activity.id), "hours": hours, "days": queries.notice_days()}
    context |= {"certified": queries.certified_count(activity.id), "is_certified": activity.kind in CERTIFIED}
    context |= {"is_over": queries.is_over(activity), "due": len(queries.without_certificate(activity))}
    context |= {"form": form, "again": again, "void": queries.with_void_certificate(activity) if activity.kind in CERTIFIED else []}
    return render("activities/hours/activity.html", status=status, page=page, **context)


def _correction_page(activity, found, form):
    context = {"activity": activity, "found": found, "corrections": corrections_of(found.id), "hours": hours}
    return render("activities/hours/correction.html", status=form.status, form=form, **context)


def _site() -> str:
    """The address of this installation, without the path."""
    return external("certificates.new_verification").removesuffix("/verify")


def _run(activity_id):
    return activity_run_by(current_user, activity_id) or abort(404)
