"""Pages that are asked for while certificates are printed in the worker's process, against the same pages at rest.

`python -m bench.beside FOLDER` is that process: it prints a thousand certificates, as single files and as one file, as
the job worker does, again and again until its input ends; then it says how many and how much memory it took.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.data import copied, demo_instance, opened, signed_in
from bench.serving import Client, application
from bench.table import Row, at_most
from unionweb import ROOT
from unionweb.certificates import printing
from unionweb.kernel.pdf import Press

PART, PATH = "certificates", "/"
BATCH = 25
BREATH = 0.02  # seconds between two requests of the one person who reads
SHARE = 95


def pages_meanwhile(options) -> list[Row]:
    """Rows: p95 of a signed-in page during the printing by p95 at rest, in turns; memory of the printing worker."""
    rest, busy = [], []
    with copied(demo_instance()) as instance, application(instance, workers=2) as server:
        with opened(instance) as app:
            client = Client(server, Cookie=signed_in(app, "10001").cookie)
        _ask(client, 20)
        for _ in range(options.rounds):
            rest += _ask(client, options.requests)
            with _printing(instance) as told:
                busy += _ask(client, options.requests)
    quiet, loud = _p95(rest), _p95(busy)
    note = f"{loud:.1f} ms by {quiet:.1f} ms, {len(busy)} pages, {told['files']} files in the last turn"
    return [
        at_most(PART, f"p95 of GET {PATH} while certificates are printed : at rest", 2, loud / quiet, note=note),
        at_most(PART, "memory of the printing worker", 200, told["memory"], "MB"),
    ]


def _ask(client: Client, number: int) -> list[float]:
    """Milliseconds of each request, on one connection."""
    client.close()
    taken = []
    for _ in range(number):
        began = time.perf_counter()
        client.get(PATH)
        taken.append(1000 * (time.perf_counter() - began))
        time.sleep(BREATH)
    return taken


def _p95(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * SHARE // 100]


@contextlib.contextmanager
def _printing(instance: Path) -> Iterator[dict]:
    """The worker's process, printing; afterwards what it said."""
    told: dict = {}
    command = [sys.executable, "-m", "bench.beside", str(instance)]
    pipe = subprocess.PIPE
    worker = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stdin=pipe, stdout=pipe, text=True)
    try:
        worker.stdout.readline()  # it has begun
        yield told
        told |= json.loads(worker.communicate(timeout=120)[0])
    finally:
        worker.kill()
        worker.wait()


def main() -> None:
    """Print until the input ends."""
    from bench.certificates import peak_of, thousand

    with opened(Path(sys.argv[1])) as app, app.app_context(), Press() as press:
        papers, files, renderers = thousand(), 0, []
        print("begun", flush=True)
        while not select.select([sys.stdin], [], [], 0)[0]:
            batch = papers[files % len(papers) :][:BATCH]
            pages = [printing.page_of(one) for one in batch]
            with printing.setter_for(pages, press) as setter:
                files += sum(bool(printing.single_file(one, setter)) for one in batch)
            renderers.append(peak_of(press.pid))
        printing.print_file(papers, press)
        memory = max(peak_of(os.getpid()), peak_of(press.pid), *renderers)
        print(json.dumps({"files": files, "memory": memory}))


if __name__ == "__main__":
    main()
