"""What a certificate of an activity says. Pure: no database, no request."""

from datetime import date

from unionweb.activities.rules.kinds import ActivityKind
from unionweb.certificates.rules import USUAL, Kind, Wording
from unionweb.kernel.labels import full_day

CERTIFIED = {
    ActivityKind.training: Kind.training, ActivityKind.lecture: Kind.training, ActivityKind.reading: Kind.training,
    ActivityKind.volunteering: Kind.volunteer,
}  # fmt: skip
ATTENDED = Wording("参加证书", "于{时间}参加“{项目}”，共{学时}学时。", "特发此证。")


def wording_of(kind: ActivityKind) -> Wording:
    """A training ends with 结业; to a lecture one has only been."""
    return USUAL[CERTIFIED[kind]] if kind in {ActivityKind.training, ActivityKind.volunteering} else ATTENDED


def period(days: list[str]) -> str:
    """2026年9月16日, or 2026年9月16日至11月3日, of ISO dates."""
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if first == last:
        return full_day(first)
    end = full_day(last) if last.year != first.year else f"{last.month}月{last.day}日"
    return f"{full_day(first)}至{end}"
