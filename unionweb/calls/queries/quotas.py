"""The places of units: how many people a rule counts, what was given, what is used."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from unionweb.accounts.models import Campus, Member, Sex, Unit, UnitKind
from unionweb.calls.models import Call, Entry
from unionweb.calls.queries.people import WORKING, is_cadre
from unionweb.calls.rules import quotas
from unionweb.calls.rules.kinds import COUNTED, QuotaRule
from unionweb.common.quotas import GroupKind, Quota
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

SUBJECT = "call"


def terms_of(call: Call) -> quotas.Terms:
    """The rule of a call."""
    return quotas.Terms(call.quota_rule, call.quota_permille, call.quota_number, call.quota_rounding, call.quota_least)


def group_kind(call: Call) -> GroupKind:
    """Whose places they are."""
    return GroupKind.campus if call.quota_rule is QuotaRule.shared_campuses else GroupKind.unit


def weights(rule: QuotaRule) -> dict[int, int]:
    """Every branch union (or campus) with how many people the rule counts there."""
    here = (Member.left_at.is_(None), Member.employment_status.in_(WORKING))
    by_campus = rule is QuotaRule.shared_campuses
    column = Member.campus_id if by_campus else Member.unit_id
    counted = select(column, func.count()).where(*here).group_by(column)
    if rule is QuotaRule.percent_women:
        counted = counted.where(Member.sex == Sex.female)
    if rule is QuotaRule.percent_cadres:
        counted = counted.where(is_cadre(clock.today()))
    found = dict(db.session.execute(counted).all())
    groups = select(Campus.id) if by_campus else select(Unit.id).where(Unit.kind == UnitKind.branch_union)
    return {id: found.get(id, 0) for id in db.session.scalars(groups.order_by(groups.selected_columns[0]))}


@dataclass(frozen=True)
class Line:
    """The places of one group: how they came about, how many are used."""

    group_id: int
    name: str
    quota: Quota
    note: str
    used: int

    @property
    def left(self) -> int:
        return self.quota.places - self.used


def sheet(call: Call) -> list[Line]:
    """The places of every group of a call, in the usual order of units or campuses; three queries."""
    kind, terms = group_kind(call), terms_of(call)
    rows = {
        row.group_id: row
        for row in db.session.scalars(select(Quota).where(Quota.subject_kind == SUBJECT, Quota.subject_id == call.id))
    }
    names, used = group_names(kind), used_by_group([call.id], kind)
    return [
        Line(id, name, rows[id], quotas.note(terms, rows[id].weight, rows[id].computed), used.get((call.id, id), 0))
        for id, name in names if id in rows
    ]  # fmt: skip


def round_sheet(
    calls: Iterable[Call], kind: GroupKind = GroupKind.unit
) -> tuple[list[tuple[int, str]], dict[tuple[int, int], tuple[int, int]]]:
    """Units (or campuses), and (call, group) → (places, used) of the calls whose places are theirs. Three queries."""
    ids = [call.id for call in calls if group_kind(call) is kind]
    wanted = (Quota.subject_kind == SUBJECT, Quota.subject_id.in_(ids), Quota.group_kind == kind)
    places = {(row.subject_id, row.group_id): row.places for row in db.session.scalars(select(Quota).where(*wanted))}
    used = used_by_group(ids, kind)
    return group_names(kind), {key: (count, used.get(key, 0)) for key, count in places.items()}


def used_by_group(call_ids: list[int], kind: GroupKind) -> dict[tuple[int, int], int]:
    """(call, unit or campus) → entries that count against its places."""
    column = Unit.campus_id if kind is GroupKind.campus else Entry.unit_id
    counted = select(Entry.call_id, column, func.count()).join(Unit, Unit.id == Entry.unit_id)
    counted = counted.where(Entry.call_id.in_(call_ids), Entry.status.in_(COUNTED)).group_by(Entry.call_id, column)
    return {(call_id, group): count for call_id, group, count in db.session.execute(counted)}


@dataclass(frozen=True)
class Room:
    """How many entries a unit may still send on. places: None without a quota; of: whose they are."""

    places: int | None
    used: int
    of: str = "本分工会"

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.used)


def room_of(call: Call, unit_id: int) -> Room:
    """How many entries a unit may send on: the tighter of its own maximum and its quota, or that of its campus."""
    own = Room(call.per_unit_most, used_by_group([call.id], GroupKind.unit).get((call.id, unit_id), 0))
    if call.quota_rule is QuotaRule.none:
        return own
    kind = group_kind(call)
    group = db.session.get(Unit, unit_id).campus_id if kind is GroupKind.campus else unit_id
    wanted = (Quota.subject_kind == SUBJECT, Quota.subject_id == call.id, Quota.group_id == group)
    places = db.session.scalar(select(Quota.places).where(*wanted)) or 0
    used = own.used if kind is GroupKind.unit else used_by_group([call.id], kind).get((call.id, group), 0)
    given = Room(places, used, "所在校区" if kind is GroupKind.campus else "本分工会")
    return own if own.left is not None and own.left < given.left else given


def group_names(kind: GroupKind) -> list[tuple[int, str]]:
    """(id, name) of the groups that places are counted by, in their order: campuses, or branch unions."""
    if kind is GroupKind.campus:
        return [
            (id, name)
            for id, name in db.session.execute(select(Campus.id, Campus.name).order_by(Campus.sort, Campus.id))
        ]
    query = select(Unit.id, Unit.name).where(Unit.kind == UnitKind.branch_union).order_by(Unit.sort, Unit.id)
    return [(id, name) for id, name in db.session.execute(query)]
