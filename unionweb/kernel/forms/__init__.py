"""What every form shares: fields that know their limits and speak Chinese, and one way to submit."""

from unionweb.kernel.forms.fields import Choice, Chosen, Day, LongText, Text, When, Whole, clean, read_time
from unionweb.kernel.forms.form import Filter, Form, VersionedForm, labels_of_typed

__all__ = [
    "Choice", "Chosen", "Day", "Filter", "Form", "LongText", "Text", "VersionedForm", "When", "Whole", "clean", "labels_of_typed",
    "read_time",
]  # fmt: skip
