"""URLs of the office's desk."""

from flask import Blueprint

from unionweb.kernel.permissions import public, requires
from unionweb.kernel.web import render

bp = Blueprint("office", __name__)


@bp.get("/help")
@requires(public)
def help():
    return render("office/help.html")


@bp.get("/privacy")
@requires(public)
def privacy():
    return render("office/privacy.html")
