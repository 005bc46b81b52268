"""Opening rules as the office sets them. A rule that was in force is ended, never erased; changing one is ending it
and beginning another, so that what was true on a past day can still be read."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from unionweb.bookings.models import OpeningRule, Provider, RuleKind, ServicePoint
from unionweb.bookings.queries.schedule.drafts import RuleFacts, adding, replacing
from unionweb.bookings.queries.schedule.effects import ending
from unionweb.bookings.queries.schedule.listing import RuleGroup, group_with, hours_in_words, weekdays_in_words
from unionweb.bookings.queries.schedule.planning import seasons_meet
from unionweb.bookings.services.schedule.generating import Generated, generate_slots
from unionweb.bookings.services.schedule.seeing import must_have_seen
from unionweb.common import audit
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

GONE = "这条开放规则已经不在了，请回到服务点重新选。"


@write
def add_rules(point_id: int, facts: RuleFacts, actor, *, seen: int | None = None) -> Generated:
    """Open (or pause) a point at these hours. Refused when it would overlap what is open there already.

    seen: the mark of the effects that the person was shown, see `must_have_seen`.
    """
    lock_name("slots")
    _check(_point(point_id), facts)
    must_have_seen(seen, adding(point_id, facts), [point_id])
    db.session.add_all(facts.drafts(point_id))
    _record("rules_added", point_id, actor, to_state=facts.in_words)
    return _regenerate(point_id, actor)


@write
def end_rules(rule_id: int, last_day: date, actor, *, seen: int | None = None) -> Generated:
    """End a rule and its fellows of the other weekdays with `last_day`. One that never came into force is removed."""
    lock_name("slots")
    group = _group(rule_id)
    point_id = group.lead.point_id
    _check_end(group, last_day)
    must_have_seen(seen, ending([rule.id for rule in group.rules], last_day), [point_id])
    _record("rules_ended", point_id, actor, from_state=group.in_words, detail={"last_day": last_day.isoformat()})
    _end(group, last_day)
    return _regenerate(point_id, actor)


@write
def replace_rules(rule_id: int, facts: RuleFacts, actor, *, seen: int | None = None) -> Generated:
    """From `facts.valid_from` on new hours take the place of a rule and its fellows."""
    lock_name("slots")
    group = _group(rule_id)
    point_id, last_day = group.lead.point_id, facts.valid_from - timedelta(days=1)
    _check_end(group, last_day)
    _check(_point(point_id), facts, instead_of=[rule.id for rule in group.rules])
    must_have_seen(seen, replacing(group, facts), [point_id])
    _record("rules_changed", point_id, actor, from_state=group.in_words, to_state=facts.in_words)
    _end(group, last_day)
    db.session.add_all(facts.drafts(point_id))
    return _regenerate(point_id, actor)


def _regenerate(point_id: int, actor) -> Generated:
    db.session.flush()
    return generate_slots(only=[point_id], actor=actor)


def _record(action: str, point_id: int, actor, **states) -> None:
    audit.record(action, "service_point", point_id, actor=actor, kind=audit.ActorKind.office, **states)


def _point(point_id: int) -> ServicePoint:
    point = db.session.get(ServicePoint, point_id, with_for_update=True, populate_existing=True)
    if point is None or point.withdrawn_at:
        raise Refused("这个服务点已停用，先恢复它，再改开放时间。")
    return point


def _group(rule_id: int) -> RuleGroup:
    return group_with(rule_id) or _refuse(GONE)


def _refuse(reason: str):
    raise Refused(reason)


def _end(group: RuleGroup, last_day: date) -> None:
    for rule in group.rules:
        if rule.valid_from > last_day:
            db.session.delete(rule)
        else:
            rule.valid_until = last_day


def _check_end(group: RuleGroup, last_day: date) -> None:
    """The past stays as it was, and so does today: it may have begun."""
    until = group.lead.valid_until
    if last_day < clock.today():
        raise Refused("最早从明天起改。今天要关，请用“临时关闭或改时间”。")
    if until is not None and until <= last_day:
        raise Refused(f"这条开放规则到 {labels.day(until)} 就结束了。")


def _check(point: ServicePoint, facts: RuleFacts, instead_of: Collection[int] = ()) -> None:
    if facts.valid_from < clock.today():
        raise Refused("开始日期不能早于今天，过去的开放时间不能改。")
    _check_provider(point, facts)
    if facts.kind is RuleKind.open:
        _check_overlap(point, facts, instead_of)


def _check_provider(point: ServicePoint, facts: RuleFacts) -> None:
    if facts.provider_id is None:
        if point.service.by_provider and facts.kind is RuleKind.open:
            raise Refused(f"{point.service.name}按人开放，请选是谁的时间。")
        return
    provider = db.session.get(Provider, facts.provider_id)
    if provider is None or provider.service_id != point.service_id or provider.withdrawn_at:
        raise Refused("这位服务人已经停用了，请重新选。")


def _check_overlap(point: ServicePoint, facts: RuleFacts, instead_of: Collection[int]) -> None:
    """One room, and one person wherever they are, is open once at a time."""
    other = select(OpeningRule, ServicePoint.place).join(ServicePoint, ServicePoint.id == OpeningRule.point_id)
    mine = (
        OpeningRule.provider_id == facts.provider_id
        if facts.provider_id
        else OpeningRule.provider_id.is_(None) & (OpeningRule.point_id == point.id)
    )
    rows = db.session.execute(
        other.where(mine, ServicePoint.withdrawn_at.is_(None), OpeningRule.kind == RuleKind.open)
        .where(OpeningRule.id.not_in(instead_of), OpeningRule.weekday.in_(facts.weekdays))
        .where(OpeningRule.opens < facts.closes, OpeningRule.closes > facts.opens)
        .order_by(OpeningRule.weekday, OpeningRule.opens)
    ).all()
    clashes = [(rule, place) for rule, place in rows if _meet(rule, facts)]
    if clashes:
        days = weekdays_in_words(rule.weekday for rule, _ in clashes)
        rule, place = clashes[0]
        hours = hours_in_words([(rule.opens, rule.closes)])
        raise Refused(f"{days}和{place}已有的 {hours} 重叠。改时间，或者先结束已有的那条。")


def _meet(rule: OpeningRule, facts: RuleFacts) -> bool:
    """Whether two rules can both be in force on some day."""
    begins_in_time = facts.valid_until is None or rule.valid_from <= facts.valid_until
    still_there = rule.valid_until is None or rule.valid_until >= facts.valid_from
    return begins_in_time and still_there and seasons_meet(rule.season, facts.season)
