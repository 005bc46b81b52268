"""How long a text is, as word processors for Chinese count it. Pure."""

import re

# A Chinese character or sign counts by itself; a word of letters or a number counts as one, as in Word.
_CHINESE = r"\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff“”‘’…—"
_ONE = re.compile(rf"[{_CHINESE}]|[^\s{_CHINESE}]+")


def length(text: str) -> int:
    """How many characters a text has: “2026年工会 work” is 5 (2026, 年, 工, 会, work)."""
    return sum(1 for _ in _ONE.finditer(text))


def problem(text: str, least: int | None, most: int | None) -> str | None:
    """What is wrong with the length of a text, as a sentence; None when it fits."""
    count = length(text)
    if most is not None and count > most:
        return f"最多 {most} 字，现在 {count} 字，请删去 {count - most} 字"
    if least and count < least:
        return f"至少 {least} 字，现在 {count} 字，还差 {least - count} 字"
    return None


def limits(least: int | None, most: int | None) -> str:
    """800–2000 字; empty when there is no limit."""
    if least and most:
        return f"{least}–{most} 字"
    if most:
        return f"不超过 {most} 字"
    return f"至少 {least} 字" if least else ""
