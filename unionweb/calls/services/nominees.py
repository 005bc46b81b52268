"""Those who are put forward: a team's people, and the right to say no. Each public function is one transaction."""

from datetime import datetime

from sqlalchemy import func, select

from unionweb.calls.models import TeamPerson
from unionweb.calls.queries.people import checkers_of, member_by_staff_no
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import ENDED, Decision, Step, Subject, SubmissionStatus
from unionweb.calls.services.entries import editable
from unionweb.calls.services.locking import ensure_in_time, lock_entry, move, note, noting_late
from unionweb.common.audit import ActorKind
from unionweb.inbox.services import send_many
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

MOST = 60  # people of a team


def add_team_person(entry_id: int, staff_no: str, is_leader: bool, actor) -> None:
    """Name somebody who belongs to the team; once more changes whether they lead it. Refused for unknown numbers."""
    with noting_late("entry", entry_id, actor, "填成员") as arrived:
        _add_team_person(entry_id, (staff_no, is_leader), actor, arrived)


@write
def _add_team_person(entry_id: int, person: tuple[str, bool], actor, arrived: datetime) -> None:
    staff_no, is_leader = person
    row = editable(entry_id, actor, arrived)
    if row.call.subject is not Subject.team:
        raise Refused("这一项不是推荐集体的，不用填成员。")
    found = member_by_staff_no(staff_no)
    if found is None:
        raise Refused("没有这个工号的在册会员，请核对。")
    here = db.session.get(TeamPerson, (entry_id, found.id))
    if here is not None:
        here.is_leader = is_leader
    else:
        count, last = db.session.execute(
            select(func.count(), func.max(TeamPerson.sort)).where(TeamPerson.entry_id == entry_id)
        ).one()
        if count >= MOST:
            raise Refused(f"成员最多填 {MOST} 位。")
        db.session.add(TeamPerson(entry_id=entry_id, member_id=found.id, sort=(last or 0) + 1, is_leader=is_leader))
    note(row, "team_changed", actor, member=found.id)


def remove_team_person(entry_id: int, member_id: int, actor) -> None:
    """Take somebody off the team. One who is not on it changes nothing."""
    with noting_late("entry", entry_id, actor, "去掉成员") as arrived:
        _remove_team_person(entry_id, member_id, actor, arrived)


@write
def _remove_team_person(entry_id: int, member_id: int, actor, arrived: datetime) -> None:
    row = editable(entry_id, actor, arrived)
    found = db.session.get(TeamPerson, (entry_id, member_id))
    if found is not None:
        db.session.delete(found)
        note(row, "team_changed", actor, removed=member_id)


@write
def see_nomination(entry_id: int, actor) -> None:
    """Note when the one put forward first confirmed having seen it. Twice changes nothing."""
    row = lock_entry(entry_id, alone=True)
    if row.nominee_member_id == actor.id and row.nominee_seen_at is None and row.submitted_at is not None:
        row.nominee_seen_at = clock.now()
        note(row, "nominee_saw", actor)


def decline_nomination(entry_id: int, comment: str, actor) -> None:
    """Who is put forward says no: the entry goes no further, its place is free again. Who comes too late is noted."""
    with noting_late("entry", entry_id, actor, "谢绝推荐") as arrived:
        _decline(entry_id, comment, actor, arrived)


@write
def _decline(entry_id: int, comment: str, actor, arrived: datetime) -> None:
    row = lock_entry(entry_id)
    if row.nominee_member_id != actor.id:
        raise Refused("这一份推荐的不是您。")
    if row.status in ENDED:
        return
    ensure_in_time(row.call, row.call.corrects_until, access.is_correctable(row.call, arrived))
    if not access.may_decline(actor, row, arrived):
        raise Refused(f"这一份现在是“{labels.label(row.shown_status)}”，不能谢绝了。请找校工会办公室。")
    row.nominee_declined_at, row.unit_rank = arrived, None
    move(
        row,
        SubmissionStatus.declined,
        Step.nominee,
        Decision.declined,
        actor=actor,
        comment=comment,
        kind=ActorKind.owner,
    )
    told = {row.member_id, *checkers_of(row.unit_id)} - {actor.id}
    send_many(
        told,
        f"{actor.name}谢绝了推荐：{row.call.title}",
        "名额空出来了，可以另外推荐。",
        path=f"/calls/entries/{row.id}",
    )
