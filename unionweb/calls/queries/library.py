"""Reads of the library: searched by words of two characters, one case with its neighbours, a unit's brand, the books."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import defer, joinedload

from unionweb.accounts.models import Unit, UnitKind
from unionweb.calls.models import (
    BookState,
    Call,
    CaseBook,
    Entry,
    EntryDecision,
    EntryFile,
    LibraryCase,
    LibraryGram,
    UnitBrand,
)
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.rules.kinds import CallKind, FileKind, Subject
from unionweb.calls.rules.library import Book, BookCase, Picture, in_order, may_publish_cases, whole_text
from unionweb.common import organisation, questions
from unionweb.common.questions import QuestionKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import full_day
from unionweb.kernel.lists import Page, page_of
from unionweb.kernel.search import wanted_grams, words

PAGE = 20


@dataclass(frozen=True)
class SoughtCase:
    """What somebody looks for in the library."""

    q: str = ""
    year: int | None = None
    unit_id: int | None = None
    theme: str = ""
    kind: CallKind | None = None


def cases_page(sought: SoughtCase) -> Page:
    """The page that was asked for: the newest year first, the best grade first within it."""
    return page_of(_order(_found(sought)).options(defer(LibraryCase.searched)), PAGE)


def case_ids(sought: SoughtCase, most: int) -> list[int]:
    """The same for a book: oldest call first, so that a volume reads on."""
    order = LibraryCase.year, LibraryCase.call_id, LibraryCase.position, LibraryCase.id
    return list(db.session.scalars(_found(sought).with_only_columns(LibraryCase.id).order_by(*order).limit(most)))


def _order(query: Select) -> Select:
    return query.order_by(LibraryCase.year.desc(), LibraryCase.call_id.desc(), LibraryCase.position, LibraryCase.id)


def _found(sought: SoughtCase) -> Select:
    query = select(LibraryCase).where(LibraryCase.withdrawn_at.is_(None), *map(contains, words(sought.q)))
    if sought.q and not words(sought.q):
        query = query.where(LibraryCase.id.is_(None))
    if sought.year:
        query = query.where(LibraryCase.year == sought.year)
    if sought.unit_id:
        query = query.where(LibraryCase.unit_id == sought.unit_id)
    if sought.theme:
        query = query.where(LibraryCase.theme == sought.theme)
    if sought.kind:
        query = query.where(LibraryCase.kind == sought.kind)
    return query


def contains(word: str):
    """Of a query over LibraryCase: it says this word. The pairs find it by their index; that they touch, the text says."""
    pairs = [exists().where(LibraryGram.gram == gram, LibraryGram.case_id == LibraryCase.id) for gram in wanted_grams(word)[:12]]
    return and_(*pairs, LibraryCase.searched.contains(word, autoescape=True))


def shelf() -> tuple[list[int], list[str], list[tuple[int, str]]]:
    """(years, themes, units) of what stands in the library, for its filters."""
    query = select(LibraryCase.year, LibraryCase.theme, LibraryCase.unit_id, LibraryCase.unit_name)
    rows = db.session.execute(query.where(LibraryCase.withdrawn_at.is_(None)).distinct()).all()
    years = sorted({row.year for row in rows}, reverse=True)
    units = {row.unit_id: row.unit_name for row in sorted(rows, key=lambda row: row.year)}
    return years, sorted({row.theme for row in rows if row.theme}), sorted(units.items(), key=lambda one: one[1])


def case_or_none(case_id: int) -> LibraryCase | None:
    """A case that stands in the library."""
    return db.session.scalar(select(LibraryCase).where(LibraryCase.id == case_id, LibraryCase.withdrawn_at.is_(None)))


def cases_of_unit(unit_id: int) -> list[LibraryCase]:
    """The published cases of a unit, the newest first, at most 100, without their texts."""
    query = _found(SoughtCase(unit_id=unit_id)).options(defer(LibraryCase.searched), defer(LibraryCase.body))
    return list(db.session.scalars(_order(query).limit(100)))


def brand_of(unit_id: int) -> UnitBrand | None:
    """What a unit says of its brand, with who said so last."""
    return db.session.scalar(select(UnitBrand).where(UnitBrand.unit_id == unit_id).options(joinedload(UnitBrand.changed_by)))


def brands() -> list[tuple[Unit, UnitBrand | None, int]]:
    """Every branch with its brand and how many cases it has."""
    counted = select(LibraryCase.unit_id, func.count().label("n")).where(LibraryCase.withdrawn_at.is_(None)).group_by(LibraryCase.unit_id)
    cases = counted.subquery()
    query = select(Unit, UnitBrand, func.coalesce(cases.c.n, 0)).outerjoin(UnitBrand, UnitBrand.unit_id == Unit.id)
    query = query.outerjoin(cases, cases.c.unit_id == Unit.id).where(Unit.kind == UnitKind.branch_union)
    return [tuple(row) for row in db.session.execute(query.order_by(Unit.sort, Unit.id))]


def published_entries(call_id: int) -> set[int]:
    """The entries of a call that were put into the library, also those withdrawn since."""
    return set(db.session.scalars(select(LibraryCase.entry_id).where(LibraryCase.call_id == call_id)))


def waiting_cases(call: Call) -> int:
    """How many works of a final call were given something and are not in the library; none of any other call."""
    if not may_publish_cases(call.state, call.subject is Subject.work):
        return 0
    given = EntryDecision.call_id == call.id, EntryDecision.grade_id.is_not(None), EntryDecision.struck_at.is_(None)
    return db.session.scalar(select(func.count()).where(*given, ~exists().where(LibraryCase.entry_id == EntryDecision.entry_id)))


def pictures_of(entry_ids: Collection[int]) -> dict[int, list[dict]]:
    """Entry → the pictures that are shown with it."""
    found: dict[int, list[dict]] = defaultdict(list)
    wanted = EntryFile.entry_id.in_(entry_ids), EntryFile.removed_at.is_(None), EntryFile.kind == FileKind.picture
    for row in db.session.scalars(select(EntryFile).where(*wanted).order_by(EntryFile.entry_id, EntryFile.sort, EntryFile.id)):
        found[row.entry_id].append({"file": row.preview or row.file, "caption": row.caption})
    return found


def text_of(entry: Entry) -> str:
    """What a work says, for everybody to read: as typed, with the long answers; without a body also what its main files say."""
    asked = [one.question for one in asked_by(entry.call_id) if one.question.kind is QuestionKind.long]
    given = questions.answers_of(asked, [entry.id]).get(entry.id, {}) if asked else {}
    answers = [(one.text, given[one.id]) for one in asked if given.get(one.id)]
    return whole_text(entry.body, answers, "" if entry.body else text_of_files(entry.id))


def text_of_files(entry_id: int) -> str:
    """What the main files of an entry say, where the work is a file and not typed."""
    wanted = EntryFile.entry_id == entry_id, EntryFile.removed_at.is_(None), EntryFile.kind == FileKind.main
    texts = db.session.scalars(select(EntryFile.text).where(*wanted).order_by(EntryFile.sort, EntryFile.id))
    return "\n".join(text for text in texts if text)


def books_page() -> Page:
    """The collections that were ordered, the newest first."""
    return page_of(select(CaseBook).options(joinedload(CaseBook.made_by)).order_by(CaseBook.id.desc()))


def case_book_or_none(book_id: int) -> CaseBook | None:
    return db.session.get(CaseBook, book_id)


def waiting_books() -> list[int]:
    """The collections that are still to be set, in the order in which they were wanted."""
    query = select(CaseBook.id).where(CaseBook.state.in_((BookState.waiting, BookState.setting)))
    return list(db.session.scalars(query.order_by(CaseBook.id)))


def book_being_made(title: str, case_ids: list[int]) -> int | None:
    """The same book, ordered and not made yet."""
    query = select(CaseBook).where(CaseBook.title == title, CaseBook.state.in_((BookState.waiting, BookState.setting)))
    return next((row.id for row in db.session.scalars(query) if row.case_ids == case_ids), None)


def book_as_printed(book_id: int) -> Book:
    """What a book says: its cases that stand in the library still, in its order."""
    row = db.session.get_one(CaseBook, book_id)
    rows = {}
    for start in range(0, len(row.case_ids), 400):
        wanted = LibraryCase.id.in_(row.case_ids[start : start + 400]), LibraryCase.withdrawn_at.is_(None)
        rows |= {one.id: one for one in db.session.scalars(select(LibraryCase).where(*wanted).options(defer(LibraryCase.searched)))}
    cases = in_order([rows[id] for id in row.case_ids if id in rows], row.by_theme)
    organ = organisation.name()
    imprint = (f"{organ} 编", f"{full_day(clock.today())} 内部交流")
    return Book(row.title, organ, imprint, row.preface, tuple(_printed(one) for one in cases), row.by_theme)


def _printed(row: LibraryCase) -> BookCase:
    pictures = tuple(Picture(one["file"], one["caption"]) for one in row.pictures)
    return BookCase(row.title, row.unit_name, row.authors, row.grade, row.theme, row.body, pictures)
