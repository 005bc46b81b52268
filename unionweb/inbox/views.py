"""URLs of the own inbox and the own calendar address."""

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from unionweb.common import settings
from unionweb.inbox import feeds, queries, services
from unionweb.kernel import menus
from unionweb.kernel.permissions import public, requires, signed_in
from unionweb.kernel.web import external, notice, render, see, see_path

bp = Blueprint("inbox", __name__)
menus.add("main", 40, "消息", "inbox.index", signed_in, also=("inbox.",), badge_words="条未读",
          badge=lambda: current_user.along["unread"])  # fmt: skip


@bp.get("/messages/")
@requires(signed_in)
def index():
    only_unread = request.args.get("show") == "unread"
    page = queries.inbox_page(current_user.id, only_unread=only_unread)
    return render(
        "inbox/index.html",
        page=page,
        address=lambda n: url_for("inbox.index", show="unread" if only_unread else None, page=n),
        only_unread=only_unread,
        unread=current_user.along["unread"],
        keep_days=settings.get("inbox.keep_days"),
    )


@bp.post("/messages/reading")
@requires(signed_in)
def create_reading_of_all():
    services.mark_all_read(current_user.id)
    notice("全部标为已读了。")
    return see("inbox.index")


@bp.get("/messages/<int:message_id>")
@requires(signed_in)
def show(message_id):
    message = queries.own_message(current_user.id, message_id) or abort(404)
    return render("inbox/show.html", "inbox/_reading.html", message=message)


@bp.post("/messages/<int:message_id>/reading")
@requires(signed_in)
def create_reading(message_id):
    message = queries.own_message(current_user.id, message_id) or abort(404)
    path = message.path if "follow" in request.form else None
    services.mark_read(current_user.id, message_id)
    return see_path(path, "inbox.show", message_id=message_id)


@bp.get("/messages/feed")
@requires(signed_in)
def feed():
    own = queries.feed_of(current_user.id)
    address = own and external("inbox.show_feed", token=own.token)
    return render("inbox/feed.html", feed=own, address=address)


@bp.post("/messages/feed")
@requires(signed_in)
def renew_feed():
    services.renew_feed(current_user)
    notice("新的日历地址做好了。如果以前有过地址，那个已经不能用了。")
    return see("inbox.feed")


@bp.post("/messages/feed/withdrawal")
@requires(signed_in)
def create_feed_withdrawal():
    services.remove_feed(current_user)
    notice("日历地址停用了。已经订阅的日历不会再更新。")
    return see("inbox.feed")


@bp.get("/feeds/<token>.ics")
@requires(public)
def show_feed(token):
    owner = queries.feed_owner(token) or abort(404)
    return Response(feeds.own_calendar(owner), mimetype="text/calendar")
