"""A database that cannot write, in the ways that happen: held by somebody else, full, read-only."""

import contextlib
import sqlite3

import psycopg
import pytest
from sqlalchemy import func, select

from tests.conftest import ON_POSTGRESQL
from tests.support.university import add_slot
from unionweb.bookings.models import Booking
from unionweb.kernel.extensions import db

SORRY = "现在存不了"


@pytest.fixture
def slot(inside):
    """Ten free places, this afternoon."""
    return inside(lambda: add_slot(places=10))


@pytest.fixture
def count(inside):
    """count() → how many bookings there are."""
    return lambda: inside(lambda: db.session.scalar(select(func.count()).select_from(Booking)))


@contextlib.contextmanager
def held_by_another(app, slot_id):
    """Another process writes, and does not come to an end: on SQLite all writes wait, on PostgreSQL those of this slot."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if ON_POSTGRESQL:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("SELECT id FROM slot WHERE id = %s FOR UPDATE", [slot_id])
            yield
            connection.rollback()
        return
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
