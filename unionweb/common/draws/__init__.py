"""A draw that anybody can check: a seed promised before closing, a frozen list, one order that follows from both."""

from unionweb.common.draws.hashing import canonical, key_of, plain_number, sha256_of
from unionweb.common.draws.steps import Draw, commit, draw_of, enter_public_number, freeze, publish, reveal

__all__ = [
    "Draw", "canonical", "commit", "draw_of", "enter_public_number", "freeze", "key_of", "plain_number", "publish", "reveal",
    "sha256_of",
]  # fmt: skip
