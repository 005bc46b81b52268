"""unionweb: the union's intranet. create_app() is the whole table of contents."""

from importlib import import_module
from pathlib import Path

from flask import Flask

from unionweb import cli, config
from unionweb.common import organisation
from unionweb.kernel import assets, clock, db, jobs, web
from unionweb.kernel.extensions import csrf, login, migrate
from unionweb.kernel.extensions import db as database

ROOT = Path(__file__).resolve().parent.parent
FEATURES = ("accounts", "inbox", "notices", "certificates", "bookings", "clubs", "activities", "mixers", "retreats", "calls", "office")


def create_app(**overrides) -> Flask:
    """Build the application from the environment; `overrides` replace single configuration values."""
    settings = config.from_environment(ROOT) | overrides
    app = Flask(
        __name__, root_path=str(ROOT), instance_path=str(settings["INSTANCE"]), static_folder=None
    )
    app.config.from_mapping(settings)
    app.url_map.converters["int"] = web.Id
    clock.set_now(app.config["NOW"])
    db.init_app(app)
    migrate.init_app(app, database, render_as_batch=True)
    csrf.init_app(app)
    login.init_app(app)
    web.init_app(app)
    organisation.init_app(app)
    assets.init_app(app, ROOT / "static")
    for feature in FEATURES:
        import_module(f"unionweb.{feature}.models")
        app.register_blueprint(import_module(f"unionweb.{feature}.views").bp)
    jobs.init_app(app)
    cli.init_app(app)
    return app
