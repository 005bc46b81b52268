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
        asked = {name: args.get(name, "") for name in names}
        asked["action"] = _chosen(asked["action"], audit.words)
        asked["subject"] = _chosen(asked["subject"], audit.subjects)
        return cls(MultiDict(asked))


def _chosen(code: str, known: dict[str, str]) -> str:
    """The code that stands in the list for all that are called the same."""
    return audit.alike(code, known)[0] if code in known else code


def _words(known: dict[str, str]) -> list[tuple[str, str]]:
    """Each word once."""
    words = {word: code for code, word in sorted(known.items(), reverse=True)}
    return [("", "全部"), *((code, word) for word, code in sorted(words.items()))]
