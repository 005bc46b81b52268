"""A file that names its author, or that nobody could read to the end, is not handed to reviewers of a blind call."""

import io

import pytest
from pypdf import PdfWriter

from tests.calls import reviewed
from tests.calls.drafted import docx, jpeg
from tests.calls.test_scanning import ALL, MAIN, package
from unionweb.calls.models import EntryFile
from unionweb.calls.rules.kinds import FileKind, Reading
from unionweb.calls.services import scanning
from unionweb.kernel import clock, documents
from unionweb.kernel.extensions import db

WHO = "王敏"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SPLIT = f"<w:p {W}><w:r><w:t>{WHO[0]}</w:t></w:r><w:r><w:t>{WHO[1]}</w:t></w:r></w:p>"
PLACES = [
    *(("docx", {f"word/{name}.xml": f"<w:x {W}>{SPLIT}</w:x>"}) for name in ("header1", "footer2", "footnotes", "endnotes", "comments")),
    ("pptx", {"ppt/slides/slide1.xml": f"<x {A}><a:p><a:t>{WHO}</a:t></a:p></x>"}),
    ("pptx", {"ppt/notesSlides/notesSlide1.xml": f"<x {A}><a:p><a:t>{WHO}</a:t></a:p></x>"}),
    ("xlsx", {"xl/sharedStrings.xml": f"<sst {S}><si><t>{WHO}</t></si></sst>"}),
    ("xlsx", {"xl/worksheets/sheet1.xml": f'<x {S}><row><c t="inlineStr"><is><t>{WHO}</t></is></c></row></x>'}),
    ("xlsx", {"xl/worksheets/sheet2.xml": f"<x {S}><headerFooter><oddHeader>{WHO}</oddHeader></headerFooter></x>"}),
]


def scanned(kind, data):
    return scanning.scan(data, f"a.{kind}", ALL)


@pytest.mark.parametrize(("kind", "parts"), PLACES)
def test_a_name_is_read_wherever_it_stands(kind, parts):
    data = docx("正文", **parts) if kind == "docx" else package(MAIN[kind], parts)
    assert WHO in scanned(kind, data).text


def test_rows_of_a_sheet_are_lines():
    cells = '<x {S}><row><c t="s"><v>1</v></c><c><v>7</v></c></row></x>'.replace("{S}", S)
    parts = {"xl/sharedStrings.xml": f"<sst {S}><si><t>甲</t></si><si><t>乙</t></si></sst>", "xl/worksheets/sheet1.xml": cells}
    assert scanned("xlsx", package(MAIN["xlsx"], parts)).text.startswith("乙 7")


def test_how_much_was_read_is_told():
    blank, made = PdfWriter(), io.BytesIO()
    blank.add_blank_page(100, 100)
    blank.write(made)
    assert scanned("docx", docx("正文")).reading is Reading.whole
    assert scanned("docx", docx("字" * 100_001)).reading is Reading.part
    assert scanned("docx", docx("正文", **{"word/media/image1.jpeg": jpeg()})).reading is Reading.pictures
    assert scanned("pdf", made.getvalue()).reading is Reading.part
    assert scanned("jpg", jpeg()).reading is Reading.pictures


def test_a_file_that_was_not_read_waits_for_the_office(as_user, inside):
    def make():
        call_id = reviewed.call_in_review()
        entry_id = reviewed.entry(call_id, 3)
        named = {"kind": FileKind.main, "title": "扫描件.pdf", "file": documents.keep(b"%PDF-1.7", "a.pdf"), "size": 8}
        file = EntryFile(entry_id=entry_id, added_at=clock.now(), added_by_id=10001, reading=Reading.part, **named)
        db.session.add(file)
        db.session.commit()
        return call_id, entry_id, file.id, reviewed.review(entry_id, reviewed.reviewer(call_id))

    call_id, entry_id, file_id, review_id = inside(make)
    reviewer, office = as_user(reviewed.REVIEWER), as_user(reviewed.OFFICE)
    address, check = f"/reviews/{review_id}/files/{file_id}", f"/calls/{call_id}/entries/{entry_id}/blind-check"
    assert reviewer.get(address).status_code == 404
    assert "1 个附件等核对" in office.get(f"/calls/{call_id}/blind-check").text
    assert office.post(check, {"words": "", "files": "987654"}).status_code == 422
    assert office.post(check, {"words": ""}).status_code == 303
    assert reviewer.get(address).status_code == 404
    assert office.post(check, {"words": "", "files": str(file_id)}).status_code == 303
    assert reviewer.get(address).status_code == 200
