"""What a browser must never do here: ask another server, break, or meet something the policy forbids."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

# The browser's own line about a refused form; answers are judged by their status below.
ABOUT_STATUS = "Failed to load resource: the server responded with a status of 4"
PAGES = {"document", "fetch", "xhr"}


class Watch:
    """Notes what happens in a browser context; `check` fails when something was wrong."""

    def __init__(self, context: BrowserContext, own: str):
        self.own, self.wrong = urlsplit(own).netloc, []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.own:
            self.wrong.append(f"asked another server: {request.url}")

    def _response(self, response):
        most = 500 if response.request.resource_type in PAGES else 400
        if response.status >= most:
            self.wrong.append(f"{response.status} for {response.url}")

    def _console(self, message):
        if message.type in {"error", "warning"} and not message.text.startswith(ABOUT_STATUS):
            self.wrong.append(f"console: {message.text}")

    def check(self) -> None:
        assert not self.wrong, self.wrong
