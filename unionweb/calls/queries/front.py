"""What calls put on the first pages: what waits for an author, a nominee, a reviewer, a chair, the office; what is open.

Lines name calls, never people, and no work by its title: who is put forward, or reviews, is not read over a shoulder.
"""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager

from unionweb.accounts.rules import units_led
from unionweb.calls.models import Call, CallPublication, CallReviewer, CoAuthor, Entry, Review
from unionweb.calls.queries.people import headless_units
from unionweb.calls.queries.results import KIND
from unionweb.calls.queries.reviews_bars import live_reviews
from unionweb.calls.queries.reviews_own import tasks_of
from unionweb.calls.rules.access import may_propose, may_run_calls, takes
from unionweb.calls.rules.kinds import ACCEPTED, COUNTED, EDITABLE, ENDED, CallState, CoAuthorState, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation
from unionweb.common import publicity
from unionweb.common.front import Line
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

TAKING = (CallState.open, CallState.closed)
HANDLED = (*TAKING, CallState.reviewing)
MOST_OPEN = 4


def own_lines(user) -> list[Line]:
    """Drafts while they can be sent in, what came back, co-authorships and nominations to answer, reviews to give."""
    return [*_own_entries(user.id), *_asked(user.id), *_reviews(user.id)]


def _own_entries(member_id: int) -> list[Line]:
    wanted = select(Entry).join(Entry.call).options(contains_eager(Entry.call))
    wanted = wanted.where(Entry.member_id == member_id, Entry.status.in_(EDITABLE), Call.state.in_(TAKING)).order_by(Entry.id)
    return [_unsent(entry) for entry in db.session.scalars(wanted) if takes(entry.call, entry, clock.now())]


def _unsent(entry: Entry) -> Line:
    call, values = entry.call, {"entry_id": entry.id}
    if entry.status is SubmissionStatus.returned:
        return Line(f"{call.title}：退回来一份，请改好再交", "calls.entry", values, call.corrects_until)
    until = call.corrects_until if entry.submitted_at else call.submits_until
    return Line(f"{call.title}：还有一份草稿没有交", "calls.edit_entry", values, until)


def _asked(member_id: int) -> list[Line]:
    """Where somebody is named and has not answered."""
    running = Call.state.in_(TAKING), Call.corrects_until > clock.now(), Entry.status.not_in(ENDED)
    facts = select(Entry.id, Call.title, Call.corrects_until).join(Call, Call.id == Entry.call_id).where(*running)
    joint = facts.join(CoAuthor, CoAuthor.entry_id == Entry.id)
    joint = joint.where(CoAuthor.member_id == member_id, CoAuthor.state == CoAuthorState.invited)
    named = facts.where(Entry.nominee_member_id == member_id, Entry.member_id != member_id, Entry.submitted_at.is_not(None))
    unseen = named.where(Entry.nominee_seen_at.is_(None))
    said = ((joint, "请您确认是合作者"), (unseen, "有人推荐了您，请看一看"))
    return [
        Line(f"{row.title}：{words}", "calls.entry", {"entry_id": row.id}, row.corrects_until)
        for query, words in said for row in db.session.execute(query.order_by(Entry.id))
    ]  # fmt: skip


def _reviews(member_id: int) -> list[Line]:
    found = []
    for task in tasks_of(member_id):
        call, values = task.row.call, {"call_id": task.row.call_id}
        if task.row.state is Invitation.invited:
            found.append(Line(f"{call.title}：请您当评委，请答复", "calls.review_task", values, call.reviews_until))
        elif call.state is CallState.reviewing and task.left and clock.now() < call.reviews_until:
            found.append(Line(f"{call.title}：还有 {task.left} 件没有评", "calls.review_task", values, call.reviews_until))
    return found


def open_lines(user) -> list[Line]:
    """The calls that this person may send something in to, those that end first."""
    now = clock.now()
    wanted = select(Call).where(Call.state == CallState.open, Call.opens_at <= now, Call.submits_until > now)
    rows = db.session.scalars(wanted.order_by(Call.submits_until, Call.id))
    found = [call for call in rows if may_propose(call, units_led(user))][:MOST_OPEN]
    return [Line(call.title, "calls.show", {"call_id": call.id}, call.submits_until, "征集评选") for call in found]


def unit_lines(user) -> list[Line]:
    """What the units that somebody leads have to look at, and what they are short of. Two queries."""
    led = units_led(user)
    return [*_unchecked(led), *_below_minimum(led)] if led else []


def _unchecked(unit_ids: Collection[int]) -> list[Line]:
    waits = Entry.unit_id.in_(unit_ids), Entry.status == SubmissionStatus.submitted
    running = Call.state.in_(TAKING), Call.corrects_until > clock.now()
    wanted = _by_call(Entry.unit_id).where(*waits, *running)
    return [
        Line(f"{row.title}：{row.count} 份等分工会审核", "calls.unit", {"call_id": row.id, "unit": row.unit_id}, row.corrects_until)
        for row in db.session.execute(wanted)
    ]


def _by_call(*more) -> Select:
    """Entries counted by call: id, title, corrects_until, count, and what else is asked for."""
    keys = (Call.id, Call.title, Call.corrects_until, *more)
    return select(*keys, func.count(Entry.id).label("count")).join(Entry, Entry.call_id == Call.id).group_by(*keys).order_by(Call.id)


def _below_minimum(unit_ids: Collection[int]) -> list[Line]:
    now = clock.now()
    joined = (Entry.call_id == Call.id) & Entry.unit_id.in_(unit_ids) & Entry.status.in_(COUNTED)
    wanted = select(Call, Entry.unit_id, func.count(Entry.id)).outerjoin(Entry, joined)
    wanted = wanted.where(Call.state == CallState.open, Call.opens_at <= now, Call.submits_until > now, Call.per_unit_least > 0)
    calls, sent = {}, Counter()
    for call, unit_id, count in db.session.execute(wanted.group_by(Call.id, Entry.unit_id).order_by(Call.id)):
        calls[call.id], sent[call.id, unit_id] = call, count
    return [
        Line(f"{call.title}：本单位还差 {call.per_unit_least - sent[call.id, unit_id]} 份", "calls.unit",
             {"call_id": call.id, "unit": unit_id}, call.submits_until)
        for call in calls.values() for unit_id in sorted(unit_ids) if sent[call.id, unit_id] < call.per_unit_least
    ]  # fmt: skip


def office_lines(user) -> list[Line]:
    """What came in, what is short of reviewers, objections, and what units without an administrator wait for."""
    if not may_run_calls(user):
        return []
    return [*_intake(), *_short(), *_objections(), *_unchecked(headless_units())]


def _intake() -> list[Line]:
    wanted = _by_call().where(Entry.status == SubmissionStatus.unit_approved, Call.state.in_(HANDLED))
    return [
        Line(f"{row.title}：{row.count} 份等受理", "calls.intake", {"call_id": row.id}) for row in db.session.execute(wanted)
    ]


def _short() -> list[Line]:
    """Entries with too few reviewers, of calls that are reviewed, or whose corrections are over and reviewers asked.

    Counted behind the bar. Two queries, whatever the number of calls.
    """
    asked = exists().where(CallReviewer.call_id == Call.id)
    is_next = and_(Call.state == CallState.closed, Call.corrects_until <= clock.now(), asked)
    calls = list(db.session.scalars(select(Call).where(or_(Call.state == CallState.reviewing, is_next)).order_by(Call.id)))
    if not calls:
        return []
    counts = {id: count for id, count in db.session.execute(union_all(*(_lacking(call) for call in calls)))}
    return [
        Line(f"{call.title}：{counts[call.id]} 件评委不够", "calls.assignments", {"call_id": call.id}, call.reviews_until)
        for call in calls if counts[call.id]
    ]  # fmt: skip


def _lacking(call: Call) -> Select:
    have = live_reviews(call.id, Review.entry_id, func.count().label("have")).group_by(Review.entry_id).subquery()
    wanted = select(literal(call.id), func.count(Entry.id)).outerjoin(have, have.c.entry_id == Entry.id)
    short = func.coalesce(have.c.have, 0) < call.reviews_per_entry
    return wanted.where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED), short)


def _objections() -> list[Line]:
    counts = publicity.unanswered(KIND)
    wanted = select(CallPublication.id, Call.id.label("call_id"), Call.title).join(Call, Call.id == CallPublication.call_id)
    return [
        Line(f"{row.title}：公示有 {counts[row.id]} 件异议没有答复", "calls.result_desk", {"call_id": row.call_id})
        for row in db.session.execute(wanted.where(CallPublication.id.in_(counts)).order_by(CallPublication.id))
    ]  # fmt: skip
