"""One application without a database and one renderer for all papers of these tests."""

import pytest

from tests.conftest import NOW, make_app
from unionweb.kernel import clock, fonts, pdf
from unionweb.kernel.extensions import db
from unionweb.notices import printing
from unionweb.notices.rules import lay_out


@pytest.fixture(scope="session")
def room(tmp_path_factory):
    """An application whose fonts are those of the checkout."""
    folder = tmp_path_factory.mktemp("papers")
    app = make_app(folder, f"sqlite:///{folder}/unionweb.db")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def still():
    """The clock stands on that Wednesday."""
    clock.set_now(NOW)
    yield
    clock.set_now(None)


@pytest.fixture(scope="session")
def type_(room):
    with room.app_context():
        return fonts.library()


@pytest.fixture(scope="session")
def press(room):
    with pdf.Press() as press:
        yield press


@pytest.fixture(scope="session")
def printed(room, type_, press):
    """printed(paper, change=None) → PDF; change(sheet) may spoil the sheet before it is printed."""

    def run(paper, change=None):
        with room.app_context():
            sheet = lay_out(paper, type_)
            return printing.printed(change(sheet) if change else sheet, paper, press)

    return run
