"""The first administrator of an installation, and what the pages of an empty one look like."""

import re

import pytest
from sqlalchemy import func, select

from tests.support.browser_client import Browser
from unionweb.accounts.models import Campus, Member, RoleGrant, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.bookings.models import Service
from unionweb.common import settings
from unionweb.kernel.extensions import db

PAGES = (
    "/", "/bookings/week", "/bookings/", "/counseling/consents", "/messages/", "/points", "/overview", "/usage", "/no-shows",
    "/calendar", "/board", "/faults", "/people", "/people/new", "/people/roster", "/units", "/settings", "/audit", "/jobs", "/office",
)  # fmt: skip


@pytest.fixture
def empty(installation):
    return installation()


@pytest.fixture
def founded(empty, run):
    """An installation in which 孙越 has been made administrator; she is member 1."""
    assert run(empty, "admin", "10004", "孙越").exit_code == 0
    return empty


def read(app, query):
    with app.app_context():
        return list(db.session.scalars(query))


def one_time_code(output):
    return re.search(r"One-time code, shown only now: ([A-Z0-9]{10})", output)[1]


def test_an_empty_installation_gets_everything_it_needs(empty, run):
    names = ("--campus", "东校区", "--campus", "西校区", "--unit", "机关第一分工会", "--union", "海大工会")
    assert run(empty, "admin", "10004", "孙越", *names).exit_code == 0
    assert read(empty, select(Campus.name).order_by(Campus.sort)) == ["东校区", "西校区"]
    assert read(empty, select(Unit.kind).order_by(Unit.id)) == [UnitKind.university_union, UnitKind.branch_union]
    assert read(empty, select(Unit.name).where(Unit.parent_id.is_not(None))) == ["机关第一分工会"]
    assert [(m.staff_no, m.name, m.pinyin, m.campus_id) for m in read(empty, select(Member))] == [("10004", "孙越", "sunyue", 1)]
    assert {(g.role, g.area) for g in read(empty, select(RoleGrant))} == {(Role.admin, None), (Role.office, "all")}
    assert read(empty, select(Service.key).order_by(Service.sort)) == ["mother_room", "counseling"]
    with empty.app_context():
        assert settings.get("org.name") == "海大工会"
        assert not settings.get("installation.demo")


def test_the_code_opens_the_door_once_and_asks_for_a_password(empty, run):
    code = one_time_code(run(empty, "admin", "10004", "孙越").output)
    browser = Browser(empty, None, htmx=False, csrf=False)
    assert browser.post("/sign-in", {"staff_no": "10004", "password": code}).status_code == 303
    assert browser.get("/people").location == "/account/password"
    new = {"old": code, "new": "a good long phrase", "again": "a good long phrase"}
    assert browser.post("/account/password", new).status_code == 303
    assert browser.get("/people").status_code == 200


def test_there_is_one_first_administrator(founded, run):
    again = run(founded, "admin", "10003", "赵岚")
    assert again.exit_code == 1
    assert "孙越 (10004)" in again.output and "--force" in again.output
    assert read(founded, select(Member.name)) == ["孙越"]


def test_force_is_a_way_back_in(founded, run):
    done = run(founded, "admin", "10004", "孙越", "--force")
    assert done.exit_code == 0
    assert one_time_code(done.output)
    assert len(read(founded, select(RoleGrant))) == 2  # none of them twice


def test_force_makes_another_one_beside(founded, run):
    assert run(founded, "admin", "10003", "赵岚", "--force", "--unit", "机关分工会", "--campus", "主校区").exit_code == 0
    assert len(read(founded, select(RoleGrant))) == 4
    assert read(founded, select(func.count()).select_from(Unit)) == [2]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("10004", "周外", "--force"), "belongs to 孙越"),
        (("1O005", "赵岚", "--force"), "字母 O"),
        (("10005", " ", "--force"), "没有姓名"),
        (("10005", "赵岚", "--force", "--campus", "月球校区"), "There is no campus 月球校区. There are: 主校区."),
        (("10005", "赵岚", "--force", "--unit", "月球学院"), "There is no unit 月球学院. There are: 机关分工会."),
    ],
)
def test_what_does_not_fit_changes_nothing(founded, run, args, words):
    done = run(founded, "admin", *args)
    assert done.exit_code == 1
    assert words in done.output
    assert read(founded, select(Member.staff_no)) == ["10004"]


@pytest.mark.parametrize("more", [("--campus", "东" * 41), ("--campus", ""), ("--unit", "学" * 61), ("--union", "工" * 201)])
def test_a_name_must_fit(empty, run, more):
    assert run(empty, "admin", "10004", "孙越", *more).exit_code == 1
    assert read(empty, select(Campus)) == read(empty, select(Member)) == []


def test_whoever_counsels_does_not_run_the_system(founded, run):
    with founded.app_context():
        one = db.session.scalar(select(RoleGrant).where(RoleGrant.role == Role.admin))
        one.role = Role.counselor
        db.session.commit()
    done = run(founded, "admin", "10004", "孙越")
    assert done.exit_code == 1
    assert "counsellor" in done.output


def test_the_command_says_what_is_missing_before_the_first_migration(installation, run):
    done = run(installation(migrated=False), "admin", "10004", "孙越")
    assert done.exit_code == 1
    assert "db upgrade" in done.output


def test_the_demo_does_not_go_on_top(founded, run):
    assert run(founded, "demo").exit_code == 1


@pytest.mark.parametrize("has_services", [True, False])
def test_the_pages_of_an_empty_installation_answer(founded, has_services):
    with founded.app_context():
        if not has_services:
            db.session.execute(Service.__table__.delete())
        db.session.execute(db.text("UPDATE credential SET code_expires_at = NULL"))
        db.session.commit()
        db.session.remove()
    browser = Browser(founded, 1, htmx=False, csrf=False)
    answers = {path: browser.get(path).status_code for path in PAGES}
    assert {path: status for path, status in answers.items() if status not in {200, 302, 303}} == {}
    assert browser.get("/counseling").status_code == (200 if has_services else 404)
