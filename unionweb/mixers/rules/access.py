"""Who may do what with a mixer. Pure: no database, no request.

A Part says what somebody is to one mixer; the queries make it. Whoever runs the activity sets it up, and sees numbers and
pseudonyms, never who is behind them or whom they chose.
"""

from dataclasses import dataclass

from unionweb.activities.rules.access import may_run_any
from unionweb.mixers.rules.phases import Phase


@dataclass(frozen=True)
class Part:
    """is_in: holds a place; came: was checked in; has_profile: has given a pseudonym."""

    is_in: bool = False
    came: bool = False
    has_profile: bool = False


def may_organise(user) -> bool:
    """Whether somebody may have a mixer to organise at all: office, unit leaders, officers of clubs."""
    return may_run_any(user)


def may_take_part(part: Part, phase: Phase) -> bool:
    """Write or change a profile: until choosing is over."""
    return part.is_in and phase in (Phase.gathering, Phase.choosing)


def may_choose(part: Part, phase: Phase) -> bool:
    return part.is_in and part.came and part.has_profile and phase is Phase.choosing
