"""The forms that pages really have, read as a browser reads them."""

from dataclasses import dataclass

import html5lib

from tests.support.pages import TREE

NOT_TYPED = {"hidden", "password", "file"}


@dataclass(frozen=True)
class Control:
    """Everything of one name in a form. sent: what it sends when nobody touches it; choices: None where one types."""

    name: str
    kind: str
    sent: tuple[str, ...]
    choices: tuple[str, ...] | None = None

    @property
    def anew(self) -> list[str]:
        """What somebody types or chooses who wants something else."""
        if self.kind in NOT_TYPED:
            return list(self.sent)
        if self.kind == "checkbox":
            return [choice for choice in self.choices if choice not in self.sent][:1]
        if self.choices is not None:
            return [self.choices[-1]]
        plain = {"date": "2026-11-24", "number": "7", "time": "10:10"}
        return [plain.get(self.kind, "改过的“话” <b>&")]


@dataclass(frozen=True)
class PageForm:
    """A form as a page shows it."""

    action: str
    controls: tuple[Control, ...]

    @property
    def kind(self) -> tuple:
        """The same for the same form about another object."""
        return "".join(c for c in self.action if not c.isdigit()), tuple(control.name for control in self.controls)

    @property
    def sent(self) -> dict[str, list[str]]:
        """What it sends when nobody touches it."""
        return {control.name: list(control.sent) for control in self.controls}

    @property
    def anew(self) -> dict[str, list[str]]:
        """What it sends when everything in it was filled anew."""
        return {control.name: control.anew for control in self.controls}

    @property
    def typed(self) -> list[str]:
        """The names of what people fill in themselves."""
        return [control.name for control in self.controls if control.kind not in NOT_TYPED]

    @property
    def single(self) -> list[str]:
        """The names of what has one value."""
        return [c.name for c in self.controls if c.kind != "checkbox" or len(c.choices) == 1]


def forms_on(text: str) -> list[PageForm]:
    """The forms of a page that post."""
    tree = html5lib.HTMLParser(TREE, namespaceHTMLElements=False).parse(text)
    forms = [form for form in tree.iter("form") if form.get("method", "get").lower() == "post"]
    return [PageForm(form.get("action"), tuple(_controls(form))) for form in forms]


def _controls(form):
    named: dict[str, list] = {}
    for element in form.iter():
        if element.tag in {"input", "select", "textarea"} and element.get("name") not in {None, "csrf_token"}:
            named.setdefault(element.get("name"), []).append(element)
    return [_control(name, elements) for name, elements in named.items()]


def _control(name: str, elements: list) -> Control:
    first = elements[0]
    kind = first.tag if first.tag != "input" else first.get("type", "text")
    if kind in {"radio", "checkbox"}:
        chosen = [e.get("value", "on") for e in elements if e.get("checked") is not None]
        return Control(name, kind, tuple(chosen), tuple(e.get("value", "on") for e in elements))
    if kind == "select":
        options = {o.get("value", o.text or ""): o.get("selected") is not None for o in first.iter("option")}
        chosen = [value for value, selected in options.items() if selected] or list(options)[:1]
        return Control(name, kind, tuple(chosen[:1]), tuple(options))
    text = (first.text or "").removeprefix("\n") if kind == "textarea" else first.get("value", "")
    return Control(name, kind, () if kind == "file" else (text,))
