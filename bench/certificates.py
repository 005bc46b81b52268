"""A thousand certificates with seal, border and QR code, one in twenty with a rare name: CPU, bytes, memory, and what
else the machine does meanwhile; beside them the same as others would make them (peers.py)."""

import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import peers
from bench.beside import pages_meanwhile
from bench.data import opened
from bench.table import Row, at_least, at_most
from tests.certificates.made import paper, unicode_of
from unionweb.certificates import printing
from unionweb.kernel.pdf import Press, Printed

COUNT, SINGLES, PLAIN = 1000, 200, 20
PART = "certificates"


def measure(options) -> list[Row]:
    """CPU of both processes per certificate, from what they say to the file; bytes; memory; ratios; pages meanwhile."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as app, app.app_context():
        one_file, together = _one_file(thousand())
        singles, single = _single_files(thousand())
        loop, office = _plain_loop(thousand(), together, single), _office(thousand(), together)
    return [*one_file, *singles, *loop, office, *pages_meanwhile(options)]


def thousand() -> list:
    """What the certificates say."""
    return [paper(unicode_of(n), number=n + 1, address=_address(n)) for n in range(COUNT)]


def _address(number: int) -> str:
    return f"https://union.example.edu.cn/verify/{number:022}"


def _one_file(papers) -> tuple[list[Row], float]:
    began, wall = _cpu(), time.monotonic()
    with Press() as press:
        data = printing.print_file(papers, press)
        peak = peak_of(press.pid)
    cpu = (_cpu() - began) / COUNT * 1000
    note = f"{time.monotonic() - wall:.1f} s for {COUNT:,} on the clock, {date.today()}"
    return [
        at_most(PART, "CPU per certificate in one print file", 14, cpu, "ms", note=note),
        at_most(PART, "bytes per certificate in one print file", 5, len(data) / COUNT / 1000, "kB"),
        at_most(PART, f"memory of the renderer, {COUNT:,} in one file", 200, peak, "MB"),
    ], cpu


def _single_files(papers) -> tuple[list[Row], float]:
    began, sizes = _cpu(), []
    pages = [printing.page_of(one) for one in papers[:SINGLES]]
    with Press() as press, printing.setter_for(pages, press) as setter:
        for page in pages:
            sizes.append(len(setter.file([page], Printed("荣誉证书", "工会"))))
        peak = peak_of(press.pid)
    cpu = (_cpu() - began) / SINGLES * 1000
    return [
        at_most(PART, "CPU per certificate as single files", 32, cpu, "ms", note=f"{SINGLES} files"),
        at_most(PART, "the largest single file", 60, max(sizes) / 1000, "kB"),
        at_most(PART, f"memory of the renderer, {SINGLES} single files", 200, peak, "MB"),
    ], cpu


def _plain_loop(papers, together: float, single: float) -> list[Row]:
    began = _cpu()
    peers.plain_loop(papers[:PLAIN])
    cpu = (_cpu() - began) / PLAIN * 1000
    note = f"{cpu:.0f} ms, {PLAIN} documents"
    return [
        at_least(PART, "plain WeasyPrint loop : our print file, CPU", 8, cpu / together, note=note),
        at_least(PART, "plain WeasyPrint loop : our single files, CPU", 8, cpu / single, note=note),
    ]


def _office(papers, together: float) -> Row:
    what = "LibreOffice, one document : our print file, CPU"
    if not peers.office():
        return Row(PART, what, "≥ 4 ×", "not measured: soffice is not installed")
    with TemporaryDirectory() as folder:
        document, began = peers.office_document(papers), _cpu()
        peers.convert(document, Path(folder))
    cpu = (_cpu() - began) / COUNT * 1000
    return at_least(PART, what, 4, cpu / together, note=f"{cpu:.0f} ms, {COUNT:,} pages")


def peak_of(pid: int) -> float:
    """The most real memory a process has taken, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _cpu() -> float:
    """Seconds of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
