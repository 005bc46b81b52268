"""How the union names itself on every page; known even when the database is not there."""

from dataclasses import dataclass

from flask import g

from unionweb.common import settings
from unionweb.common.workdays import unknown_year_banner


@dataclass(frozen=True)
class Office:
    place: str
    phone: str
    hours: str


def _known(key: str) -> str:
    return settings.definition(key).default if g.get("offline") else settings.get(key)


def name() -> str:
    """The union's name: 海川大学工会"""
    return _known("org.name")


def office() -> Office:
    """Where the union's office is and when it can be reached."""
    return Office(_known("org.office"), _known("org.phone"), _known("org.hours"))


def init_app(app):
    app.jinja_env.globals.update(org_name=name, org_office=office, unknown_year=unknown_year_banner)
