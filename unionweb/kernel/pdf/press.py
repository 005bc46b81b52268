"""The near end of the renderer: starts the process, hands it pages and what they may read, and ends it when it hangs."""

import contextlib
import logging
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from unionweb.kernel import fonts
from unionweb.kernel.errors import Refused
from unionweb.kernel.pdf import frames

MEGABYTES = 1200  # of address space; a certificate takes 80 of real memory, a thousand in one document 400
SECONDS = 20
MANY_SECONDS = 600  # for a document of many hundred pages, in the job worker
LARGEST_HTML = 64 * 1024 * 1024
AGAIN = 2  # times a document is sent to a new renderer, when somebody else has ended the one that had it
RESTART_AFTER = 500  # documents: what the libraries leave behind must not add up

_CHILD = Path(__file__).with_name("child.py")
_ASSETS = {".css", ".svg", ".png", ".jpg", ".webp"}
_TOO_BIG = "内容太多或太复杂，排不出版面。请减少内容，或分成几份，再试一次。"
_BROKEN = "版面没有排出来。请把内容发给管理员看看；已经存下的内容没有变。"
_INTERRUPTED = "排版程序中断了，请接着排版。"
_NOT_READY = "这台服务器还不能排版。请管理员运行 flask --app wsgi fonts，按提示装好字体。"

_SAID = {"too_big": _TOO_BIG, "interrupted": _INTERRUPTED}
_FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}  # by the machine that is short of memory, by hand

log = logging.getLogger(__name__)


class PaperProblem(Refused):
    """No PDF: a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Printed:
    """What the file says about itself."""

    title: str
    author: str
    seconds: int = SECONDS


def render(template: str, data: dict, printed: Printed) -> bytes:
    """One document in a process of its own. Raises PaperProblem; FontsMissing when this machine cannot print."""
    with Press() as press:
        return press.render(template, data, printed)


class Press:
    """A renderer kept for several documents; to be used in `with`, by one thread."""

    def __init__(self, megabytes: int = MEGABYTES):
        self._megabytes = megabytes
        self._child: subprocess.Popen | None = None
        self._made = 0

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def render(self, template: str, data: dict, printed: Printed) -> bytes:
        """The PDF of a template of ours, filled with data that is escaped. Raises PaperProblem, FontsMissing."""
        html = current_app.jinja_env.get_template(template).render(data)
        return self.print(html, printed)

    def print(self, html: str, printed: Printed) -> bytes:
        """The PDF of HTML that our own code made. Raises PaperProblem, FontsMissing."""
        style, assets = fonts.library().style_sheet(html)
        return self.send(html, printed, style, assets | _static())

    def send(self, html: str, printed: Printed, style: str, assets: dict[str, Path], **more) -> bytes:
        """The PDF of HTML with these fonts and files. more: what else child.py understands. Raises PaperProblem."""
        request = {"assets": {a: str(p) for a, p in assets.items()}, "style": style, **more}
        request |= {"title": _clean(printed.title), "author": _clean(printed.author), "seconds": printed.seconds}
        body = html.encode("utf-8", "replace")
        if len(body) > LARGEST_HTML:
            raise PaperProblem(_TOO_BIG)
        for _ in range(1 + AGAIN):
            header, pdf = self._ask(request, body)
            if "problem" not in header:
                return pdf
            log.warning("paper %r: %s", printed.title, header.get("detail"))
            if header["problem"] != "interrupted":
                break
        raise PaperProblem(_SAID.get(header["problem"], _BROKEN))

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _ask(self, request: dict, body: bytes) -> tuple[dict, bytes]:
        """The answer to one frame; when there is none in time, or the process died, that is the answer."""
        child = self._running()
        try:
            frames.write(child.stdin, request, body)
        except BrokenPipeError:
            return self._lost("gone")
        answer = frames.read(_Timed(child.stdout, time.monotonic() + request["seconds"] + 2))
        self._made += 1
        return answer or self._lost("no answer in time")

    def _lost(self, why: str) -> tuple[dict, bytes]:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(0.5)  # a process that is ending has closed its pipe a moment earlier
        status = self._child.poll()
        self.close()
        if not fonts.subsetter_works():
            raise PaperProblem(_NOT_READY)
        return {"problem": _problem(status), "detail": f"{why}, status {status}"}, b""

    def _running(self) -> subprocess.Popen:
        if self._child and (self._made >= RESTART_AFTER or self._child.poll() is not None):
            self.close()
        if not self._child:
            command = [sys.executable, "-I", str(_CHILD), str(self._megabytes)]
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=0)
            self._made = 0
        return self._child


def _problem(status: int | None) -> str:
    """Why a renderer gave no answer, by how it ended; None: it had to be ended."""
    if status in _FROM_OUTSIDE:
        return "interrupted"
    return "broken" if status is not None and status > 0 else "too_big"


class _Timed:
    """A pipe that reads as much as was asked for, or less when the time is over."""

    def __init__(self, pipe, deadline: float):
        self._pipe, self._deadline = pipe, deadline
        self._selector = selectors.DefaultSelector()
        self._selector.register(pipe, selectors.EVENT_READ)

    def read(self, length: int) -> bytes:
        parts = []
        while length and self._selector.select(max(self._deadline - time.monotonic(), 0)):
            part = self._pipe.read(min(length, 1 << 20))
            if not part:
                break
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


def _clean(text: str) -> str:
    """Half a character (a lone surrogate) becomes a question mark, as it does in the body."""
    return text.encode("utf-8", "replace").decode()


def _static() -> dict[str, Path]:
    """Every picture and style sheet of static/ by the address papers use: asset:paper/notice.css"""
    folder = Path(current_app.root_path) / "static"
    files = (path for path in folder.rglob("*") if path.suffix in _ASSETS)
    return {f"asset:{path.relative_to(folder).as_posix()}": path for path in files}
