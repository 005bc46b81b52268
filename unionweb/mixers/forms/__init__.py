"""What people may type about mixers."""

from datetime import datetime

from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from unionweb.kernel.forms import Day, Form, Text, read_time
from unionweb.mixers.queries import Seen
from unionweb.mixers.services import Profile, Times


class TimesForm(Form):
    """When choosing opens and closes."""

    opens_on = Day("互选哪天开始", "请选日期")
    opens_time = Text("几点开始", "请写时间", most=10, hint="如 20:30，活动快结束的时候")
    closes_on = Day("互选哪天结束", "请选日期")
    closes_time = Text("几点结束", "请写时间", most=10, hint="结束以后马上核对，告诉互相选中的人")

    def validate_opens_time(self, field):
        _check_time(field)

    def validate_closes_time(self, field):
        _check_time(field)

    @property
    def times(self) -> Times:
        opens = datetime.combine(self.opens_on.data, read_time(self.opens_time.data))
        return Times(opens, datetime.combine(self.closes_on.data, read_time(self.closes_time.data)))

    @classmethod
    def of(cls, opens: datetime, closes: datetime):
        """The form filled with these times."""
        days = {"opens_on": opens.date(), "closes_on": closes.date()}
        return cls(**days, opens_time=f"{opens:%H:%M}", closes_time=f"{closes:%H:%M}", formdata=None)


def _check_time(field) -> None:
    try:
        read_time(field.data or "")
    except ValueError as problem:
        raise ValidationError(str(problem)) from problem


class ProfileForm(Form):
    """A participant's profile. agreed_to: the declaration that the page showed."""

    pseudonym = Text("化名", "请起一个化名", most=12, hint="印在胸牌上，别用自己的姓名，如“海边的风”")
    contact = Text("给互相选中的人的联系方式", "请写联系方式", most=100, hint="只有你们互相选中，对方才看得到，如微信号或手机号")
    is_single = BooleanField("我声明并同意")
    agreed_to = HiddenField()

    def validate_is_single(self, field):
        if not field.data:
            raise ValidationError("请看过声明再勾选")

    @property
    def profile(self) -> Profile:
        return Profile(self.pseudonym.data, self.contact.data, self.is_single.data, (self.agreed_to.data or "").replace("\r\n", "\n"))


class ChoicesForm(Form):
    """Whom one would like to see again."""

    chosen = SelectMultipleField("想再见面的人", validate_choice=False)

    def __init__(self, others: list[Seen], **kwargs):
        super().__init__(**kwargs)
        self.others = others
        self.chosen.choices = [(str(seen.id), seen.pseudonym) for seen in others]
        self.chosen.data = self.chosen.data or []

    def validate_chosen(self, field):
        if any(not (value.isascii() and value.isdigit() and len(value) < 10) for value in field.data):
            raise ValidationError("请从名单里选")

    @property
    def ids(self) -> set[int]:
        return {int(value) for value in self.chosen.data}
