"""Taking the trail out of the system leaves a trace in it."""

from unionweb.common import audit
from unionweb.kernel.db import write


@write
def record_export(actor, count: int, filters: dict[str, str]) -> None:
    """Note that somebody exported events, how many, and which."""
    detail = {"count": count, "filters": filters}
    audit.record("exported", "audit", None, actor=actor, kind=audit.ActorKind.office, detail=detail)
