"""A field for one file that is kept as a document."""

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from unionweb.kernel import documents
from unionweb.kernel.forms import clean


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
