"""The real application in gunicorn processes on a free port of 127.0.0.1, and many clients that arrive at once."""

import contextlib
import hashlib
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer

from deploy.serve import tied_to_parent
from unionweb import ROOT
from unionweb.accounts.models import UserSession
from unionweb.accounts.queries.sessions import token_hash
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

SECONDS_TO_START, SECONDS_TO_ANSWER = 90, 60
READY = {200, 303}


@dataclass
class Server:
    """A running gunicorn: its master process and where it listens."""

    process: subprocess.Popen
    port: int

    def ask(self, request: bytes) -> "Answer":
        """Send one request and wait for the answer."""
        return self.rush([request])[0]

    def rush(self, requests: Iterable[bytes]) -> list["Answer"]:
        """Send all requests so that they meet: every last byte is kept back until all the others are there."""
        requests = list(requests)
        with contextlib.ExitStack() as open_sockets:
            connections = [open_sockets.enter_context(connected(self.port)) for _ in requests]
            for connection, request in zip(connections, requests, strict=True):
                connection.sendall(request[:-1])
            if len(requests) > 1:
                time.sleep(0.1)  # until the workers have read what is there and wait for the rest
            for connection, request in zip(connections, requests, strict=True):
                connection.sendall(request[-1:])
            return read_all(connections)

    def stop(self) -> None:
        """Kill master and workers without warning, as a power cut would; nothing of theirs is needed any more."""
        for pid in [self.process.pid, *children(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@contextlib.contextmanager
def serving(app, *, twin: bool = False, workers: int = 2, threads: int = 4, **environment: str) -> Iterator[Server]:
    """Serve the database and instance of `app` until the block ends. environment: further UNIONWEB_ settings."""
    server = start(app, twin=twin, workers=workers, threads=threads, **environment)
    try:
        yield server
    finally:
        server.stop()


def start(app, *, twin: bool = False, workers: int = 2, threads: int = 4, **environment: str) -> Server:
    """Start a server; the caller stops it. Raises RuntimeError with its last words when it does not come up."""
    port = free_port()
    settings = {
        "UNIONWEB_INSTANCE": str(app.instance_path),
        "UNIONWEB_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "UNIONWEB_NOW": clock.now().isoformat(),
        "UNIONWEB_WORKERS": str(workers),
        "UNIONWEB_THREADS": str(threads),
        "UNIONWEB_TEST_TWIN": "1" if twin else "",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning", "--preload"]
    process = subprocess.Popen(
        [*tied_to_parent(), *command, "tests.support.wsgi:app"],
        cwd=ROOT,
        env=os.environ | settings | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    os.set_blocking(process.stderr.fileno(), False)
    server = Server(process, port)
    wait_until_ready(server)
    return server


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            if server.ask(get("/sign-in")).status in READY:
                return
        time.sleep(0.05)
    last_words = (server.process.stderr.read() or b"").decode()[-2000:]
    server.stop()
    raise RuntimeError(f"the server did not come up: {last_words}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]
    return []


def connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_ANSWER)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_all(connections: list[socket.socket]) -> list[Answer]:
    """Everything the server sends on each connection until it closes it.

    Each is closed at once on this side too: gunicorn's thread waits for that before it takes the next request.
    """
    received = {connection: b"" for connection in connections}
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    with selectors.DefaultSelector() as waiting:
        for connection in connections:
            waiting.register(connection, selectors.EVENT_READ)
        while waiting.get_map() and time.monotonic() < deadline:
            for key, _ in waiting.select(1):
                if more := received_now(key.fileobj):
                    received[key.fileobj] += more
                else:
                    waiting.unregister(key.fileobj)
                    key.fileobj.close()
    return [answer_of(received[connection]) for connection in connections]


def received_now(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 16)
    except OSError:
        return b""


def answer_of(received: bytes) -> Answer:
    """A parsed answer; status 0 when the server closed without one."""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1.1 "):
        return Answer(0, "", "")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = unchunked(body)
    return Answer(int(first.split()[1]), headers.get("location", ""), body.decode(errors="replace"), headers)


def unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        whole, body = whole + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return whole


@dataclass(frozen=True)
class Pass:
    """A signed-in browser: its cookie, and the token that its forms carry."""

    member_id: int
    cookie: str
    csrf: str

    def get(self, path: str, **headers: str) -> bytes:
        return get(path, Cookie=self.cookie, **headers)

    def post(self, path: str, headers: dict[str, str] | None = None, **fields) -> bytes:
        return post(path, {"csrf_token": self.csrf, **fields}, Cookie=self.cookie, **(headers or {}))


def passes(app, member_ids: Iterable[int]) -> list[Pass]:
    """Sign these members in, all with one commit."""
    tokens, now = {member_id: secrets.token_urlsafe(16) for member_id in member_ids}, clock.now()
    seen = {"created_at": now, "last_seen_at": now, "address": "127.0.0.1", "user_agent": "t"}
    with app.app_context():
        db.session.add_all(UserSession(token_hash=token_hash(t), member_id=m, **seen) for m, t in tokens.items())
        db.session.commit()
    return [pass_of(app, member_id, token) for member_id, token in tokens.items()]


def visitor(app) -> Pass:
    """Somebody who has opened the sign-in page."""
    return pass_of(app, 0, None)


def pass_of(app, member_id: int, token: str | None) -> Pass:
    """What the application would have put into the browser."""
    secret = hashlib.sha1((token or "visitor").encode()).hexdigest()
    content = {"csrf_token": secret} | ({"_user_id": token} if token else {})
    signed = app.session_interface.get_signing_serializer(app).dumps(content)
    form = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(secret)
    return Pass(member_id, f"{app.config['SESSION_COOKIE_NAME']}={signed}", form)


def get(path: str, **headers: str) -> bytes:
    return request("GET", path, b"", headers)


def post(path: str, fields: dict, **headers: str) -> bytes:
    body = urlencode({name: value for name, value in fields.items() if value is not None}).encode()
    headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return request("POST", path, body, headers)


def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
