"""How many entries each unit may send on: the arithmetic, with the sums in words for the page. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from unionweb.calls.rules.kinds import PERCENT_RULES, QuotaRule, Rounding
from unionweb.common.quotas import Apportionment, Method, Share, apportion

WEIGHTS = {
    QuotaRule.percent_members: "会员", QuotaRule.percent_cadres: "工会干部", QuotaRule.percent_women: "女会员",
    QuotaRule.shared_units: "会员", QuotaRule.shared_campuses: "会员",
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """A rule for quotas. permille: of the people it counts; number: of each group, or in all; least: of each by a share."""

    rule: QuotaRule
    permille: int | None = None
    number: int | None = None
    rounding: Rounding = Rounding.half_up
    least: int = 0


def shares(terms: Terms, weights: Mapping[int, int]) -> Apportionment:
    """The places of each group. weights: group id → how many people the rule counts. By hand begins with none."""
    if terms.rule in {QuotaRule.shared_units, QuotaRule.shared_campuses}:
        return apportion(weights, terms.number or 0, Method.hamilton)
    find = {QuotaRule.fixed: _fixed, QuotaRule.by_hand: _by_hand}.get(terms.rule, _percent)
    found = tuple(find(terms, key, weights[key]) for key in sorted(weights))
    return Apportionment(Method.hamilton, sum(share.places for share in found), sum(weights.values()), None, found)


def rounded(value: Fraction, rounding: Rounding) -> int:
    """A whole number out of an exact one; a half goes up."""
    if rounding is Rounding.down:
        return floor(value)
    return ceil(value) if rounding is Rounding.up else floor(value + Fraction(1, 2))


def _percent(terms: Terms, key: int, weight: int) -> Share:
    exact = Fraction(weight * (terms.permille or 0), 1000)
    number = rounded(exact, terms.rounding)
    places = max(number, terms.least) if weight else 0
    words = f"{WEIGHTS[terms.rule]} {weight} 人 × {percent(terms.permille)} = {decimal(exact)} → {number}"
    return Share(key, weight, exact, places, words + (f"，至少 {terms.least} → {places}" if places > number else ""))


def _fixed(terms: Terms, key: int, weight: int) -> Share:
    number = terms.number or 0
    return Share(key, weight, Fraction(number), number, f"每个分工会 {number} 个")


def _by_hand(_terms: Terms, key: int, weight: int) -> Share:
    return Share(key, weight, Fraction(0), 0, "逐个填写")


def note(terms: Terms, weight: int, computed: int) -> str:
    """How a stored quota came about, in words."""
    if terms.rule in PERCENT_RULES:
        return _percent(terms, 0, weight).note
    if terms.rule in {QuotaRule.shared_units, QuotaRule.shared_campuses}:
        return f"会员 {weight} 人，按最大余数法从 {terms.number or 0} 个里分得 {computed} 个"
    return _fixed(terms, 0, weight).note if terms.rule is QuotaRule.fixed else "逐个填写"


def words(terms: Terms) -> str:
    """The rule as a sentence for everybody."""
    match terms.rule:
        case QuotaRule.none:
            return "不限名额"
        case QuotaRule.fixed:
            return f"每个分工会 {terms.number or 0} 个名额"
        case QuotaRule.by_hand:
            return "各分工会的名额由校工会确定"
        case QuotaRule.shared_units:
            return f"一共 {terms.number or 0} 个名额，按会员人数分到各分工会"
        case QuotaRule.shared_campuses:
            return f"一共 {terms.number or 0} 个名额，按会员人数分到各校区"
    rounding = {Rounding.half_up: "四舍五入", Rounding.down: "只舍不入", Rounding.up: "只入不舍"}[terms.rounding]
    least = f"，每个分工会至少 {terms.least} 个" if terms.least else ""
    return f"各分工会{WEIGHTS[terms.rule]}人数的 {percent(terms.permille)}，{rounding}{least}"


def percent(permille: int | None) -> str:
    """50 → 5%, 25 → 2.5%"""
    return f"{decimal(Fraction(permille or 0, 10))}%"


def decimal(value: Fraction) -> str:
    """6.3, 6, 2.25; at most three digits behind the point."""
    scaled = floor(value * 1000 + Fraction(1, 2))
    whole, part = divmod(scaled, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")
