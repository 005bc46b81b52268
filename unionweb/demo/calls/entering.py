"""Entries as rows, with the way they have come: written, sent in, checked by the unit, accepted by the office."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from unionweb.calls.models import Call, ChainStep, CoAuthor, Entry, EntryVersion, TeamPerson
from unionweb.calls.rules.kinds import ACCEPTED, CoAuthorState, Decision, Step, SubmissionStatus
from unionweb.common.audit import ActorKind
from unionweb.common.questions import Question
from unionweb.common.questions.models import Answer
from unionweb.demo.calls.desk import MEMBER, Desk
from unionweb.kernel.extensions import db

UNIT_CHECKED = (SubmissionStatus.unit_approved, *ACCEPTED)
OPINIONS = (
    "经支委会讨论，同意推荐。",
    "该对象政治表现好，群众公认，同意推荐。",
    "情况属实，同意上报。",
    "支部征求了全体党员意见，一致同意。",
)


@dataclass
class Written:
    """What is entered. since: began; sent, moved: when it was sent in, and last moved on; with_ids: further authors."""

    call: Call
    unit: str
    by: int
    status: SubmissionStatus
    since: datetime
    sent: datetime
    moved: datetime
    facts: dict
    with_ids: Sequence[int] = ()
    are_sure: bool = True
    team: Sequence[int] = ()
    answers: dict[Question, str] = field(default_factory=dict)
    comment: str = ""

    @property
    def is_sent(self) -> bool:
        return self.status is not SubmissionStatus.draft


def enter(desk: Desk, written: Written, number: int | None) -> Entry:
    """One entry with its version, people, answers and steps; its number only once it was sent in."""
    last = written.moved if written.is_sent else written.since
    entry = Entry(
        call_id=written.call.id, unit_id=desk.staff.units[written.unit], member_id=written.by, status=written.status,
        number=number if written.is_sent else None, created_at=written.since, changed_at=last,
        submitted_at=written.sent if written.is_sent else None,
        accepted_at=written.moved if written.status in ACCEPTED else None, version=2, **written.facts,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    desk.diary.note(written.since, "entry_started", "entry", entry, actor_id=written.by, by=ActorKind.owner)
    _keep(written, entry)
    _name_people(written, entry)
    for question, text in written.answers.items():
        db.session.add(Answer(question_id=question.id, respondent_id=entry.id, value=text))
    if written.is_sent:
        _take_its_way(desk, written, entry)
    return entry


def _keep(written: Written, entry: Entry) -> None:
    said = {question.text: text for question, text in written.answers.items()} | ({"类别": entry.field} if entry.field else {})
    db.session.add(
        EntryVersion(
            entry_id=entry.id, number=1, title=entry.title, body=entry.body, facts=said, began_at=written.since,
            saved_at=entry.submitted_at or written.since, saved_by_id=written.by, sent_at=entry.submitted_at,
        )
    )  # fmt: skip


def _name_people(written: Written, entry: Entry) -> None:
    state = CoAuthorState.confirmed if written.are_sure else CoAuthorState.invited
    answered = written.since + timedelta(hours=3) if written.are_sure else None
    for sort, member_id in enumerate(written.with_ids, 1):
        asked = {"asked_at": written.since, "answered_at": answered}
        db.session.add(CoAuthor(entry_id=entry.id, member_id=member_id, sort=sort, state=state, **asked))
    for sort, member_id in enumerate(written.team, 1):
        db.session.add(TeamPerson(entry_id=entry.id, member_id=member_id, sort=sort, is_leader=sort == 1))


def _take_its_way(desk: Desk, written: Written, entry: Entry) -> None:
    """Every step up to where the entry is."""
    chair, status, checked = desk.chairs[written.unit], written.status, min(written.moved, written.call.corrects_until)
    _step(desk, entry, (Step.author, Decision.submitted), (written.by, ActorKind.owner), written.sent)
    _tell_unit(desk, entry, chair, written.sent)
    if status in UNIT_CHECKED:
        if written.call.needs_party_opinion:
            said = desk.rng.choice(OPINIONS)
            _step(desk, entry, (Step.party, Decision.recorded), (chair, ActorKind.unit), checked - timedelta(minutes=50), said)
        _step(desk, entry, (Step.unit, Decision.approved), (chair, ActorKind.unit), checked - timedelta(minutes=40))
    if status in ACCEPTED:
        _step(desk, entry, (Step.office, Decision.accepted), (desk.office, ActorKind.office), written.moved)
        desk.diary.tell(written.moved, entry.member_id, f"校工会受理了：{entry.subject_name}", "", path=f"/calls/entries/{entry.id}")
    if status is SubmissionStatus.returned:
        _step(desk, entry, (Step.unit, Decision.returned), (chair, ActorKind.unit), written.moved, written.comment)
        title = f"分工会退回修改：{entry.subject_name}"
        desk.diary.tell(written.moved, entry.member_id, title, written.comment, path=f"/calls/entries/{entry.id}")
    if status is SubmissionStatus.withdrawn:
        _step(desk, entry, (Step.author, Decision.withdrawn), (written.by, ActorKind.owner), written.moved)


STATES = {
    Decision.submitted: ("draft", "submitted"), Decision.approved: ("submitted", "unit_approved"),
    Decision.accepted: ("unit_approved", "under_review"), Decision.returned: ("submitted", "returned"),
    Decision.withdrawn: ("submitted", "withdrawn"), Decision.recorded: ("submitted", "submitted"),
}  # fmt: skip


def _step(desk: Desk, entry: Entry, what: tuple[Step, Decision], who: tuple[int, ActorKind], moment: datetime, comment: str = "") -> None:
    (step, decision), (by_id, kind) = what, who
    db.session.add(ChainStep(entry_id=entry.id, step=step, decision=decision, comment=comment, by_id=by_id, at=moment))
    before, after = STATES[decision]
    reason = comment if decision is Decision.returned else None
    states = {"from_state": before, "to_state": after, "reason": reason}
    desk.diary.note(moment, f"entry_{decision.value}", "entry", entry, actor_id=by_id, by=kind, **states)
    entry.version += 1


def _tell_unit(desk: Desk, entry: Entry, chair: int, moment: datetime) -> None:
    """The chair of the unit, and 王敏 when it is she who is put forward or asked to sign."""
    path, me = f"/calls/entries/{entry.id}", desk.staff.members[MEMBER]
    if entry.member_id != chair:
        desk.diary.tell(moment, chair, f"等分工会审核：{entry.subject_name}", "请在修改截止以前审核。", path=path)
    call = db.session.get(Call, entry.call_id)
    if entry.nominee_member_id == me and entry.member_id != me:
        body = f"分工会在“{call.title}”里推荐了您。您可以看推荐材料，不愿意也可以谢绝。"
        desk.diary.tell(moment, me, f"您被推荐了：{call.title}", body, path=path, once=f"entry {entry.id} nominee")


def numbers(desk: Desk, count: int) -> list[int]:
    """Public numbers of the entries of one call: they say nothing about time or unit."""
    return desk.rng.sample(range(100, 1000), count)
