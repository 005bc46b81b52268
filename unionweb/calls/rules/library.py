"""What a case says, as the library and the book read it: headings, paragraphs, and the words somebody looks for. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from unionweb.calls.rules.kinds import CallState
from unionweb.kernel import labels

LONGEST_HEAD = 40
HEADS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", *(f"十{one}" for one in "一二三四五六七八九"), "二十")
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_ENDS = "。！？；!?;"


class Part(StrEnum):
    """What a block of text is."""

    first = "first"
    second = "second"
    text = "text"


labels.register({Part.first: "一级标题", Part.second: "二级标题", Part.text: "正文"})


@dataclass(frozen=True)
class Block:
    """One paragraph or heading."""

    part: Part
    text: str


@dataclass(frozen=True)
class Picture:
    """A kept picture and what stands under it."""

    file: str
    caption: str = ""


@dataclass(frozen=True)
class BookCase:
    """One case as the book prints it."""

    title: str
    unit: str
    authors: str
    grade: str
    theme: str
    body: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Book:
    """A collection. imprint: who made it and when, a line each."""

    title: str
    organ: str
    imprint: tuple[str, ...]
    preface: str
    cases: tuple[BookCase, ...]
    by_theme: bool = False


def whole_text(body: str, answers: Sequence[tuple[str, str]], rest: str = "") -> str:
    """What a work says from beginning to end: its body, each answer under its question as a heading, then the rest."""
    parts = [f"{_head(n, question)}\n{answer}" for n, (question, answer) in enumerate(answers[: len(HEADS)])]
    return "\n".join(part for part in (body, *parts, rest) if part)


def _head(n: int, question: str) -> str:
    """A question as a heading: without the sign at its end, and where it is too long for one, only its beginning."""
    number, said = f"{HEADS[n]}、", " ".join(question.split()).rstrip(f"{_ENDS}：:")
    room = LONGEST_HEAD - len(number)
    if len(said) > room:
        ends = [place for place in range(8, room) if said[place] in f"，、：（(,:{_ENDS}"]
        said = said[: ends[-1]] if ends else f"{said[: room - 1]}…"
    return number + said


def blocks(text: str) -> list[Block]:
    """The paragraphs of a text; 一、 and （一） at the start of a short line are headings, as everybody writes them."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [Block(_part(line), line) for line in lines if line]


def _part(line: str) -> Part:
    if len(line) > LONGEST_HEAD or line[-1] in _ENDS:
        return Part.text
    if _FIRST.match(line):
        return Part.first
    return Part.second if _SECOND.match(line) else Part.text


def in_order(cases: Sequence, by_theme: bool) -> list:
    """The order of a book: by theme when that is wanted (without one at the end), else as they come."""
    return sorted(cases, key=lambda one: (not one.theme, one.theme)) if by_theme else list(cases)


def may_publish_cases(state: CallState, has_works: bool) -> bool:
    """Works of a call that is final go into the library."""
    return state is CallState.final and has_works


def excerpt(text: str, wanted: Sequence[str], length: int = 90) -> str:
    """The part of a text around the first word that is looked for, else its beginning."""
    plain = " ".join(text.split())
    low = plain.casefold()
    places = [low.find(word) for word in wanted if word in low]
    start = max(min(places, default=0) - length // 3, 0)
    shown = plain[start : start + length]
    return ("…" if start else "") + shown + ("…" if start + length < len(plain) else "")
