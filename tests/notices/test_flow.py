"""What stands on which page: text on page 1, a signature with text above it, the note with the signature."""

import pytest

from tests.notices.made import SENTENCE, paper
from unionweb.notices.rules import Attachment, Form, lay_out
from unionweb.notices.rules.geometry import LEFT, PAGE_HEIGHT, RIGHT, TOP
from unionweb.notices.rules.lines import width_of

LINE, DATE, NOTE = "各位会员要认真做好各项工作。", "2026年9月16日", "联系人：赵岚，电话：60312"


def made(lines=3, form=Form.document, annexes=0, **fields):
    attachments = tuple(Attachment(f"第{n}张登记表") for n in range(annexes))
    return paper("关于事项的通知\n" + "\n".join([LINE] * lines), form, attachments=attachments, **fields)


def texts(page):
    return [item for item in page.items if item.kind == "text"]


def faults(sheet) -> list[str]:
    """Pages whose text stands where it should not."""
    said = [["".join(line.text for line in text.lines) for text in texts(page)] for page in sheet.pages]
    found = [] if any(LINE in text for text in said[0]) else ["no text on page 1"]
    for page in said:
        if DATE in page and not any(LINE in text or "登记表" in text for text in page):
            found.append("signature alone")
        if any(NOTE in text for text in page) and DATE not in page:
            found.append("note alone")
    return found


def outside(sheet, type_) -> list[str]:
    """What reaches over the paper's type area (marks hang a little over its edge, the number stands below it)."""
    found = []
    for page in sheet.pages:
        for text in texts(page):
            if text.is_red or text.tag == "footer":
                continue
            for row, line in enumerate(text.lines):
                right = text.left + line.indent + width_of(line, type_.advance, text.size) * text.scale
                top = text.top + row * text.pitch
                if not (text.left + line.indent > LEFT - 3 and right < RIGHT + 3 and TOP - 1 < top < PAGE_HEIGHT - 30):
                    found.append(f"{line.text[:12]} {text.left + line.indent:.0f}–{right:.0f} {top:.0f}")
        for seal in (item for item in page.items if item.kind == "seal"):
            if seal.left < LEFT - 1 or seal.left + seal.diameter > RIGHT + 1 or seal.top + seal.diameter > PAGE_HEIGHT - 24:
                found.append(f"seal {seal.organ}")
    return found


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
@pytest.mark.parametrize("form", [Form.document, Form.letter])
def test_page_1_holds_text_and_no_signature_stands_alone(type_, form, sealed):
    wrong = {}
    for annexes in (0, 1, 2, 4, 6, 7, 8, 9, 11, 15, 20, 25):
        for lines in range(1, 11):
            sheet = lay_out(made(lines, form, annexes, is_sealed=sealed), type_)
            if found := faults(sheet) + outside(sheet, type_):
                wrong[annexes, lines] = found
    assert not wrong, wrong


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
@pytest.mark.parametrize("form", [Form.document, Form.letter])
def test_the_note_stands_with_the_signature(type_, form, sealed):
    wrong = {n: found for n in range(1, 30) if (found := faults(lay_out(made(n, form, is_sealed=sealed, note=NOTE), type_)))}
    assert not wrong, wrong


def test_a_single_line_keeps_its_signature_by_nearer_lines(type_):
    title = "海川大学工会关于做好教职工补充医疗保险参保续保有关工作和互助保障计划以及其他各项重点工作事项的通知（2026年）"
    fields = {"title": title, "addressees": "、".join(["外国语学院分工会"] * 10), "is_sealed": True}
    sheet = lay_out(made(1, **fields), type_)
    assert faults(sheet) == [] and outside(sheet, type_) == []


@pytest.mark.parametrize("cc", ["", "校长办公室"])
@pytest.mark.parametrize("form", [Form.document, Form.minutes])
def test_addressees_who_push_the_text_off_page_1_stand_in_the_imprint(type_, form, cc):
    many = "、".join(f"第{n}学院分工会委员会" for n in range(25))
    sheet = lay_out(made(3, form, addressees=many, cc=cc), type_)
    first, last = texts(sheet.pages[0]), texts(sheet.pages[-1])
    assert faults(sheet) == [] and outside(sheet, type_) == []
    assert not any("第1学院" in line.text for text in first if text.size > 5 for line in text.lines)
    below = next(text for text in last if text.lines[0].text.startswith("主送：第0学院"))
    assert below.lines[-1].text.endswith("。")
    if cc:
        copies = next(text for text in last if text.lines[0].text.startswith("抄送："))
        assert copies.top == pytest.approx(below.top + len(below.lines) * below.pitch)
    assert "主送" not in lay_out(made(3), type_).text


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
@pytest.mark.parametrize(
    "organs",
    [
        ("海川大学" * 10,),
        ("中国教育工会海川大学委员会女教职工工作委员会", "海川大学妇女工作委员会办公室"),
        ("海川大学工会", "海川大学妇女工作委员会办公室"),
        ("海川大学妇女工作委员会办公室" * 3, "工会"),
    ],
)
def test_no_organ_stands_outside_the_type_area(type_, organs, sealed):
    sheet = lay_out(made(3, organs=organs, is_sealed=sealed, printed_by=organs[0]), type_)
    assert outside(sheet, type_) == [] and faults(sheet) == []


def test_what_is_made_longer_than_it_is_meant_stays_on_the_paper(type_):
    fields = {"number": "海大工" * 20, "printed_by": "海川大学工会办公室" * 6, "signers": ("阿不都热合曼·买买提" * 3, "王敏")}
    for form in Form:
        assert outside(lay_out(paper(f"关于事项的通知\n{SENTENCE}", form, **fields), type_), type_) == []
