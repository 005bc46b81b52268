"""Fonts: who serves which role, what is missing, and how loudly."""

from pathlib import Path

import pytest

from unionweb.kernel import fonts
from unionweb.kernel.fonts import Face, Library, Typeface, installed, report


def face(name, letters):
    """A face with these characters, without a file."""
    return Face((name,), Path(name), 0, charset=" ".join(f"{ord(letter):x}" for letter in letters))


def library(**faces):
    """Roles with the characters of their faces: fangsong=["ab", "abc"]"""
    wanted = {Typeface(role): tuple(f"{role}{n}" for n in range(len(kinds))) for role, kinds in faces.items()}
    found = [face(f"{role}{n}", letters) for role, kinds in faces.items() for n, letters in enumerate(kinds)]
    return Library(found, wanted)


def test_a_character_comes_from_the_first_face_that_has_it():
    found = library(fangsong=["王李", "王李㛃"])
    assert found.face("李", Typeface.fangsong).name == "fangsong0"
    assert found.face("㛃", Typeface.fangsong).name == "fangsong1"
    assert found.missing("李㛃🦄\n𡋾🦄", Typeface.fangsong) == "🦄𡋾"


def test_a_style_sheet_names_only_the_faces_a_text_needs():
    found = library(fangsong=["王李", "王李㛃"])
    assert "fangsong1" not in found.style_sheet("王李")[0]
    css, files = found.style_sheet("李㛃")
    assert "--fangsong:'fangsong0','fangsong1'" in css
    assert set(files) == {"asset:font/fangsong0", "asset:font/fangsong1"}


def test_a_font_the_office_chose_comes_first(app):
    app.config["FONTS"] = {"fangsong": ("LXGWWenKai-Regular", "Not There")}
    with app.app_context():
        assert fonts.library().faces[Typeface.fangsong][0].name == "LXGWWenKai-Regular"
        lines, able = report.report()
    assert not able and "UNIONWEB_FONT_FANGSONG: Not There is not installed" in lines


def test_this_machine_can_print_and_the_command_says_with_what(app):
    done = app.test_cli_runner().invoke(args=["fonts"])
    assert done.exit_code == 0, done.output
    assert "FandolFang-Regular" in done.output and "FandolSong-Bold" in done.output


def test_names_with_rare_characters_are_covered(app):
    with app.app_context():
        for role in Typeface:
            assert fonts.missing_characters("李㛃 欧阳𬭎·犇 Müller", role) == ""
        assert fonts.missing_characters("王🦄", Typeface.name) == "🦄"


def test_the_command_fails_loudly_without_the_subsetter(app, monkeypatch):
    monkeypatch.setattr(installed, "SUBSETTER", "libharfbuzz-nothing.so.0")
    done = app.test_cli_runner().invoke(args=["fonts"])
    assert done.exit_code == 1 and "apt-get install libharfbuzz-subset0" in done.output


def test_measures_are_those_of_the_font(app):
    with app.app_context():
        found = fonts.library()
        assert found.width("工会", Typeface.fangsong) == pytest.approx(2)
        top, bottom = found.ink("国", Typeface.fangsong)
        assert 0.7 < top < 0.95 and -0.2 < bottom < 0.1


def test_ink_that_hangs_over_the_base_line_is_measured_where_it_is(app):
    with app.app_context():
        top, bottom = fonts.library().ink("—", Typeface.serif)
    assert 0.2 < bottom < top < 0.4


UNSEEN = ("\u202e", "\u200f", "\u200b", "\u200d", "\ufeff", "\u0301", "\u3099", "\ufe0f", "\U000e0100", "\x07", "\ud800", "\ue001")


@pytest.mark.parametrize("character", [*UNSEEN, "א", "ا"])
def test_what_cannot_be_set_by_itself_has_no_font_even_if_a_font_claims_it(character):
    found = library(name=["王" + character])
    assert found.missing(f"王{character}", Typeface.name) == character
    assert fonts.named(character) == f"U+{ord(character):04X}"


def test_what_can_be_seen_is_named_by_itself():
    assert fonts.named("龘🦄\u200b ") == "龘、🦄、U+200B、U+0020"
    assert all(map(fonts.stands_alone, "王㛃·é〔2026〕—“”… \u3000\u00a0Ab1"))
