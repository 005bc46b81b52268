"""What is typed about absences, after an activity, and in a report of it."""

from flask_wtf.file import MultipleFileField
from wtforms.validators import ValidationError

from unionweb.activities.rules.feedback import MOST_CHOICES, Asked, FeedbackKind, options_of
from unionweb.kernel import documents, files
from unionweb.kernel.forms import Choice, Form, LongText, Text
from unionweb.kernel.labels import label

SKIP = ("", "不回答")
MOST_PICTURES = 9


class AppealForm(Form):
    reason = LongText("为什么没有来", "请写明原因", most=500)


class DecisionForm(Form):
    verdict = Choice("怎么答复", "请选一个", choices=[("yes", "不计这一次"), ("no", "仍然计这一次")])
    answer = LongText("答复的话", "请写一句答复", most=500)


class FeedbackQuestionForm(Form):
    """One question to be put after an activity."""

    kind = Choice("怎么答", choices=[(kind.value, label(kind)) for kind in FeedbackKind])
    text = Text("问题", "请写问题", most=120)
    options = LongText("选项", most=400, hint="“选一项”时写，每行一个")

    def validate_options(self, field):
        if self.kind.data != FeedbackKind.choice:
            return
        if not 2 <= len(self.choices) <= MOST_CHOICES or max(map(len, self.choices)) > 40:
            raise ValidationError(f"请写 2 到 {MOST_CHOICES} 个选项，每行一个，每个最多 40 个字")

    @property
    def choices(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in (self.options.data or "").split("\n") if line.strip()))

    @property
    def asked(self) -> Asked:
        kind = FeedbackKind(self.kind.data)
        return Asked(kind, self.text.data, tuple(self.choices) if kind is FeedbackKind.choice else ())


def feedback_form(questions) -> Form:
    """A form with a field for each question: nobody has to answer any."""
    return type("FeedbackForm", (Form,), {f"q{question.id}": _field(question) for question in questions})()


def _field(question):
    if question.kind is FeedbackKind.words:
        return LongText(question.text, most=1000)
    return Choice(question.text, default="", choices=[SKIP, *options_of(question.kind, question.choices)])


def answers_in(form, questions) -> dict[int, str]:
    """Question id → what was said."""
    return {question.id: form[f"q{question.id}"].data or "" for question in questions}


class ReportForm(Form):
    """A short report with pictures."""

    title = Text("标题", "请写标题", most=120)
    body = LongText("写几句", "请写几句", most=5000, hint="什么时候、在哪里、多少人、做了什么。一段一行")
    pictures = MultipleFileField("照片", description=f"JPEG 或 PNG，最多 {MOST_PICTURES} 张，每张最大 10 MB")

    def validate_pictures(self, field):
        given = [file for file in field.data or [] if getattr(file, "filename", "")]
        if len(given) > MOST_PICTURES:
            raise ValidationError(f"最多 {MOST_PICTURES} 张")
        self.contents = tuple((file.filename[-100:], file.read(documents.LARGEST + 1)) for file in given)
        for name, data in self.contents:
            if len(data) > documents.LARGEST:
                raise ValidationError(f"“{name}”超过 10 MB 了，请压缩一下")
            if files.kind_of(data) is None:
                raise ValidationError(f"“{name}”不是 JPEG 或 PNG 照片")
