"""Confirming, declining, and who moves up: one function frees a place, whoever frees it; the order is the old one."""

from datetime import timedelta

from sqlalchemy import select

from unionweb.common import settings
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import day
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatHistory, RetreatPick, RetreatProgramme
from unionweb.retreats.queries.applications import waiting_list
from unionweb.retreats.rules.kinds import HOLDING, LIVE, BatchState, PickKind, ProgrammeState, Status, TripOutcome
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.services.applying import forget_health
from unionweb.retreats.services.results import ask_to_confirm
from unionweb.retreats.services.shared import companions_in, locked, locked_application, room_in, tell, turn

NOT_YOURS = "这份申请已经不在了。"
HAS_RESULT = {ProgrammeState.decided, ProgrammeState.on_notice, ProgrammeState.final}


@write
def confirm(application_id: int, person) -> None:
    """The applicant says that they come. Pressed twice is once. Refused after the time, or when there is nothing to confirm."""
    row, programme = locked_application(application_id)
    if row.member_id != person.id:
        raise Refused(NOT_YOURS)
    if row.status is Status.confirmed:
        return
    if row.status is not Status.placed or programme.state is not ProgrammeState.final:
        raise Refused("现在没有要确认的名额。")
    if row.offered_batch_id is not None:
        raise Refused("您的批次要并团，请先在申请页上定去不去。")
    if row.batch.is_over:
        raise Refused("这个批次已经出发了，不能再确认。请联系校工会办公室。")
    if row.confirm_by and clock.today() > row.confirm_by:
        raise Refused(f"确认的期限是 {day(row.confirm_by)}，已经过了，名额按顺序给了下一位。")
    row.confirmed_at = clock.now()
    turn(row, Status.confirmed, "confirmed", actor=person, kind=ActorKind.owner)
    is_formed = row.batch.state is BatchState.formed and programme.noshow_counts
    rule = "已经成团，现在起退出或者没有去，按用过一次算。" if is_formed else ""
    text = rule + "出发前请在自己的申请页上填身份证号和手机，只用于旅行社的名单，批次结束后自动删除。"
    tell(row, f"确认好了：{row.batch.title}", text, "confirmed")


@write
def decline(application_id: int, person) -> None:
    """The applicant gives the place back; the next one in the order gets it. After the group is formed it counts as used."""
    row, programme = locked_application(application_id)
    if row.member_id != person.id:
        raise Refused(NOT_YOURS)
    if row.status is Status.waiting and programme.state in HAS_RESULT:
        turn(row, Status.declined, "declined", actor=person, kind=ActorKind.owner, reason="不再候补")
        forget_health(row.id)
        return
    if row.status not in {Status.placed, Status.confirmed} or programme.state not in HAS_RESULT:
        raise Refused("现在没有可以放弃的名额。")
    if row.batch.is_over:
        raise Refused("已经出发了，不能再放弃。有事请联系领队或校工会。")
    is_formed = row.batch.state is BatchState.formed and row.status is Status.confirmed
    status = Status.forfeited if is_formed else Status.declined
    turn(row, status, "forfeited" if is_formed else "declined", actor=person, kind=ActorKind.owner)
    if is_formed:
        write_history(row, programme, TripOutcome.forfeited)
    free_place(row, programme)


@write
def remove(application_id: int, reason: str, actor) -> None:
    """The office takes somebody off the list, with a reason that they are told (an objection that was right)."""
    row, programme = locked_application(application_id)
    if row.status not in {Status.placed, Status.confirmed, Status.waiting} or programme.state not in HAS_RESULT:
        raise Refused("名单上没有这一位，或者现在不能去掉。")
    held = row.holds_place
    turn(row, Status.cancelled, "removed", actor=actor, kind=ActorKind.office, reason=reason)
    tell(row, "您的名额取消了", f"原因：{reason}。有疑问请联系校工会办公室。")
    if held:
        free_place(row, programme)
    else:
        forget_health(row.id)


def free_place(row: RetreatApplication, programme: RetreatProgramme) -> RetreatApplication | None:
    """Part of a transaction: a place has come free, whoever freed it. The first who waits for that batch gets it: the order
    of the draw, no new one. Returns who moved up, or None."""
    forget_health(row.id)
    if row.offered_batch_id is not None:
        kept, row.offered_batch_id = row.offered_batch_id, None
        db.session.flush()
        return move_up(db.session.get_one(RetreatBatch, kept, populate_existing=True), programme)
    db.session.flush()
    batch = db.session.get_one(RetreatBatch, row.batch_id, populate_existing=True)
    return move_up(batch, programme)


def move_up(batch: RetreatBatch, programme: RetreatProgramme) -> RetreatApplication | None:
    """Part of a transaction: give one free place of a batch to the next in the order, if there is time before it leaves."""
    until = batch.starts_on - timedelta(days=settings.get("retreat.move_up_until"))
    if not batch.is_live or clock.today() > until or room_in(batch) <= 0:
        return None
    ranked = (row for row in waiting_list(programme.id) if programme.way is not Way.ranking or row.unit_rank is not None)
    found = next((row for row in ranked if any(choice.batch_id == batch.id for choice in row.choices)), None)
    if found is None:
        return None
    reason = f"递补：“{batch.title}”空出 1 个名额，候补里选了它的人中顺序最前，全体顺序第 {found.position} 位。"
    found.batch_id, found.reason, found.companions_granted = batch.id, reason, _companions(found, batch)
    pick = {"kind": PickKind.moved_up, "step": None, "position": found.position or 0, "reason": reason, "at": clock.now()}
    db.session.add(RetreatPick(programme_id=programme.id, application_id=found.id, batch_id=batch.id, **pick))
    turn(found, Status.placed, "moved_up", kind=ActorKind.system, reason=reason)
    db.session.flush()
    if programme.state is ProgrammeState.final:
        ask_to_confirm(found, programme)
    else:
        tell(found, f"递补上了：{batch.title}", "有人让出了名额。公示结束以后请您确认。")
    return found


def _companions(row: RetreatApplication, batch: RetreatBatch) -> int:
    """All of somebody's companions or none, as in the draw."""
    return len(row.companions) if companions_in(batch) + len(row.companions) <= batch.companion_places else 0


@write
def expire_in(programme_id: int) -> int:
    """Who has not confirmed in time loses the place to the next one. Returns how many."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.final:
        return 0
    late = (
        RetreatApplication.programme_id == programme.id, RetreatApplication.status == Status.placed,
        RetreatApplication.confirm_by < clock.today(),
    )  # fmt: skip
    silent = _silent(programme)
    for row in silent:
        refuse_merger(row, programme, "并团没有在期限里答复", {"kind": ActorKind.system})
        tell(row, "并团没有答复，名额取消了", "这次不占用机会，下次可以再报。", "silent")
    rows = list(db.session.scalars(select(RetreatApplication).where(*late).order_by(RetreatApplication.position)))
    for row in rows:
        turn(row, Status.expired, "expired", kind=ActorKind.system, reason="过了期限没有确认")
        tell(row, "名额过期了", "您没有在期限里确认，名额按顺序给了下一位。这次不占用机会，下次可以再报。", "expired")
        free_place(row, programme)
    return len(rows) + len(silent)


def _silent(programme: RetreatProgramme) -> list[RetreatApplication]:
    """Who was asked to go with another batch and has not answered in time."""
    asked = (
        RetreatApplication.programme_id == programme.id, RetreatApplication.offered_batch_id.is_not(None),
        RetreatApplication.status.in_(HOLDING), RetreatApplication.confirm_by < clock.today(),
    )  # fmt: skip
    return list(db.session.scalars(select(RetreatApplication).where(*asked).order_by(RetreatApplication.position)))


def refuse_merger(row: RetreatApplication, programme: RetreatProgramme, reason: str, by: dict) -> None:
    """Part of a transaction: somebody does not go with the other batch. No chance is used; the kept place goes on. by: actor, kind."""
    turn(row, Status.cancelled, "declined", reason=reason, **by)
    free_place(row, programme)


def leave_retreats(member_ids: list[int]) -> None:
    """Part of a transaction: people leave the university. What they applied for ends; their places go on in the same order."""
    for start in range(0, len(member_ids), 500):
        own = RetreatApplication.member_id.in_(member_ids[start : start + 500]), RetreatApplication.status.in_(LIVE)
        rows = list(db.session.execute(select(RetreatApplication.id).where(*own).order_by(RetreatApplication.programme_id)).scalars())
        for row_id in rows:
            row, programme = locked_application(row_id)
            held = row.holds_place
            turn(row, Status.cancelled, "cancelled", kind=ActorKind.system, reason="离开了学校")
            if held:
                free_place(row, programme)
            else:
                forget_health(row.id)


@write
def remind_in(programme_id: int) -> int:
    """Who has to confirm by tomorrow or today is reminded once. Returns how many were."""
    due = (
        RetreatApplication.programme_id == programme_id, RetreatApplication.status == Status.placed,
        RetreatApplication.confirm_by >= clock.today(), RetreatApplication.confirm_by <= clock.today() + timedelta(days=1),
    )  # fmt: skip
    rows = list(db.session.scalars(select(RetreatApplication).where(*due).order_by(RetreatApplication.id)))
    for row in rows:
        tell(row, f"请在 {day(row.confirm_by)} 以前确认疗休养", "过期没有确认，名额按顺序给下一位。", f"remind-{row.confirm_by}")
    return len(rows)


def write_history(row: RetreatApplication, programme: RetreatProgramme, outcome: TripOutcome) -> None:
    """Part of a transaction: what became of a place, for the cycle of the coming years. Written anew when it changes."""
    own = RetreatHistory.application_id == row.id
    known = db.session.scalar(select(RetreatHistory).where(own))
    if known is not None:
        known.outcome = outcome
        return
    trip = f"{programme.title} {row.batch.title}"[:120]
    same = RetreatHistory.staff_no == row.member.staff_no, RetreatHistory.year == programme.year, RetreatHistory.trip == trip
    if (known := db.session.scalar(select(RetreatHistory).where(*same))) is not None:
        known.outcome, known.application_id = outcome, row.id
        return
    facts = {"member_id": row.member_id, "staff_no": row.member.staff_no, "name": row.member.name, "year": programme.year}
    db.session.add(RetreatHistory(trip=trip, outcome=outcome, application_id=row.id, recorded_at=clock.now(), **facts))
