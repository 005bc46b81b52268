"""Forms of members: one booking, a repeat, a talk."""

from wtforms import HiddenField
from wtforms.validators import Optional, Regexp

from unionweb.bookings.models import Mode
from unionweb.bookings.queries.choosing import MOST_WEEKS, PATTERNS
from unionweb.bookings.services.booking import Wish
from unionweb.kernel import labels
from unionweb.kernel.forms import Choice, Form, Text, Whole

KEY = Regexp(r"[\w-]{8,40}\Z", message="请从页面上的表单提交")
PHONE = Regexp(r"[\d +()-]{3,20}\Z", message="请写一个电话号码，如 60312 或手机号")


class SlotForm(Form):
    """Which slot, and the key that makes the same form sent twice one booking."""

    slot_id = Whole("时段", "请先选一个时段", least=1, most=2**31 - 1)
    request_key = HiddenField("这张表", [Optional(), KEY])

    def wish(self, **more) -> Wish:
        """What was asked for, as the services take it."""
        return Wish(self.slot_id.data, self.request_key.data or None, **more)


class BookingForm(SlotForm):
    repeat = Choice("只约这一次，还是连着约？", choices=[("once", "只约这一次"), *PATTERNS.items()], default="once")
    weeks = Whole("连约几周", least=1, most=MOST_WEEKS, default=4)
    for_staff_no = Text("同事的工号", most=20, hint="替没有电脑的同事约，同事会收到消息。自己约就空着。")


class RepeatForm(SlotForm):
    """The dates of a repeat that somebody has seen and wants."""

    repeat = Choice("怎么连着约", choices=list(PATTERNS.items()))
    weeks = Whole("连约几周", "请填连约几周", least=1, most=MOST_WEEKS)


class MoveForm(SlotForm):
    """The other slot to move to."""


class TalkForm(SlotForm):
    """A counselling appointment."""

    mode = Choice("怎么谈", "请选面谈还是电话", choices=[(m.value, labels.label(m)) for m in Mode], default=Mode.face.value)
    alias = Text("怎么称呼您", most=20, hint="可以用化名。咨询师见面时这样叫您。")
    contact = Text("咨询师打哪个号码", most=20, extra=[PHONE], hint="选电话时才要填，只有这位咨询师看得到。")
    consent = Whole("知情同意", least=1, most=10_000)

    def talk(self) -> Wish:
        """The wish with mode, alias and, for a talk by phone, the number."""
        mode = Mode(self.mode.data)
        return self.wish(mode=mode, alias=self.alias.data or None, contact=self.contact.data if mode is Mode.phone else None)
