"""Opening rules and exceptions as the office sets them, and the slots that follow."""

from unionweb.bookings.models import ExceptionKind, SlotState
from unionweb.bookings.services.schedule.exceptions import add_exception, lift_exception
from unionweb.bookings.services.schedule.generating import Generated, generate_slots
from unionweb.bookings.services.schedule.moving import cancel_misfit, cancel_misfits
from unionweb.bookings.services.schedule.openings import add_rules, end_rules, replace_rules
from unionweb.common import audit

audit.words.update(
    generated="排了时段",
    rules_added="加了开放规则",
    rules_ended="结束了开放规则",
    rules_changed="改了开放规则",
    lifted="取消了",
    closed="关闭了",
    reopened="重新开放了",
    resized="改了位数",
    rearranged="重新安排了",
)
audit.subjects.update(opening_exception="临时安排", slot="时段", schedule="时段表")
audit.states.update(opening_exception=ExceptionKind, slot=SlotState)

__all__ = [
    "Generated",
    "add_exception",
    "add_rules",
    "cancel_misfit",
    "cancel_misfits",
    "end_rules",
    "generate_slots",
    "lift_exception",
    "replace_rules",
]
