"""What a person may type about notices: shape only."""

from unionweb.notices.forms.reading import DeskFilter, SearchForm
from unionweb.notices.forms.writing import AttachmentForm, NoticeForm, ReasonForm, TextFileForm

__all__ = ["AttachmentForm", "DeskFilter", "NoticeForm", "ReasonForm", "SearchForm", "TextFileForm"]
