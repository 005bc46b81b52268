"""Resident identity numbers: whether one can be right, and how little of it is shown. Source: GB 11643."""

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PHONE = re.compile(r"1\d{10}", re.ASCII)


def is_identity(text: str) -> bool:
    """18 characters, a day of birth that was, and the right check character."""
    if not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        return False
    try:
        born = date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return date(1900, 1, 1) <= born and CHECKS[total % 11] == text[17]


def masked(text: str) -> str:
    """Only the first three and the last two characters: 370**…*12."""
    return f"{text[:3]}{'*' * max(len(text) - 5, 0)}{text[-2:]}"


def is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text))
