"""How a page or a fragment of it is answered, and what every answer carries."""

import logging
from urllib.parse import quote, urlsplit

from flask import Request as FlaskRequest
from flask import Response, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.urls import iri_to_uri
from werkzeug.wsgi import wrap_file

from unionweb.kernel import labels, menus
from unionweb.kernel.addresses import address
from unionweb.kernel.db import is_unavailable
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db, login
from unionweb.kernel.fonts import FontsMissing
from unionweb.kernel.forms import labels_of_typed
from unionweb.kernel.fragments import kept

log = logging.getLogger("unionweb")

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
WORDS = {
    400: ("这次提交没有收到", "内容不完整，或者页面放得太久了。请回上一页刷新，再填一次。"),
    401: ("请先登录", "登录以后再做这一步。"),
    403: ("这一页不归您管", "如果您应该能看，请找校工会办公室开通。"),
    404: ("没有找到这一页", "地址可能写错了，或者这一项已经不在了。"),
    405: ("这个地址不能这样打开", "请从页面上的按钮进入。"),
    413: ("这次交的东西太大了", "文件一次最多 16 MB，请换一个小一点的。文字请短一些。"),
    415: ("看不懂这次提交", "请从页面上的表单提交。"),
    429: ("试得太多了", "请过一会儿再试。"),
    500: ("这一步没有办成", "系统这边出了问题，已经记下来了。您原来的内容没有变，请过一会儿再试。"),
    503: ("现在存不了", "系统正忙，或者存不下了。您的内容没有变，请过几分钟再试。看页面不受影响。"),
}


class Request(FlaskRequest):
    """A form without files is read as one piece, so it may not be as long as one with files."""

    @property
    def max_content_length(self) -> int | None:
        if self.mimetype == "application/x-www-form-urlencoded":
            return current_app.config["MAX_FORM_MEMORY_SIZE"]
        return super().max_content_length


class Id(IntegerConverter):
    """A row's number in an address. One larger than any column holds stands for no row either, and is not found."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return min(super().to_python(value), 2**31 - 1)


def init_app(app):
    app.request_class = Request
    app.jinja_env.filters.update(labels.FILTERS)
    app.jinja_env.globals.update(labels.GLOBALS)
    app.jinja_env.globals.update(is_signed_in=is_signed_in, may_open_any=menus.may_open_any)
    app.jinja_env.globals.update(url_for=address, kept=kept)
    app.jinja_env.globals.update(main_menu=lambda: menus.entries("main"), office_menu=lambda: menus.entries("office"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_refuse_unreadable)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(FontsMissing, _no_fonts)
    app.register_error_handler(Exception, _broken)
    login.unauthorized_handler(_sign_in_first)
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)


def wants_fragment() -> bool:
    """True when htmx will swap the answer into a region of a page that is already there."""
    headers = request.headers
    return headers.get("HX-Request-Type") == "partial" and "HX-History-Restore-Request" not in headers


def render(page: str, fragment: str | None = None, /, status: int = 200, **context) -> Response:
    """Answer with the page, or with the fragment alone when htmx asked for it.

    A page without a fragment cannot stand inside another page: htmx is told to open it whole.
    """
    if wants_fragment() and fragment is None and request.method == "GET" and status == 200:
        return make_response("", 200, {"HX-Redirect": iri_to_uri(request.full_path.rstrip("?"))})
    name = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(name, **context), status)
    response.vary.add("HX-Request-Type")
    return response


def see(endpoint: str, **values) -> Response:
    """Go and look at the result: always 303, so reloading never repeats the write."""
    return redirect(url_for(endpoint, **values), 303)


def see_path(path: str | None, endpoint: str, **values) -> Response:
    """Like `see`, but to a path of our own that came with the request, when it is one."""
    return redirect(path if is_own_path(path) else url_for(endpoint, **values), 303)


def is_own_path(path: str | None) -> bool:
    """Whether `path` is a plain path on this server: no host, no scheme, no trick with slashes."""
    if not path or not path.startswith("/") or path.startswith("//") or len(path) > 500:
        return False
    if "\\" in path or any(ord(c) < 33 or ord(c) == 127 for c in path):
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def external(endpoint: str, **values) -> str:
    """An absolute address for paper, mail and calendars: UNIONWEB_BASE_URL, else the (trusted) host asked for."""
    base = current_app.config["BASE_URL"]
    if base:
        return base + url_for(endpoint, **values)
    return url_for(endpoint, _external=True, **values)


def whole(name: str, default: int, least: int = 1, most: int = 100_000) -> int:
    """A whole number out of the query string; anything else is the default."""
    value = request.args.get(name, "")
    fits = value.isascii() and value.isdigit() and len(value) <= 10 and least <= int(value) <= most
    return int(value) if fits else default


def download(body: bytes, name: str, mimetype: str) -> Response:
    """Send bytes as a file to keep, never shown in the page. name: with its ending; may be Chinese (RFC 6266)."""
    return _named(Response(body, mimetype=mimetype), "attachment", name)


def download_file(file, name: str, mimetype: str) -> Response:
    """The same out of an open file, which is read as it is sent and closed at the end: for what is too large for memory."""
    length = file.seek(0, 2)
    file.seek(0)
    response = Response(wrap_file(request.environ, file), mimetype=mimetype, direct_passthrough=True)
    response.content_length = length
    return _named(response, "attachment", name)


def pdf_page(body: bytes, name: str) -> Response:
    """Show a PDF that we made in the browser's own reader. name: under which it would be saved."""
    return _named(Response(body, mimetype="application/pdf"), "inline", name)


def svg_picture(drawn: str) -> Response:
    """Show a drawing that we made; opened by itself, it may do nothing."""
    headers = {"Content-Security-Policy": "default-src 'none'; img-src data:; sandbox"}
    return Response(drawn, mimetype="image/svg+xml", headers=headers)


def _named(response: Response, disposition: str, name: str) -> Response:
    plain = name if name.isascii() else f"unionweb.{name.rpartition('.')[2]}"
    names = {"filename": plain, "filename*": f"UTF-8''{quote(name)}"}
    response.headers.set("Content-Disposition", disposition, **names)
    return response


def notice(text: str, kind: str = "ok") -> None:
    """One sentence about what was just done, shown on the next page. kind: ok, warn or bad."""
    flash(text, kind)


def _refuse_unreadable():
    """Only forms are read. No text of ours holds NUL; PostgreSQL cannot store it and no person can type it."""
    if request.content_length and request.mimetype not in FORMS:
        abort(415)
    if "\0" in request.path:
        abort(404)
    for source in (request.args, request.form):
        for key, values in source.lists():
            if "\0" in key or any("\0" in value for value in values):
                abort(400)


def _finish(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not response.cache_control.public:
        response.headers["Cache-Control"] = "no-store"
    return response


def _http_error(error):
    if isinstance(error, SecurityError):
        return Response("请用学校公布的地址访问。", 400, mimetype="text/plain")
    if error.response is not None or error.code is None or error.code < 400:
        return error
    response = error_page(error.code)
    if error.code == 405 and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def error_page(code: int, reasons=(), status=None, **context):
    """The page (or htmx notice) for an error: what happened, what did not change, what to do."""
    db.session.rollback()
    title, advice = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    htmx = request.headers.get("HX-Request")
    name = "errors/_error.html" if htmx else "errors/error.html"
    context |= {"code": code, "title": title, "advice": advice, "reasons": reasons}
    response = make_response(render_template(name, **context), status or code)
    if htmx:
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def stale_form(error):
    """The page was older than the session. Offer to send the same fields again, unless another site sent them."""
    own = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    secret = any("password" in word for word in (request.path, *request.form))
    fields = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
    again = fields if own and not secret and len(fields) <= 60 else []
    typed = labels_of_typed({name for name, _ in again}) if again else {}
    shown = [(typed[name], value) for name, value in again if name in typed and value.strip()]
    return error_page(400, again=again, shown=shown, action=request.full_path.rstrip("?"))


def _refused(refusal):
    return error_page(409, refusal.reasons, status=refusal.status)


def _no_fonts(missing):
    log.error("cannot print: %s", missing)
    return error_page(409, ["这台服务器还不能排版。请管理员运行 flask --app wsgi fonts，按提示装好字体。"], status=503)


def _broken(error):
    if is_unavailable(error):
        log.warning("unavailable: %s", type(error).__name__)
        return _offline_page(503)
    log.exception("unhandled error in %s", request.endpoint)
    return _offline_page(500)


def _offline_page(code: int):
    """An error page that asks the database nothing, not even who is signed in if that is not known yet."""
    g.offline = True
    g.setdefault("_login_user", login.anonymous_user())
    return error_page(code)


def _sign_in_first():
    """To sign-in and back again. htmx would swap the sign-in page into a table cell, so it is told to go."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    target = url_for("accounts.sign_in", next=here if here != "/" else None)
    if request.headers.get("HX-Request"):
        return make_response("", 401, {"HX-Redirect": url_for("accounts.sign_in")})
    return redirect(target, 303)


def is_signed_in() -> bool:
    """For templates of error pages, which must not ask a database that is not there."""
    return not g.get("offline") and current_user.is_authenticated
