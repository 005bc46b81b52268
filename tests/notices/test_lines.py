"""Breaking lines: 禁则, whole words, even gaps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.geometry import CELL, GAP, SIZE_3, WIDTH
from unionweb.notices.rules.lines import CLOSING, LEFT_INK, LOOSE, OPENING, TIGHTEST, Style, broken, width_of
from unionweb.notices.rules.titles import shaped

WORDS = "海川大学工会关于开展，。、；：“”《》（）—…·2026年3月8日ABC email@example.edu.cn 75% 〔〕李㛃"


def measure(character, _role):
    return 0.5 if character.isascii() else 1.0


def lines_of(text, first=0.0):
    return broken([(text, Typeface.fangsong)], measure, Style(), (first, 0.0))


def wide(line):
    return line.indent + width_of(line, measure, SIZE_3)


def test_28_characters_fill_a_line_and_26_one_that_is_indented():
    assert [len(line.text) for line in lines_of("国" * 60)] == [28, 28, 4]
    assert [len(line.text) for line in lines_of("国" * 60, 2 * CELL)] == [26, 28, 6]
    assert wide(lines_of("国" * 60)[0]) == pytest.approx(WIDTH)
    assert lines_of("国" * 60)[0].spans[0].gap == pytest.approx(GAP)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=400).map("".join))
def test_every_line_of_any_text_keeps_the_rules(text):
    lines = lines_of(text, 2 * CELL)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[:-1]:
        hanging = SIZE_3 / 2 if line.text[-1] in LEFT_INK else 0
        assert wide(line) <= WIDTH + hanging + 0.05
    for line in lines[1:]:
        runs_on = sum(c in CLOSING for c in line.text[:30]) > 20  # nothing but marks: they must stand somewhere
        assert line.text[0] not in CLOSING or runs_on or is_forced(text)


def is_forced(text):
    """So many marks in a row that there is no good place to break."""
    run = longest = 0
    for character in text:
        run = run + 1 if character in CLOSING + OPENING or character.isascii() else 0
        longest = max(longest, run)
    return longest > 8


def test_a_closing_mark_goes_with_the_line_it_closes():
    lines = lines_of("国" * 28 + "，" + "国" * 10)
    assert lines[0].text.endswith("，") and len(lines[0].text) in {28, 29}
    assert min(span.gap for span in lines[0].spans) >= TIGHTEST


def test_an_opening_mark_goes_with_what_it_opens():
    assert lines_of("国" * 27 + "《工会法》" + "国" * 30)[1].text.startswith("《")


@pytest.mark.parametrize("word", ["example.edu.cn/calls", "2026", "75.5%", "GB/T", "——", "……"])
def test_words_numbers_and_dashes_stay_whole(word):
    for before in range(18, 29):
        lines = [line.text for line in lines_of("国" * before + word + "国" * 30)]
        assert any(word in line for line in lines), lines


@pytest.mark.parametrize("address", ["https://union.example.edu.cn/notices/2026/walk?from=notice", "zhaolan.union@example.edu.cn"])
def test_an_address_is_divided_behind_its_marks_and_pulls_no_line_apart(address):
    for before in range(14, 29):
        lines = lines_of("国" * before + address + "国" * 60)
        assert "".join(line.text for line in lines) == "国" * before + address + "国" * 60
        assert max(span.gap for line in lines[:-1] for span in line.spans) < GAP + 1.1, (before, [line.text for line in lines])


def test_a_word_longer_than_a_line_is_divided():
    lines = lines_of("a" * 500)
    assert "".join(line.text for line in lines) == "a" * 500
    assert all(wide(line) <= WIDTH + 0.05 for line in lines)


def test_letters_take_their_share_of_a_line_with_few_chinese_characters():
    first = lines_of("国（email: gonghui-office@university.edu.cn，QQ" + "1234567890" * 3)[0]
    assert max(span.gap for span in first.spans) < 3 * LOOSE


def test_the_blank_halves_of_two_marks_are_taken_away():
    line = lines_of("“国”，国")[0]
    assert wide(line) == pytest.approx(4.5 * SIZE_3 + 4 * GAP)


def test_blanks_at_the_ends_of_a_line_and_control_characters_are_not_printed():
    assert [line.text for line in lines_of("国" * 28 + "   " + "会\u202e\x07工")] == ["国" * 28, "会工"]


# ---- titles


def titled(text):
    return shaped(text, lambda words: sum(measure(c, None) for c in words), 20)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于组织参加疗休养活动的通知", ["关于组织参加疗休养活动的通知"]),
        ("关于征集2026年“一会一品牌”工会特色亮点工作案例的函", ["关于征集2026年“一会一品牌”", "工会特色亮点工作案例的函"]),
        ("第一行是这样\n第二行是那样写的", ["第一行是这样", "第二行是那样写的"]),
    ],
)
def test_a_title_breaks_where_a_person_would_break_it(title, lines):
    assert titled(title) == lines


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from("关于开展工会活动的通知《》“”（），、2026年第八届ABC和暨"), min_size=1, max_size=60).map("".join))
def test_any_title_fits_and_says_all(title):
    lines = titled(title)
    assert "".join(lines) == title.strip()
    assert all(sum(measure(c, None) for c in line) <= 20 + 6 for line in lines)


def test_a_title_of_three_lines_is_no_hourglass():
    first, second, third = map(len, titled("关于做好2026年度海川大学工会模范“教工之家”、优秀工会工作者、工会积极分子评选表彰工作的通知"))
    assert not (second < first and second < third)


@pytest.mark.parametrize("words", ["关于开展工作的通知", "海川大学工会关于做好教职工补充医疗保险参保续保", "甲乙丙丁", "abc def "])
def test_a_long_title_is_broken_after_a_few_measurements(words):
    """Trying every way to break it would take millions."""
    measured = []
    shaped((words * 30)[:119], lambda part: measured.append(part) or sum(measure(c, None) for c in part), 20)
    assert 0 < len(measured) < 500
