"""What every write about retreats does: take the programme's lock, note what happened, tell who it concerns.

Whoever changes an application or a batch holds the programme's row first. Every function here is part of a transaction.
"""

from sqlalchemy import select

from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme
from unionweb.retreats.queries.applications import APPLICATION
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.kinds import HOLDING, Status

BATCH = "retreat_batch"
GONE = "这个方案已经不在了。请回到列表看看。"
NOT_NOW = "这一步现在不能做：方案已经走到别的步骤了。请刷新看看。"


def locked(programme_id: int) -> RetreatProgramme:
    """The programme, locked and read anew. Refused when there is none."""
    query = select(RetreatProgramme).where(RetreatProgramme.id == programme_id).with_for_update()
    programme = db.session.scalar(query.execution_options(populate_existing=True))
    if programme is None:
        raise Refused(GONE)
    return programme


def locked_application(application_id: int) -> tuple[RetreatApplication, RetreatProgramme]:
    """The application and its programme, the programme's row locked first."""
    programme_id = db.session.scalar(select(RetreatApplication.programme_id).where(RetreatApplication.id == application_id))
    if programme_id is None:
        raise Refused("这份申请已经不在了。")
    programme = locked(programme_id)
    return db.session.get_one(RetreatApplication, application_id, populate_existing=True, with_for_update=True), programme


def locked_batch(batch_id: int) -> tuple[RetreatBatch, RetreatProgramme]:
    programme_id = db.session.scalar(select(RetreatBatch.programme_id).where(RetreatBatch.id == batch_id))
    if programme_id is None:
        raise Refused("这个批次已经不在了。")
    programme = locked(programme_id)
    return db.session.get_one(RetreatBatch, batch_id, populate_existing=True, with_for_update=True), programme


def held_in(batch_id: int) -> list[RetreatApplication]:
    """Those who hold a place of a batch, counted as rows under the lock."""
    held = RetreatApplication.batch_id == batch_id, RetreatApplication.status.in_(HOLDING)
    return list(db.session.scalars(select(RetreatApplication).where(*held).order_by(RetreatApplication.id)))


def asked_into(batch_id: int) -> list[RetreatApplication]:
    """Those who were asked to go with a batch instead of their own and have not answered: their places are kept."""
    return list(db.session.scalars(select(RetreatApplication).where(RetreatApplication.offered_batch_id == batch_id)))


def companions_in(batch: RetreatBatch) -> int:
    """How many companions' places of a batch are given away or kept for those who were asked."""
    return sum(row.companions_granted for row in held_in(batch.id) + asked_into(batch.id))


def room_in(batch: RetreatBatch) -> int:
    """How many places of a batch nobody holds and nobody was asked about."""
    db.session.flush()
    return batch.places - len(held_in(batch.id)) - len(asked_into(batch.id))


def note_programme(action: str, programme: RetreatProgramme, actor, **rest) -> None:
    kind = ActorKind.office if actor else ActorKind.system
    audit.record(action, SUBJECT, programme.id, actor=actor, kind=kind, **rest)


def note_batch(action: str, batch: RetreatBatch, actor, **rest) -> None:
    audit.record(action, BATCH, batch.id, actor=actor, kind=ActorKind.office, **rest)


def turn(application: RetreatApplication, status: Status, action: str, **more) -> None:
    """Give an application another status and note it. more: actor, kind, reason."""
    before, application.status = application.status, status
    if status in {Status.declined, Status.expired, Status.forfeited, Status.cancelled, Status.withdrawn}:
        application.ended_at, application.end_reason = clock.now(), more.get("reason")
    states = {"from_state": before, "to_state": status}
    audit.record(action, APPLICATION, application.id, **states, **more)


def path_of(application: RetreatApplication) -> str:
    return f"/retreats/applications/{application.id}"


def tell(application: RetreatApplication, title: str, body: str = "", once_key: str | None = None) -> None:
    """A message to the applicant. It never says anything about health."""
    key = f"retreat-{application.id}-{once_key}" if once_key else None
    inbox.send(application.member_id, title, body, path=path_of(application), once_key=key)
