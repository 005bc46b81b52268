"""A book of 100 cases and about 300 pages: CPU of both processes per page, from the texts to the file; bytes."""

import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.data import opened
from bench.table import Row, at_most
from tests.calls import cases
from unionweb.calls.papers import book as papers

PART, COUNT, CHARACTERS, LIMIT = "collection", 100, 1950, 150.0


def measure(options) -> list[Row]:
    with TemporaryDirectory() as folder, opened(Path(folder)) as app, app.app_context():
        book, began, wall = cases.book(COUNT, CHARACTERS), _cpu(), time.monotonic()
        made = papers.lay_out(book)
        laid_out = _cpu() - began
        data = papers.print_book(book, made)
        cpu, pages = _cpu() - began, len(made.pages)
    clock, share = time.monotonic() - wall, laid_out / pages * 1000
    note = f"{pages} pages in {clock:.1f} s on the clock, {share:.1f} ms of it laying out, {date.today()}"
    return [
        at_most(PART, f"CPU per page of a book of {COUNT} cases", LIMIT, cpu / pages * 1000, "ms", note=note),
        at_most(PART, "bytes per page", 20, len(data) / pages / 1000, "kB"),
    ]


def _cpu() -> float:
    """CPU seconds of this process and of the renderers that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
