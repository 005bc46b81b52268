"""What kinds of things there are in a retreat, how far one has come, and their Chinese words."""

from enum import StrEnum

from unionweb.kernel import labels


class ProgrammeState(StrEnum):
    draft = "draft"
    open = "open"  # published; applications by its own times
    closed = "closed"
    frozen = "frozen"
    decided = "decided"
    on_notice = "on_notice"
    final = "final"
    done = "done"
    called_off = "called_off"


class BatchState(StrEnum):
    planned = "planned"
    formed = "formed"
    cancelled = "cancelled"
    merged = "merged"
    ended = "ended"


class Status(StrEnum):
    """How far an application has come."""

    submitted = "submitted"
    withdrawn = "withdrawn"
    waiting = "waiting"
    placed = "placed"
    confirmed = "confirmed"
    declined = "declined"
    expired = "expired"
    forfeited = "forfeited"
    cancelled = "cancelled"
    attended = "attended"
    absent = "absent"


HOLDING = (Status.placed, Status.confirmed, Status.attended, Status.absent)  # these hold a place of their batch
LIVE = (Status.submitted, Status.waiting, Status.placed, Status.confirmed)  # something may still become of these
GOING = (Status.confirmed, Status.attended, Status.absent)  # these travel, or were to travel


class Standing(StrEnum):
    """What gives somebody a lane of their own, or points."""

    model_worker = "model_worker"
    advanced = "advanced"
    frontline = "frontline"


class PointKind(StrEnum):
    """What points may be given for."""

    model_worker = "model_worker"
    advanced = "advanced"
    frontline = "frontline"
    never_been = "never_been"
    service_year = "service_year"
    lost_before = "lost_before"


class TripOutcome(StrEnum):
    attended = "attended"
    absent = "absent"
    forfeited = "forfeited"
    declined = "declined"


class Relation(StrEnum):
    spouse = "spouse"
    child = "child"
    parent = "parent"
    other = "other"


class AgeBand(StrEnum):
    under_6 = "under_6"
    under_14 = "under_14"
    under_18 = "under_18"
    adult = "adult"
    over_60 = "over_60"


class LookKind(StrEnum):
    """What of a person somebody had shown."""

    health = "health"
    identity = "identity"


class PickKind(StrEnum):
    """How somebody came to a place."""

    drawn = "drawn"
    moved_up = "moved_up"
    merged = "merged"


class ImportState(StrEnum):
    previewed = "previewed"
    imported = "imported"
    dropped = "dropped"


labels.register(
    {
        ProgrammeState.draft: "起草中",
        ProgrammeState.open: "已公布",
        ProgrammeState.closed: "报名截止",
        ProgrammeState.frozen: "名单已锁定",
        ProgrammeState.decided: "已排出结果",
        ProgrammeState.on_notice: "公示中",
        ProgrammeState.final: "已定",
        ProgrammeState.done: "已结束",
        ProgrammeState.called_off: "不办了",
    },
    {
        BatchState.planned: "等成团",
        BatchState.formed: "已成团",
        BatchState.cancelled: "不成团",
        BatchState.merged: "并到别的批次",
        BatchState.ended: "已结束",
    },
    {
        Status.submitted: "已报名",
        Status.withdrawn: "已撤回",
        Status.waiting: "候补",
        Status.placed: "入选",
        Status.confirmed: "已确认",
        Status.declined: "放弃了",
        Status.expired: "过期没确认",
        Status.forfeited: "成团后退出",
        Status.cancelled: "取消了",
        Status.attended: "去了",
        Status.absent: "没有去",
    },
    {Standing.model_worker: "劳模", Standing.advanced: "先进", Standing.frontline: "一线教职工"},
    {
        PointKind.model_worker: "劳模",
        PointKind.advanced: "先进",
        PointKind.frontline: "一线教职工",
        PointKind.never_been: "从没去过",
        PointKind.service_year: "每满一年工龄",
        PointKind.lost_before: "上次报名没有入选",
    },
    {
        TripOutcome.attended: "去了",
        TripOutcome.absent: "没有去",
        TripOutcome.forfeited: "成团后退出",
        TripOutcome.declined: "放弃了",
    },
    {Relation.spouse: "配偶", Relation.child: "子女", Relation.parent: "父母", Relation.other: "其他家属"},
    {
        AgeBand.under_6: "不满 6 岁",
        AgeBand.under_14: "6 到 13 岁",
        AgeBand.under_18: "14 到 17 岁",
        AgeBand.adult: "18 到 59 岁",
        AgeBand.over_60: "60 岁以上",
    },
    {LookKind.health: "健康说明", LookKind.identity: "证件信息"},
    {PickKind.drawn: "按规则排出", PickKind.moved_up: "递补", PickKind.merged: "并团"},
    {ImportState.previewed: "待确认", ImportState.imported: "已导入", ImportState.dropped: "已放弃"},
)
