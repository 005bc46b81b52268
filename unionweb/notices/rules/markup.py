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
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from unionweb.notices.rules.document import Attachment, Block, ParagraphBlock, Run, TableBlock
from unionweb.notices.rules.wording import polished

LONGEST_TEXT, LONGEST_TITLE = 100_000, 120
MOST_COLUMNS, MOST_ROWS = 10, 500

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
    lines = [polished(line.strip()) for line in text.replace("\ufeff", "").splitlines()]
    own, *bound = _apart(line for line in lines if line)
    draft = Draft()
    rest = _with_head(draft, own)
    draft.blocks = blocks_of(_with_end(draft, rest))
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


def _with_head(draft: Draft, lines: list[str]) -> list[str]:
    """Title, date of publication and addressees; what is left of the lines."""
    titles = [line for line in lines[:6] if line.startswith("# ")]
    if titles:
        lines = [line for line in lines if line not in titles]
        draft.title = "\n".join(line[2:].strip() for line in titles)
    elif lines and not lines[0].endswith("。") and not lines[0].startswith(("|", "#")) and len(lines[0]) <= LONGEST_TITLE:
        draft.title, lines = lines[0], lines[1:]
    if len(draft.title) > LONGEST_TITLE:
        raise TooMuch(f"标题最多 {LONGEST_TITLE} 个字。")
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
    lines = _taken(draft, lines)
    start = next((n for n, line in enumerate(lines) if _ATTACHMENTS.fullmatch(line)), None)
    if start is None:
        return lines
    first = _ATTACHMENTS.fullmatch(lines[start])[1]
    names = [name for name in (first, *lines[start + 1 :]) if name]
    draft.attachments = [Attachment(re.sub(r"^\d{1,2}[.．、]\s*", "", name).rstrip("。；，")) for name in names]
    return lines[:start]


def _taken(draft: Draft, lines: list[str]) -> list[str]:
    while lines:
        if found := _COPIES.fullmatch(lines[-1]):
            draft.cc = found[1].rstrip("。")
        elif found := _PEOPLE.fullmatch(lines[-1]):
            draft.people.insert(0, (found[1], found[2].rstrip("。")))
        elif found := _NOTE.fullmatch(lines[-1]):
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
    own = [Attachment(lines[0] if lines else name, tuple(blocks_of(lines[1:])), name) for lines, name in zip(bound, shown, strict=True)]
    draft.attachments = own + draft.attachments[len(bound) :]


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
    marks = (f"{numeral(counters[0])}、", f"（{numeral(counters[1])}）", f"{counters[2]}.", f"（{counters[3]}）")
    return text if _level(text) else marks[level] + text


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 40 → 四十; up to 99."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else _DIGITS[tens - 1]) + "十" if tens else ""
    return ten + (_DIGITS[ones - 1] if ones else "")


def _paragraph(line: str) -> ParagraphBlock:
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
