"""A test client that is signed in, speaks htmx when asked, and checks every page it is given."""

import secrets

from tests.support.pages import check_fragment, check_page
from unionweb.accounts.models import UserSession
from unionweb.accounts.queries.sessions import token_hash
from unionweb.kernel import clock
from unionweb.kernel.extensions import db


class Browser:
    """get and post like Flask's client. Every HTML answer is parsed strictly and checked (tests.support.pages)."""

    def __init__(self, app, staff_no, *, htmx, csrf):
        app.config["WTF_CSRF_ENABLED"] = csrf
        self.client = app.test_client()
        self.htmx = htmx
        if htmx:
            self.client.environ_base.update(HTTP_HX_REQUEST="true", HTTP_HX_REQUEST_TYPE="partial")
        if staff_no:
            self._sign_in(app, staff_no)

    def _sign_in(self, app, staff_no):
        token, now = secrets.token_urlsafe(16), clock.now()
        with app.app_context():
            row = {"member_id": staff_no, "created_at": now, "last_seen_at": now, "address": "127.0.0.1", "user_agent": "t"}
            db.session.add(UserSession(token_hash=token_hash(token), **row))
            db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = token

    def get(self, path, **kwargs):
        return self._checked(self.client.get(path, **kwargs))

    def post(self, path, data=None, **kwargs):
        return self._checked(self.client.post(path, data=data or {}, **kwargs))

    def _checked(self, answer):
        """What the test client lets through, but a real server refuses or a browser stumbles over."""
        for name, value in answer.headers:
            assert value.isascii() and value.isprintable(), f"{name}: {value}"
        if answer.mimetype == "text/html" and answer.data and not 300 <= answer.status_code < 400:
            (check_page if answer.text.lstrip().startswith("<!doctype") else check_fragment)(answer.text)
        return answer
