"""The trail of who did what."""

from flask import request, url_for
from flask_login import current_user

from unionweb.kernel import clock, menus
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import render
from unionweb.kernel.workbooks import workbook
from unionweb.office import queries, services
from unionweb.office.forms import AuditFilter
from unionweb.office.queries.events import Wanted
from unionweb.office.rules import may_see_audit
from unionweb.office.views.blueprint import bp

HEADER = ("时间", "谁", "工号", "做了什么", "对什么", "变化", "原因")

menus.add("office", 90, "操作记录", "office.audit", may_see_audit)


@bp.get("/audit")
@requires(may_see_audit)
def audit():
    form = AuditFilter.of(request.args)
    if not form.validate():
        return render("office/audit.html", status=422, form=form, page=None)
    asked = {name: value for name, value in request.args.items() if name in form and value}
    return render(
        "office/audit.html",
        form=form,
        page=queries.event_page(_wanted(form), current_user),
        address=lambda n: url_for("office.audit", **asked, page=n),
        asked=asked,
        limit=queries.EVENT_LIMIT,
    )


@bp.post("/audit/exports")
@requires(may_see_audit)
def create_audit_export():
    form = AuditFilter.of(request.form)
    if not form.validate():
        return render("office/audit.html", status=422, form=form, page=None)
    lines = queries.event_rows(_wanted(form), current_user)
    services.record_export(current_user, len(lines), {name: text for name, text in request.form.items() if name in form})
    rows = [(line.at, line.who, line.staff_no, line.what, line.subject, line.change, line.reason) for line in lines]
    return workbook(f"操作记录-{clock.today()}", Sheet("操作记录", HEADER, rows))


def _wanted(form) -> Wanted:
    return Wanted(
        form.staff_no.data or "", form.action.data or "", form.subject.data or "", form.since.data, form.until.data
    )
