"""Money is kept in fen and shown in yuan."""

import re
from decimal import Decimal

MOST = 10_000_000_00  # fen


def fen_of(text: str) -> int:
    """1200, 1200.5 or 1,200.50 → fen; ValueError with a Chinese sentence otherwise."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})*|\d{1,8})(?:\.(\d{1,2}))?", text, re.ASCII)
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0")) if found else MOST + 1
    if fen > MOST:
        raise ValueError("请写成 1200 或 1200.50 这样的金额，最多一千万元")
    return fen


def yuan(fen: int) -> str:
    """120050 → 1,200.50"""
    return f"{Decimal(fen) / 100:,.2f}"
