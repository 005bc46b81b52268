"""Every page and export of the calls, as those see it whom it is for, in a crowded university."""

from collections.abc import Iterator
from typing import NamedTuple

AUTHOR, CHAIR, OFFICE, REVIEWER = 10001, 10002, 10003, 10008
PEOPLE = (AUTHOR, CHAIR, OFFICE, REVIEWER)
SIGNED_IN = {"any": PEOPLE, "open": (AUTHOR, CHAIR, OFFICE), "review": (AUTHOR, REVIEWER), "final": (AUTHOR, CHAIR)}
WRITTEN = {"calls.edit_entry"}  # about the entry that is still being written


class Page(NamedTuple):
    """One endpoint in a call that is open, in review or final, as one person sees it."""

    endpoint: str
    stage: str
    staff_no: int


def pages(app, world: dict[str, dict[str, int]]) -> Iterator[tuple[Page, str]]:
    """(page, its address) of every GET of the calls, also where it may answer 404; what is about no call in one stage only."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("calls.") or "GET" not in rule.methods:
            continue
        allowed = app.view_functions[rule.endpoint].rule.__name__
        for stage, values in world.items() if rule.arguments else [("any", {})]:
            values = values | ({"entry_id": values["draft_id"]} if rule.endpoint in WRITTEN and "draft_id" in values else {})
            if rule.arguments <= values.keys():
                address = rule.build({name: values[name] for name in rule.arguments})[1]
                yield from ((Page(rule.endpoint, stage, one), address) for one in _people(allowed, stage))


def _people(rule: str, stage: str) -> tuple[int, ...]:
    """Whom a page is for, by the rule of its view."""
    if rule == "signed_in":
        return SIGNED_IN[stage]
    return (CHAIR,) if rule == "may_head_any" else (OFFICE,)
