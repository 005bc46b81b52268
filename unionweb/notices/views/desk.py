"""What the office does with a notice that is written: check, give back, publish, withdraw; who has read it; the register."""

from flask import Response, abort, make_response, url_for
from flask_login import current_user

from unionweb.common import audit, publicity
from unionweb.common.objections import AnswerForm, ToldObjectionForm
from unionweb.kernel import clock, documents, menus
from unionweb.kernel.forms import VersionedForm
from unionweb.kernel.labels import label
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import download, external, render, see, whole
from unionweb.kernel.web import notice as flash_notice
from unionweb.kernel.workbooks import workbook
from unionweb.notices import printing, queries, services
from unionweb.notices.forms import AttachmentForm, DeskFilter, ReasonForm
from unionweb.notices.rules import TooMuch, access
from unionweb.notices.rules.access import may_run_notices
from unionweb.notices.rules.composing import plain_text
from unionweb.notices.rules.kinds import State
from unionweb.notices.views.blueprint import bp

menus.add(
    "office", 65, "通知公告", "notices.desk", may_run_notices,
    also=("notices.desk", "notices.new", "notices.edit", "notices.preview", "notices.receipts", "notices.register",
          "notices.create", "notices.update", "notices.voiding"),
)  # fmt: skip
RETURN = {"prefix": "return", "text": "要改什么", "hint": "写的人会看到，如“第二条的时间和附件不一致”"}
WITHDRAW = {"prefix": "withdrawal", "text": "为什么撤回", "hint": "收到的人都会看到，一直留着"}
WORDS = {"created": "起草了", "withdrawn": "撤回了"}
GIVE_UP = {"prefix": "withdrawal", "text": "为什么不发了", "hint": "记在经过里"}


@bp.get("/notices/desk")
@requires(may_run_notices)
def desk():
    form = DeskFilter()

    def address(number):
        return url_for("notices.desk", **form.typed | {"page": number})

    page = queries.desk_page(*form.wanted)
    context = {"form": form, "page": page, "counts": queries.state_counts(), "address": address}
    return render("notices/desk.html", "notices/_desk_found.html", **context, feed=external("notices.show_feed"))


@bp.get("/notices/<int:notice_id>/desk")
@requires(may_run_notices)
def desk_notice(notice_id):
    return desk_page(_notice(notice_id))


@bp.get("/notices/<int:notice_id>/preview.pdf")
@requires(may_run_notices)
def preview_paper(notice_id):
    notice = _notice(notice_id)
    if notice.pdf:
        return documents.handed_out(notice.pdf, notice.title)
    try:
        body = printing.pdf_of(queries.paper_of(notice))
    except (PaperProblem, TooMuch) as problem:
        return Response(str(problem), 409, mimetype="text/plain")
    return download(body, documents.titled(f"预览 {notice.title}", ".pdf"), "application/pdf")


@bp.post("/notices/<int:notice_id>/check")
@requires(may_run_notices)
def create_check(notice_id):
    return _step(notice_id, services.check_notice, "核好了，可以发布了。")


@bp.post("/notices/<int:notice_id>/publication")
@requires(may_run_notices)
def create_publication(notice_id):
    answer = _step(notice_id, services.publish_notice)
    if answer.status_code == 303:
        flash_notice("发布了。" if _notice(notice_id).pdf else "发布了。公文 PDF 正在排版，过几分钟就有。")
    return answer


def _step(notice_id, service, done=""):
    _notice(notice_id)
    form = VersionedForm()
    if not form.submit(lambda: service(notice_id, form.seen_version, current_user)):
        return make_response(desk_page(_notice(notice_id), form))
    if done:
        flash_notice(done)
    return make_response(see("notices.desk_notice", notice_id=notice_id))


@bp.post("/notices/<int:notice_id>/return")
@requires(may_run_notices)
def create_return(notice_id):
    _notice(notice_id)
    form = ReasonForm(**RETURN)
    if not form.submit(lambda: services.return_notice(notice_id, form.seen_version, form.reason.data, current_user)):
        return desk_page(_notice(notice_id), form, returning=form)
    flash_notice("退回了。写的人会看到您的话。")
    return see("notices.desk_notice", notice_id=notice_id)


@bp.post("/notices/<int:notice_id>/withdrawal")
@requires(may_run_notices)
def create_withdrawal(notice_id):
    form = ReasonForm(**_withdrawing(_notice(notice_id)))
    if not form.submit(lambda: services.withdraw_notice(notice_id, form.reason.data, current_user)):
        return desk_page(_notice(notice_id), form, withdrawing=form)
    flash_notice("撤回了。")
    return see("notices.desk_notice", notice_id=notice_id)


def _withdrawing(notice):
    return WITHDRAW if notice.is_public else GIVE_UP


@bp.post("/notices/<int:notice_id>/attachments")
@requires(may_run_notices)
def create_attachment(notice_id):
    _notice(notice_id)
    form = AttachmentForm()
    if not form.submit(lambda: services.attach(notice_id, form.contents, current_user)):
        return desk_page(_notice(notice_id), form, attaching=form)
    flash_notice("附件加好了。")
    return see("notices.desk_notice", notice_id=notice_id)


@bp.post("/notices/attachments/<int:attachment_id>/removal")
@requires(may_run_notices)
def create_attachment_removal(attachment_id):
    row = queries.attachment_or_none(attachment_id) or abort(404)
    services.detach(attachment_id, current_user)
    flash_notice("去掉了。")
    return see("notices.desk_notice", notice_id=row.notice_id)


@bp.get("/notices/<int:notice_id>/receipts")
@requires(may_run_notices)
def receipts(notice_id):
    notice, unit_id = _notice(notice_id), whole("unit", 0, 0, 2**31 - 1)
    if not notice.is_public:
        abort(404)
    units = queries.receipts_by_unit(notice)
    chosen = next((unit for unit in units if unit.unit_id == unit_id), None)

    def address(number):
        return url_for("notices.receipts", notice_id=notice_id, unit=chosen.unit_id if chosen else None, page=number)

    page = queries.missing_page(notice, chosen.unit_id if chosen else None)
    context = {"notice": notice, "units": units, "chosen": chosen, "page": page, "address": address}
    return render("notices/receipts.html", **context, is_open=notice.state is State.published)


@bp.get("/notices/<int:notice_id>/receipts.xlsx")
@requires(may_run_notices)
def missing_sheet(notice_id):
    notice = _notice(notice_id)
    if not notice.is_public:
        abort(404)
    verb = "签收" if notice.needs_receipt else "看"
    name = documents.titled(f"还没{verb} {notice.title}", "")
    return workbook(name, Sheet(f"还没{verb}", queries.MISSING, queries.missing_rows(notice)))


@bp.post("/notices/<int:notice_id>/reminders")
@requires(may_run_notices)
def create_reminder(notice_id):
    _notice(notice_id)
    count = services.remind(notice_id, current_user)
    flash_notice(f"给 {count} 人发了消息。")
    return see("notices.receipts", notice_id=notice_id)


@bp.post("/notices/<int:notice_id>/told-objections")
@requires(may_run_notices)
def create_told_objection(notice_id):
    _notice(notice_id)
    form, shown = ToldObjectionForm(), publicity.publicity_of(queries.SUBJECT, notice_id) or abort(404)
    told = {"told_by": form.told_by.data, "received_on": form.received_on.data}
    if not form.submit(lambda: publicity.record_objection(shown.id, form.text.data, current_user, **told)):
        return desk_page(_notice(notice_id), form, telling=form)
    flash_notice("记下了。")
    return see("notices.desk_notice", notice_id=notice_id)


@bp.post("/notices/<int:notice_id>/objections/<int:objection_id>/answer")
@requires(may_run_notices)
def create_answer(notice_id, objection_id):
    form, shown = AnswerForm(), publicity.publicity_of(queries.SUBJECT, notice_id) or abort(404)
    if objection_id not in {row.id for row in publicity.objections_to(shown.id)}:
        abort(404)
    if not form.submit(lambda: services.answer_objection(objection_id, notice_id, form.answer.data, current_user)):
        return desk_page(_notice(notice_id), form, answering=(objection_id, form))
    flash_notice("答复好了。")
    return see("notices.desk_notice", notice_id=notice_id)


@bp.get("/notices/register")
@requires(may_run_notices)
def register():
    year = whole("year", clock.today().year, 1990, 2100)
    return _register_page(year)


@bp.get("/notices/register.xlsx")
@requires(may_run_notices)
def register_sheet():
    year = whole("year", clock.today().year, 1990, 2100)
    rows = queries.register_rows(year, label)
    return workbook(f"发文登记 {year}", Sheet(f"{year} 年", queries.REGISTER, rows))


def _register_page(year):
    context = {"year": year, "years": queries.register_years(), "page": queries.register_page(year)}
    return render("notices/register.html", address=lambda n: url_for("notices.register", year=year, page=n), **context)


@bp.get("/notices/numbers/<int:number_id>/voiding")
@requires(may_run_notices)
def voiding(number_id):
    return _voiding_page(number_id, _void_form())


@bp.post("/notices/numbers/<int:number_id>/voiding")
@requires(may_run_notices)
def create_voiding(number_id):
    form = _void_form()
    queries.number_or_none(number_id) or abort(404)
    if not form.submit(lambda: services.void_number(number_id, form.reason.data, current_user)):
        return _voiding_page(number_id, form)
    found = queries.number_or_none(number_id)
    flash_notice(f"{found.text} 作废了，不会再编给别的通知。")
    return see("notices.register", year=found.year)


def _void_form():
    return ReasonForm("void", "为什么作废", "一直留在登记簿上")


def _voiding_page(number_id, form):
    found = queries.number_or_none(number_id) or abort(404)
    return render("notices/voiding.html", status=form.status, form=form, number=found, State=State)


def desk_page(notice, failed=None, **forms):
    """One notice as the office sees it. failed: the form that was just refused; forms: the ones to show filled."""
    version = {"version": str(notice.version), "formdata": None}
    shown = publicity.publicity_of(queries.SUBJECT, notice.id)
    paper, unreadable = _readable(notice)
    usual = {
        "step": VersionedForm(**version),
        "returning": ReasonForm(**RETURN, **version),
        "withdrawing": ReasonForm(**_withdrawing(notice), **version),
        "attaching": AttachmentForm(formdata=None),
        "telling": ToldObjectionForm(formdata=None),
        "answering": (0, AnswerForm(formdata=None)),
    }
    context = {
        "notice": notice,
        "paper": paper,
        "unreadable": unreadable,
        "chat": plain_text(paper, external("notices.show", notice_id=notice.id)) if notice.state is State.published and paper else "",
        "audience": queries.audience_words(notice),
        "opened": queries.times_opened(notice.id),
        "publicity": shown,
        "objections": publicity.objections_to(shown.id) if shown else [],
        "history": queries.history(notice.id),
        "words": audit.words | WORDS,
        "access": access,
        "failed": failed,
        "State": State,
        "accept": documents.ACCEPT,
    }
    return render("notices/desk_notice.html", status=failed.status if failed else 200, **context | usual | forms)


def _readable(notice):
    """The paper of a notice, or why there is none: a list whose names cannot be masked, since that is wanted."""
    try:
        return queries.paper_of(notice), ""
    except TooMuch as problem:
        return None, str(problem)


def _notice(notice_id):
    return queries.notice_or_none(notice_id) or abort(404)
