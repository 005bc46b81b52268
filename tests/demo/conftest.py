"""Installations of their own, for what begins with an empty one."""

from contextlib import ExitStack, contextmanager

import pytest

from tests.conftest import NOW, make_app
from tests.support import university
from unionweb.demo import loading
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


@contextmanager
def new_installation(folder, cluster, moment, *, migrated):
    """An application on a new, empty database, at that time of day."""
    name = f"own_{folder.parent.name}_{folder.name}".replace("-", "_")
    if cluster:
        cluster.create(name)
    app = make_app(folder, cluster.url(name) if cluster else f"sqlite:///{folder}/unionweb.db")
    with app.app_context():
        if migrated:
            university.migrate()
        db.session.remove()
    clock.set_now(moment)
    yield app
    clock.set_now(None)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if cluster:
        cluster.drop(name)


@pytest.fixture
def installation(tmp_path_factory, cluster):
    """installation(moment) → a new, empty, migrated application."""
    with ExitStack() as made:

        def make(moment=NOW, *, migrated=True):
            folder = tmp_path_factory.mktemp("empty")
            return made.enter_context(new_installation(folder, cluster, moment, migrated=migrated))

        yield make


@pytest.fixture(scope="session")
def loaded(tmp_path_factory, cluster):
    """An application with the demo university in it, as loaded on a Wednesday morning."""
    with new_installation(tmp_path_factory.mktemp("demo"), cluster, NOW, migrated=True) as app:
        with app.app_context():
            loading.load(2026)
            db.session.remove()
        yield app


@pytest.fixture
def demo(loaded):
    """demo(call) → what `call` returns in the loaded application, at the moment of loading; it should only read."""
    clock.set_now(NOW)

    def run(call):
        with loaded.app_context():
            return call()

    yield run
    clock.set_now(None)


@pytest.fixture
def run():
    """run(app, "demo", "--if-empty") → the result of a flask command: exit_code and output."""

    def command(app, *args):
        clock.set_now(NOW)
        return app.test_cli_runner().invoke(args=args)

    yield command
    clock.set_now(None)
