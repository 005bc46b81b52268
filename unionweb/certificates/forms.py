"""Preparing a batch: the kind, the words, and the recipients, typed, pasted or in a file."""

import re

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from unionweb.certificates.inks import LARGEST as LARGEST_PICTURE
from unionweb.certificates.inks import NotInk, traced
from unionweb.certificates.queries import Sought
from unionweb.certificates.rules import PLACEHOLDERS, USUAL, Kind, Subject, Wording, subjects_of, unknown_placeholders
from unionweb.certificates.rules.recipients import (
    LONGEST,
    LONGEST_NAME,
    MOST,
    NotRecipients,
    Row,
    rows_of_table,
    rows_of_text,
)
from unionweb.certificates.rules.states import CertificateState
from unionweb.certificates.services.batches import Prepared
from unionweb.certificates.services.marking import Given
from unionweb.common.cards import MOST as MOST_CARDS
from unionweb.common.cards import Card
from unionweb.kernel import files
from unionweb.kernel.forms import Choice, Day, Filter, Form, LongText, Text, clean
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import SheetProblem, read_table

ADDRESS = re.compile(r"https?://[!-~]{1,290}", re.ASCII)
BRACKETS = str.maketrans("[]（）()【】［］", "〔〕〔〕〔〕〔〕〔〕")
SHOWN = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
PICTURE = f"PNG、JPEG 或 WebP，不超过 {LARGEST_PICTURE // 1024 // 1024} MB"
CHANGED = {
    "name": "姓名", "unit": "单位", "honour": "荣誉", "year": "年度", "project": "项目", "content": "内容", "hours": "学时",
    "duration": "时长", "time": "时间",
}  # fmt: skip
ALSO = {"学时": ("时长",)}  # what one field says for two placeholders
COMMON = {"honour": "荣誉", "project": "项目", "content": "内容", "hours": "学时", "time": "时间", "year": "年度"}


def chosen(name: str) -> bool:
    """Whether a file was chosen; a form sends the empty field too."""
    return any(file.filename for file in request.files.getlist(name))


class ListForm(Form):
    """A list of recipients, typed, pasted or in a file. rows: what it says, once it is valid."""

    names = LongText("名单", most=60_000, hint="一行一个：姓名，或者姓名、逗号、单位。也可以从 Excel 复制过来")
    file = FileField("或者上传表格", description=f".xlsx、.xls 或 .csv，最多 {MOST} 行；要有“姓名”一列，可以有工号、单位、荣誉等列")
    rows: list[Row]

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        try:
            self.rows = self._rows()
            for row in self.rows:
                self.check_row(row)
        except (SheetProblem, NotRecipients) as problem:
            field = self.file if chosen("file") else self.names
            field.errors = [*field.errors, str(problem)]
            return False
        return fine

    def check_row(self, row: Row) -> None:
        """NotRecipients for a row that cannot be used at once; batches name faulty rows later, on a page of their own."""

    def _rows(self) -> list[Row]:
        """The recipients. Raises SheetProblem, NotRecipients."""
        if not chosen("file"):
            rows = rows_of_text(self.names.data or "")
            if not rows:
                raise NotRecipients("请写上名单，或者上传表格")
            return _few_enough(rows)
        if self.names.data:
            raise NotRecipients("名单和表格请只用一种")
        name = clean(self.file.data.filename.replace("\\", "/").rsplit("/", 1)[-1]) or "名单"
        table = read_table(self.file.data.read(), name, max_rows=MOST)
        return rows_of_table(table.header, [(row.number, row.cells) for row in table.rows])


class CardsForm(ListForm):
    """Badges for an event."""

    title = Text("活动", "请写活动的名称", most=40)
    organ = Text("单位", "请写办活动的单位", most=40)
    address = Text("扫码打开的网址", most=300, hint="如签到页；不写就不印码")
    hint = Text("码下面的话", most=20, hint="如扫码签到")

    def check_row(self, row: Row) -> None:
        if len(self.rows) > MOST_CARDS:
            raise NotRecipients(f"一次最多印 {MOST_CARDS} 张，请分成几次")
        unit = row.values.get("单位", "")
        if not row.name or len(row.name) > LONGEST_NAME:
            raise NotRecipients(f"第 {row.number} 行{'没有写姓名' if not row.name else f'的姓名超过 {LONGEST_NAME} 个字'}")
        if len(unit) > LONGEST_NAME:
            raise NotRecipients(f"第 {row.number} 行的单位超过 {LONGEST_NAME} 个字")

    def validate_address(self, field):
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError("请写 http:// 或 https:// 开头的网址")

    @property
    def cards(self) -> list[Card]:
        said = (self.organ.data, self.title.data)
        code = {"address": self.address.data or "", "hint": self.hint.data or "" if self.address.data else ""}
        return [Card(*said, row.name, row.values.get("单位", ""), **code) for row in self.rows]


class BatchForm(ListForm):
    """One batch. The kind is chosen before, it decides which words and fields there are."""

    kind = HiddenField("种类")
    replaces = HiddenField("替换的草稿")
    subject = Choice("颁给", "请选颁给谁", choices=lambda: [(s.value, label(s)) for s in Subject])
    heading = Text("标题", "请写标题", most=20)
    body = LongText("正文", "请写正文", most=400, hint=f"大括号里的会换成每个人的内容，能用的有：{SHOWN}")
    closing = Text("结语", most=60)
    organ = Text("落款", "请写落款单位", most=40)
    dated = Day("日期", "请选日期")
    is_sealed = BooleanField("印上印章", description="不打勾，就留出位置，打印以后再盖章")
    honour = Text("荣誉", most=120, hint="所有人都一样时写在这里，名单里另写的以名单为准")
    project = Text("项目", most=120)
    content = Text("内容", most=120)
    hours = Text("学时或时长", most=120)
    time = Text("时间", most=120)
    year = Text("年度", most=120)

    def validate_subject(self, field):
        if self.known and field.data not in [s.value for s in subjects_of(self.known)]:
            raise ValidationError("这种证书不发给这一类")

    def validate_body(self, field):
        if unknown := unknown_placeholders(f"{field.data}{self.closing.data or ''}"):
            raise ValidationError(f"没有“{{{unknown[0]}}}”这一项，能用的有：{SHOWN}")
        if self.known and not USUAL[self.known].opens and "{姓名}" not in field.data:
            raise ValidationError("正文里要有{姓名}，不然看不出是发给谁的")

    @property
    def known(self) -> Kind | None:
        return Kind(self.kind.data) if self.kind.data in list(Kind) else None

    @property
    def replaced(self) -> int | None:
        """The draft that this one is made out of."""
        given = self.replaces.data or ""
        return min(int(given), 2**31 - 1) if given.isascii() and given.isdigit() and len(given) < 12 else None

    @property
    def prepared(self) -> Prepared:
        """What was typed, once it is valid."""
        kind, said = self.known or Kind.honour, {name: self[field].data for field, name in COMMON.items() if self[field].data}
        said |= {also: said[name] for name, others in ALSO.items() if name in said for also in others}
        wording = Wording(self.heading.data, self.body.data.replace("\n", ""), self.closing.data or "", USUAL[kind].opens)
        rest = (self.organ.data, self.dated.data, self.is_sealed.data, said, self.rows)
        return Prepared(kind, Subject(self.subject.data), wording, *rest)


def _few_enough(rows: list[Row]) -> list[Row]:
    if len(rows) > MOST:
        raise NotRecipients(f"一次最多 {MOST} 个，请分成几批")
    return rows


class EmptyForm(Form):
    """A button."""


class RevocationForm(Form):
    """Why a certificate is declared void."""

    reason = Text("撤销的原因", "请写原因", most=200, hint="核验的人会看到")


class ReprintForm(Form):
    """Why it is printed once more."""

    purpose = Text("补印的原因", "请写原因", most=200, hint="如原件丢失")


class ReissueForm(Form):
    """What a corrected certificate says. Only the fields that the words of the certificate use are asked for."""

    name = Text("姓名", "请写姓名", most=LONGEST_NAME)
    unit = Text("单位", most=LONGEST)
    honour = Text("荣誉", most=LONGEST)
    year = Text("年度", most=LONGEST)
    project = Text("项目", most=LONGEST)
    content = Text("内容", most=LONGEST)
    hours = Text("学时", most=LONGEST)
    duration = Text("时长", most=LONGEST)
    time = Text("时间", most=LONGEST)
    reason = Text("换发的原因", "请写原因", most=200, hint="核验原来编号的人会看到")

    @classmethod
    def of(cls, values: dict[str, str], wanted: tuple[str, ...]) -> "ReissueForm":
        """Filled with what the certificate says now, until something is posted."""
        form = cls(data={field: values.get(name, "") for field, name in CHANGED.items()})
        form.shown = [form[field] for field, name in CHANGED.items() if name in {"姓名", "单位", *wanted}]
        form.wanted = wanted
        return form

    @property
    def values(self) -> dict[str, str]:
        """By placeholder."""
        return {CHANGED[field.short_name]: field.data or "" for field in self.shown}

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for field in self.shown:
            if CHANGED[field.short_name] in self.wanted and not field.data:
                field.errors = [*field.errors, f"请写{field.label.text}"]
                fine = False
        return fine


class RegisterFilter(Filter):
    """What of the register is shown."""

    q = Text("找什么", most=60, hint="编号、姓名、单位或荣誉")
    kind = Choice("种类", choices=[("", "全部"), *((kind.value, label(kind)) for kind in Kind)])
    state = Choice("状态", choices=[("", "全部"), *((state.value, label(state)) for state in CertificateState)])

    def sought(self, year: int) -> Sought:
        kind, state = self.kind.data, self.state.data
        return Sought(year, Kind(kind) if kind else None, CertificateState(state) if state else None, self.q.data or "")


class OrganForm(Form):
    """Pictures of an organ's seal and signature. `given` keeps them, once everything else is valid."""

    name = Text("单位", "请写单位", most=40, hint="和证书上的落款一样；同一个单位再交一次，就换成新的")
    signer = Text("签名人的职务", most=12, hint="如工会主席，印在签名前面；没有签名就不用写")
    seal = FileField("印章图片", description=f"白底或透明底，一个圆形或方形的章，印出来是红色；{PICTURE}")
    signature = FileField("签名图片", description=f"白底或透明底，黑色笔迹；{PICTURE}")

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        self.traced: dict[str, bytes] = {}
        for field in (self.seal, self.signature):
            try:
                if chosen(field.name):
                    self.traced[field.name] = traced(field.data.read(), is_seal=field is self.seal)
            except NotInk as problem:
                field.errors, fine = [*field.errors, str(problem)], False
        return fine

    def given(self) -> Given:
        """What goes to the service; the pictures are on disk then. Unavailable on a full disk."""
        kept = {name: files.store(data, "png") for name, data in self.traced.items()}
        return Given(self.name.data, self.signer.data or "", **kept)


class VerificationForm(Form):
    """What stands on a certificate."""

    serial_no = Text("证书编号", "请写证书编号", hint="如烟大工证〔2026〕17号，括号写成 [] 也行")
    two = Text("姓名里的两个字", "请写姓名里的两个字", most=10)

    def validate_serial_no(self, field):
        field.data = "".join(field.data.split()).translate(BRACKETS)
