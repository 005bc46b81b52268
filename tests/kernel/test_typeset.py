"""Fonts cut for a run, and pages whose lines are placed already."""

import io

import pypdf
import pytest

from unionweb.kernel import fonts
from unionweb.kernel.fonts.cutting import cut, cut_file
from unionweb.kernel.fonts.outlines import outline
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
    with app.app_context(), pytest.raises(ValueError, match="no font"):
        cut(fonts.library(), {NAME: "\U00032000"}, tmp_path)
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
