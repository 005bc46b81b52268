"""Entries as reviewers may read them, and what the office looks through before they do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member
from unionweb.calls.models import BlindCheck, Call, CallAttachmentRule, CoAuthor, Entry, EntryFile, Review, TeamPerson
from unionweb.calls.queries.reviews_bars import kept_from, reviews_by
from unionweb.calls.rules import blinding
from unionweb.calls.rules.blinding import Told, Trace
from unionweb.calls.rules.kinds import ACCEPTED, FileKind, Reading
from unionweb.common.questions import answers_of, questions_of
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.lists import Page, page_of

SUBJECT = "call"
TEXTS_READ = 200_000  # characters of one file that are looked through


@dataclass(frozen=True)
class PaperFile:
    """A file for reviewers. is_named: its text tells who it was; is_unread: nobody knows yet whether it does. Of both only
    the text is shown, without names. is_shown: there is a small picture, of a picture itself or of the first page."""

    id: int
    title: str
    caption: str
    text: str
    is_named: bool
    is_unread: bool
    is_shown: bool
    is_picture: bool

    @property
    def is_held(self) -> bool:
        return self.is_named or self.is_unread


@dataclass(frozen=True)
class Opened:
    """A file that somebody of the office has to open, for it could not be read to the end, or has pictures in it."""

    id: int
    title: str
    is_held: bool
    is_seen: bool


@dataclass(frozen=True)
class Paper:
    """An entry for a reviewer. who, unit: empty when the review is blind; taken: how many words were taken out."""

    title: str
    field: str
    texts: tuple[tuple[str, str], ...]
    files: tuple[PaperFile, ...]
    who: str
    unit: str
    taken: int


@dataclass(frozen=True)
class Checked:
    """An entry with what blinding does to it. is_checked: the office has looked at this version."""

    entry: Entry
    words: tuple[str, ...]
    own: tuple[str, ...]
    taken: int
    traces: tuple[Trace, ...]
    held: tuple[str, ...]
    opened: tuple[Opened, ...]
    is_checked: bool


def whole() -> list:
    """Options that load an entry with everybody it names, so that no name is missed."""
    person = (joinedload(CoAuthor.member).joinedload(Member.unit), joinedload(TeamPerson.member).joinedload(Member.unit))
    return [
        joinedload(Entry.unit), joinedload(Entry.nominee_unit), joinedload(Entry.call),
        joinedload(Entry.member).joinedload(Member.unit), joinedload(Entry.nominee).joinedload(Member.unit),
        selectinload(Entry.co_authors).options(person[0]), selectinload(Entry.team).options(person[1]), selectinload(Entry.files),
    ]  # fmt: skip


def told_by(entry: Entry) -> Told:
    """Everybody and every unit behind an entry."""
    people = [entry.member, entry.nominee, *(one.member for one in entry.co_authors), *(one.member for one in entry.team)]
    people = [person for person in people if person]
    units = [entry.unit, entry.nominee_unit, *(person.unit for person in people)]
    names = [person.name for person in people]
    names += [entry.nominee_name] if entry.nominee_name else []
    return Told(tuple(names), tuple(person.staff_no for person in people), tuple(dict.fromkeys(unit.name for unit in units if unit)))


def paper_of(entry_id: int) -> Paper:
    """What a reviewer may read of an entry, whose review has been found through the bar."""
    entry = db.session.scalar(select(Entry).options(*whole()).where(Entry.id == entry_id))
    call, check = entry.call, db.session.get(BlindCheck, entry_id)
    words = blinding.words_for(told_by(entry), check and check.words) if call.blind_authors else []
    texts, files = _texts_of([entry])[entry.id], _files_of(entry, _shown_rules(call.id))
    shown = [(heading, *blinding.blinded(text, words)) for heading, text in texts]
    title, in_title = blinding.blinded(entry.subject_name, words)
    who = "" if call.blind_authors else "、".join(dict.fromkeys([entry.member.name, *(one.member.name for one in entry.co_authors)]))
    unit = "" if call.blind_authors else entry.unit.name
    seen = set(check.files) if check else set()
    papers = tuple(_file(entry, file, place, words, is_seen=file.id in seen) for place, file in enumerate(files, 1))
    taken = in_title + sum(count for *_, count in shown)
    return Paper(title, entry.field, tuple((h, t) for h, t, _ in shown), papers, who, unit, taken)


def titles_of(call: Call, member_id: int) -> dict[int, str]:
    """Entry → its title as the reviewer may read it, for all entries this person reviews."""
    mine = reviews_by(member_id, Review.entry_id).where(Entry.call_id == call.id)
    entries = list(db.session.scalars(select(Entry).options(*whole()).where(Entry.id.in_(mine))))
    return blind_titles(call, entries)


def blind_titles(call: Call, entries: list[Entry]) -> dict[int, str]:
    """Entry → title, without names and units when the call is blind. The entries come with everybody behind them."""
    if not call.blind_authors:
        return {entry.id: entry.subject_name for entry in entries}
    checks = {row.entry_id: row.words for row in _checks(entries)}
    return {e.id: blinding.blinded(e.subject_name, blinding.words_for(told_by(e), checks.get(e.id)))[0] for e in entries}


def file_of(entry_id: int, file_id: int) -> tuple[EntryFile, PaperFile] | None:
    """A file that reviewers of this entry may have, under the name they may see; None for every other."""
    paper = next((one for one in paper_of(entry_id).files if one.id == file_id), None)
    return (db.session.get(EntryFile, file_id), paper) if paper and not paper.is_held else None


def check_page(call: Call, reader_id: int) -> Page:
    """Accepted entries with what blinding does to them, a page of them. The reader's own are left out."""
    rows = select(Entry).options(*whole()).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))
    rows = rows.where(Entry.id.not_in(kept_from(reader_id, Entry.call_id == call.id)))
    page = page_of(rows.order_by(Entry.number, Entry.id), size=20)
    return Page(checked(call, page.rows), page.number, page.total, page.size)


def checked(call: Call, entries: list[Entry]) -> list[Checked]:
    """What blinding does to each of these entries."""
    texts, rules = _texts_of(entries), _shown_rules(call.id)
    checks = {row.entry_id: row for row in _checks(entries)}
    return [_checked(entry, texts[entry.id], _files_of(entry, rules), checks.get(entry.id)) for entry in entries]


def _checks(entries: list[Entry]) -> list[BlindCheck]:
    rows = select(BlindCheck).where(BlindCheck.entry_id.in_([entry.id for entry in entries]))
    return list(db.session.scalars(rows))


def entry_to_check(call_id: int, entry_id: int, reader_id: int) -> Entry | None:
    """An accepted entry of this call, unless the reader is kept from it."""
    rows = select(Entry).options(*whole()).where(Entry.id == entry_id, Entry.call_id == call_id, Entry.status.in_(ACCEPTED))
    return db.session.scalar(rows.where(Entry.id.not_in(kept_from(reader_id, Entry.id == entry_id))))


def _checked(entry: Entry, texts: list[tuple[str, str]], files: list[EntryFile], check: BlindCheck | None) -> Checked:
    told = told_by(entry)
    words = blinding.words_for(told, check and check.words)
    read = [("题目", entry.subject_name), *texts]
    read += [(f"附件《{file.title}》", file.text[:TEXTS_READ]) for file in files]
    blind = [(where, *blinding.blinded(text, words)) for where, text in read]
    traces = [trace for where, text, _ in blind for trace in blinding.traces(where, text)]
    opened = tuple(_opened(file, check) for file in files if file.reading is not Reading.whole)
    traces += [Trace(f"附件《{file.title}》", label(file.reading), "请打开看看") for file in files if _waits(file, opened)]
    held = tuple(file.title for file in files if blinding.is_named_in(file.text, words))
    seen = check is not None and check.entry_version == entry.version
    taken, own = sum(count for *_, count in blind), tuple(blinding.own_words(told))
    return Checked(entry, tuple(words), own, taken, tuple(traces), held, opened, seen)


def _opened(file: EntryFile, check: BlindCheck | None) -> Opened:
    is_seen = check is not None and file.id in check.files
    return Opened(file.id, file.title, blinding.is_unread(file.reading, file.kind is FileKind.picture, is_seen), is_seen)


def _waits(file: EntryFile, opened: Iterable[Opened]) -> bool:
    return any(one.id == file.id and not one.is_seen for one in opened)


def _texts_of(entries: Iterable[Entry]) -> dict[int, list[tuple[str, str]]]:
    """Entry → its texts under their headings: the body and the answers to the call's own questions."""
    entries = list(entries)
    found = {entry.id: [("正文", entry.body)] if entry.body else [] for entry in entries}
    for call_id in {entry.call_id for entry in entries}:
        asked = questions_of(SUBJECT, call_id)
        given = answers_of(asked, [entry.id for entry in entries]) if asked else {}
        for entry_id, answers in given.items():
            found[entry_id] += [(question.text, answers[question.id]) for question in asked if answers.get(question.id)]
    return found


def _shown_rules(call_id: int) -> dict[int, bool]:
    rules = select(CallAttachmentRule.id, CallAttachmentRule.is_for_reviewers).where(CallAttachmentRule.call_id == call_id)
    return dict(db.session.execute(rules).all())


def _files_of(entry: Entry, rules: dict[int, bool]) -> list[EntryFile]:
    """The files reviewers may have: never the stamped form."""
    return [file for file in entry.files if file.kind is not FileKind.opinion and rules.get(file.rule_id, True)]


def _file(entry: Entry, file: EntryFile, place: int, words: list[str], *, is_seen: bool) -> PaperFile:
    named, is_blind, is_picture = blinding.is_named_in(file.text, words), entry.call.blind_authors, file.kind is FileKind.picture
    unread = is_blind and blinding.is_unread(file.reading, is_picture, is_seen)
    title = blinding.file_title(entry.number, place) if is_blind else file.title
    is_shown = bool(file.preview) and not (named or unread)
    text, caption = blinding.blinded(file.text, words)[0], blinding.blinded(file.caption, words)[0]
    return PaperFile(file.id, title, caption, text, named, unread, is_shown, is_picture)
