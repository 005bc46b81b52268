"""The course of things: an agenda of what happens when, and what each event brings about."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from unionweb.bookings.models import BookingStatus, Channel, Mode
from unionweb.bookings.rules.limits import cancel_until, may_promote
from unionweb.bookings.services.holding import DIGITS, LETTERS
from unionweb.common.audit import ActorKind
from unionweb.demo.diary import Diary
from unionweb.demo.story import letters
from unionweb.demo.story.crowd import Crowd
from unionweb.demo.story.door import Door
from unionweb.demo.story.parts import Guest, Stretch, Visit, Wish

HOUR = timedelta(hours=1)
TRIES = 8  # how many people may want a slot until one is found whom the rules allow
CHANGES_OF_MIND = 0.2
MISSED = 0.045
WAKING = range(7, 23)


class Course:
    """Everything that happens at the desk: booking, waiting, cancelling, moving up; `door` does the rest."""

    def __init__(self, crowd: Crowd, consents: list[tuple[datetime, int]], diary: Diary, rng: Random):
        self.crowd, self.consents, self.diary, self.rng = crowd, consents, diary, rng
        self.visits: list[Visit] = []
        self.door = Door(self)
        self._agenda: list[tuple] = []
        self._number = count()

    def plan(self, moment: datetime, act: Callable, *facts) -> None:
        """Let `act(moment, *facts)` happen then; of two at the same moment the one that was planned first."""
        heappush(self._agenda, (moment, next(self._number), act, facts))

    def run_until(self, now: datetime) -> None:
        """Let everything happen that lies before `now`, in order."""
        while self._agenda and self._agenda[0][0] <= now:
            moment, _, act, facts = heappop(self._agenda)
            act(moment, *facts)

    def wish(self, moment: datetime, wish: Wish) -> None:
        """Somebody books, or waits when it is full and they are patient."""
        seat = wish.stretch.free_seat()
        if seat is None and not self._may_wait(moment, wish):
            return
        guest = self._whom(moment, wish)
        if guest is None:
            return
        if wish.stretch.is_talk:
            self._agree(moment, guest)
        status = BookingStatus.confirmed if seat else BookingStatus.waiting
        queue = None if seat else 1 + max((v.queue or 0 for v in wish.stretch.visits), default=0)
        channel = Channel.proxy if wish.by_id else Channel.self
        visit = self.add(moment, wish, guest, status=status, seat=seat, queue=queue, channel=channel)
        self.note(moment, visit, "booked" if seat else "waited", by=ActorKind.proxy if wish.by_id else ActorKind.owner)
        if wish.by_id:
            letters.booked_for(self.diary, moment, visit)
        if seat:
            self._look_ahead(moment, visit)
        else:
            self.plan(wish.stretch.starts_at, self.give_up, visit)

    def add(self, moment: datetime, wish: Wish, guest: Guest, **state) -> Visit:
        """A new visit with a code that the slot has not seen."""
        visit = Visit(wish, guest, created_at=moment, code=self._code(wish.stretch), **state)
        for visits in (self.visits, guest.visits, wish.stretch.visits):
            visits.append(visit)
        return visit

    def cancel(self, moment: datetime, visit: Visit) -> None:
        """The owner gives a place back; the next ones move up."""
        if visit.status in (BookingStatus.confirmed, BookingStatus.waiting):
            by = ActorKind.proxy if visit.wish.by_id else ActorKind.owner
            self.end(moment, visit, BookingStatus.cancelled, by=by)
            self._fill(moment, visit.stretch)

    def give_up(self, moment: datetime, visit: Visit) -> None:
        """It begins, and whoever still waits has waited in vain."""
        if visit.status is BookingStatus.waiting:
            self.end(moment, visit, BookingStatus.cancelled, reason="没有等到空位")
            letters.not_promoted(self.diary, moment, visit)

    def remind(self, moment: datetime, visit: Visit) -> None:
        if visit.status is BookingStatus.confirmed:
            letters.reminder(self.diary, moment, visit)

    def end(self, moment: datetime, visit: Visit, status: BookingStatus, *, reason=None, **who) -> None:
        """A live booking ends and its place is free."""
        before = visit.status
        visit.status, visit.seat, visit.ended_at, visit.end_reason = status, None, moment, reason
        self.note(moment, visit, status.value, from_state=before, reason=reason, **who)

    def note(self, moment: datetime, visit: Visit, action: str, **more) -> None:
        """The audit row of a booking; all services of the demo keep secret who came."""
        self.diary.note(moment, action, "booking", visit, to_state=visit.status, sealed=True, **more)

    def someone(self, moment: datetime, stretch: Stretch, mode: Mode | None, fits: Callable) -> Guest | None:
        """Somebody of the campus against whom `fits(objections)` has nothing; None after a few tries."""
        for _ in range(TRIES):
            guest = self.crowd.someone(stretch, self.rng)
            if fits(guest.objections(stretch, moment, mode)):
                return guest
        return None

    def _whom(self, moment: datetime, wish: Wish) -> Guest | None:
        if wish.guest is None:
            return self.someone(moment, wish.stretch, wish.mode, lambda against: not against)
        return None if wish.guest.objections(wish.stretch, moment, wish.mode) else wish.guest

    def _may_wait(self, moment: datetime, wish: Wish) -> bool:
        return wish.patient and not wish.stretch.is_talk and may_promote(wish.stretch.policy, wish.stretch.starts_at, moment)

    def _agree(self, moment: datetime, guest: Guest) -> None:
        """Whoever has not agreed to the consent of the day does so with the booking."""
        text_id = [text_id for since, text_id in self.consents if since <= moment][-1]
        if text_id not in guest.agreed_to:
            guest.agreed_to.add(text_id)
            self.diary.agree(moment, guest.id, text_id)

    def _fill(self, moment: datetime, stretch: Stretch) -> None:
        if not may_promote(stretch.policy, stretch.starts_at, moment):
            return
        for visit in stretch.waiting():
            visit.seat = stretch.free_seat()
            if visit.seat is None:
                return
            visit.status = BookingStatus.confirmed
            self.note(moment, visit, "promoted", from_state=BookingStatus.waiting)
            letters.promoted(self.diary, moment, visit)
            self._look_ahead(moment, visit)

    def _look_ahead(self, moment: datetime, visit: Visit) -> None:
        """What becomes of a held place: a change of mind, a reminder, coming or not."""
        wish, stretch = visit.wish, visit.stretch
        changes_mind, misses = self.rng.random() < CHANGES_OF_MIND, self.rng.random() < MISSED
        if wish.cancels_at:
            self.plan(max(wish.cancels_at, moment), self.cancel, visit)
        elif changes_mind and not wish.certain:
            self._plan_change_of_mind(moment, visit)
        reminded = _reminded_at(moment, stretch.starts_at)
        if reminded:
            self.plan(reminded, self.remind, visit)
        self.door.expect(moment, visit, misses=misses and not wish.certain and not visit.guest.missed)

    def _plan_change_of_mind(self, moment: datetime, visit: Visit) -> None:
        """Sooner or later, but rather later."""
        until, late = cancel_until(visit.stretch.policy, visit.stretch.starts_at), max(self.rng.random(), self.rng.random())
        at = moment + timedelta(minutes=int((until - moment) / timedelta(minutes=1) * late))
        if moment + HOUR < at and at.hour in WAKING:
            self.plan(at, self.cancel, visit)

    def _code(self, stretch: Stretch) -> str:
        used = {visit.code for visit in stretch.visits}
        while True:
            code = self.rng.choice(LETTERS) + "".join(self.rng.choice(DIGITS) for _ in range(3))
            if code not in used:
                return code


def _reminded_at(moment: datetime, starts_at: datetime) -> datetime | None:
    """When the job reminds of a place that is held from `moment` on: hourly the day before, from 8:05 to 20:05."""
    first = starts_at.replace(hour=8, minute=5) - timedelta(days=1)
    runs = (first + n * HOUR for n in range(13))
    return next((run for run in runs if run >= moment), None)
