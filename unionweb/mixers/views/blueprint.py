"""One blueprint for the pages of mixers."""

from flask import Blueprint

bp = Blueprint("mixers", __name__)
