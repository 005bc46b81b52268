"""What a person may type about notices: shape only."""

from unionweb.notices.forms.reading import AnswerForm, DeskFilter, ObjectionForm, SearchForm, ToldObjectionForm
from unionweb.notices.forms.writing import AttachmentForm, NoticeForm, ReasonForm, StepForm, TextFileForm

__all__ = [
    "AnswerForm", "AttachmentForm", "DeskFilter", "NoticeForm", "ObjectionForm", "ReasonForm", "SearchForm", "StepForm",
    "TextFileForm", "ToldObjectionForm",
]  # fmt: skip
