"""What the trail calls things in Chinese: the actions, subjects and states of all features that stand below."""

from collections.abc import Callable, Iterable

from sqlalchemy import Select, select

from unionweb.accounts.models import Campus, ImportState, Member, Unit
from unionweb.bookings.models import (
    BookingStatus,
    CareKind,
    ExceptionKind,
    Provider,
    Service,
    ServicePoint,
    Slot,
    SlotState,
)
from unionweb.common import audit
from unionweb.inbox.models import MailState
from unionweb.kernel import labels
from unionweb.kernel.extensions import db

AT_ONCE = 500  # ids in one query


def _named(query: Select, name: Callable = str) -> Callable[[Iterable[int]], dict[int, str]]:
    """A reader of names by id, from a query whose first column is the id; `name` makes the name of the other columns."""
    ident = query.selected_columns[0]

    def names(ids: Iterable[int]) -> dict[int, str]:
        wanted = sorted(ids)
        portions = [wanted[start : start + AT_ONCE] for start in range(0, max(len(wanted), 1), AT_ONCE)]
        rows = (row for some in portions for row in db.session.execute(query.where(ident.in_(some))))
        return {row[0]: name(*row[1:]) for row in rows}

    return names


# Sealed events are not on the page, so no confidential point or slot is ever named by these.
NAMES = {
    "member": _named(select(Member.id, Member.name)),
    "unit": _named(select(Unit.id, Unit.name)),
    "campus": _named(select(Campus.id, Campus.name)),
    "service_point": _named(
        select(ServicePoint.id, Service.name, Campus.name, ServicePoint.place)
        .join(Service, Service.id == ServicePoint.service_id)
        .join(Campus, Campus.id == ServicePoint.campus_id),
        lambda service, campus, place: f"{service}，{campus}{place}",
    ),
    "slot": _named(
        select(Slot.id, Slot.starts_at, ServicePoint.place).join(ServicePoint, ServicePoint.id == Slot.point_id),
        lambda starts_at, place: f"{labels.day(starts_at.date())} {labels.hour(starts_at)}，{place}",
    ),
    "provider": _named(select(Provider.id, Provider.name)),
}


def _learn(known: dict[str, str], words: dict[str, str]) -> None:
    """Add words; what a feature has said itself stays."""
    for code, word in words.items():
        known.setdefault(code, word)


_learn(
    audit.words,
    {
        "signed_in": "登录了", "password_changed": "改了密码", "code_issued": "发了一次性密码",
        "uploaded": "上传了花名册", "imported": "导入了花名册", "dropped": "放弃了导入", "exported": "导出了",
        "added": "添加了", "left": "标记离开", "returned": "恢复在册", "phone_shown": "看了电话",
        "role_granted": "给了身份", "role_ended": "收回了身份", "role_removed": "收回了身份",
        "booked": "约了", "waited": "排了候补", "promoted": "候补成功", "cancelled": "取消了", "moved": "改了时间",
        "checked_in": "签到了", "walked_in": "现场使用", "completed": "结束了", "no_show": "记了爽约",
        "waived": "免记爽约", "cared": "记了打扫和补给", "reported": "报了故障", "resolved": "修好了",
        "published": "发布了", "consented": "同意了", "consent_withdrawn": "撤回了同意",
        "created": "新增了", "retired": "停用了", "restored": "恢复了", "lifted": "提前结束了",
        "door_code_renewed": "换了门口的码", "photo_set": "换了照片", "photo_removed": "删了照片",
        "rules_added": "加了开放规则", "rules_changed": "改了开放规则", "rules_ended": "停了开放规则",
        "generated": "排了时段", "closed": "关了", "reopened": "重新开了", "resized": "改了名额", "rearranged": "挪了时段",
        "feed_created": "生成了日历地址", "feed_renewed": "换了日历地址", "feed_removed": "停用了日历地址",
        "mail_requeued": "重发邮件",
    },
)  # fmt: skip
_learn(
    audit.subjects,
    {
        "member": "会员", "unit": "单位", "campus": "校区", "roster_import": "花名册", "booking": "预约", "slot": "时段",
        "service": "服务", "service_point": "服务点", "provider": "服务人", "opening_exception": "临时安排",
        "schedule": "时段表", "fault": "故障", "consent_text": "知情同意书", "consent": "知情同意",
        "feed": "日历地址", "mail": "邮件", "audit": "操作记录", "calendar": "工作日历",
    },
)  # fmt: skip
for _kind, _states in {
    "booking": BookingStatus, "slot": SlotState, "opening_exception": ExceptionKind, "roster_import": ImportState,
    "mail": MailState, "service_point": CareKind,
}.items():  # fmt: skip
    audit.states.setdefault(_kind, _states)
