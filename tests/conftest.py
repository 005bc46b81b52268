"""One cast, one small university, one clock for all tests; on SQLite, or on PostgreSQL with UNIONWEB_TEST_DB."""

import gc
import os
import shutil
from datetime import datetime

import pytest
from sqlalchemy import event

from tests.support import university
from tests.support.browser_client import Browser
from tests.support.compiled import STATEMENTS, TEMPLATES, remember_rules
from tests.support.postgres import shared_cluster
from unionweb import create_app
from unionweb.common import standing
from unionweb.config import engine_options
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

NOW = datetime(2026, 9, 16, 10, 38)  # a Wednesday in the third teaching week
ON_POSTGRESQL = os.environ.get("UNIONWEB_TEST_DB") == "postgresql"


@event.listens_for(Message, "init")
def _right_on_every_day(_message, _args, given):
    """A message is read when its reader finds the time: what is tomorrow now is not tomorrow then."""
    told = given["title"] + given.get("body", "")
    assert not {word for word in ("今天", "明天", "昨天") if word in told}, told


def pytest_configure(config):
    """The server is started before there are parallel workers, so that they share it."""
    remember_rules()
    if ON_POSTGRESQL:
        shared_cluster()


def pytest_collection_finish():
    """All modules and tests stay until the end: they need not be searched for garbage again and again."""
    gc.collect()
    gc.freeze()


def make_app(instance, url):
    os.environ["UNIONWEB_INSTANCE"] = str(instance)
    settings = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "NOW": NOW, "SQLALCHEMY_DATABASE_URI": url}
    app = create_app(**settings, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url), WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        STATEMENTS.lend_to(db.engine)
    return app


@pytest.fixture(scope="session")
def cluster():
    """The throw-away PostgreSQL of this run; None on SQLite."""
    return shared_cluster() if ON_POSTGRESQL else None


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory, cluster):
    """A migrated database with the small university in it; every test starts from a copy."""
    folder = tmp_path_factory.mktemp("blueprint")
    name = f"blueprint_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    if cluster:
        cluster.create(name)
    url = cluster.url(name) if cluster else f"sqlite:///{folder}/unionweb.db"
    app = make_app(folder, url)
    with app.app_context():
        university.migrate()
        university.build()
        STATEMENTS.begin_with(db.engine)
        db.session.remove()
        db.engine.dispose()
    return folder, name


@pytest.fixture
def app(tmp_path, blueprint, cluster, request):
    """A fresh application on its own database. No context is held open: that would leak one user into another."""
    folder, name = blueprint
    for secret in ("secret_key", "data_key"):
        shutil.copy(folder / secret, tmp_path / secret)
    own = f"{name}_{abs(hash(request.node.nodeid)) % 10**9}"
    if cluster:
        cluster.create(own, template=name)
        url = cluster.url(own)
    else:
        shutil.copy(folder / "unionweb.db", tmp_path / "unionweb.db")
        url = f"sqlite:///{tmp_path}/unionweb.db"
    app = make_app(tmp_path, url)
    yield app
    clock.set_now(None)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if cluster:
        cluster.drop(own)


@pytest.fixture
def as_user(app):
    """as_user(10001) → a browser in which that person is signed in; as_user(None) → nobody is."""

    def browser(staff_no=None, *, htmx=False, csrf=False):
        return Browser(app, staff_no, htmx=htmx, csrf=csrf)

    return browser


@pytest.fixture
def inside(app):
    """Read the truth in a context of its own, never in the request's: inside(lambda: queries.something())."""

    def run(call):
        with app.app_context():
            return call()

    return run


@pytest.fixture
def at(app):
    """at("2026-09-16 13:55") → the application's clock stands there."""

    def move(moment):
        clock.set_now(datetime.fromisoformat(moment))

    yield move
    clock.set_now(None)


@pytest.fixture
def statements(app):
    """statements(lambda: browser.get(path)) → the SQL statements that the call sent to the database.

    What each process keeps (common.standing) has been read before, as after a server's first page; not with cold=True.
    """

    def run(call, *, cold=False):
        seen = []
        if not cold:
            with app.app_context():
                standing.get("settings")

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return seen

    return run
