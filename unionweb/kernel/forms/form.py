"""A form that says how it fared, what comes with an address, steps about a version, and what the fields of all forms are called."""

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import DateField, FileField, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.fields import FieldList, MultipleFileField
from wtforms.fields.core import UnboundField

from unionweb.kernel.errors import Refused
from unionweb.kernel.forms.fields import Choice

UNSEEN = (HiddenField, PasswordField)


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


class VersionedForm(Form):
    """A step about the version that the page showed."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Which version the page showed; one that nobody has when it was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


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
