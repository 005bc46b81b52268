"""Files: content and name agree, makers' names go, bombs and macros stay out, previews are text or pictures."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, STRANGER, actor, docx, jpeg
from unionweb.calls.services import attaching, entries, scanning
from unionweb.calls.services import calls as making
from unionweb.kernel import files
from unionweb.kernel.errors import Refused

ALL = tuple(scanning.KINDS)
RELATION = '<Relationship Type="x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/>'
TEMPLATE = f"<Relationships>{RELATION}</Relationships>"


def pdf(author="王敏") -> bytes:
    made = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": author, "/Title": "机密"})
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_attachment("inside.txt", author.encode())
    writer.write(made)
    return made.getvalue()


def png(**saved) -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(made, "PNG", **saved)
    return made.getvalue()


def bomb() -> bytes:
    return docx(**{"word/media/big.bin": b"0" * 150_000_000})


def test_a_word_file_loses_its_maker_and_keeps_its_text():
    found = scanning.scan(docx("职工之家"), "案例 王敏.docx", ALL)
    assert found.kind == "docx" and found.text == "职工之家"
    with zipfile.ZipFile(io.BytesIO(found.data)) as package:
        assert not any("王敏".encode() in package.read(name) for name in package.namelist())
        assert b'w:initials=""' in package.read("word/comments.xml")


def test_a_pdf_loses_its_properties_scripts_and_files():
    found = scanning.scan(pdf(), "论文.pdf", ALL)
    reader = PdfReader(io.BytesIO(found.data))
    assert (
        not (reader.metadata or {}).get("/Author")
        and "/Names" not in reader.trailer["/Root"]
        and not reader.attachments
    )
    assert (
        b"alert" not in found.data
        and "王敏".encode() not in found.data
        and "王敏".encode("utf-16-be") not in found.data
    )


def test_a_picture_loses_what_the_camera_wrote_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010E] = 6, "王敏", "内部"
    found = scanning.scan(jpeg(exif=exif), "照片.JPEG", ALL)
    with Image.open(io.BytesIO(found.data)) as picture:
        assert picture.size == (20, 40) and not picture.getexif()
    assert found.preview.startswith(b"\xff\xd8") and "王敏".encode() not in found.data
    assert scanning.scan(png(), "图.png", ALL).data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "空.pdf", "是空的"),
        (jpeg(), "照片.pdf", "却不是这种文件"),
        (docx(), "案例.pdf", "却不是这种文件"),
        (pdf(), "论文.docx", "却不是这种文件"),
        (b"<html><script>alert(1)</script>", "a.pdf", "却不是这种文件"),
        (b"MZ\x90\x00", "a.exe", "这里只收"),
        (docx(), "没有后缀", "这里只收"),
        (docx(**{"word/vbaProject.bin": "x"}), "宏.docx", "宏"),
        (docx(), "宏.docm", "宏"),
        (
            docx(**{"word/_rels/document.xml.rels": TEMPLATE}),
            "外.docx",
            "别处",
        ),
        (docx(**{"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "实体.docx", "打不开"),
        (docx(**{"../../etc/x": "y"}), "路径.docx", "打不开"),
        (b"%PDF-1.7 broken", "坏.pdf", "打不开"),
        (jpeg()[:60], "坏.jpg", "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧.doc", "旧格式"),
    ],
)
def test_files_that_lie_or_harm_are_refused(data, name, word):
    with pytest.raises(Refused, match=word):
        scanning.scan(data, name, ALL)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Refused, match="太大"):
        scanning.scan(bomb(), "大.docx", ALL)


def test_a_locked_pdf_is_refused():
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(made)
    with pytest.raises(Refused, match="密码"):
        scanning.scan(made.getvalue(), "锁.pdf", ALL)


@pytest.fixture
def with_rule(inside):
    """(entry, rule) of a call that asks for one picture or document of at most 1 MB."""

    def prepare():
        call_id = drafted.add_call()
        facts = {
            "name": "材料",
            "kinds": ["docx", "jpg"],
            "largest_mb": 1,
            "least": 1,
            "most": 1,
            "is_for_reviewers": True,
            "has_captions": True,
        }
        rule_id = making.add_attachment_rule(call_id, facts, actor(OFFICE))
        return drafted.add_draft(call_id), rule_id

    return inside(prepare)


def upload(browser, entry_id, rule_id, data, name):
    file = {"file": (io.BytesIO(data), name)}
    return browser.post(f"/calls/entries/{entry_id}/files/{rule_id}", file, content_type="multipart/form-data")


def test_a_file_is_sent_up_looked_at_captioned_and_taken_away(app, as_user, inside, with_rule):
    entry_id, rule_id = with_rule
    browser = as_user(MEMBER)
    assert "至少要 1 个" in browser.get(f"/calls/entries/{entry_id}").text
    assert upload(browser, entry_id, rule_id, jpeg(), "x" * 300 + "<b>.jpg").status_code == 303
    file_id = inside(lambda: drafted.entry(entry_id).files[0].id)
    page = browser.get(f"/calls/files/{file_id}/preview")
    assert page.status_code == 200 and "<b>" not in page.text
    assert browser.get(f"/calls/files/{file_id}/picture").mimetype == "image/jpeg"
    saved = browser.get(f"/calls/files/{file_id}")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert browser.post(f"/calls/files/{file_id}/caption", {"caption": "活动现场"}).status_code == 303
    assert upload(browser, entry_id, rule_id, jpeg(), "二.jpg").status_code == 409
    assert browser.get(f"/calls/entries/{entry_id}").status_code == 200
    for who in (STRANGER, CHAIR, OFFICE):
        other = as_user(who)
        assert {other.get(f"/calls/files/{file_id}{end}").status_code for end in ("", "/preview", "/picture")} == {404}
        assert other.post(f"/calls/files/{file_id}/removal").status_code == 404
    assert browser.post(f"/calls/files/{file_id}/removal").status_code == 303
    assert browser.get(f"/calls/files/{file_id}").status_code == 404


def test_a_text_is_previewed_as_text(app, as_user, inside, with_rule):
    browser = as_user(MEMBER)
    assert upload(browser, *with_rule, docx("&lt;i&gt;做法"), "案例.docx").status_code == 303
    file_id = inside(lambda: drafted.entry(with_rule[0]).files[0].id)
    assert "&lt;i&gt;做法" in browser.get(f"/calls/files/{file_id}/preview").text


@pytest.mark.parametrize(("data", "name"), [(b"", ""), (b"x", "a.jpg"), (b"0" * 2_000_000, "a.jpg"), (docx(), "a.jpg")])
def test_a_refused_file_leaves_nothing_behind(app, as_user, inside, with_rule, data, name):
    before = inside(lambda: sorted(files.folder().glob("*")) if files.folder().exists() else [])
    assert upload(as_user(MEMBER), *with_rule, data, name).status_code in {409, 422}
    assert inside(lambda: sorted(files.folder().glob("*")) if files.folder().exists() else []) == before
    assert inside(lambda: drafted.entry(with_rule[0]).files) == []


def test_a_sent_entry_takes_no_more_files(app, with_rule):
    entry_id, _rule_id = with_rule
    with app.app_context():
        rule = drafted.entry(entry_id).call.attachment_rules[0]
        attaching.attach(entry_id, rule, ("一.jpg", jpeg()), actor(MEMBER))
        drafted.submit(entry_id)
        with pytest.raises(Refused, match="已经提交"):
            attaching.attach(entry_id, rule, ("二.jpg", jpeg()), actor(MEMBER))


def on_disk() -> int:
    return len(list(files.folder().glob("*"))) if files.folder().exists() else 0


def test_a_draft_that_is_withdrawn_takes_its_files_along_and_what_was_sent_keeps_them(app, with_rule):
    entry_id, _rule_id = with_rule
    with app.app_context():
        rule = drafted.entry(entry_id).call.attachment_rules[0]
        before = on_disk()
        attaching.attach(entry_id, rule, ("一.jpg", jpeg()), actor(MEMBER))
        assert on_disk() == before + 2, "the picture and its preview"
        entries.withdraw_entry(entry_id, actor(MEMBER))
        assert on_disk() == before and drafted.entry(entry_id).files == []
        sent = drafted.add_draft(drafted.entry(entry_id).call_id)
        attaching.attach(sent, rule, ("一.jpg", jpeg()), actor(MEMBER))
        drafted.submit(sent)
        entries.withdraw_entry(sent, actor(MEMBER))
        assert on_disk() == before + 2


def test_a_file_taken_away_and_a_form_replaced_leave_the_disk(app, with_rule):
    entry_id, _rule_id = with_rule
    with app.app_context():
        rule, before = drafted.entry(entry_id).call.attachment_rules[0], on_disk()
        attaching.detach(attaching.attach(entry_id, rule, ("一.jpg", jpeg()), actor(MEMBER)), actor(MEMBER))
        assert on_disk() == before
        attaching.attach(entry_id, rule, ("二.jpg", jpeg()), actor(MEMBER))
        drafted.submit(entry_id)
        for name in ("表.jpg", "重传.jpg"):
            attaching.attach_opinion(entry_id, (name, jpeg()), actor(CHAIR))
        assert on_disk() == before + 4


def test_a_step_that_is_undone_leaves_no_file(app, with_rule, monkeypatch):
    entry_id, _rule_id = with_rule
    with app.app_context():
        rule, before = drafted.entry(entry_id).call.attachment_rules[0], on_disk()
        monkeypatch.setattr(attaching, "note", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            attaching.attach(entry_id, rule, ("一.jpg", jpeg()), actor(MEMBER))
        assert on_disk() == before and drafted.entry(entry_id).files == []


def test_the_page_says_before_the_upload_what_to_do_with_old_files(as_user, with_rule):
    page = as_user(MEMBER).get(f"/calls/entries/{with_rule[0]}").text
    assert "旧格式（.doc、.xls、.ppt）去不掉，请先另存为新格式" in page and ".jpg,.jpeg" in page
