"""Who and what the story is about: guests, the stretches of time they wish for, their visits."""

from dataclasses import dataclass, field
from datetime import date, datetime

from unionweb.bookings.models import HOLDING, BookingStatus, Channel, Mode
from unionweb.bookings.rules.limits import Applicant, Objection, Own, Policy, Wanted


@dataclass(eq=False)
class Guest:
    """A member who books."""

    id: int
    staff_no: str
    name: str
    campus_id: int
    unit: str
    phone: str
    visits: list["Visit"] = field(default_factory=list)
    agreed_to: set[int] = field(default_factory=set)  # consent texts
    missed: int = 0

    def objections(self, stretch: "Stretch", now: datetime, mode: Mode | None) -> list[Objection]:
        """What the rules say against it at that moment, as they would have then."""
        own = [visit.as_own() for visit in self.visits if visit.status is not BookingStatus.cancelled]
        applicant = Applicant(policy=stretch.policy, service_id=stretch.service_id, now=now, own=own)
        return applicant.objections(stretch.as_wanted(mode))


@dataclass(eq=False)
class Stretch:
    """A slot, with the rules that hold for it and the visits it has seen. by_phone: its counsellor also telephones."""

    id: int
    service_id: int
    campus_id: int
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    policy: Policy
    keeper_id: int | None  # whoever checks people in beside themselves: keeper or counsellor
    is_talk: bool
    by_phone: bool
    visits: list["Visit"] = field(default_factory=list)

    @property
    def date(self) -> date:
        return self.starts_at.date()

    def as_wanted(self, mode: Mode | None) -> Wanted:
        """As the rules see it when somebody wants it."""
        campus = None if mode is Mode.phone else self.campus_id
        return Wanted(self.id, self.service_id, campus, self.starts_at, self.ends_at)

    def free_seat(self) -> int | None:
        """The lowest free seat; None when it is full."""
        taken = {visit.seat for visit in self.visits if visit.is_holding}
        return next((seat for seat in range(1, self.capacity + 1) if seat not in taken), None)

    def waiting(self) -> list["Visit"]:
        """The waiting list in its order."""
        found = [visit for visit in self.visits if visit.status is BookingStatus.waiting]
        return sorted(found, key=lambda visit: visit.queue)


@dataclass(eq=False)
class Wish:
    """What somebody wants. guest: None for anybody of the campus; patient: waits when it is full; certain: will come.

    cancels_at: when the place is given back; by_id: the liaison who books for the guest.
    """

    stretch: Stretch
    guest: Guest | None = None
    patient: bool = False
    certain: bool = False
    cancels_at: datetime | None = None
    by_id: int | None = None
    by_name: str = ""
    mode: Mode | None = None
    alias: str | None = None


@dataclass(eq=False)
class Visit:
    """A booking as it goes. id: of its row, once it is written."""

    wish: Wish
    guest: Guest
    status: BookingStatus
    created_at: datetime
    code: str
    channel: Channel
    seat: int | None = None
    queue: int | None = None
    checked_in_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    id: int | None = None

    @property
    def stretch(self) -> Stretch:
        return self.wish.stretch

    @property
    def is_holding(self) -> bool:
        return self.status in HOLDING

    def as_own(self) -> Own:
        """As the rules see it among a person's bookings; live to the end, so that nobody is elsewhere at the same time."""
        at = self.stretch
        return Own(
            id=0, slot_id=at.id, service_id=at.service_id, campus_id=None if self.wish.mode is Mode.phone else at.campus_id,
            starts_at=at.starts_at, ends_at=at.ends_at, is_live=True, names_place=not at.is_talk,
            is_waiting=self.status is BookingStatus.waiting,
        )  # fmt: skip

    def row(self) -> dict:
        """What stands in the table of bookings."""
        wish, at = self.wish, self.stretch
        contact = self.guest.phone if wish.mode is Mode.phone else None
        return {
            "slot_id": at.id, "member_id": self.guest.id, "status": self.status, "seat_no": self.seat,
            "queue_no": self.queue, "starts_at": at.starts_at, "ends_at": at.ends_at, "channel": self.channel,
            "booked_by_id": wish.by_id, "code": self.code, "mode": wish.mode, "alias": wish.alias, "contact": contact,
            "created_at": self.created_at, "checked_in_at": self.checked_in_at, "ended_at": self.ended_at,
            "end_reason": self.end_reason,
        }  # fmt: skip
