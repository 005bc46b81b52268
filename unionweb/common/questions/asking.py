"""Questions as fields of a form."""

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import ValidationError

from unionweb.common.questions.answering import Upload
from unionweb.common.questions.models import Question, QuestionKind
from unionweb.kernel import documents
from unionweb.kernel.forms import Choice, Day, Form, LongText, Text, Whole
from unionweb.kernel.uploads import OneFile

SHORT, LONG, LARGEST_NUMBER = 200, 1000, 999_999_999


class Several(SelectMultipleField):
    """Any of a list. required: the sentence that asks for at least one, or None."""

    def __init__(self, label, required=None, hint="", choices=(), **kwargs):
        super().__init__(label, description=hint, validate_choice=False, **kwargs)
        self.required_text = required
        self.choices = list(choices)

    def iter_choices(self):
        return [Option(value, text, value in (self.data or []), {}) for value, text in self.choices]

    def has_groups(self):
        return False

    def pre_validate(self, form):
        known = [value for value, _ in self.choices]
        if any(value not in known for value in self.data or []):
            raise ValidationError("请从列表里选")
        self.data = [value for value in known if value in (self.data or [])]
        if self.required_text and not self.data:
            raise ValidationError(self.required_text)


class Document(OneFile):
    """A document or a picture; its data is an Upload or None."""

    def __init__(self, label, required=None, hint="", **kwargs):
        super().__init__(label, required, hint or f"{documents.KINDS}，最大 10 MB", **kwargs)

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.data is None:
            return
        self.data = Upload(*self.data)
        if len(self.data.data) > documents.LARGEST:
            raise ValidationError("文件超过 10 MB 了，请压缩一下")
        if documents.kind_of(self.data.data, self.data.title) is None:
            raise ValidationError(f"这不是 {documents.KINDS} 文件")


def form_of(base: type[Form], questions: Iterable[Question]) -> type[Form]:
    """The form `base` with a field for each question, named by its `field_name`, in their order."""
    return type(base.__name__, (base,), {q.field_name: field_of(q) for q in questions})


def values_in(form: Form, questions: Iterable[Question]) -> dict[int, object]:
    """What was answered in a form that is valid: id of the question → value, without those left empty."""
    given = {q.id: form[q.field_name].data for q in questions}
    return {id: value.isoformat() if hasattr(value, "isoformat") else value for id, value in given.items() if value not in (None, "", [])}


def field_of(q: Question):
    required = _wanted(q) if q.is_required else None
    usual = {"required": required, "hint": q.hint}
    options = [(text, text) for text in q.choices]
    match q.kind:
        case QuestionKind.text:
            return Text(q.text, most=SHORT, **usual)
        case QuestionKind.long:
            return LongText(q.text, most=LONG, **usual)
        case QuestionKind.number:
            return Whole(q.text, least=-LARGEST_NUMBER, most=LARGEST_NUMBER, **usual)
        case QuestionKind.choice:
            nothing = [] if q.is_required else [("", "不选")]
            return Choice(q.text, hint=q.hint, choices=[*nothing, *options], default=None if q.is_required else "")
        case QuestionKind.several:
            return Several(q.text, choices=options, **usual)
        case QuestionKind.day:
            return Day(q.text, **usual)
        case QuestionKind.file:
            return Document(q.text, **usual)


def _wanted(q: Question) -> str:
    return {QuestionKind.several: "请至少选一个", QuestionKind.file: "请选一个文件", QuestionKind.day: "请选日期"}.get(q.kind, "请填这一项")
