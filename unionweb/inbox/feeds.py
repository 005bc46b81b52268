"""Calendars for other programs: a member's own feed, and one event to download.

Features add to `sources` what stands in a member's calendar: a function of the member's id that returns FeedEvents.
What a confidential event is called, and that it names no place, is decided by its source.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from unionweb.common import organisation
from unionweb.kernel import clock


@dataclass(frozen=True)
class FeedEvent:
    """One entry of a calendar. start, end: local times; uid: the same for the same thing for ever, without a host."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    description: str = ""
    cancelled: bool = False


sources: list[Callable[[int], list[FeedEvent]]] = []


def own_calendar(member_id: int) -> bytes:
    """Everything the sources know of a member, as iCalendar."""
    return calendar_of(event for source in sources for event in source(member_id))


def one_event_ics(event: FeedEvent) -> bytes:
    """A single event as a file to open in a calendar."""
    return calendar_of([event])


def calendar_of(events: Iterable[FeedEvent]) -> bytes:
    """Events as an iCalendar file in Shanghai time."""
    calendar = Calendar()
    calendar.add("prodid", "-//unionweb//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", organisation.name())
    calendar.add("x-wr-timezone", clock.ZONE.key)
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_component(event))
    years = date(2024, 1, 1), clock.today() + timedelta(days=3660)
    calendar.add_missing_timezones(*years)
    return calendar.to_ical()


def _component(event: FeedEvent) -> Event:
    found = Event()
    found.add("uid", f"{event.uid}@unionweb")
    found.add("dtstamp", clock.now().replace(tzinfo=clock.ZONE).astimezone(UTC))
    found.add("dtstart", event.start.replace(tzinfo=clock.ZONE))
    found.add("dtend", event.end.replace(tzinfo=clock.ZONE))
    found.add("summary", event.summary)
    for name, text in (("location", event.location), ("description", event.description)):
        if text:
            found.add(name, text)
    found.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    found.add("class", "PRIVATE")
    return found
