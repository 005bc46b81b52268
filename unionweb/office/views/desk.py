"""The way to the office's pages, and what everybody may read: help and privacy."""

from flask import current_app, redirect

from unionweb.bookings.queries.policy import hotlines
from unionweb.common import settings
from unionweb.kernel import menus
from unionweb.kernel.permissions import public, requires
from unionweb.kernel.web import render
from unionweb.office import queries
from unionweb.office.views.blueprint import bp

menus.add("main", 90, "办公", "office.index", menus.may_open_any, covers="office")


@bp.get("/office")
@requires(menus.may_open_any)
def index():
    return redirect(menus.first_address())


@bp.get("/help")
@requires(public)
def help():
    return render(
        "office/help.html",
        rules=queries.member_rules(),
        hotlines=hotlines(),
        code_days=settings.get("sign_in.code_days"),
        tries=settings.get("sign_in.tries"),
        pause=settings.get("sign_in.pause_minutes"),
        mails=current_app.config["SMTP_URL"],
    )


@bp.get("/privacy")
@requires(public)
def privacy():
    return render("office/privacy.html", keeping=queries.keeping_times(), mails=current_app.config["SMTP_URL"])
