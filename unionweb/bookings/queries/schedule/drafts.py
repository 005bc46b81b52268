"""Rules and exceptions that somebody is about to set: what they say, and the change they would make. Pure."""

from dataclasses import asdict, dataclass
from datetime import date, time, timedelta

from unionweb.bookings.models import ExceptionKind, OpeningException, OpeningRule, RuleKind, Season
from unionweb.bookings.queries.schedule.effects import Change, both, ending, with_exception, with_rules
from unionweb.bookings.queries.schedule.listing import RuleGroup
from unionweb.bookings.queries.schedule.planning import Span


@dataclass(frozen=True)
class RuleFacts:
    """What an opening rule says, for several weekdays at once."""

    kind: RuleKind
    weekdays: tuple[int, ...]
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None = None
    provider_id: int | None = None
    label: str = ""
    slot_minutes: int = 30
    gap_minutes: int = 0
    capacity: int = 1
    season: Season = Season.always

    def drafts(self, point_id: int) -> list[OpeningRule]:
        """One rule for each weekday, not yet part of any session."""
        shared = {name: value for name, value in asdict(self).items() if name != "weekdays"}
        return [OpeningRule(point_id=point_id, weekday=weekday, **shared) for weekday in self.weekdays]

    @property
    def in_words(self) -> str:
        """周一至周五 9:00–12:00，每 30 分钟一个时段，2 位"""
        return RuleGroup(self.drafts(0)).in_words


@dataclass(frozen=True)
class ExceptionFacts:
    """What an exception says. Of the scopes at least one is named; all that are named must hold."""

    kind: ExceptionKind
    starts_on: date
    ends_on: date
    reason: str
    hours: tuple[Span, ...] = ()
    point_id: int | None = None
    campus_id: int | None = None
    service_id: int | None = None
    provider_id: int | None = None

    def draft(self) -> OpeningException:
        """The row, not yet part of any session."""
        hours = [[opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in self.hours]
        return OpeningException(**asdict(self) | {"hours": hours or None})


def adding(point_id: int, facts: RuleFacts) -> Change:
    """The change of new rules."""
    return with_rules(facts.drafts(point_id))


def replacing(group: RuleGroup, facts: RuleFacts) -> Change:
    """The change of rules that take the place of others from `facts.valid_from` on."""
    ended = ending([rule.id for rule in group.rules], facts.valid_from - timedelta(days=1))
    return both(ended, with_rules(facts.drafts(group.lead.point_id)))


def excepting(facts: ExceptionFacts) -> Change:
    """The change of a new exception."""
    return with_exception(facts.draft())
