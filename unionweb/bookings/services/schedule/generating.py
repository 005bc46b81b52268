"""Slots as rows, made from the plan some weeks ahead and kept in step with it.

Only free slots of the future are ever changed or removed. A slot that people hold or wait for, and that the rules no
longer want, is closed and stays until each of them has moved or cancelled; nothing that would overlap it is opened
meanwhile. Two runs at once are put in a row by a named lock; against bookings each changed slot's row is locked and
its bookings are counted under that lock.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select

from unionweb.bookings.models import Service, Slot, SlotState
from unionweb.bookings.queries.policy import horizon
from unionweb.bookings.queries.schedule import Key, Timetable, Wanted, key_of, timetable
from unionweb.bookings.queries.schedule.misfits import Misfit
from unionweb.bookings.queries.schedule.timetable import confidential_points, sharing_providers
from unionweb.bookings.services.schedule.mending import Mender
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job

SLOT = (Slot.id, Slot.point_id, Slot.provider_id, Slot.starts_at, Slot.ends_at, Slot.capacity, Slot.state)

settings.define(
    settings.Definition(
        "booking.horizon_weeks", "时段提前排好", 4, unit="周", least=1, most=26, group="预约",
        hint="系统每天夜里按开放规则把时段排到这么多周以后",
    ),
)  # fmt: skip


@dataclass
class Generated:
    """What a run did. The numbers leave out confidential services: there even a count of slots that had to stay
    would tell that somebody holds one. misfits: slots with live bookings that no longer fit, of all services."""

    created: int = 0
    removed: int = 0
    changed: int = 0
    misfits: list[Misfit] = field(default_factory=list)


@write
def generate_slots(until: date | None = None, *, only: Collection[int] | None = None, actor=None) -> Generated:
    """Bring the future slots of all points (or `only` these) in step with rules, exceptions and calendar.

    until: the last day to make slots for; without it the setting booking.horizon_weeks of each service decides.
    Slots beyond it that exist already are kept in step too. Idempotent. Newly closed slots ask their people to
    move; reopened and enlarged ones promote who waits. actor: who caused it, None for the system.
    """
    lock_name("slots")
    only = sharing_providers(only) if only is not None else None
    rows = _rows(only)
    table = timetable(clock.today(), _last_day(until, rows), only)
    run = _Run(table, rows, _horizons(table, until))
    done = run.carry_out(actor)
    _record(done, actor)
    return done


@job("slots", "按开放规则排时段", minute="10", hour="2")
def generate() -> str:
    """The nightly run: one more day at the far end, and whatever the calendar has changed."""
    done = generate_slots()
    stuck = sum(not m.is_confidential for m in done.misfits)
    words = f"新开 {done.created} 个时段，收起 {done.removed} 个，改了 {done.changed} 个。"
    return words + (f"有 {stuck} 个已经约好的时段要改约。" if stuck else "")


class _Run:
    """One comparison of what is wanted with what is there, and the changes that follow."""

    def __init__(self, table: Timetable, rows: list, horizons: dict[int, date]):
        now = clock.now()
        self.table, self.horizons = table, horizons
        self.secret = confidential_points()
        self.wanted = {key: w for key, w in table.wanted().items() if key.starts_at > now}
        self.running = [row for row in rows if row.starts_at <= now]
        self.there = {key_of(r.point_id, r.provider_id, r.starts_at): r for r in rows if r.starts_at > now}

    def carry_out(self, actor) -> Generated:
        off = {key: row for key, row in self.there.items() if not _in_step(row, self.wanted.get(key))}
        mender = Mender(self.table, off, actor)
        self._withhold([*self.running, *mender.stuck(self.wanted)])
        mender.mend(self.wanted)
        created = self._create()
        counts = [sum(p not in self.secret for p in points) for points in (created, mender.removed, mender.changed)]
        return Generated(*counts, mender.misfits)

    def _withhold(self, staying: list) -> None:
        """Want nothing that would overlap a slot which stays for its people, or which runs right now."""
        if not staying:
            return
        lanes: dict[tuple, list[Key]] = {}
        for key in self.wanted:
            lanes.setdefault((key.lane, key.starts_at.date()), []).append(key)
        for row in staying:
            own = key_of(row.point_id, row.provider_id, row.starts_at)
            for key in lanes.get((own.lane, own.starts_at.date()), ()):
                if key != own and not self._is_open(key) and self._overlap(key, row):
                    self.wanted.pop(key, None)

    def _overlap(self, key: Key, row) -> bool:
        wanted = self.wanted.get(key)
        return wanted is not None and key.starts_at < row.ends_at and row.starts_at < wanted.ends_at

    def _is_open(self, key: Key) -> bool:
        row = self.there.get(key)
        return row is not None and row.state is SlotState.open

    def _create(self) -> list[int]:
        """Insert what is missing, up to each point's horizon. Returns the point of each new slot."""
        missing = {
            key: w for key, w in self.wanted.items()
            if key not in self.there and key.starts_at.date() <= self.horizons[w.point_id]
        }  # fmt: skip
        if missing:
            db.session.execute(insert(Slot), [_row(key, w) for key, w in missing.items()])
        return [w.point_id for w in missing.values()]


def _rows(only: Collection[int] | None) -> list:
    """The slots that are running or to come, as light rows; of withdrawn points too."""
    some = [Slot.point_id.in_(only)] if only is not None else []
    return list(db.session.execute(select(*SLOT).where(Slot.ends_at > clock.now(), *some).order_by(Slot.id)))


def _in_step(row, wanted: Wanted | None) -> bool:
    return (
        wanted is not None
        and row.state is SlotState.open
        and (row.point_id, row.ends_at, row.capacity) == (wanted.point_id, wanted.ends_at, wanted.capacity)
    )


def _row(key: Key, wanted: Wanted) -> dict:
    return {
        "point_id": wanted.point_id,
        "provider_id": key.provider_id,
        "starts_at": key.starts_at,
        "ends_at": wanted.ends_at,
        "capacity": wanted.capacity,
        "state": SlotState.open,
    }


def _horizons(table: Timetable, until: date | None) -> dict[int, date]:
    """point id → the last day to make slots for."""
    keys = {point.service.key for point in table.points}
    ends = {key: until or horizon(key) for key in keys}
    return {point.id: ends[point.service.key] for point in table.points}


def _last_day(until: date | None, rows: list) -> date:
    """How far to look: the furthest horizon, and every slot that is there already."""
    furthest = until or max(map(horizon, db.session.scalars(select(Service.key))), default=clock.today())
    return max([furthest, *(row.starts_at.date() for row in rows)])


def _record(done: Generated, actor) -> None:
    """One row for the whole run, when it did anything that may be told."""
    if not (done.created or done.removed or done.changed):
        return
    kind = audit.ActorKind.office if actor else audit.ActorKind.system
    detail = {"created": done.created, "removed": done.removed, "changed": done.changed}
    audit.record("generated", "schedule", None, actor=actor, kind=kind, detail=detail)
