"""From a notice as it was written to the paper it is printed as, and to plain text for chats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unionweb.notices.rules.document import Attachment, Block, Paper, ParagraphBlock, TableBlock, long_date
from unionweb.notices.rules.markup import Draft, parse, parse_body
from unionweb.notices.rules.wording import polished

_DATED = re.compile(r"(发布时间|发布日期|成文日期|日期)：.*")


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
    return parse_body(notice.body, addressees=notice.addressees.rstrip("：:"))


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
        blocks=(*draft.blocks, *_unsigned(draft, notice, added.organs), *_appended(added)),
        number=added.number,
        addressees=draft.addressees,
        attachments=_attachments(notice, draft, added.files),
        dated=notice.dated or draft.dated or added.dated,
        is_sealed=notice.is_sealed,
        note="；".join(dict.fromkeys(filter(None, (notice.contact.strip("（）()"), draft.note)))),
        cc="，".join(dict.fromkeys(filter(None, (notice.cc.rstrip("。"), draft.cc)))),
        printed_by=notice.printed_by,
        printed_on=added.dated if notice.printed_by else None,
        people=tuple(draft.people),
    )


def _unsigned(draft: Draft, notice, organs: Sequence[str]) -> list[Block]:
    """The signature that was typed, where it says something else than the one that is printed: it stays text."""
    named = all(any(own in organ or organ in own for organ in organs) for own in draft.organs)
    if named and (not draft.dated or not draft.organs or notice.dated in {None, draft.dated}):
        return []
    lines = [*draft.organs, long_date(draft.dated)] if draft.organs and draft.dated else draft.organs
    return [ParagraphBlock(((line, False),)) for line in lines]


def _appended(added: Added) -> list[Block]:
    blocks: list[Block] = [TableBlock(added.listed)] if added.listed else []
    return [*blocks, ParagraphBlock(((added.closing, False),))] if added.closing else blocks


def _attachments(notice, draft: Draft, files: Sequence[str]) -> tuple[Attachment, ...]:
    """Those of the text, then those named in their own field; the files only when nothing else is named."""
    named = [name.strip() for name in notice.annexes.splitlines() if name.strip()]
    found = [*draft.attachments, *map(Attachment, named)]
    return tuple(found or map(Attachment, files))


def publicity_words(starts_on: date, ends_on: date, workdays: int, contact: str) -> str:
    """The sentence that every 公示 ends with."""
    days = f"公示期为{long_date(starts_on)}至{long_date(ends_on)}（{workdays}个工作日）"
    return f"{days}。如有异议，请在公示期内向校工会反映。联系方式：{contact.rstrip('。')}。"


def plain_text(paper: Paper, address: str = "") -> str:
    """The notice to be pasted into a chat: no markup, lines as they are read, where to read it at the end."""
    lines = [f"【{paper.title.replace(chr(10), '')}】", paper.number, f"{paper.addressees}：" if paper.addressees else ""]
    lines += _lines_of(paper.blocks)
    lines += [f"附件{n}：{a.listed or a.title}" for n, a in enumerate(paper.attachments, 1)]
    lines += ["、".join(paper.organs), long_date(paper.dated) if paper.dated else "", f"（{paper.note}）" if paper.note else ""]
    for number, attachment in enumerate(paper.attachments, 1):
        lines += [f"附件{number}　{attachment.title}", *_lines_of(attachment.blocks)] if attachment.blocks else []
    lines.append(address)
    return "\n".join(line for line in lines if line)


def _lines_of(blocks: Sequence[Block]) -> list[str]:
    return [line for block in blocks for line in ([block.text] if isinstance(block, ParagraphBlock) else map("　".join, block.rows))]
