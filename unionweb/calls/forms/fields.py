"""Fields that the forms of calls share: a moment, one file."""

from datetime import datetime

from flask_wtf.file import FileField
from wtforms import DateTimeLocalField, HiddenField
from wtforms.validators import InputRequired, Optional, ValidationError

from unionweb.kernel import documents
from unionweb.kernel.db import fits
from unionweb.kernel.forms import Form, clean


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


class OneFile(FileField):
    """One file, read once: its data is (name, bytes) or None."""

    def __init__(self, label, required=None, hint="", **kwargs):
        super().__init__(label, description=hint, **kwargs)
        self.required_text = required

    def pre_validate(self, form):
        given = self.data if self.data and getattr(self.data, "filename", "") else None
        self.data = (_plain_name(given.filename), given.read(documents.LARGEST + 1)) if given else None
        if self.data is None and self.required_text:
            raise ValidationError(self.required_text)


def _plain_name(name: str) -> str:
    """What a file is called: without the folders, and the signs that hide an ending or turn it round."""
    return (clean(name.replace("\\", "/").rsplit("/", 1)[-1]) or "")[-120:]


class VersionedForm(Form):
    """A step about the version that the page showed."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Which version the page showed; one that nobody has when it was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
