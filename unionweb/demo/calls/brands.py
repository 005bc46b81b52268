"""一会一品牌: the pages on which units say what they are known for."""

from datetime import datetime

from unionweb.calls.models import UnitBrand
from unionweb.common.audit import ActorKind
from unionweb.demo.calls.desk import Desk
from unionweb.demo.calls.texts import told
from unionweb.demo.rows import add_rows


def tell_brands(desk: Desk) -> None:
    """Each written down by the chair of the unit, in the autumn of last year."""
    rows = []
    for number, one in enumerate(told("brands")):
        then, chair = datetime(desk.today.year - 1, 10, 9 + number, 15, 20), desk.chairs[one["unit"]]
        unit_id = desk.staff.units[one["unit"]]
        said = {name: one[name] for name in ("name", "motto", "text")}
        rows.append(said | {"unit_id": unit_id, "version": 1, "changed_at": then, "changed_by_id": chair})
        desk.diary.note(then, "brand_saved", "unit_brand", unit_id, actor_id=chair, by=ActorKind.unit)
    add_rows(UnitBrand, rows)
