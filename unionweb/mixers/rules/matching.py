"""Who is told of whom: only those who chose each other. Pure; also how choices and pseudonyms are written down."""

import json
import re
import unicodedata
from collections.abc import Mapping, Set

LENGTH = 4096  # every list of choices is as long as every other once it is encrypted
MOST_CHOICES = 300
SMALL = 3  # fewer pairs are not told as a number


def mutual(choices: Mapping[int, Set[int]]) -> dict[int, set[int]]:
    """For each who chose, those that chose them too. choices: id → ids that were ticked."""
    return {one: {other for other in ticked if one in choices.get(other, ())} for one, ticked in choices.items()}


def count_of(pairs: Mapping[int, Set[int]]) -> int:
    """How many pairs there are."""
    return sum(len(others) for others in pairs.values()) // 2


def told_count(pairs: int | None) -> str:
    """The number of pairs in words, without saying small ones."""
    return "" if pairs is None else f"少于 {SMALL}" if pairs < SMALL else str(pairs)


def packed(ids: Set[int]) -> str:
    """Ids as text that is always equally long."""
    text = json.dumps(sorted(ids), separators=(",", ":"))
    if len(text) > LENGTH:
        raise ValueError("more choices than fit")
    return text.ljust(LENGTH)


def unpacked(text: str | None) -> set[int]:
    return set(json.loads(text)) if text else set()


def compared(pseudonym: str) -> str:
    """A pseudonym as it is compared: width, case and blanks make no other one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", pseudonym)).casefold()


def pseudonym_problem(pseudonym: str, person) -> str | None:
    """Why this pseudonym will not do for a person (name, pinyin, staff_no), in a sentence."""
    plain, name = compared(pseudonym), compared(person.name)
    given = name[1:] if len(name) > 2 else name
    if not plain or not any(c.isalnum() for c in plain):
        return "化名里要有字。"
    if any(unicodedata.category(c)[0] not in "LNPZ" for c in pseudonym):
        return "化名里请只用文字、数字和标点，胸牌上印不出表情和符号。"
    if name in plain or given == plain or plain == compared(person.pinyin) or compared(person.staff_no) in plain:
        return "化名不要用自己的姓名或工号，请另起一个。"
    if re.search(r"\d{5,}", plain):
        return "化名里不要写电话和号码，联系方式写在下面一栏。"
    return None
