"""What is sensitive: shown only with a note of who looked, kept only as long as the batch needs it, then deleted."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from unionweb.common import audit, settings
from unionweb.common.audit import ActorKind
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.retreats.models import (
    RetreatApplication,
    RetreatBatch,
    RetreatHealth,
    RetreatIdentity,
    RetreatLook,
    RetreatProgramme,
)
from unionweb.retreats.queries.applications import APPLICATION, going_with
from unionweb.retreats.rules.kinds import LookKind, ProgrammeState, Status
from unionweb.retreats.services.shared import locked_application

GOING_STILL = {Status.confirmed}


@write
def look_at_health(application_id: int, reader) -> str | None:
    """What somebody says about their health, for the office; each look is a row that its owner sees. None when there is nothing."""
    known = db.session.get(RetreatHealth, application_id)
    if known is None:
        return None
    _noted(application_id, reader, LookKind.health)
    return known.text


@write
def identities_for_list(batch_id: int, reader) -> dict[int, tuple[str, str]]:
    """application id → (identity number, phone) of those who go with a batch, for the agency's list; each is a noted look."""
    ids = [row.id for row in going_with(batch_id)]
    rows = list(db.session.scalars(select(RetreatIdentity).where(RetreatIdentity.application_id.in_(ids))))
    for row in rows:
        _noted(row.application_id, reader, LookKind.identity)
    return {row.application_id: (row.number, row.phone) for row in rows}


def _noted(application_id: int, reader, kind: LookKind) -> None:
    db.session.add(RetreatLook(application_id=application_id, reader_id=reader.id, kind=kind, at=clock.now()))


@write
def enter_identity(application_id: int, number: str, phone: str, person) -> None:
    """The traveller's own identity number and phone, after confirming and before leaving. The audit says only that it was done."""
    row, _ = locked_application(application_id)
    if row.member_id != person.id:
        raise Refused("这份申请已经不在了。")
    if row.status not in GOING_STILL or row.batch is None or row.batch.is_over:
        raise Refused("确认以后、出发以前才要填证件信息。")
    known = db.session.get(RetreatIdentity, row.id)
    if known is None:
        db.session.add(RetreatIdentity(application_id=row.id, number=number, phone=phone, entered_at=clock.now()))
    else:
        known.number, known.phone, known.entered_at = number, phone, clock.now()
    audit.record("entered", APPLICATION, row.id, actor=person, kind=ActorKind.owner)


@write
def delete_sensitive() -> tuple[int, int]:
    """Delete what is no longer needed: health and identities so many days after the batch; how many of each went."""
    health = _drop(RetreatHealth, settings.get("retreat.health_days"))
    identity = _drop(RetreatIdentity, settings.get("retreat.identity_days"))
    if health or identity:
        audit.record("deleted", APPLICATION, None, detail={"health": health, "identity": identity})
    return health, identity


def _drop(table, days: int) -> int:
    """Rows of applications whose batch, or for those without one the programme's last batch, ended more than `days` ago;
    and at once of those who travel no more, or whose programme is called off."""
    latest = select(RetreatBatch.programme_id, func.max(RetreatBatch.ends_on).label("ends_on"))
    latest = latest.group_by(RetreatBatch.programme_id).subquery()
    ends_on = func.coalesce(RetreatBatch.ends_on, latest.c.ends_on)
    gone = Status.withdrawn, Status.declined, Status.expired, Status.forfeited, Status.cancelled
    due = (
        select(table.application_id)
        .join(RetreatApplication, RetreatApplication.id == table.application_id)
        .join(RetreatProgramme, RetreatProgramme.id == RetreatApplication.programme_id)
        .outerjoin(RetreatBatch, RetreatBatch.id == RetreatApplication.batch_id)
        .outerjoin(latest, latest.c.programme_id == RetreatApplication.programme_id)
        .where(
            (ends_on < clock.today() - timedelta(days=days))
            | RetreatApplication.status.in_(gone)
            | (RetreatProgramme.state == ProgrammeState.called_off)
        )
    )
    ids = list(db.session.scalars(due))
    if ids:
        db.session.execute(delete(table).where(table.application_id.in_(ids)))
    return len(ids)
