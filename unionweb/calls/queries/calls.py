"""Reads about calls: those that everybody sees, the office's desk, their questions and limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.calls.models import Call, CallAttachmentRule, CallQuestionLimit, Entry, Round
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.kinds import SHOWN, CallState, SubmissionStatus
from unionweb.common import questions
from unionweb.common.questions import Question, QuestionKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

LATEST = 9999  # the year of what is not over
RUNNING = (CallState.open, CallState.closed, CallState.reviewing, CallState.decided, CallState.on_notice)


def shown_calls() -> Select:
    """Calls that members see: those still open first, then those that are judged, then those that are over by year, newest first."""
    is_open = (Call.state == CallState.open) & (Call.submits_until > clock.now())
    year = case((Call.state == CallState.final, Call.year), else_=LATEST)
    return select(Call).where(Call.state.in_(SHOWN)).order_by(is_open.desc(), year.desc(), Call.submits_until.desc(), Call.id)


def by_year(rows: Iterable[Call]) -> tuple[list[Call], list[tuple[int, list[Call]]]]:
    """Calls in the order of `shown_calls` as (running ones, (year, those of it that are over) by year)."""
    rows = list(rows)
    over = groupby((row for row in rows if row.state is CallState.final), key=lambda row: row.year)
    return [row for row in rows if row.state is not CallState.final], [(year, list(found)) for year, found in over]


def desk_calls(q: str = "", state: str = "", year: int | None = None) -> Select:
    """Every call for the office, newest first, with its round."""
    found = select(Call).options(joinedload(Call.round)).order_by(Call.year.desc(), Call.id.desc())
    if q:
        found = found.where(Call.title.contains(q, autoescape=True))
    if state:
        found = found.where(Call.state == CallState(state))
    return found.where(Call.year == year) if year else found


def call_for(user, call_id: int) -> Call | None:
    """A call with its rules, if this person may see it: drafts only the office."""
    wanted = select(Call).options(selectinload(Call.attachment_rules), joinedload(Call.round)).where(Call.id == call_id)
    return db.session.scalar(wanted if may_run_calls(user) else wanted.where(Call.state.in_(SHOWN)))


def attachment_rule(rule_id: int) -> CallAttachmentRule | None:
    """One kind of file that is asked for."""
    return db.session.get(CallAttachmentRule, rule_id)


@dataclass(frozen=True)
class Asked:
    """A question of a call with the length of its answer."""

    question: Question
    least: int
    most: int | None

    @property
    def is_counted(self) -> bool:
        """Whether its answer is written, and has a length to keep to."""
        return self.question.kind in {QuestionKind.text, QuestionKind.long} and bool(self.least or self.most)


def asked_by(call_id: int) -> list[Asked]:
    """The questions of a call in their order, with their limits, in two queries."""
    found = questions.questions_of("call", call_id)
    wanted = select(CallQuestionLimit).where(CallQuestionLimit.question_id.in_([q.id for q in found]))
    limits = {row.question_id: row for row in db.session.scalars(wanted)} if found else {}
    return [
        Asked(q, limits[q.id].least if q.id in limits else 0, limits[q.id].most if q.id in limits else None)
        for q in found
    ]


def counts_by_status(call_ids: Iterable[int]) -> dict[int, dict[SubmissionStatus, int]]:
    """How many entries each call has, by their status; drafts are nobody's business and not counted."""
    wanted = select(Entry.call_id, Entry.status, func.count()).where(Entry.call_id.in_(list(call_ids)))
    rows = db.session.execute(
        wanted.where(Entry.status != SubmissionStatus.draft).group_by(Entry.call_id, Entry.status)
    )
    found: dict[int, dict[SubmissionStatus, int]] = {}
    for call_id, status, count in rows:
        found.setdefault(call_id, {})[status] = count
    return found


def round_for(round_id: int) -> Round | None:
    """A round with its calls."""
    return db.session.scalar(select(Round).options(selectinload(Round.calls)).where(Round.id == round_id))


def rounds() -> list[Round]:
    """All rounds, newest first."""
    return list(db.session.scalars(select(Round).order_by(Round.year.desc(), Round.id.desc())))


def years() -> list[int]:
    """The years of which there are calls, newest first."""
    return list(db.session.scalars(select(Call.year).distinct().order_by(Call.year.desc())))


def running_round_calls(round_id: int) -> list[Call]:
    """The calls of a round that were not called off."""
    wanted = (Call.round_id == round_id, Call.state != CallState.called_off)
    return list(db.session.scalars(select(Call).where(*wanted).order_by(Call.id)))
