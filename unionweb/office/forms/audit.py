"""Looking for events."""

from werkzeug.datastructures import MultiDict

from unionweb.common import audit
from unionweb.kernel.forms import Choice, Day, Form, Text


class AuditFilter(Form):
    """Comes by GET and changes nothing, so it needs no CSRF token. Made by `of`."""

    class Meta:
        csrf = False

    staff_no = Text("工号", most=20)
    action = Choice("做了什么", choices=lambda: _words(audit.words))
    subject = Choice("对什么", choices=lambda: _words(audit.subjects))
    since = Day("从哪天")
    until = Day("到哪天")

    @classmethod
    def of(cls, args) -> "AuditFilter":
        """The filter that a query string asks for; what it does not mention is empty."""
        names = ("staff_no", "action", "subject", "since", "until")
        return cls(MultiDict({name: args.get(name, "") for name in names}))


def _words(known: dict[str, str]) -> list[tuple[str, str]]:
    return [("", "全部"), *sorted(known.items(), key=lambda item: item[1])]
