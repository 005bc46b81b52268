"""Programmes and their batches: for members, for the office, and how far one has come."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member
from unionweb.common.audit import AuditEvent
from unionweb.common.publicity import PublicNotice, publicity_of
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import day, moment
from unionweb.kernel.lists import Page, page_of
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.kinds import HOLDING, ProgrammeState, Status
from unionweb.retreats.rules.ordering import Way

SUBJECT = "retreat_programme"
LIVE_BATCHES = selectinload(RetreatProgramme.batches)


def programmes_page(member_id: int) -> Page:
    """(programme, own application or None) of what was published, newest first."""
    own = and_(RetreatApplication.programme_id == RetreatProgramme.id, RetreatApplication.member_id == member_id)
    query = select(RetreatProgramme, RetreatApplication).outerjoin(RetreatApplication, own).options(LIVE_BATCHES)
    query = query.where(RetreatProgramme.published_at.is_not(None))
    return page_of(query.order_by(RetreatProgramme.year.desc(), RetreatProgramme.id.desc()), size=10, scalars=False)


def programme_for(user, programme_id: int) -> RetreatProgramme | None:
    """What was published, for everybody; the office sees drafts, too."""
    programme = db.session.get(RetreatProgramme, programme_id, options=[LIVE_BATCHES])
    if programme is None or not (programme.is_public or may_run(user)):
        return None
    return programme


def desk_page() -> Page:
    """(programme, how many applied) of all, newest first."""
    live = and_(RetreatApplication.programme_id == RetreatProgramme.id, RetreatApplication.status != Status.withdrawn)
    counted = select(func.count(RetreatApplication.id)).where(live).correlate(RetreatProgramme).scalar_subquery()
    query = select(RetreatProgramme, counted.label("applied")).options(LIVE_BATCHES)
    return page_of(query.order_by(RetreatProgramme.year.desc(), RetreatProgramme.id.desc()), scalars=False)


def batch_for(user, trip_id: int) -> RetreatBatch | None:
    """A batch for the office."""
    if not may_run(user):
        return None
    return db.session.get(RetreatBatch, trip_id, options=[joinedload(RetreatBatch.programme)])


def taken_in(programme_id: int) -> dict[int, tuple[int, int]]:
    """batch id → (places held, companions' places held)."""
    held = RetreatApplication.programme_id == programme_id, RetreatApplication.status.in_(HOLDING)
    counted = select(RetreatApplication.batch_id, func.count(), func.sum(RetreatApplication.companions_granted)).where(*held)
    return {batch: (count, int(extra or 0)) for batch, count, extra in db.session.execute(counted.group_by(RetreatApplication.batch_id))}


def status_counts(programme_id: int) -> dict[Status, int]:
    counted = select(RetreatApplication.status, func.count()).where(RetreatApplication.programme_id == programme_id)
    return dict(db.session.execute(counted.group_by(RetreatApplication.status)).all())


def first_choices(programme_id: int) -> dict[int, int]:
    """batch id → how many named it first."""
    from_choice = RetreatApplication.choices.property.mapper.class_
    query = select(from_choice.batch_id, func.count()).join(RetreatApplication, RetreatApplication.id == from_choice.application_id)
    live = RetreatApplication.programme_id == programme_id, RetreatApplication.status != Status.withdrawn, from_choice.rank == 1
    return dict(db.session.execute(query.where(*live).group_by(from_choice.batch_id)).all())


@dataclass(frozen=True)
class Mark:
    """One step on a programme's way. state: "done", "now" or "next"."""

    text: str
    when: str
    state: str


PASSED = {
    ProgrammeState.draft: 0, ProgrammeState.open: 1, ProgrammeState.closed: 3, ProgrammeState.frozen: 4, ProgrammeState.decided: 5,
    ProgrammeState.on_notice: 6, ProgrammeState.final: 8, ProgrammeState.done: 9, ProgrammeState.called_off: 0,
}  # fmt: skip


def timeline(programme: RetreatProgramme, shown: PublicNotice | None) -> list[Mark]:
    """The steps with their dates, from publication to the trips."""
    starts = [batch.starts_on for batch in programme.batches if batch.is_live or batch.is_over]
    texts = [
        ("规则公布", moment(programme.published_at)),
        ("报名开始", moment(programme.opens_at)),
        ("报名截止", moment(programme.closes_at)),
        ("锁定名单", _ranks(programme)),
        ({Way.lot: "抽签", Way.points: "按积分排", Way.ranking: "按各单位的排序定"}[programme.way], moment(programme.decided_at)),
        ("公示", f"{day(shown.starts_on)} 到 {day(shown.ends_on)}" if shown else f"{programme.publicity_workdays} 个工作日"),
        ("结果定了，本人确认", "，".join(filter(None, (moment(programme.final_at), f"{programme.confirm_days} 个工作日内")))),
        ("出发", _spread(starts)),
    ]  # fmt: skip
    reached = PASSED[programme.state] + (1 if programme.state is ProgrammeState.open and programme.takes_applications else 0)
    reached = max(reached, 3) if programme.is_past_closing else reached
    return [Mark(text, when, _state(number, reached)) for number, (text, when) in enumerate(texts)]


def _state(number: int, reached: int) -> str:
    if number < reached - 1:
        return "done"
    return "now" if number == reached - 1 else "next"


def _ranks(programme: RetreatProgramme) -> str:
    ranked = programme.way is Way.ranking and programme.ranks_until
    return f"分工会在 {moment(programme.ranks_until)} 以前排序" if ranked else ""


def _spread(days: list[date]) -> str:
    if not days:
        return ""
    return day(min(days)) if len(days) == 1 else f"{day(min(days))} 起"


def shown_of(programme: RetreatProgramme) -> PublicNotice | None:
    return publicity_of(SUBJECT, programme.id)


def history(programme_id: int) -> list:
    """What happened to a programme: at, action, reason, name."""
    columns = AuditEvent.at, AuditEvent.action, AuditEvent.reason, Member.name
    query = select(*columns).outerjoin(Member, Member.id == AuditEvent.actor_id)
    own = AuditEvent.subject_kind == SUBJECT, AuditEvent.subject_id == programme_id
    return list(db.session.execute(query.where(*own).order_by(AuditEvent.id)))


def in_state(state: ProgrammeState, before: datetime | None = None) -> list[int]:
    """The ids of the programmes in a state, for jobs; before: only those that close before."""
    query = select(RetreatProgramme.id).where(RetreatProgramme.state == state)
    if before:
        query = query.where(RetreatProgramme.closes_at <= before)
    return list(db.session.scalars(query.order_by(RetreatProgramme.id)))
