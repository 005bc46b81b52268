"""Whose session ended, or whose page grew too old, while writing: the text comes back, to be sent again after signing in."""

import re

from flask import render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from unionweb.calls.forms.entries import EntryForm
from unionweb.calls.views.blueprint import bp
from unionweb.kernel.forms import labels_of_typed
from unionweb.kernel.web import error_page, stale_form

SAVED = {"calls.create_draft": "calls/_saved.html", "calls.create_review_draft": "calls/review/_saved.html"}  # by themselves
TYPED = {"calls.update_entry", "calls.create_submission", "calls.create_review_submission", *SAVED}
MOST = 60
EXPIRED = "登录过期了，刚才写的还没有存。请不要关这一页，另开一个窗口登录，回来接着写。"
OLDER = "您重新登录过，刚才这一下还没有存。接着写就会自动存，也可以点“{}”。"


@bp.before_request
def keep_what_was_typed():
    """Whoever is signed in no longer gets back what was sent; a page that saves by itself stays as it is."""
    if request.endpoint not in TYPED or request.method != "POST" or current_user.is_authenticated:
        return None
    if request.endpoint in SAVED and request.headers.get("HX-Request"):
        return _unsaved(EXPIRED), 401
    again = typed_again()
    return error_page(401, again=again, shown=shown_again(again), action=request.path)


def typed_again() -> list[tuple[str, str]]:
    """The fields as they were sent, but for the token."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"][:MOST]


def shown_again(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What somebody wrote among them, each with a name."""
    known = labels_of_typed({name for name, _ in fields})
    written = [(name, value) for name, value in fields if value.strip() and name not in {"version", "editor"}]
    return [(known.get(name) or _name_of(name), value) for name, value in written]


def _name_of(field: str) -> str:
    return "打分" if re.fullmatch(r"c\d+", field, re.ASCII) else "写的内容"


def _unsaved(problem: str) -> str:
    """The part of the page that says what became of a draft, with the version as the page knew it and a fresh token."""
    context = {"form": EntryForm()} if request.endpoint == "calls.create_draft" else {}
    return render_template(SAVED[request.endpoint], version=request.form.get("version"), problem=problem, **context)


@bp.errorhandler(CSRFError)
def keep_page_of_older_session(error):
    """Whoever signed in again in another window goes on in this one: its next save carries the fresh token."""
    if request.endpoint in SAVED and request.headers.get("HX-Request"):
        return _unsaved(OLDER.format("存草稿" if request.endpoint == "calls.create_draft" else "只存，不提交")), 400
    return stale_form(error)
