"""What every page must be: strict HTML, one title, one h1, unique ids, labelled controls, forms that can be sent."""

import re
from collections import Counter
from functools import lru_cache

import html5lib

HARMLESS = {"expected-doctype-but-got-start-tag"}
# What stands where a template printed a value instead of saying it, or left a hole in a sentence.
RAW = re.compile(r"\b(?:None|nan|Undefined|True|False)\b|，，|。。|“”|（）|，。|。，")
TYPED = {"script", "style", "textarea", "pre", "code"}
TREE = html5lib.getTreeBuilder("etree")


def _parse(text: str, fragment: bool):
    parser = html5lib.HTMLParser(TREE, strict=False, namespaceHTMLElements=False)
    tree = parser.parseFragment(text) if fragment else parser.parse(text)
    wrong = [(place, code) for place, code, _ in parser.errors if code not in HARMLESS]
    assert not wrong, f"HTML: {wrong[:5]} in …{text[:200]}"
    return tree


@lru_cache(maxsize=256)
def check_page(text: str) -> None:
    """A whole page. Raises AssertionError with what is wrong; what was found right is not parsed again."""
    tree = _parse(text, fragment=False)
    assert tree.get("lang") == "zh-CN"
    title = tree.findtext("head/title") or ""
    assert title.split("·")[0].strip(), "no title"
    assert len(list(tree.iter("h1"))) == 1, f"{len(list(tree.iter('h1')))} h1"
    _check_parts(tree)
    ids = {e.get("id") for e in tree.iter() if e.get("id")}
    for element in tree.iter():
        target = element.get("hx-target")
        assert not (target and target.startswith("#")) or target[1:] in ids, f"hx-target {target} is not on the page"


@lru_cache(maxsize=256)
def check_fragment(text: str) -> None:
    """A fragment answered to htmx."""
    tree = _parse(text, fragment=True)
    assert "<html" not in text and "<nav id" not in text
    _check_parts(tree)


def _check_parts(tree) -> None:
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    ids = Counter(e.get("id") for e in elements if e.get("id"))
    assert not [i for i, n in ids.items() if n > 1], f"ids twice: {ids.most_common(3)}"
    for element in elements:
        assert element.get("style") is None, f"inline style on {element.tag}"
        assert not [a for a in element.attrib if re.fullmatch("on[a-z]+", a)], f"handler on {element.tag}"
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for wanted in (element.get(name) or "").split():
                assert wanted in ids, f"{name}={wanted} names nothing"
    for text in (text for e in elements for text in (e.text if e.tag not in TYPED else "", e.tail) if text):
        assert not (found := RAW.search(text)), f"{found[0]} on the page: {text.strip()[:200]}"
    for form in (e for e in elements if e.tag == "form"):
        assert form.get("action"), "form without action"
        if form.get("method", "get").lower() == "post":
            assert any(i.get("name") == "csrf_token" for i in form.iter("input")), f"form {form.get('action')} without CSRF"
    _check_labels(elements, ids)


def _check_labels(elements, ids) -> None:
    named = {e.get("for") for e in elements if e.tag == "label"}
    inside = {id(c) for e in elements if e.tag == "label" for c in e.iter()}
    for control in (e for e in elements if e.tag in {"input", "select", "textarea"}):
        if control.get("type") in {"hidden", "submit", "button"}:
            continue
        fine = control.get("id") in named or id(control) in inside or control.get("aria-label")
        assert fine, f"control {control.get('name')} without label"
