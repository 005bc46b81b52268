"""What has to be there before a decision may be shown, and which steps a call may still take. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unionweb.accounts.rules import Role, is_office
from unionweb.calls.rules.grades import Grade, Standing, Tally, parted_ties, tally, unreasoned
from unionweb.calls.rules.kinds import CallKind, CallState
from unionweb.calls.rules.wording import numbers_in_words
from unionweb.kernel import labels

DECIDING = (CallState.closed, CallState.reviewing)
MOST_GRADES = 8
LEAST_PRESENT = 3
USUAL = {
    CallKind.case_study: ("一等奖", "二等奖", "三等奖"), CallKind.research_paper: ("一等奖", "二等奖", "三等奖"),
    CallKind.artwork: ("一等奖", "二等奖", "三等奖", "优秀奖"), CallKind.story: ("一等奖", "二等奖", "三等奖"),
    CallKind.contest: ("一等奖", "二等奖", "三等奖"), CallKind.studio: ("入选",), CallKind.honour: ("授予",),
}  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """What is written down about the meeting that decided. present, absent: names."""

    held_on: date
    place: str
    chaired_by: str
    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    note: str = ""


def may_run_results(user) -> bool:
    """The office for calls decides, shows, publishes."""
    return is_office(user, "calls")


def may_read_results(user) -> bool:
    """Score sheets and timelines: the office for calls and the auditors."""
    return may_run_results(user) or any(role.role is Role.auditor for role in user.roles)


def audits_results(user) -> bool:
    """Whoever reads results without running them: the auditors come to them by a way of their own."""
    return may_read_results(user) and not may_run_results(user)


def may_decide(state: CallState, corrections_over: bool) -> bool:
    """Whether decisions may be made: nothing more can come in or be changed, and nothing is settled yet."""
    return state in DECIDING and corrections_over


def of_day(held_on: date, corrects_until: datetime, today: date) -> str:
    """Why no meeting can have decided on this day, as a sentence; empty when one can. Until corrections end, entries may change."""
    if held_on > today:
        return "会议日期不能晚于今天。"
    if held_on < corrects_until.date():
        return f"修改到 {labels.moment(corrects_until)} 才截止，评审会议不会在这以前。请核对会议日期。"
    return ""


def usual_grades(kind: CallKind) -> tuple[str, ...]:
    """The names of the grades that a kind of call begins with, the best first."""
    return USUAL[kind]


def names_of(text: str) -> tuple[str, ...]:
    """Names typed one a line, or with commas or 、 between; each once."""
    for sign in "，,、;；\t":
        text = text.replace(sign, "\n")
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


@dataclass(frozen=True)
class Seen:
    """An entry of a review: how many reviews were sent in, and why it was graded so. is_own: of the person who settles."""

    id: int
    number: int | None
    reviews: int
    reason: str
    is_own: bool = False


def too_little_seen(entries: Sequence[Seen], least: int, meeting: Meeting | None) -> list[Seen]:
    """Entries with fewer reviews than the call asks for, about which neither their reason nor the record of the meeting says why.

    In the record an entry is named by its number.
    """
    said = meeting.note if meeting else ""
    return [one for one in entries if one.reviews < least and not one.reason and not _is_named(one.number, said)]


def _is_named(number: int | None, text: str) -> bool:
    return number is not None and re.search(rf"(?<!\d){number}(?!\d|\s*[年月日])", text) is not None


def of_reviews(entries: Sequence[Seen], least: int) -> list[str]:
    """What to say about those."""
    if not entries:
        return []
    named = numbers_in_words([one.number for one in entries if not one.is_own], sum(one.is_own for one in entries))
    return [f"{named}不到 {least} 份评审。请在每一件的原因里，或者在会议记录的说明里按编号，写明为什么这样定。"]


def lacking(grades: Sequence[Grade], standings: Sequence[Standing], meeting: Meeting | None) -> list[str]:
    """What is missing before a decision is settled, in sentences; nothing when it may be."""
    counted = tally(grades, standings)
    return [*_of_places(counted, standings), *_of_order(grades, standings), *_of_meeting(meeting)]


def of_forgotten(count: int) -> list[str]:
    """What units sent on and nobody has looked at stands in the way: it would wait for ever."""
    return [f"有 {count} 件报上来了还没有受理。请先在“报送和受理”里受理，或者退回。"] if count else []


def _of_places(counted: Tally, standings: Sequence[Standing]) -> list[str]:
    found = [] if counted.used else ["还没有定等次和名额。"]
    if not standings:
        found.append("没有已受理的申报，没有什么可定的。")
    if counted.open:
        found.append(f"还有 {counted.open} 件没有定等次，不授予的也要定成“不授予”。")
    for one in counted.used:
        if one.left is not None and one.left < 0:
            found.append(f"“{one.grade.name}”名额 {one.grade.places} 个，已经定了 {one.count} 个，多了 {-one.left} 个。")
        if one.units:
            found.append(f"“{one.grade.name}”每个分工会最多 {one.grade.per_unit} 个，有 {len(one.units)} 个分工会超了。")
    return found


def _of_order(grades: Sequence[Grade], standings: Sequence[Standing]) -> list[str]:
    found, asked = [], unreasoned(grades, standings)
    if asked:
        found.append(f"有 {len(asked)} 件没有按得分的顺序定，请写明原因。")
    if ties := parted_ties(grades, standings):
        found.append(f"有 {len(ties)} 组得分相同、等次不同，请至少在一件上写明原因。")
    return found


def _of_meeting(meeting: Meeting | None) -> list[str]:
    if meeting is None:
        return ["还没有填评审会议记录。"]
    if len(meeting.present) < LEAST_PRESENT:
        return [f"会议记录里的参会人不到 {LEAST_PRESENT} 人。"]
    return []
