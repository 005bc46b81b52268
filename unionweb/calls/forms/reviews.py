"""What a reviewer types: the answer to an invitation, ties, marks, why an entry is given back."""

import re
from collections.abc import Iterable
from decimal import Decimal
from secrets import token_hex

from wtforms import HiddenField, StringField

from unionweb.calls.models import Criterion, Review
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.services.drafting import Seen
from unionweb.calls.services.reviewing import Paper
from unionweb.kernel.forms import Choice, Form, LongText, Text, VersionedForm
from unionweb.kernel.labels import label

LONGEST_COMMENT = 2000
STAFF_NO = "工号"


class Mark(StringField):
    """A mark from 0 to `most`, with one decimal at most; its data is a Decimal or None."""

    def __init__(self, label, most, hint="", **kwargs):
        super().__init__(label, description=hint, **kwargs)
        self.most = most

    def _value(self):
        return (self.raw_data or [""])[0] if self.raw_data else plain(self.data)

    def process_formdata(self, values):
        text = (values[0] if values else "").strip().replace("。", ".")
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"\d{1,4}(\.\d)?", text, re.ASCII) or Decimal(text) > self.most:
            raise ValueError(f"请填 0 到 {self.most} 之间的分数，最多一位小数")
        self.data = Decimal(text)


class ReviewForm(VersionedForm):
    """Marks and comments; the fields of the marks are those of the call (see `review_form`)."""

    to_author = LongText("给作者的意见", most=LONGEST_COMMENT, hint="结果公布以后作者能看到，看不到是谁写的")
    to_office = LongText("给办公室的意见", most=LONGEST_COMMENT, hint="只有校工会办公室和评审会看得到")

    editor = HiddenField()

    @property
    def paper(self) -> Paper:
        """What `save_review` takes; ask only after `validate`."""
        marks = {int(name[1:]): field.data for name, field in self._fields.items() if isinstance(field, Mark)}
        seen = Seen(self.seen_version, (self.editor.data or "")[:20])
        return Paper(marks, (self.to_author.data or "", self.to_office.data or ""), seen)

    @property
    def problems(self) -> list[str]:
        """Why it was not kept, in words."""
        return [*self.form_errors, *(f"{field.label.text.partition('（')[0]}：{word}" for field in self for word in field.errors)]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any field."""
        return not (self.to_author.data or self.to_office.data or any(mark._value() for mark in self.marks))

    @property
    def marks(self) -> list[Mark]:
        return [field for field in self if isinstance(field, Mark)]


def review_form(criteria: Iterable[Criterion], review: Review | None = None) -> ReviewForm:
    """The form for these criteria: as it was posted, or filled with what a review holds."""
    fields = {f"c{one.id}": Mark(f"{one.name}（满分 {one.most}，权重 {one.weight}）", one.most, one.guidance) for one in criteria}
    kind = type("ReviewForm", (ReviewForm,), fields)
    if review is None:
        return kind()
    held = {f"c{mark.criterion_id}": mark.value for mark in review.marks} | {"version": str(review.version), "editor": token_hex(8)}
    return kind(formdata=None, data=held | {"to_author": review.to_author, "to_office": review.to_office})


def plain(value: Decimal | None) -> str:
    """85, 92.5: without zeros nobody typed."""
    return "" if value is None else f"{value.normalize():f}"


class AnswerForm(Form):
    """Yes or no to an invitation."""

    accepts = Choice("您的答复", "请选一个", choices=[("yes", "接受", "应当回避的关系，下面可以登记"), ("no", "不参加")])
    note = Text("留言", most=300, hint="可不填。请您的人会看到")


class TieForm(Form):
    """A tie with a person, by staff number, or with a unit."""

    staff_no = Text(STAFF_NO, most=20, hint="与某个人有关，写这个人的工号")
    unit_id = Choice("或者单位", coerce=int, default=0, hint="与整个单位有关，选单位")
    tie = Choice("关系", "请选一种关系", choices=[(tie.value, label(tie)) for tie in Tie])
    note = Text("说明", most=200, hint="可不填")

    def __init__(self, units: Iterable[tuple[int, str]], **kwargs):
        super().__init__(prefix="tie-", **kwargs)
        self.unit_id.choices = [(0, "不选"), *units]

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        if fine and bool(self.staff_no.data) == bool(self.unit_id.data):
            self.staff_no.errors = ["工号和单位，请填一样"]
            fine = False
        return fine

    @property
    def about(self) -> dict:
        facts = {"staff_no": self.staff_no.data, "unit_id": self.unit_id.data or None}
        return facts | {"tie": self.tie.data, "note": self.note.data}


class RefusalForm(Form):
    """An entry is given back."""

    why = Choice("为什么不评", "请选一个原因", choices=())
    reason = Text("说明", most=200, hint="可不填。只有办公室看得到")

    def __init__(self, **kwargs):
        super().__init__(prefix="refusal-", **kwargs)
        ties = [(tie.value, f"要回避：{label(tie)}") for tie in Tie]
        self.why.choices = [*ties, ("field", "不是我的专业"), ("time", "没有时间")]

    @property
    def tie(self) -> Tie | None:
        return Tie(self.why.data) if self.why.data in set(Tie) else None

    @property
    def words(self) -> str:
        chosen = dict(self.why.choices)[self.why.data]
        return f"{chosen}。{self.reason.data}" if self.reason.data else chosen
