"""What a browser without a cache loads for the first page after signing in: the page, and everything it names.

As in production: nginx compresses static files, and never the pages themselves (deploy/nginx says why).
"""

import gzip
from html.parser import HTMLParser

from bench.data import copied, demo_instance, opened, signed_in
from bench.serving import Client, application
from bench.table import Row, at_most

VIEW_LIMIT, SCRIPT_LIMIT = 100, 20  # kB
PAGES = ("/sign-in", "/", "/bookings/week")


class Named(HTMLParser):
    """The files that a page makes the browser load."""

    def __init__(self, page: str):
        super().__init__()
        self.files: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Note stylesheets, icons, scripts, pictures and the sprite of icons."""
        given = dict(attrs)
        loads = {"link": "href", "script": "src", "img": "src", "use": "href"}
        if tag in loads and (address := given.get(loads[tag], "")) and address.startswith("/"):
            self.files.add(address.partition("#")[0])


def measure(options) -> list[Row]:
    """Rows of bytes on the wire, answers' headers included: each first view, the largest one's script."""
    with copied(demo_instance()) as instance, application(instance) as server:
        with opened(instance) as app:
            person = signed_in(app, "10001")
        visitor, member = Client(server, Accept_Encoding="gzip"), Client(server, Accept_Encoding="gzip", Cookie=person.cookie)
        views = {path: _view(visitor if path == "/sign-in" else member, path) for path in PAGES}
    rows = [_row(path, view) for path, view in views.items()]
    script = max(sum(size for name, size in view.items() if ".js" in name) for view in views.values())
    return [*rows, at_most("bytes", "script", SCRIPT_LIMIT, script / 1000, "kB")]


def _view(client: Client, path: str) -> dict[str, int]:
    """Bytes of the page and of each file it names."""
    status, headers, body = client.ask("GET", path)
    if status != 200:
        raise RuntimeError(f"GET {path} answered {status}")
    packed = headers.get("Content-Encoding") == "gzip"
    page = (gzip.decompress(body) if packed else body).decode()
    sizes = {path: _wire_size(headers, body)}
    for name in Named(page).files:
        status, headers, body = client.ask("GET", name)
        sizes[name] = _wire_size(headers, body)
    return sizes


def _wire_size(headers, body: bytes) -> int:
    return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(name) + len(value) + 4 for name, value in headers.items()) + len(body)


def _row(path: str, view: dict[str, int]) -> Row:
    note = f"page {view[path] / 1000:.1f} kB as it is, {len(view) - 1} files packed"
    return at_most("bytes", f"first view of {path}", VIEW_LIMIT, sum(view.values()) / 1000, "kB", note=note)
