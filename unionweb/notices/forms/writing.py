"""What the office may type about a notice, and the steps that want a reason."""

import re
from types import SimpleNamespace

from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import ValidationError

from unionweb.accounts.queries import branch_units, campuses
from unionweb.accounts.rules import Role
from unionweb.common import publicity, settings
from unionweb.kernel import documents
from unionweb.kernel.db import fits
from unionweb.kernel.forms import Choice, Day, LongText, Text, VersionedForm, Whole, clean
from unionweb.kernel.forms import Form as BaseForm
from unionweb.kernel.labels import label
from unionweb.notices.rules import Form, TooMuch
from unionweb.notices.rules.composing import apart, read
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ, usual_form
from unionweb.notices.rules.limits import check_tables
from unionweb.notices.rules.people import listed_rows
from unionweb.notices.services import Written

LONGEST_BODY = 60_000
LONGEST_FILE = 300 * 1024
EVERYONE = f"{AudienceKind.everyone.value}:"
ASK_BODY = "请写正文"
MOST_LISTED, MOST_DAYS = 400, 60
LONG_LIST = f"名单最多 {MOST_LISTED - 1} 行，再多请放进附件"
SAME = ("title", "body", "addressees", "annexes", "contact", "cc", "printed_by", "listed", "objection_contact")
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
TICKS = ("is_sealed", "is_numbered", "needs_receipt")


class Audience(SelectMultipleField):
    """Whom it is for: "everyone:", "unit:2", "campus:1", "role:chair", several together."""

    def pre_validate(self, form):
        known = {value for value, _ in self.choices}
        if any(value not in known for value in self.data):
            raise ValidationError("请从列表里选")
        if not self.data:
            raise ValidationError("请选发给谁")


class NoticeForm(VersionedForm):
    """One notice."""

    kind = Choice("种类", "请选种类", coerce=Kind, choices=[(kind, label(kind)) for kind in Kind])
    form = Choice("公文格式", hint="纪要和函有自己的格式，不选就按种类定", choices=[("", "按种类定"), *((f.value, label(f)) for f in Form)])
    organ = Choice("发文机关", "请选发文机关", coerce=Organ, choices=[(organ, label(organ)) for organ in Organ])
    title = Text("标题", "请写标题", most=120, hint="如“关于举办教职工秋季健步走的通知”")
    addressees = Text("主送机关", most=300, hint="如“各基层工会”，不用写冒号", extra=[])
    body = LongText("正文", ASK_BODY, LONGEST_BODY, "标题层次写成 一、（一）1.（1），加粗写成 **重点**，表格每行用 | 隔开")
    annexes = LongText("附件说明", most=1000, hint="每行一个附件的名称。不写就用附件的文件名")
    contact = Text("联系人和电话", most=120, hint="印在文末括号里，如“联系人：赵岚，电话：60312”")
    cc = Text("抄送", most=300)
    printed_by = Text("印发机关", most=60, hint="写了才印版记，印发日期就是发布那天")
    dated = Day("成文日期", hint="不填就用发布那天")
    is_sealed = BooleanField("盖章")
    is_numbered = BooleanField("编发文字号")
    needs_receipt = BooleanField("要求签收")
    audience = Audience("发给谁")
    listed = LongText("公示名单", most=20_000, hint="每行一人：姓名、单位、说明，用空格隔开。要别的栏，第一行写栏名，其中要有“姓名”")
    publicity_starts_on = Day("公示从哪天开始", hint="不填就从发布那天开始")
    publicity_workdays = Whole("公示多少个工作日", least=1, most=MOST_DAYS)
    objection_contact = Text("异议联系方式", most=200, hint="如“校工会办公室，电话 60312”")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.units = [(f"{AudienceKind.unit.value}:{unit.id}", unit.name) for unit in branch_units()]
        self.campuses = [(f"{AudienceKind.campus.value}:{campus.id}", campus.name) for campus in campuses()]
        self.roles = [(f"{AudienceKind.role.value}:{role.value}", label(role)) for role in Role]
        self.audience.choices = [(EVERYONE, "全体会员"), *self.campuses, *self.units, *self.roles]
        self.audience.data = self.audience.data or []

    @classmethod
    def fresh(cls, **found):
        """A form with the usual choices, empty but for what was found in a file."""
        usual = {"is_sealed": True, "is_numbered": True, "form": "", "audience": [EVERYONE]}
        return cls(**usual | found, publicity_workdays=settings.get("publicity.workdays"), version="0", formdata=None)

    @classmethod
    def of(cls, notice):
        """The form filled with a notice as it is."""
        plain = {name: getattr(notice, name) for name in (*SAME, *TICKS, "kind", "organ", "dated")}
        days = {name: getattr(notice, name) for name in ("publicity_starts_on", "publicity_workdays")}
        chosen = "" if notice.form is usual_form(notice.kind) else notice.form.value
        return cls(form=chosen, audience=[_pair(row) for row in notice.audience], version=str(notice.version), **plain, **days)

    def validate_addressees(self, field):
        if "。" in (field.data or ""):
            raise ValidationError("主送机关里不能有句号")

    def validate_body(self, field):
        try:
            draft = read(SimpleNamespace(title="", addressees="", body=field.data or ""))
            check_tables([*draft.blocks, *(block for attachment in draft.attachments for block in attachment.blocks)])
        except TooMuch as problem:
            raise ValidationError(str(problem)) from problem

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        whom = "请写有异议找谁，如“校工会办公室，电话 60312”"
        asked = ((self.publicity_workdays, "请写公示多少个工作日"), (self.objection_contact, whom))
        lacking = [(field, words) for field, words in asked if self._is_publicity and not field.data and not field.errors]
        for field, words in lacking:
            field.errors = [words]
        return fine and not lacking

    def validate_listed(self, field):
        if len(listed_rows(field.data or "")) > MOST_LISTED:
            raise ValidationError(LONG_LIST)
        try:
            listed_rows(field.data or "", publicity.masked_name if self._is_publicity and publicity.masks_names() else None)
        except TooMuch as problem:
            raise ValidationError(str(problem)) from problem

    @property
    def _is_publicity(self) -> bool:
        return self.kind.data is Kind.publicity

    @property
    def written(self) -> Written:
        kind = self.kind.data or Kind.announcement
        own = {name: self[name].data or "" for name in SAME} | {name: bool(self[name].data) for name in TICKS}
        if not self._is_publicity:
            own |= {"listed": "", "objection_contact": ""}
        return Written(
            kind=kind,
            form=Form(self.form.data) if self.form.data in list(Form) else usual_form(kind),
            organ=self.organ.data or Organ.union,
            dated=self.dated.data,
            audience=_pairs(value for value, _ in self.audience.choices if value in self.audience.data),
            publicity_starts_on=self.publicity_starts_on.data if self._is_publicity else None,
            publicity_workdays=self.publicity_workdays.data if self._is_publicity else None,
            **own,
        )

    @property
    def as_notice(self) -> SimpleNamespace:
        """What is typed just now, right or not, to be looked at like a notice. Raises TooMuch."""
        self._limit()
        days, first = self.publicity_workdays.data or 0, self.publicity_starts_on.data
        typed = vars(self.written) | {
            "publicity_workdays": days if 1 <= days <= MOST_DAYS else None,
            "publicity_starts_on": first if first and fits(first) else None,
        }
        return SimpleNamespace(**typed, id=None, organs="", published_at=None, number_text="", attachments=(), is_masked=False)

    def _limit(self) -> None:
        """What is longer than it may be is not set."""
        for field in (self[name] for name in SAME):
            most = field.flags.maxlength
            if len(field.data or "") > most:
                raise TooMuch(f"“{field.label.text}”有 {len(field.data)} 个字，最多 {most} 个。")
        if len(listed_rows(self.listed.data or "")) > MOST_LISTED:
            raise TooMuch(f"{LONG_LIST}。")


def _pair(row) -> str:
    value = {AudienceKind.unit: row.unit_id, AudienceKind.campus: row.campus_id, AudienceKind.role: row.role}.get(row.kind, "")
    return f"{row.kind.value}:{value}"


def _pairs(values) -> tuple:
    """All members are everybody: what else was ticked then says nothing. values: of the choices, in their order."""
    pairs = tuple((AudienceKind(kind), value) for kind, _, value in (chosen.partition(":") for chosen in values))
    everyone = tuple(pair for pair in pairs if pair[0] is AudienceKind.everyone)
    return everyone or pairs


class ReasonForm(VersionedForm):
    """A step that wants a reason, which stays."""

    reason = LongText("原因", "请写一句原因", 300)

    def __init__(self, prefix: str, text: str, hint: str = "", **kwargs):
        super().__init__(prefix=prefix, **kwargs)
        self.reason.label.text, self.reason.description = text, hint


class TextFileForm(BaseForm):
    """A notice that somebody wrote elsewhere, as plain text or Markdown."""

    file = FileField("文件", description=".txt 或 .md，最大 300 kB。Word 请先另存为纯文本")

    def validate_file(self, field):
        data = field.data.read(LONGEST_FILE + 1) if field.data else b""
        if not data:
            raise ValidationError("请选一个文件")
        if len(data) > LONGEST_FILE:
            raise ValidationError("文件超过 300 kB 了，请只留正文")
        try:
            self.found = apart(_decoded(data))
        except TooMuch as problem:
            raise ValidationError(str(problem)) from problem


def _decoded(data: bytes) -> str:
    """Text as Chinese computers write it; nearly any bytes are GB 18030, but those of pictures and Word files hold signs."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text) and (text := clean(text)):
            return text
    raise ValidationError("这不是文字文件，请另存为 .txt 再传")


class AttachmentForm(BaseForm):
    """Files to go beside a notice."""

    files = MultipleFileField("选文件", description=f"{documents.KINDS}，每个最大 10 MB，一次最多 10 个")

    def validate_files(self, field):
        given = [file for file in field.data or [] if getattr(file, "filename", "")]
        if not given:
            raise ValidationError("请选文件")
        if len(given) > 10:
            raise ValidationError("一次最多 10 个文件")
        self.contents = [(file.filename[-120:], file.read(documents.LARGEST + 1)) for file in given]
        for name, data in self.contents:
            _check_file(name, data)


def _check_file(name: str, data: bytes) -> None:
    if not data:
        raise ValidationError(f"“{name}”是空的")
    if len(data) > documents.LARGEST:
        raise ValidationError(f"“{name}”超过 10 MB 了，请压缩一下或分成几个")
    if documents.kind_of(data, name) is None:
        raise ValidationError(f"“{name}”不是 {documents.KINDS} 文件")
