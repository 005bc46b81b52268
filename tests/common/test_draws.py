"""Draws: the steps only in their order, hashes that anybody can recompute, and a seed that nothing gives away early."""

import hashlib
import hmac
import json
import logging
import threading
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from unionweb.common import audit, draws
from unionweb.common.audit import AuditEvent
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE = SimpleNamespace(id=10003)
ABOUT = ("retreat_programme", 7)
ENTRIES = [{"number": "A2", "unit": "海洋学院"}, {"number": "A1", "unit": "法学院"}]
SOURCE = "中国福利彩票双色球 2026108 期开奖号码"


@pytest.fixture
def step(inside):
    """step("freeze", ENTRIES) → one step of the draw, as a transaction of its own."""
    return lambda name, *given, **named: inside(lambda: write(getattr(draws, name))(*ABOUT, *given, **named))


def promise(step, source=""):
    return step("commit", OFFICE, source)


def hidden(inside):
    return inside(lambda: draws.draw_of(*ABOUT).hidden_seed)


def test_a_key_is_what_anybody_computes_with_other_tools():
    seed = "00" * 31 + "ff"
    expected = hmac.new(bytes.fromhex(seed), b"03 07 12|A0137", hashlib.sha256).hexdigest()
    assert draws.key_of(seed, "03 07 12", "A0137") == expected
    assert draws.key_of(seed, "", "A0137") != expected
    assert draws.canonical({"b": ["工"], "a": 1}) == '{"a":1,"b":["工"]}'
    assert draws.sha256_of("工会") == hashlib.sha256("工会".encode()).hexdigest()


@pytest.mark.parametrize("typed", ["03 07 12", "030712", "03，07，12", "０３-07+12\n", " 03 07|12 "])
def test_a_public_number_is_the_same_however_it_is_typed(typed):
    assert draws.plain_number(typed) == "030712"
    assert draws.plain_number("k8 ａ") == "K8A"


def test_a_draw_from_promise_to_publication(step, inside):
    promise(step, SOURCE)
    row = step("freeze", ENTRIES, OFFICE, rules={"places": 3})
    assert row.list_text == '[{"number":"A1","unit":"法学院"},{"number":"A2","unit":"海洋学院"}]'
    assert row.list_hash == draws.sha256_of(row.list_text) and row.entries[0]["number"] == "A1"
    assert row.rules == {"places": 3} and row.rules_hash == draws.sha256_of('{"places":3}')
    step("enter_public_number", " 03 07 12 ", OFFICE)
    row = step("reveal", OFFICE)
    assert row.public_number == "030712" and len(bytes.fromhex(row.seed)) == 32
    assert draws.sha256_of(row.seed) == row.seed_hash
    told = {"seed": row.seed, "名单": []}
    row = step("publish", told, OFFICE)
    assert json.loads(row.document) == told
    assert row.document_hash == hashlib.sha256(row.document.encode()).hexdigest()
    actions = [event.action for event in inside(lambda: audit.events_of(*ABOUT))]
    assert actions == ["draw_committed", "draw_frozen", "draw_number_entered", "draw_revealed", "draw_published"]
    assert set(actions) <= audit.words.keys()


def test_every_seed_is_another(step, inside):
    promise(step)
    other = inside(lambda: write(draws.commit)("retreat_programme", 8, OFFICE))
    assert hidden(inside) != other.hidden_seed and len(hidden(inside)) == 64


STEPS = {
    "commit": (OFFICE,),
    "freeze": (ENTRIES, OFFICE),
    "enter_public_number": ("03 07 12", OFFICE),
    "reveal": (OFFICE,),
    "publish": ({}, OFFICE),
}
ALL = tuple(STEPS)


@pytest.mark.parametrize(
    ("done", "source", "refused"),
    [
        ((), SOURCE, ("freeze", "enter_public_number", "reveal", "publish")),
        (("commit",), SOURCE, ("commit", "enter_public_number", "reveal", "publish")),
        (("commit", "freeze"), SOURCE, ("commit", "freeze", "reveal", "publish")),
        (("commit", "freeze"), "", ("commit", "freeze", "enter_public_number", "publish")),
        (("commit", "freeze", "enter_public_number"), SOURCE, ("commit", "freeze", "enter_public_number", "publish")),
        (ALL[:4], SOURCE, ("commit", "freeze", "enter_public_number", "reveal")),
        (("commit", "freeze", "reveal"), "", ("commit", "freeze", "enter_public_number", "reveal")),
        (ALL, SOURCE, ALL),
    ],
)
def test_no_step_out_of_its_order(step, inside, done, source, refused):
    for name in done:
        step(name, *((OFFICE, source) if name == "commit" else STEPS[name]))
    before = inside(state)
    for name in refused:
        with pytest.raises(Refused, match=r"。$"):
            step(name, *STEPS[name])
    assert inside(state) == before


def state():
    rows = db.session.execute(select(*draws.Draw.__table__.columns)).all()
    return rows, db.session.scalars(select(AuditEvent.id)).all()


def test_an_empty_list_and_an_empty_number_are_refused_and_doubled_entries_are_a_mistake(step):
    promise(step, SOURCE)
    with pytest.raises(Refused, match="名单是空的"):
        step("freeze", [], OFFICE)
    with pytest.raises(ValueError, match="same number"):
        step("freeze", [ENTRIES[0], ENTRIES[0]], OFFICE)
    step("freeze", ENTRIES, OFFICE)
    for number in ("  ", "—，", "1" * 61):
        with pytest.raises(Refused, match="公共号码要有"):
            step("enter_public_number", number, OFFICE)


def test_the_order_of_the_list_does_not_change_its_hash(step, inside):
    promise(step)
    first = step("freeze", ENTRIES, OFFICE).list_hash
    inside(lambda: write(draws.commit)("retreat_programme", 8, OFFICE))
    assert inside(lambda: write(draws.freeze)("retreat_programme", 8, ENTRIES[::-1], OFFICE)).list_hash == first


@pytest.mark.parametrize("name", STEPS)
def test_a_step_taken_by_several_at_once_is_taken_once(app, step, name):
    for before in ALL[: ALL.index(name)]:
        step(before, *((OFFICE, SOURCE) if before == "commit" else STEPS[before]))
    found, start = [], threading.Barrier(4, timeout=20)

    def act():
        with app.app_context():
            start.wait()
            try:
                write(getattr(draws, name))(*ABOUT, *STEPS[name])
                found.append("done")
            except Refused:
                found.append("refused")

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["done", "refused", "refused", "refused"]


def test_the_seed_is_nowhere_before_it_is_revealed(step, inside, as_user, caplog):
    """Not in the row, its text, the database, the log with every statement, the audit trail, nor on the office's pages."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    try:
        promise(step, SOURCE)
        step("freeze", ENTRIES, OFFICE, rules={})
        step("enter_public_number", "03 07 12", OFFICE)
        pages = as_user(10003).get("/audit").text + as_user(10004).get("/audit").text
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    seed, row = hidden(inside), inside(lambda: draws.draw_of(*ABOUT))
    raw = inside(lambda: db.session.connection().exec_driver_sql("SELECT * FROM draw").all())
    trail = [(e.from_state, e.to_state, e.reason, e.detail) for e in inside(lambda: db.session.scalars(select(AuditEvent)).all())]
    assert row.seed is None and "INSERT INTO draw" in caplog.text
    for where in (repr(row), str(row), repr(raw), repr(trail), caplog.text, pages):
        assert seed not in where
    assert step("reveal", OFFICE).seed == seed
