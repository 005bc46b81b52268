"""Fields of the forms of activities: a moment, numbers that may be left open, ids to choose."""

from datetime import datetime

from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired, Optional, ValidationError

from unionweb.kernel.db import fits
from unionweb.kernel.forms import Choice


class When(DateTimeLocalField):
    """A date and a time of day, to the minute."""

    def __init__(self, label, required=None, hint="", **kwargs):
        need = [InputRequired(required)] if required else [Optional()]
        super().__init__(label, [*need, _sane], format="%Y-%m-%dT%H:%M", description=hint, **kwargs)

    def process_formdata(self, values):
        text = (values[0] if values else "").strip().replace(" ", "T")[:25]
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            self.data = None
            raise ValueError("请写成 2026-09-18 14:00 这样的时间") from error
        self.data = found and found.replace(tzinfo=None, second=0, microsecond=0)


def _sane(_form, field):
    if field.data and not fits(field.data):
        raise ValidationError("请选 1990 年到 2100 年之间的时间")


class Chosen(Choice):
    """One row of a list by its id, or none: its data is text, `number` the id or None. Not sent at all is none."""

    def process_formdata(self, values):
        super().process_formdata(values)
        if not values:
            self.data = ""

    @property
    def number(self) -> int | None:
        """The id that was chosen."""
        return int(self.data) if self.data else None
