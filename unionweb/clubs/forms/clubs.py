"""Forms of a club: what it is, its founders, charter, members and officers."""

import re
from dataclasses import asdict

from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from unionweb.clubs.queries import Sought
from unionweb.clubs.rules.kinds import ClubState, Post
from unionweb.clubs.services import ClubFacts, Naming, Upload, facts_of
from unionweb.kernel import documents
from unionweb.kernel.forms import Choice, Day, Filter, Form, LongText, Text
from unionweb.kernel.labels import label
from unionweb.kernel.seen import mark_of

MOST_NUMBERS = 200


class RegisterFilter(Filter):
    """The register."""

    q = Text("找什么", most=60)
    state = Choice("状态", choices=[("", "正常的"), (ClubState.dissolved.value, label(ClubState.dissolved))])

    @property
    def sought(self) -> Sought:
        return Sought((self.q.data or "")[:60], ClubState(self.state.data) if self.state.data else ClubState.active)


class MemberFilter(Filter):
    """The list of a club's members."""

    q = Text("姓名、工号或单位", most=60)


class ClubForm(Form):
    """What a club is. seen: the mark of what the page showed."""

    seen = HiddenField()
    name = Text("名称", "请写协会的名称", most=60, hint="如“教职工羽毛球协会”")
    purpose = LongText("宗旨和活动内容", "请写一写协会做什么", 500)
    contact = Text("联系方式", most=120, hint="大家都看得到，如“办公电话 60312”")

    @property
    def facts(self) -> ClubFacts:
        return ClubFacts(self.name.data, self.purpose.data, self.contact.data or "")

    @classmethod
    def of(cls, club):
        facts = asdict(facts_of(club))
        return cls(formdata=None, seen=mark_of(facts), **facts)


class FileForm(Form):
    """A form with one document."""

    file = FileField("文件", description=f"{documents.KINDS}，最大 10 MB")
    needs_file = True

    def validate_file(self, field):
        given, name = field.data, getattr(field.data, "filename", "") or ""
        data = given.read(documents.LARGEST + 1) if name else b""
        self.upload = Upload(name[-120:], data) if name else None
        if not name and self.needs_file:
            raise ValidationError("请选一个文件")
        if name and (problem := _file_problem(name, data)):
            raise ValidationError(problem)


def _file_problem(name: str, data: bytes) -> str | None:
    if not data:
        return "这个文件是空的"
    if len(data) > documents.LARGEST:
        return "文件超过 10 MB 了，请压缩一下"
    return None if documents.kind_of(data, name) else f"这不是 {documents.KINDS} 文件"


class CharterForm(FileForm):
    """One version of the charter."""

    adopted_on = Day("哪天通过的", "请填通过的日期")


class FoundersForm(Form):
    """Founders by their staff numbers."""

    numbers = LongText("发起人的工号", "请写工号", 3000, "一行一个，也可以用空格或逗号隔开。每人会收到消息，由本人确认")

    def validate_numbers(self, field):
        if len(self.listed) > MOST_NUMBERS:
            raise ValidationError(f"一次最多 {MOST_NUMBERS} 个工号")

    @property
    def listed(self) -> list[str]:
        return [text for text in re.split(r"[\s,，、;；]+", self.numbers.data or "") if text]


class RequestForm(Form):
    """Asking to join."""

    note = Text("想说的话", most=200, hint="协会负责人看得到")


class ReasonForm(Form):
    """A step that wants a reason. prefix tells several on one page apart."""

    reason = LongText("原因", "请写一句原因", 200)

    def __init__(self, prefix: str, text: str, hint: str = "", **kwargs):
        super().__init__(prefix=prefix, **kwargs)
        self.reason.label.text, self.reason.description = text, hint


class OfficerForm(Form):
    """Naming an officer."""

    staff_no = Text("工号", "请写工号", most=20, hint="要先是协会的会员")
    post = Choice("职务", "请选职务", coerce=Post, choices=[(post, label(post)) for post in Post])
    starts_on = Day("任期从哪天开始", "请填日期", hint="会长、秘书长、财务有人担任的，到这一天换届")

    @property
    def naming(self) -> Naming:
        return Naming(self.staff_no.data, self.post.data, self.starts_on.data)
