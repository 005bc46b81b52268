"""Whether somebody may apply, with every reason at once, before they begin to fill in anything."""

from dataclasses import dataclass

from unionweb.accounts.models import EmploymentStatus
from unionweb.kernel.labels import label
from unionweb.retreats.rules.kinds import TripOutcome

USED_BY = {TripOutcome.attended: "去过", TripOutcome.absent: "报了没有去，按去过算", TripOutcome.forfeited: "成团后退出，按去过算"}


@dataclass(frozen=True)
class Terms:
    """What a programme asks. statuses: of employment; noshow_counts: whether not going uses up the cycle."""

    year: int
    min_service_years: int
    cycle_years: int
    noshow_counts: bool
    statuses: tuple[EmploymentStatus, ...]


@dataclass(frozen=True)
class Person:
    """What is known about somebody. since: the year in which they came to the university, None when nobody has noted it."""

    status: EmploymentStatus
    since: int | None = None
    trips: tuple[tuple[int, TripOutcome], ...] = ()
    has_applied: bool = False


@dataclass(frozen=True)
class Check:
    """One condition: whether it is met, and in words why. is_open: it is decided by what the person declares."""

    is_met: bool
    text: str
    is_open: bool = False


def checks(terms: Terms, person: Person) -> list[Check]:
    """Every condition with the answer for this person."""
    return [_status(terms, person), _service(terms, person), _cycle(terms, person), *_applied(person)]


def reasons_against(terms: Terms, person: Person) -> list[str]:
    """Why this person cannot apply; empty when they can."""
    return [check.text for check in checks(terms, person) if not check.is_met]


def last_used(terms: Terms, trips) -> tuple[int, TripOutcome] | None:
    """The latest trip that uses up the cycle."""
    used = {TripOutcome.attended} | ({TripOutcome.absent, TripOutcome.forfeited} if terms.noshow_counts else set())
    return max(((year, outcome) for year, outcome in trips if outcome in used), default=None)


def service_text(years: int, terms: Terms) -> str | None:
    """Why so many years of service are not enough; None when they are."""
    if years >= terms.min_service_years:
        return None
    return f"工龄要满 {terms.min_service_years} 年，您到 {terms.year} 年是 {years} 年。"


def _status(terms: Terms, person: Person) -> Check:
    allowed = "、".join(label(status) for status in terms.statuses)
    if person.status in terms.statuses:
        return Check(True, f"您是{label(person.status)}教职工，符合“{allowed}”的条件。")
    return Check(False, f"这次面向{allowed}教职工，花名册里您是“{label(person.status)}”。")


def _service(terms: Terms, person: Person) -> Check:
    if person.since is None:
        if not terms.min_service_years:
            return Check(True, "这次不限工龄。")
        text = f"工龄要满 {terms.min_service_years} 年。您的来校年份还没有登记，报名时自己填，由所在分工会核对。"
        return Check(True, text, is_open=True)
    years = max(terms.year - person.since, 0)
    problem = service_text(years, terms)
    return Check(problem is None, problem or f"工龄 {years} 年，满 {terms.min_service_years} 年。")


def _cycle(terms: Terms, person: Person) -> Check:
    used = last_used(terms, person.trips)
    if used is None:
        return Check(True, "没有用过疗休养的机会。" if not person.trips else "以前的记录不占这一轮的机会。")
    year, outcome = used
    again = year + terms.cycle_years
    what = USED_BY[outcome]
    if terms.year >= again:
        return Check(True, f"{year} 年{what}，{terms.cycle_years} 年一轮，已经到了。")
    return Check(False, f"{year} 年{what}，{terms.cycle_years} 年一轮，最早 {again} 年可以再报。")


def _applied(person: Person) -> list[Check]:
    return [Check(False, "您已经报过名了，要改请打开自己的申请。")] if person.has_applied else []
