"""Places shared out over units or campuses: the arithmetic, and what was decided, with everything changed by hand."""

from unionweb.common.quotas.apportionment import Apportionment, Method, Share, apportion
from unionweb.common.quotas.stored import GroupKind, Quota, adjust, arithmetic_of, quotas_of, set_quotas

__all__ = [
    "Apportionment", "GroupKind", "Method", "Quota", "Share", "adjust", "apportion", "arithmetic_of", "quotas_of", "set_quotas",
]  # fmt: skip
