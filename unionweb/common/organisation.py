"""How the union names itself on every page; known even when the database is not there."""

from dataclasses import dataclass

from flask import g

from unionweb.common import settings, standing
from unionweb.common.workdays import unknown_year_banner
from unionweb.kernel import clock

KEYS = ("org.name", "org.office", "org.phone", "org.hours")


@dataclass(frozen=True)
class Office:
    name: str
    place: str
    phone: str
    hours: str


def office() -> Office:
    """The union's name (海川大学工会), where its office is and when it can be reached."""
    if g.get("offline"):
        return Office(*(settings.definition(key).default for key in KEYS))
    return standing.derive(("organisation", clock.today()), lambda: Office(*settings.together(KEYS)))


def name() -> str:
    return office().name


def init_app(app):
    app.jinja_env.globals.update(org_name=name, org_office=office, unknown_year=unknown_year_banner)
