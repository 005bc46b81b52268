"""Reads for the end of a call: how every entry stands, with score and decision; constant in the number of entries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func, select

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import (
    Call,
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    Entry,
    EntryDecision,
)
from unionweb.calls.queries.reviews_bars import kept_from
from unionweb.calls.queries.reviews_scores import counted_likes, totals_of
from unionweb.calls.queries.reviews_short import is_reviewed
from unionweb.calls.rules.grades import Grade, Standing
from unionweb.calls.rules.kinds import ACCEPTED, SubmissionStatus
from unionweb.calls.rules.meeting import Meeting, Seen, too_little_seen
from unionweb.calls.rules.scoring import Summary, summary, with_likes
from unionweb.kernel.extensions import db

KIND = "call_publication"


@dataclass(frozen=True)
class Stand:
    """One accepted entry with everything the meeting looks at. is_asked: a reason is missing here."""

    id: int
    number: int | None
    name: str
    title: str
    unit_id: int
    unit: str
    unit_rank: int | None
    summary: Summary
    score: Decimal | None
    decision: EntryDecision | None
    position: int | None
    place: int | None = None
    is_tied: bool = False
    is_asked: bool = False
    is_own: bool = False

    @property
    def standing(self) -> Standing:
        one = self.decision
        decided, reason = one is not None, one.reason if one else ""
        return Standing(self.id, self.unit_id, self.score, decided, self.position, reason)

    @property
    def grade_id(self) -> int | None:
        return self.decision.grade_id if self.decision else None


def call_or_none(call_id: int) -> Call | None:
    return db.session.get(Call, call_id)


def grades_of(call_id: int) -> list[CallGrade]:
    """The grades of a call, the best first."""
    return list(db.session.scalars(select(CallGrade).where(CallGrade.call_id == call_id).order_by(CallGrade.position)))


def forgotten(call_id: int) -> int:
    """How many entries were sent on by their units and neither accepted nor given back."""
    waiting = Entry.call_id == call_id, Entry.status == SubmissionStatus.unit_approved
    return db.session.scalar(select(func.count(Entry.id)).where(*waiting))


def rules_of(grades: Iterable[CallGrade]) -> list[Grade]:
    """The same grades for the arithmetic."""
    return [grade.as_rule for grade in grades]


def stands_of(call: Call, user=None) -> list[Stand]:
    """Every accepted entry of a call, the best score first, then by number. user: whose own entries are marked as such.

    Nobody learns the score of an entry of their own here, not even in the office.
    """
    query = (
        select(Entry.id, Entry.number, Entry.title, Entry.nominee_name, Member.name.label("author"), Entry.unit_id,
               Unit.name.label("unit"), Entry.unit_rank)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Member, Member.id == Entry.member_id)
        .where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED))
    )  # fmt: skip
    rows = db.session.execute(query.order_by(Entry.id)).all()
    scores, decisions = scores_of(call), decisions_of(call.id)
    positions = {grade.id: grade.position for grade in grades_of(call.id)}
    own = own_entries(call.id, user.id) if user else set()
    found = [_stand(row, scores, decisions.get(row.id), positions, own) for row in rows]
    return sorted(found, key=lambda s: (s.score is None, -(s.score or 0), s.unit, s.unit_rank or 999, s.number or 0, s.id))


def _stand(row, scores: dict, decision: EntryDecision | None, positions: dict[int, int], own: set[int]) -> Stand:
    found, score = scores.get(row.id, (summary([], "mean"), None))
    is_own = row.id in own
    position = positions.get(decision.grade_id) if decision and decision.is_given else None
    if is_own:
        found, score = summary([], "mean"), None
    name = row.nominee_name or row.author
    place = (row.unit_id, row.unit, row.unit_rank)
    return Stand(row.id, row.number, name, row.title, *place, found, score, decision, position, is_own=is_own)


def short_of_reviews(call: Call, stands: Iterable[Stand], own: set[int]) -> list[Seen]:
    """Entries with fewer reviews than the call asks for, and nothing that says why. Nothing of calls that were not reviewed.

    stands: those of `stands_of` that hide nothing from anybody; own: the entries the reader has a part in.
    """
    if not is_reviewed(call.id):
        return []
    reason = {one.id: one.decision.reason if one.decision else "" for one in stands}
    seen = [Seen(one.id, one.number, one.summary.count, reason[one.id], one.id in own) for one in stands]
    return too_little_seen(sorted(seen, key=lambda one: one.number or 0), call.reviews_per_entry, meeting_of(call.id))


def own_entries(call_id: int, member_id: int) -> set[int]:
    """The entries of a call that are somebody's own, or reviewed by them blindly: the same bar that holds for reviews."""
    return set(db.session.scalars(kept_from(member_id, Entry.call_id == call_id)))


def scores_of(call: Call) -> dict[int, tuple[Summary, Decimal | None]]:
    """Entry → (what the marks come to, the score that counts, with likes where they count)."""
    likes, weight = counted_likes(call)
    most, found = max(likes.values(), default=0), {}
    for entry_id, values in totals_of(call.id).items():
        one = summary(values, call.aggregate)
        found[entry_id] = (one, with_likes(one.score, likes.get(entry_id, 0), most=most, weight=weight))
    return found


def decisions_of(call_id: int) -> dict[int, EntryDecision]:
    """Entry → what was proposed or decided for it."""
    query = select(EntryDecision).where(EntryDecision.call_id == call_id)
    return {row.entry_id: row for row in db.session.scalars(query)}


def marked(stands: list[Stand], asked: Iterable[int], places: dict[int, tuple[int, bool]]) -> list[Stand]:
    """The same with places, ties, and where a reason is missing."""
    asked = set(asked)
    return [replace(s, place=places.get(s.id, (None, False))[0], is_tied=places.get(s.id, (None, False))[1], is_asked=s.id in asked)
            for s in stands]  # fmt: skip


def meeting_of(call_id: int) -> Meeting | None:
    """The record of the meeting, as the rules read it."""
    row = db.session.get(CallMeeting, call_id)
    return meeting_in(row) if row else None


def meeting_in(row: CallMeeting) -> Meeting:
    """The record of a meeting as it was typed."""
    present, absent = tuple(row.present.splitlines()), tuple(row.absent.splitlines())
    return Meeting(row.held_on, row.place, row.chaired_by, present, absent, row.note)


def result_of(call_id: int) -> CallResult | None:
    """How far the end of a call has come; None before anything was decided."""
    return db.session.get(CallResult, call_id)


def publications_of(call_id: int) -> list[CallPublication]:
    """Every list that was shown of a call, the newest first."""
    query = select(CallPublication).where(CallPublication.call_id == call_id)
    return list(db.session.scalars(query.order_by(CallPublication.number.desc())))


def publication_or_none(publication_id: int) -> CallPublication | None:
    return db.session.get(CallPublication, publication_id)


def unit_names() -> dict[int, str]:
    """Unit → name, also of those that are closed."""
    return dict(db.session.execute(select(Unit.id, Unit.name)).all())


def listed_now(row: CallPublication) -> list[dict]:
    """What was shown, by grade as it was, and what of it was taken off since; of that only that it was."""
    struck = {id for id, one in decisions_of(row.call_id).items() if one.struck_at is not None}
    return [one | {"is_struck": one["entry"] in struck} for one in row.listed]
