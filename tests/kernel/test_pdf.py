"""The renderer: what it may read, how long and how much it may take, what it leaves in the file."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from tests.support.archival import faults_of
from unionweb.kernel import fonts, pdf
from unionweb.kernel.pdf import frames
from unionweb.kernel.pdf import press as ends

PRINTED = pdf.Printed("标题", "工会")
PAGE = '<html lang="zh-CN"><link rel="stylesheet" href="asset:paper/notice.css"><p>文字</p></html>'


ENDLESS = '<html lang="zh-CN"><table><tr><td colspan=10000000>宽</td></tr></table></html>'


@pytest.fixture
def press(app):
    with app.app_context(), pdf.Press() as press:
        yield press


def attachments(data):
    return pypdf.PdfReader(io.BytesIO(data)).attachments


def is_blank(data):
    with pypdfium2.PdfDocument(data) as document:
        return bool((document[0].render().to_numpy() > 250).all())


def test_nothing_outside_is_read(press, tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("body{background:#000}")
    html = f"""<html lang="zh-CN"><link rel=stylesheet href="file://{secret}"><link rel=attachment href="file:///etc/passwd">
    <style>@import "file://{secret}"; @font-face{{font-family:x;src:url(http://127.0.0.1:9/x)}}</style>
    <img src="http://127.0.0.1:9/a.png"><img src="asset:../unionweb/config.py"><img src="asset:paper/../../README.md">
    <svg><image href="file://{secret}"/></svg></html>"""
    data = press.print(html, PRINTED)
    assert not attachments(data) and is_blank(data)


def test_our_own_files_and_data_addresses_are_read(press):
    css = "data:text/css,body%7Bbackground:black%7D"
    assert is_blank(press.print('<html lang="zh-CN"><link rel="stylesheet" href="asset:paper/notice.css"></html>', PRINTED))
    assert not is_blank(press.print(f'<html lang="zh-CN"><link rel="stylesheet" href="{css}"></html>', PRINTED))
    assert not is_blank(press.print('<html lang="zh-CN"><img src="asset:seal.svg" width=50></html>', PRINTED))


def test_a_page_that_never_ends_is_given_up_and_the_next_one_is_printed(press):
    with pytest.raises(pdf.PaperProblem, match="排不出"):
        press.print(ENDLESS, pdf.Printed("标题", "工会", seconds=3))
    assert press.print(PAGE, PRINTED).startswith(b"%PDF")


def ended_after(seconds, wait):
    """How a renderer ends, left alone with a page that never ends and this limit; None when it goes on all the while."""
    command = [sys.executable, "-I", str(Path(ends.__file__).with_name("child.py")), "1200"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        frames.write(child.stdin, {"assets": {}, "style": "", "title": "", "author": "", "seconds": seconds}, ENDLESS.encode())
        return child.wait(wait)
    except subprocess.TimeoutExpired:
        return None
    finally:
        child.kill()
        child.communicate()


def test_the_renderer_ends_itself_when_its_time_is_used_up_and_not_before():
    assert ended_after(seconds=1, wait=60) in (-signal.SIGXCPU, -signal.SIGKILL)
    assert ended_after(seconds=600, wait=8) is None, "the bad twin: a limit that is not there"


def test_a_page_that_takes_too_much_memory_is_given_up_and_printed_where_there_is_more(app, caplog):
    rows = ("<tr>" + "<td>字</td>" * 40 + "</tr>") * 40
    html = f'<html lang="zh-CN"><table>{rows}</table></html>'
    with app.app_context(), pdf.Press(megabytes=150) as press, pytest.raises(pdf.PaperProblem, match="太多"):
        press.print(html, PRINTED)
    assert "memory" in caplog.text or "status -" in caplog.text  # Python runs out of it, or a library aborts
    with app.app_context(), pdf.Press() as press:
        assert press.print(html, pdf.Printed("标题", "工会", seconds=120)).startswith(b"%PDF")


def test_a_machine_without_the_subsetter_says_so_instead_of_printing_slowly(app, tmp_path, monkeypatch):
    here = Path(ends.__file__).parent
    for name in ("child.py", "frames.py", "setting.py"):
        (tmp_path / name).write_text((here / name).read_text().replace("libharfbuzz-subset", "libharfbuzz-nothing"))
    monkeypatch.setattr(ends, "_CHILD", tmp_path / "child.py")
    monkeypatch.setattr(fonts, "subsetter_works", lambda: False)
    with app.app_context(), pytest.raises(pdf.PaperProblem, match="flask --app wsgi fonts"):
        pdf.Press().print(PAGE, PRINTED)


def test_the_renderer_steps_back_for_whoever_waits_for_a_page(press):
    press.print(PAGE, PRINTED)
    assert os.getpriority(os.PRIO_PROCESS, press.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_file_keeps_the_promises_of_its_format(press):
    html = """<html lang="zh-CN"><h1 style="font-family:var(--title)">通知</h1><p style="font-family:var(--fangsong)">李㛃 Abc 1</p>
    <table style="font-family:var(--kai)"><tr><th scope="col">姓名</th></tr><tr><td>王敏</td></tr></table></html>"""
    assert faults_of(press.print(html, pdf.Printed("标题 <一>", "工会 & 妇委会"))) == []


def test_the_check_of_the_format_finds_what_is_missing():
    weasyprint = pytest.importorskip("weasyprint")
    plain = weasyprint.HTML(string="<p>字").write_pdf()
    missing = {"no part and level of PDF/A", "no output intent", "no identifier", "no language", "no tags"}
    assert missing <= set(faults_of(plain))
    assert "font not a subset" not in faults_of(plain) and "font not embedded" not in faults_of(plain)
    loose = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    font = next(iter(loose.pages[0]["/Resources"]["/Font"].values())).get_object()
    del font["/ToUnicode"], font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    out = io.BytesIO()
    loose.write(out)
    assert {"font without ToUnicode", "font not embedded"} <= set(faults_of(out.getvalue()))


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202e烟台", "e\u0301", "🦄", "\u200b\u200d\ufeff", "א ابجد", "\U000e0100"])
def test_strange_characters_in_title_or_text_break_nothing(press, text):
    html = f'<html lang="zh-CN"><p style="font-family:var(--kai)">字{text}</p></html>'
    assert press.print(html, pdf.Printed(f"题{text}", f"人{text}")).startswith(b"%PDF")


def test_a_renderer_that_was_killed_is_replaced(press):
    press.print(PAGE, PRINTED)
    press._child.kill()
    press._child.wait()
    assert press.print(PAGE, PRINTED).startswith(b"%PDF")


def interrupted(press, monkeypatch, times):
    """Let the renderer be killed by somebody else while it works, so often; the processes that were started."""
    ask, started = press._ask, []

    def killed(request, body):
        started.append(press._running().pid)
        if len(started) <= times:
            os.kill(started[-1], signal.SIGSTOP)
            threading.Timer(0.3, os.kill, (started[-1], signal.SIGKILL)).start()
        return ask(request, body)

    monkeypatch.setattr(press, "_ask", killed)
    return started


def test_a_renderer_that_is_killed_at_its_work_is_started_again_twice(press, monkeypatch):
    started = interrupted(press, monkeypatch, 2)
    assert press.print(PAGE, PRINTED).startswith(b"%PDF") and len(set(started)) == 3


def test_one_that_is_killed_each_time_is_given_up_with_a_sentence_of_its_own(press, monkeypatch):
    started = interrupted(press, monkeypatch, 9)
    with pytest.raises(pdf.PaperProblem, match=r"^排版程序中断了，请接着排版。$"):
        press.print(PAGE, PRINTED)
    assert len(set(started)) == 3


def test_one_process_serves_many_pages_and_is_gone_afterwards(app):
    with app.app_context(), pdf.Press() as press:
        pids = {press.print(PAGE, PRINTED) and press._child.pid for _ in range(3)}
        child = press._child
    assert len(pids) == 1 and child.poll() is not None


def test_too_much_html_is_refused_before_it_is_sent(press, monkeypatch):
    monkeypatch.setattr(ends, "LARGEST_HTML", 10)
    with pytest.raises(pdf.PaperProblem, match="排不出"):
        press.print(PAGE, PRINTED)


def test_the_file_carries_its_title_and_author_whatever_they_are(press):
    data = press.print(PAGE, pdf.Printed("<b>标题</b>（一）\n", "工会)>>"))
    said = pypdf.PdfReader(io.BytesIO(data)).metadata
    assert said.title.startswith("<b>标题</b>（一）") and said.author == "工会)>>"
