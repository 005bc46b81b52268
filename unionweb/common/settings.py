"""The union's rules and limits as dated rows: key, value, valid from, who changed it and why.

What can be set is defined here, with the default, its unit and where the default comes from (docs/domain: section 6).
Nothing below is a rule of any particular university; the office changes each on a page.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import Moment, write
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


@dataclass(frozen=True)
class Definition:
    """One thing that can be set. kind: whole, flag, text, long or choice; unit is shown behind the value."""

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


_definitions: dict[str, Definition] = {}


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
    return _definitions.get("booking." + key.split(".", 1)[1])


def get(key: str, on: date | None = None) -> Any:
    """The value in force on a day (default today). "mother_room.per_day" falls back to "booking.per_day"."""
    values = _values(on or clock.today())
    if key in values:
        return values[key]
    general = "booking." + key.split(".", 1)[1]
    if key not in _definitions and general in values:
        return values[general]
    return definition(key).default


def _values(on: date) -> dict[str, Any]:
    """All values in force on a day; read once a request."""
    cache = g.setdefault("settings", {}) if has_request_context() else {}
    if on not in cache:
        rows = db.session.execute(
            select(SettingValue.key, SettingValue.value)
            .where(SettingValue.valid_from <= on)
            .order_by(SettingValue.valid_from, SettingValue.id)
        )
        cache[on] = {key: json.loads(value) for key, value in rows}
    return cache[on]


def history(key: str) -> list[SettingValue]:
    """Every value `key` has had or will have, newest first."""
    wanted = select(SettingValue).where(SettingValue.key == key)
    return list(db.session.scalars(wanted.order_by(SettingValue.valid_from.desc(), SettingValue.id.desc())))


@write
def put(key: str, value: Any, *, actor=None, valid_from: date | None = None, reason: str | None = None) -> None:
    """Set `key` from a day on. Refused for a value out of range or a day in the past."""
    found = definition(key)
    if found is None:
        raise Refused("没有这一项设置。")
    start = valid_from or clock.today()
    if actor is not None and start < clock.today():
        raise Refused("生效日期不能早于今天：过去的预约是按当时的规则办的。")
    _check(found, value)
    before = get(key, start)
    db.session.add(
        SettingValue(
            key=key,
            value=json.dumps(value, ensure_ascii=False),
            valid_from=start,
            changed_by_id=actor.id if actor else None,
            changed_at=clock.now(),
            reason=reason,
        )
    )
    kind = audit.ActorKind.office if actor else audit.ActorKind.system
    detail = {"key": key, "valid_from": start.isoformat()}
    old, new = (json.dumps(v, ensure_ascii=False)[:200] for v in (before, value))
    audit.record("changed", "setting", None, actor=actor, kind=kind, from_state=old, to_state=new, reason=reason, detail=detail)
    if has_request_context():
        g.pop("settings", None)


def _check(found: Definition, value: Any) -> None:
    if found.kind == "whole" and not (type(value) is int and found.least <= value <= found.most):
        raise Refused(f"“{found.label}”请填 {found.least} 到 {found.most} 之间的整数。")
    if found.kind == "choice" and value not in [code for code, _ in found.choices]:
        raise Refused(f"“{found.label}”请从列表里选一个。")
    if found.kind in {"text", "long"} and found.required and not value:
        raise Refused(f"“{found.label}”不能空着。")


define(
    Definition("org.name", "学校工会名称", "海川大学工会", "text", group="单位信息", required=True),
    Definition("org.office", "工会办公室地点", "东校区综合楼 312", "text", group="单位信息"),
    Definition("org.phone", "工会办公室电话", "60312", "text", group="单位信息"),
    Definition("org.hours", "工会办公时间", "工作日 8:30–17:00", "text", group="单位信息"),
    Definition("installation.demo", "演示数据", False, "flag", group=""),
)
