"""URLs of the own inbox."""

from flask import Blueprint
from flask_login import current_user

from unionweb.inbox import queries
from unionweb.kernel import menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import render

bp = Blueprint("inbox", __name__, url_prefix="/messages")
menus.add("main", 40, "消息", "inbox.index", signed_in, also=("inbox.",), badge_words="条未读",
          badge=lambda: queries.unread_count(current_user.id))


@bp.get("/")
@requires(signed_in)
def index():
    return render("inbox/index.html", messages=queries.latest(current_user.id, 50))
