"""A thousand certificates with seal, border and QR code, one in twenty with a rare name: CPU, bytes, memory."""

import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.data import opened
from bench.table import Row, at_most
from tests.certificates.made import paper, unicode_of
from unionweb.certificates import printing
from unionweb.kernel.pdf import Press, Printed

COUNT, SINGLES = 1000, 200
PART = "certificates"


def measure(_options) -> list[Row]:
    """CPU of both processes per certificate, from what they say to the file; bytes; memory of the renderer."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as app, app.app_context():
        papers = [paper(unicode_of(n), number=n + 1, address=_address(n)) for n in range(COUNT)]
        return [*_one_file(papers), *_single_files(papers)]


def _address(number: int) -> str:
    return f"https://union.example.edu.cn/verify/{number:022}"


def _one_file(papers) -> list[Row]:
    began, wall = _cpu(), time.monotonic()
    with Press() as press:
        data = printing.print_file(papers, press)
        peak = _peak(press)
    cpu = (_cpu() - began) / COUNT * 1000
    note = f"{time.monotonic() - wall:.1f} s for {COUNT:,} on the clock, {date.today()}"
    return [
        at_most(PART, "CPU per certificate in one print file", 14, cpu, "ms", note=note),
        at_most(PART, "bytes per certificate in one print file", 5, len(data) / COUNT / 1000, "kB"),
        at_most(PART, f"memory of the renderer, {COUNT:,} in one file", 200, peak, "MB"),
    ]


def _single_files(papers) -> list[Row]:
    began, sizes = _cpu(), []
    pages = [printing.page_of(one) for one in papers[:SINGLES]]
    with printing.setter_for(pages) as setter:
        for page in pages:
            sizes.append(len(setter.file([page], Printed("荣誉证书", "工会"))))
    cpu = (_cpu() - began) / SINGLES * 1000
    return [
        at_most(PART, "CPU per certificate as single files", 32, cpu, "ms", note=f"{SINGLES} files"),
        at_most(PART, "the largest single file", 60, max(sizes) / 1000, "kB"),
    ]


def _peak(press: Press) -> float:
    """The most real memory the renderer has taken, in MB."""
    lines = Path(f"/proc/{press.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _cpu() -> float:
    """Seconds of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
