"""A server with its own database for the races, and a second one that serves the bad twin."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from tests.conftest import NOW, make_app
from tests.races import bad_twin
from tests.support import server, university
from tests.support.server import Pass, Server
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

OPENING = [f"2026-09-{day:02} {hour:02}:{minute}" for day in range(17, 30) for hour in range(7, 21) for minute in ("00", "30")]


@dataclass
class Arena:
    """One server, one database, and as many people and slots as the races want."""

    app: object
    server: Server
    is_twin: bool
    members: Iterator[int] = field(default_factory=lambda: count(20001))
    starts: Iterator[str] = field(default_factory=lambda: iter(OPENING))

    def inside(self, call):
        """Read or prepare in a context of its own."""
        with self.app.app_context():
            return call()

    def people(self, number: int) -> list[Pass]:
        """So many members that nobody has met yet, signed in."""
        ids = [next(self.members) for _ in range(number)]
        self.inside(lambda: ([university.add_member(i, f"张{i}") for i in ids], db.session.commit()))
        return server.passes(self.app, ids)

    def slot(self, places: int = 1, *, start: str | None = None, minutes: int = 30) -> int:
        """A slot at a time that no other race uses."""
        start = start or next(self.starts)
        return self.inside(lambda: university.add_slot(start, places=places, minutes=minutes))

    def day_of_slots(self, number: int) -> list[int]:
        """Slots one after the other on one day that no other race uses."""
        first = next(s for s in self.starts if s.endswith("07:00"))
        starts = [first, *(next(self.starts) for _ in range(number - 1))]
        return [self.slot(start=start) for start in starts]


@pytest.fixture(autouse=True)
def _clock():
    clock.set_now(NOW)
    yield
    clock.set_now(None)


@contextlib.contextmanager
def arena_of(folder, blueprint, cluster, *, twin):
    made_in, name = blueprint
    for secret in ("secret_key", "data_key"):
        shutil.copy(made_in / secret, folder / secret)
    own = f"{name}_{'twin' if twin else 'arena'}"
    if cluster:
        cluster.create(own, template=name)
    else:
        shutil.copy(made_in / "unionweb.db", folder / "unionweb.db")
    app = make_app(folder, cluster.url(own) if cluster else f"sqlite:///{folder}/unionweb.db")
    if twin:
        with app.app_context():
            bad_twin.drop_indexes(db.session)
    try:
        with server.serving(app, twin=twin, workers=2, threads=12) as running:
            yield Arena(app, running, twin)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if cluster:
            cluster.drop(own)


@pytest.fixture(scope="session")
def arena(tmp_path_factory, blueprint, cluster):
    """The real application under races."""
    with arena_of(tmp_path_factory.mktemp("arena"), blueprint, cluster, twin=False) as found:
        yield found


@pytest.fixture(scope="session")
def twin(tmp_path_factory, blueprint, cluster):
    """The same without locks and unique indexes: races must be lost here."""
    with arena_of(tmp_path_factory.mktemp("twin"), blueprint, cluster, twin=True) as found:
        yield found

