"""Preparing, issuing and printing batches: on the pages, in races, and when the worker is killed."""

import io
import re
import threading
import zipfile
from dataclasses import replace

import pypdf
import pytest
from sqlalchemy import select

from tests.certificates.issued import SITE, Acting, add_draft, add_issued, prepared
from unionweb.certificates import archive, queries, services
from unionweb.certificates.models import Certificate, CertificateBatch, CertificateSeries
from unionweb.certificates.rules import Kind, Subject
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services import issuing
from unionweb.certificates.services import printing as worker
from unionweb.certificates.views import verifying
from unionweb.common import settings
from unionweb.common.audit import AuditEvent
from unionweb.kernel import jobs
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.sheets import Sheet, write_xlsx

TYPED = {
    "kind": "honour", "subject": "person", "heading": "荣誉证书", "body": "在{年度}年度被评为“{荣誉}”。", "closing": "特发此证。",
    "organ": "海川大学工会", "dated": "2026-03-08", "is_sealed": "y", "honour": "优秀工会工作者", "year": "2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_limits():
    verifying.by_code.forget()


def numbers(kind="honour", year=2026):
    wanted = (Certificate.kind == kind, Certificate.year == year)
    return list(db.session.scalars(select(Certificate.number).where(*wanted).order_by(Certificate.number)))


def test_a_typed_list_is_looked_at_then_issued_then_printed(as_user, inside):
    office = as_user(10003)
    there = office.post("/certificates/batches", TYPED | {"names": "王敏，外国语学院\n李㛃"}).location
    page = office.get(there).text
    assert "颁发 2 张" in page and "李㛃" in page
    assert office.get(f"{there}/proof.pdf?row=2").data.startswith(b"%PDF")
    assert office.post(f"{there}/issue").status_code == 303
    assert "正在排版" in office.get(there).text
    assert office.get(f"{there}/print.pdf").status_code == 409
    assert inside(lambda: jobs.run("print_certificates").outcome) is jobs.Outcome.ok
    page = office.get(there).text
    assert "下载打印文件" in page and "工证〔2026〕1号" in page
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(office.get(f"{there}/print.pdf").data)).pages)
    assert "工证〔2026〕1号" in text and "工证〔2026〕2号" in text
    files = zipfile.ZipFile(io.BytesIO(office.get(f"{there}/files.zip").data)).namelist()
    assert files == ["0001 王敏.pdf", "0002 李㛃.pdf"]
    both = zipfile.ZipFile(io.BytesIO(office.get(f"{there}/files.zip?with=print").data))
    assert both.namelist() == ["优秀工会工作者证书（打印）.pdf", *files] and both.testzip() is None


def test_a_table_is_read_and_faulty_rows_are_named(as_user, inside):
    office = as_user(10003)
    rows = [["10001", "王敏", "外国语学院"], ["10002", "李错", ""], ["77777", "没有", ""], ["", "王\U00032000", ""]]
    file = (io.BytesIO(write_xlsx([Sheet("名单", ["工号", "姓名", "单位"], rows)])), "名单.xlsx")
    there = office.post("/certificates/batches", TYPED | {"file": file}, content_type="multipart/form-data").location
    page = office.get(there).text
    assert "有 3 行要改" in page and "工号 10002 不是这个姓名" in page and "没有工号是 77777" in page and "\U00032000" in page
    refused = office.post(f"{there}/issue")
    assert refused.status_code == 409 and "先改好再颁发" in refused.text
    assert inside(lambda: numbers()) == [] and inside(lambda: db.session.query(CertificateSeries).count()) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"names": ""}, "请写上名单"),
        ({"body": "授予{职称}"}, "没有“{职称}”"),
        ({"subject": "family"}, "请从列表里选|请选颁给谁|不发给"),
        ({"dated": "2026-02-30"}, "2026-09-18 这样"),
        ({"organ": ""}, "请写落款"),
        ({"names": "\n".join(f"王{n}" for n in range(2001))}, "一次最多 2000"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(as_user, inside, change, said):
    answer = as_user(10003).post("/certificates/batches", TYPED | {"names": "王敏"} | change)
    assert answer.status_code == 422 and re.search(said, answer.text)
    assert inside(lambda: db.session.query(CertificateBatch).count()) == 0


def test_a_second_issue_and_a_late_drop_are_refused(as_user, inside):
    batch_id = inside(add_draft)
    office = as_user(10003)
    assert office.post(f"/certificates/batches/{batch_id}/issue").status_code == 303
    assert "没有再颁发一遍" in office.post(f"/certificates/batches/{batch_id}/issue").text
    assert office.post(f"/certificates/batches/{batch_id}/drop").status_code == 409
    assert inside(numbers) == [1, 2]
    assert inside(lambda: db.session.query(AuditEvent).filter_by(action="issued").count()) == 1


def test_a_dropped_draft_is_gone(as_user, inside):
    batch_id = inside(add_draft)
    office = as_user(10003)
    office.post(f"/certificates/batches/{batch_id}/drop")
    assert office.get(f"/certificates/batches/{batch_id}").status_code == 404
    assert office.post(f"/certificates/batches/{batch_id}/issue").status_code == 404


@pytest.mark.parametrize("who", [10001, 10002, 10004, 10005])
def test_only_the_office_issues(as_user, inside, who):
    batch_id = inside(add_draft)
    assert as_user(who).post(f"/certificates/batches/{batch_id}/issue").status_code == 403
    assert inside(numbers) == []


def test_each_year_has_its_own_numbers_and_a_failed_issue_gives_them_back(inside, monkeypatch):
    def run():
        add_issued("甲\n乙")
        add_issued("丙", year=2027)
        monkeypatch.setattr(issuing.jobs, "enqueue", lambda name: (_ for _ in ()).throw(Refused("不行。")))
        with pytest.raises(Refused):
            add_issued("丁\n戊")
        monkeypatch.undo()
        add_issued("己")
        return numbers(), numbers(year=2027)

    assert inside(run) == ([1, 2, 3], [1])


def race(app, count=8, before=lambda: None):
    """Issue batches of three at once, each in a thread of its own; the numbers that came of it, and the failures."""
    failed, gate = [], threading.Barrier(count)

    def one(number):
        with app.app_context():
            before()
            db.session.rollback()
            gate.wait()
            try:
                add_issued("\n".join(f"赛{number}{sign}" for sign in "甲乙丙"))
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        return numbers(), failed


def test_batches_issued_at_once_share_no_number_and_leave_no_gap(app):
    found, failed = race(app)
    assert found == list(range(1, 25)) and not failed


def test_the_race_catches_a_twin_that_looks_for_its_numbers_before_the_transaction(app, monkeypatch):
    planned = threading.local()
    monkeypatch.setattr(issuing, "_take_numbers", lambda *_: planned.first)
    found, failed = race(app, 4, before=lambda: setattr(planned, "first", max(numbers(), default=0) + 1))
    assert failed and found != list(range(1, 13))


def test_a_killed_worker_goes_on_with_nothing_doubled(inside, monkeypatch):
    class Killed(BaseException):
        pass

    calls, note = [], worker._note

    def killed_after_two(batch_id, made):
        calls.append(made)
        if len(calls) == 2:
            raise Killed  # the files are on disk, the database does not know of them
        return note(batch_id, made)

    def run():
        monkeypatch.setattr(worker, "AT_ONCE", 3)
        batch_id = add_issued("\n".join(f"工{sign}" for sign in "甲乙丙丁戊己庚"))
        monkeypatch.setattr(worker, "_note", killed_after_two)
        with pytest.raises(Killed):
            services.print_batches()
        half = queries.progress_of(batch_id)
        monkeypatch.setattr(worker, "_note", note)
        services.print_batches()
        made = queries.valid_certificates_of(batch_id)
        return half, [one.number for one in made], [archive.read(one.sha256) for one in made], made[0].batch.state

    half, found, files, state = inside(run)
    assert (half.done, half.total) == (3, 7) and found == list(range(1, 8)) and state is BatchState.ready
    assert all(files) and len(set(files)) == 7


def test_printing_can_be_stopped_and_goes_on(as_user, inside):
    batch_id = inside(add_issued)
    office = as_user(10003)
    assert office.post(f"/certificates/batches/{batch_id}/pause").status_code == 303
    assert inside(services.print_batches) == "排好了 0 张"
    assert office.post(f"/certificates/batches/{batch_id}/pause").status_code == 409
    assert office.post(f"/certificates/batches/{batch_id}/resumption").status_code == 303
    assert inside(services.print_batches) == "排好了 2 张"


def test_what_cannot_be_printed_is_said_and_tried_again_on_demand(as_user, inside, monkeypatch):
    batch_id = inside(add_issued)
    monkeypatch.setattr(worker.printing, "single_file", lambda *_: (_ for _ in ()).throw(PaperProblem("缺字体。")))
    inside(services.print_batches)
    office = as_user(10003)
    assert "缺字体。" in office.get(f"/certificates/batches/{batch_id}").text
    monkeypatch.undo()
    office.post(f"/certificates/batches/{batch_id}/resumption")
    assert inside(services.print_batches) == "排好了 2 张"


def test_progress_is_a_fragment_for_htmx(as_user, inside):
    batch_id = inside(add_issued)
    answer = as_user(10003, htmx=True).get(f"/certificates/batches/{batch_id}")
    assert answer.text.lstrip().startswith("<section") and 'hx-trigger="every 2s"' in answer.text


def test_codes_cannot_be_guessed_and_lead_to_the_page(as_user, inside):
    inside(lambda: add_issued("王小敏\n李静"))
    one, other = inside(lambda: [(c.code, c.address) for c in db.session.scalars(select(Certificate).order_by(Certificate.number))])
    assert len(one[0]) == 22 and one[0] != other[0] and one[1] == f"{SITE}/verify/{one[0]}"
    page = as_user(None).get(f"/verify/{one[0]}")
    assert page.status_code == 200 and "有效" in page.text and "王*敏" in page.text and "王小敏" not in page.text
    assert "优秀工会工作者" in page.text and "2026年3月8日" in page.text and "工证〔2026〕1号" in page.text
    assert as_user(None).get("/verify/" + "x" * 22).status_code == 404


@pytest.mark.parametrize(("serial", "two", "status"), [
    ("工证〔2026〕1号", "王敏", 303), ("工证[2026] 1号", "敏小", 303), ("工证〔2026〕1号", "王王", 409),
    ("工证〔2026〕1号", "李静", 409), ("工证〔2026〕9号", "王敏", 409), ("", "王敏", 422),
])  # fmt: skip
def test_a_number_is_verified_by_two_characters_of_the_name(as_user, inside, serial, two, status):
    inside(lambda: add_issued("王小敏"))
    assert as_user(None).post("/verify", {"serial_no": serial, "two": two}).status_code == status


def test_guessing_numbers_is_slowed_down(as_user):
    browser = as_user(None)
    statuses = [browser.post("/verify", {"serial_no": f"工证〔2026〕{n}号", "two": "王敏"}).status_code for n in range(22)]
    assert statuses[0] == 409 and statuses[-1] == 429


def test_my_certificates_are_mine(as_user, inside):
    def run():
        mine = replace(prepared(), rows=[Row(1, {"姓名": "王敏"}, "10001")])
        services.issue(mine, Acting(), site=SITE)
        services.print_batches()
        return db.session.scalar(select(Certificate.id))

    certificate_id = inside(run)
    assert "优秀工会工作者" in as_user(10001).get("/certificates").text
    assert as_user(10001).get(f"/certificates/{certificate_id}/file.pdf").data.startswith(b"%PDF")
    assert "优秀工会工作者" not in as_user(10002).get("/certificates").text
    assert as_user(10002).get(f"/certificates/{certificate_id}/file.pdf").status_code == 404


def test_lists_ask_the_same_for_one_and_for_thirty(as_user, inside, statements):
    office = as_user(10003)
    first = inside(lambda: add_issued("王敏"))
    one = [len(statements(lambda p=p: office.get(p))) for p in ("/certificates/batches", f"/certificates/batches/{first}")]
    many = inside(lambda: [add_issued("\n".join(f"王{n}" for n in range(40))) for _ in range(12)])[-1]
    paths = ("/certificates/batches", f"/certificates/batches/{many}")
    assert [len(statements(lambda p=p: office.get(p))) for p in paths] == one


def test_a_draft_is_mended_without_typing_again(as_user, inside):
    office = as_user(10003)
    there = office.post("/certificates/batches", TYPED | {"names": "王敏，外国语学院\n" + "长" * 41}).location
    page = office.get(f"{there}/edit").text
    assert "王敏\t外国语学院" in page and 'value="优秀工会工作者"' in page and 'name="replaces" value="1"' in page
    mended = office.post("/certificates/batches", TYPED | {"names": "姓名\t单位\n王敏\t外国语学院", "replaces": "1"}).location
    assert mended != there and office.get(there).status_code == 404 and "颁发 1 张" in office.get(mended).text
    office.post(f"{mended}/issue")
    assert office.get(f"{mended}/edit").status_code == 409
    assert office.post("/certificates/batches", TYPED | {"names": "李静", "replaces": "2"}).status_code == 409
    assert inside(lambda: db.session.query(CertificateBatch).count()) == 2


def test_the_same_list_sent_twice_is_one_draft_and_a_second_issue_is_warned_of(as_user, inside):
    office = as_user(10003)
    first, second = (office.post("/certificates/batches", TYPED | {"names": "王敏"}).location for _ in range(2))
    assert first == second
    office.post(f"{first}/issue")
    third = office.post("/certificates/batches", TYPED | {"names": "王敏\n李静"}).location
    assert third != first and "今年已经有一样的证书" in office.get(third).text and "工证〔2026〕1号" in office.get(third).text
    other = office.post("/certificates/batches", TYPED | {"names": "王敏", "honour": "先进女职工"}).location
    assert "今年已经有一样的证书" not in office.get(other).text


def test_two_kinds_cannot_share_a_word(inside):
    def run():
        add_issued("王敏")
        said = []
        for kind, word in (("training", "工证"), ("honour", "工训证"), ("thanks", "长" * 13)):
            with pytest.raises(Refused) as refusal:
                settings.put(f"certificates.word_{kind}", word)
            said.append(str(refusal.value))
        settings.put("certificates.word_honour", "海大工证")
        with pytest.raises(Refused, match="个人荣誉"):
            settings.put("certificates.word_training", "工证")
        return said

    said = inside(run)
    assert "个人荣誉" in said[0] and "培训" in said[1] and "最多 12 个字" in said[2]


def test_a_record_of_service_names_somebody(as_user):
    typed = TYPED | {"kind": "volunteer", "body": "于{时间}服务。", "names": "王敏"}
    answer = as_user(10003).post("/certificates/batches", typed)
    assert answer.status_code == 422 and "正文里要有{姓名}" in answer.text


def test_a_family_is_masked_and_everything_frozen_is_shown(as_user, inside):
    def run():
        given = prepared("王小敏", Kind.group)
        services.issue(replace(given, subject=Subject.family), Acting(), site=SITE)
        return db.session.scalar(select(Certificate.code))

    page = as_user(None).get(f"/verify/{inside(run)}").text
    assert "王*敏" in page and "王小敏" not in page and "特发此证，以资鼓励。" in page and "第 1 版" in page and "颁发时间" in page
