"""Files that were made to do harm, through the real upload: a sentence or a clean copy, nothing left on the disk, no process."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.calls import drafted
from tests.calls.drafted import MEMBER, OFFICE, jpeg
from tests.calls.harmful import CLEANED, EXECUTABLE, HARMFUL, PAGE, deep_markup, zipped
from unionweb.calls.services import calls as making
from unionweb.kernel import files


@pytest.fixture
def entry(inside):
    """(entry, rule): a draft that may have some files of every kind."""

    def prepare():
        call_id = drafted.add_call()
        facts = {"name": "材料", "kinds": ["pdf", "docx", "xlsx", "jpg", "png"], "largest_mb": 10, "least": 0, "most": 20,
                 "is_for_reviewers": True, "has_captions": True}  # fmt: skip
        rule_id = making.add_attachment_rule(call_id, facts, drafted.actor(OFFICE))
        return drafted.add_draft(call_id), rule_id

    return inside(prepare)


def upload(browser, entry, data: bytes, name: str):
    """What the browser sends when somebody picks a file."""
    path = f"/calls/entries/{entry[0]}/files/{entry[1]}"
    return browser.post(path, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def kept(entry) -> list:
    return list(drafted.entry(entry[0]).files)


def on_disk() -> set[str]:
    return {one.name for one in files.folder().glob("*")} if files.folder().exists() else set()


def children() -> set[str]:
    """The processes that this one has started and not yet seen end."""
    return {child for task in Path(f"/proc/{os.getpid()}/task").iterdir() for child in (task / "children").read_text().split()}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_file_that_harms_is_refused_in_a_sentence_and_leaves_nothing(app, as_user, inside, entry, kind):
    data, name, word = HARMFUL[kind]
    before, running = inside(on_disk), children()
    answer = upload(as_user(MEMBER), entry, data, name)
    assert answer.status_code in {409, 413, 422} and word in answer.text and "请" in answer.text
    assert inside(on_disk) == before and inside(lambda: kept(entry)) == []
    assert children() <= running


GONE = (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/EmbeddedFile", b"alert", b"cmd.exe", b"evil.example", b"MZ\x90", b"<script>")


@pytest.mark.parametrize("kind", CLEANED)
def test_a_pdf_that_acts_is_taken_without_its_acts(app, as_user, inside, entry, kind):
    browser = as_user(MEMBER)
    assert upload(browser, entry, CLEANED[kind], "论文.pdf").status_code == 303
    file_id = inside(lambda: kept(entry)[0].id)
    answer = browser.get(f"/calls/files/{file_id}")
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1
    assert [sign for sign in GONE if sign in answer.data] == []


@pytest.mark.parametrize("tail", [PAGE, EXECUTABLE, zipped({"a.txt": "x"})], ids=["page", "program", "zip"])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_picture_with_something_behind_it_is_only_a_picture(app, as_user, inside, entry, tail, ending):
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "PNG")
    data = jpeg() if ending == "jpg" else made.getvalue()
    browser = as_user(MEMBER)
    assert upload(browser, entry, data + tail, f"照片.{ending}").status_code == 303
    file_id = inside(lambda: kept(entry)[0].id)
    for path in (f"/calls/files/{file_id}", f"/calls/files/{file_id}/picture"):
        answer = browser.get(path)
        assert tail not in answer.data and answer.headers["X-Content-Type-Options"] == "nosniff"


def test_markup_without_an_end_is_taken_or_refused_but_never_fails(app, as_user, entry):
    assert upload(as_user(MEMBER), entry, deep_markup(), "深.docx").status_code in {303, 409}


# ---- what they call it

NAMES = {
    "long": "长" * 300 + ".jpg",
    "right to left": "照片\u202egpj.exe\u202c.jpg",
    "invisible": "照\u200b片\ufeff\u2066.jpg",
    "zero": "照片\x00.exe.jpg",
    "path": "../../../../etc/passwd.jpg",
    "path of Windows": "C:\\Windows\\System32\\照片.jpg",
    "quotes": "照\"片'; filename=\"x.exe.jpg",
    "lines": "照片%0D%0ASet-Cookie: a=b%0D%0A.jpg",
    "markup": "<img src=x onerror=alert(1)>.jpg",
    "formula": "=cmd|'/c calc'!A1.jpg",
    "only an ending": ".jpg",
    "reserved": "CON.jpg",
}


@pytest.mark.parametrize("kind", NAMES)
def test_whatever_it_is_called_it_is_kept_under_a_plain_name(app, as_user, inside, entry, kind):
    browser = as_user(MEMBER)
    before = inside(on_disk)
    answer = upload(browser, entry, jpeg(), NAMES[kind])
    assert answer.status_code == 303
    found = inside(lambda: kept(entry)[0])
    assert found.title.endswith(".jpg") and 0 < len(found.title) <= 120
    assert not set(found.title) & set("\0\r\n\u202e\u202c\u200b\ufeff\u2066/\\\"<>|")
    assert all(files.NAME.fullmatch(name) for name in inside(on_disk) - before)
    saved = browser.get(f"/calls/files/{found.id}")
    assert saved.headers["Content-Disposition"].startswith("attachment") and "Set-Cookie" not in saved.headers
    for path in (f"/calls/entries/{entry[0]}", f"/calls/files/{found.id}/preview"):
        assert "<img src=x" not in browser.get(path).text


def test_a_name_that_breaks_the_body_is_answered_and_nothing_is_kept(app, as_user, inside, entry):
    answer = upload(as_user(MEMBER), entry, jpeg(), "照片\r\nSet-Cookie: a=b\r\n.jpg")
    assert answer.status_code == 400 and "a=b" not in answer.headers["Set-Cookie"] and inside(lambda: kept(entry)) == []


@pytest.mark.parametrize("name", ["长" * 300 + ".exe", "照片\u202egpj.exe", "<b>x</b>.exe", "a\0.jpg.exe"])
def test_a_refusal_shows_the_name_as_text(app, as_user, inside, entry, name):
    answer = upload(as_user(MEMBER), entry, EXECUTABLE, name)
    assert answer.status_code == 409 and "没有收下" in answer.text
    assert "<b>x</b>" not in answer.text and not set(answer.text) & {"\u202e", "\0"}
    assert inside(lambda: kept(entry)) == []
