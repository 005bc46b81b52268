"""Whether somebody may be put forward, with the reason for each condition. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unionweb.calls.rules.kinds import PostRule, Subject


@dataclass(frozen=True)
class Person:
    """What the roster and the roles say."""

    name: str
    unit_id: int
    is_woman: bool
    is_here: bool = True
    is_cadre: bool = False
    is_leader: bool = False


@dataclass(frozen=True)
class Proposal:
    """What is put forward. past: years in which it had this honour; is_twice: whether it is in this call already.

    since: as the unit states it; in_post_since: by the posts on record, which go before it.
    """

    unit_id: int
    person: Person | None = None
    team: Sequence[Person] = ()
    since: date | None = None
    in_post_since: date | None = None
    past: Sequence[int] = ()
    is_twice: bool = False


@dataclass(frozen=True)
class Check:
    """One condition: met or not, with the reason."""

    ok: bool
    text: str


def checks(call, proposal: Proposal, on: date) -> list[Check]:
    """Every condition of a call that bears on a proposal, in the order in which people look at them.

    call: anything with the columns of Call that say who may be put forward.
    """
    found = []
    if call.subject in {Subject.person, Subject.family}:
        found += _person_checks(call, proposal, on)
    if call.subject is Subject.team:
        found += _team_checks(call, proposal)
    if call.once_in_years and call.subject is not Subject.work:
        found.append(_once(call, proposal.past))
    if proposal.is_twice:
        found.append(Check(False, "同一个对象在这一项里已经有一份了"))
    return found


def failed(found: Sequence[Check]) -> list[str]:
    """The reasons against, as sentences."""
    return [f"{check.text}。" for check in found if not check.ok]


def _person_checks(call, proposal: Proposal, on: date) -> list[Check]:
    person = proposal.person
    if person is None:
        return [Check(False, "还没有填推荐谁")]
    is_own = person.unit_id == proposal.unit_id
    found = [
        Check(person.is_here, "在职" if person.is_here else f"{person.name}已经不在岗"),
        Check(is_own, "是本分工会的会员" if is_own else f"{person.name}不是本分工会的会员"),
    ]
    if call.is_for_women:
        found.append(
            Check(person.is_woman, "女教职工" if person.is_woman else f"这一项只推荐女教职工，{person.name}不符合")
        )
    if call.post_rule is PostRule.cadre:
        found.append(Check(person.is_cadre, "担任工会职务" if person.is_cadre else f"{person.name}没有登记工会职务"))
    if call.post_rule is PostRule.not_cadre:
        found.append(
            Check(
                not person.is_cadre,
                f"{person.name}担任工会职务，请推荐到优秀工会工作者" if person.is_cadre else "不是工会干部",
            )
        )
    if call.tenure_months:
        found.append(_in_post(call, proposal, on) if asks_for_post(call) else _tenure(call.tenure_months, proposal.since, on))
    return found


def asks_for_post(call) -> bool:
    """Whether the time that counts is that in a post of the union, which is on record and need not be stated."""
    return bool(call.tenure_months) and call.post_rule is PostRule.cadre


def _in_post(call, proposal: Proposal, on: date) -> Check:
    wanted, since = f"任职满 {words_of_months(call.tenure_months)}", proposal.in_post_since
    if since is None:
        return Check(False, f"要求{wanted}，没有任职登记")
    held = months_between(since, on)
    words = f"{wanted}：任职登记从 {since.isoformat()} 起，到现在 {words_of_months(held)}"
    return Check(held >= call.tenure_months, words if held >= call.tenure_months else f"{words}。登记不对的，请校工会先改登记")


def _tenure(months: int, since: date | None, on: date) -> Check:
    wanted = f"入会（入职）满 {words_of_months(months)}"
    if since is None:
        return Check(False, f"要求{wanted}，还没有填从哪一天起")
    held = months_between(since, on)
    return Check(held >= months, f"{wanted}：{since.isoformat()} 起，到现在 {words_of_months(max(held, 0))}")


def _team_checks(call, proposal: Proposal) -> list[Check]:
    team, found = proposal.team, []
    if call.team_least:
        found.append(Check(len(team) >= call.team_least, f"成员 {len(team)} 人，至少 {call.team_least} 人"))
    if call.women_percent:
        women = sum(person.is_woman for person in team)
        fits = bool(team) and women * 100 >= call.women_percent * len(team)
        found.append(
            Check(
                fits, f"女教职工 {women} 人，占 {women * 100 // len(team) if team else 0}%，至少 {call.women_percent}%"
            )
        )
        leads = any(person.is_woman and person.is_leader for person in team)
        found.append(Check(leads, "负责人里有女教职工" if leads else "负责人里要有女教职工"))
    away = [person.name for person in team if not person.is_here]
    if away:
        found.append(Check(False, f"{'、'.join(away)}已经不在岗"))
    return found


def _once(call, past: Sequence[int]) -> Check:
    """The year of the call itself is not counted."""
    near = sorted(year for year in past if call.year - call.once_in_years < year < call.year)
    if near:
        return Check(False, f"{near[-1]} 年得过，{call.once_in_years} 年内不重复推荐")
    return Check(True, f"{call.once_in_years} 年内没有得过")


def unbroken_since(posts: Iterable[tuple[date, date | None]], on: date) -> date | None:
    """Since when somebody has held one post or another, up to this day. posts: first and last days, None for no end."""
    since = None
    for first, last in sorted(posts, key=lambda post: post[1] or date.max, reverse=True):
        needed = on if since is None else since - timedelta(days=1)
        if first <= needed <= (last or date.max):
            since = first
    return since


def months_between(since: date, on: date) -> int:
    """Whole months from a day to another: 2026-01-31 to 2026-02-28 is none."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def words_of_months(months: int) -> str:
    """6 个月, 1 年, 1 年 3 个月"""
    years, rest = divmod(months, 12)
    parts = ([f"{years} 年"] if years else []) + ([f"{rest} 个月"] if rest or not years else [])
    return " ".join(parts)
