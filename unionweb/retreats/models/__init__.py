"""Tables of retreats."""

from unionweb.retreats.models.application import (
    RetreatApplication,
    RetreatChoice,
    RetreatHealth,
    RetreatIdentity,
    RetreatLook,
    RetreatPick,
)
from unionweb.retreats.models.programme import RetreatBatch, RetreatProgramme
from unionweb.retreats.models.registers import (
    RetreatHistory,
    RetreatImport,
    RetreatService,
    RetreatStanding,
)

__all__ = [
    "RetreatApplication", "RetreatBatch", "RetreatChoice", "RetreatHealth", "RetreatHistory", "RetreatIdentity", "RetreatImport",
    "RetreatLook", "RetreatPick", "RetreatProgramme", "RetreatService", "RetreatStanding",
]  # fmt: skip
