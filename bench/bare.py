"""What everything is compared with: bare Flask, one Jinja page, and one committed row on SQLite (WAL, FULL).

Served by the same gunicorn settings as the real application. BENCH_BYTES is the size of the page, BENCH_DATABASE the
file of the database.
"""

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><table>
{% for row in rows %}
<tr class="row"><th scope="row">{{ row.day }}</th><td class="{{ row.state }}"><a href="/new?slot={{ row.id }}">{{ row.time }}</a></td></tr>
{% endfor %}
</table>{{ padding }}</body></html>
"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Line(db.Model):
    """The one row that a bare write adds."""

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def create_app() -> Flask:
    """The bare application, with its table made."""
    bare = Flask(__name__)
    bare.jinja_loader = DictLoader({"page.html": PAGE})
    bare.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BENCH_DATABASE']}"
    db.init_app(bare)
    with bare.app_context():
        event.listen(db.engine, "connect", _tune)
        db.create_all()
        with bare.test_request_context():
            bare.config["ROWS"], bare.config["PADDING"] = _filling(int(os.environ["BENCH_BYTES"]))
    bare.add_url_rule("/page", view_func=page)
    bare.add_url_rule("/write", view_func=write, methods=["POST"])
    return bare


def page():
    """One Jinja page: values escaped in a loop, no query, no session."""
    return _rendered(app.config["ROWS"], app.config["PADDING"])


def write():
    """One row, committed."""
    db.session.add(Line(text="one"))
    db.session.commit()
    return "", 204


def _tune(connection, _record):
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _filling(wanted: int) -> tuple[list[dict], str]:
    """Rows and padding that make the page as long as wanted, in bytes."""
    row = {"day": "星期三 9月16日", "state": "free", "id": 123456, "time": "10:30"}
    empty, one = (len(_rendered(rows, "").encode()) for rows in ([], [row]))
    rows = [row] * max(0, (wanted - empty) // (one - empty))
    return rows, "." * max(0, wanted - len(_rendered(rows, "").encode()))


def _rendered(rows: list[dict], padding: str) -> str:
    return render_template("page.html", title="一周", rows=rows, padding=padding)


app = create_app()
