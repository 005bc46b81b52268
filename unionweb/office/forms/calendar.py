"""Days, make-up days, school terms and breaks."""

from unionweb.common.workdays import DayKind, PeriodKind
from unionweb.kernel import labels
from unionweb.kernel.forms import Choice, Day, Form, Text

BY_RULE = ""
KINDS = (DayKind.holiday, DayKind.makeup, DayKind.workday, DayKind.weekend)
WEEKDAYS = [(str(n), f"星期{word}") for n, word in enumerate(labels.WEEKDAYS)]


class DaysForm(Form):
    """Deciding about a day, or a stretch of days."""

    first = Day("从哪天", "请选日期")
    last = Day("到哪天", hint="只改一天就不用填")
    kind = Choice("改成", choices=lambda: [(kind.value, labels.label(kind)) for kind in KINDS])
    name = Text("叫什么", most=40, hint="大家在日历上会看到，如“校运动会”")
    follows = Choice("按星期几开放", choices=[(BY_RULE, "按总的规定"), *WEEKDAYS], hint="只有调休上班日要选")
    reason = Text("原因", "请写一句原因，如“学校通知 9 月 30 日下午停课”", most=300, hint="记在操作记录里")


class FollowForm(Form):
    """Which weekday a make-up day opens like."""

    day = Day("哪天", "请选日期")
    weekday = Choice("按星期几开放", choices=WEEKDAYS)


class PeriodForm(Form):
    """A school term or break."""

    kind = Choice("是学期还是假期", choices=lambda: [(kind.value, labels.label(kind)) for kind in PeriodKind])
    name = Text("名称", "请写名称，如“2026年秋季学期”", most=40)
    starts_on = Day("第一天", "请选第一天")
    ends_on = Day("最后一天", "请选最后一天")
