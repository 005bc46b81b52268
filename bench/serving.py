"""Servers to measure, the CPU time they use, and a client that keeps its connection as nginx does."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.serve import tied_to_parent
from tests.support.server import Server, children, free_port
from unionweb import ROOT

NOW = "2026-09-16T10:38"  # a Wednesday in term; the demo data is made around it
SECONDS_TO_START = 120


@contextlib.contextmanager
def serving(target: str, *, workers: int = 1, **environment: str) -> Iterator[Server]:
    """gunicorn with the settings of production, on a free port of 127.0.0.1, until the block ends.

    target: "module:name"; environment: further variables of the processes.
    """
    settings = {"PORT": str(free_port()), "UNIONWEB_WORKERS": str(workers), "UNIONWEB_NOW": NOW}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "error", target]
    process = subprocess.Popen(
        [*tied_to_parent(), *command],
        cwd=ROOT,
        env=os.environ | settings | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    server = Server(process, int(settings["PORT"]))
    try:
        _wait_until_ready(server, workers)
        yield server
    finally:
        server.stop()


def application(instance: Path, *, workers: int = 1, **environment: str):
    """The real application on an instance folder."""
    return serving("wsgi:app", workers=workers, UNIONWEB_INSTANCE=str(instance), **environment)


def _wait_until_ready(server: Server, workers: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(Client(server)) as client:
            client.ask("GET", "/sign-in")
            if len(children(server.process.pid)) >= workers:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def cpu_seconds(server: Server) -> float:
    """The CPU time, user and system, of the server's processes so far, to the nanosecond.

    The counters of /proc/<pid>/stat are sampled a hundred times a second: too coarse for requests of milliseconds.
    """
    return sum(_of_process(pid) for pid in (server.process.pid, *children(server.process.pid)))


def _of_process(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


class Client:
    """One kept connection. Answers are (status, headers, body)."""

    def __init__(self, server: Server, **headers: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str):
        """Send one request and read its whole answer."""
        further = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, self.headers | further)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def get(self, path: str, *, expect: int = 200, **headers: str) -> bytes:
        """The body of a page. Raises RuntimeError when the status is another than expected."""
        status, _, body = self.ask("GET", path, **headers)
        if status != expect:
            raise RuntimeError(f"GET {path} answered {status}, not {expect}")
        return body

    def close(self) -> None:
        self.connection.close()


class Meter:
    """Adds up the CPU time of a server over several stretches, and the units of work done in them."""

    def __init__(self, server: Server):
        self.server, self.seconds, self.units = server, 0.0, 0

    @contextlib.contextmanager
    def running(self, units: int) -> Iterator[None]:
        """Count the CPU time of this block for so many units of work."""
        before = cpu_seconds(self.server)
        yield
        self.seconds += cpu_seconds(self.server) - before
        self.units += units

    @property
    def each(self) -> float:
        """Milliseconds of CPU for one unit."""
        return 1000 * self.seconds / self.units
