"""What people type about a 公示: an objection, one that was told to the office, the answer.

They are shown by shared/publicity.html, to the office by shared/publicity_desk.html.
"""

from unionweb.kernel.forms import Day, Form, LongText, Text

LONGEST = 2000


class ObjectionForm(Form):
    """What a member has against it."""

    text = LongText("您的异议", "请写清是哪一条、哪里不对", LONGEST, "只有您和校工会办公室看得到")


class ToldObjectionForm(Form):
    """What somebody told the office, by telephone or face to face."""

    told_by = Text("谁提的", "请写谁提的，不愿留名就写“未留名”", most=60)
    received_on = Day("哪天提的", hint="不填就是今天；公示期里提的，过后也可以补记")
    text = LongText("异议内容", "请写清是哪一条、哪里不对", LONGEST)


class AnswerForm(Form):
    """The office's answer."""

    answer = LongText("答复", "请写答复", LONGEST)
