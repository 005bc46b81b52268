"""Whatever is sent to the editor, the desk and the reader's forms: text stays text, or a sentence says what to do."""

import io
import time

import pytest
from sqlalchemy import func, select

from tests.notices.written import TYPED, add_draft, add_publicity, add_published, found
from tests.support.bad_input import BAD_VALUES, bodies, shapes
from unionweb.accounts.models import Unit, UnitKind
from unionweb.kernel import documents, files
from unionweb.kernel.extensions import db
from unionweb.notices import printing
from unionweb.notices.models import Notice, NoticeAttachment
from unionweb.notices.queries import paper_of

TYPED_TOO = ("annexes", "contact", "cc", "printed_by", "dated", "needs_receipt", "listed", "publicity_starts_on", "objection_contact")
ELSEWHERE = ("files", "file", "text", "told_by", "answer", "return-reason", "withdrawal-reason", "return-version")
EDITOR = ("/notices", "/notices/preview", "/notices/1", "/notices/1/preview")
STEPS = ("imports", "1/attachments", "1/return", "1/withdrawal", "1/check", "1/publication")
PUBLICITY = TYPED | {"kind": "publicity", "objection_contact": "校工会办公室"}
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<style>*{display:none}</style>", "{{ 7*7 }}{% raw %}{{ config }}",
    "@import url(http://10.0.0.1/x)", "javascript:alert(1)", "file:///etc/passwd", "](http://10.0.0.1)", "\\input{x}",
    "'; DROP TABLE notice",
)  # fmt: skip
SECONDS = 4


@pytest.fixture
def desk(as_user, inside):
    inside(lambda: add_draft(title="原来的标题"))
    return as_user(10003)


def notices(inside) -> list[str]:
    return inside(lambda: list(db.session.scalars(select(Notice.title).order_by(Notice.id))))


@pytest.mark.parametrize("path", [*EDITOR, *(f"/notices/{step}" for step in STEPS)])
def test_no_shape_of_input_breaks_a_page(desk, inside, path):
    for name, make in (shapes([*TYPED, *TYPED_TOO, *ELSEWHERE]) | bodies()).items():
        answer = desk.client.post(path, **make())
        assert answer.status_code < 500, name
        assert answer.status_code >= 400 or path not in ("/notices", "/notices/1"), name
    assert notices(inside) == ["原来的标题"]


@pytest.mark.parametrize("usual", [TYPED, PUBLICITY], ids=["notice", "publicity"])
@pytest.mark.parametrize("path", EDITOR)
def test_no_single_bad_value_breaks_the_editor(desk, path, usual):
    for name in (*usual, *TYPED_TOO):
        for value in BAD_VALUES:
            sent = usual | {"version": "7", name: value.encode("utf-8", "surrogatepass")}
            assert desk.client.post(path, data=sent).status_code < 500, (name, value)
        missing = {other: value for other, value in usual.items() if other != name}
        assert desk.client.post(path, data=missing).status_code < 500, name


@pytest.mark.parametrize("words", HOSTILE)
def test_what_would_be_markup_elsewhere_is_text_on_the_page_and_on_paper(as_user, inside, room, type_, words):
    body = f"{words}\n\n| {words} | 乙 |\n| 1 | {words} |"
    notice_id = inside(lambda: add_published(title=f"通知{words}"[:120], body=body, contact=words))
    page = as_user(10001).get(f"/notices/{notice_id}")
    assert page.status_code == 200 and "<script>alert" not in page.text and "onerror=alert(1)>" not in page.text
    paper = inside(lambda: paper_of(found(notice_id)))
    kept = {"".join(block.text.split()) for block in paper.blocks if hasattr(block, "text")}
    assert "49" not in "".join(kept) and len(kept) == 1
    with room.app_context():
        assert printing.pdf_of(paper).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "字" * 200}, "最多写 120 个字"), ({"addressees": "、".join(["外国语学院分工会"] * 200)}, "最多写 300 个字"),
        ({"body": "|" + "栏|" * 40_000}, "最多写 60000 个字"), ({"body": "|" + "栏|" * 20_000}, "最多 10 栏"),
        ({"body": "| 甲 | 乙 |\n" * 4000}, "500 行"), ({"body": "长" * 90_000}, "最多写 60000 个字"),
        (PUBLICITY | {"listed": "王敏 外国语学院\n" * 1000}, "名单最多 399 行"),
        (PUBLICITY | {"listed": "王" * 20_001}, "最多写 20000 个字"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_refused_in_seconds_with_its_limit(desk, inside, changes, words):
    for path in ("/notices", "/notices/1", "/notices/preview"):
        began = time.monotonic()
        answer = desk.post(path, TYPED | {"version": "1"} | changes)
        assert time.monotonic() - began < SECONDS
        if not path.endswith("preview"):
            assert answer.status_code == 422 and words in answer.text, path
        else:
            assert "最多" in answer.text or "名单" in answer.text, path
    assert notices(inside) == ["原来的标题"]


def test_a_body_of_two_megabytes_is_not_even_read(desk, inside):
    began = time.monotonic()
    for path in EDITOR:
        answer = desk.client.post(path, data=TYPED | {"body": "a" * 2**21})
        assert answer.status_code == 413 and "太大" in answer.text
    assert time.monotonic() - began < SECONDS
    assert notices(inside) == ["原来的标题"]


def test_two_hundred_addressees_are_stored_once_each(desk, inside):
    units = [{"kind": UnitKind.branch_union, "name": f"第{n}分工会", "parent_id": 1, "sort": n} for n in range(200)]
    inside(lambda: (db.session.add_all([Unit(**unit) for unit in units]), db.session.commit()))
    page = desk.get("/notices/new").text
    values = [value for value in page.split('value="') if value.startswith("unit:")]
    chosen = [value.split('"')[0] for value in values]
    assert len(chosen) > 200
    assert desk.post("/notices", TYPED | {"audience": chosen + chosen}).status_code == 303
    made = inside(lambda: len(found(2).audience))
    assert made == len(chosen)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("病毒.exe", b"MZ\x90\x00", "不是 PDF、Word、Excel"), ("名单.pdf", b"<html><script>", "不是 PDF、Word、Excel"),
        ("名单.docx", b"PK\x03\x04 broken", "不是 PDF"), ("空.pdf", b"", "是空的"),
        ("大.pdf", b"%PDF-" + b"x" * (documents.LARGEST + 1), "10 MB"),
        ("宏.doc", b"\xd0\xcf\x11\xe0", "不是 PDF"),
    ],
)  # fmt: skip
def test_a_wrong_attachment_names_the_limit_and_nothing_is_kept(desk, inside, name, data, words):
    good = (io.BytesIO(b"%PDF-1.7 x"), "好的.pdf")
    answer = desk.post("/notices/1/attachments", {"files": [good, (io.BytesIO(data), name)]})
    assert answer.status_code == 422 and words in answer.text
    assert inside(lambda: db.session.scalar(select(func.count(NoticeAttachment.id)))) == 0
    assert inside(lambda: list(files.folder().glob("*"))) == []


def test_more_files_than_a_notice_holds_leave_no_file_behind(desk, inside):
    for _ in range(2):
        ten = [(io.BytesIO(b"%PDF-1.7 x"), f"附件{n}.pdf") for n in range(10)]
        assert desk.post("/notices/1/attachments", {"files": ten}).status_code == 303
    one = (io.BytesIO(b"%PDF-1.7 x"), "第二十一个.pdf")
    refused = desk.post("/notices/1/attachments", {"files": [one]})
    assert refused.status_code == 409 and "最多 20 个附件" in refused.text
    assert inside(lambda: len(list(files.folder().glob("*.pdf")))) == 20
    eleven = [(io.BytesIO(b"%PDF-1.7 x"), f"附件{n}.pdf") for n in range(11)]
    assert desk.post("/notices/1/attachments", {"files": eleven}).status_code == 422


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00"])
def test_a_picture_or_a_word_file_is_not_read_as_text(desk, data):
    answer = desk.post("/notices/imports", {"file": (io.BytesIO(data), "通知.txt")})
    assert answer.status_code == 422 and "不是文字文件" in answer.text


@pytest.mark.parametrize("words", ["", "长" * 2001, "\0"])
def test_an_objection_without_sense_is_not_recorded(as_user, inside, words):
    notice_id = inside(add_publicity)
    answer = as_user(10001).post(f"/notices/{notice_id}/objections", {"text": words})
    assert answer.status_code in {400, 422}
    told = as_user(10003).post(f"/notices/{notice_id}/told-objections", {"told_by": words, "text": "一句话"})
    assert told.status_code in {400, 422}


def test_a_publicity_about_a_year_that_nobody_knows_is_previewed_and_stored(desk):
    sent = PUBLICITY | {"publicity_starts_on": "2100-12-31", "publicity_workdays": "60"}
    assert desk.post("/notices/preview", sent).status_code == 200
    assert desk.post("/notices", sent).status_code == 303
