"""Importing a roster: keep the upload, then change everything in one transaction, or nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from unionweb.accounts import shapes
from unionweb.accounts.models import EmploymentStatus, ImportState, Member, RosterImport, Unit, UnitKind
from unionweb.accounts.queries.facts import FACTS
from unionweb.accounts.queries.roster import Entry, ImportPlan, RosterRow, plan_of
from unionweb.accounts.services.leaving import leave
from unionweb.accounts.services.records import acting_as
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job
from unionweb.kernel.labels import moment

KEPT = timedelta(days=7)  # how long an upload waits for its confirmation
ONE_SHAPE = {"render_nulls": True}  # rows with and without a phone go into one statement
COLUMNS = tuple(fact for fact in FACTS if fact not in {"staff_no", "group_id"})


@dataclass(frozen=True)
class Upload:
    """A file that was read. unused: names of columns nothing is taken from; is_complete: it names everyone."""

    filename: str
    rows: list[RosterRow]
    unused: list[str]
    is_complete: bool


@write
def keep_upload(upload: Upload, actor) -> int:
    """Keep an uploaded roster to be looked at; returns its id. The actor's earlier ones that still wait are dropped."""
    for earlier in db.session.scalars(_waiting(actor.id)):
        _drop(earlier, actor)
    roster = RosterImport(
        filename=upload.filename[-120:], state=ImportState.previewed, is_complete=upload.is_complete,
        rows=[row.packed() for row in upload.rows], counts={"rows": len(upload.rows), "unused": upload.unused},
        uploaded_by_id=actor.id, uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(roster)
    db.session.flush()
    detail = {"filename": roster.filename, "rows": len(upload.rows), "complete": upload.is_complete}
    audit.record("uploaded", "roster_import", roster.id, actor=actor, kind=acting_as(actor), detail=detail)
    return roster.id


@write
def drop_import(import_id: int, actor) -> None:
    """Give up an upload: its rows are erased. Refused when it was imported."""
    roster = _lock(import_id, actor)
    if roster.state is ImportState.imported:
        raise Refused(_done_already(roster))
    _drop(roster, actor)


@write
def import_roster(import_id: int, actor, *, left_checked: bool, seen: str) -> dict[str, int]:
    """Do what the preview showed, checked again against the members as they are now; returns the counts.

    left_checked: somebody looked at the people who leave; seen: ImportPlan.seen of what they looked at. Refused when
    it was imported before, when nothing would change, and when other people would leave than those looked at.
    """
    lock_name("roster")
    lock_name("roles")
    roster = _lock(import_id, actor)
    if roster.state is ImportState.imported:
        raise Refused(_done_already(roster))
    plan = plan_of(roster)
    if not plan.changes:
        raise Refused("没有要导入的：这份名单和现在的会员资料完全一样。")
    _check_leaving(plan, left_checked, seen)
    _apply(plan, roster, actor)
    counts = roster.counts | plan.counts
    roster.state, roster.imported_at, roster.counts = ImportState.imported, clock.now(), counts
    roster.rows = [[*fault.row.packed(), fault.problems] for fault in plan.faulty]  # the others are members now
    told = {"to_state": ImportState.imported.value, "detail": plan.counts | {"filename": roster.filename}}
    audit.record("imported", "roster_import", roster.id, actor=actor, kind=acting_as(actor), **told)
    return plan.counts


@job("drop_rosters", "放弃没有确认的花名册", minute="50", hour="3")
def drop_old_uploads() -> str:
    """Erase uploads that nobody confirmed: they hold personal data for no purpose any more."""
    return f"放弃了 {_drop_old(clock.now() - KEPT)} 份"


@write
def _drop_old(before: datetime) -> int:
    old = select(RosterImport).where(RosterImport.state == ImportState.previewed, RosterImport.uploaded_at < before)
    found = db.session.scalars(old.order_by(RosterImport.id).with_for_update()).all()
    for roster in found:
        _drop(roster, None)
    return len(found)


def _lock(import_id: int, actor) -> RosterImport:
    roster = db.session.get(RosterImport, import_id, with_for_update=True, populate_existing=True)
    if roster is None or roster.uploaded_by_id != actor.id or roster.state is ImportState.dropped:
        raise Refused("这份名单已经放弃了，请重新上传。")
    return roster


def _done_already(roster: RosterImport) -> str:
    return f"这份名单已经导入过了（{moment(roster.imported_at)}），没有再改一遍。"


def _check_leaving(plan: ImportPlan, left_checked: bool, seen: str) -> None:
    if not plan.left:
        return
    if seen != plan.seen:
        raise Refused("从您打开这一页到现在，离开的人变了。请再看一遍名单，再按导入。")
    if not left_checked:
        raise Refused(f"请先核对 {len(plan.left)} 位离开的人，打勾，再按导入。")


def _apply(plan: ImportPlan, roster: RosterImport, actor) -> None:
    groups = plan.groups | _new_groups(plan.new_groups)
    events = _add(plan.new, groups, roster.id)
    events += _change(plan.changed, groups, roster.id)
    if plan.left:
        leave([member["id"] for member in plan.left], clock.now(), actor)
        left = {"action": "left", "reason": "导入花名册", "detail": {"import": roster.id}}
        events += [left | {"subject_id": member["id"]} for member in plan.left]
    _record_all(events, actor)


def _new_groups(wanted: list[tuple[int, str]]) -> dict[tuple[int, str], int]:
    made = {key: Unit(kind=UnitKind.group, parent_id=key[0], name=key[1]) for key in wanted}
    db.session.add_all(made.values())
    db.session.flush()
    return {key: unit.id for key, unit in made.items()}


def _add(entries: list[Entry], groups: dict, import_id: int) -> list[dict[str, Any]]:
    """Insert the new members in bulk; returns their events."""
    if not entries:
        return []
    empty = dict.fromkeys(COLUMNS)
    rows = [
        empty | entry.facts | shapes.name_columns(entry.facts["name"])
        | {"staff_no": entry.staff_no, "group_id": groups.get((entry.facts["unit_id"], entry.group))}
        for entry in entries
    ]  # fmt: skip
    added = db.session.execute(insert(Member).returning(Member.id, Member.staff_no), rows, execution_options=ONE_SHAPE)
    event = {"action": "added", "detail": {"import": import_id}}
    return [event | {"subject_id": id, "to_state": staff_no} for id, staff_no in added]


def _change(entries: list[Entry], groups: dict, import_id: int) -> list[dict[str, Any]]:
    """Update the changed members in bulk; returns their events."""
    if not entries:
        return []
    db.session.execute(update(Member), [_columns_of(entry, groups) for entry in entries])
    return [
        {"action": "changed", "subject_id": e.old["id"], "detail": {"import": import_id, "changed": e.differences}}
        for e in entries
    ]


def _columns_of(entry: Entry, groups: dict) -> dict[str, Any]:
    """All columns of one changed member: with the same columns in every row, it is one statement."""
    facts = {fact: entry.old[fact] for fact in COLUMNS} | entry.facts
    group_id = groups.get((facts["unit_id"], entry.group))
    left_at = entry.old["left_at"] if facts["employment_status"] is EmploymentStatus.left else None
    names = {column: entry.old[column] for column in ("pinyin", "initials")}
    if "name" in entry.differences:
        names = shapes.name_columns(facts["name"])
    return {"id": entry.old["id"], **facts, **names, "group_id": group_id, "left_at": left_at}


def _record_all(events: list[dict[str, Any]], actor) -> None:
    """One event for each person, in bulk."""
    common = {"at": clock.now(), "actor_id": actor.id, "actor_kind": acting_as(actor), "subject_kind": "member"}
    empty = {"to_state": None, "reason": None, "sealed": False}
    if events:
        db.session.execute(insert(audit.AuditEvent), [common | empty | event for event in events])


def _waiting(member_id: int):
    waiting = (RosterImport.uploaded_by_id == member_id, RosterImport.state == ImportState.previewed)
    return select(RosterImport).where(*waiting).order_by(RosterImport.id).with_for_update()


def _drop(roster: RosterImport, actor) -> None:
    roster.state, roster.rows = ImportState.dropped, []
    kind = acting_as(actor) if actor else audit.ActorKind.system
    audit.record("dropped", "roster_import", roster.id, actor=actor, kind=kind)
