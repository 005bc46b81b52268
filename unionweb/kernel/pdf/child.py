"""Turns HTML into PDF, one document after the other, for press.py: run as a process, never imported.

Usage: python -I child.py MEGABYTES < frames > frames (frames.py). A request is {assets: {address: path}, title, author,
seconds} and the HTML; the answer {pages} and the PDF, or {problem: too_big|broken, detail}. Addresses that are not
among the assets, and everything else that is no `data:`, are answered with an error that WeasyPrint passes over.
"""

import ctypes
import logging
import os
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import frames
import setting
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

MEGABYTE = 1024 * 1024
STEPS_BACK = 10  # of 19: a page that somebody waits for goes first, even while a thousand certificates are set
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


class OurFiles(URLFetcher):
    """Reads the assets it was told of and `data:`; knows no other way out."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self.assets: dict[str, str] = {}

    def fetch(self, url, headers=None):
        path = self.assets.get(url)
        if path is None:
            return super().fetch(url, headers)
        kind = TYPES.get(Path(path).suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


class Renderer:
    """Keeps what documents share: the fonts, read once for each set of them."""

    def __init__(self) -> None:
        self.files = OurFiles()
        self.fonts = FontConfiguration()
        self.sheets: dict[str, CSS] = {}
        self.specimens: dict[bytes, setting.Specimen] = {}

    def render(self, request: dict, html: bytes) -> tuple[dict, bytes]:
        self.files.assets = request["assets"]
        if "pages" in request:
            return {"pages": len(request["pages"])}, self.specimen(request, html).file(request)
        laid_out = self.laid_out(request, html)
        laid_out.metadata.title, laid_out.metadata.authors = request["title"], [request["author"]]
        return {"pages": len(laid_out.pages)}, laid_out.write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True)

    def laid_out(self, request: dict, html: bytes):
        document = HTML(string=html.decode("utf-8"), base_url="asset:/", url_fetcher=self.files)
        sheets = [self.sheet(request["style"])]
        return document.render(font_config=self.fonts, stylesheets=sheets, pdf_variant="pdf/a-3u")

    def specimen(self, request: dict, html: bytes) -> setting.Specimen:
        """The fonts of a run, read for its first file; those of the run before are forgotten."""
        if html not in self.specimens:
            self.specimens = {html: setting.Specimen.of(self.laid_out(request, html))}
        return self.specimens[html]

    def sheet(self, style: str) -> CSS:
        if style not in self.sheets:
            self.sheets[style] = CSS(string=style, font_config=self.fonts, url_fetcher=self.files, base_url="asset:/")
        return self.sheets[style]


def main() -> None:
    answers = quiet_output()
    os.nice(STEPS_BACK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) * MEGABYTE,) * 2)
    ctypes.CDLL("libharfbuzz-subset.so.0")  # without it a page takes fifty times as long: then rather not at all
    renderer = Renderer()
    while frame := frames.read(sys.stdin.buffer):
        limit_time(frame[0]["seconds"])
        frames.write(answers, *answer(renderer, *frame))


def quiet_output():
    """The pipe to the press; whatever a library prints goes nowhere, so that it cannot break the frames."""
    logging.disable(logging.CRITICAL)
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return pipe


def limit_time(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


def answer(renderer: Renderer, request: dict, html: bytes) -> tuple[dict, bytes]:
    try:
        return renderer.render(request, html)
    except MemoryError:
        return {"problem": "too_big", "detail": "memory"}, b""
    except Exception as error:  # the press tells a person and the log; the next document may be fine
        return {"problem": "broken", "detail": f"{type(error).__name__}: {error}"[:500]}, b""


if __name__ == "__main__":
    main()
