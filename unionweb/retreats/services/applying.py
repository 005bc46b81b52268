"""Applying: one application a person, changed and withdrawn freely until closing; and what others confirm of it."""

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import dated, moment
from unionweb.retreats.models import (
    RetreatApplication,
    RetreatChoice,
    RetreatHealth,
    RetreatProgramme,
    RetreatService,
)
from unionweb.retreats.queries.applications import APPLICATION
from unionweb.retreats.queries.people import known_of, person_of
from unionweb.retreats.rules.eligibility import reasons_against, service_text
from unionweb.retreats.rules.kinds import ProgrammeState, Status
from unionweb.retreats.services.shared import locked, locked_application, tell, turn

MOST_APPLICATIONS = 9_999
CLOSED = "现在不在报名时间里，没有存。"
LETTER = "A"
OWN = "自己申报的不能自己核对，没有存。请本单位另一位负责人，或者校工会办公室来核对。"


@dataclass(frozen=True)
class Wish:
    """What somebody applies for. choices: batch ids, best first; health: None when nothing is said."""

    choices: tuple[int, ...]
    lanes: tuple[str, ...] = ()
    companions: tuple[dict, ...] = ()
    since_year: int | None = None
    health: str | None = None


@write
def apply(programme_id: int, wish: Wish, person) -> int:
    """Apply, or change the own application. Returns its id. Refused with every reason at once."""
    programme = locked(programme_id)
    if not programme.takes_applications:
        raise Refused(CLOSED + _when(programme))
    member = db.session.get_one(Member, person.id)
    row = _own(programme.id, member.id)
    known = known_of([member.id])[member.id]
    years = _years(programme, known.since or wish.since_year)
    _check(programme, wish, member.id, row, years)
    is_new = row is None or row.status is Status.withdrawn
    if row is None:
        row = RetreatApplication(programme_id=programme.id, member_id=member.id, number=_number(programme.id), submitted_at=clock.now())
    _fill(row, wish, member, years)
    row.is_service_confirmed = known.since is not None
    row.lanes_confirmed = [key for key in wish.lanes if key in {kind.value for kind in known.standings}]
    db.session.add(row)
    db.session.flush()
    _choose(row, wish.choices)
    _keep_health(row, wish)
    action = "submitted" if is_new else "resubmitted"
    turn(row, Status.submitted, action, actor=member, kind=ActorKind.owner)
    if is_new:
        text = f"编号 {row.number}。{dated(programme.closes_at)} 以前可以改，也可以撤回。编号是随机的，和报名先后无关。"
        tell(row, f"报名收到了：{programme.title}", text)
    return row.id


def _own(programme_id: int, member_id: int) -> RetreatApplication | None:
    own = RetreatApplication.programme_id == programme_id, RetreatApplication.member_id == member_id
    return db.session.scalar(select(RetreatApplication).where(*own).with_for_update())


def _when(programme: RetreatProgramme) -> str:
    if programme.state is ProgrammeState.open and clock.now() < programme.opens_at:
        return f"报名从 {moment(programme.opens_at)} 开始。"
    return f"报名在 {moment(programme.closes_at)} 截止了。"


def _years(programme: RetreatProgramme, since: int | None) -> int:
    return 0 if since is None else max(programme.year - since, 0)


def _check(programme: RetreatProgramme, wish: Wish, member_id: int, row, years: int) -> None:
    person = person_of(member_id, programme)
    reasons = reasons_against(programme.terms, replace(person, has_applied=False) if row is not None else person)
    if person.since is None and programme.min_service_years and (problem := service_text(years, programme.terms)):
        reasons.append(problem)
    live = {batch.id for batch in programme.batches if batch.is_live}
    if not wish.choices or len(set(wish.choices)) != len(wish.choices) or not set(wish.choices) <= live:
        reasons.append("志愿里有重复的或已经没有的批次，请重新选。")
    if len(wish.choices) > programme.most_choices:
        reasons.append(f"最多填 {programme.most_choices} 个志愿。")
    if len(wish.companions) > (programme.most_companions if programme.allows_companions else 0):
        reasons.append("同行家属超过了方案允许的人数。")
    if set(wish.lanes) - {lane["key"] for lane in programme.lanes}:
        reasons.append("专项里有这次方案没有的。")
    if reasons:
        raise Refused(*reasons)


def _number(programme_id: int) -> str:
    """A number drawn from those left over: it does not tell who came first."""
    taken = set(db.session.scalars(select(RetreatApplication.number).where(RetreatApplication.programme_id == programme_id)))
    if len(taken) >= MOST_APPLICATIONS:
        raise Refused("报名的人太多，编号用完了。请联系校工会办公室。")
    while True:
        number = f"{LETTER}{secrets.randbelow(MOST_APPLICATIONS) + 1:04d}"
        if number not in taken:
            return number


def _fill(row: RetreatApplication, wish: Wish, member: Member, years: int) -> None:
    row.unit_id, row.campus_id = member.unit_id, member.campus_id
    row.lanes_claimed, row.companions = list(wish.lanes), [dict(one) for one in wish.companions]
    row.service_years, row.changed_at = years, clock.now()
    row.checked_at = row.checked_by_id = row.unit_rank = row.ended_at = row.end_reason = None
    row.status = row.status or Status.submitted
    row.lanes_confirmed, row.is_service_confirmed = row.lanes_confirmed or [], bool(row.is_service_confirmed)


def _choose(row: RetreatApplication, batch_ids: tuple[int, ...]) -> None:
    row.choices.clear()
    db.session.flush()
    row.choices.extend(RetreatChoice(rank=rank, batch_id=batch_id) for rank, batch_id in enumerate(batch_ids, 1))


def _keep_health(row: RetreatApplication, wish: Wish) -> None:
    known = db.session.get(RetreatHealth, row.id)
    if wish.health is None:
        if known is not None:
            db.session.delete(known)
        return
    if known is None:
        db.session.add(RetreatHealth(application_id=row.id, text=wish.health, consented_at=clock.now()))
    else:
        known.text, known.consented_at = wish.health, clock.now()


@write
def withdraw_application(application_id: int, person) -> None:
    """The applicant withdraws before the list is frozen. What was said about health goes at once."""
    row, programme = locked_application(application_id)
    if row.member_id != person.id:
        raise Refused("这份申请已经不在了。")
    if row.status is not Status.submitted or programme.state not in {ProgrammeState.open, ProgrammeState.closed}:
        raise Refused("名单已经锁定，现在不能撤回。轮到您时可以放弃。")
    turn(row, Status.withdrawn, "withdrawn", actor=person, kind=ActorKind.owner)
    row.unit_rank = None
    forget_health(row.id)


def forget_health(application_id: int) -> bool:
    """Part of a transaction: delete what somebody said about their health. Whether there was anything."""
    known = db.session.get(RetreatHealth, application_id)
    if known is not None:
        db.session.delete(known)
    return known is not None


@write
def withdraw_health(application_id: int, person) -> None:
    """The applicant takes the consent back; the text is deleted at once."""
    row, _ = locked_application(application_id)
    if row.member_id != person.id or not forget_health(row.id):
        raise Refused("没有健康说明，或者已经删除了。")
    audit.record("deleted", APPLICATION, row.id, actor=person, kind=ActorKind.owner, sealed=True)


@write
def check_application(application_id: int, lanes: list[str], service_ok: bool, actor, *, as_office: bool) -> None:
    """The unit's leader or the office confirms what was claimed: lanes, years of service. Until the list is frozen.

    Refused for what one claimed oneself: somebody else looks at that.
    """
    row, programme = locked_application(application_id)
    if row.member_id == actor.id:
        raise Refused(OWN)
    if row.status is not Status.submitted or programme.state not in {ProgrammeState.open, ProgrammeState.closed}:
        raise Refused("名单已经锁定，或者申请撤回了，不能再核对。")
    if set(lanes) - set(row.lanes_claimed):
        raise Refused("只能确认本人申报过的专项。")
    row.lanes_confirmed = [key for key in row.lanes_claimed if key in lanes]
    row.is_service_confirmed, row.checked_at, row.checked_by_id = service_ok, clock.now(), actor.id
    if service_ok and db.session.get(RetreatService, row.member_id) is None:
        since = programme.year - row.service_years
        stamp = {"recorded_at": clock.now(), "recorded_by_id": actor.id}
        db.session.add(RetreatService(member_id=row.member_id, since_year=since, **stamp))
    kind = ActorKind.office if as_office else ActorKind.unit
    turn(row, row.status, "checked", actor=actor, kind=kind)


__all__ = ["Wish", "apply", "check_application", "forget_health", "withdraw_application", "withdraw_health"]
