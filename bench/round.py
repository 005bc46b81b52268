"""A December round in full: 24 units × 7 honours × 20 nominations, 60 reviewers. Every page and export, beside a small round."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import event

from bench.data import opened
from bench.table import Row
from tests.calls import crowded, walked
from tests.support import university
from tests.support.server import passes
from unionweb.kernel.extensions import db

PART, SLOW_MS, TURNS = "round", 150, 3
OUT = ("_sheet", "_paper", "_form")  # endpoints that make a file


def measure(options) -> list[Row]:
    """Statements of every page in both rounds; the slowest page and the slowest file of the large one, CPU."""
    with TemporaryDirectory(prefix="unionweb-bench-run-") as name, opened(Path(name)) as app:
        with app.app_context():
            university.migrate()
            university.build()
        people = dict(zip(walked.PEOPLE, passes(app, walked.PEOPLE), strict=True))
        small, large = (_counted_round(app, people, size) for size in (crowded.SMALL, crowded.LARGE))
    shared = [page for page, (status, *_) in small.items() if status == 200]
    differing = {page: large[page][1] - small[page][1] for page in shared if small[page][:2] != large[page][:2]}
    other = [f"{page.endpoint} ({page.stage}) {more:+}" for page, more in differing.items()]
    told = f"the same for {len(shared) - len(other)} of {len(shared)}" + "".join(f"; {one}" for one in other)
    what = "statements of every page and export, 2 × 1 × 2 nominations, 24 × 7 × 20"
    same = Row(PART, what, "the same", told, not other)
    return [same, *_slowest({page: large[page][2] for page in shared})]


def _slowest(taken: dict[walked.Page, float]) -> Iterator[Row]:
    for what, is_file in (("page", False), ("export", True)):
        found = {page: ms for page, ms in taken.items() if page.endpoint.endswith(OUT) is is_file}
        page = max(found, key=found.get)
        over = sorted({one.endpoint.removeprefix("calls.") for one, ms in found.items() if ms > SLOW_MS})
        told = f"{found[page]:.0f} ms ({page.endpoint}, {page.stage}; above {SLOW_MS} ms: {', '.join(over) or 'none'})"
        yield Row(PART, f"slowest {what}, CPU", "", told)


def _counted_round(app, people, size: crowded.Size) -> dict[walked.Page, tuple[int, int, float]]:
    """Page → (status, statements, milliseconds of CPU): what the last of the turns sent, and the middle of what they took."""
    with app.app_context():
        world = crowded.lay_out(size)
    found = {}
    for page, address in walked.pages(app, world):
        turns = [_asked(app, people[page.staff_no].cookie, address) for _ in range(TURNS)]
        found[page] = (*turns[-1][:2], median(ms for *_, ms in turns))
    return found


def _asked(app, cookie: str, address: str) -> tuple[int, int, float]:
    browser = app.test_client(use_cookies=False)
    with app.app_context(), _noted(db.engine) as found:
        began = time.process_time()
        answer = browser.get(address, headers={"Cookie": cookie})
        taken = time.process_time() - began
    return answer.status_code, len(found), taken * 1000


@contextlib.contextmanager
def _noted(engine) -> Iterator[list]:
    found: list = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
