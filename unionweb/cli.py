"""flask commands: each does one job and says what it did."""


def init_app(app):
    """Hang the commands on the application."""
