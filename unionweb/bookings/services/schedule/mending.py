"""Slots that are there but not as the rules want them: each is mended under its lock, by what its bookings allow."""

from collections.abc import Iterator

from sqlalchemy import delete, select, update

from unionweb.bookings.models import BookingStatus, Slot, SlotState
from unionweb.bookings.queries.schedule import Key, Timetable, Wanted
from unionweb.bookings.queries.schedule.misfits import Counts, Misfit, counts_of, last_to_come, live_bookings
from unionweb.bookings.services.closing import announce_misfit, announce_reopening
from unionweb.bookings.services.holding import fill, lock_slots
from unionweb.common import audit
from unionweb.kernel.extensions import db

CHUNK = 5000


class Mender:
    """Locks the slots that are out of step, counts their bookings, and mends them.

    Afterwards: changed and removed are the point ids of slots that were (one for each); misfits the slots whose
    people have to move. off: the rows as they were read before the lock.
    """

    def __init__(self, table: Timetable, off: dict[Key, object], actor):
        self.table, self.actor = table, actor
        self.changed: list[int] = []
        self.removed: list[int] = []
        self.misfits: list[Misfit] = []
        self.counts: dict[int, Counts] = {}
        for ids in _chunks(sorted(row.id for row in off.values())):
            db.session.execute(select(Slot.id).where(Slot.id.in_(ids)).order_by(Slot.id).with_for_update()).all()
            self.counts |= counts_of(ids)
        booked = {slot.id: slot for ids in _chunks(sorted(self.counts)) for slot in lock_slots(ids)}
        self.booked = {key: booked[row.id] for key, row in off.items() if row.id in booked}
        self.idle = {key: row for key, row in off.items() if row.id not in booked}

    def stuck(self, wanted: dict[Key, Wanted]) -> list[Slot]:
        """The slots that must stay for their people though the rules do not want them so."""
        return [s for key, s in self.booked.items() if self.counts[s.id].live and not _fits(s, wanted.get(key))]

    def mend(self, wanted: dict[Key, Wanted]) -> None:
        """Bring every slot in step as far as its bookings allow."""
        self._mend_idle(wanted)
        nursing = _Nursing(self, wanted)
        for key, slot in self.booked.items():
            nursing.mend(slot, wanted.get(key))
        nursing.tell()

    def _mend_idle(self, wanted: dict[Key, Wanted]) -> None:
        """Slots nobody ever booked: change or delete them by the thousand."""
        keep = {row.id: wanted[key] for key, row in self.idle.items() if key in wanted}
        gone = [row for key, row in self.idle.items() if key not in wanted]
        for ids in _chunks([row.id for row in gone]):
            db.session.execute(delete(Slot).where(Slot.id.in_(ids)).execution_options(synchronize_session=False))
        if keep:
            fresh = {"state": SlotState.open, "closed_reason": None}
            db.session.execute(update(Slot), [{"id": slot_id, **w._asdict(), **fresh} for slot_id, w in keep.items()])
        self.removed += [row.point_id for row in gone]
        self.changed += [w.point_id for w in keep.values()]


class _Nursing:
    """The slots that somebody has or had booked, one by one: with audit rows, messages and promotions."""

    def __init__(self, mender: Mender, wanted: dict[Key, Wanted]):
        self.mender, self.counts, self.wanted = mender, mender.counts, wanted
        self.fallen: list[Slot] = []
        self.closed_now: set[int] = set()
        self.surplus: dict[int, int] = {}

    def mend(self, slot: Slot, want: Wanted | None) -> None:
        if _fits(slot, want):
            self._adjust(slot, want)
        elif self.counts[slot.id].live:
            self.fallen.append(slot)
            self._close(slot)
        elif want:
            slot.point_id, slot.ends_at, slot.capacity = want
            slot.state, slot.closed_reason = SlotState.open, None
            self._note(slot, "rearranged")
        else:
            self._close(slot)

    def _adjust(self, slot: Slot, want: Wanted) -> None:
        """Reopen, enlarge or shrink; never below what is held."""
        held = self.counts[slot.id].held
        reopened, before, capacity = slot.state is SlotState.closed, slot.capacity, max(want.capacity, held)
        if held > want.capacity:
            self.surplus[slot.id] = held - want.capacity
        if not reopened and before == capacity:
            return
        slot.state, slot.closed_reason, slot.capacity = SlotState.open, None, capacity
        if reopened:
            self._note(slot, "reopened", SlotState.closed, SlotState.open)
            self._call_back(slot)
        else:
            self._note(slot, "resized", before, capacity)
            self._fill(slot)

    def _fill(self, slot: Slot) -> None:
        if self.counts[slot.id].waiting:
            fill(slot)

    def _call_back(self, slot: Slot) -> None:
        """Tell everybody who was asked to move and has not; who moves up now is told that instead."""
        if not self.counts[slot.id].live:
            return
        own = live_bookings([slot.id])
        waited = {booking.id for booking in own if booking.status is BookingStatus.waiting}
        self._fill(slot)
        announce_reopening(b for b in own if b.id not in waited or b.status is BookingStatus.waiting)

    def _close(self, slot: Slot) -> None:
        if slot.state is SlotState.closed:
            return
        reason = self.mender.table.reason(slot.point_id, slot.provider_id, slot.starts_at.date())
        slot.state, slot.closed_reason = SlotState.closed, reason[:200]
        self.closed_now.add(slot.id)
        self._note(slot, "closed", SlotState.open, SlotState.closed)

    def _note(self, slot: Slot, action: str, before=None, after=None) -> None:
        actor = self.mender.actor
        kind = audit.ActorKind.office if actor else audit.ActorKind.system
        secret = slot.point.service.is_confidential
        states = {"from_state": before and str(before), "to_state": after and str(after)}
        audit.record(
            action, "slot", slot.id, actor=actor, kind=kind, reason=slot.closed_reason, sealed=secret, **states
        )
        self.mender.changed.append(slot.point_id)

    def tell(self) -> None:
        """Ask the people of newly closed slots to move, and list everybody who has to."""
        db.session.flush()
        bookings = live_bookings([slot.id for slot in self.fallen]) if self.fallen else []
        who = {slot.id: [b for b in bookings if b.slot_id == slot.id] for slot in self.fallen}
        for slot in self.fallen:
            if slot.id in self.closed_now:
                announce_misfit(who[slot.id], slot.closed_reason)
        ids = {slot_id: tuple(b.id for b in own) for slot_id, own in who.items()} | last_to_come(self.surplus)
        self.mender.misfits += [_misfit(slot, ids[slot.id]) for slot in self.mender.booked.values() if slot.id in ids]


def _misfit(slot: Slot, booking_ids: tuple[int, ...]) -> Misfit:
    return Misfit(slot.id, slot.point_id, slot.point.service.is_confidential, booking_ids)


def _fits(slot: Slot, want: Wanted | None) -> bool:
    """Whether the slot stands where and as long as it should."""
    return want is not None and (slot.point_id, slot.ends_at) == (want.point_id, want.ends_at)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK))
