"""What is kept in a process is let go as soon as anybody changes it, by whatever way."""

import pytest
from sqlalchemy import create_engine, text

from unionweb.accounts.models import Campus
from unionweb.accounts.queries import campuses
from unionweb.bookings.models import Service
from unionweb.bookings.queries import slots
from unionweb.common import settings, standing
from unionweb.kernel.db import transaction, write
from unionweb.kernel.extensions import db

TABLES = {
    "setting_value", "calendar_day", "calendar_year", "school_period", "campus",
    "service", "service_point", "provider", "opening_rule", "opening_exception",
}  # fmt: skip


def number():
    return db.session.scalar(text("SELECT number FROM revision"))


def test_every_table_that_is_kept_renews_the_number(app, inside):
    """Asked of the database itself: a migration that builds a table anew on SQLite would lose its triggers."""

    def watched():
        if db.engine.dialect.name == "sqlite":
            found = db.session.execute(text("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1"))
            return {table for table, count in found if count == 3}
        words = text("SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE 'revision%'")
        return set(db.session.scalars(words))

    assert inside(watched) == TABLES


def test_a_plain_update_renews_the_number(inside):
    def change():
        before = number()
        db.session.execute(text("UPDATE campus SET sort = sort + 1 WHERE id = (SELECT min(id) FROM campus)"))
        db.session.commit()
        return before, number()

    before, after = inside(change)
    assert before != after


def test_nothing_is_read_twice_while_nothing_changes(inside, statements):
    inside(campuses)
    seen = statements(
        lambda: inside(lambda: (campuses(), slots.services(), slots.lanes(), settings.get("booking.per_day")))
    )
    assert [line for line in seen if line.startswith("SELECT")] == ["SELECT revision.number \nFROM revision"]


def test_what_another_program_writes_is_seen_at_once(app, inside):
    inside(campuses)
    other = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with other.begin() as connection:
        connection.execute(text("UPDATE campus SET name = '新校区' WHERE id = (SELECT min(id) FROM campus)"))
    other.dispose()
    assert "新校区" in inside(lambda: [campus.name for campus in campuses()])


def test_an_own_change_is_seen_in_the_same_breath(inside):
    def rename():
        before = slots.services()[0]
        with transaction():
            db.session.get_one(Service, before.id).name = "午休室"
        return slots.service_by_key(before.key).name

    assert inside(rename) == "午休室"


@write
def rename_and_fail():
    db.session.get_one(Campus, campuses()[0].id).name = "没有的校区"
    db.session.flush()
    assert campuses()[0].name == "没有的校区"
    return 1 / 0


def test_what_was_rolled_back_is_not_kept(inside):
    def change_and_fail():
        with pytest.raises(ZeroDivisionError):
            rename_and_fail()
        return campuses()[0].name

    assert inside(change_and_fail) != "没有的校区"
    assert inside(lambda: campuses()[0].name) != "没有的校区"


def test_derived_facts_are_few(inside, monkeypatch):
    monkeypatch.setattr(standing, "MOST", 3)

    def many():
        return [standing.derive(("test", n), lambda n=n: n) for n in range(10)]

    assert inside(many) == list(range(10))
