"""The union's rules and limits as dated rows: key, value, valid from, who changed it and why.

What can be set is defined here, with the default, its unit and where the default comes from (docs/domain: section 6).
Nothing below is a rule of any particular university; the office changes each on a page.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import audit, standing
from unionweb.kernel import clock
from unionweb.kernel.db import Moment, in_transaction, plain_rows, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


class SettingValue(db.Model):
    __tablename__ = "setting_value"
    __table_args__ = (Index("ix_setting_value_key_valid_from", "key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text)  # JSON
    valid_from: Mapped[date]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(500))

    def read(self) -> Any:
        """The value as it was set; None where a rule of one service follows the general one again."""
        return json.loads(self.value)


@dataclass(frozen=True)
class Definition:
    """One thing that can be set. kind: whole, flag, text, long or choice; unit is shown behind the value.

    check: what else a value must satisfy; given the value, it says what is wrong in a sentence, or None.
    """

    key: str
    label: str
    default: Any
    kind: str = "whole"
    unit: str = ""
    hint: str = ""
    least: int = 0
    most: int = 10_000
    choices: tuple[tuple[str, str], ...] = ()
    group: str = "常用"
    required: bool = False
    check: Callable[[Any], str | None] | None = None

    @property
    def sentence(self) -> str:
        """The label with a gap for the value: 每人每天最多约＿次"""
        return f"{self.label}＿{self.unit}" if self.unit else self.label


_definitions: dict[str, Definition] = {}
LONGEST = {"text": 200, "long": 5000}
GENERAL = "booking."

# Each adds (key, name) of those that may have rules of their own beside the general "booking.<rule>".
scopes: list[Callable[[], list[tuple[str, str]]]] = []


def define(*definitions: Definition) -> None:
    """Add settings; each feature defines its own when it is imported."""
    _definitions.update({d.key: d for d in definitions})


def definitions() -> list[Definition]:
    """Everything that can be set, in the order it was defined."""
    return list(_definitions.values())


def definition(key: str) -> Definition | None:
    """The definition of `key`, also of "<kind of service>.<rule>" for each rule "booking.<rule>"."""
    found = _definitions.get(key)
    if found or "." not in key:
        return found
    return _definitions.get(general(key))


def general(key: str) -> str:
    """The general rule behind a rule of one service: "mother_room.per_day" → "booking.per_day"."""
    return GENERAL + key.split(".", 1)[1]


def scope_names() -> dict[str, str]:
    """Key and name of everything that may have rules of its own, as the features say."""
    return {key: name for scope in scopes for key, name in scope()}


def get(key: str, on: date | None = None) -> Any:
    """The value in force on a day (default today). "mother_room.per_day" falls back to "booking.per_day"."""
    return read(_values(on or clock.today()), key)


def read(values: dict[str, Any], key: str) -> Any:
    """The value of `key` among those in force, else the general rule's, else the default."""
    if values.get(key) is not None:
        return values[key]
    if key not in _definitions and values.get(general(key)) is not None:
        return values[general(key)]
    return definition(key).default


def together(keys: Collection[str]) -> list[Any]:
    """The values in force today of several keys."""
    values = _values(clock.today())
    return [read(values, key) for key in keys]


def _values(on: date) -> dict[str, Any]:
    """All values in force on a day. Inside a write they are read under the lock, once a transaction."""
    if not in_transaction():
        return standing.derive(("settings", on), lambda: _in_force(standing.get("settings"), on))
    seen = db.session().info["seen"]
    if "settings" not in seen:
        seen["settings"] = standing.get("settings")
    return _in_force(seen["settings"], on)


def _in_force(rows, on: date) -> dict[str, Any]:
    return {key: value for key, value, valid_from in rows if valid_from <= on}


ALL = select(SettingValue.key, SettingValue.value, SettingValue.valid_from).order_by(
    SettingValue.valid_from, SettingValue.id
)


def _rows() -> list[tuple[str, Any, date]]:
    """(key, value, valid from) of everything that was ever set, in the order in which it counts."""
    return [(key, json.loads(value), valid_from) for key, value, valid_from in plain_rows(ALL)]


standing.define("settings", _rows)


def history(key: str) -> list[SettingValue]:
    """Every value `key` has had or will have, newest first."""
    wanted = select(SettingValue).where(SettingValue.key == key)
    return list(db.session.scalars(wanted.order_by(SettingValue.valid_from.desc(), SettingValue.id.desc())))


@write
def put(key: str, value: Any, *, actor=None, valid_from: date | None = None, reason: str | None = None) -> None:
    """Set `key` from a day on; None lets a rule of one service follow the general one again.

    Refused for a value out of range, a day in the past, or a value that holds on that day anyway.
    """
    found = definition(key)
    if found is None:
        raise Refused("没有这一项设置。")
    start = valid_from or clock.today()
    before = _stored(key, start)
    if actor is not None:
        _check_change(start, before, value)
    _check(found, value, may_be_unset=key not in _definitions)
    written = {"value": json.dumps(value, ensure_ascii=False), "changed_by_id": actor.id if actor else None}
    db.session.add(SettingValue(key=key, valid_from=start, changed_at=clock.now(), reason=reason, **written))
    kind = audit.ActorKind.office if actor else audit.ActorKind.system
    states = {"from_state": in_words(found, before)[:200], "to_state": in_words(found, value)[:200]}
    detail = {"key": key, "valid_from": start.isoformat()}
    audit.record("changed", "setting", None, actor=actor, kind=kind, reason=reason, detail=detail, **states)
    _read_again()


@write
def withdraw(value_id: int, actor) -> str:
    """Take back a value that is not in force yet; returns its key. Refused when it is in force, or gone already."""
    row = db.session.get(SettingValue, value_id, with_for_update=True)
    if row is None:
        raise Refused("这一条已经收回了。")
    if row.valid_from <= clock.today():
        raise Refused("这一条已经生效，不能收回。要改，请另外设一个新的。")
    db.session.delete(row)
    detail = {"key": row.key, "valid_from": row.valid_from.isoformat()}
    office = {"actor": actor, "kind": audit.ActorKind.office}
    words = in_words(definition(row.key), row.read())[:200]
    audit.record("withdrawn", "setting", None, from_state=words, detail=detail, **office)
    _read_again()
    return row.key


def _read_again() -> None:
    """What was read in this transaction is no longer so."""
    db.session().info["seen"].clear()


def in_words(found: Definition, value: Any) -> str:
    """A value as people read it, without its unit."""
    if value is None:
        return "按通用规则"
    if found.kind == "flag":
        return "是" if value else "否"
    if found.kind == "choice":
        return dict(found.choices).get(value, str(value))
    return str(value) or "（空）"


def _stored(key: str, on: date) -> Any:
    """What is written down for a day; for a rule of one service None when it follows the general one."""
    value = _values(on).get(key)
    return _definitions[key].default if value is None and key in _definitions else value


def _check_change(start: date, before: Any, value: Any) -> None:
    if start < clock.today():
        raise Refused("生效日期不能早于今天：过去的预约是按当时的规则办的。")
    if before == value and type(before) is type(value):
        raise Refused("那一天本来就是这样定的，没有要改的。")


def _check(found: Definition, value: Any, *, may_be_unset: bool) -> None:
    if value is None and may_be_unset:
        return
    if found.kind == "whole" and not (type(value) is int and found.least <= value <= found.most):
        raise Refused(f"“{found.label}”请填 {found.least} 到 {found.most} 之间的整数。")
    if found.kind == "flag" and type(value) is not bool:
        raise Refused(f"“{found.label}”请选是或者否。")
    if found.kind == "choice" and value not in [code for code, _ in found.choices]:
        raise Refused(f"“{found.label}”请从列表里选一个。")
    if found.kind in LONGEST:
        _check_text(found, value)
    if found.check and (problem := found.check(value)):
        raise Refused(problem)


def _check_text(found: Definition, value: Any) -> None:
    most = LONGEST[found.kind]
    if not isinstance(value, str) or len(value) > most:
        raise Refused(f"“{found.label}”最多写 {most} 个字。")
    if found.required and not value:
        raise Refused(f"“{found.label}”不能空着。")


define(
    Definition("org.name", "学校工会名称", "海川大学工会", "text", group="单位信息", required=True),
    Definition("org.office", "工会办公室地点", "东校区综合楼 312", "text", group="单位信息"),
    Definition("org.phone", "工会办公室电话", "60312", "text", group="单位信息"),
    Definition("org.hours", "工会办公时间", "工作日 8:30–17:00", "text", group="单位信息"),
    Definition("installation.demo", "演示数据", False, "flag", group=""),
)
