"""Fonts cut for a run, and pages whose lines are placed already."""

import io
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from tests.support.archival import faults_of
from unionweb.kernel import fonts
from unionweb.kernel.errors import Unavailable
from unionweb.kernel.fonts.cutting import NoFont, cut, cut_file
from unionweb.kernel.fonts.outlines import outline
from unionweb.kernel.pdf import PaperProblem, Press
from unionweb.kernel.pdf.lines import Sign, broken
from unionweb.kernel.pdf.typeset import Line, Printed, SetPage, Typesetter, letters_of

NAME, TITLE = fonts.Typeface.name, fonts.Typeface.title


def page(text):
    return SetPage(100, 60, (Line(text, NAME, 10, 20, 14), Line("标题", TITLE, 10, 40, 20, 2.0, "1 0 0")), {"G": "0 0 9 9 re f"})


def test_a_cut_font_has_the_characters_asked_for_and_is_small(app, tmp_path):
    with app.app_context():
        made = cut(fonts.library(), {NAME: "李㛃", TITLE: "李"}, tmp_path)
    assert {letters for letters in made.letters.values()} == {"㛃李", "李"}
    assert all(path.stat().st_size < 60_000 for path in made.files.values())


def test_what_no_font_has_is_an_error_and_what_is_no_font_too(app, tmp_path):
    with app.app_context(), pytest.raises(NoFont, match="\U00032000"):
        cut(fonts.library(), {NAME: "\U00032000"}, tmp_path)
    with app.app_context(), pytest.raises(PaperProblem, match="字“\U00032000”现有字体都没有"), Typesetter({NAME: "王\U00032000"}):
        pass
    (tmp_path / "x.otf").write_bytes(b"not a font")
    with pytest.raises(ValueError, match="cannot be cut"):
        cut_file(tmp_path / "x.otf", 0, "")


def test_outlines_are_paths_within_an_em(app):
    with app.app_context():
        path, width = outline(fonts.library(), "工", TITLE)
        assert outline(fonts.library(), "\U00032000", TITLE) == ("", 0.0)
    numbers = [float(part) for part in path.split() if part.lstrip("-").replace(".", "").isdigit()]
    assert width == pytest.approx(1.0, abs=0.05) and max(map(abs, numbers)) <= 1.1 and path.endswith("h")


def test_each_file_says_what_its_pages_say(app):
    pages = [page("李㛃 <b>&amp;"), page("王𡋾·A b")]
    with app.app_context(), Typesetter(letters_of(pages)) as setter:
        for wanted in ([pages[0]], pages, [pages[1]]):
            reader = pypdf.PdfReader(io.BytesIO(setter.file(wanted, Printed("题 <i>", "工会"))))
            assert reader.metadata.title == "题 <i>" and len(reader.pages) == len(wanted)
            for shown, given in zip(reader.pages, wanted, strict=True):
                assert shown.extract_text().split("\n") == [given.lines[0].text, "标题"]


def test_pages_that_are_set_are_tagged_and_keep_the_promises_of_the_format(app):
    pages = [page("李㛃 A b"), page("王𡋾")]
    with app.app_context(), Typesetter(letters_of(pages)) as setter:
        for wanted in ([pages[0]], pages):
            assert faults_of(setter.file(wanted, Printed("题 <&>", "工会"))) == []


def test_each_file_has_only_the_characters_it_shows(app):
    pages = [page("李㛃"), page("龘靐齉爩鱻麤灪龖"), page("王")]
    with app.app_context(), Typesetter(letters_of(pages)) as setter:
        alone, other, all_of_them = (setter.file(some, Printed("题", "工会")) for some in (pages[:1], pages[1:2], pages))
    mapped = ["".join(map(_unicode_of, _fonts(data))) for data in (alone, other, all_of_them)]
    assert "345e" not in mapped[1].lower() and f"{ord('龘'):04x}" not in mapped[0].lower()
    assert len(mapped[2]) > max(len(mapped[0]), len(mapped[1]))


def test_characters_that_share_a_glyph_are_both_set(app):
    alike = "\u00a0 \u00b5\u03bc\u2126\u03a9\u8c48\uf900\u212b\u00c5"
    with app.app_context():
        have = "".join(c for c in alike if fonts.library().face(c, NAME))
        with Typesetter(letters_of([page("王" + have)])) as setter:
            data = setter.file([page("王" + have)], Printed("题", "工会"))
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1 and len(have) > 4


def test_lines_of_nothing_but_spaces_are_passed_over(app):
    blank = SetPage(100, 60, (Line("王", NAME, 10, 20, 14), Line(" \u3000 ", TITLE, 10, 40, 20)), {})
    with app.app_context(), Typesetter(letters_of([blank])) as setter:
        reader = pypdf.PdfReader(io.BytesIO(setter.file([blank], Printed("题", "工会"))))
    assert reader.pages[0].extract_text().strip() == "王"


def test_runs_that_share_a_press_do_not_mix_their_fonts(app):
    first, second = [page("李静")], [page("王伟")]
    with app.app_context(), Press() as press, Typesetter(letters_of(first), press) as one, Typesetter(letters_of(second), press) as two:
        for setter, pages in ((one, first), (two, second), (one, first)):
            reader = pypdf.PdfReader(io.BytesIO(setter.file(pages, Printed("题", "工会"))))
            assert reader.pages[0].extract_text().split("\n")[0] == pages[0].lines[0].text


def test_a_full_disk_is_said_and_leaves_nothing(app, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for where in ((Path, "write_bytes"), (os, "mkdir")):
        with monkeypatch.context() as disk, app.app_context():
            disk.setattr(*where, full)
            with pytest.raises(Unavailable), Typesetter({NAME: "王"}):
                pass
        assert not list(tmp_path.glob("unionweb-fonts-*"))


def test_a_font_that_has_gone_since_the_start_is_said(app, monkeypatch):
    with app.app_context():
        face = fonts.library().face("王", NAME)
        monkeypatch.setattr(fonts.library(), "_served", {("王", NAME): replace(face, path=Path("/nowhere.ttf"))})
        with pytest.raises(fonts.FontsMissing, match=r"nowhere\.ttf cannot be cut"), Typesetter({NAME: "王"}):
            pass


def texts(text, width, **more):
    return ["".join(sign.text for sign in line.signs) for line in broken([Sign(c) for c in text], width, lambda _: 1.0, **more)]


def test_a_word_longer_than_a_line_begins_where_it_stands_and_is_broken_at_the_edge():
    assert texts("网址是http://a/bcdefghijk。", 10, indent=0) == ["网址是http://", "a/bcdefghi", "jk。"]
    assert texts("网址是http。", 5, indent=0) == ["网址是", "http。"], "a word that fits a line is whole"


def test_a_line_that_ends_early_is_not_torn_apart():
    lines = broken([Sign(c) for c in "一二三四五六七八九Abcdefgh十"], 10, lambda _: 1.0, indent=0)
    assert [round(line.gap, 3) for line in lines] == [0.125, 0.0]
    assert broken([Sign(c) for c in "一二三Abcdefgh十"], 10, lambda _: 1.0, indent=0)[0].gap == 0.0


def test_what_is_bound_stays_whole_unless_it_is_longer_than_a_line():
    signs = [Sign(c) for c in "一二三"] + [Sign(c, is_bound=n > 0) for n, c in enumerate("甲乙丙丁")]
    assert ["".join(s.text for s in line.signs) for line in broken(signs, 5, lambda _: 1.0, indent=0)] == ["一二三", "甲乙丙丁"]
    assert broken(signs, 3, lambda _: 1.0, indent=0)[2].signs[0].is_bound


def _fonts(data):
    resources = pypdf.PdfReader(io.BytesIO(data)).pages[0]["/Resources"]
    return [font.get_object() for font in resources["/Font"].values()]


def _unicode_of(font):
    return font["/ToUnicode"].get_data().decode()
