"""Full-text search that finds Chinese words of two characters, the same on both databases.

Chinese has no spaces between words, so a text is indexed by its pairs of neighbouring characters and by its single ones.
A query finds the texts that have all of its pairs; that the pairs also stand together, the text itself must say.
"""

import re
import unicodedata

MOST_WORDS = 8
_PARTS = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Text as it is compared: full-width letters and digits as plain ones, no capitals, one space for any gap."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(text: str) -> set[str]:
    """The single characters and the pairs of a text, within each run of letters, digits and Chinese characters."""
    found: set[str] = set()
    for part in _PARTS.findall(folded(text)):
        found.update(part)
        found.update(part[n : n + 2] for n in range(len(part) - 1))
    return found


def words(query: str) -> list[str]:
    """What somebody looks for, in words; each must be found."""
    return _PARTS.findall(folded(query))[:MOST_WORDS]


def wanted_grams(word: str) -> list[str]:
    """The pairs that a text with this word has; the character itself for a word of one."""
    return sorted({word[n : n + 2] for n in range(len(word) - 1)} or {word})
