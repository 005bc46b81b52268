"""@requires on every view; rules live beside their feature."""

from functools import wraps

from flask import abort, redirect, url_for
from flask_login import current_user

from unionweb.kernel.extensions import login


def public(user):
    """Open to everyone, signed in or not."""
    return True


def signed_in(user):
    """Open to every signed-in person."""
    return True


def requires(rule, *, before_password=False):
    """Admit the signed-in people for whom `rule(user)` holds; `public` admits everyone.

    A person whose password is still the one-time code reaches only views with `before_password`.
    """

    def decorate(view):
        @wraps(view)
        def guarded(**kwargs):
            if rule is not public:
                if not current_user.is_authenticated:
                    return login.unauthorized()
                if current_user.must_set_password and not before_password:
                    return redirect(url_for("accounts.edit_password"), 303)
                if not rule(current_user):
                    abort(403)
            return view(**kwargs)

        guarded.rule = rule
        return guarded

    return decorate


def ensure(allowed: bool) -> None:
    """Refuse the request with 403 unless an object rule has just said yes."""
    if not allowed:
        abort(403)
