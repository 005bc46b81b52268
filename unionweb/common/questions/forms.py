"""What a question looks like while it is written."""

from wtforms import BooleanField
from wtforms.validators import ValidationError

from unionweb.common.questions.models import OFFERING, QuestionKind
from unionweb.kernel.forms import Choice, Form, LongText, Text
from unionweb.kernel.labels import label

MOST_CHOICES, LONGEST_CHOICE = 30, 60


class QuestionForm(Form):
    """One question. The choices stand on lines of their own."""

    text = Text("题目", "请写题目", 120, hint="如：有没有忌口")
    kind = Choice("怎么答", choices=[(kind.value, label(kind)) for kind in QuestionKind])
    choices = LongText("可以选的", None, 2000, hint="每行一个；只有“选一个”“选几个”用得上")
    hint = Text("说明", None, 200)
    is_required = BooleanField("必须回答")

    def validate(self, extra_validators=None):
        """An empty list is looked at, too: the field's own checks skip what is empty."""
        fine = super().validate(extra_validators)
        try:
            self._check_choices()
        except ValidationError as problem:
            self.choices.errors = [*self.choices.errors, str(problem)]
            return False
        return fine

    def _check_choices(self):
        if self.kind.data not in OFFERING:
            return
        given = self.listed
        if len(given) < 2:
            raise ValidationError("请至少写两个可以选的，每行一个")
        if len(given) > MOST_CHOICES:
            raise ValidationError(f"最多 {MOST_CHOICES} 个")
        if any(len(text) > LONGEST_CHOICE for text in given):
            raise ValidationError(f"每个最多 {LONGEST_CHOICE} 个字")

    @property
    def listed(self) -> list[str]:
        """The choices, each once, without empty lines."""
        return list(dict.fromkeys(line.strip() for line in (self.choices.data or "").splitlines() if line.strip()))

    @property
    def facts(self) -> dict:
        kind = QuestionKind(self.kind.data)
        return {
            "text": self.text.data,
            "kind": kind,
            "hint": self.hint.data or "",
            "is_required": self.is_required.data,
            "choices": self.listed if kind in OFFERING else [],
        }

    @classmethod
    def of(cls, question, **kwargs) -> "QuestionForm":
        """The form of a question that is there."""
        facts = {"text": question.text, "kind": question.kind.value, "hint": question.hint, "is_required": question.is_required}
        return cls(data=facts | {"choices": "\n".join(question.choices)}, **kwargs)
