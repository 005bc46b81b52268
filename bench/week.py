"""The signed-in week page against a bare Jinja page of the same size."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.data import copied, demo_instance, opened, signed_in
from bench.serving import Client, Meter, application, serving
from bench.table import Row, at_most

LIMIT = 3
PATH = "/bookings/week"


def measure(options) -> list[Row]:
    """One row: CPU of the week page by CPU of the bare page."""
    with copied(demo_instance()) as instance, application(instance) as server, TemporaryDirectory() as folder:
        with opened(instance) as app:
            person = signed_in(app, "10001")
        ours = Client(server, Cookie=person.cookie)
        size = len(ours.get(PATH))
        database = str(Path(folder, "bare.db"))
        with serving("bench.bare:app", BENCH_BYTES=str(size), BENCH_DATABASE=database) as bare_server:
            bare = Client(bare_server)
            real_size = len(bare.get("/page"))
            page, blank = Meter(server), Meter(bare_server)
            alternate([(page, ours, PATH), (blank, bare, "/page")], options.rounds, options.requests)
    note = f"{page.each:.1f} ms by {blank.each:.1f} ms, {size:,} and {real_size:,} bytes"
    return [at_most("week", "week page, signed in : bare Jinja page, CPU", LIMIT, page.each / blank.each, note=note)]


def alternate(meters: list[tuple[Meter, Client, str]], rounds: int, requests: int) -> None:
    """Fetch each page in turns, so that a busy machine disturbs all alike. The first turn only warms up."""
    for turn in range(rounds + 1):
        for meter, client, path in meters:
            number = requests if turn else 10
            client.close()  # the server has given the idle connection up by now; the next request opens another
            with meter.running(number):
                for _ in range(number):
                    client.get(path)
            if turn == 0:
                meter.seconds = meter.units = 0
