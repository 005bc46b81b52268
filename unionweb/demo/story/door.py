"""At the door: coming, leaving, not coming, using a room that is free."""

from datetime import datetime, timedelta

from unionweb.bookings.models import BookingStatus, Channel
from unionweb.bookings.rules.limits import check_in_window
from unionweb.common.audit import ActorKind
from unionweb.demo.story import letters
from unionweb.demo.story.parts import Stretch, Visit, Wish

MINUTE = timedelta(minutes=1)
BY_KEEPER, LEAVES = 0.12, 0.75
BEGUN = {"past"}  # the one reason against a slot that does not matter at an empty room


class Door:
    """What happens at the rooms in the course of a story."""

    def __init__(self, course):
        self.course, self.diary, self.rng = course, course.diary, course.rng

    def expect(self, moment: datetime, visit: Visit, *, misses: bool) -> None:
        """Plan how a visit will go: its coming or its absence, its end, and the counsellor's looks at it."""
        stretch = visit.stretch
        opens, closes = check_in_window(stretch.policy, stretch.starts_at, stretch.ends_at)
        if misses:
            self._plan(stretch.starts_at + 20 * MINUTE if stretch.is_talk else closes + MINUTE, self.miss, visit)
        else:
            earliest, span = (0, 6) if stretch.is_talk else (-7, 13)
            comes = stretch.starts_at + (earliest + int(self.rng.random() * span)) * MINUTE
            self._plan(max(comes, moment + MINUTE, opens), self.arrive, visit)
        self._plan(stretch.ends_at, self.finish, visit)
        if stretch.is_talk:
            self._plan(stretch.starts_at.replace(hour=8, minute=40), self.look, visit, "list")
            self._plan(stretch.starts_at - 12 * MINUTE, self.look, visit, "detail")

    def arrive(self, moment: datetime, visit: Visit) -> None:
        """The guest checks in, or is checked in."""
        if visit.status is not BookingStatus.confirmed:
            return
        visit.status, visit.checked_in_at = BookingStatus.checked_in, moment
        self.course.note(moment, visit, "checked_in", from_state=BookingStatus.confirmed, **self._who(visit, BY_KEEPER))
        if self.rng.random() < LEAVES:
            left = visit.stretch.ends_at - int(1 + self.rng.random() * 9) * MINUTE
            self._plan(max(left, moment + MINUTE), self.leave, visit)

    def leave(self, moment: datetime, visit: Visit) -> None:
        """The guest leaves, or the talk is over."""
        if visit.status is BookingStatus.checked_in:
            self.course.end(moment, visit, BookingStatus.completed, **self._who(visit, 0))

    def finish(self, moment: datetime, visit: Visit) -> None:
        """The time is over, whatever anybody noted."""
        if visit.is_holding:
            self.course.end(moment, visit, BookingStatus.completed)

    def miss(self, moment: datetime, visit: Visit) -> None:
        """Nobody came: a room is given to others by the clock, an absence from a talk is noted by the counsellor."""
        if visit.status is not BookingStatus.confirmed:
            return
        visit.guest.missed += 1
        if visit.stretch.is_talk:
            self.course.end(moment, visit, BookingStatus.no_show, **self._who(visit, 1))
        else:
            self.course.end(moment, visit, BookingStatus.no_show, reason="到时间没有签到")
            letters.missed(self.diary, moment, visit)

    def walk_in(self, moment: datetime, stretch: Stretch) -> None:
        """Somebody finds a room free and uses it."""
        seat = stretch.free_seat()
        if seat is None:
            return
        guest = self.course.someone(moment, stretch, None, lambda against: {o.code for o in against} <= BEGUN)
        if guest is None:
            return
        state = {"status": BookingStatus.checked_in, "seat": seat, "channel": Channel.walk_in}
        visit = self.course.add(moment, Wish(stretch), guest, **state)
        visit.checked_in_at = moment
        self.course.note(moment, visit, "walked_in", by=ActorKind.owner)
        self._plan(stretch.ends_at, self.finish, visit)

    def look(self, moment: datetime, visit: Visit, page: str) -> None:
        """The counsellor looks at an appointment, which its owner can see."""
        if visit.status is BookingStatus.confirmed:
            self.diary.look(moment, visit.stretch.keeper_id, visit, page)

    def _who(self, visit: Visit, by_keeper: float) -> dict:
        """Who noted it: of talks the counsellor, of rooms mostly the guest."""
        if visit.stretch.is_talk:
            return {"actor_id": visit.stretch.keeper_id, "by": ActorKind.counselor}
        if self.rng.random() < by_keeper:
            return {"actor_id": visit.stretch.keeper_id, "by": ActorKind.keeper}
        return {"by": ActorKind.owner}

    def _plan(self, moment: datetime, act, *facts) -> None:
        self.course.plan(moment, act, *facts)
