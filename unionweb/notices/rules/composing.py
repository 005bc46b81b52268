"""From a notice as it was written to the paper it is printed as, and to plain text for chats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unionweb.notices.rules.document import Attachment, Block, Paper, ParagraphBlock, TableBlock, long_date
from unionweb.notices.rules.markup import MOST_COLUMNS, Draft, parse
from unionweb.notices.rules.wording import polished

_DATED = re.compile(r"(发布时间|发布日期|成文日期|日期)：.*")
_GAP, _COMMA = re.compile(r"[ \t　|｜]+"), re.compile(r"[ ,，、]+")
_NAME = "姓名"


@dataclass(frozen=True)
class Added:
    """What does not stand in the text somebody wrote: who issues it, its number and date, and what a 公示 says."""

    organs: tuple[str, ...]
    number: str = ""
    dated: date | None = None
    files: tuple[str, ...] = ()
    listed: tuple[tuple[str, ...], ...] = ()
    closing: str = ""


def read(notice) -> Draft:
    """What the text of a notice (title, addressees, body) says. Raises TooMuch."""
    addressees = notice.addressees.rstrip("：:")
    head = [f"# {line}" for line in notice.title.splitlines()] + ([f"{addressees}："] if addressees else [])
    return parse("\n".join([*head, notice.body]))


def apart(text: str) -> dict:
    """A whole notice out of a file, for the fields of the editor: title, addressees, dated, body. Raises TooMuch."""
    draft = parse(text)
    lines = [line for line in (line.strip() for line in text.replace("\ufeff", "").splitlines()) if line]
    head = {*draft.title.split("\n"), f"{draft.addressees}："}
    while lines and (polished(lines[0]).removeprefix("# ") in head or _DATED.fullmatch(polished(lines[0]))):
        lines.pop(0)
    title = draft.title.replace("\n", "")
    return {"title": title, "addressees": draft.addressees, "dated": draft.dated, "body": "\n\n".join(lines)}


def compose(notice, added: Added) -> Paper:
    """The paper of a notice (form, title, body and the other fields of models.Notice). Raises TooMuch."""
    draft = read(notice)
    return Paper(
        form=notice.form,
        organs=added.organs,
        title=notice.title,
        blocks=(*draft.blocks, *_appended(added)),
        number=added.number,
        addressees=notice.addressees.rstrip("：:") or draft.addressees,
        attachments=_attachments(notice, draft, added.files),
        dated=notice.dated or draft.dated or added.dated,
        is_sealed=notice.is_sealed,
        note=notice.contact or draft.note,
        cc=notice.cc.rstrip("。") or draft.cc,
        printed_by=notice.printed_by,
        printed_on=added.dated if notice.printed_by else None,
        people=tuple(draft.people),
    )


def _appended(added: Added) -> list[Block]:
    blocks: list[Block] = [TableBlock(added.listed)] if added.listed else []
    return [*blocks, ParagraphBlock(((added.closing, False),))] if added.closing else blocks


def _attachments(notice, draft: Draft, files: Sequence[str]) -> tuple[Attachment, ...]:
    """Those of the text, then those named in their own field; the files only when nothing else is named."""
    named = [name.strip() for name in notice.annexes.splitlines() if name.strip()]
    found = [*draft.attachments, *map(Attachment, named)]
    return tuple(found or map(Attachment, files))


def listed_rows(text: str, mask=None) -> tuple[tuple[str, ...], ...]:
    """A list typed one person to a line (姓名 单位 说明) as a table with a head; mask(name) changes the names.

    A first line that names other columns, 姓名 among them, is the head. What is more than there are columns stays in the last.
    """
    lines = [line.strip(" \t　|｜") for line in text.splitlines() if line.strip(" \t　|｜")]
    first = _parts(lines[0], MOST_COLUMNS) if lines else []
    head = first if _NAME in first else [_NAME, "单位", "说明"]
    rows = [_parts(line, len(head)) for line in (lines[1:] if head is first else lines)]
    if not rows:
        return ()
    if head is not first:
        head = head[: max(map(len, rows))]
    rows = [row + [""] * (len(head) - len(row)) for row in rows]
    if mask:
        named = head.index(_NAME)
        rows = [[mask(cell) if n == named else cell for n, cell in enumerate(row)] for row in rows]
    return tuple(map(tuple, [head, *rows]))


def _parts(line: str, most: int) -> list[str]:
    """A line at its gaps; at its commas when it has no gap."""
    gap = _GAP if _GAP.search(line) else _COMMA
    return gap.split(line, most - 1)


def publicity_words(starts_on: date, ends_on: date, workdays: int, contact: str) -> str:
    """The sentence that every 公示 ends with."""
    days = f"公示期为{long_date(starts_on)}至{long_date(ends_on)}（{workdays}个工作日）"
    return f"{days}。如有异议，请在公示期内向校工会反映。联系方式：{contact.rstrip('。')}。"


def plain_text(paper: Paper, address: str = "") -> str:
    """The notice to be pasted into a chat: no markup, lines as they are read, where to read it at the end."""
    lines = [f"【{paper.title.replace(chr(10), '')}】", paper.number, f"{paper.addressees}：" if paper.addressees else ""]
    for block in paper.blocks:
        lines += [block.text] if isinstance(block, ParagraphBlock) else ["　".join(row) for row in block.rows]
    lines += [f"附件{n}：{a.listed or a.title}" for n, a in enumerate(paper.attachments, 1)]
    lines += ["、".join(paper.organs), long_date(paper.dated) if paper.dated else "", f"（{paper.note}）" if paper.note else "", address]
    return "\n".join(line for line in lines if line)
