"""The office: writing, checking by a second person, publishing with number and PDF, withdrawing, voiding."""

import io

import html5lib
import pytest
from sqlalchemy import select

from tests.notices.written import (
    CHECKER,
    TYPED,
    add_checked,
    add_checker,
    add_draft,
    add_published,
    found,
    person,
    version,
)
from unionweb.common.audit import AuditEvent
from unionweb.kernel import documents, files
from unionweb.kernel.extensions import db
from unionweb.notices import services
from unionweb.notices.models import DocumentNumber, Notice
from unionweb.notices.queries import paper_of
from unionweb.notices.rules import sections
from unionweb.notices.rules.kinds import State

OTHERS = (10001, 10002, 10004, 10005, 10006, 10007, 10008)


@pytest.fixture
def desk(as_user, inside):
    inside(add_checker)
    return as_user(10003)


def typed(**changes):
    return TYPED | changes


def state_of(inside, notice_id):
    return inside(lambda: found(notice_id).state)


def numbers(inside):
    return inside(lambda: [row.text for row in db.session.scalars(select(DocumentNumber).order_by(DocumentNumber.id))])


def actions(inside, subject="notice"):
    query = select(AuditEvent.action).where(AuditEvent.subject_kind == subject).order_by(AuditEvent.id)
    return inside(lambda: list(db.session.scalars(query)))


def test_a_notice_goes_from_draft_by_a_second_person_to_publication(desk, as_user, inside):
    answer = desk.post("/notices", typed())
    assert answer.status_code == 303
    path = answer.location
    notice_id = int(path.split("/")[2])
    assert "起草中" in desk.get(path).text
    assert as_user(CHECKER).post(f"/notices/{notice_id}/check", {"version": "1"}).location == path
    assert desk.post(f"/notices/{notice_id}/publication", {"version": "1"}).location == path
    page = desk.get(path)
    assert "海大工〔2026〕1号" in page.text and "【关于举办秋季健步走的通知】" in page.text
    paper = desk.get(f"/notices/{notice_id}/paper.pdf")
    assert paper.data.startswith(b"%PDF-") and "attachment" in paper.headers["Content-Disposition"]
    assert actions(inside) == ["created", "checked", "published", "printed"]


def test_the_writer_and_the_last_to_change_it_cannot_check_it(desk, as_user, inside):
    notice_id = inside(add_draft)
    answer = desk.post(f"/notices/{notice_id}/check", {"version": "1"})
    assert answer.status_code == 409 and "不能自己核稿" in answer.text
    second = as_user(CHECKER)
    second.post(f"/notices/{notice_id}", typed(version="1"))
    assert second.post(f"/notices/{notice_id}/check", {"version": "2"}).status_code == 409
    assert state_of(inside, notice_id) is State.draft


def test_a_change_after_the_check_needs_a_new_check(desk, inside):
    notice_id = inside(add_checked)
    assert desk.post(f"/notices/{notice_id}", typed(version="1", title="改过的标题")).status_code == 303
    assert state_of(inside, notice_id) is State.draft
    answer = desk.post(f"/notices/{notice_id}/publication", {"version": "2"})
    assert answer.status_code == 409 and "另一位同事核稿" in answer.text


@pytest.mark.parametrize("step", ["check", "publication", ""])
def test_nothing_is_done_to_a_version_that_the_page_did_not_show(desk, as_user, inside, step):
    notice_id = inside(add_checked if step == "publication" else add_draft)
    before = state_of(inside, notice_id)
    answer = as_user(CHECKER).post(f"/notices/{notice_id}/{step}".rstrip("/"), typed(version="7"))
    assert answer.status_code == 409 and "刚被别人改过" in answer.text
    assert state_of(inside, notice_id) is before


def test_a_second_person_gives_it_back_with_a_remark_that_the_writer_sees(desk, as_user, inside):
    notice_id = inside(add_checked)
    second = as_user(CHECKER)
    assert second.post(f"/notices/{notice_id}/return", {"return-version": "1", "return-reason": ""}).status_code == 422
    given = {"return-version": "1", "return-reason": "第二条的时间不对"}
    assert desk.post(f"/notices/{notice_id}/return", given).status_code == 409
    assert second.post(f"/notices/{notice_id}/return", given).status_code == 303
    assert "第二条的时间不对" in desk.get(f"/notices/{notice_id}/edit").text
    assert state_of(inside, notice_id) is State.draft


def test_a_published_notice_does_not_change(desk, inside):
    notice_id = inside(add_published)
    answer = desk.post(f"/notices/{notice_id}", typed(version="1", title="另一个标题"))
    assert answer.status_code == 409 and "另一个标题" in answer.text
    assert desk.get(f"/notices/{notice_id}/edit").status_code == 303
    pdf = (io.BytesIO(b"%PDF-1.7 x"), "名单.pdf")
    assert desk.post(f"/notices/{notice_id}/attachments", {"files": pdf}).status_code == 409
    assert inside(lambda: found(notice_id).title) == "关于举办秋季健步走的通知"


def test_a_withdrawn_notice_keeps_its_note_and_its_number_until_that_is_voided(desk, inside):
    notice_id = inside(add_published)
    number_id = inside(lambda: db.session.scalar(select(DocumentNumber.id)))
    refused = desk.post(f"/notices/numbers/{number_id}/voiding", {"void-reason": "发错了"})
    assert refused.status_code == 409 and "请先撤回通知" in refused.text
    assert desk.post(f"/notices/{notice_id}/withdrawal", {"withdrawal-reason": ""}).status_code == 422
    assert desk.post(f"/notices/{notice_id}/withdrawal", {"withdrawal-reason": "时间改了"}).status_code == 303
    assert desk.post(f"/notices/{notice_id}/withdrawal", {"withdrawal-reason": "时间改了"}).status_code == 409
    assert desk.post(f"/notices/numbers/{number_id}/voiding", {"void-reason": "发错了"}).status_code == 303
    assert desk.post(f"/notices/numbers/{number_id}/voiding", {"void-reason": "发错了"}).status_code == 409
    page = desk.get("/notices/register")
    assert "已作废" in page.text and "发错了" in page.text and "海大工〔2026〕1号" in page.text
    inside(add_published)
    assert numbers(inside) == ["海大工〔2026〕1号", "海大工〔2026〕2号"]
    assert actions(inside, "document_number") == ["numbered", "voided", "numbered"]


def test_each_organ_and_each_year_has_its_own_series(inside, at):
    from unionweb.notices.rules.kinds import Organ

    inside(add_published)
    inside(lambda: add_published(organ=Organ.womens_committee))
    inside(lambda: add_published(organ=Organ.joint))
    inside(lambda: add_published(is_numbered=False))
    at("2027-01-04 09:00")
    inside(add_published)
    assert numbers(inside) == ["海大工〔2026〕1号", "海大妇〔2026〕1号", "海大工〔2026〕2号", "海大工〔2027〕1号"]


def test_a_refused_publication_takes_no_number(inside, desk):
    notice_id = inside(lambda: add_checked(title="祝贺\U0001f98a"))
    answer = desk.post(f"/notices/{notice_id}/publication", {"version": "1"})
    assert answer.status_code == 409 and "现有字体里没有" in answer.text
    assert numbers(inside) == [] and state_of(inside, notice_id) is State.checked


def test_the_job_makes_a_missing_pdf_once(inside):
    notice_id = inside(add_published)
    assert inside(services.print_notices) == "排好了 1 份。"
    name = inside(lambda: found(notice_id).pdf)
    assert inside(services.print_notices) == "没有要排的。"
    assert inside(lambda: found(notice_id).pdf) == name and inside(lambda: (files.folder() / name).is_file())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请写标题"), ({"body": ""}, "请写正文"), ({"kind": "x"}, "请选种类"), ({"audience": []}, "请选发给谁"),
        ({"audience": ["unit:999"]}, "请从列表里选"), ({"title": "字" * 121}, "最多写 120 个字"), ({"dated": "2026-02-30"}, "这样的日期"),
        ({"body": "|" + "a|" * 12 + "\n"}, "一张表格最多"), ({"kind": "publicity"}, "有异议找谁"),
        ({"kind": "publicity", "publicity_workdays": "0"}, "1 到 60"), ({"title": ["甲", "乙"]}, "收到了两个值"),
    ],
)  # fmt: skip
def test_what_is_wrongly_filled_is_said_and_kept(desk, inside, changes, words):
    answer = desk.post("/notices", typed(**changes))
    assert answer.status_code == 422 and words in answer.text
    assert inside(lambda: db.session.scalar(select(Notice.id))) is None


def test_the_form_shows_again_what_was_typed_and_what_is_stored(desk, inside):
    kept = desk.post("/notices", typed(title="", body="正文在这里", audience=["unit:2", "role:chair"]))
    assert "正文在这里" in kept.text and 'value="unit:2" checked' in kept.text
    path = desk.post("/notices", typed(audience=["unit:2", "role:chair", "campus:1"])).location
    page = desk.get(path.replace("/desk", "/edit"))
    assert all(f'value="{value}" checked' in page.text for value in ("unit:2", "role:chair", "campus:1"))
    assert "外国语学院、东校区、主席" in desk.get(path).text


def test_the_preview_works_with_and_without_script_and_changes_nothing(desk, as_user, inside):
    whole = desk.post("/notices/preview", typed(body="一、时间\n| 甲 | 乙 |\n| 1 | 2 |\n<b>不是标签</b>"))
    assert whole.status_code == 200 and "<h2>一、时间</h2>" in whole.text and "&lt;b&gt;" in whole.text
    part = as_user(10003, htmx=True).post("/notices/preview", typed(body="**重点**"))
    assert 'id="preview"' in part.text and "<b>重点</b>" in part.text and "<html" not in part.text
    assert "最多" in desk.post("/notices/preview", typed(body="|" + "a|" * 12)).text
    assert inside(lambda: db.session.scalar(select(Notice.id))) is None


def test_attachments_are_checked_by_their_bytes_and_served_as_downloads(desk, as_user, inside):
    notice_id = inside(add_checked)
    path = f"/notices/{notice_id}/attachments"
    for data, words in ((b"", "请选文件"), (b"<html>", "不是"), (b"%PDF-" + b"x" * documents.LARGEST, "超过 10 MB")):
        name = "名单.pdf" if data else ""
        answer = desk.post(path, {"files": (io.BytesIO(data), name)})
        assert answer.status_code == 422 and words in answer.text, words
    assert desk.post(path, {"files": (io.BytesIO(b"%PDF-1.7 x"), "../名单.exe")}).status_code == 303
    assert state_of(inside, notice_id) is State.draft
    row_id = inside(lambda: found(notice_id).attachments[0].id)
    got = desk.get(f"/notices/attachments/{row_id}")
    assert got.data == b"%PDF-1.7 x"
    assert "attachment" in got.headers["Content-Disposition"] and got.headers["X-Content-Type-Options"] == "nosniff"
    assert as_user(10001).get(f"/notices/attachments/{row_id}").status_code == 404
    assert desk.post(f"/notices/attachments/{row_id}/removal").status_code == 303
    assert desk.post(f"/notices/attachments/{row_id}/removal").status_code == 404
    assert actions(inside)[-2:] == ["attached", "detached"]


def test_the_office_alone_runs_notices(as_user, inside):
    notice_id = inside(add_draft)
    for who in OTHERS:
        browser = as_user(who)
        own = f"/notices/{notice_id}"
        for path in ("/notices/desk", "/notices/new", "/notices/register", f"{own}/desk", f"{own}/preview.pdf"):
            assert browser.get(path).status_code == 403, (who, path)
        for path in ("check", "publication", "withdrawal", "return", "attachments", "reminders"):
            assert browser.post(f"/notices/{notice_id}/{path}").status_code == 403, (who, path)
    assert state_of(inside, notice_id) is State.draft


def test_lists_ask_the_same_number_of_queries_for_one_and_for_thirty(desk, inside, statements):
    inside(add_published)
    paths = ("/notices/desk", "/notices/register", "/notices/")
    few = [len(statements(lambda p=p: desk.get(p))) for p in paths]
    for _ in range(29):
        inside(add_published)
    assert [len(statements(lambda p=p: desk.get(p))) for p in paths] == few


def test_the_register_can_be_taken_along(desk, inside):
    inside(lambda: add_published(title="=HYPERLINK(1)"))
    answer = desk.get("/notices/register.xlsx")
    assert answer.data.startswith(b"PK") and answer.mimetype.endswith("sheet")
    assert desk.get("/notices/register?year=1999").status_code == 200


def test_a_preview_pdf_is_made_on_demand(desk, inside):
    notice_id = inside(add_draft)
    assert desk.get(f"/notices/{notice_id}/preview.pdf").data.startswith(b"%PDF-")
    assert inside(lambda: found(notice_id).pdf) is None
    bad = inside(lambda: add_draft(title="祝贺\U0001f98a"))
    assert desk.get(f"/notices/{bad}/preview.pdf").status_code == 409


def test_the_desk_tells_who_did_what_without_the_signatures(desk, as_user, inside):
    notice_id = inside(lambda: add_published(needs_receipt=True))
    as_user(10001).post(f"/notices/{notice_id}/receipt")
    inside(services.print_notices)
    page = desk.get(f"/notices/{notice_id}/desk").text
    for words in ("赵岚起草了", "钱正核了稿", "赵岚发布了", "系统排了版"):
        assert words in page, words
    assert "签收了" not in page and "/notices/feed.atom" in desk.get("/notices/desk").text


def test_publishing_twice_is_refused(inside):
    notice_id = inside(add_published)
    with pytest.raises(Exception, match="已经发布或撤回"):
        inside(lambda: services.publish_checked(notice_id, version(notice_id), person(CHECKER)))


def test_a_file_is_read_into_the_editor(desk, inside):
    with open("tests/data/work-points-2024.txt", "rb") as file:
        data = file.read()
    for body in (data, data.decode().encode("gb18030")):
        page = desk.post("/notices/imports", {"file": (io.BytesIO(body), "要点.txt")})
        assert page.status_code == 200
        form = NoticeFields(page.text)
        assert desk.post("/notices", typed(**form.values)).status_code == 303
    notice_id = inside(lambda: db.session.scalar(select(Notice.id)))
    parts = inside(lambda: sections(paper_of(found(notice_id)).blocks))
    assert [len(part.items) for part in parts][-1] == 27
    for data, words in ((b"", "请选一个文件"), (b"\xff\xfe\x00", "不是文字文件"), (b"x" * 400_000, "300 kB")):
        answer = desk.post("/notices/imports", {"file": (io.BytesIO(data), "x.txt")})
        assert answer.status_code == 422 and words in answer.text, words


class NoticeFields:
    """Title and text as the editor shows them."""

    def __init__(self, page):
        root = html5lib.parse(page, namespaceHTMLElements=False)
        self.values = {n: root.find(f".//*[@name='{n}']").get("value") or "" for n in ("title", "addressees", "dated")}
        self.values["body"] = root.find(".//textarea[@name='body']").text
