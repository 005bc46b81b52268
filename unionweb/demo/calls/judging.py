"""Reviewers and their reviews as rows: who was asked, who reviews what, how they mark it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from unionweb.calls.models import Call, CallReviewer, Criterion, Entry, Review, ReviewConflict, ReviewMark
from unionweb.calls.queries.reviews import criteria_of, weighted
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way, total
from unionweb.common.audit import ActorKind
from unionweb.demo.calls.desk import BY_OFFICE, REVIEWER, Desk
from unionweb.demo.rows import add_rows
from unionweb.kernel.extensions import db

# The reviewers beside 郑评, by the unit they come from: none of it stands for an honour this year.
JURY = ("文学与新闻学院", "经济与管理学院", "电气与自动化学院", "材料科学与工程学院", "马克思主义学院")
NOT_BEGUN, BEGUN, GIVEN_BACK = 0, -1, -2
SHIFTS = ((0, 1, -1), (1, -2, 1), (2, -1, -1), (-2, 0, 2), (-1, 1, 0))  # how reviewers differ; together nothing
TO_AUTHOR = ("事例扎实，成效部分再补一两个数字会更有力。", "做法清楚，别的单位可以照着做。", "题目好，开头可以再短一些。", "")
TO_OFFICE = ("建议在经验交流会上介绍。", "", "材料真实，可进入上一等次讨论。", "")
REFUSED = "与推荐对象合作过课题，申请回避。"


@dataclass
class Jury:
    """The reviewers of one call: those who said yes, by member id, in their order. barred: (reviewer, unit) by a tie on record."""

    call: Call
    seats: dict[int, CallReviewer]
    criteria: list[Criterion]
    barred: set[tuple[int, str]] = field(default_factory=set)


def jury_members(desk: Desk) -> list[int]:
    """郑评, and one from each of those units."""
    if not desk.jury:
        desk.jury = [desk.staff.members[REVIEWER], *(desk.member(desk.pick(unit)[0]) for unit in JURY)]
    return desk.jury


def seat(desk: Desk, call: Call, asked: datetime, answers: dict[int, Invitation]) -> Jury:
    """Ask reviewers. answers: what each of them said."""
    rows = [_asked(desk, call, asked, *one) for one in answers.items()]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        desk.diary.note(asked, "invited", "call_reviewer", row, actor_id=desk.office, to_state=Invitation.invited, **BY_OFFICE)
        if row.answered_at:
            states = {"from_state": Invitation.invited, "to_state": row.state, "reason": row.answer or None}
            desk.diary.note(row.answered_at, row.state.value, "call_reviewer", row, actor_id=row.member_id, by=ActorKind.owner, **states)
        text = f"评审到 {call.reviews_until:%Y-%m-%d %H:%M} 截止。请先答复能不能参加，并申报应当回避的关系。"
        desk.diary.tell(asked, row.member_id, f"请您评审“{call.title}”", text, path=f"/reviews/calls/{call.id}")
    accepted = {row.member_id: row for row in rows if row.state is Invitation.accepted}
    return Jury(call, accepted, criteria_of(call.id))


def _asked(desk: Desk, call: Call, asked: datetime, member_id: int, state: Invitation) -> CallReviewer:
    is_open, said_no = state is Invitation.invited, state is Invitation.declined
    return CallReviewer(
        call_id=call.id, member_id=member_id, state=state, invited_at=asked, invited_by_id=desk.office,
        answered_at=None if is_open else min(asked + timedelta(hours=4 + member_id % 20), desk.now),
        answer="这段时间出差，评不了。" if said_no else "",
    )  # fmt: skip


def tie(desk: Desk, jury: Jury, member_id: int, unit: str, moment: datetime) -> None:
    """A reviewer has declared that she works together with a unit."""
    jury.barred.add((member_id, unit))
    about = {"unit_id": desk.staff.units[unit], "tie": Tie.cooperation, "note": "在研课题的合作单位"}
    row = ReviewConflict(call_id=jury.call.id, member_id=member_id, recorded_at=moment, recorded_by_id=member_id, **about)
    db.session.add(row)
    db.session.flush()
    desk.diary.note(moment, "tied", "review_conflict", row, by=ActorKind.owner, sealed=True)


def begin(desk: Desk, jury: Jury, moment: datetime, count: int) -> None:
    """The office has shared out so many reviews and begun."""
    who, call = {"actor_id": desk.office, **BY_OFFICE}, jury.call
    desk.diary.note(moment, "shared_out", "call", call, detail={"count": count, "short": 0}, **who)
    states = {"from_state": CallState.closed, "to_state": CallState.reviewing}
    desk.diary.note(moment + timedelta(minutes=5), "began_review", "call", call, **states, **who)
    for member_id in jury.seats:
        text = f"请在 {call.reviews_until:%Y-%m-%d %H:%M} 以前评完。"
        desk.diary.tell(moment + timedelta(minutes=5), member_id, f"“{call.title}”有作品请您评审", text, path=f"/reviews/calls/{call.id}")


def fitting(desk: Desk, jury: Jury, units: Iterable[str], turn: int) -> list[int]:
    """Three reviewers who are not barred: 郑评 first, then the others in turn."""
    units = set(units)
    free = [id for id in jury.seats if desk.person(id).unit_name not in units and not any((id, unit) in jury.barred for unit in units)]
    first, rest = free[:1], free[1:]
    turned = rest[turn % len(rest) :] + rest[: turn % len(rest)]
    return (first + turned if desk.numbers[free[0]] == REVIEWER else free[turn % len(free) :] + free[: turn % len(free)])[:3]


def judge(desk: Desk, jury: Jury, entry: Entry, scores: Sequence[tuple[int, Decimal | int]], span: tuple[datetime, datetime]) -> None:
    """The reviews of one entry. scores: (reviewer, score or how far); span: between which moments they are sent in."""
    assigned, until = span
    rows = [_review(desk, jury, entry, one, (assigned, desk.between(assigned, until))) for one in scores]
    db.session.add_all(rows)
    db.session.flush()
    for row, (_, score) in zip(rows, scores, strict=True):
        if score == GIVEN_BACK:
            _give_back(desk, jury, row)
        elif score != NOT_BEGUN:
            _mark(desk, jury, row, score)


def _mark(desk: Desk, jury: Jury, row: Review, score: Decimal | int) -> None:
    """Marks that come to the score; what has only begun lacks the last one."""
    is_sent = row.state is ReviewState.submitted
    marks = _marks(jury, score if is_sent else 88, is_whole=is_sent, turn=row.id)
    add_rows(ReviewMark, [{"review_id": row.id, "criterion_id": id, "tenths": tenths} for id, tenths in marks.items()])
    if is_sent:
        row.cents = int(total(weighted(jury.criteria), {id: Decimal(tenths) / 10 for id, tenths in marks.items()}) * 100)
        desk.diary.note(row.submitted_at, "submitted", "review", row, by=ActorKind.owner, to_state=row.state, sealed=True)


def _review(desk: Desk, jury: Jury, entry: Entry, what: tuple[int, Decimal | int], when: tuple[datetime, datetime]) -> Review:
    (member_id, score), (assigned, at) = what, when
    known = {NOT_BEGUN: ReviewState.assigned, BEGUN: ReviewState.started, GIVEN_BACK: ReviewState.refused}
    state = ReviewState.submitted if score > 0 else known[score]
    is_sent = state is ReviewState.submitted
    return Review(
        entry_id=entry.id, reviewer_id=jury.seats[member_id].id, member_id=member_id, way=Way.shared_out, state=state,
        to_author=desk.rng.choice(TO_AUTHOR) if is_sent else "", to_office=desk.rng.choice(TO_OFFICE) if is_sent else "",
        reason=REFUSED if score == GIVEN_BACK else "", assigned_at=assigned, assigned_by_id=desk.office,
        changed_at=None if score == NOT_BEGUN else at, submitted_at=at if is_sent else None,
    )  # fmt: skip


def _marks(jury: Jury, score: Decimal | int, *, is_whole: bool, turn: int) -> dict[int, int]:
    """Marks in tenths whose weighted total is the score: what one criterion has more, another of the same weight has less."""
    high, deep = turn % 4 * 5, turn % 3 * 10
    shifts = (high, 0, -high) if len(jury.criteria) == 3 else (high, 0, deep, -deep, -high)
    given = {one.id: int(score * 10) + shift for one, shift in zip(jury.criteria, shifts, strict=True)}
    return given if is_whole else dict(list(given.items())[:-1])


def _give_back(desk: Desk, jury: Jury, row: Review) -> None:
    """For a tie with this entry, which is on record from then on."""
    about = {"entry_id": row.entry_id, "tie": Tie.cooperation, "note": REFUSED}
    said = ReviewConflict(call_id=jury.call.id, member_id=row.member_id, recorded_at=row.changed_at, recorded_by_id=row.member_id, **about)
    db.session.add(said)
    db.session.flush()
    desk.diary.note(row.changed_at, "tied", "review_conflict", said, by=ActorKind.owner, sealed=True)
    states = {"from_state": ReviewState.assigned, "to_state": ReviewState.refused, "reason": REFUSED}
    desk.diary.note(row.changed_at, "refused", "review", row, by=ActorKind.owner, sealed=True, **states)
