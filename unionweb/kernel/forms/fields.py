"""Fields that know their limits and say them in Chinese."""

import re
from datetime import date, datetime, time

from wtforms import DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import Choice as Option
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

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


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


class When(DateTimeLocalField):
    """A date and a time of day, to the minute."""

    def __init__(self, label, required=None, hint="", **kwargs):
        need = [InputRequired(required)] if required else [Optional()]
        super().__init__(label, [*need, _sane_moment], format="%Y-%m-%dT%H:%M", description=hint, **kwargs)

    def process_formdata(self, values):
        text = (values[0] if values else "").strip().replace(" ", "T")[:25]
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            self.data = None
            raise ValueError("请写成 2026-09-18 14:00 这样的时间") from error
        self.data = found and found.replace(tzinfo=None, second=0, microsecond=0)


def _sane_moment(_form, field):
    if field.data and not fits(field.data):
        raise ValidationError("请选 1990 年到 2100 年之间的时间")


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


class Chosen(Choice):
    """One row of a list, or none: its data is text, `number` the id or None. Not sent at all is none."""

    def process_formdata(self, values):
        super().process_formdata(values)
        if not values:
            self.data = ""

    @property
    def number(self) -> int | None:
        """The id that was chosen."""
        return int(self.data) if self.data else None


def read_time(text: str) -> time:
    """9:00 or 09:30 → time; ValueError with a Chinese sentence otherwise."""
    found = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})\s*", text or "", re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("请写成 9:00 这样的时间")
    return time(int(found[1]), int(found[2]))
