"""Importing a roster of five thousand new people: the upload with its preview, and the confirmation."""

import secrets
import time

from sqlalchemy import select

from bench.data import copied, demo_instance, opened, signed_in
from bench.serving import Client, Meter, application
from bench.table import Row, at_most
from tests.accounts.rosters import xlsx
from tests.support.server import Pass
from unionweb.accounts.models import Campus, Unit, UnitKind
from unionweb.kernel.extensions import db

LIMIT = 5
ROWS = 5000
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴单仇查解", "思远雨晨文静建国海燕志强丽华明亮"


def measure(options) -> list[Row]:
    """One row: seconds from the upload until everybody is a member."""
    with copied(demo_instance()) as instance, application(instance) as server:
        with opened(instance) as app:
            person, body = signed_in(app, "10003"), xlsx(_people(app))
        client, cpu = Client(server, Cookie=person.cookie), Meter(server)
        with cpu.running(1):
            preview, confirm = _import(client, person, body)
    note = f"preview {preview:.1f} s, confirmation {confirm:.1f} s; {cpu.seconds:.1f} s of CPU"
    return [at_most("import", f"{ROWS:,} rows (.xlsx), preview and confirmation", LIMIT, preview + confirm, "s", note=note)]


def _people(app) -> list[list[str]]:
    with app.app_context():
        units = select(Unit.name, Campus.name).join(Campus, Campus.id == Unit.campus_id)
        places = db.session.execute(units.where(Unit.kind == UnitKind.branch_union).order_by(Unit.id)).all()
    return [_person(number, *places[number % len(places)]) for number in range(ROWS)]


def _person(number: int, unit: str, campus: str) -> list[str]:
    first, second = GIVEN[number % len(GIVEN)], GIVEN[number * 7 % len(GIVEN)]
    name = SURNAMES[number % len(SURNAMES)] + first + second
    return [f"I{number:05}", name, "女男"[number % 2], campus, unit, "", "在职", f"139{number:08}", "", "1985"]


def _import(client: Client, person: Pass, body: bytes) -> tuple[float, float]:
    """Seconds for the preview (upload and page), and for the confirmation."""
    began = time.monotonic()
    path = _sent(client, "/people/roster", {"csrf_token": person.csrf}, body)
    page = client.get(path).decode()
    shown = time.monotonic()
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    _sent(client, f"{path}/import", {"csrf_token": person.csrf, "seen": seen})
    return shown - began, time.monotonic() - shown


def _sent(client: Client, path: str, fields: dict[str, str], file: bytes | None = None) -> str:
    """Post a form as a browser would; where it led. Raises RuntimeError when it was not accepted."""
    boundary = secrets.token_hex(16)
    parts = [_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items()]
    if file is not None:
        parts.append(_part(boundary, 'name="file"; filename="roster.xlsx"', file))
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    status, headers, text = client.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={boundary}")
    if status != 303:
        raise RuntimeError(f"POST {path} answered {status}: {text.decode()[-1500:]}")
    return headers["Location"]


def _part(boundary: str, disposition: str, value: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + value + b"\r\n"
