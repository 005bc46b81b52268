"""Instances to measure on: the demo university, made once and kept, and copies of it to write to."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bench.serving import NOW
from tests.support.server import Pass, passes
from unionweb import ROOT, create_app
from unionweb.accounts.models import EmploymentStatus, Member, Sex
from unionweb.bookings.models import Service, ServicePoint
from unionweb.config import engine_options
from unionweb.kernel.extensions import db

KEPT = Path(tempfile.gettempdir()) / f"unionweb-bench-{os.getuid()}"
WANTED = ("unionweb.db", "secret_key", "data_key", "uploads")


def demo_instance() -> Path:
    """An instance with the demo university; made on the first run and after a change of the schema or of the demo."""
    folder = kept(f"demo-{fingerprint()}")
    if not (folder / "ready").exists():
        print("Loading the demo university (kept for the next run)", file=sys.stderr)
        environment = os.environ | {"UNIONWEB_INSTANCE": str(folder), "UNIONWEB_NOW": NOW}
        for words in (["db", "upgrade"], ["demo", "--if-empty"]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *words],
                cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        (folder / "ready").touch()
    return folder


def kept(name: str) -> Path:
    """A folder that outlives this run, for its user only."""
    folder = KEPT / name
    KEPT.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
    return folder


def fingerprint() -> str:
    """Changes when the schema or the demo does."""
    found = sorted([*(ROOT / "unionweb/migrations/versions").glob("*.py"), *(ROOT / "unionweb/demo").rglob("*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()[:12]


@contextlib.contextmanager
def copied(instance: Path) -> Iterator[Path]:
    """A copy to write to, gone after the block."""
    with tempfile.TemporaryDirectory(prefix="unionweb-bench-run-") as name:
        fill(Path(name), instance)
        yield Path(name)


def fill(folder: Path, instance: Path) -> None:
    """Copy what an instance consists of; its database must be at rest."""
    for part in WANTED:
        source = instance / part
        if source.is_dir():
            shutil.copytree(source, folder / part, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, folder / part)


@contextlib.contextmanager
def opened(instance: Path, url: str = "") -> Iterator:
    """The application in this process, to prepare and to judge; its connections are closed after the block."""
    url = url or f"sqlite:///{instance}/unionweb.db"
    os.environ["UNIONWEB_INSTANCE"] = str(instance)
    settings = {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url)}
    app = create_app(NOW=datetime.fromisoformat(NOW), **settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def signed_in(app, staff_no: str) -> Pass:
    """A member of the cast, signed in by a row of user_session."""
    with app.app_context():
        found = db.session.scalar(select(Member.id).where(Member.staff_no == staff_no))
    return passes(app, [found])[0]


def newcomers(app, number: int) -> list[Pass]:
    """So many new members of 王敏's unit, who may book a mother's room and have booked nothing; signed in."""
    with app.app_context():
        model = db.session.scalar(select(Member).where(Member.staff_no == "10001"))
        made = [_newcomer(model, place) for place in range(number)]
        db.session.add_all(made)
        db.session.commit()
        ids = [member.id for member in made]
    return passes(app, ids)


def _newcomer(model: Member, place: int) -> Member:
    return Member(
        staff_no=f"B{place:05}", name="张三", pinyin="zhangsan", initials="zs", sex=Sex.female, unit_id=model.unit_id,
        campus_id=model.campus_id, employment_status=EmploymentStatus.active,
    )  # fmt: skip


def mothers_room(app) -> int:
    """The first mother's room at 王敏's campus."""
    with app.app_context():
        campus = select(Member.campus_id).where(Member.staff_no == "10001").scalar_subquery()
        wanted = select(ServicePoint.id).join(Service).where(Service.key == "mother_room", ServicePoint.campus_id == campus)
        return db.session.scalar(wanted.order_by(ServicePoint.id))


def many(items: Iterable, size: int) -> Iterator[list]:
    """The items in lists of `size`."""
    items = list(items)
    return (items[start : start + size] for start in range(0, len(items), size))
