"""Scores: how every entry stands, and every mark with who gave it. Only what counts (see reviews_bars) is in here."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from unionweb.accounts.models import Member
from unionweb.calls.models import Call, Criterion, Entry, Liking, Review, ReviewMark
from unionweb.calls.queries.reviews import criteria_of
from unionweb.calls.queries.reviews_bars import kept_from, live_reviews, own_of
from unionweb.calls.rules import scoring
from unionweb.calls.rules.kinds import ACCEPTED, CallState
from unionweb.calls.rules.scoring import Mark, ReviewState, Summary
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

STANDINGS = (
    "名次", "并列", "编号", "题目", "单位", "领域", "评审数", "还缺", "得分", "平均分", "中位数", "标准差", "最高最低相差",
    "意见不一", "标准分", "点赞", "含点赞的得分",
)  # fmt: skip


@dataclass(frozen=True)
class ScoreLine:
    """How one entry stands. score: by the call's setting; final: with likes (none before the end); z: beside the raw score only."""

    entry_id: int
    number: int | None
    title: str
    unit: str
    field: str
    summary: Summary
    missing: int
    z: Decimal | None
    likes: int | None
    final: Decimal | None
    place: int | None
    is_tied: bool
    is_disputed: bool

    @property
    def cells(self) -> tuple:
        s = self.summary
        words = ("是" if self.is_tied else "", "是" if self.is_disputed else "")
        named = (self.number, self.title, self.unit, self.field)
        figures = (s.count, self.missing, s.score, s.mean, s.median, s.spread, s.gap)
        return (self.place, words[0], *named, *figures, words[1], self.z, self.likes, self.final)


@dataclass(frozen=True)
class EntryScore:
    """The place of one entry. gap: between its highest and its lowest total."""

    gap: Decimal | None
    final: Decimal | None
    place: int | None
    is_tied: bool
    is_disputed: bool


def standings(call: Call, reader_id: int) -> tuple[list[ScoreLine], int]:
    """(the entries by place, how many are left out since they are the reader's own). Places count those as well.

    The same number of queries for every length. Entries without a score come last, by number.
    """
    said = load_only(Entry.number, Entry.title, Entry.nominee_name, Entry.field)
    rows = select(Entry).options(said, joinedload(Entry.unit)).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))
    entries = {entry.id: entry for entry in db.session.scalars(rows.order_by(Entry.number, Entry.id))}
    lines = _lines(call, entries)
    own = set(db.session.scalars(kept_from(reader_id, Entry.call_id == call.id))) & entries.keys()
    shown = [line for line in lines if line.entry_id not in own]
    return sorted(shown, key=lambda one: (one.place is None, one.place or 0, one.number or 0)), len(own)


def _lines(call: Call, entries: dict[int, Entry]) -> list[ScoreLine]:
    marks, (likes, weight) = _marks(call.id), counted_likes(call)
    z = scoring.z_scores(marks)
    given = defaultdict(list)
    for mark in marks:
        given[mark.entry_id].append(mark.total)
    found = {id: scoring.summary(given[id], call.aggregate) for id in entries}
    most = max(likes.values(), default=0)
    final = {id: scoring.with_likes(one.score, likes.get(id, 0), most=most, weight=weight) for id, one in found.items()}
    places, threshold = scoring.ranks(final), settings.get("calls.disputed_from")
    return [
        ScoreLine(
            id, entry.number, entry.subject_name, entry.unit.name, entry.field, found[id],
            max(0, call.reviews_per_entry - found[id].count), z.get(id), likes.get(id, 0) if weight else None, final[id],
            *places.get(id, (None, False)), scoring.is_disputed(found[id], threshold),
        )
        for id, entry in entries.items()
    ]  # fmt: skip


def place_of(call: Call, entry: Entry) -> EntryScore:
    """How one entry stands among all of its call, as in `standings`."""
    totals, (likes, weight) = totals_of(call.id), counted_likes(call)
    most = max(likes.values(), default=0)
    scores = {id: scoring.score_of(given, call.aggregate) for id, given in totals.items()}
    final = {id: scoring.with_likes(score, likes.get(id, 0), most=most, weight=weight) for id, score in scores.items()}
    found, place = scoring.summary(totals.get(entry.id, []), call.aggregate), scoring.ranks(final).get(entry.id, (None, False))
    return EntryScore(found.gap, final.get(entry.id), *place, scoring.is_disputed(found, settings.get("calls.disputed_from")))


def _marks(call_id: int) -> list[Mark]:
    sent = live_reviews(call_id, Review.entry_id, Review.member_id, Review.cents).where(Review.state == ReviewState.submitted)
    rows = db.session.execute(sent.where(Review.cents.is_not(None)).order_by(Review.id))
    return [Mark(entry_id, member_id, Decimal(cents) / 100) for entry_id, member_id, cents in rows]


def totals_of(call_id: int) -> dict[int, list[Decimal]]:
    """Entry → the totals that count, for the meeting and the results."""
    found = defaultdict(list)
    for mark in _marks(call_id):
        found[mark.entry_id].append(mark.total)
    return dict(found)


def counted_likes(call: Call) -> tuple[dict[int, int], int]:
    """(entry → how many like it, their weight): nothing while members may still like, so that no score follows the likes."""
    is_on = call.state is CallState.reviewing and clock.now() < call.reviews_until
    return (likes_of(call.id), call.likes_weight) if call.likes_weight and not is_on else ({}, 0)


def likes_of(call_id: int) -> dict[int, int]:
    """Entry → how many like it."""
    liked = select(Liking.entry_id, func.count()).join(Entry, Entry.id == Liking.entry_id).where(Entry.call_id == call_id)
    return dict(db.session.execute(liked.group_by(Liking.entry_id)).all())


def reviews_of(entry: Entry) -> list[Review]:
    """The reviews of one entry that count, with marks and reviewers, in the order they were given out."""
    live = live_reviews(entry.call_id, among=Entry.id == entry.id).order_by(Review.id)
    return list(db.session.scalars(live.options(joinedload(Review.member).joinedload(Member.unit), selectinload(Review.marks))))


def ended_reviews(entry: Entry) -> list[Review]:
    """Those that were refused or taken back, with the reason."""
    ended = Review.entry_id == entry.id, Review.state.in_((ReviewState.refused, ReviewState.removed))
    return list(db.session.scalars(select(Review).options(joinedload(Review.member)).where(*ended).order_by(Review.id)))


def score_sheet(call: Call, reader_id: int) -> tuple[list[str], list[tuple]]:
    """(header, rows) of the full sheet: one row a review, with every mark and both comments. Not the reader's own entries."""
    criteria = criteria_of(call.id)
    said = ["总分", "给作者的意见", "给办公室的意见", "提交时间"]
    header = ["编号", "题目", "单位", "评委", "评委单位", "状态", *(_heading(one) for one in criteria), *said]
    entry, said = joinedload(Review.entry), (Entry.number, Entry.title, Entry.nominee_name)
    live = live_reviews(call.id).options(entry.load_only(*said), entry.joinedload(Entry.unit))
    live = live.options(joinedload(Review.member).joinedload(Member.unit))
    live = live.where(Entry.id.not_in(kept_from(reader_id, Entry.call_id == call.id)))
    rows, marks = db.session.scalars(live.order_by(Entry.number, Entry.id, Review.id)), _values(call.id)
    return header, [_row(review, marks[review.id], criteria) for review in rows]


def _values(call_id: int) -> dict[int, dict[int, Decimal]]:
    """Review → criterion → the mark, of everything that was marked in a call: one query, however many reviews."""
    found = defaultdict(dict)
    marks = select(ReviewMark).join(Criterion, Criterion.id == ReviewMark.criterion_id).where(Criterion.call_id == call_id)
    for mark in db.session.scalars(marks):
        found[mark.review_id][mark.criterion_id] = mark.value
    return found


def _heading(one: Criterion) -> str:
    return f"{one.name}（{one.most} 分，权重 {one.weight}）"


def _row(review: Review, marks: dict[int, Decimal], criteria: list[Criterion]) -> tuple:
    entry, person = review.entry, review.member
    is_sent = review.state is ReviewState.submitted
    named = (entry.number, entry.subject_name, entry.unit.name, person.name, person.unit.name, label(review.state))
    given = tuple(marks.get(one.id) if is_sent else None for one in criteria)
    said = (review.to_author, review.to_office) if is_sent else ("", "")
    return (*named, *given, review.total if is_sent else None, *said, review.submitted_at)


def own_entry_with_comments(member_id: int, entry_id: int) -> Entry | None:
    """An entry for those who made it, once the result of its call is out."""
    rows = select(Entry).join(Call, Call.id == Entry.call_id).where(Entry.id == entry_id, Call.state == CallState.final)
    return db.session.scalar(rows.where(Entry.id.in_(own_of(member_id, Entry.id == entry_id))))


def comments_to_author(entry: Entry) -> list[tuple[str, str]]:
    """(reviewer, comment) of what was sent in; without the reviewer, and in no order of theirs, when reviewers are not named."""
    live = live_reviews(entry.call_id, Member.name, Review.to_author, among=Entry.id == entry.id)
    live = live.join(Member, Member.id == Review.member_id)
    live = live.where(Review.state == ReviewState.submitted, Review.to_author != "")
    rows = db.session.execute(live.order_by(func.length(Review.to_author), Review.to_author))
    return [("" if entry.call.blind_reviewers else name, text) for name, text in rows]
