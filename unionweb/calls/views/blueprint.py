"""The feature's blueprint; the modules beside this one hang their URLs on it."""

from flask import Blueprint

bp = Blueprint("calls", __name__)
