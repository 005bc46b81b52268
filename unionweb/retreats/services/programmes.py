"""A programme until applications open: written, changed, published with all its rules, called off."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from unionweb.common import draws, quotas
from unionweb.common.audit import ActorKind
from unionweb.common.publicity import withdraw_publicity
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import dated
from unionweb.retreats.models import RetreatApplication, RetreatProgramme
from unionweb.retreats.queries.plans import arithmetic, branch_names, leaders_of_applicants
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.calendar import publication_problems
from unionweb.retreats.rules.kinds import LIVE, BatchState, ProgrammeState, Status
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.services.shared import NOT_NOW, locked, note_batch, note_programme, turn

STALE = "这份方案刚被别人改过。您的改动没有存，请刷新看看新的内容再改。"
FIXED = "报名已经开始，规则不能再改了。"
TWICE = timedelta(minutes=1)
OVER = {ProgrammeState.called_off, ProgrammeState.done}


@dataclass(frozen=True)
class Terms:
    """What the office writes about a programme."""

    year: int
    title: str
    rules: str
    contact: str
    way: Way
    quota_method: quotas.Method
    quota_base_on: date
    lanes: list
    points: dict
    statuses: list
    opens_at: datetime
    closes_at: datetime
    budget: str = ""
    ranks_until: datetime | None = None
    recalls_by_campus: bool = True
    boost_lost: int = 0
    min_service_years: int = 3
    cycle_years: int = 4
    noshow_counts: bool = True
    max_days: int = 7
    allows_companions: bool = False
    most_companions: int = 0
    most_choices: int = 3
    confirm_days: int = 3
    publicity_workdays: int = 5
    public_source: str = ""


@write
def create_programme(written: Terms, actor) -> int:
    """A new draft; pressed twice, it is one."""
    lock_name(f"retreats of {actor.id}")
    recent = RetreatProgramme.created_by_id == actor.id, RetreatProgramme.created_at > clock.now() - TWICE
    same = RetreatProgramme.title == written.title, RetreatProgramme.state == ProgrammeState.draft
    if known := db.session.scalar(select(RetreatProgramme.id).where(*recent, *same)):
        return known
    programme = RetreatProgramme(state=ProgrammeState.draft, created_by_id=actor.id, created_at=clock.now(), **asdict(written))
    db.session.add(programme)
    db.session.flush()
    note_programme("created", programme, actor, to_state=ProgrammeState.draft)
    return programme.id


@write
def edit_programme(programme_id: int, written: Terms, version: int, actor) -> None:
    """Change the rules, until applications open. What is promised already (the public number's source) stays."""
    programme = locked(programme_id)
    if not programme.may_change:
        raise Refused(FIXED)
    if programme.version != version:
        raise Refused(STALE)
    if programme.is_public:
        _check_promise(programme, written)
    changed = [name for name, value in asdict(written).items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, getattr(written, name))
    if not changed:
        return
    if programme.is_public:
        _check_whole(programme)
    programme.version += 1
    note_programme("changed", programme, actor, detail={"fields": changed})


def _check_promise(programme: RetreatProgramme, written: Terms) -> None:
    if written.public_source != programme.public_source:
        raise Refused("方案已经公布，种子的指纹和公共号码的来源一起公布了，来源不能再换。")
    if written.opens_at <= clock.now():
        raise Refused("方案已经公布，报名开始只能改到以后的时间。")


@write
def publish_programme(programme_id: int, version: int, actor) -> None:
    """From now on everybody sees the rules; the seed of the draw is promised by its hash. Refused with every reason."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.draft:
        raise Refused(NOT_NOW)
    if programme.version != version:
        raise Refused(STALE)
    _check_whole(programme)
    if not (rows := quotas.quotas_of(SUBJECT, programme.id)):
        work_out(programme, actor)
    elif sum(row.computed for row in rows) != sum(share.places for share in arithmetic(programme).shares):
        raise Refused("批次的名额改过了，各单位的名额还是按以前的总数算的。请到名额页按人数重新算，再公布。")
    draws.commit(SUBJECT, programme.id, actor, public_source=programme.public_source)
    programme.state, programme.published_at = ProgrammeState.open, clock.now()
    programme.version += 1
    note_programme("published", programme, actor, from_state=ProgrammeState.draft, to_state=ProgrammeState.open)


def _check_whole(programme: RetreatProgramme) -> None:
    """The rules as everybody will read them: dates, batches, and the way to choose."""
    times = programme.opens_at, programme.closes_at, clock.now()
    if problems := publication_problems(*times, programme.batches, max_days=programme.max_days):
        raise Refused(*problems)
    _check_way(programme)


def _check_way(programme: RetreatProgramme) -> None:
    if programme.way is Way.points and not any(programme.points.values()):
        raise Refused("按积分排要先写明每一项几分。")
    late = programme.ranks_until is None or programme.ranks_until <= programme.closes_at
    if programme.way is Way.ranking and late:
        raise Refused("由分工会排序的，要写明排到什么时候，在报名截止以后。")


def work_out(programme: RetreatProgramme, actor) -> None:
    """Part of a transaction: the units' places by headcount, with the sums as they stand now."""
    found = arithmetic(programme)
    quotas.set_quotas(SUBJECT, programme.id, quotas.GroupKind.unit, found, actor)
    names = branch_names()
    programme.quotas_text = [{"unit": names[s.key], "weight": s.weight, "places": s.places, "note": s.note} for s in found.shares]


@write
def set_programme_quotas(programme_id: int, actor) -> None:
    """Work the quotas out anew from the headcount, until applications open; changes by hand are replaced."""
    programme = locked(programme_id)
    if not programme.may_change:
        raise Refused("报名已经开始，名额不能重新计算。个别单位可以写明原因再调整。")
    work_out(programme, actor)


@write
def adjust_quota(programme_id: int, unit_id: int, actor, *, places: int, reason: str) -> None:
    """Change one unit's places by hand, with a reason, until the list is frozen."""
    programme = locked(programme_id)
    if programme.state not in {ProgrammeState.draft, ProgrammeState.open, ProgrammeState.closed}:
        raise Refused("名单已经锁定，名额不能再改。")
    quotas.adjust(SUBJECT, programme.id, unit_id, places, reason, actor)


@write
def call_off_programme(programme_id: int, reason: str, actor) -> int:
    """The programme does not take place; everybody who applied is told. Returns how many."""
    programme = locked(programme_id)
    if programme.state in OVER:
        raise Refused("这个方案已经结束了。")
    if any(batch.is_over and batch.state in {BatchState.formed, BatchState.ended} for batch in programme.batches):
        raise Refused("已经有批次出发了，整个方案不能不办。还没有出发的批次，可以到批次页取消。")
    before, programme.state = programme.state, ProgrammeState.called_off
    programme.ended_at, programme.end_reason = clock.now(), reason
    withdraw_publicity(SUBJECT, programme.id, actor, reason)
    note_programme("called_off", programme, actor, from_state=before, to_state=programme.state, reason=reason)
    live = RetreatApplication.programme_id == programme.id, RetreatApplication.status.in_(LIVE)
    rows = list(db.session.scalars(select(RetreatApplication).where(*live).order_by(RetreatApplication.id)))
    for row in rows:
        row.offered_batch_id = None
        turn(row, Status.cancelled, "cancelled", actor=actor, kind=ActorKind.office, reason=reason)
    for batch in [batch for batch in programme.batches if batch.is_live]:
        before_batch, batch.state, batch.state_reason = batch.state, BatchState.cancelled, reason
        note_batch("cancelled", batch, actor, from_state=before_batch, to_state=batch.state, reason=reason)
    text = f"“{programme.title}”不办了：{reason}。您的报名不占用机会，下次可以再报。"
    inbox.send_many([row.member_id for row in rows], "疗休养不办了", text, path=f"/retreats/programmes/{programme.id}")
    return len(rows)


@write
def close_programme(programme_id: int) -> bool:
    """The time for applications is over: note it, and tell the chairs when they are to rank. Whether it was open."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.open or clock.now() < programme.closes_at:
        return False
    programme.state = ProgrammeState.closed
    note_programme("closed", programme, None, from_state=ProgrammeState.open, to_state=ProgrammeState.closed)
    return True


@write
def tell_chairs(programme_id: int) -> None:
    """Ask those who lead the units with applicants to check what was claimed, and to rank where units rank; each once."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.closed:
        return
    text = "请核对本单位报名人的工龄和专项。"
    if programme.way is Way.ranking and programme.takes_ranks:
        text += f"并在 {dated(programme.ranks_until)} 以前给他们排出先后，没有排的不参加分配。"
    path = f"/retreats/programmes/{programme.id}/ranking"
    once = {"path": path, "once_key": f"retreat-{programme.id}-check"}
    inbox.send_many(leaders_of_applicants(programme.id), f"报名截止了：{programme.title}", text, **once)
