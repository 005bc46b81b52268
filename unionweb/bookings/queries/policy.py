"""The booking rules of a service, out of the dated settings: "<service key>.<rule>", else "booking.<rule>"."""

from dataclasses import fields

from unionweb.bookings.rules.limits import Policy
from unionweb.common import settings, standing
from unionweb.common.settings import Definition
from unionweb.kernel import clock

RULES = tuple(f.name for f in fields(Policy))


def policy_of(service_key: str) -> Policy:
    """The rules in force today for a service."""
    keys = [f"{service_key}.{name}" for name in RULES]
    return standing.derive(("policy", service_key, clock.today()), lambda: Policy(*settings.together(keys)))


def hotlines() -> list[tuple[str, str]]:
    """(name, number) of the crisis lines that stand on every counselling page, as the office wrote them."""
    lines = settings.get("counseling.hotlines").splitlines()
    return [(name.strip(), number) for name, _, number in (line.strip().rpartition(" ") for line in lines) if number]


def _rule(name, label, default, unit, **more):
    return Definition(f"booking.{name}", label, default, unit=unit, group="预约", **more)


def _own(key, name, default, **more):
    base = settings.definition(f"booking.{name}")
    return Definition(f"{key}.{name}", base.label, default, unit=base.unit, hint=base.hint, most=base.most, **more)


settings.define(
    _rule("per_day", "每人每天最多约", 2, "次", most=50, hint="0 表示不限"),
    _rule("per_week", "每人每周最多约", 10, "次", most=100, hint="周一到周日，0 表示不限"),
    _rule("ahead_days", "最多提前", 28, "天", most=365, hint="0 表示不限"),
    _rule("book_before", "最晚在开始前", 0, "分钟约", most=20_160, hint="0 表示开始前都能约"),
    _rule("cancel_before", "最晚在开始前", 30, "分钟取消或改时间", most=20_160),
    _rule("check_in_from", "开始前", 10, "分钟起可以签到", most=240),
    _rule("release_after", "开始后", 10, "分钟没签到就让给别人", most=240, hint="0 表示不让出"),
    _rule("promote_before", "候补最晚在开始前", 30, "分钟补上", most=20_160),
    _rule("travel", "不同校区的预约之间至少隔", 40, "分钟", most=480),
    _rule("no_show_days", "爽约按最近", 30, "天算", least=1, most=365),
    _rule("no_show_limit", "爽约满", 3, "次暂停预约", most=50, hint="0 表示不暂停"),
    _rule("no_show_pause", "暂停预约", 5, "个工作日", least=1, most=100, hint="节假日和寒暑假不算"),
    _rule("keep_days", "预约记录保留", 365, "天", least=7, most=3650, hint="之后只留次数，不留是谁"),
)
settings.define(
    _own("mother_room", "keep_days", 30, group="妈妈小屋"),
    _own("counseling", "per_day", 1, group="心理关爱"),
    _own("counseling", "per_week", 1, group="心理关爱"),
    _own("counseling", "book_before", 1440, group="心理关爱"),
    _own("counseling", "cancel_before", 1440, group="心理关爱"),
    _own("counseling", "release_after", 0, group="心理关爱"),
    _own("counseling", "no_show_limit", 0, group="心理关爱"),
    _own("counseling", "keep_days", 90, group="心理关爱"),
    Definition(
        "counseling.hotlines",
        "紧急求助电话",
        "心理援助热线 12356",
        "long",
        hint="一行一个：名称，空格，号码。显示在心理关爱的每一页",
        group="心理关爱",
        required=True,
    ),
)
