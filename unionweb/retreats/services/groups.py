"""Groups: formed when enough confirmed, else cancelled or merged with everybody's consent; who went, and the end."""

from sqlalchemy import select

from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import day
from unionweb.retreats.models import RetreatBatch, RetreatPick, RetreatProgramme
from unionweb.retreats.rules.kinds import GOING, BatchState, PickKind, ProgrammeState, Status, TripOutcome
from unionweb.retreats.services.applying import forget_health
from unionweb.retreats.services.moving import NOT_YOURS, refuse_merger, write_history
from unionweb.retreats.services.results import time_to_confirm
from unionweb.retreats.services.shared import (
    asked_into,
    companions_in,
    held_in,
    locked_application,
    locked_batch,
    note_batch,
    note_programme,
    room_in,
    tell,
    turn,
)

OUTCOMES = {TripOutcome.attended: Status.attended, TripOutcome.absent: Status.absent}
HAD_RESULT = {ProgrammeState.final, ProgrammeState.done}
NOT_FINAL = "结果还没有定，现在不能成团。"


@write
def form_group(batch_id: int, actor) -> int:
    """The group goes: enough people have confirmed. From now on not going counts as used. Returns how many go."""
    batch, programme = _of_result(batch_id)
    if batch.state is not BatchState.planned:
        raise Refused("这个批次已经不在等成团了。")
    going = [row for row in held_in(batch.id) if row.status is Status.confirmed]
    if len(going) < batch.least:
        raise Refused(f"确认了 {len(going)} 人，成团要 {batch.least} 人。可以等一等，或者并到别的批次。")
    batch.state = BatchState.formed
    note_batch("formed", batch, actor, from_state=BatchState.planned, to_state=BatchState.formed, detail={"going": len(going)})
    rule = "从现在起退出或者没有去，按用过一次算。" if programme.noshow_counts else ""
    for row in going:
        tell(row, f"成团了：{batch.title}", f"{day(batch.starts_on)}出发。{rule}{batch.meeting}", "formed")
    return len(going)


@write
def cancel_group(batch_id: int, reason: str, actor) -> int:
    """The group does not go; nobody's chance is used. Returns how many are told."""
    batch, programme = _of_result(batch_id)
    if not batch.is_live or batch.is_over:
        raise Refused("这个批次不能取消了。")
    before, batch.state, batch.state_reason = batch.state, BatchState.cancelled, reason
    note_batch("cancelled", batch, actor, from_state=before, to_state=batch.state, reason=reason)
    rows = held_in(batch.id) + asked_into(batch.id)
    for row in rows:
        row.offered_batch_id = None
        turn(row, Status.cancelled, "cancelled", actor=actor, kind=ActorKind.office, reason=reason)
        forget_health(row.id)
        tell(row, f"没有成团：{batch.title}", f"原因：{reason}。这次不占用机会，下次可以再报。")
    _end_programme(programme, actor)
    return len(rows)


@write
def merge_group(batch_id: int, into_id: int, actor) -> int:
    """Ask everybody of a group that is too small to go with another one; who agrees keeps a place. Returns how many are asked."""
    batch, programme = _of_result(batch_id)
    into = db.session.get(RetreatBatch, into_id, with_for_update=True)
    if into is None or into.programme_id != programme.id or into.id == batch.id:
        raise Refused("请选同一个方案里的另一个批次。")
    if batch.state is not BatchState.planned or not into.is_live or into.is_over or batch.is_over:
        raise Refused("这两个批次现在不能并。")
    if waiting := len(asked_into(batch.id)):
        raise Refused(f"还有 {waiting} 人没有答复要不要并到这个批次，等他们定了再并。")
    rows = sorted(held_in(batch.id), key=lambda row: row.position or 0)
    room = room_in(into)
    if len(rows) > room:
        raise Refused(f"“{into.title}”还有 {max(room, 0)} 个名额，要并过去 {len(rows)} 人，放不下。")
    batch.state, batch.merged_into_id = BatchState.merged, into.id
    note_batch("merged", batch, actor, from_state=BatchState.planned, to_state=batch.state, detail={"into": into.id})
    left = into.companion_places - companions_in(into)
    for row in rows:
        lost = row.companions_granted > left
        row.companions_granted = 0 if lost else row.companions_granted
        left -= row.companions_granted
        row.offered_batch_id, row.confirm_by = into.id, time_to_confirm(into, programme)
        turn(row, row.status, "offered", actor=actor, kind=ActorKind.office)
        text = "那个批次的家属名额不够，家属不能同去。" if lost else ""
        text = f"“{batch.title}”人数不够，想并到“{into.title}”（{day(into.starts_on)}出发，{into.place}）。{text}"
        text += f"请在 {day(row.confirm_by)} 以前到申请页上说去不去，不去不占用机会，没有说就当不去。"
        tell(row, "您的批次要并团，请您定", text, f"merge-{into.id}")
    return len(rows)


@write
def answer_merger(application_id: int, agrees: bool, person) -> None:
    """The own answer: go with the other batch, or give the place up without using the chance."""
    row, programme = locked_application(application_id)
    if row.member_id != person.id:
        raise Refused(NOT_YOURS)
    if row.offered_batch_id is None or not row.holds_place or programme.state is not ProgrammeState.final:
        raise Refused("现在没有要您定的并团。")
    into = db.session.get_one(RetreatBatch, row.offered_batch_id, with_for_update=True)
    if not agrees:
        refuse_merger(row, programme, "不同意并团", {"actor": person, "kind": ActorKind.owner})
        return
    row.offered_batch_id = None
    if not into.is_live or into.is_over:
        raise Refused("那个批次已经不能去了。请联系校工会办公室。")
    reason = f"并团：本人同意从“{row.batch.title}”并到“{into.title}”。"
    row.batch_id, row.reason, row.confirmed_at = into.id, reason, clock.now()
    pick = {"kind": PickKind.merged, "step": None, "position": row.position or 0, "reason": reason, "at": clock.now()}
    db.session.add(RetreatPick(programme_id=programme.id, application_id=row.id, batch_id=into.id, **pick))
    turn(row, Status.confirmed, "merged", actor=person, kind=ActorKind.owner, reason=reason)


@write
def note_attendance(batch_id: int, outcomes: dict[int, TripOutcome], actor) -> int:
    """Who went and who did not, from the day of departure on; it goes into the history. Returns how many were noted."""
    batch, programme = locked_batch(batch_id)
    if batch.state not in {BatchState.formed, BatchState.ended} or not batch.is_over or programme.state not in HAD_RESULT:
        raise Refused("成了团、到了出发那天，才能记谁去了。")
    rows = {row.id: row for row in held_in(batch.id) if row.status in GOING}
    if set(outcomes) - set(rows) or any(outcome not in OUTCOMES for outcome in outcomes.values()):
        raise Refused("名单变了，没有存。请刷新看看再记。")
    for row_id, outcome in sorted(outcomes.items()):
        row, status = rows[row_id], OUTCOMES[outcome]
        if row.status is status:
            continue
        turn(row, status, "attended" if status is Status.attended else "missed", actor=actor, kind=ActorKind.office)
        write_history(row, programme, outcome)
    is_noted = all(row.status in OUTCOMES.values() for row in rows.values())
    if batch.state is BatchState.formed and is_noted and clock.today() >= batch.ends_on:
        batch.state = BatchState.ended
        note_batch("ended", batch, actor, from_state=BatchState.formed, to_state=BatchState.ended)
        _end_programme(programme, actor)
    return len(outcomes)


def _end_programme(programme: RetreatProgramme, actor) -> None:
    db.session.flush()
    states = db.session.scalars(select(RetreatBatch.state).where(RetreatBatch.programme_id == programme.id))
    if programme.state is ProgrammeState.final and not any(state in {BatchState.planned, BatchState.formed} for state in states):
        programme.state, programme.ended_at = ProgrammeState.done, clock.now()
        note_programme("done", programme, actor, from_state=ProgrammeState.final, to_state=programme.state)


def _of_result(batch_id: int) -> tuple[RetreatBatch, RetreatProgramme]:
    batch, programme = locked_batch(batch_id)
    if programme.state is not ProgrammeState.final:
        raise Refused(NOT_FINAL)
    return batch, programme
