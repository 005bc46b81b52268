"""What an application for a club must have. Pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Needed:
    """Founders needed, and from how many units."""

    founders: int
    groups: int


def lacking(needed: Needed, units: Collection[int], has_charter: bool) -> list[str]:
    """Every reason why it cannot be submitted. units: the unit of each founder who said yes, the proposer with them."""
    found = []
    if len(units) < needed.founders:
        found.append(f"确认的发起人有 {len(units)} 人，要有 {needed.founders} 人。")
    if len(set(units)) < needed.groups:
        found.append(f"发起人来自 {len(set(units))} 个单位，要来自 {needed.groups} 个单位。")
    if not has_charter:
        found.append("还没有章程，请先上传。")
    return found
