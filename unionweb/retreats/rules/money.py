"""Money is kept in fen and shown in yuan."""

import re
from decimal import Decimal

MOST = 100_000_00  # fen: more than any trip costs


def yuan(fen: int) -> str:
    """120000 → 1,200.00 元"""
    return f"{Decimal(fen) / 100:,.2f} 元"


def plain_yuan(fen: int) -> str:
    """120000 → 1200.00, to be typed again."""
    return f"{Decimal(fen) / 100:.2f}"


def fen_of(text: str) -> int:
    """1200, 1200.5, 1,200.00 → fen; ValueError with a Chinese sentence otherwise."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})*|\d{1,7})(?:\.(\d{1,2}))?", (text or "").strip().removesuffix("元").strip(), re.ASCII)
    if not found:
        raise ValueError("请写成 1200 或 1200.50 这样的金额")
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    if fen > MOST:
        raise ValueError(f"金额不能超过 {yuan(MOST)}")
    return fen
