"""What arrives that no page of ours sends: wrong shapes for every field there is, and the forms that pages really have."""

import io
from dataclasses import dataclass

from tests.support.pages import TREE

HUGE, NUMBER = "长" * 3400, "9" * 40
BAD_VALUES = ("", HUGE, "abc", NUMBER, "-1", "0", "1.5", "2026-02-30", "99999-01-01", "25:61", "\ud83d", "<b>&'\"", "٣", "None")


def fields_of_all_forms() -> list[str]:
    """The names of every field of every form class."""
    from unionweb.kernel.forms import Form

    names, todo = set(), [Form]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        names |= {name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
    return sorted(names)


def payloads(names: list[str]) -> dict[str, dict]:
    """Name → what to give to post(): the same wrong thing in every field at once, or a body that is no form at all."""
    return {
        "nothing": {},
        "empty": {"data": dict.fromkeys(names, "")},
        "huge": {"data": dict.fromkeys(names[:80], HUGE)},
        "letters": {"data": dict.fromkeys(names, "abc")},
        "huge numbers": {"data": dict.fromkeys(names, NUMBER)},
        "negative": {"data": dict.fromkeys(names, "-1")},
        "zero": {"data": dict.fromkeys(names, "0")},
        "another row": {"data": dict.fromkeys(names, "987654")},
        "NUL": {"data": dict.fromkeys(names, "a\0b")},
        "markup": {"data": dict.fromkeys(names, "<script>alert(1)</script>")},
        "twice": {"data": {name: ["1", "2"] for name in names}},
        "files": {"data": {name: (io.BytesIO(b"\x89PNG\r\n\x1a\n"), f"{name}.png") for name in names}},
        "no UTF-8": {"data": b"&".join(f"{name}=%ff%fe".encode() for name in names), "content_type": FORM},
        "JSON": {"json": dict.fromkeys(names, 1)},
        "plain text": {"data": b"slot_id=1", "content_type": "text/plain"},
        "broken multipart": {"data": b"--x\r\nContent-Disposition: form-data", "content_type": "multipart/form-data; boundary=x"},
        "no boundary": {"data": b"--x", "content_type": "multipart/form-data"},
        "many fields": {"data": {f"field{n}": "1" for n in range(600)}},
        "strange names": {"data": {"": "1", "slot_id[]": "1", "__class__": "1", "a" * 5000: "1"}},
    }


FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class PageForm:
    """A form as a page shows it: where it goes and what it sends when nobody touches it."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple:
        """The same for the same form about another object."""
        return "".join(c for c in self.action if not c.isdigit()), tuple(name for name, _ in self.fields)


def forms_on(text: str) -> list[PageForm]:
    """The forms of a page that post."""
    import html5lib

    tree = html5lib.HTMLParser(TREE, namespaceHTMLElements=False).parse(text)
    return [
        PageForm(form.get("action"), tuple(_sent(form)))
        for form in tree.iter("form")
        if form.get("method", "get").lower() == "post"
    ]


def _sent(form):
    for control in form.iter():
        name = control.get("name") if isinstance(control.tag, str) else None
        if not name or name == "csrf_token":
            continue
        if control.tag == "select":
            options = list(control.iter("option"))
            chosen = next((o for o in options if o.get("selected") is not None), options[0] if options else None)
            yield name, "" if chosen is None else chosen.get("value", "")
        elif control.tag == "textarea":
            yield name, control.text or ""
        elif control.tag == "input" and control.get("type") in {"radio", "checkbox"}:
            if control.get("checked") is not None:
                yield name, control.get("value", "y")
        elif control.tag == "input" and control.get("type") != "file":
            yield name, control.get("value", "")
