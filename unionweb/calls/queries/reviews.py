"""What the office sees of a review while it runs: reviewers, coverage, conflicts, the plan of sharing out.

Of entries that the reader made, is named in, or reviews blindly, nothing is told: not who reviews them, nor how far that is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload, load_only

from unionweb.accounts.models import EmploymentStatus, Member, Unit
from unionweb.calls.models import Call, CallReviewer, Criterion, Entry, Review, ReviewConflict, ReviewMark
from unionweb.calls.queries.reviews_bars import is_veiled, kept_from, live_reviews, pairs_of
from unionweb.calls.rules.assigning import Candidate, Item, Plan, Rule, share_out
from unionweb.calls.rules.conflicts import Bar
from unionweb.calls.rules.kinds import ACCEPTED, CallState
from unionweb.calls.rules.scoring import LIVE, Invitation, ReviewState, Weighted
from unionweb.common import audit
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.lists import Page, page_of

HIDDEN = {CallState.draft, CallState.called_off}
DRAWN = Entry.number, Entry.id
TURNS = {"declined", "ended"}


@dataclass(frozen=True)
class ReviewerLine:
    """A reviewer with how far they are. barred: how many entries they may not judge."""

    row: CallReviewer
    name: str
    staff_no: str
    unit: str
    given: int
    done: int
    barred: int


@dataclass(frozen=True)
class Judge:
    """A reviewer of one entry, as the office sees it."""

    review_id: int
    name: str
    unit: str
    state: ReviewState


@dataclass(frozen=True)
class Covered:
    """An entry with its reviewers. missing: how many it lacks; is_own: one the reader is kept from, of which nothing is told."""

    id: int
    number: int | None
    title: str
    unit: str
    field: str
    judges: tuple[Judge, ...]
    missing: int
    is_own: bool


def call_for_review(call_id: int) -> Call | None:
    """A call that is out; None for drafts and those that were called off."""
    return db.session.scalar(select(Call).where(Call.id == call_id, Call.state.not_in(HIDDEN)))


def criteria_of(call_id: int) -> list[Criterion]:
    """What a call is judged by, in the order of the page."""
    return list(db.session.scalars(select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.sort, Criterion.id)))


def weighted(criteria: Iterable[Criterion]) -> list[Weighted]:
    """The same criteria for the arithmetic."""
    return [Weighted(one.id, one.weight, one.most) for one in criteria]


def has_marks(call_id: int) -> bool:
    """Whether anybody has marked anything: from then on the criteria stay."""
    marked = select(ReviewMark.review_id).join(Criterion, Criterion.id == ReviewMark.criterion_id)
    return db.session.scalar(marked.where(Criterion.call_id == call_id).limit(1)) is not None


def reviewers_of(call_id: int) -> list[ReviewerLine]:
    """Everybody who was asked, with figures over what counts."""
    named = select(CallReviewer, Member.name, Member.staff_no, Unit.name).join(Member, Member.id == CallReviewer.member_id)
    rows = db.session.execute(named.join(Unit, Unit.id == Member.unit_id).where(CallReviewer.call_id == call_id).order_by(CallReviewer.id))
    (given, done), barred = _progress(call_id), _barred(call_id)
    return [ReviewerLine(row, *named, given[row.member_id], done[row.member_id], barred[row.member_id]) for row, *named in rows]


def turns_of(reviewer_id: int) -> list[Row]:
    """When somebody said no or was no longer asked, and why they were asked again, oldest first; empty for nearly everybody."""
    return [one for one in audit.events_of("call_reviewer", reviewer_id) if one.action in TURNS or (one.action == "invited" and one.reason)]


def _progress(call_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """(reviewer → how many reviews they have, reviewer → how many of them were sent in)."""
    given, done = defaultdict(int), defaultdict(int)
    live = live_reviews(call_id, Review.member_id, Review.state, func.count()).group_by(Review.member_id, Review.state)
    for member_id, state, count in db.session.execute(live):
        given[member_id] += count
        done[member_id] += count * (state is ReviewState.submitted)
    return given, done


def _barred(call_id: int) -> dict[int, int]:
    """Reviewer → how many accepted entries they may not judge."""
    pairs = pairs_of(call_id)
    accepted = select(pairs.c.member_id, func.count(pairs.c.entry_id.distinct())).join(Entry, Entry.id == pairs.c.entry_id)
    rows = db.session.execute(accepted.where(Entry.status.in_(ACCEPTED)).group_by(pairs.c.member_id))
    return defaultdict(int, rows.all())


def entry_count(call_id: int) -> int:
    """How many entries are accepted."""
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.call_id == call_id, Entry.status.in_(ACCEPTED)))


def shortages(call: Call) -> dict[int, int]:
    """Entry → how many reviewers it lacks; empty when every accepted entry has as many as the call asks for."""
    count = _counts(call.id).subquery()
    have = func.coalesce(count.c.have, 0)
    short = select(Entry.id, call.reviews_per_entry - have).outerjoin(count, count.c.entry_id == Entry.id)
    short = short.where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED), have < call.reviews_per_entry)
    return dict(db.session.execute(short.order_by(*DRAWN)).all())


def _counts(call_id: int) -> Select:
    return live_reviews(call_id, Review.entry_id, func.count().label("have")).group_by(Review.entry_id)


def coverage_page(call: Call, reader_id: int, *, only_short: bool = False) -> Page:
    """Accepted entries with their reviewers, a page of them: the same number of queries for every length."""
    rows = _listed(call)
    if only_short:
        rows = rows.where(Entry.id.in_(shortages(call)))
    page = page_of(rows.order_by(*DRAWN))
    return Page(_covered(call, page.rows, reader_id, _among(page.rows)), page.number, page.total, page.size)


def coverage_of(call: Call, reader_id: int) -> list[Covered]:
    """All of them, for a workbook."""
    return _covered(call, list(db.session.scalars(_listed(call).order_by(*DRAWN))), reader_id, Entry.call_id == call.id)


def covered(call: Call, entry: Entry, reader_id: int) -> Covered:
    """One of them."""
    return _covered(call, [entry], reader_id, _among([entry]))[0]


def _listed(call: Call) -> Select:
    """The accepted entries of a call with what lists say of them: neither their texts nor what goes with these."""
    said = load_only(Entry.call_id, Entry.number, Entry.title, Entry.nominee_name, Entry.field)
    return select(Entry).options(said, joinedload(Entry.unit)).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))


def _among(entries: list[Entry]) -> ColumnElement[bool]:
    return Entry.id.in_([entry.id for entry in entries])


def _covered(call: Call, entries: list[Entry], reader_id: int, among: ColumnElement[bool]) -> list[Covered]:
    """among: the condition on Entry that these entries meet."""
    judges = defaultdict(list)
    live = live_reviews(call.id, Review.entry_id, Review.id, Member.name, Unit.name, Review.state, among=among)
    live = live.join(Member, Member.id == Review.member_id).join(Unit, Unit.id == Member.unit_id)
    for entry_id, *one in db.session.execute(live.order_by(Review.id)):
        judges[entry_id].append(Judge(*one))
    own, is_blind = set(db.session.scalars(kept_from(reader_id, among))), is_veiled(reader_id, call.id)
    return [_line(call, entry, judges[entry.id], (entry.id in own, is_blind)) for entry in entries]


def _line(call: Call, entry: Entry, judges: list[Judge], kept: tuple[bool, bool]) -> Covered:
    is_own, is_blind = kept
    named = ("", "") if is_blind else (entry.subject_name, entry.unit.name)
    facts = (entry.id, entry.number, *named, entry.field)
    missing = 0 if is_own else max(0, call.reviews_per_entry - len(judges))
    return Covered(*facts, () if is_own else tuple(judges), missing, is_own)


def assignment_rows(call: Call, reader_id: int, people: dict[int, ReviewerLine]) -> list[tuple]:
    """Number, staff number, title, reviewer, state: one row a review, and one for every place that is free."""
    rows = []
    live = live_reviews(call.id, Review.entry_id, Review.member_id, Review.state).order_by(Review.id)
    judges = defaultdict(list)
    for entry_id, member_id, state in db.session.execute(live):
        judges[entry_id].append((people[member_id], state))
    for entry in coverage_of(call, reader_id):
        if not entry.is_own:
            rows += [(entry.number, one.staff_no, entry.title, one.name, label(state)) for one, state in judges[entry.id]]
            rows += [(entry.number, "", entry.title, "", "还缺评委")] * entry.missing
    return rows


def entry_for_office(call_id: int, entry_id: int, reader_id: int) -> Entry | None:
    """An accepted entry whose review the reader may see; None for the reader's own."""
    wanted = select(Entry).options(joinedload(Entry.unit)).where(Entry.id == entry_id, Entry.call_id == call_id, Entry.status.in_(ACCEPTED))
    return db.session.scalar(wanted.where(Entry.id.not_in(kept_from(reader_id, Entry.id == entry_id))))


def candidates_for(entry: Entry) -> list[tuple[CallReviewer, str, int, str]]:
    """(reviewer, name, entries so far, why not) of everybody who accepted; why not is empty for those who may."""
    pairs, why = pairs_of(entry.call_id, Entry.id == entry.id), defaultdict(list)
    for member_id, bar in db.session.execute(select(pairs.c.member_id, pairs.c.bar).order_by(pairs.c.bar)):
        why[member_id].append(label(Bar(bar)))
    on_it = set(db.session.scalars(select(Review.member_id).where(Review.entry_id == entry.id, Review.state.in_(LIVE))))
    given, _ = _progress(entry.call_id)
    asked = CallReviewer.call_id == entry.call_id, CallReviewer.state == Invitation.accepted, CallReviewer.member_id.not_in(on_it)
    rows = db.session.execute(select(CallReviewer, Member.name).join(Member, Member.id == CallReviewer.member_id).where(*asked)).all()
    free = sorted(rows, key=lambda one: (given[one[0].member_id], one[0].id))
    return [(row, name, given[row.member_id], "、".join(why[row.member_id])) for row, name in free]


def lost_reviews(call_id: int, reader_id: int) -> list[tuple[int, int | None, str, str]]:
    """(review, number of the entry, reviewer, why) of reviews that stopped counting because a bar came up since."""
    pairs = pairs_of(call_id)
    lost = select(Review.id, Entry.number, Member.name, func.min(pairs.c.bar)).join(Entry, Entry.id == Review.entry_id)
    lost = lost.join(Member, Member.id == Review.member_id)
    lost = lost.join(pairs, (pairs.c.member_id == Review.member_id) & (pairs.c.entry_id == Review.entry_id))
    lost = lost.where(Review.state.in_(LIVE), Entry.id.not_in(kept_from(reader_id, Entry.call_id == call_id)))
    rows = db.session.execute(lost.group_by(Review.id, Entry.number, Member.name).order_by(Entry.number, Review.id))
    return [(id, number, name, label(Bar(bar))) for id, number, name, bar in rows]


def plan_for(call: Call, *, strict: bool) -> Plan:
    """How the places that are free would be shared out now, among those who accepted."""
    taken = defaultdict(set)
    for entry_id, member_id in db.session.execute(live_reviews(call.id, Review.entry_id, Review.member_id)):
        taken[entry_id].add(member_id)
    accepted = select(Entry.id, Entry.field).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED)).order_by(*DRAWN)
    items = [Item(id, field, frozenset(taken[id])) for id, field in db.session.execute(accepted)]
    asked = select(CallReviewer).where(CallReviewer.call_id == call.id, CallReviewer.state == Invitation.accepted)
    people = [Candidate(row.member_id, frozenset(row.fields), row.most) for row in db.session.scalars(asked.order_by(CallReviewer.id))]
    return share_out(items, people, _never(call.id), Rule(call.reviews_per_entry, strict, call.id))


def _never(call_id: int) -> set[tuple[int, int]]:
    """(reviewer, entry) that may not come together: barred, or refused and taken back before."""
    pairs = pairs_of(call_id)
    barred = db.session.execute(select(pairs.c.member_id, pairs.c.entry_id)).all()
    gone = select(Review.member_id, Review.entry_id).join(Entry, Entry.id == Review.entry_id)
    gone = db.session.execute(gone.where(Entry.call_id == call_id, Review.state.not_in(LIVE))).all()
    return {(member_id, entry_id) for member_id, entry_id in (*barred, *gone)}


def conflicts_of(call_id: int) -> list[ReviewConflict]:
    """The ties on record, the latest first."""
    about = [joinedload(getattr(ReviewConflict, name)) for name in ("member", "person", "unit", "entry")]
    rows = select(ReviewConflict).options(*about).where(ReviewConflict.call_id == call_id, ReviewConflict.lifted_at.is_(None))
    return list(db.session.scalars(rows.order_by(ReviewConflict.id.desc())))


def reviewer_for(call_id: int, reviewer_id: int) -> CallReviewer | None:
    """One reviewer of this call, with the person."""
    found = select(CallReviewer).options(joinedload(CallReviewer.member)).where(CallReviewer.call_id == call_id)
    return db.session.scalar(found.where(CallReviewer.id == reviewer_id))


def member_by_number(staff_no: str) -> Member | None:
    """Somebody who is here, by staff number."""
    here = Member.left_at.is_(None), Member.employment_status != EmploymentStatus.left
    return db.session.scalar(select(Member).where(Member.staff_no == staff_no, *here))
