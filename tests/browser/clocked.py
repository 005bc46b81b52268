"""What gunicorn serves to the browser: the real application, whose clock stands where the tests put it.

The file `now` in the instance folder holds the moment; a test that needs another time of day writes another one.
"""

from datetime import datetime
from pathlib import Path

from unionweb import create_app
from unionweb.kernel import clock

application = create_app()
hands = Path(application.instance_path, "now")


def app(environ, start_response):
    """Set the clock, then serve the request."""
    clock.set_now(datetime.fromisoformat(hands.read_text()))
    return application(environ, start_response)
