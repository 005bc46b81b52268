"""The words of bookings that code decides by, and the Chinese for each."""

from enum import StrEnum

from sqlalchemy import or_, text

from unionweb.kernel import labels


class Privacy(StrEnum):
    """Who may know that somebody booked.

    open: keeper and office see names. coded: they see times and a short code. confidential: only the owner and
    the provider (counsellor) ever see it, and every look is logged.
    """

    open = "open"
    coded = "coded"
    confidential = "confidential"


class Audience(StrEnum):
    everyone = "everyone"
    women = "women"


class Season(StrEnum):
    always = "always"
    term = "term"
    break_ = "break"


class RuleKind(StrEnum):
    open = "open"
    pause = "pause"  # cleaning and the like: no slots, but the week page says why


class ExceptionKind(StrEnum):
    closed = "closed"
    hours = "hours"


class SlotState(StrEnum):
    open = "open"
    closed = "closed"


class BookingStatus(StrEnum):
    waiting = "waiting"
    confirmed = "confirmed"
    checked_in = "checked_in"
    completed = "completed"
    cancelled = "cancelled"
    no_show = "no_show"


class Channel(StrEnum):
    self = "self"
    proxy = "proxy"
    walk_in = "walk_in"


class Mode(StrEnum):
    face = "face"
    phone = "phone"


class CareKind(StrEnum):
    cleaning = "cleaning"
    supplies = "supplies"
    fridge = "fridge"
    inspection = "inspection"


HOLDING = (BookingStatus.confirmed, BookingStatus.checked_in)
LIVE = (BookingStatus.waiting, *HOLDING)
IS_HOLDING = text("status IN ('confirmed', 'checked_in')")
IS_LIVE = text("status IN ('waiting', 'confirmed', 'checked_in')")


def is_one_of(column, values):
    """Like column.in_(values), for statements that run on every page: an IN is put together anew each time."""
    return or_(*(column == value for value in values))


labels.register(
    {
        Privacy.open: "公开给值守人",
        Privacy.coded: "只显示短码",
        Privacy.confidential: "只有本人和服务人看得到",
    },
    {
        Audience.everyone: "全体教职工",
        Audience.women: "女教职工",
    },
    {
        Season.always: "全年",
        Season.term: "学期中",
        Season.break_: "假期",
    },
    {
        RuleKind.open: "开放",
        RuleKind.pause: "暂停",
    },
    {
        ExceptionKind.closed: "不开放",
        ExceptionKind.hours: "改时间",
    },
    {
        SlotState.open: "开放",
        SlotState.closed: "关闭",
    },
    {
        BookingStatus.waiting: "候补",
        BookingStatus.confirmed: "已约",
        BookingStatus.checked_in: "已签到",
        BookingStatus.completed: "已结束",
        BookingStatus.cancelled: "已取消",
        BookingStatus.no_show: "爽约",
    },
    {
        Channel.self: "本人",
        Channel.proxy: "代办",
        Channel.walk_in: "现场使用",
    },
    {
        Mode.face: "面谈",
        Mode.phone: "电话",
    },
    {
        CareKind.cleaning: "清洁完成",
        CareKind.supplies: "补给完成",
        CareKind.fridge: "冰箱清空",
        CareKind.inspection: "检查了门锁和探头",
    }
)
