"""Dated settings: what holds when, who may say so, and what is refused."""

from datetime import date

import pytest
from sqlalchemy import select

from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.common.settings import Definition, SettingValue
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

TODAY, TOMORROW, LATER = date(2026, 9, 16), date(2026, 9, 17), date(2026, 10, 1)


class Office:
    id = 10003


@pytest.fixture(autouse=True)
def some(monkeypatch):
    """Definitions of the tests' own, beside the real ones."""
    known = {
        "test.number": Definition("test.number", "数", 2, unit="次", least=1, most=9),
        "test.flag": Definition("test.flag", "开关", False, "flag"),
        "test.text": Definition("test.text", "字", "甲", "text", required=True),
        "test.long": Definition("test.long", "长字", "", "long"),
        "test.choice": Definition("test.choice", "选", 0, "choice", choices=((0, "一"), (1, "二"))),
        "booking.test": Definition("booking.test", "通用", 5, unit="次"),
        "counseling.test": Definition("counseling.test", "通用", 1, unit="次"),
    }
    monkeypatch.setattr(settings, "_definitions", settings._definitions | known)


def put(inside, key, value, valid_from=None, actor=Office):
    inside(lambda: settings.put(key, value, actor=actor, valid_from=valid_from, reason="议定"))


def get(inside, key, on=None):
    return inside(lambda: settings.get(key, on))


def test_default_holds_until_something_is_set(inside):
    assert get(inside, "test.number") == 2
    put(inside, "test.number", 3)
    assert get(inside, "test.number") == 3


def test_a_future_value_holds_from_its_day_on(inside, at):
    put(inside, "test.number", 3)
    put(inside, "test.number", 4, LATER)
    assert [get(inside, "test.number", day) for day in (date(2026, 9, 15), TODAY, date(2026, 9, 30), LATER)] == [2, 3, 3, 4]
    at("2026-10-02 08:00")
    assert get(inside, "test.number") == 4


def test_the_later_of_two_values_of_one_day_holds(inside):
    put(inside, "test.number", 3)
    put(inside, "test.number", 4)
    assert get(inside, "test.number") == 4


def test_a_service_follows_the_general_rule_unless_it_has_its_own(inside):
    assert get(inside, "mother_room.test") == 5
    put(inside, "booking.test", 6)
    assert get(inside, "mother_room.test") == 6
    put(inside, "mother_room.test", 1)
    assert get(inside, "mother_room.test") == 1 and get(inside, "booking.test") == 6


def test_a_service_with_its_own_default_does_not_follow(inside):
    put(inside, "booking.test", 6)
    assert get(inside, "counseling.test") == 1


def test_a_service_can_follow_the_general_rule_again(inside):
    put(inside, "mother_room.test", 1)
    put(inside, "mother_room.test", None, LATER)
    assert get(inside, "mother_room.test") == 1 and get(inside, "mother_room.test", LATER) == 5
    put(inside, "booking.test", 7)
    assert get(inside, "mother_room.test", LATER) == 7


@pytest.mark.parametrize("key", ["test.number", "booking.test", "counseling.test"])
def test_a_rule_with_nothing_behind_it_cannot_be_unset(inside, key):
    put(inside, key, 3)
    with pytest.raises(Refused):
        put(inside, key, None)
    assert get(inside, key) == 3


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("test.number", 0), ("test.number", 10), ("test.number", "3"), ("test.number", 3.0), ("test.number", True),
        ("test.flag", 1), ("test.flag", "是"), ("test.flag", None), ("test.choice", 2), ("test.choice", "0"),
        ("test.text", ""), ("test.text", None), ("test.text", "长" * 201), ("test.long", "长" * 5001), ("test.long", 5),
        ("test.missing", 1), ("nothing", 1), ("", 1),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(inside, key, value):
    with pytest.raises(Refused):
        put(inside, key, value)
    assert inside(lambda: db.session.scalar(select(SettingValue))) is None


@pytest.mark.parametrize(
    ("key", "value"), [("test.number", 9), ("test.flag", True), ("test.text", "乙"), ("test.long", "一\n二"), ("test.choice", 1)]
)
def test_values_of_each_kind_come_back_as_they_were(inside, key, value):
    put(inside, key, value)
    assert get(inside, key) == value and type(get(inside, key)) is type(value)


def test_the_past_cannot_be_changed(inside):
    with pytest.raises(Refused, match="不能早于今天"):
        put(inside, "test.number", 3, date(2026, 9, 15))


def test_the_system_may_write_the_past_for_a_first_set_up(inside):
    put(inside, "test.number", 3, date(2026, 1, 1), actor=None)
    assert get(inside, "test.number", date(2026, 5, 1)) == 3


def test_the_same_form_twice_is_told_so(inside):
    put(inside, "test.number", 3)
    with pytest.raises(Refused, match="本来就是这样"):
        put(inside, "test.number", 3)
    assert inside(lambda: len(settings.history("test.number"))) == 1


def test_a_change_leaves_who_what_why(inside):
    put(inside, "test.number", 3, TOMORROW)
    event = inside(lambda: db.session.scalar(select(AuditEvent)))
    assert (event.action, event.actor_id, event.from_state, event.to_state, event.reason) == ("changed", 10003, "2", "3", "议定")
    assert event.detail == {"key": "test.number", "valid_from": "2026-09-17"}


def test_an_announced_value_can_be_taken_back(inside):
    put(inside, "test.number", 3)
    put(inside, "test.number", 4, TOMORROW)
    future = inside(lambda: settings.history("test.number")[0].id)
    assert inside(lambda: settings.withdraw(future, Office)) == "test.number"
    assert get(inside, "test.number", LATER) == 3
    assert inside(lambda: db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).first()) == "withdrawn"
    with pytest.raises(Refused, match="已经收回"):
        inside(lambda: settings.withdraw(future, Office))


def test_a_value_in_force_cannot_be_taken_back(inside):
    put(inside, "test.number", 3)
    with pytest.raises(Refused, match="已经生效"):
        inside(lambda: settings.withdraw(settings.history("test.number")[0].id, Office))
    assert get(inside, "test.number") == 3


def test_history_is_newest_first(inside):
    for value, start in ((3, TODAY), (5, LATER), (4, TOMORROW)):
        put(inside, "test.number", value, start)
    assert inside(lambda: [row.read() for row in settings.history("test.number")]) == [5, 4, 3]


def test_settings_are_read_again_only_when_one_has_changed(app, statements):
    def read():
        with app.test_request_context():
            for key in ("test.number", "mother_room.test", "org.name") * 3:
                settings.get(key)

    def selects():
        return [statement for statement in statements(read, cold=True) if statement.startswith("SELECT setting_value")]

    assert len(selects()) == 1
    assert len(selects()) == 0
    with app.app_context():
        settings.put("test.number", 9)
    assert len(selects()) == 1


def test_a_change_is_seen_within_the_same_request(app):
    with app.test_request_context():
        assert settings.get("test.number") == 2
        settings.put("test.number", 3)
        assert settings.get("test.number") == 3


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [("test.number", 3, "3"), ("test.flag", True, "是"), ("test.flag", False, "否"), ("test.choice", 1, "二"),
     ("test.long", "", "（空）"), ("test.number", None, "按通用规则")],
)  # fmt: skip
def test_values_read_as_people_say_them(key, value, words):
    assert settings.in_words(settings.definition(key), value) == words


def test_every_default_is_a_value_that_could_be_set(inside):
    for found in settings.definitions():
        if found.key not in {"installation.demo"}:
            inside(lambda found=found: settings._check(found, found.default, may_be_unset=False))
