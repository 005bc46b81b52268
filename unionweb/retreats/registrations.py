"""The settings of retreats, and the words of its events for the page of operations."""

from unionweb.accounts.services.leaving import on_leave
from unionweb.common import audit, front, settings
from unionweb.common.front import Side
from unionweb.inbox import feeds
from unionweb.retreats.queries.applications import events_for
from unionweb.retreats.queries.front import office_lines, open_lines, own_lines, unit_lines
from unionweb.retreats.rules.kinds import BatchState, ProgrammeState, Status
from unionweb.retreats.services.moving import leave_retreats

GROUP = "疗休养"
settings.define(
    settings.Definition("retreat.min_service_years", "工龄至少", 3, unit="年", most=40, group=GROUP, hint="新方案先填这个数，可以改"),
    settings.Definition("retreat.cycle_years", "一轮", 4, unit="年", least=1, most=20, group=GROUP, hint="去过以后隔这么多年可以再报"),
    settings.Definition("retreat.max_days", "一个批次最多", 7, unit="天", least=1, most=30, group=GROUP, hint="连去带回"),
    settings.Definition("retreat.min_group", "成团至少", 20, unit="人", least=1, most=500, group=GROUP),
    settings.Definition("retreat.noshow_counts_as_used", "成团后没有去也算用过", True, "flag", group=GROUP),
    settings.Definition("retreat.most_choices", "一人最多填", 3, unit="个志愿", least=1, most=10, group=GROUP),
    settings.Definition("retreat.confirm_days", "入选后确认", 3, unit="个工作日", least=1, most=30, group=GROUP),
    settings.Definition("retreat.boost_lost", "上次没有入选的，往前提", 1, unit="档", most=10, group=GROUP),
    settings.Definition("retreat.health_days", "健康说明在批次结束后留", 30, unit="天", most=365, group=GROUP, hint="到时自动删除"),
    settings.Definition("retreat.identity_days", "证件信息在批次结束后留", 30, unit="天", most=90, group=GROUP, hint="到时自动删除"),
    settings.Definition("retreat.move_up_until", "出发前几天停止递补", 7, unit="天", most=60, group=GROUP),
)
audit.subjects.update(
    retreat_programme="疗休养方案", retreat_batch="疗休养批次", retreat_application="疗休养申请", retreat_standing="专项登记",
    retreat_import="疗休养历史", draw="抽签", quota="名额",
)  # fmt: skip
audit.states.update(retreat_programme=ProgrammeState, retreat_batch=BatchState, retreat_application=Status)
MORE = {
    "created": "建了", "published": "发布了", "called_off": "决定不办了", "submitted": "报了名", "resubmitted": "改了",
    "ranked": "排了序", "closed": "截止了", "frozen": "锁定了", "decided": "排出了结果", "finalised": "定了", "placed": "排上了",
    "waits": "候补", "confirmed": "确认了", "declined": "放弃了", "expired": "到期了", "moved_up": "递补了", "forfeited": "退出了",
    "cancelled": "取消了", "formed": "成团了", "merged": "并团了", "offered": "问了", "attended": "记为去了", "missed": "记为没有去",
    "checked": "核对了", "removed": "去掉了", "looked": "看了", "deleted": "删除了", "entered": "填了", "imported": "导入了",
    "drafted": "起草了通知", "uploaded": "上传了", "dropped": "放弃了", "recorded": "登记了", "done": "办完了",
}  # fmt: skip
audit.words.update({code: word for code, word in MORE.items() if code not in audit.words})
for side, source in ((Side.own, own_lines), (Side.unit, unit_lines), (Side.office, office_lines), (Side.open, open_lines)):
    front.add(side, source)
feeds.sources.append(events_for)
on_leave.append(leave_retreats)
