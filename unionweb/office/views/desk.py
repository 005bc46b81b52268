"""The way to the office's pages, and what everybody may read: help and privacy."""

from flask import current_app, redirect
from flask_login import current_user

from unionweb.bookings.queries.policy import hotlines
from unionweb.common import settings
from unionweb.kernel import menus
from unionweb.kernel.permissions import public, requires, signed_in
from unionweb.kernel.web import render
from unionweb.kernel.workbooks import workbook
from unionweb.office import queries
from unionweb.office.views.blueprint import bp

menus.add("main", 90, "办公", "office.index", menus.may_open_any, covers="office")


@bp.get("/office")
@requires(menus.may_open_any)
def index():
    return redirect(menus.first_address(), 303)


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


@bp.get("/account/data")
@requires(signed_in)
def show_own_data():
    return render("office/own_data.html")


@bp.get("/account/data.xlsx")
@requires(signed_in)
def download_own_data():
    return workbook(f"我的资料-{current_user.staff_no}", *queries.own_data(current_user))
