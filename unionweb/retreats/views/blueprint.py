"""One blueprint for the pages of retreats."""

from flask import Blueprint

bp = Blueprint("retreats", __name__)
