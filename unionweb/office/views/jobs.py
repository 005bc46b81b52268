"""The background work, and the mails that are on their way."""

from flask import abort, request, url_for
from flask_login import current_user

from unionweb.inbox import queries as inbox
from unionweb.inbox.models import MailState
from unionweb.inbox.services import retry_mail
from unionweb.kernel import jobs as work
from unionweb.kernel import menus
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see
from unionweb.office import queries
from unionweb.office.rules import may_see_jobs
from unionweb.office.views.blueprint import bp

menus.add("office", 95, "任务", "office.jobs", may_see_jobs, also=("office.job_runs", "office.outbox"))


@bp.get("/jobs")
@requires(may_see_jobs)
def jobs():
    lines, mails = queries.job_lines(), inbox.mail_counts()
    return render("office/jobs.html", lines=lines, pending=work.pending(), mails=mails, states=MailState)


@bp.get("/jobs/<name>")
@requires(may_see_jobs)
def job_runs(name):
    job = work.jobs.get(name) or abort(404)
    return render(
        "office/job.html",
        job=job,
        page=queries.run_page(name),
        address=lambda n: url_for("office.job_runs", name=name, page=n),
    )


@bp.post("/jobs/<name>/runs")
@requires(may_see_jobs)
def create_job_run(name):
    job = work.jobs.get(name) or abort(404)
    try:
        work.enqueue(name)
    except Unavailable as error:
        raise Refused("任务没有排上，队列打不开。请确认任务进程在运行，再试一次。") from error
    notice(f"“{job.label}”排上了，任务进程空下来就运行，一般不到半分钟。")
    return see("office.jobs")


@bp.get("/jobs/mail/outbox")
@requires(may_see_jobs)
def outbox():
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in list(MailState) else None
    page = inbox.outbox_page(state)
    return render("office/outbox.html", page=page, state=state, states=MailState, masked=inbox.masked)


@bp.post("/jobs/mail/outbox/<int:mail_id>/retry")
@requires(may_see_jobs)
def create_mail_retry(mail_id):
    inbox.mail_or_none(mail_id) or abort(404)
    retry_mail(mail_id, current_user)
    notice("重新排上了，下一分钟再发一次。")
    return see("office.outbox")
