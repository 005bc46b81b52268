"""What stands on the first pages: what waits for somebody, and what is open to them now.

Features add their lines when their URLs are loaded; the pages ask for a side and know no feature. First pages are read over
people's shoulders: a line names things, never people, and nothing of what somebody wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from unionweb.kernel import clock
from unionweb.kernel.addresses import address

SOON = timedelta(days=1)


class Side:
    """Which lines: own: waits for the person; unit: for who leads a unit or a club; office: for the union's office; open: may be joined."""

    own = "own"
    unit = "unit"
    office = "office"
    open = "open"


@dataclass(frozen=True)
class Line:
    """One line: what it is, the page where it is dealt with, until when (None: no end). more: a few words of detail."""

    text: str
    endpoint: str
    values: dict = field(default_factory=dict)
    until: datetime | None = None
    more: str = ""

    @property
    def address(self) -> str:
        return address(self.endpoint, **self.values)

    @property
    def is_soon(self) -> bool:
        """Whether it ends within a day."""
        return self.until is not None and self.until <= clock.now() + SOON


_sources: dict[str, list[Callable]] = {Side.own: [], Side.unit: [], Side.office: [], Side.open: []}


def add(side: str, source: Callable) -> None:
    """source(user) → lines of this side; it asks the feature's own rules, and as many queries for one line as for thirty."""
    _sources[side].append(source)


def lines(side: str, user) -> list[Line]:
    """Everything of a side, what ends first on top."""
    found = [line for source in _sources[side] for line in source(user)]
    return sorted(found, key=lambda line: (line.until is None, line.until or clock.now()))
