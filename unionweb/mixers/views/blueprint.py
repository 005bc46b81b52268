"""One blueprint for the pages of mixers."""

from flask import Blueprint

from unionweb.mixers import registrations

bp = Blueprint("mixers", __name__)
registrations.register()
