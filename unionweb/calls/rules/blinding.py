"""Blind review: taking names and units out of what reviewers read, and noticing what may still tell who it was.

The words that are taken out come from the entry itself (people, staff numbers, units and their short names) and from
the office, which checks them and adds others. What looks like a trace is shown to the office as a warning.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from unionweb.calls.rules.kinds import Reading

GAP = "※※"
LEAST = 2  # characters: one alone stands in too many other words
MOST_WORDS, LONGEST_WORD = 60, 40
ENDINGS = ("分工会", "工会委员会", "工会", "学院", "学部", "研究院", "研究所", "研究中心", "中心", "医院", "图书馆", "部", "处", "系")
TRACES = {
    "像是称呼": re.compile(r"[\u4e00-\u9fff]{1,2}(?:老师|教授|院长|书记|主席|处长|主任|博士)"),
    "像是电话": re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)"),
    "像是邮箱": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "像是署名": re.compile(r"(?:作者|署名|撰稿|指导|单位|姓名)\s*[:：]\s*\S{2,12}"),
    "自称单位": re.compile(r"我(?:院|系|部|处|校区|馆|中心|分工会)"),
}
COMMON = {"各位老师", "全体老师", "青年老师", "本院院长"}


@dataclass(frozen=True)
class Told:
    """Who stands behind an entry: names, staff numbers and the names of units."""

    people: tuple[str, ...]
    staff_numbers: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """Something left in a text that may tell who it was. where: which text."""

    where: str
    kind: str
    text: str


def own_words(told: Told) -> list[str]:
    """The words to take out, longest first: full names, staff numbers, units, and units without their endings."""
    found = {*told.people, *told.staff_numbers, *told.units}
    found |= {short for unit in told.units for short in _shortened(unit)}
    return usable(found)


def words_for(told: Told, checked: Iterable[str] | None) -> list[str]:
    """What is taken out: people, numbers and units always; their short forms, unless the office has checked the list."""
    always = {*told.people, *told.staff_numbers, *told.units}
    return own_words(told) if checked is None else usable(always | set(checked))


def usable(words: Iterable[str]) -> list[str]:
    """Trimmed, without doubles and single characters, longest first."""
    kept = {word.strip() for word in words if word}
    return sorted((word for word in kept if len(word) >= LEAST), key=lambda word: (-len(word), word))


def typed_words(text: str) -> list[str]:
    """The words in a text box: one a line, or separated by commas."""
    return usable(word.strip()[:LONGEST_WORD] for word in re.split(r"[\n,，、;；]+", text))[:MOST_WORDS]


def blinded(text: str | None, words: Iterable[str]) -> tuple[str, int]:
    """The text without the words, and how many were taken out. Found in any width, case and spacing: 王 敏, ＷＡＮＧ.

    What is not taken out stays as it was written, full-width punctuation and all.
    """
    pattern = _pattern(words)
    if not text or pattern is None:
        return text or "", 0
    plain, places = _plain(text)
    hits = [(places[hit.start()], places[hit.end() - 1] + 1) for hit in pattern.finditer(plain)]
    parts, end = [], 0
    for start, stop in hits:
        parts += [text[end : max(start, end)], GAP]
        end = stop
    return "".join([*parts, text[end:]]), len(hits)


def is_named_in(text: str | None, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    return blinded(text, words)[1] > 0


def is_unread(reading: Reading, is_picture: bool, is_seen: bool) -> bool:
    """Whether a file stays back, for there may be names in what could not be read. Pictures are what is judged: they are shown.

    is_seen: somebody of the office has opened it, and found no names.
    """
    return reading is Reading.part and not is_picture and not is_seen


def traces(where: str, text: str) -> list[Trace]:
    """What still looks like a person, a number or a unit, in a text that was blinded."""
    found = []
    for kind, pattern in TRACES.items():
        hits = dict.fromkeys(hit for hit in pattern.findall(text) if GAP not in hit and hit not in COMMON)
        found += [Trace(where, kind, hit[:30]) for hit in list(hits)[:5]]
    return found


def file_title(number: int | None, place: int) -> str:
    """What a file is called for reviewers: nothing of its own name is left."""
    return f"第 {number} 号附件 {place}" if number else f"附件 {place}"


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain widths, and for each character of it the place in the text it comes from."""
    parts = [unicodedata.normalize("NFKC", one) for one in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def _shortened(unit: str) -> list[str]:
    endings = [ending for ending in ENDINGS if unit.endswith(ending) and len(unit) - len(ending) >= LEAST]
    return [unit.removesuffix(ending) for ending in endings]


def _pattern(words: Iterable[str]) -> re.Pattern | None:
    """Blanks and line ends between Chinese characters do not hide a name."""
    ready = [r"\s*".join(re.escape(c) for c in unicodedata.normalize("NFKC", word) if not c.isspace()) for word in usable(words)]
    return re.compile("|".join(_bounded(word) for word in ready if word), re.IGNORECASE) if ready else None


def _bounded(escaped: str) -> str:
    """Digits and letters count only as a whole: 1001 is not found in 10012."""
    head = r"(?<![0-9A-Za-z])" if escaped[0].isalnum() and escaped[0].isascii() else ""
    tail = r"(?![0-9A-Za-z])" if escaped[-1].isalnum() and escaped[-1].isascii() else ""
    return f"{head}{escaped}{tail}"
