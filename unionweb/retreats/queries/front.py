"""What retreats put on the first pages: a place to confirm, applicants to check and rank, the steps of a programme."""

from datetime import datetime, time, timedelta

from sqlalchemy import exists, func, or_, select

from unionweb.accounts.rules import units_led
from unionweb.common import publicity
from unionweb.common.front import Line
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatApplication, RetreatProgramme
from unionweb.retreats.queries.applications import UNCHECKED
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.access import may_run
from unionweb.retreats.rules.kinds import ProgrammeState, Status

CHECKED_IN = (ProgrammeState.open, ProgrammeState.closed)
STEPS = {
    ProgrammeState.closed: "报名截止了，核对完就锁定名单",
    ProgrammeState.frozen: "名单锁定了，可以公开种子、排出结果",
    ProgrammeState.decided: "结果排好了，还没有公示",
}


def own_lines(user) -> list[Line]:
    """A place that waits for a yes, and the question whether to go with another group. One query."""
    asked = or_(RetreatApplication.status == Status.placed, RetreatApplication.offered_batch_id.is_not(None))
    own = RetreatApplication.member_id == user.id, asked, RetreatProgramme.state == ProgrammeState.final
    wanted = select(RetreatApplication, RetreatProgramme.title).join(RetreatApplication.programme).where(*own)
    return [line for row, title in db.session.execute(wanted) for line in _own(row, title)]


def _own(row: RetreatApplication, title: str) -> list[Line]:
    values, found = {"application_id": row.id}, []
    if row.offered_batch_id is not None:
        found.append(Line(f"{title}：您的批次要并团，请答复", "retreats.show_application", values))
    if row.status is Status.placed and row.confirm_by is not None and row.confirm_by >= clock.today():
        until = datetime.combine(row.confirm_by + timedelta(days=1), time.min)
        found.append(Line(f"{title}：入选了，请确认去不去", "retreats.show_application", values, until))
    return found


def open_lines(user) -> list[Line]:
    """The programmes that take applications now and have none of this person's."""
    now = clock.now()
    mine = exists().where(
        RetreatApplication.programme_id == RetreatProgramme.id, RetreatApplication.member_id == user.id,
        RetreatApplication.status != Status.withdrawn,
    )  # fmt: skip
    wanted = select(RetreatProgramme).where(RetreatProgramme.state == ProgrammeState.open, RetreatProgramme.opens_at <= now)
    wanted = wanted.where(RetreatProgramme.closes_at > now, ~mine).order_by(RetreatProgramme.closes_at)
    return [Line(row.title, "retreats.show", {"programme_id": row.id}, row.closes_at, "疗休养报名") for row in db.session.scalars(wanted)]


def unit_lines(user) -> list[Line]:
    """Applicants of the units that somebody leads: to be checked by somebody else than themselves, and ranked. Two queries."""
    led = units_led(user)
    if not led:
        return []
    own_units = RetreatApplication.unit_id.in_(led)
    rows = [
        Line(f"{row.title}：{row.count} 份申报等您核对", "retreats.ranking", {"programme_id": row.id, "unit": row.unit_id}, row.closes_at)
        for row in db.session.execute(_waiting(RetreatApplication.unit_id).where(own_units, RetreatApplication.member_id != user.id))
    ]
    unranked = (RetreatApplication.status == Status.submitted, RetreatApplication.unit_rank.is_(None), own_units)
    wanted = select(RetreatProgramme, RetreatApplication.unit_id).join(RetreatApplication).where(*unranked)
    wanted = wanted.group_by(RetreatProgramme.id, RetreatApplication.unit_id)
    found = db.session.execute(wanted.where(RetreatProgramme.state.in_(CHECKED_IN)).order_by(RetreatProgramme.id)).all()
    return rows + [
        Line(f"{programme.title}：请给本单位的人排先后", "retreats.ranking", {"programme_id": programme.id, "unit": unit_id},
             programme.ranks_until)
        for programme, unit_id in found if programme.takes_ranks
    ]  # fmt: skip


def _waiting(*more):
    """What was claimed and nobody has looked at, by programme: id, title, closes_at, count, and what else is asked for."""
    keys = (RetreatProgramme.id, RetreatProgramme.title, RetreatProgramme.closes_at, *more)
    wanted = select(*keys, func.count(RetreatApplication.id).label("count")).select_from(RetreatProgramme)
    wanted = wanted.join(RetreatApplication, RetreatApplication.programme_id == RetreatProgramme.id)
    return wanted.where(RetreatProgramme.state.in_(CHECKED_IN), *UNCHECKED).group_by(*keys).order_by(RetreatProgramme.id)


def office_lines(user) -> list[Line]:
    """Claims, objections, and the next step of each programme. Three queries, and one for the days of a 公示."""
    if not may_run(user):
        return []
    claims = [
        Line(f"{row.title}：{row.count} 份申报没有核对", "retreats.applications", {"programme_id": row.id}, row.closes_at)
        for row in db.session.execute(_waiting().where(RetreatApplication.member_id != user.id))
    ]
    running = (*STEPS, ProgrammeState.on_notice)
    programmes = list(db.session.scalars(select(RetreatProgramme).where(RetreatProgramme.state.in_(running)).order_by(RetreatProgramme.id)))
    ends = publicity.last_days(SUBJECT, [row.id for row in programmes])
    unanswered = publicity.unanswered(SUBJECT)
    return claims + [line for row in programmes for line in _steps(row, unanswered.get(row.id, 0), ends.get(row.id))]


def _steps(row: RetreatProgramme, objections: int, last_day) -> list[Line]:
    words = []
    if row.state in STEPS:
        words.append(STEPS[row.state])
    if objections:
        words.append(f"公示有 {objections} 件异议没有答复")
    elif row.state is ProgrammeState.on_notice and last_day is not None and last_day < clock.today():
        words.append("公示结束了，可以定下结果")
    return [Line(f"{row.title}：{one}", "retreats.show_desk", {"programme_id": row.id}) for one in words]
