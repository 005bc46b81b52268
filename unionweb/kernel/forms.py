"""What every form shares: fields that know their limits and speak Chinese, and one way to submit."""

import re
from datetime import date, time

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import FieldList, MultipleFileField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.core import UnboundField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from unionweb.kernel.db import fits
from unionweb.kernel.errors import Refused

UNSEEN = (HiddenField, PasswordField)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Form(FlaskForm):
    """A form whose `status` says how it fared: 200 fresh, 422 wrongly filled, 409 (or 429) refused by a rule."""

    status = 200

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form, formdata):
            """What was posted as a form, files only where a file is asked for. JSON is no form, and nothing is nothing."""
            if not form.is_submitted() or formdata is None or isinstance(formdata, MultiDict):
                return super().wrap_formdata(form, formdata)
            asked = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in asked)
            return CombinedMultiDict((files, request.form))

    def submit(self, call):
        """Run `call` when everything typed has the right shape. Returns its result, or None with `status` set.

        What was typed stays in the form; the reasons of a refusal join the form's own errors.
        """
        if not self.validate_on_submit():
            self.status = 422
            return None
        try:
            return call() or True
        except Refused as refusal:
            self.status = refusal.status
            self.form_errors = [*self.form_errors, *refusal.reasons]
            return None

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for field in self:
            many = isinstance(field, SelectMultipleField | FieldList | MultipleFileField)
            if not many and len(request.form.getlist(field.name)) > 1:
                field.errors = [*field.errors, "这一项收到了两个值，请只留一个"]
                fine = False
        return fine


class Filter(Form):
    """What to look for: it comes with the address, so it needs no token. What is not on the list of a field counts as not chosen."""

    class Meta:
        csrf = False

    def __init__(self):
        super().__init__(request.args if request.args else None)
        self.settle()

    def settle(self):
        """Replace what cannot be looked for by the usual choice."""
        for field in self:
            if isinstance(field, Choice) and field.data not in [value for value, *_ in field.choices]:
                field.data = ""

    @property
    def typed(self) -> dict:
        """The fields that say something, for an address that shows the same."""
        return {field.name: field.data for field in self if field.data}


def labels_of_typed(names) -> dict[str, str]:
    """name → label of the fields that people write into, for fields posted to some form.

    Which form it was, only its view knows: those that have most of the names are asked, and have to agree.
    """
    known = [_fields_of(form) for form in _forms(Form)]
    most = max(len(names & fields.keys()) for fields in known)
    likely = [fields for fields in known if len(names & fields.keys()) == most]
    found = {name: {fields[name] for fields in likely if name in fields} for name in names}
    return {name: min(words) for name, words in found.items() if len(words) == 1 and None not in words}


def _forms(form: type) -> list[type]:
    return [one for child in form.__subclasses__() for one in (child, *_forms(child))]


def _fields_of(form: type) -> dict[str, str | None]:
    """name → label of a form's fields; None for those that are chosen, hidden or secret."""
    found = {name: getattr(form, name) for name in dir(form)}
    return {name: _label(field) for name, field in found.items() if isinstance(field, UnboundField)}


def _label(field: UnboundField) -> str | None:
    is_typed = issubclass(field.field_class, (StringField, DateField)) and not issubclass(field.field_class, UNSEEN)
    return (field.args[0] if field.args else field.kwargs.get("label")) if is_typed else None


def clean(value: str | None) -> str | None:
    """Typed text without control and direction characters, trimmed."""
    return CONTROL.sub("", value).strip() if value else value


def _need(required):
    """`required` is the sentence to say when the field is empty, or None when it may be."""
    return [DataRequired(required)] if required else [Optional()]


class Text(StringField):
    """One line of text, trimmed. `required`: the sentence that asks for it, or None when it may stay empty."""

    def __init__(self, label, required=None, most=60, hint="", extra=(), **kwargs):
        limits = [Length(max=most, message=f"最多写 {most} 个字"), *extra]
        super().__init__(label, [*_need(required), *limits], filters=[clean], description=hint, **kwargs)


class LongText(TextAreaField):
    """Several lines of text, trimmed, line ends as \\n."""

    def __init__(self, label, required=None, most=500, hint="", **kwargs):
        limits = [Length(max=most, message=f"最多写 {most} 个字")]
        filters = [clean, lambda v: v.replace("\r\n", "\n") if v else v]
        super().__init__(label, [*_need(required), *limits], filters=filters, description=hint, **kwargs)


class Whole(IntegerField):
    """A whole number between two limits, both included."""

    def __init__(self, label, required=None, least=0, most=1000, hint="", **kwargs):
        need = [InputRequired(required)] if required else [Optional()]
        limits = [NumberRange(least, most, f"请填 {least} 到 {most} 之间的整数")]
        super().__init__(label, [*need, *limits], description=hint, **kwargs)

    def process_formdata(self, values):
        text = (values[0] if values else "").strip()
        if not text:
            self.data = None
        elif re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
            self.data = int(text)
        else:
            self.data = None
            raise ValueError("请填一个整数")


class Day(DateField):
    """A date of the years the calendar can show."""

    def __init__(self, label, required=None, hint="", **kwargs):
        need = [InputRequired(required)] if required else [Optional()]  # DataRequired would hide "2026-02-30"
        super().__init__(label, [*need, _sane_day], description=hint, **kwargs)

    def process_formdata(self, values):
        text = (values[0] if values else "").strip()
        self.raw_data = [text, *values[1:]] if values else values  # a blank is nothing, also where a date is required
        try:
            self.data = date.fromisoformat(text) if text else None
        except ValueError as error:
            self.data = None
            raise ValueError("请写成 2026-09-18 这样的日期") from error


def _sane_day(_form, field):
    if field.data and not fits(field.data):
        raise ValidationError("请选 1990 年到 2100 年之间的日期")


class Choice(SelectField):
    """One of several values; anything else is told to choose from the list.

    choices: tuples (value, text[, hint]), or a function that returns them when the form is made.
    """

    def __init__(self, label, required="请从列表里选一个", coerce=str, hint="", choices=(), **kwargs):
        super().__init__(label, coerce=coerce, description=hint, validate_choice=False, **kwargs)
        self.required_text = required
        self.choices = choices

    def iter_choices(self):
        return [Option(value, text, value == self.data, {}) for value, text, *_ in self.choices]

    def has_groups(self):
        return False

    def pre_validate(self, form):
        if self.data not in [value for value, *_ in self.choices]:
            raise StopValidation(self.required_text)

    def process_formdata(self, values):
        try:
            self.data = self.coerce(values[0]) if values else None
        except (ValueError, TypeError):
            self.data = None
        if self.data is not None and str(self.data) != values[0]:  # "٣" and " 3" are no choices of the page
            self.data = None


def read_time(text: str) -> time:
    """9:00 or 09:30 → time; ValueError with a Chinese sentence otherwise."""
    found = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})\s*", text or "", re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("请写成 9:00 这样的时间")
    return time(int(found[1]), int(found[2]))
