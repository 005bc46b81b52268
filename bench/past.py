"""The week page of a university with a long past against the week page of the demo university."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bench.data import copied, demo_instance, fill, fingerprint, kept, opened, signed_in
from bench.serving import Client, Meter, application
from bench.table import Row, at_most
from bench.week import PATH, alternate

LIMIT = 1.3
MEMBERS, BOOKINGS = 100_000, 2_000_000
SHRUNK = 20  # how much smaller --small is
IN_A_SLOT = 10
TUNING = ("PRAGMA synchronous=OFF", "PRAGMA journal_mode=MEMORY", "PRAGMA cache_size=-400000", "PRAGMA temp_store=MEMORY")
# Copies of the cast's first member; :last is the highest id there was.
ADD_MEMBERS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
INSERT INTO member (id, staff_no, name, pinyin, initials, sex, campus_id, unit_id, employment_status)
SELECT :last + i, 'P' || i, '张' || i, 'zhang' || i, 'z' || i, 'female', campus_id, unit_id, 'active'
FROM n, (SELECT campus_id, unit_id FROM member WHERE staff_no = '10001')
"""
# Slots of half an hour that end six weeks ago, one after the other at every mother's room in turn.
ADD_SLOTS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :number - 1),
room(rank, id) AS (SELECT row_number() OVER (ORDER BY p.id) - 1, p.id FROM service_point p
    JOIN service s ON s.id = p.service_id WHERE s.key = 'mother_room')
INSERT INTO slot (id, point_id, starts_at, ends_at, capacity, state)
SELECT :last + 1 + i, room.id, strftime('%Y-%m-%d %H:%M:%S.000000', '2026-08-01', (-30 * (1 + i / :rooms)) || ' minutes'),
    strftime('%Y-%m-%d %H:%M:%S.000000', '2026-08-01', (-30 * (i / :rooms)) || ' minutes'), :places, 'open'
FROM n JOIN room ON room.rank = i % :rooms
"""
# Everybody comes in turn, the cast's first member as often as any other.
ADD_BOOKINGS = """
WITH RECURSIVE place(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM place WHERE k < :places - 1)
INSERT INTO booking (slot_id, member_id, status, starts_at, ends_at, channel, code, created_at, ended_at)
SELECT slot.id, CASE who WHEN 0 THEN :first ELSE :last_member + who END,
    CASE (slot.id + k) % 10 WHEN 0 THEN 'cancelled' ELSE 'completed' END,
    starts_at, ends_at, 'self', 'K' || (100 + slot.id % 900), starts_at, ends_at
FROM (SELECT slot.*, k, ((slot.id - :last_slot - 1) * :places + k) % (:members + 1) AS who
      FROM slot, place WHERE slot.id > :last_slot) AS slot
"""

INDEXES = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'booking' AND sql LIKE 'CREATE%INDEX%'"


def measure(options) -> list[Row]:
    """One row: CPU of the page over the long past by CPU of the page over the demo data."""
    shrink = SHRUNK if options.small else 1
    members, bookings = MEMBERS // shrink, BOOKINGS // shrink
    old = _long_past(members, bookings)
    with copied(demo_instance()) as small, copied(old) as big, application(small) as little, application(big) as large:
        pages = [_page(small, little), _page(big, large)]
        alternate(pages, options.rounds, options.requests)
    demo, past = (meter.each for meter, _, _ in pages)
    what = f"week page, {members:,} members and {bookings:,} past bookings : demo, CPU"
    return [at_most("past", what, LIMIT, past / demo, note=f"{past:.1f} ms by {demo:.1f} ms")]


def _page(instance: Path, server) -> tuple[Meter, Client, str]:
    with opened(instance) as app:
        person = signed_in(app, "10001")
    return Meter(server), Client(server, Cookie=person.cookie), PATH


def _long_past(members: int, bookings: int) -> Path:
    """The demo university with a past; made once for each size, and kept."""
    demo = demo_instance()
    folder = kept(f"past-{fingerprint()}-{members}-{bookings}")
    if not (folder / "ready").exists():
        print(f"Making {members:,} members and {bookings:,} bookings (kept for the next run)", file=sys.stderr, flush=True)
        fill(folder, demo)
        with closing(sqlite3.connect(folder / "unionweb.db")) as connection:
            _grow(connection, members, bookings)
        (folder / "ready").touch()
    return folder


def _grow(connection: sqlite3.Connection, members: int, bookings: int) -> None:
    for pragma in TUNING:
        connection.execute(pragma)
    last_member, last_slot = (_one(connection, f"SELECT max(id) FROM {table}") for table in ("member", "slot"))
    rooms = _one(connection, "SELECT count(*) FROM service_point p JOIN service s ON s.id = service_id WHERE key = 'mother_room'")
    added = members - _one(connection, "SELECT count(*) FROM member")
    first = _one(connection, "SELECT id FROM member WHERE staff_no = '10001'")
    slots = {"number": bookings // IN_A_SLOT, "last": last_slot, "rooms": rooms, "places": IN_A_SLOT}
    people = {"first": first, "last_member": last_member, "members": added}
    indexes = connection.execute(INDEXES).fetchall()
    with connection:
        for name, _ in indexes:  # made afterwards in one go, which is several times faster
            connection.execute(f"DROP INDEX {name}")
        connection.execute(ADD_MEMBERS, {"number": added, "last": last_member})
        connection.execute(ADD_SLOTS, slots)
        connection.execute(ADD_BOOKINGS, people | {"last_slot": last_slot, "places": IN_A_SLOT})
        for _, made_by in indexes:
            connection.execute(made_by)
    connection.execute("PRAGMA journal_mode=WAL")


def _one(connection: sqlite3.Connection, query: str) -> int:
    return connection.execute(query).fetchone()[0]
