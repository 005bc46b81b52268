"""What a keeper notes at a point, and what anyone reports as broken there."""

from unionweb.kernel import labels
from unionweb.kernel.forms import Choice, Form, LongText, Text


class CareForm(Form):
    """kinds: what can be noted at this point."""

    kind = Choice("记一笔")
    note = Text("备注", most=200)

    def __init__(self, kinds, **kwargs):
        super().__init__(**kwargs)
        self.kind.choices = [(kind.value, labels.label(kind)) for kind in kinds]


class FaultForm(Form):
    text = LongText(
        "哪里坏了",
        "请写一句哪里坏了，如“洗手池漏水”",
        most=300,
        hint="写东西和位置就够了，不用写您是谁、为什么来。",
    )


class ResolutionForm(Form):
    resolution = Text("怎么处理的", "请写一句怎么处理的，如“换了龙头，试过不漏”", most=200)
