"""The usual quotas of the honours, and the words of events about calls and entries for the page of operations."""

from unionweb.calls.rules.kinds import CallState, HonourKey, SubmissionStatus
from unionweb.common import audit, settings
from unionweb.kernel.labels import label

GROUP = "征集评选"
# A percentage of the people its rule counts, or a number: of each unit, or of all together.
QUOTAS = {
    HonourKey.model_home: (1, "个"),
    HonourKey.outstanding_cadre: (20, "%"),
    HonourKey.active_member: (5, "%"),
    HonourKey.vanguard_team: (1, "个"),
    HonourKey.march8_individual: (2, "%"),
    HonourKey.march8_team: (11, "个"),
    HonourKey.most_beautiful_family: (1, "%"),
}
HINTS = {
    HonourKey.outstanding_cadre: "占分工会工会干部的比例",
    HonourKey.active_member: "占分工会会员的比例",
    HonourKey.march8_individual: "占分工会女会员的比例",
    HonourKey.march8_team: "全校一共，按人数分到校区",
    HonourKey.most_beautiful_family: "占分工会会员的比例",
}
settings.define(
    *(
        settings.Definition(
            f"award.{key.value}",
            f"{label(key)}的名额",
            number,
            unit=unit,
            most=100,
            group=GROUP,
            hint=f"{HINTS.get(key, '每个分工会')}；新建评选时先填这个数，可以改",
        )
        for key, (number, unit) in QUOTAS.items()
    )
)
audit.subjects.update(call="征集", call_round="评选", entry="申报件")
audit.states.update(entry=SubmissionStatus, call=CallState)
MORE = {
    "call_drafted": "起草了",
    "call_changed": "改了",
    "call_opened": "发布了",
    "call_called_off": "取消了",
    "call_copied": "照着新建了",
    "call_closed": "截止了",
    "call_ranked": "排了序",
    "round_created": "建了",
    "round_changed": "改了日程",
    "round_opened": "发布了",
    "entry_started": "开始写",
    "entry_submitted": "提交了",
    "entry_approved": "同意推荐",
    "entry_returned": "退回了",
    "entry_recorded": "登记了党组织意见",
    "entry_accepted": "受理了",
    "entry_withdrawn": "撤回了",
    "entry_declined": "谢绝了",
    "entry_not_sent": "没有推荐",
    "entry_rejected": "没有受理",
    "entry_late": "晚了，没有收",
    "co_author_invited": "请了合作者",
    "co_author_removed": "去掉了合作者",
    "co_author_confirmed": "确认了合作",
    "co_author_declined": "不参加合作",
    "team_changed": "改了成员",
    "nominee_saw": "看了推荐",
    "file_added": "加了附件",
    "file_removed": "去掉附件",
    "file_captioned": "写了图片说明",
    "opinion_uploaded": "上传了推荐表",
}
audit.words.update({code: word for code, word in MORE.items() if code not in audit.words})
