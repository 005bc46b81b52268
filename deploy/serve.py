"""Runs the web server and the job worker as one: both start, both stop, and the end of one ends the other.

For `make run` on one machine. In production systemd does this (deploy/systemd). Standard library only.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
COMMANDS = {
    "web server": ["gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning", "wsgi:app"],
    "job worker": [
        *("huey.bin.huey_consumer", "unionweb.worker.huey", "-w", "1", "-k", "thread"),
        *("--quiet", "--graceful-signal", "TERM", "--shutdown-timeout", "10"),
    ],
}
# Longer than the 15 seconds gunicorn gives to requests under way (gunicorn.conf.py).
SECONDS_TO_STOP = 20


@dataclass
class Child:
    """One process that this supervisor started, and may therefore end."""

    name: str
    process: subprocess.Popen


def main() -> int:
    """Serve until told to stop. Returns 0 when stopped by a signal, 1 when it could not start or a child died."""
    port = chosen_port()
    if port is None or not port_is_free(port):
        return 1
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children: list[Child] = []
    try:
        for name, command in COMMANDS.items():
            say(f"Starting the {name}")
            children.append(start(name, command, port))
        return watch(children, port, stopping)
    finally:
        stop_all(children)


def chosen_port() -> int | None:
    """PORT from the environment, 5000 without it; None, after saying why, when it is no port."""
    value = os.environ.get("PORT") or "5000"
    if value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    complain(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return None


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As gunicorn does: connections left over from a server stopped just now do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            complain(f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT={port + 1} make run")
            return False
    return True


def start(name: str, command: list[str], port: int) -> Child:
    process = subprocess.Popen(
        [*tied_to_parent(), sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port)},
        # Ctrl-C reaches every process of a terminal at once; in a session of their own
        # the children hear of it from here only, as one orderly stop.
        start_new_session=True,
    )
    return Child(name, process)


def tied_to_parent() -> list[str]:
    """The command prefix that ends a child even if this process is killed outright, where Linux offers it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def watch(children: list[Child], port: int, stopping: threading.Event) -> int:
    """Wait for a signal (0) or for the first child that ends by itself (1); print the address once pages are served."""
    ready = False
    while not stopping.wait(0.2):
        for child in children:
            if child.process.poll() is not None:
                complain(f"The {child.name} ended by itself (exit code {child.process.returncode}), so all stops.")
                return 1
        if not ready and answers(port):
            ready = True
            say(f"unionweb is ready: http://{HOST}:{port}  (Ctrl-C stops it)")
    return 0


def answers(port: int) -> bool:
    """Whether the application answers; an open port is not enough, gunicorn listens before it can serve."""
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=1)) as connection:
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
    return True


def stop_all(children: list[Child]) -> None:
    """Ask every child to finish what it is doing; kill those that need too long."""
    running = [child for child in children if child.process.poll() is None]
    if running:
        say("Stopping the " + " and the ".join(child.name for child in running))
    for child in running:
        child.process.terminate()
    for child in running:
        try:
            child.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            complain(f"The {child.name} did not stop within {SECONDS_TO_STOP} seconds and is killed.")
            child.process.kill()
            child.process.wait()


def say(sentence: str) -> None:
    print(f"==> {sentence}", flush=True)


def complain(sentence: str) -> None:
    print(f"==> {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
