"""What the servers of race and fault tests serve: the real application, or its deliberately bad twin."""

import os

if os.environ.get("UNIONWEB_TEST_TWIN"):
    from tests.races.bad_twin import install

    install()

from unionweb import create_app

app = create_app()
