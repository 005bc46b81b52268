"""The renderer: what it may read, how long and how much it may take, what it leaves in the file."""

import io

import pypdf
import pypdfium2
import pytest

from unionweb.kernel import pdf
from unionweb.kernel.pdf import press as ends

PRINTED = pdf.Printed("标题", "工会")
PAGE = '<html lang="zh-CN"><link rel="stylesheet" href="asset:paper/notice.css"><p>文字</p></html>'


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
    endless = '<html lang="zh-CN"><table><tr><td colspan=10000000>宽</td></tr></table></html>'
    with pytest.raises(pdf.PaperProblem, match="排不出"):
        press.print(endless, pdf.Printed("标题", "工会", seconds=3))
    assert press.print(PAGE, PRINTED).startswith(b"%PDF")


def test_a_page_that_takes_too_much_memory_is_given_up(app, caplog):
    rows = ("<tr>" + "<td>字</td>" * 40 + "</tr>") * 100
    with app.app_context(), pdf.Press(megabytes=150) as press, pytest.raises(pdf.PaperProblem, match="太多"):
        press.print(f'<html lang="zh-CN"><table>{rows}</table></html>', PRINTED)
    assert "memory" in caplog.text or "status -" in caplog.text  # Python runs out of it, or a library aborts


def test_a_renderer_that_was_killed_is_replaced(press):
    press.print(PAGE, PRINTED)
    press._child.kill()
    press._child.wait()
    assert press.print(PAGE, PRINTED).startswith(b"%PDF")


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
