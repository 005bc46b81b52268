"""Static files: addressed by content, so browsers may keep them for ever, and sent compressed."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request
from markupsafe import Markup

from unionweb.kernel.permissions import public, requires

bp = Blueprint("assets", __name__)
COMPRESSIBLE = {".css", ".js", ".svg", ".txt", ".json"}


class Asset:
    """One file of static/, read once."""

    def __init__(self, path: Path, name: str):
        self.body = path.read_bytes()
        self.version = hashlib.sha256(self.body).hexdigest()[:12]
        self.address = f"/static/{quote(name)}?v={self.version}"
        self.type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.packed = gzip.compress(self.body, 9, mtime=0) if path.suffix in COMPRESSIBLE else None


def init_app(app, folder: Path):
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    names = {path.relative_to(folder).as_posix(): path for path in files}
    app.extensions["assets"] = {name: Asset(path, name) for name, path in names.items()}
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return request.script_root + current_app.extensions["assets"][name].address


def icon(name: str) -> Markup:
    """A drawing of static/icons.svg, decoration only: what it means stands beside it in words."""
    return _icon(asset("icons.svg"), name)


@lru_cache(maxsize=1000)
def _icon(drawings: str, name: str) -> Markup:
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#{}"></use></svg>').format(drawings, name)


@bp.get("/static/<path:name>")
@requires(public)
def show(name):
    found = current_app.extensions["assets"].get(name) or abort(404)
    packed = found.packed and "gzip" in request.accept_encodings
    response = Response(found.packed if packed else found.body, mimetype=found.type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(found.version + ("-gz" if packed else ""))
    response.cache_control.public = True
    response.cache_control.max_age = 31536000 if request.args.get("v") == found.version else 300
    response.cache_control.immutable = request.args.get("v") == found.version or None
    return response.make_conditional(request)
