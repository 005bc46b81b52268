"""What the office types about a review."""

import re
from collections.abc import Iterable

from flask import request
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import ValidationError

from unionweb.calls.models import CallReviewer, Criterion
from unionweb.calls.rules.blinding import MOST_WORDS, typed_words
from unionweb.calls.services.assigning import Wish
from unionweb.common.questions.asking import Several
from unionweb.kernel.forms import Choice, Form, LongText, Text, When, Whole, clean
from unionweb.kernel.sheets import SheetProblem, read_table

MOST_AT_ONCE = 100
COLUMNS = ("编号", "工号")


class InviteForm(Form):
    """Staff numbers, however they are separated."""

    numbers = LongText("评委工号", "请写评委的工号", most=2000, hint=f"一行一个，或者用逗号隔开，一次最多 {MOST_AT_ONCE} 位")

    def validate_numbers(self, field):
        if len(self.found) > MOST_AT_ONCE:
            raise ValidationError(f"一次最多 {MOST_AT_ONCE} 位")
        if any(len(number) > 20 for number in self.found):
            raise ValidationError("有一个工号太长了，请核对")

    @property
    def found(self) -> list[str]:
        return [one for one in re.split(r"[\s,，、;；]+", self.numbers.data or "") if one]


class ReviewerForm(Form):
    """What a reviewer knows, and how many entries they take."""

    fields = Several("熟悉的领域", hint="不选就是都可以")
    most = Whole("最多评几件", least=0, most=500, hint="不填就不限")

    def __init__(self, known: Iterable[str], row: CallReviewer | None = None):
        held = {"formdata": None, "data": {"fields": row.fields, "most": row.most}} if row else {}
        super().__init__(**held)
        self.fields.choices = [(one, one) for one in known]

    @property
    def facts(self) -> dict:
        return {"fields": self.fields.data or [], "most": self.most.data}


class ReasonForm(Form):
    """A step that wants a reason."""

    reason = Text("为什么", "请写明原因", most=200)


class ExtensionForm(Form):
    """A later end of the review."""

    until = When("新的截止时间", "请选新的截止时间")


class ShareForm(Form):
    """How to share out."""

    strict = BooleanField("只分给熟悉这个领域的评委", description="不勾的话，先分给熟悉的，不够再分给别的评委")


class AssignForm(Form):
    """One reviewer for one entry."""

    reviewer_id = Choice("评委", "请从名单里选一位", coerce=int)

    def __init__(self, choices: Iterable[tuple[int, str]], **kwargs):
        super().__init__(**kwargs)
        self.reviewer_id.choices = list(choices)


class CriterionForm(Form):
    """One criterion."""

    name = Text("名称", "请写名称", most=40)
    guidance = Text("说明", most=300, hint="看什么，可不填")
    weight = Whole("权重", "请填权重", least=0, most=100, hint="0 是只打分、不计入总分")
    most = Whole("满分", "请填满分", least=1, most=100)
    anchors = LongText("分数怎么给", most=600, hint="一行一档，如“90–100 突出”，可不填")

    def __init__(self, row: Criterion | None = None, **kwargs):
        super().__init__(**kwargs | ({"formdata": None, "obj": row} if row else {}))

    @property
    def facts(self) -> dict:
        return {name: getattr(self, name).data if name in {"weight", "most"} else getattr(self, name).data or "" for name in FACTS}


FACTS = ("name", "guidance", "weight", "most", "anchors")


class WordsForm(Form):
    """The checked list of words that are taken out of an entry, and the files that were opened and have no names."""

    words = LongText("要去掉的词", most=2000, hint=f"一行一个，最多 {MOST_WORDS} 个。姓名、工号和单位全称总会去掉")

    files = Several("打开看过，没有姓名和单位的附件", hint="系统读不全这些附件，也认不出图片里的字。勾了，评委才能下载读不全的")

    def __init__(self, opened: Iterable, **kwargs):
        super().__init__(**kwargs)
        self.files.choices = [(str(one.id), one.title) for one in opened]

    @property
    def facts(self) -> dict:
        return {"words": typed_words(self.words.data or ""), "files": [int(one) for one in self.files.data or []]}


class SheetForm(Form):
    """A sheet with the public number of an entry and the staff number of a reviewer in each row."""

    file = FileField("分配表", [FileRequired("请选一个文件")], description=".xlsx、.xls 或 .csv，两列：编号、工号；一行一位评委")
    wishes: list[Wish]

    def validate_file(self, field):
        if len(request.files.getlist(field.name)) > 1:
            raise ValidationError("收到了两个文件，请一次交一个")
        filename = clean(field.data.filename.replace("\\", "/").rsplit("/", 1)[-1]) or "分配表"
        try:
            table = read_table(field.data.read(), filename, max_rows=5000)
        except SheetProblem as problem:
            raise ValidationError(str(problem)) from problem
        if missing := [name for name in COLUMNS if name not in table.header]:
            raise ValidationError(f"没有找到“{'”“'.join(missing)}”这一列。表头要有：{'、'.join(COLUMNS)}")
        rows = [(row.number, row.cells["编号"], row.cells["工号"]) for row in table.rows]
        if wrong := [number for number, entry, _ in rows if not re.fullmatch(r"\d{1,7}", entry, re.ASCII)]:
            raise ValidationError(f"第 {wrong[0]} 行的编号不是数字")
        self.wishes = [Wish(number, int(entry), staff_no) for number, entry, staff_no in rows]
        if not self.wishes:
            raise ValidationError("表头下面没有内容")
