"""A running installation for the browser: its own folder, port and clock, served by gunicorn, gone afterwards."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from deploy.serve import tied_to_parent
from tests.support.server import free_port
from unionweb import ROOT, create_app
from unionweb.accounts.models import Member, UserSession
from unionweb.accounts.queries.sessions import token_hash
from unionweb.config import engine_options
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

NOW = datetime(2026, 9, 16, 10, 38)
SECONDS_TO_START = 30
TOKEN = "the-token-of-{}"


@dataclass
class Installation:
    """The installation, and the same application in this process to prepare its data and to read the truth."""

    folder: Path
    app: Flask
    port: int = 0
    pages: list = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "unionweb.db"

    def at(self, moment: str | datetime) -> None:
        """Put the clock, here and in the server, to a moment; there it stands still."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        draft = self.folder / "now.draft"
        draft.write_text(moment.isoformat())
        draft.replace(self.folder / "now")
        clock.set_now(moment)

    def inside(self, call: Callable):
        """Run `call` in the application, in a context of its own."""
        with self.app.app_context():
            try:
                return call()
            finally:
                db.session.remove()

    def keep(self, copy: Path) -> None:
        """Copy the database as it is now."""
        _copy(self.database, copy)

    def restore(self, copy: Path) -> None:
        """Put the kept database back under the running server, in one transaction."""
        _copy(copy, self.database)

    def sessions_for(self, *staff_nos: int) -> None:
        """Sign these people in: sessions that `cookie` then uses."""
        now = clock.now()
        common = {"created_at": now, "last_seen_at": now, "address": "127.0.0.1", "user_agent": "Chrome Windows"}
        for staff_no in staff_nos:
            member_id = db.session.scalars(select(Member.id).where(Member.staff_no == str(staff_no))).one()
            db.session.add(UserSession(member_id=member_id, token_hash=token_hash(TOKEN.format(staff_no)), **common))
        db.session.commit()

    def cookie(self, staff_no: int) -> dict:
        """The cookie of a signed-in person, in the form the browser takes."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps({"_user_id": TOKEN.format(staff_no)})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}


def install(folder: Path) -> Installation:
    """An application on an SQLite database of its own in `folder`; nothing is in the database yet."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder}/unionweb.db"
    with _environment(UNIONWEB_INSTANCE=str(folder)):
        app = create_app(NOW=NOW, SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    installation = Installation(folder, app)
    installation.at(NOW)
    return installation


@contextlib.contextmanager
def serving(installation: Installation) -> Iterator[Installation]:
    """Serve the installation with gunicorn on a free port for one `with` block."""
    installation.port = free_port()
    log = open(installation.folder / "server.log", "wb")  # noqa: SIM115  (the server's, not ours)
    settings = {
        "UNIONWEB_INSTANCE": str(installation.folder),
        "UNIONWEB_SESSION_IDLE_HOURS": "168",  # the clock jumps about
        "UNIONWEB_WORKERS": "1",
        "PORT": str(installation.port),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    server = subprocess.Popen(
        [*tied_to_parent(), *command, "tests.browser.clocked:app"],
        cwd=ROOT, env=_clean(os.environ) | settings, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_it_answers(installation, server)
        yield installation
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_until_it_answers(installation: Installation, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{installation.url}/sign-in", timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError((installation.folder / "server.log").read_text() or "the server did not start")


def _copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as a, contextlib.closing(sqlite3.connect(target)) as b:
        a.backup(b)


def _clean(environment) -> dict:
    """Without settings of the machine that would reach the server under test."""
    return {name: value for name, value in environment.items() if not name.startswith("UNIONWEB_")}


@contextlib.contextmanager
def _environment(**values) -> Iterator[None]:
    before = dict(os.environ)
    cleaned = _clean(os.environ)
    os.environ.clear()
    os.environ.update(cleaned, **values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
