"""One blueprint for the pages of clubs."""

from flask import Blueprint

from unionweb.clubs import registrations

bp = Blueprint("clubs", __name__)
registrations.register()
