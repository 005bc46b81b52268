"""How much one paper holds, whoever wrote it: said before anything is set, with a sentence for the person."""

from collections.abc import Iterable

from unionweb.notices.rules.document import Block, Paper, TableBlock
from unionweb.notices.rules.markup import TooMuch

MOST_CELLS, LONGEST_CELL, MOST_PAGES = 6_000, 2_000, 60
MOST_ORGANS, MOST_ATTACHMENTS = 4, 60
LONGEST = {
    "number": ("发文字号", 60), "mark": ("红头", 60), "addressees": ("主送机关", 300), "note": ("附注", 400), "cc": ("抄送", 300),
    "printed_by": ("印发机关", 60), "copy_number": ("份号", 20), "secrecy": ("密级", 20), "urgency": ("紧急程度", 20),
}  # fmt: skip


def check_size(paper: Paper) -> None:
    """Raises TooMuch that names what is too long."""
    for name, (words, most) in LONGEST.items():
        _limit(words, len(getattr(paper, name)), most)
    for words, names, count in (("发文机关", paper.organs, MOST_ORGANS), ("签发人", paper.signers, MOST_ORGANS)):
        if len(names) > count:
            raise TooMuch(f"{words}有 {len(names)} 个，最多 {count} 个。")
        for name in names:
            _limit(words, len(name), 60)
    if len(paper.attachments) > MOST_ATTACHMENTS:
        raise TooMuch(f"附件有 {len(paper.attachments)} 个，最多 {MOST_ATTACHMENTS} 个。")
    check_tables([*paper.blocks, *(block for attachment in paper.attachments for block in attachment.blocks)])


def check_pages(count: int) -> None:
    """Raises TooMuch when a paper is so long that nobody should print it."""
    if count > MOST_PAGES:
        raise TooMuch(f"排出来有 {count} 页，最多 {MOST_PAGES} 页。请把长的名单或表格另做成文件，作为附件上传。")


def check_tables(blocks: Iterable[Block]) -> None:
    """Raises TooMuch when there are more cells, or longer ones, than a paper holds."""
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    cells = sum(len(row) for table in tables for row in table.rows)
    if cells > MOST_CELLS:
        raise TooMuch(f"表格一共有 {cells} 格，最多 {MOST_CELLS} 格。请把长的表格另做成文件，作为附件上传。")
    for cell in (cell for table in tables for row in table.rows for cell in row):
        _limit(f"表格里“{cell[:10]}……”这一格", len(cell), LONGEST_CELL)


def _limit(words: str, length: int, most: int) -> None:
    if length > most:
        raise TooMuch(f"{words}有 {length} 个字，最多 {most} 个。")
