"""What the office types about a call, a round, what entries come with, and quotas."""

from collections.abc import Mapping

from wtforms import BooleanField
from wtforms.validators import ValidationError

from unionweb.calls.rules import presets
from unionweb.calls.rules.kinds import Aggregate, CallState, PostRule, QuotaRule, Rounding, Subject
from unionweb.common.questions import QuestionForm
from unionweb.common.questions.asking import Several
from unionweb.kernel import documents
from unionweb.kernel.forms import Choice, Filter, Form, LongText, Text, VersionedForm, When, Whole
from unionweb.kernel.labels import label
from unionweb.kernel.uploads import OneFile

KINDS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
MOST_FIELDS, LONGEST_FIELD, MOST_CHARACTERS = 30, 40, 30_000


def _words(kind) -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in kind]


class Calendar(VersionedForm):
    """The four moments."""

    opens_at = When("开始", "请选开始的时间")
    submits_until = When("报送截止", "请选报送截止的时间", hint="到这一分钟就不收了；想收到 20 日全天，请填 21 日 0:00")
    corrects_until = When("修改截止", "请选修改截止的时间", hint="退回修改、分工会审核、撤回，到这时为止")
    reviews_until = When("评审截止", "请选评审截止的时间")

    @property
    def moments(self) -> dict:
        return {name: self[name].data for name in ("opens_at", "submits_until", "corrects_until", "reviews_until")}


class CallForm(Calendar):
    """Everything about a call but its files, questions and stored quotas."""

    title = Text("名称", "请写名称", 80)
    year = Whole("年度", "请填年度", 2000, 2100)
    subject = Choice("推荐或征集的是", choices=_words(Subject))
    text = LongText("说明", None, 5000, hint="收什么、怎么评、注意什么")
    contact = Text("联系人", None, 120, hint="姓名和电话")
    fields = LongText("类别或主题", None, 1500, hint="每行一个，交的人选一个；不分就空着")

    has_body = BooleanField("要写正文")
    word_least = Whole("正文至少", None, 0, MOST_CHARACTERS, hint="字；不限就空着")
    word_most = Whole("正文最多", None, 1, MOST_CHARACTERS, hint="字；不限就空着")
    per_unit_least = Whole("每个分工会至少报", None, 0, 999, hint="份；不要求就空着")
    per_unit_most = Whole("每个分工会最多报", None, 1, 999, hint="份；不限就空着")
    per_person_most = Whole("每人最多交", None, 1, 99, hint="份；不限就空着")
    co_authors_most = Whole("合作者最多", None, 0, 20, hint="位；不许有就空着")

    quota_rule = Choice("名额", choices=_words(QuotaRule))
    quota_percent = Text("比例（%）", None, 6, hint="按比例的才填，如 5 或 2.5")
    quota_number = Whole("个数", None, 0, 9999, hint="“一样多”的填每个分工会几个，“总名额”的填一共几个")
    quota_rounding = Choice("小数怎么办", choices=_words(Rounding))
    quota_least = Whole("按比例的至少", None, 0, 99, hint="个")

    needs_party_opinion = BooleanField("要党组织意见")
    tenure_months = Whole("任职或入职满", None, 0, 600, hint="个月；不要求就空着")
    post_rule = Choice("工会职务", choices=_words(PostRule))
    is_for_women = BooleanField("只推荐女教职工")
    team_least = Whole("集体至少几人", None, 0, 60)
    women_percent = Whole("女教职工至少占（%）", None, 0, 100, hint="集体的才填")
    once_in_years = Whole("几年内不重复推荐", None, 0, 30)

    blind_authors = BooleanField("评委看不到作者和单位")
    blind_reviewers = BooleanField("作者看不到评委")
    reviews_per_entry = Whole("每份几位评委评", "请填每份几位评委评", 1, 15)
    aggregate = Choice("得分怎么合", choices=_words(Aggregate))
    likes_weight = Whole("会员点赞占（%）", None, 0, 30)

    def validate_fields(self, field):
        if len(self.listed) > MOST_FIELDS or any(len(text) > LONGEST_FIELD for text in self.listed):
            raise ValidationError(f"最多 {MOST_FIELDS} 个，每个最多 {LONGEST_FIELD} 个字")

    def validate_quota_percent(self, field):
        if field.data and self.permille is None:
            raise ValidationError("请填 0.1 到 100 之间的数，最多一位小数，如 5 或 2.5")

    @property
    def listed(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in (self.fields.data or "").splitlines() if line.strip()))

    @property
    def permille(self) -> int | None:
        """2.5 → 25; None for nothing, or for what is no such number."""
        whole, _, part = (self.quota_percent.data or "").rstrip("%％").partition(".")
        if not (
            whole.isascii()
            and whole.isdigit()
            and len(whole) < 4
            and (not part or (part.isascii() and part.isdigit() and len(part) == 1))
        ):
            return None
        found = int(whole) * 10 + int(part or 0)
        return found if 0 < found <= 1000 else None

    @property
    def facts(self) -> dict:
        """The columns of a call by name."""
        plain = (
            "title",
            "year",
            "word_least",
            "word_most",
            "per_unit_most",
            "per_person_most",
            "quota_number",
            "reviews_per_entry",
        )
        zero = (
            "per_unit_least",
            "co_authors_most",
            "quota_least",
            "tenure_months",
            "team_least",
            "women_percent",
            "once_in_years",
            "likes_weight",
        )
        flags = ("has_body", "needs_party_opinion", "is_for_women", "blind_authors", "blind_reviewers")
        kinds = {
            "subject": Subject,
            "quota_rule": QuotaRule,
            "quota_rounding": Rounding,
            "post_rule": PostRule,
            "aggregate": Aggregate,
        }
        found = {name: self[name].data for name in (*plain, *flags)} | {name: self[name].data or 0 for name in zero}
        found |= {name: kind(self[name].data) for name, kind in kinds.items()} | {
            name: self[name].data or "" for name in ("text", "contact")
        }
        return found | {"fields": self.listed, "quota_permille": self.permille} | self.moments

    @classmethod
    def of(cls, facts: Mapping) -> "CallForm":
        """The form of what is there, or of a preset."""
        shown = {name: getattr(value, "value", value) for name, value in facts.items() if name in cls.names()}
        permille = facts.get("quota_permille")
        percent = f"{permille / 10:g}" if permille else ""
        return cls(
            formdata=None, data=shown | {"fields": "\n".join(facts.get("fields") or []), "quota_percent": percent}
        )

    @classmethod
    def names(cls) -> set[str]:
        return {name for name in dir(cls) if not name.startswith("_")}


class RoundForm(Calendar):
    """A round: its name, its calendar, which honours."""

    title = Text("名称", "请写名称", 80)
    year = Whole("年度", "请填年度", 2000, 2100)
    contact = Text("联系人", None, 120, hint="姓名和电话")
    keys = Several("评哪些", "请至少选一项", choices=[(key.value, label(key)) for key in presets.HONOURS])

    @property
    def facts(self) -> dict:
        return {"title": self.title.data, "year": self.year.data, "contact": self.contact.data or ""} | self.moments


class AttachmentRuleForm(Form):
    """A kind of file that entries come with."""

    name = Text("附件名称", "请写附件名称", 60, hint="如“佐证材料”")
    kinds = Several("收哪些文件", "请至少选一种", choices=[(kind, f".{kind}") for kind in KINDS])
    largest_mb = Whole("每个最大", "请填大小", 1, documents.LARGEST // (1024 * 1024), hint="MB")
    # ids of their own: the question form on the same page has fields of these names
    least = Whole("至少几个", None, 0, 20, hint="0 或空着：可以不交", id="rule-least")
    most = Whole("最多几个", "请填最多几个", 1, 20, id="rule-most")
    is_for_reviewers = BooleanField("给评委看")
    has_captions = BooleanField("每个都能写说明")

    def validate_most(self, field):
        if field.data and (self.least.data or 0) > field.data:
            raise ValidationError("最多的比至少的还少")

    @property
    def facts(self) -> dict:
        plain = {
            name: self[name].data
            for name in ("name", "kinds", "largest_mb", "most", "is_for_reviewers", "has_captions")
        }
        return plain | {"least": self.least.data or 0}


class LimitedQuestionForm(QuestionForm):
    """A question with the length of its answer."""

    least = Whole("至少", None, 0, 1000, hint="字；不限就空着")
    most = Whole("最多", None, 1, 1000, hint="字；不限就空着")

    def validate_most(self, field):
        if field.data and (self.least.data or 0) > field.data:
            raise ValidationError("最多的比至少的还少")

    @property
    def limits(self) -> tuple[int, int | None]:
        return self.least.data or 0, self.most.data


class TemplateForm(Form):
    """The file to be filled in."""

    file = OneFile("模板文件", "请选一个文件", hint=f"{documents.KINDS}，最大 10 MB")


class ReasonForm(Form):
    """Why a call is called off."""

    reason = Text("原因", "请写一句原因", 160, hint="写过申报的人会看到")


class QuotaForm(Form):
    """The places of one unit or campus."""

    places = Whole("名额", "请填名额", 0, 9999)
    reason = Text("原因", "请写一句原因", 200)


class CallFilter(Filter):
    """What to look for among calls."""

    q = Text("名称里有", None, 40)
    state = Choice("进度", choices=[("", "全部"), *_words(CallState)])
