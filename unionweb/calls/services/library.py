"""Works that were accepted become cases of the library; units say what they are known for; books are ordered and made."""

import hashlib
import logging

from sqlalchemy import delete, insert

from unionweb.calls.models import BookState, CaseBook, LibraryCase, LibraryGram, UnitBrand
from unionweb.calls.papers import book as papers
from unionweb.calls.queries import announcing
from unionweb.calls.queries import library as queries
from unionweb.calls.rules.honours import shown_grade
from unionweb.calls.rules.kinds import Subject
from unionweb.calls.rules.library import may_publish_cases
from unionweb.calls.services.deciding import locked_call, note
from unionweb.common import audit
from unionweb.kernel import clock, documents, files, jobs
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db
from unionweb.kernel.fonts import FontsMissing
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.search import folded, grams

OFFICE = audit.ActorKind.office
JOB = "make_case_books"
MOST_CASES = 500
FULL = "磁盘暂时写不了，没有排成。请过一会儿再排。"
BROKEN = "这一册没有排成，原因在系统日志里，请告诉系统管理员。别的册子照常排。"
TOLD_EVERY = 10  # cases between two words about how far a book is

log = logging.getLogger(__name__)


@write
def publish_cases(call_id: int, actor) -> int:
    """Every work of a final call that was given something goes into the library; returns how many are new. Twice adds nothing."""
    call = locked_call(call_id)
    if not may_publish_cases(call.state, call.subject is Subject.work):
        raise Refused("公布结果以后，作品类的征集才能入库。")
    given = announcing.given_entries(call_id)
    known, shown = queries.published_entries(call_id), queries.pictures_of([entry.id for entry, _, _ in given])
    fresh = [(entry, grade, position) for entry, grade, position in given if entry.id not in known]
    for entry, grade, position in fresh:
        row = _case(call, entry, (grade, position), shown.get(entry.id, []))
        row.published_at, row.published_by_id = clock.now(), actor.id
        db.session.add(row)
        db.session.flush()
        db.session.execute(insert(LibraryGram), [{"gram": gram, "case_id": row.id} for gram in sorted(grams(row.searched))])
    if not fresh:
        raise Refused("没有新的可以入库：评出的都已经在库里，或者没有评出。")
    note("cases_published", call_id, actor, detail={"rows": len(fresh)})
    return len(fresh)


def _case(call, entry, grade: tuple[str, int], pictures: list[dict]) -> LibraryCase:
    authors = "、".join(person.name for person in announcing.authors_of(entry))[:300]
    body = queries.text_of(entry)
    found = LibraryCase(
        entry_id=entry.id, call_id=call.id, kind=call.kind, year=call.year, unit_id=entry.unit_id, unit_name=entry.unit.name,
        title=entry.title, authors=authors, theme=entry.field, grade=shown_grade(grade[0]), position=grade[1], body=body, pictures=pictures,
    )  # fmt: skip
    found.searched = folded(f"{found.title} {found.unit_name} {authors} {found.theme} {body} {' '.join(p['caption'] for p in pictures)}")
    return found


@write
def withdraw_case(case_id: int, reason: str, actor) -> None:
    """Take a case out of the library; its row stays, with the reason. Refused when it is out already."""
    row = db.session.get(LibraryCase, case_id, with_for_update=True, populate_existing=True)
    if row is None or row.withdrawn_at is not None:
        raise Refused("这一篇已经撤下了。")
    row.withdrawn_at, row.withdraw_reason = clock.now(), reason
    db.session.execute(delete(LibraryGram).where(LibraryGram.case_id == row.id))
    audit.record("case_withdrawn", "library_case", row.id, actor=actor, kind=OFFICE, reason=reason)


@write
def save_brand(unit_id: int, said: dict, version: int, actor, *, kind=audit.ActorKind.unit) -> None:
    """What a unit is known for. said: name, motto, text; version: that was looked at, 0 for none. Refused when somebody was faster."""
    lock_name(f"brand {unit_id}")
    row = db.session.get(UnitBrand, unit_id, with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != version:
        raise Refused("刚才有人改过这一页，您的内容还没有存。请对照新的内容再存一次。")
    row = row or UnitBrand(unit_id=unit_id, version=0)
    row.name, row.motto, row.text = said["name"], said["motto"], said["text"]
    row.version, row.changed_at, row.changed_by_id = row.version + 1, clock.now(), actor.id
    db.session.add(row)
    audit.record("brand_saved", "unit_brand", unit_id, actor=actor, kind=kind)


@write
def order_book(said: dict, case_ids: list[int], actor) -> int:
    """Order a book of these cases; returns its id, that of the same one while it is being made. said: title, preface, by_theme."""
    if not case_ids:
        raise Refused("没有符合条件的案例，没有排版。")
    if len(case_ids) > MOST_CASES:
        raise Refused(f"有 {len(case_ids)} 篇，一册最多 {MOST_CASES} 篇。请按年度或主题分成几册。")
    lock_name("case books")
    same = queries.book_being_made(said["title"], case_ids)
    if same is not None:
        return same
    row = CaseBook(case_ids=case_ids, state=BookState.waiting, made_by_id=actor.id, made_at=clock.now(), **said)
    db.session.add(row)
    db.session.flush()
    audit.record("book_ordered", "case_book", row.id, actor=actor, kind=OFFICE, detail={"cases": len(case_ids)})
    jobs.enqueue(JOB)
    return row.id


@write
def order_again(book_id: int, actor) -> None:
    """Set a book anew that could not be set. Refused while it is being made or ready."""
    row = db.session.get(CaseBook, book_id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not BookState.failed:
        raise Refused("这一册正在排，或者已经排好了。")
    row.state, row.done, row.problem = BookState.waiting, 0, None
    audit.record("book_ordered", "case_book", row.id, actor=actor, kind=OFFICE)
    jobs.enqueue(JOB)


@jobs.job(JOB, "排案例集", minute="*/5")
def make_books() -> str:
    """Set every book that waits; one that was cut off begins again. A bad one is marked and does not stop the others."""
    made, failed = 0, 0
    for book_id in queries.waiting_books():
        try:
            made += _make(book_id)
        except (PaperProblem, FontsMissing, Unavailable, OSError) as problem:
            db.session.rollback()
            log.warning("case book %s: %r", book_id, problem)
            _fail(book_id, FULL if isinstance(problem, OSError) else str(problem) or FULL)
            failed += 1
        except Exception:  # a fault of ours in one book: it is in the log, and the others are set all the same
            db.session.rollback()
            log.exception("case book %s", book_id)
            _fail(book_id, BROKEN)
            failed += 1
    return f"排好了 {made} 册" + (f"，{failed} 册没有排成" if failed else "") if made or failed else "没有要排的。"


def _make(book_id: int) -> int:
    """One book, from its cases to its file."""
    _progress(book_id, 0)
    book = queries.book_as_printed(book_id)
    db.session.rollback()  # nothing is read while pages are set
    laid_out = papers.lay_out(book, lambda done: _progress(book_id, done) if done % TOLD_EVERY == 0 else None)
    data = papers.print_book(book, laid_out)
    name = files.store(data, "pdf")
    is_kept = False
    try:
        is_kept = _ready(book_id, name, len(laid_out.pages), _said(laid_out.lacking))
    finally:
        if not is_kept:
            documents.drop(name)
    if is_kept:
        log.info("case book %s: %s pages, sha256 %s", book_id, len(laid_out.pages), hashlib.sha256(data).hexdigest())
    return int(is_kept)


def _said(lacking: dict[str, str]) -> str | None:
    """Which characters stand as 〓, and where."""
    if not lacking:
        return None
    parts = [f"《{title[:20]}》的“{signs[:10]}”" for title, signs in list(lacking.items())[:4]]
    return ("有的字现有字体都没有，印成了“〓”：" + "，".join(parts) + ("等" if len(lacking) > 4 else "") + "。")[:300]


@write
def _progress(book_id: int, done: int) -> None:
    row = db.session.get(CaseBook, book_id, populate_existing=True)
    row.state, row.done = BookState.setting, done


@write
def _ready(book_id: int, name: str, pages: int, problem: str | None) -> bool:
    row = db.session.get(CaseBook, book_id, with_for_update=True, populate_existing=True)
    if row.state is not BookState.setting:
        return False
    row.state, row.file, row.pages, row.done, row.ready_at = BookState.ready, name, pages, len(row.case_ids), clock.now()
    row.problem = problem
    return True


@write
def _fail(book_id: int, problem: str) -> None:
    row = db.session.get(CaseBook, book_id, populate_existing=True)
    row.state, row.problem = BookState.failed, problem[:300]


audit.subjects |= {"library_case": "案例", "unit_brand": "分工会品牌", "case_book": "案例集"}
audit.words |= {
    "cases_published": "把评出的作品放进了案例库", "case_withdrawn": "从案例库撤下了",
    "brand_saved": "改了品牌页", "book_ordered": "请人排案例集",
}  # fmt: skip
