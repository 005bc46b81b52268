"""What is typed at the door: a number, a code, a reason, a name to look for."""

from unionweb.activities.queries.presence import SHOWN
from unionweb.kernel.forms import Choice, Filter, Form, Text, Whole


class ListFilter(Filter):
    """Who is looked for on the list."""

    q = Text("报名号、工号或姓名", most=30)
    show = Choice("看哪些人", choices=list(SHOWN))


class PresentForm(Form):
    """Who has come: a member of the list."""

    member_id = Whole("会员", "请从名单里选", least=1, most=2**31 - 1)


class ReasonForm(Form):
    reason = Text("原因", "请写一句原因", most=200)


class WalkInForm(Form):
    staff_no = Text("工号", "请写来的人的工号", most=20)


class CodeForm(Form):
    """code: what the screen shows."""

    code = Text("现场口令", "请写屏幕上的六位数字", most=12)
