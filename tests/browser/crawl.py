"""Every page a person can reach: follow the links from the hall, and keep each page that shows something new.

New is an element (with its class, role and type, inside its parent) that no page of the same endpoint had before, for
nobody. So a list of thirty bookings is visited once; a booking that waits and one that is over are visited both.
"""

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.routing import RequestRedirect

from tests.browser.installation import Installation

MOST_OF_ONE_ENDPOINT = 5  # looked at for one person


@dataclass(frozen=True)
class Page:
    """A page as one person sees it. typing: whether it has a form to send with something to type."""

    staff_no: int | None
    endpoint: str
    path: str
    typing: bool = False

    def __str__(self):
        return f"{self.staff_no or 'nobody'} {self.path}"


def pages(site: Installation, staff_nos, *starts: str) -> list[Page]:
    """The pages these people reach from the hall (and `starts`), as far as each shows something new."""
    found, known = [], set()
    for staff_no in staff_nos:
        for page, parts in _walk(site, staff_no, ["/", *starts]):
            fresh = {(page.endpoint, *part) for part in parts} - known
            if fresh:
                known |= fresh
                found.append(page)
    return found


def _walk(site: Installation, staff_no, paths: list[str]):
    client = site.app.test_client()
    if staff_no:
        cookie = site.cookie(staff_no)
        client.set_cookie(cookie["name"], cookie["value"], domain="localhost")
    seen, counts = set(paths), Counter()
    while paths:
        path = paths.pop(0)
        endpoint = _endpoint(site.app, path)
        if endpoint is None or counts[endpoint] >= MOST_OF_ONE_ENDPOINT:
            continue
        counts[endpoint] += 1
        answer = client.get(path)
        if 300 <= answer.status_code < 400:
            follow(answer.location, path, seen, paths)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        parts = Parts(answer.text)
        yield Page(staff_no, endpoint, path, parts.typing), parts.found
        for href in parts.links:
            follow(href, path, seen, paths)


def follow(href: str, path: str, seen: set, paths: list) -> None:
    """Note a link of our own for later, once."""
    parts = urlsplit(urljoin(f"http://localhost{path}", href))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.netloc == "localhost" and target not in seen:
        seen.add(target)
        paths.append(target)


def _endpoint(app: Flask, path: str) -> str | None:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path)
    except RequestRedirect:
        return None
    return None if endpoint == "assets.show" else endpoint


class Parts(HTMLParser):
    """What a page is made of, and where its links lead."""

    EMPTY = frozenset({"input", "br", "img", "link", "meta", "hr", "wbr"})
    NOT_TYPED = frozenset({"hidden", "radio", "checkbox"})
    TELLING = ("class", "role", "type", "aria-current", "disabled")

    def __init__(self, text: str):
        super().__init__()
        self.found, self.links, self.open = set(), [], [""]
        self.sends = self.typing = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        if tag == "form":
            self.sends = attributes.get("method") == "post"
        if tag == "textarea" or (tag == "input" and attributes.get("type") not in self.NOT_TYPED):
            self.typing |= self.sends and "form" in self.open
        self.found.add((self.open[-1], tag, *(attributes.get(name, name in attributes) for name in self.TELLING)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass
