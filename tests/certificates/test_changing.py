"""After the issue: revoking, reissuing, reprinting, the register, what a doubter is told, and how long files are kept."""

import io
import re
import threading
import zipfile
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import select

from tests.certificates.issued import SITE, Acting, add_issued
from unionweb.certificates import archive, services
from unionweb.certificates.models import Certificate, CertificateBatch, VerificationTry
from unionweb.certificates.rules import Subject
from unionweb.certificates.rules.states import BatchState, CertificateState
from unionweb.certificates.services import changing
from unionweb.certificates.services import printing as worker
from unionweb.certificates.services import verifying as counting
from unionweb.common.audit import AuditEvent
from unionweb.kernel import clock, jobs
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@pytest.fixture
def issued(inside):
    """(id, code) of the only certificate; its file is there."""

    def make():
        add_issued("王敏，外国语学院")
        one = db.session.scalar(select(Certificate))
        one.member_id, one.sha256 = 10001, archive.keep(b"%PDF-1.7 frozen")
        db.session.commit()
        return one.id, one.code

    return inside(make)


def state_of(certificate_id):
    one = db.session.get(Certificate, certificate_id, populate_existing=True)
    return one.state, one.reason, one.replaced_by_id, one.reprints


def test_a_revoked_certificate_says_so_to_doubters_and_to_its_owner(as_user, inside, issued):
    id, code = issued
    office, path = as_user(10003), f"/certificates/{id}"
    assert "撤销这张证书" in office.get(path).text
    assert office.post(f"{path}/revocation", {"reason": "名单有误"}).location == path
    assert "撤销了。" in office.get(path).text and "撤销这张证书" not in office.get(path).text
    shown = as_user(None).get(f"/verify/{code}").text
    assert "已撤销" in shown and "名单有误" in shown and "2026年9月16日" in shown
    assert "王敏" not in shown
    owner = as_user(10001)
    assert "已撤销" in owner.get("/certificates").text
    assert owner.get(f"{path}/file.pdf").status_code == 409
    event = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.subject_kind == "certificate")))
    assert (event.action, event.reason, event.actor_id) == ("revoked", "名单有误", 10003)


def test_what_is_over_cannot_be_changed_again(as_user, inside, issued):
    id, _ = issued
    inside(lambda: services.revoke(id, "名单有误", Acting()))
    office, path = as_user(10003), f"/certificates/{id}"
    assert office.post(f"{path}/revocation", {"reason": "再来"}).status_code == 409
    assert office.post(f"{path}/reprints", {"purpose": "丢了"}).status_code == 409
    assert office.post(f"{path}/reissue", {"reason": "改名", "name": "王敏敏", "honour": "甲", "year": "2026"}).status_code == 409
    assert office.get(f"{path}/reprint.pdf").status_code == 409
    assert inside(lambda: state_of(id)) == (CertificateState.revoked, "名单有误", None, 0)
    assert inside(lambda: len(db.session.scalars(select(Certificate)).all())) == 1


@pytest.mark.parametrize(("path", "typed"), [("revocation", {"reason": ""}), ("reprints", {"purpose": "长" * 201})])
def test_a_reason_is_needed(as_user, inside, issued, path, typed):
    answer = as_user(10003).post(f"/certificates/{issued[0]}/{path}", typed)
    assert answer.status_code == 422 and "这一步没有做" in answer.text
    assert inside(lambda: state_of(issued[0])) == (CertificateState.valid, None, None, 0)


def test_reissuing_corrects_the_words_under_a_new_number_and_the_old_leads_there(as_user, inside, issued):
    id, code = issued
    office = as_user(10003)
    page = office.get(f"/certificates/{id}/reissue").text
    assert 'value="王敏"' in page and 'value="外国语学院"' in page and "学时" not in page
    typed = {"name": "王㛃", "unit": "外国语学院", "honour": "优秀工会积极分子", "year": "2026", "reason": "名字写错了"}
    there = office.post(f"/certificates/{id}/reissue", typed).location
    new = inside(lambda: db.session.get(Certificate, int(there.rsplit("/", 1)[1])))
    assert (new.name, new.number, new.member_id, new.state) == ("王㛃", 2, None, CertificateState.valid)
    assert new.values["荣誉"] == "优秀工会积极分子" and new.address == f"http://localhost/verify/{new.code}" and new.code != code
    assert inside(lambda: state_of(id)) == (CertificateState.reissued, "名字写错了", new.id, 0)
    shown = as_user(None).get(f"/verify/{code}").text
    assert "已换发" in shown and new.serial_no in shown and f"/verify/{new.code}" in shown
    assert inside(lambda: db.session.get(CertificateBatch, new.batch_id).state) is BatchState.printing
    assert "有效" in as_user(None).get(f"/verify/{new.code}").text


@pytest.mark.parametrize(("subject", "keeper"), [(Subject.team, 10001), (Subject.person, None)])
def test_under_another_name_a_groups_certificate_stays_with_its_keeper_and_a_persons_does_not(inside, issued, subject, keeper):
    def again():
        old = db.session.get(Certificate, issued[0])
        old.subject, owner = subject, old.member_id
        db.session.commit()
        new = changing.reissue(issued[0], {"姓名": "午间一刻团队"}, "名称写错了", Acting(10003), site=SITE)
        return owner, db.session.get(Certificate, new).member_id

    assert inside(again) == (10001, keeper)


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"name": ""}, 422, "请写姓名"),
        ({"honour": ""}, 422, "请写荣誉"),
        ({"reason": ""}, 422, "请写原因"),
        ({"name": "王\U00032000"}, 409, "印不出来"),
    ],
)
def test_a_reissue_that_cannot_be_printed_leaves_the_old_one_valid(as_user, inside, issued, change, status, said):
    typed = {"name": "王㛃", "unit": "外国语学院", "honour": "甲", "year": "2026", "reason": "名字写错了"} | change
    answer = as_user(10003).post(f"/certificates/{issued[0]}/reissue", typed)
    assert answer.status_code == status and said in answer.text and "没有换发" in answer.text
    assert inside(lambda: state_of(issued[0])) == (CertificateState.valid, None, None, 0)
    assert inside(lambda: len(db.session.scalars(select(Certificate)).all())) == 1


def test_a_reprint_is_counted_and_is_the_same_file(as_user, inside, issued):
    id, _ = issued
    office, path = as_user(10003), f"/certificates/{id}"
    assert office.get(f"{path}/reprint.pdf").status_code == 409
    for time in (1, 2):
        assert office.post(f"{path}/reprints", {"purpose": "原件丢失"}).location == path
        assert f"{time} 次" in office.get(path).text
    assert office.get(f"{path}/reprint.pdf").data == b"%PDF-1.7 frozen"
    assert inside(lambda: state_of(id)) == (CertificateState.valid, None, None, 2)


def race(app, call, count=4):
    """Do something several times at once; what came of each: its result, or the sentence of its refusal."""
    found, start = [], threading.Barrier(count)

    def act():
        with app.app_context():
            start.wait()
            try:
                found.append(call())
            except Refused as refusal:
                found.append(str(refusal))

    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def reissue_at_once(app, id):
    race(app, lambda: services.reissue(id, {"姓名": "王㛃"}, "写错了", Acting(), site=SITE))
    with app.app_context():
        valid = select(Certificate.number).where(Certificate.state == CertificateState.valid)
        return db.session.scalars(valid).all()


def test_a_certificate_is_reissued_once_however_many_press(app, issued):
    assert reissue_at_once(app, issued[0]) == [2]


def test_the_race_catches_a_twin_that_looks_before_the_transaction(app, issued, monkeypatch):
    """A twin that believes what it read before the lock issues several in place of one."""
    together, reissue = threading.Barrier(4, timeout=20), changing.reissue

    def hasty(certificate_id, *rest, **more):
        state = db.session.get(Certificate, certificate_id).state
        db.session.rollback()
        together.wait()
        return reissue(certificate_id, *rest, **more) if state is CertificateState.valid else None

    monkeypatch.setattr(services, "reissue", hasty)
    monkeypatch.setattr(changing, "_valid", lambda certificate_id: db.session.get(Certificate, certificate_id))
    assert len(reissue_at_once(app, issued[0])) > 1


@pytest.mark.parametrize("who", [10001, 10002, 10007])
def test_nobody_else_changes_anything(as_user, inside, issued, who):
    stranger, id = as_user(who), issued[0]
    for path in (f"/certificates/{id}", f"/certificates/{id}/reissue", "/certificates/register", f"/certificates/{id}/reprint.pdf"):
        assert stranger.get(path).status_code == 403
    for path in ("revocation", "reissue", "reprints"):
        assert stranger.post(f"/certificates/{id}/{path}", {"reason": "x"}).status_code == 403
    assert inside(lambda: state_of(id)) == (CertificateState.valid, None, None, 0)


def test_tries_are_counted_by_address_for_all_processes_and_forgotten_after_a_day(inside, monkeypatch):
    for _ in range(20):
        inside(lambda: services.note_try("10.0.0.1"))
    with pytest.raises(Refused) as refusal:
        inside(lambda: services.note_try("10.0.0.1"))
    assert refusal.value.status == 429
    inside(lambda: services.note_try("10.0.0.2"))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    inside(lambda: services.note_try("10.0.0.1"))
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(days=1, minutes=1))
    assert inside(lambda: counting.forget_tries()) == "清除了 22 条"
    assert inside(lambda: db.session.scalars(select(VerificationTry)).all()) == []


def test_print_files_are_kept_for_a_set_time_and_made_again_on_demand(as_user, inside, issued, monkeypatch):
    inside(lambda: jobs.run("print_certificates"))
    batch = inside(lambda: db.session.scalar(select(CertificateBatch)))
    assert batch.state is BatchState.ready and inside(lambda: archive.read(batch.print_file))
    assert inside(services.clear_prints) == "清除了 0 个"
    later = clock.now() + timedelta(days=61)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        assert inside(services.clear_prints) == "清除了 1 个"
    assert inside(lambda: archive.read(batch.print_file)) is None
    office = as_user(10003)
    assert "要重新排" in office.get(f"/certificates/batches/{batch.id}").text
    office.post(f"/certificates/batches/{batch.id}/resumption")
    inside(lambda: jobs.run("print_certificates"))
    assert office.get(f"/certificates/batches/{batch.id}/print.pdf").data.startswith(b"%PDF")


def test_what_became_void_is_not_printed_again(as_user, inside):
    inside(lambda: add_issued("王敏\n李静"))
    inside(lambda: jobs.run("print_certificates"))
    first = inside(lambda: db.session.scalar(select(Certificate.id).order_by(Certificate.number)))
    office, batch = as_user(10003), "/certificates/batches/1"
    inside(lambda: services.revoke(first, "名单有误", Acting()))
    assert "正在排版" in office.get(batch).text and office.get(f"{batch}/print.pdf").status_code == 409
    inside(lambda: jobs.run("print_certificates"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(office.get(f"{batch}/print.pdf").data)).pages)
    assert "李静" in text and "王敏" not in text
    assert zipfile.ZipFile(io.BytesIO(office.get(f"{batch}/files.zip").data)).namelist() == ["0002 李静.pdf"]
    inside(lambda: services.revoke(first + 1, "名单有误", Acting()))
    assert "要重新排" in office.get(batch).text


def test_a_reissue_that_changes_nothing_is_refused_and_is_no_batch_of_its_own(as_user, inside, issued):
    id, _ = issued
    office = as_user(10003)
    typed = {"name": "王敏", "unit": "外国语学院", "honour": "优秀工会工作者", "year": "2026", "reason": "再来一张"}
    assert office.post(f"/certificates/{id}/reissue", typed).status_code == 409
    there = office.post(f"/certificates/{id}/reissue", typed | {"honour": "先进女职工"}).location
    assert inside(lambda: db.session.get(Certificate, int(there.rsplit("/", 1)[1])).member_id) == 10001
    assert len(re.findall(r'href="/certificates/batches/\d+"', office.get("/certificates/batches").text)) == 1
    page = office.get(f"/certificates/{id}").text
    assert "赵岚换发了：再来一张" in page and "颁发了" in page


def test_a_lost_file_is_made_again_out_of_what_was_frozen(as_user, inside):
    inside(lambda: add_issued("王敏"))
    inside(lambda: jobs.run("print_certificates"))
    id, name = inside(lambda: db.session.execute(select(Certificate.id, Certificate.sha256)).one())
    inside(lambda: archive.drop(name))
    office, path = as_user(10003), f"/certificates/{id}"
    assert "文件找不到了" in office.get(path).text
    assert office.get("/certificates/batches/1/files.zip").status_code == 409
    assert office.post(f"{path}/file").location == path
    page = office.get(path).text
    assert "文件找不到了" not in page and "赵岚重新排了文件" in page
    assert office.get("/certificates/batches/1/files.zip").status_code == 200
    assert as_user(10001).post(f"{path}/file").status_code == 403


def test_a_batch_of_which_nothing_is_valid_has_nothing_to_print(as_user, inside):
    inside(lambda: add_issued("王敏"))
    first = inside(lambda: db.session.scalar(select(Certificate.id)))
    inside(lambda: services.revoke(first, "名单有误", Acting()))
    assert inside(lambda: jobs.run("print_certificates").outcome) is jobs.Outcome.ok
    assert inside(lambda: db.session.get(CertificateBatch, 1).state) is BatchState.cleared
    assert as_user(10003).post("/certificates/batches/1/resumption").status_code == 409
    assert inside(lambda: db.session.get(CertificateBatch, 1).state) is BatchState.cleared


def test_a_print_file_with_a_paper_revoked_meanwhile_is_made_again(inside, monkeypatch):
    inside(lambda: add_issued("王敏\n李静"))
    first = inside(lambda: db.session.scalar(select(Certificate.id).order_by(Certificate.number)))
    print_file, seen = worker.printing.print_file, []

    def slow(papers, press=None):
        seen.append([one.name for one in papers])
        if len(seen) == 1:
            services.revoke(first, "名单有误", Acting())
        return print_file(papers, press)

    monkeypatch.setattr(worker.printing, "print_file", slow)
    for _ in range(2):
        inside(lambda: jobs.run("print_certificates"))
    assert seen == [["王敏", "李静"], ["李静"]] and inside(lambda: db.session.get(CertificateBatch, 1).state) is BatchState.ready
