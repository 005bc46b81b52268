"""Who may do what with calls and entries. Pure. `user` is a SignedIn."""

from collections.abc import Collection
from datetime import datetime

from unionweb.accounts.rules import is_office, units_led
from unionweb.calls.rules.kinds import (
    COUNTED,
    EDITABLE,
    WITHDRAWABLE,
    CallState,
    Decision,
    Subject,
    SubmissionStatus,
)

LATE = "截止时间是 {until}，现在已经过了，没有收下。您存下的内容都还在。"


def may_run_calls(user) -> bool:
    """The union's office for calls makes them and carries them through."""
    return is_office(user, "calls")


def may_head_any(user) -> bool:
    """Whether `user` may check the entries of some unit: its administrators, and the office for units that have none."""
    return bool(units_led(user)) or may_run_calls(user)


def may_head(entry, headed: Collection[int]) -> bool:
    """Whether an entry goes through a unit that the person heads. headed: see queries.people.units_headed."""
    return entry.unit_id in headed


def may_propose(call, headed: Collection[int]) -> bool:
    """Works and families everybody sends in; who or what a unit puts forward, those do who head it."""
    return call.subject in {Subject.work, Subject.family} or bool(headed)


def owns(user, entry, headed: Collection[int]) -> bool:
    """The author or proposer; of what a unit puts forward, those who head it as well."""
    is_of_unit = entry.call.subject not in {Subject.work, Subject.family}
    return entry.member_id == user.id or (is_of_unit and may_head(entry, headed))


def is_submittable(call, moment: datetime) -> bool:
    """Whether a first submission that arrived at this moment is in time. Who waited for the lock came when he came."""
    return call.state in {CallState.open, CallState.closed} and call.opens_at <= moment < call.submits_until


def is_correctable(call, moment: datetime) -> bool:
    """Whether what was sent in may still be changed, sent again, checked by the unit or taken back."""
    return call.state in {CallState.open, CallState.closed} and call.opens_at <= moment < call.corrects_until


def takes(call, entry, moment: datetime) -> bool:
    """Whether this entry may be sent in: for the first time until the submission ends, a returned one until the corrections do."""
    if entry.submitted_at is not None:
        return is_correctable(call, moment)
    return is_submittable(call, moment)


def may_edit(user, entry, moment: datetime, headed: Collection[int]) -> bool:
    """Its owner, as long as it has not been sent in, or was returned."""
    return owns(user, entry, headed) and entry.status in EDITABLE and takes(entry.call, entry, moment)


def may_withdraw(user, entry, moment: datetime, headed: Collection[int]) -> bool:
    """Drafts at any time; what was sent in until the corrections end."""
    if not owns(user, entry, headed) or entry.status not in WITHDRAWABLE:
        return False
    return entry.status is SubmissionStatus.draft or is_correctable(entry.call, moment)


def may_decline(user, entry, moment: datetime) -> bool:
    """Who is put forward may say no until the corrections end."""
    is_live = entry.status in WITHDRAWABLE and entry.status is not SubmissionStatus.draft
    return entry.nominee_member_id == user.id and is_live and is_correctable(entry.call, moment)


def may_check(entry, moment: datetime, headed: Collection[int]) -> bool:
    """The unit decides about what waits for it."""
    is_waiting = entry.status is SubmissionStatus.submitted and is_correctable(entry.call, moment)
    return is_waiting and may_head(entry, headed)


def may_accept(user, entry) -> bool:
    """The office looks at the form of what units sent on, before the review begins and a while into it."""
    is_running = entry.call.state in {CallState.open, CallState.closed, CallState.reviewing}
    return may_run_calls(user) and entry.status is SubmissionStatus.unit_approved and is_running


def sees_chain(user, entry, headed: Collection[int]) -> bool:
    """What the unit and the office wrote is for the owner, the unit, and the office once the entry has reached it."""
    return owns(user, entry, headed) or may_head(entry, headed) or (may_run_calls(user) and _has_reached_office(entry))


def _has_reached_office(entry) -> bool:
    return entry.status in COUNTED or any(one.decision is Decision.approved for one in entry.steps)
