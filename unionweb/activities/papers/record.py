"""志愿服务记录证明: identity, hours, content, who issues it and who stands for it, number and date, and a code to verify it.

What it has to say: 民政部《志愿服务记录与证明出具办法（试行）》; its number and its code are those of the certificate beside it.
"""

from datetime import date
from functools import partial

from unionweb.activities.models import VolunteerRecord
from unionweb.activities.papers.setting import (
    GREY,
    HEIGHT,
    INK,
    LEFT,
    ROOM,
    WIDTH,
    cell,
    drop,
    grid,
    page_number,
    printed,
    shade,
)
from unionweb.activities.rules.certificates import period
from unionweb.activities.rules.presence import hours
from unionweb.certificates.inks import pressed, stencil
from unionweb.certificates.models import Certificate
from unionweb.certificates.rules import DIAMETER, RED, seal
from unionweb.kernel import fonts, labels
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.fonts.outlines import outline
from unionweb.kernel.pdf.blocks import Advance, Type, centred, code, line, paragraph
from unionweb.kernel.pdf.typeset import Line, SetPage

HEADS = ("日期", "服务项目和内容", "地点", "时长（小时）", "记录人")
COLUMNS = (32.5, 54.0, 42.0, 22.0, 23.5)
TEXT, SMALL = Type(Typeface.fangsong, 14, INK), Type(Typeface.fangsong, 10.5, INK)
TOP, HEAD, LINE_HEIGHT, PADDING = 90.0, 9.0, 5.4, 4.0
END = 92.0  # room that the closing needs above the foot
BOTTOM = HEIGHT - 18
NEXT_TOP = 30.0
CODE = 34.0


def print_record(record: VolunteerRecord, certificate: Certificate) -> bytes:
    """The record as it was handed out: on as many pages as its services need. Raises PaperProblem, FontsMissing."""
    advance = fonts.library().advance
    parts = _parts([_cells(one, advance) for one in record.services])
    pages = [_page(record, certificate, (n, parts), advance) for n in range(len(parts))]
    return printed(pages, f"志愿服务记录证明 {certificate.serial_no}", record.organ)


def _cells(service: dict, advance: Advance) -> list[list[str]]:
    """The lines of each cell of a service."""
    on = date.fromisoformat(service["on"])
    texts = (labels.full_day(on), service["what"], service["place"], hours(service["minutes"]), service["leader"])
    return [_wrapped(text, width, advance) for text, width in zip(texts, COLUMNS, strict=True)]


def _wrapped(text: str, width: float, advance: Advance) -> list[str]:
    return [one.text for one in paragraph(text, SMALL, (0, 0), width - 3.6, advance)]


def _height(cells: list[list[str]]) -> float:
    return max(map(len, cells)) * LINE_HEIGHT + PADDING


def _parts(rows: list) -> list[list]:
    """The rows by pages; the last one leaves room for the closing."""
    parts, used = [[]], TOP + HEAD
    for row in rows:
        if used + _height(row) > BOTTOM:
            parts.append([])
            used = NEXT_TOP + HEAD
        parts[-1].append(row)
        used += _height(row)
    return parts if used + END <= HEIGHT else [*parts, []]


def _page(record: VolunteerRecord, certificate: Certificate, place, advance: Advance) -> SetPage:
    number, parts = place
    top = TOP if number == 0 else NEXT_TOP
    lines = _head(record, certificate, advance) if number == 0 else _short_head(certificate, advance)
    drawn, end = [], top
    if parts[number]:
        tops = [top, top + HEAD]
        for row in parts[number]:
            tops.append(tops[-1] + _height(row))
        lines += _table(parts[number], tops, advance)
        drawn, end = [shade(COLUMNS, top, HEAD), grid(COLUMNS, tops)], tops[-1]
    grounds = {}
    if number == len(parts) - 1:
        closing, code_at, grounds = _closing(record, certificate, end, advance)
        lines += closing
        drawn.append(code_at)
    if len(parts) > 1:
        lines.append(page_number(number + 1, len(parts), advance))
    return SetPage(WIDTH, HEIGHT, tuple(lines), grounds, " ".join(drawn))


def _head(record: VolunteerRecord, certificate: Certificate, advance: Advance) -> list[Line]:
    member, values = record.member, certificate.values
    span = period([one["on"] for one in record.services])
    count = f"参加志愿服务 {len(record.services)} 次，经核实，累计服务时长 {hours(record.minutes)} 小时"
    said = f"{certificate.name}同志于{span}{count}。记录如下："
    return [
        centred("志愿服务记录证明", Type(Typeface.title, 28, INK), (WIDTH / 2, 34), ROOM, advance),
        centred(f"编号：{certificate.serial_no}", Type(Typeface.fangsong, 12, GREY), (WIDTH / 2, 45), ROOM, advance),
        line(f"姓名：{certificate.name}　　工号：{member.staff_no}　　单位：{values.get('单位', '')}", TEXT, (LEFT, 62), ROOM, advance),
        *paragraph("　　" + said, TEXT, (LEFT, 74), ROOM, advance),
    ]


def _short_head(certificate: Certificate, advance: Advance) -> list[Line]:
    said = f"志愿服务记录证明　{certificate.serial_no}　{certificate.name}"
    return [line(said, Type(Typeface.fangsong, 12, GREY), (LEFT, 22), ROOM, advance)]


def _table(rows: list, tops: list[float], advance: Advance) -> list[Line]:
    found = []
    for n, head in enumerate(HEADS):
        box = (LEFT + sum(COLUMNS[:n]), tops[0] + drop(10.5, HEAD), COLUMNS[n])
        found.append(cell(head, Type(Typeface.sans, 10.5, INK), box, advance, middle=True))
    for top, bottom, row in zip(tops[1:], tops[2:], rows, strict=False):
        for n, texts in enumerate(row):
            first = top + (bottom - top - len(texts) * LINE_HEIGHT) / 2 + drop(10.5, LINE_HEIGHT)
            for step, text in enumerate(texts):
                box = (LEFT + sum(COLUMNS[:n]), first + step * LINE_HEIGHT, COLUMNS[n])
                found.append(cell(text, SMALL, box, advance, middle=n in {0, 3, 4}))
    return found


def _closing(record: VolunteerRecord, certificate: Certificate, end: float, advance: Advance):
    """Who issues it, who stands for it, the day, the seal and the code: (lines, code, grounds)."""
    top, right = end + 14, WIDTH - LEFT - 78
    issued = labels.full_day(certificate.dated)
    lines = [
        line("以上记录已在单位内公示，特此证明。", TEXT, (LEFT, top), ROOM, advance),
        line(f"出具单位：{record.organ}", TEXT, (right, top + 20), 78, advance),
        line(f"负责人：{record.signer}", TEXT, (right, top + 30), 78, advance),
        line(f"出具日期：{issued}", TEXT, (right, top + 40), 78, advance),
        line("扫码核验真伪，或在核验页写编号", Type(Typeface.fangsong, 9.5, GREY), (LEFT, top + 52), 70, advance),
        line("依据民政部《志愿服务记录与证明出具办法（试行）》出具", Type(Typeface.fangsong, 9.5, GREY), (LEFT, top + 58), ROOM, advance),
    ]
    drawn = code(certificate.address, (LEFT - 3, top + 11), CODE)
    return lines, drawn, {"Sr": _seal(certificate, right + 52, top + 30)} if certificate.is_sealed else {}


def _seal(certificate: Certificate, x: float, y: float) -> str:
    """The seal of the certificate: the picture that the organ has given, else a drawn one."""
    name = certificate.paper.marks.seal
    if name:
        return pressed(stencil(name), RED, (x - DIAMETER / 2, y - DIAMETER / 2, DIAMETER, DIAMETER))
    return seal(certificate.organ, x, y, partial(outline, fonts.library(), role=Typeface.title))
