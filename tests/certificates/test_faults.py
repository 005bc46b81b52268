"""What goes wrong around certificates: characters, texts that do not fit, a full disk, files that are lost."""

import errno
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from tests.bookings.test_poster_paper import words_of
from tests.certificates.issued import Acting, add_issued
from tests.certificates.made import paper
from unionweb.certificates import archive, printing, services
from unionweb.certificates.models import Certificate, CertificateBatch
from unionweb.certificates.rules import DESIGNS, Kind, Marks, Wording, lay_out, signature_box
from unionweb.certificates.rules.layouts import SCAN, SMALLEST
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services import printing as worker
from unionweb.common.audit import AuditEvent
from unionweb.kernel import files, fonts
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.kernel.extensions import db
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.pdf.typeset import MM_PER_POINT

HONOUR, VOLUNTEER = DESIGNS[Kind.honour], DESIGNS[Kind.volunteer]


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def here(app):
    with app.app_context():
        yield app


def lines_of(one, design=HONOUR):
    return lay_out(one, design, fonts.library().advance)


def right_end(line):
    return line.x + (fonts.library().width(line.text, line.role) * line.size + line.gap * (len(line.text) - 1)) * MM_PER_POINT


# characters


def test_what_stands_in_the_honour_is_printed_though_its_first_font_lacks_it(here):
    assert "Škoda杯" in words_of(printing.print_file([paper(荣誉="Škoda 杯")]))
    assert printing.picture(paper(荣誉="Škoda 杯")).startswith("<svg")


def test_what_stands_on_the_seal_is_printed_too(here):
    assert "𰀁工会" in words_of(printing.print_file([replace(paper(), organ="𰀁工会")]))


@pytest.fixture
def poor_titles(here, monkeypatch):
    """A machine on which the role of titles has nothing but its first font."""
    faces = fonts.library().faces
    monkeypatch.setitem(faces, Typeface.title, faces[Typeface.title][:1])
    monkeypatch.setattr(fonts.library(), "_served", {})
    printing._seal.cache_clear()
    yield
    printing._seal.cache_clear()


def test_characters_are_looked_up_in_the_font_that_prints_them(poor_titles):
    assert printing.missing_in("Škoda 𰀁 王𠀤") == "𠀤Š𰀁", "each role of certificates is asked, and the best one is not enough"
    for one, lacking in ((paper("李静", 荣誉="Škoda 杯"), "Š"), (replace(paper("李静"), organ="𰀁工会"), "𰀁")):
        with pytest.raises(PaperProblem, match=f"“李静”的证书里，字“{lacking}”"):
            printing.print_file([one])
    assert printing.print_file([replace(paper(), organ="𰀁工会", is_sealed=False)]), "the bad twin: only a drawn seal needs it"


# room


def test_a_text_that_does_not_fit_is_refused_and_a_very_long_one_at_once(here):
    fitting = Wording("荣誉证书", "在{年度}年度工会工作中认真履职、无私奉献，" * 20, "特发此证。")
    assert min(line.size for line in lines_of(paper(wording=fitting)) if line.size != 11) >= SMALLEST
    for times in (60, 20_000):
        with pytest.raises(PaperProblem, match=r"“王敏”的证书文字太长.*写短一些"):
            lines_of(paper(wording=Wording("荣誉证书", "在{年度}年度工会工作中认真履职、无私奉献，" * times, "特发此证。")))


@pytest.mark.parametrize("name", ["龘" * 40, "W" * 40, "Alexander Maximilian von Humboldt Freiherr", "阿卜杜热合曼·买买提明"])
@pytest.mark.parametrize("body", ["兹证明{姓名}参加了“{项目}”。", "在各项工会志愿服务活动之中表现突出的志愿者{姓名}参加了“{项目}”。"])
def test_a_name_within_the_text_is_never_parted(here, name, body):
    one = paper(name, Kind.volunteer, wording=Wording("证明", body, "特此证明。", opens=False))
    assert any(name in line.text for line in lines_of(one, VOLUNTEER))


@pytest.mark.parametrize("design", [HONOUR, VOLUNTEER])
def test_whoever_signs_stands_between_the_code_and_the_signature(here, design):
    one = replace(paper(), marks=Marks(signer="校工会委员会常务副主席兼职"[:12]))
    lines = lines_of(one, design)
    signer, caption = lines_by(lines, "校工会"), lines_by(lines, SCAN)
    assert right_end(signer) <= signature_box(design)[0] and signer.size >= 7
    assert signer.x > right_end(caption) or signer.y < design.code[1]


def lines_by(lines, start):
    return next(line for line in lines if line.text.startswith(start))


@pytest.mark.parametrize("design", [HONOUR, VOLUNTEER])
@pytest.mark.parametrize("heading", ["证", "荣誉证书", "全国教科文卫体系统先进工会组织荣誉证书", "Certificate of Honour"])
def test_a_heading_is_spaced_as_its_size_allows(here, design, heading):
    line = lines_of(paper(wording=Wording(heading, "参加了活动。", "")), design)[0]
    assert design.left - 0.1 <= line.x and right_end(line) <= design.width - design.left + 0.1
    assert line.gap <= line.size * 0.4 + 1e-6 and line.size >= 12


@pytest.mark.parametrize("design", [HONOUR, VOLUNTEER])
def test_a_long_number_ends_before_the_seal(here, design):
    line = lines_by(lines_of(replace(paper(), serial_no="烟大工会志愿服务证明证书字号" * 4 + "〔2026〕99999号"), design), "编号")
    assert right_end(line) <= design.signature[0] - 21 and line.x == design.code[0]


# the disk


def test_a_file_is_kept_whole_or_not_at_all_and_is_on_disk_then(here, monkeypatch):
    settled = []
    monkeypatch.setattr(os, "fsync", lambda number: settled.append(os.readlink(f"/proc/self/fd/{number}")))
    name = archive.keep(b"%PDF one")
    path = archive._path(name)
    assert archive.read(name) == b"%PDF one" and settled[0].startswith(str(path.parent / f".{name}")) and str(path.parent) in settled
    for where in ((os, "fsync"), (Path, "rename")):
        with monkeypatch.context() as disk:
            disk.setattr(*where, full)
            with pytest.raises(Unavailable):
                archive.keep(b"%PDF two")
    assert [file for file in path.parent.parent.rglob("*") if file.is_file()] == [path]


def test_a_file_that_cannot_be_read_is_not_taken_for_a_lost_one(here, monkeypatch):
    name = archive.keep(b"%PDF one")
    with monkeypatch.context() as disk:
        disk.setattr(Path, "read_bytes", full)
        with pytest.raises(Unavailable):
            archive.read(name)
    archive.drop(name)
    assert archive.read(name) is None and archive.read("../secret_key") is None and archive.read(None) is None


def test_the_command_says_that_it_cannot_write(here, tmp_path, monkeypatch):
    people = tmp_path / "people.csv"
    people.write_text("姓名\n王敏\n")
    arguments = ["certificates", "render", str(people), "--template", "honour", "--title", "优秀", "-o", str(tmp_path / "out.pdf")]
    monkeypatch.setattr(Path, "write_bytes", full)
    done = here.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 1 and done.output.startswith("Error: ") and "Traceback" not in done.output
    monkeypatch.undo()
    done = here.test_cli_runner().invoke(args=[*arguments[:-1], "/dev/full"])
    assert done.exit_code == 1 and "/dev/full: No space left" in done.output


def batch(batch_id):
    db.session.rollback()
    return db.session.get_one(CertificateBatch, batch_id, populate_existing=True)


def test_a_full_disk_holds_one_batch_up_and_the_next_run_goes_on_by_itself(here, monkeypatch):
    first, second = add_issued("王敏\n李静"), add_issued("何言")
    keep = archive.keep

    def keep_few(data):
        return full() if batch(first).problem is None else keep(data)

    with monkeypatch.context() as disk:
        disk.setattr(archive, "keep", keep_few)
        assert services.print_batches() == "排好了 1 张，1 批没有排完，下次接着排"
    assert batch(first).state is BatchState.printing and "过几分钟会接着排" in batch(first).problem
    assert batch(second).state is BatchState.ready
    assert services.print_batches() == "排好了 2 张"
    assert batch(first).state is BatchState.ready and batch(first).problem is None


def test_files_that_were_kept_before_the_disk_was_full_are_not_made_again(here, monkeypatch):
    batch_id, keep, kept = add_issued("王敏\n李静\n何言"), archive.keep, []

    def keep_one(data):
        return full_disk() if kept else kept.append(keep(data)) or kept[0]

    def full_disk():
        raise Unavailable("磁盘暂时写不了。")

    with monkeypatch.context() as disk:
        disk.setattr(archive, "keep", keep_one)
        services.print_batches()
    made = db.session.scalars(select(Certificate.sha256).where(Certificate.batch_id == batch_id)).all()
    assert sorted(filter(None, made)) == kept and batch(batch_id).state is BatchState.printing
    assert batch(batch_id).problem.startswith("磁盘暂时写不了。")
    assert services.print_batches() == "排好了 2 张" and batch(batch_id).state is BatchState.ready


def test_other_faults_of_a_batch_are_not_taken_for_a_full_disk(here, monkeypatch):
    batch_id = add_issued("王敏")
    monkeypatch.setattr(worker, "_next_files", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.print_batches()
    assert batch(batch_id).problem is None


@pytest.mark.parametrize(("spoil", "problem", "said"), [
    (lambda path: path.write_bytes(path.read_bytes()[:60]), PaperProblem, "重新上传"),
    (lambda path: path.write_bytes(b"no picture"), PaperProblem, "重新上传"),
    (lambda path: path.unlink(), PaperProblem, "重新上传"),
    (None, Unavailable, "读不了"),
])  # fmt: skip
def test_a_picture_of_a_seal_that_cannot_be_read_is_said(here, monkeypatch, spoil, problem, said):
    data = io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("1").save(data, "PNG")
    name = files.store(data.getvalue(), "png")
    one = replace(paper(), marks=Marks(seal=name))
    assert printing.page_of(one)
    printing._pressed.cache_clear()
    spoil(files.folder() / name) if spoil else monkeypatch.setattr(printing, "stencil", full)
    with pytest.raises(problem, match=said):
        printing.page_of(one)


# lost files


def test_a_lost_file_is_made_again_once_and_noted(here):
    batch_id = add_issued("王敏")
    one = db.session.scalar(select(Certificate).where(Certificate.batch_id == batch_id))
    with pytest.raises(Refused, match="还在排版"):
        services.remake(one.id, Acting())
    services.print_batches()
    db.session.refresh(one)
    services.remake(one.id, Acting())
    assert not events(one.id), "a file that is there is left alone"
    archive._path(one.sha256).write_bytes(b"spoilt")
    assert services.remake(one.id, Acting()) is None
    db.session.refresh(one)
    assert archive.read(one.sha256).startswith(b"%PDF")
    services.remake(one.id, Acting())
    assert [(event.actor_id, event.detail["made"]) for event in events(one.id)] == [(10003, one.sha256)]


def events(certificate_id):
    found = select(AuditEvent).where(AuditEvent.action == "remade", AuditEvent.subject_id == certificate_id)
    return db.session.scalars(found).all()
