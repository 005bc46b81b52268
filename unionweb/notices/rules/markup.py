"""Reading a notice: a small Markdown with the four official levels, or the plain text of one from elsewhere.

    # 标题                         the title; a second line of this kind continues it on the next line of the paper
    各基层工会：                    addressees: the line under the title that ends with a colon
    一、 （一） 1. （1）             the four levels, as typed; ## ### #### ##### number them by themselves
    **重点**                       stressed, in 黑体
    | 栏 | 栏 |                    a table; its first row is the head
    附件：1.名单  /  附件1           the list of attachments; alone on a line: here begins one, its title on the next line
    某某工会 / 2026年9月16日         at the end: who signs and when; before it （联系人…）, after it 抄送：…

Nothing else means anything: HTML, styles, addresses and template words are text.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from unionweb.notices.rules.document import Attachment, Block, ParagraphBlock, Run, TableBlock
from unionweb.notices.rules.wording import polished

LONGEST_TEXT, LONGEST_TITLE = 100_000, 120
MOST_COLUMNS, MOST_ROWS = 10, 500
MOST_HEADINGS = (99, 99, 999, 999)  # of one level in a row

_DIGITS = "一二三四五六七八九"
_MARKS = (
    (1, re.compile(r"[一二三四五六七八九十百]{1,5}、")),
    (2, re.compile(r"（[一二三四五六七八九十百]{1,5}）")),
    (3, re.compile(r"\d{1,3}[.．、](?!\d)")),
    (4, re.compile(r"（\d{1,3}）")),
)
_HALF_BRACKETS = re.compile(r"\(([\d一二三四五六七八九十百]{1,5})\)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_PUBLISHED = re.compile(r"(?:发布时间|发布日期|成文日期|日期)[:：]\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")
_SPEAKER = re.compile(r"(?!关于)[\u4e00-\u9fff]{2,10}(?:大学|学院|学校)(?:工会|妇女)(?:委员会)?")  # a title may say who speaks
_ATTACHMENT = re.compile(r"附件\s*\d{0,2}")
_ATTACHMENTS = re.compile(r"附件[:：]\s*(.*)")
_PEOPLE = re.compile(r"(出席|请假|缺席|列席)[:：]\s*(.+)")
_COPIES = re.compile(r"抄送[:：]\s*(.+)")
_NAMED = re.compile(r"\d{1,2}[.．、]\s*")
_NOTE = re.compile(r"[（(](联系人.*|此件.*)[）)]")


class TooMuch(ValueError):
    """More than a paper holds; the sentence is for the person who wrote it."""


@dataclass
class Draft:
    """What was read. Empty where the text says nothing of it."""

    title: str = ""
    addressees: str = ""
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    organs: list[str] = field(default_factory=list)
    dated: date | None = None
    note: str = ""
    cc: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A heading of level 1 (None before the first one) and the numbered paragraphs under it."""

    heading: ParagraphBlock | None
    items: tuple[ParagraphBlock, ...]


def parse(text: str) -> Draft:
    """Read a whole notice. Raises TooMuch."""
    if len(text) > LONGEST_TEXT:
        raise TooMuch(f"正文有 {len(text)} 个字，最多 {LONGEST_TEXT} 个。请分成几份，或把表格放进附件。")
    return _read(Draft(), text, _with_title)


def parse_body(text: str, *, addressees: str = "") -> Draft:
    """Read what stands under a title (and under the addressees, where they are known). Raises TooMuch."""
    return _read(Draft(addressees=addressees), text, None)


def _read(draft: Draft, text: str, titled: Callable | None) -> Draft:
    lines = [polished(line.strip()) for line in text.replace("\ufeff", "").splitlines()]
    own, *bound = _apart(line for line in lines if line)
    rest = _with_addressees(draft, titled(draft, own) if titled else own)
    draft.blocks = blocks_of(_with_end(draft, rest))
    if bound and not draft.dated:
        bound[-1] = bound[-1][:1] + _signed(draft, bound[-1][1:])
    if not draft.organs and (speaker := _SPEAKER.match(draft.title)):
        draft.organs = [speaker[0]]
    _bind(draft, bound)
    return draft


def blocks_of(lines: Iterable[str]) -> list[Block]:
    """Paragraphs and tables, headings numbered. Raises TooMuch."""
    blocks: list[Block] = []
    table: list[str] = []
    counters = [0, 0, 0, 0]
    for line in [*lines, ""]:
        if line.startswith("|") and line.count("|") > 1:
            table.append(line)
            continue
        blocks += [_table(table)] if table else []
        table = []
        blocks += [_paragraph(_numbered(line, counters))] if line else []
    return blocks


def sections(blocks: Iterable[Block]) -> list[Section]:
    """The paper as its headings of level 1 see it."""
    found: list[tuple[ParagraphBlock | None, list[ParagraphBlock]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, ParagraphBlock) and block.level == 1:
            found.append((block, []))
        elif isinstance(block, ParagraphBlock) and block.level:
            found[-1][1].append(block)
    return [Section(heading, tuple(items)) for heading, items in found if heading or items]


# ---- the parts around the text


def _apart(lines: Iterable[str]) -> list[list[str]]:
    """The notice and each attachment that is bound in; an attachment begins with a line like 附件1."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if _ATTACHMENT.fullmatch(line):
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _with_title(draft: Draft, lines: list[str]) -> list[str]:
    """The title: lines with # that stand together near the top, or else the first line. What is left of the lines."""
    start = next((n for n, line in enumerate(lines[:6]) if line.startswith("# ")), None)
    if start is not None:
        titles = list(takewhile(lambda line: line.startswith("# "), lines[start:]))
        lines = lines[:start] + lines[start + len(titles) :]
        draft.title = "\n".join(line[2:].strip() for line in titles)
    elif lines and not lines[0].endswith("。") and not lines[0].startswith(("|", "#")) and len(lines[0]) <= LONGEST_TITLE:
        draft.title, lines = lines[0], lines[1:]
    if len(draft.title) > LONGEST_TITLE:
        raise TooMuch(f"标题最多 {LONGEST_TITLE} 个字。")
    return lines


def _with_addressees(draft: Draft, lines: list[str]) -> list[str]:
    """Date of publication and addressees, where those are not known; what is left of the lines."""
    if draft.addressees:
        return lines
    if lines and (found := _PUBLISHED.fullmatch(lines[0])):
        draft.dated, lines = _day(found), lines[1:]
    if lines and lines[0].endswith("：") and "。" not in lines[0] and not _level(lines[0]):
        draft.addressees, lines = lines[0].rstrip("："), lines[1:]
    return lines


def _with_end(draft: Draft, lines: list[str]) -> list[str]:
    """From the end upwards: copies, people, note, date, organs, attachments; what is left of the lines."""
    lines = _taken(draft, list(lines))
    if lines and (found := _DATE.fullmatch(lines[-1])) and (day := _day(found)):
        draft.dated = day
        lines.pop()
        while lines and _is_organ(lines[-1]) and len(draft.organs) < 4:
            draft.organs.insert(0, lines.pop())
    return _with_list(draft, _taken(draft, lines))


def _signed(draft: Draft, lines: list[str]) -> list[str]:
    """Who signs and when, below the last attachment of a text that has no signature; what is left of the lines."""
    day = lines and _DATE.fullmatch(lines[-1])
    if not day or not _day(day) or not any(map(_is_organ, lines[-2:-1])):
        return lines
    draft.dated, lines = _day(day), lines[:-1]
    while lines and _is_organ(lines[-1]) and len(draft.organs) < 4:
        draft.organs, lines = [lines[-1], *draft.organs], lines[:-1]
    return lines


def _with_list(draft: Draft, lines: list[str]) -> list[str]:
    """The list of attachments: the line 附件：… and those below it that go on with the next number; what is left."""
    start = next((n for n, line in enumerate(lines) if _ATTACHMENTS.fullmatch(line)), None)
    if start is None:
        return lines
    first = _ATTACHMENTS.fullmatch(lines[start])[1]
    names, end = ([first] if first else []), start + 1
    if names and not _NAMED.match(first):
        if re.search("[，。；]", first[:-1]):  # a sentence about them, no list
            return lines
    else:
        while end < len(lines) and re.match(rf"{len(names) + 1}[.．、]\s*\S", lines[end]):
            names.append(lines[end])
            end += 1
    if not names:
        return lines
    draft.attachments = [Attachment(_NAMED.sub("", name).rstrip("。；，")) for name in names]
    return lines[:start] + lines[end:]


def _taken(draft: Draft, lines: list[str]) -> list[str]:
    while lines:
        if (found := _COPIES.fullmatch(lines[-1])) and not draft.cc:
            draft.cc = found[1].rstrip("。")
        elif found := _PEOPLE.fullmatch(lines[-1]):
            draft.people.insert(0, (found[1], found[2].rstrip("。")))
        elif (found := _NOTE.fullmatch(lines[-1])) and not draft.note:
            draft.note = found[1]
        else:
            return lines
        lines.pop()
    return lines


def _is_organ(line: str) -> bool:
    return 3 <= len(line) <= 30 and not re.search(r"[。；，：|#*]", line) and not _level(line) and line.endswith(_ORGANS)


_ORGANS = ("工会", "委员会", "妇委会", "办公室", "大学", "学院", "部", "处", "小组", "中心", "协会", "学校", "组")


def _bind(draft: Draft, bound: list[list[str]]) -> None:
    """The attachments that are part of the paper, and after them those that are only listed."""
    names = [attachment.title for attachment in draft.attachments]
    shown = [names[n] if n < len(names) else "" for n in range(len(bound))]
    own = [_bound(number, lines, name) for number, (lines, name) in enumerate(zip(bound, shown, strict=True), start=1)]
    draft.attachments = own + draft.attachments[len(bound) :]


def _bound(number: int, lines: list[str], name: str) -> Attachment:
    """An attachment: its title on the first line, unless that is a row of a table already."""
    title, rest = (lines[0], lines[1:]) if lines and not lines[0].startswith("|") else (name, lines)
    title = title.removeprefix("# ").strip()
    if len(title) > LONGEST_TITLE:
        raise TooMuch(f"附件{number}的标题（“{title[:12]}……”）有 {len(title)} 个字，最多 {LONGEST_TITLE} 个。请在它下面另起一段写正文。")
    return Attachment(title, tuple(blocks_of(rest)), name)


def _day(found: re.Match) -> date | None:
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


# ---- paragraphs and tables


def _level(line: str) -> int:
    return next((level for level, mark in _MARKS if mark.match(line)), 0)


def _numbered(line: str, counters: list[int]) -> str:
    """Markdown headings as official ones: ## 一、 ### （一） #### 1. ##### （1）, counted; typed numbers stay."""
    line = _HALF_BRACKETS.sub(r"（\1）", line, count=1) if line.startswith("(") else line
    found = re.match(r"(#{2,5}) +(.+)", line)
    if not found:
        return line
    level, text = len(found[1]) - 2, found[2]
    counters[level:] = [counters[level] + 1, *(0 for _ in counters[level + 1 :])]
    if counters[level] > MOST_HEADINGS[level]:
        raise TooMuch(f"同一层的标题最多 {MOST_HEADINGS[level]} 个，到“{text[:20]}”已经超过了。请分成几部分，或把一些标题改成正文。")
    marks = (f"{numeral(counters[0])}、", f"（{numeral(counters[1])}）", f"{counters[2]}.", f"（{counters[3]}）")
    return text if _level(text) else marks[level] + text


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 40 → 四十; up to 99."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else _DIGITS[tens - 1]) + "十" if tens else ""
    return ten + (_DIGITS[ones - 1] if ones else "")


def _paragraph(line: str) -> ParagraphBlock:
    if line.startswith("# "):  # a part of the text that has no level of its own
        return ParagraphBlock(((line[2:].strip(), True),))
    level = _level(line.replace("**", ""))
    return ParagraphBlock(tuple(_runs(line)), level)


def _runs(line: str) -> Iterable[Run]:
    parts = line.split("**")
    if len(parts) % 2 == 0:  # a pair that is not closed is text
        parts[-2:] = ["**".join(parts[-2:])]
    return [(part, n % 2 == 1) for n, part in enumerate(parts) if part]


def _table(lines: list[str]) -> TableBlock:
    cells = [[cell.strip() for cell in line.strip("|").split("|", MOST_COLUMNS + 1)] for line in lines]
    rows = [row for row in cells if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in row)]
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise TooMuch(f"一张表格最多 {MOST_COLUMNS} 栏、{MOST_ROWS} 行。请分成几张，或作为附件另附。")
    return TableBlock(tuple(tuple(row + [""] * (width - len(row))) for row in rows or [[""]]))
