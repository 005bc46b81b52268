"""A PDF is shown as its first page: scanned or set, filled in, absurdly large, or made to kill whatever draws it."""

import io
import re
import signal
import subprocess

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
    TextStringObject,
)

from tests.calls import drafted, reviewed
from tests.calls.drafted import MEMBER, OFFICE, STRANGER, actor, jpeg
from unionweb.calls.models import BlindCheck, EntryFile
from unionweb.calls.queries import reviews_blind
from unionweb.calls.rules.kinds import FileKind, Reading
from unionweb.calls.services import attaching, scanning
from unionweb.calls.services import calls as making
from unionweb.kernel import clock, files
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

ALL = tuple(scanning.KINDS)


def scanned_page(*, pages: int = 1) -> bytes:
    """What a scanner makes: pages that are one picture each, the upper half black, and no letters."""
    page, made = Image.new("L", (620, 877), "white"), io.BytesIO()
    ImageDraw.Draw(page).rectangle([0, 0, 620, 438], fill="black")
    page.save(made, "PDF", save_all=True, append_images=[page] * (pages - 1))
    return made.getvalue()


def drawn(orders: bytes, size: tuple[float, float] = (200, 200), letters: bool = False) -> bytes:
    """A PDF of one page with these drawing orders on it."""
    writer, made = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(*size)
    content = DecodedStreamObject()
    content.set_data(orders)
    page[NameObject("/Contents")] = writer._add_object(content)
    if letters:
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        font = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    writer.write(made)
    return made.getvalue()


def shown(found: scanning.Scanned) -> Image.Image:
    assert found.preview, "there is no picture"
    picture = Image.open(io.BytesIO(found.preview))
    assert picture.format == "JPEG"
    return picture.convert("L")


def test_a_scanned_pdf_is_shown_as_its_first_page():
    found = scanning.scan(scanned_page(pages=3), "扫描件.pdf", ALL)
    picture = shown(found)
    assert found.text.strip() == "" and found.reading is Reading.part
    wide, high = picture.size
    assert 900 < wide < high <= 1400, "an A4 page that can be read"
    assert picture.getpixel((wide // 2, high // 4)) < 40 < 200 < picture.getpixel((wide // 2, high * 3 // 4))


def test_a_pdf_with_letters_has_both_text_and_picture():
    found = scanning.scan(drawn(b"BT /F1 40 Tf 20 100 Td (Union) Tj ET", letters=True), "文.pdf", ALL)
    assert "Union" in found.text and shown(found).getextrema()[0] < 60


def test_what_was_filled_into_a_form_is_drawn():
    writer, made = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    look = DecodedStreamObject()
    look.set_data(b"0 0 0 rg 0 0 100 100 re f")
    look.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
                 NameObject("/BBox"): RectangleObject((0, 0, 100, 100))})  # fmt: skip
    field = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"), NameObject("/FT"): NameObject("/Tx"),
        NameObject("/Rect"): RectangleObject((50, 50, 150, 150)), NameObject("/F"): FloatObject(4),
        NameObject("/V"): TextStringObject("yes"),
        NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(field)])
    writer.write(made)
    picture = shown(scanning.scan(made.getvalue(), "表.pdf", ALL))
    assert picture.getpixel((picture.width // 2, picture.height // 2)) < 60


@pytest.mark.parametrize("size", [(28_346, 28_346), (2_000_000, 2_000_000), (14_400, 3), (3, 14_400), (1e-3, 1e-3), (200, 0), (-50, 90)])
def test_the_picture_is_small_however_large_the_page_says_it_is(size):
    found = scanning.scan(drawn(b"0 0 100 100 re f", size), "大.pdf", ALL)
    assert len(PdfReader(io.BytesIO(found.data)).pages) == 1
    if found.preview:
        picture = shown(found)
        assert max(picture.size) <= 1400 and len(found.preview) < 400_000


def test_a_page_that_takes_for_ever_is_refused_and_its_process_ends(monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 3)
    square = b" ".join(b"%d %d l" % (n * 7919 % 200, n * 104729 % 200) for n in range(40_000))
    with pytest.raises(Refused, match="没有收下"):
        scanning.scan(drawn((b"0 0 m " + square + b" f* ") * 20), "慢.pdf", ALL)


ENDS = [(signal.SIGSEGV, "打不开"), (signal.SIGABRT, "打不开"), (signal.SIGXCPU, "太大"), (signal.SIGKILL, "太大")]


@pytest.mark.parametrize(("ending", "word"), ENDS)
def test_a_process_that_falls_is_a_refusal_in_the_usual_words(monkeypatch, ending, word):
    run, falling = subprocess.run, ["/bin/sh", "-c", f"kill -{ending.value} $$"]
    monkeypatch.setattr(subprocess, "run", lambda *_, **rest: run(falling, check=False, capture_output=True))
    with pytest.raises(Refused, match=word) as refusal:
        scanning.scan(scanned_page(), "坏.pdf", ALL)
    assert "没有收下" in str(refusal.value)


@pytest.fixture
def sent(inside):
    """(entry, rule, file): a draft with a scanned PDF."""

    def make():
        call_id = drafted.add_call()
        facts = {"name": "材料", "kinds": ["pdf", "jpg"], "largest_mb": 10, "least": 1, "most": 3, "is_for_reviewers": True,
                 "has_captions": True}  # fmt: skip
        making.add_attachment_rule(call_id, facts, actor(OFFICE))
        entry_id = drafted.add_draft(call_id)
        rule = drafted.call(call_id).attachment_rules[0]
        return entry_id, attaching.attach(entry_id, rule, ("扫描件.pdf", scanned_page()), actor(MEMBER))

    return inside(make)


def test_the_page_of_a_file_shows_it_and_strangers_get_nothing(as_user, inside, sent):
    _, file_id = sent
    author = as_user(MEMBER)
    page = author.get(f"/calls/files/{file_id}/preview").text
    assert "这是第 1 页的样子" in page and "不能直接看" not in page and "图片说明" not in page
    assert re.search(rf'<img src="/calls/files/{file_id}/picture" alt="[^"]*第 1 页">', page)
    assert author.get(f"/calls/files/{file_id}/picture").mimetype == "image/jpeg"
    assert as_user(STRANGER).get(f"/calls/files/{file_id}/picture").status_code == 404
    name = inside(lambda: db.session.get(EntryFile, file_id).preview)
    assert inside(lambda: (files.folder() / name).exists())
    assert author.post(f"/calls/files/{file_id}/removal").status_code == 303
    assert not inside(lambda: (files.folder() / name).exists())


@pytest.fixture
def blind(inside):
    """file → the review of an entry of a blind call with a scanned PDF, which nobody has opened, and a picture."""

    def make():
        call_id = reviewed.call_in_review()
        entry_id = reviewed.entry(call_id, 3)
        pdf = scanning.scan(scanned_page(), "a.pdf", ALL)
        for kind, data, preview, reading in ((FileKind.main, pdf.data, pdf.preview, pdf.reading),
                                             (FileKind.picture, jpeg(), jpeg(), Reading.pictures)):  # fmt: skip
            ending = "pdf" if kind is FileKind.main else "jpg"
            named = {"kind": kind, "title": f"王敏的材料.{ending}", "file": files.store(data, ending), "size": len(data)}
            kept = named | {"preview": files.store(preview, "jpg"), "reading": reading}
            db.session.add(EntryFile(entry_id=entry_id, added_at=clock.now(), added_by_id=10001, **kept))
        db.session.commit()
        review_id = reviewed.review(entry_id, reviewed.reviewer(call_id))
        ids = [row.id for row in sorted(drafted.entry(entry_id).files, key=lambda row: row.kind is FileKind.picture)]
        return call_id, entry_id, review_id, *ids

    return inside(make)


def test_a_scan_that_nobody_has_opened_shows_reviewers_no_page_either(as_user, inside, blind):
    call_id, entry_id, review_id, pdf_id, picture_id = blind
    reviewer, office = as_user(reviewed.REVIEWER), as_user(reviewed.OFFICE)
    addresses = [f"/reviews/{review_id}/{kind}/{pdf_id}" for kind in ("files", "pictures")]
    assert [reviewer.get(path).status_code for path in addresses] == [404, 404]
    page = reviewer.get(f"/reviews/{review_id}").text
    assert addresses[1] not in page and f"/pictures/{picture_id}" in page and "原件还没有核对" in page
    assert "1 个附件等核对" in office.get(f"/calls/{call_id}/blind-check").text
    check = f"/calls/{call_id}/entries/{entry_id}/blind-check"
    assert office.post(check, {"words": "", "files": str(pdf_id)}).status_code == 303
    assert inside(lambda: db.session.get(BlindCheck, entry_id).files) == [pdf_id]
    assert [reviewer.get(path).status_code for path in addresses] == [200, 200]
    page = reviewer.get(f"/reviews/{review_id}").text
    assert addresses[1] in page and "第 1 页" in page and "王敏" not in page


def test_a_pdf_that_names_its_author_shows_reviewers_no_page(as_user, inside, blind):
    _, entry_id, review_id, pdf_id, _ = blind

    def name_it():
        row = db.session.get(EntryFile, pdf_id)
        row.text, row.reading = "外国语学院 王敏", Reading.whole
        db.session.commit()
        return next(one for one in reviews_blind.paper_of(entry_id).files if one.id == pdf_id)

    paper = inside(name_it)
    assert paper.is_named and not paper.is_shown
    assert as_user(reviewed.REVIEWER).get(f"/reviews/{review_id}/pictures/{pdf_id}").status_code == 404
