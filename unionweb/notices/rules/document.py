"""What one official paper says, as data: made from a notice or from the command line, read by the layout."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from unionweb.kernel import labels


class Form(StrEnum):
    """The three forms of GB/T 9704-2012 that a union uses."""

    document = "document"
    letter = "letter"
    minutes = "minutes"


labels.register({Form.document: "文件", Form.letter: "信函", Form.minutes: "纪要"})

ENDS = "。：；"
Run = tuple[str, bool]  # text, and whether the writer stressed it


@dataclass(frozen=True)
class ParagraphBlock:
    """A paragraph. level 1–4: it begins with 一、 （一） 1. or （1）; 0: it does not."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def opening(self) -> int:
        """How many characters of a numbered paragraph are its heading: up to the first full stop, colon or semicolon.

        All of one that ends without a mark; none of one that is a single sentence: that is text with a number.
        """
        text = self.text.rstrip()
        ends = [text.find(mark) + 1 for mark in ENDS if 0 <= text.find(mark) < len(text) - 1]
        whole = 0 if text.endswith(("。", "；", "，")) else len(self.text)
        return (min(ends) if ends else whole) if self.level else 0

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of the first two levels and nothing else."""
        return self.level in {1, 2} and self.opening == len(self.text)


@dataclass(frozen=True)
class TableBlock:
    """A table; the first row is its head. Every row has the same number of cells."""

    rows: tuple[tuple[str, ...], ...]


Block = ParagraphBlock | TableBlock


@dataclass(frozen=True)
class Attachment:
    """An attachment that is bound in: a title and what stands under it; empty when it is a file of its own.

    listed: its name in the list below the text, where that is not its title.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    listed: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper. The first organ leads; several issue it jointly. Empty fields are left out of the print."""

    form: Form
    organs: tuple[str, ...]
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    mark: str = ""  # the red head, where it is not the organ's name with 文件 or 会议纪要
    addressees: str = ""
    addressed_below: str = ""  # the addressees in the imprint, where they leave no room for text on page 1
    attachments: tuple[Attachment, ...] = ()
    dated: date | None = None
    is_sealed: bool = False
    seals: tuple[str, ...] = ()  # data: addresses of pictures of the seals, in the order of the organs; empty: drawn
    note: str = ""  # 附注, such as the contact
    cc: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()  # 签发人, of papers that go up
    people: tuple[tuple[str, str], ...] = field(default=())  # minutes: (出席, names), (请假, names), (列席, names)

    @property
    def red_head(self) -> str:
        """The words of the mark; of several organs in a document only what stands beside their names."""
        if self.mark:
            return self.mark
        endings = {Form.document: "文件", Form.letter: "", Form.minutes: "会议纪要"}
        joint = self.form == Form.document and len(self.organs) > 1
        return endings[self.form] if joint else self.organs[0] + endings[self.form]


def long_date(day: date) -> str:
    """2026年9月16日: Arabic digits, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
