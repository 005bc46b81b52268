"""How long a text is, as word processors for Chinese count it; entries called by their numbers. Pure."""

import re
from collections.abc import Sequence

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


def numbers_in_words(numbers: Sequence[int | None], own: int = 0) -> str:
    """编号 3、7、9 这 3 件作品, the first thirty by number; own: how many more the reader has a part in."""
    shown = "、".join(str(one) for one in numbers[:30])
    named = f"编号 {shown}{' 等' if len(numbers) > 30 else ' 这'} {len(numbers)} 件作品" if numbers else ""
    also = f"{'，还有' if named else ''}与您本人有关、请别的同事来办的 {own} 件" if own else ""
    return named + also
