"""Publication: the number is taken, the notice goes out, its PDF is made once and kept.

Whether it can be printed at all is found out before; the PDF itself is made after the commit, by the request when it is
short and by a job when it is long, so that nobody waits for a lock while pages are set.
"""

import hashlib
import logging

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from unionweb.accounts.models import Member
from unionweb.common import audit, publicity
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, documents, fonts, jobs, pdf
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.search import grams
from unionweb.notices import printing
from unionweb.notices.models import DocumentNumber, Notice, NoticeGram
from unionweb.notices.queries import (
    SUBJECT,
    notice_or_none,
    organ_code,
    organ_names,
    paper_of,
    readers_of,
    searched_text,
    unprinted_ids,
)
from unionweb.notices.rules import TooMuch, lay_out
from unionweb.notices.rules.kinds import Kind, State
from unionweb.notices.services.writing import STALE, locked

log = logging.getLogger("unionweb")
UNPRINTED = (pdf.PaperProblem, fonts.FontsMissing, Unavailable, OSError, TooMuch, DBAPIError)
QUICK_PAGES = 12  # are set in less than two seconds
NO_FONTS = "这台服务器还不能排版，所以没有发布。请管理员运行 flask --app wsgi fonts，按提示装好字体。"


def publish_notice(notice_id: int, version: int, actor) -> None:
    """Publish a checked notice, with number and PDF. Refused when it is not checked, has changed, or cannot be printed."""
    pages = _pages(notice_id)
    publish_checked(notice_id, version, actor)
    if pages <= QUICK_PAGES:
        try:
            print_notice(notice_id)
            return
        except UNPRINTED as problem:  # it is published all the same: the job makes its PDF
            db.session.rollback()
            log.warning("notice %s is published but not printed yet: %s", notice_id, problem)
    try:
        jobs.enqueue("print_notices")
    except (Unavailable, OSError) as problem:
        log.warning("the queue takes no job, notice %s is printed by the clock: %s", notice_id, problem)


@write
def publish_checked(notice_id: int, version: int, actor) -> None:
    """The transaction of a publication. A numbered one takes the next number of its organ and year."""
    notice = locked(notice_id)
    if notice.state is not State.checked:
        raise Refused("发布之前要先由另一位同事核稿。" if notice.state is State.draft else "这份通知已经发布或撤回了。")
    if notice.version != version:
        raise Refused(STALE)
    if notice.is_numbered:
        take_number(notice, actor)
    notice.state, notice.published_at, notice.published_by_id = State.published, clock.now(), actor.id
    notice.organs, notice.is_masked = "、".join(organ_names(notice.organ)), publicity.masks_names()
    if notice.kind is Kind.publicity:
        _open_publicity(notice, actor)
    db.session.flush()
    db.session.expire(notice, ["number"])
    try:
        index(notice)
    except TooMuch as problem:
        raise Refused(str(problem)) from problem
    _tell(notice)
    office = {"actor": actor, "kind": audit.ActorKind.office}
    audit.record("published", "notice", notice.id, from_state=State.checked, to_state=State.published, **office)


def take_number(notice: Notice, actor) -> DocumentNumber:
    """Part of a transaction: the next number of the organ's series of this year. Whoever comes at once, waits here."""
    code, year = organ_code(notice.organ, notice.kind), clock.today().year
    lock_name(f"document number {code} {year}")
    last = select(func.max(DocumentNumber.number)).where(DocumentNumber.code == code, DocumentNumber.year == year)
    taken = {"number": (db.session.scalar(last) or 0) + 1, "taken_at": clock.now(), "taken_by_id": actor.id}
    found = DocumentNumber(code=code, year=year, notice_id=notice.id, **taken)
    db.session.add(found)
    db.session.flush()
    audit.record("numbered", "document_number", found.id, actor=actor, kind=audit.ActorKind.office, to_state=found.text)
    return found


@write
def void_number(number_id: int, reason: str, actor) -> None:
    """Void the number of a notice that was withdrawn. It stays in the register and is never given again."""
    found = db.session.get(DocumentNumber, number_id, with_for_update=True)
    if found is None:
        raise Refused("没有这个文号。")
    if found.voided_at is not None:
        raise Refused("这个文号已经作废了。")
    if locked(found.notice_id).state is not State.withdrawn:
        raise Refused("这份通知还在用这个文号。请先撤回通知，再作废文号。")
    found.voided_at, found.voided_by_id, found.void_reason = clock.now(), actor.id, reason
    audit.record("voided", "document_number", found.id, actor=actor, kind=audit.ActorKind.office, reason=reason)


def print_notice(notice_id: int, seconds: int = pdf.SECONDS, press: pdf.Press | None = None) -> bool:
    """Make the PDF of a published notice and keep it; False when it has one. Raises PaperProblem, FontsMissing."""
    notice = notice_or_none(notice_id)
    if notice is None or notice.pdf or not notice.is_public:
        return False
    paper = paper_of(notice)
    db.session.rollback()  # no read transaction stays open while pages are set
    data = printing.pdf_of(paper, seconds, press)
    name = documents.keep(data, "paper.pdf")
    is_kept = False
    try:
        is_kept = _keep_pdf(notice_id, name, hashlib.sha256(data).hexdigest())
    finally:
        if not is_kept:
            documents.drop(name)
    return is_kept


@write
def _keep_pdf(notice_id: int, name: str, sha256: str) -> bool:
    notice = locked(notice_id)
    if notice.pdf:
        return False
    notice.pdf, notice.pdf_sha256 = name, sha256
    audit.record("printed", "notice", notice.id, detail={"sha256": sha256})
    return True


@jobs.job("print_notices", "给发布的通知排版", minute="*/5")
def print_notices() -> str:
    """Make the PDFs that are not there yet. Raises Refused when one cannot be made, after trying the others."""
    made, failed = 0, 0
    with pdf.Press() as press:
        for notice_id in unprinted_ids():
            try:
                made += print_notice(notice_id, pdf.MANY_SECONDS, press)
            except UNPRINTED as problem:
                db.session.rollback()
                log.warning("notice %s cannot be printed: %s", notice_id, problem)
                failed += 1
    if failed:
        raise Refused(f"排好了 {made} 份，{failed} 份没有排成。")
    return f"排好了 {made} 份。" if made else "没有要排的。"


def _pages(notice_id: int) -> int:
    """How long the paper will be. Refused, with the reason, when it cannot be printed."""
    notice = notice_or_none(notice_id)
    if notice is None:
        raise Refused("这份通知已经不在了。")
    try:
        sheet = lay_out(paper_of(notice), fonts.library())
        printing.check_characters(sheet)
    except (pdf.PaperProblem, TooMuch) as problem:
        raise Refused(str(problem)) from problem
    except fonts.FontsMissing as missing:
        raise Refused(NO_FONTS) from missing
    return len(sheet.pages)


def _open_publicity(notice: Notice, actor) -> None:
    facts = {"title": notice.title, "workdays": notice.publicity_workdays, "contact": notice.objection_contact}
    publicity.open_publicity(SUBJECT, notice.id, facts | {"starts_on": notice.publicity_starts_on}, actor)


def index(notice: Notice) -> None:
    """Part of a transaction: what the published text says, to be searched."""
    notice.searched = searched_text(notice)
    db.session.execute(delete(NoticeGram).where(NoticeGram.notice_id == notice.id))
    rows = [{"gram": gram, "notice_id": notice.id} for gram in sorted(grams(notice.searched))]
    db.session.execute(insert(NoticeGram), rows)


def _tell(notice: Notice) -> None:
    """A message to everybody who is to sign for it; the others find it in their list."""
    if notice.needs_receipt:
        ids = db.session.scalars(select(Member.id).where(readers_of(notice)))
        title = f"请签收{label(notice.kind)}：{notice.title}"
        inbox.send_many(ids, title, "看完以后请点签收。", path=f"/notices/{notice.id}", once_key=f"notice {notice.id}")
