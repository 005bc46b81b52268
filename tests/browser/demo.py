"""The demo university, loaded once in a test run and copied for each process, with the list of its pages."""

import json
import os
import shutil
import time
from dataclasses import asdict
from pathlib import Path

from tests.browser.crawl import Page, pages
from tests.browser.installation import NOW, Installation, install
from tests.support import university
from unionweb.demo import loading
from unionweb.kernel.extensions import db

SEED = 2026
SECONDS_TO_LOAD = 300
SECRETS = ("secret_key", "data_key")
UPLOADS = "uploads"
CAST = tuple(university.CAST)


def load(folder: Path) -> Installation:
    """A new installation with the demo university, everybody of the cast signed in."""
    site = install(folder)
    site.inside(lambda: (university.migrate(), loading.load(SEED), site.sessions_for(*CAST)))
    return site


def loaded_once(base: Path) -> tuple[Path, list[Page]]:
    """A folder with the loaded demo and the pages in it; parallel test processes share one."""
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demo"
    try:
        shared.mkdir()
    except FileExistsError:
        _wait_for(shared / "pages.json")
    else:
        _prepare(shared)
    return shared, [Page(**page) for page in json.loads((shared / "pages.json").read_text())]


def copy_of(shared: Path, folder: Path) -> Installation:
    """An installation of one's own with the data of the shared one."""
    folder.mkdir(parents=True)
    for name in ("unionweb.db", *SECRETS):
        shutil.copy(shared / name, folder)
    shutil.copytree(shared / "instance" / UPLOADS, folder / UPLOADS)
    return install(folder)


def _prepare(shared: Path) -> None:
    site = load(shared / "instance")
    found = pages(site, [None, *CAST])
    site.at(NOW)
    site.keep(shared / "unionweb.db")
    for name in SECRETS:
        shutil.copy(site.folder / name, shared)
    site.inside(lambda: db.engine.dispose())
    draft = shared / "pages.draft"
    draft.write_text(json.dumps([asdict(page) for page in found]))
    draft.replace(shared / "pages.json")


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_LOAD
    while not path.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the other test process did not load the demo university")
        time.sleep(0.2)
