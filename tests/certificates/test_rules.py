"""Pure rules: placeholders, lines, lists of recipients."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionweb.certificates.rules.recipients import NotRecipients, judged, rows_of_table, rows_of_text, text_of_rows
from unionweb.certificates.rules.wordings import Wording, filled, parts_of, unknown_placeholders
from unionweb.kernel.pdf.lines import NOT_FIRST, NOT_LAST, Sign, broken

HONOUR = Wording("荣誉证书", "被评为“{荣誉}”。", "")

HALF = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .·")


def width(sign):
    return 0.5 if sign.text in HALF else 1.0


def lines_of(text, room=20.0):
    return ["".join(s.text for s in line.signs) for line in broken([Sign(c) for c in text], room, width)]


def test_placeholders_are_replaced_and_never_read_again():
    assert filled("授予{姓名}“{荣誉}”", {"姓名": "{荣誉}", "荣誉": "{{7*7}}"}) == "授予{荣誉}“{{7*7}}”"


@pytest.mark.parametrize("text", ["{姓名.__class__}", "{0}", "{}", "{{姓名", "%s", "{荣 誉}"])
def test_what_is_no_placeholder_stays_text(text):
    assert "王敏" not in filled(text, {"姓名": "王敏"}) or text == "{{姓名"


def test_unknown_placeholders_are_named():
    assert unknown_placeholders("{姓名}在{年份}获{奖}，{年份}") == ["年份", "奖"]


def test_the_honour_can_be_told_from_the_text_around_it():
    assert ("三八红旗手", "荣誉") in parts_of("被评为“{荣誉}”", {"荣誉": "三八红旗手"})


@given(st.text(alphabet="工会工作认真，。、“”（）《》ab1 ", min_size=1, max_size=120))
def test_lines_keep_every_sign_and_fit(text):
    found = broken([Sign(c) for c in text], 20.0, width)
    assert "".join(s.text for line in found for s in line.signs).replace(" ", "") == text.replace(" ", "")
    for line in found:
        used = sum(map(width, line.signs)) + line.gap * (len(line.signs) - 1)
        assert used + line.indent <= 20.0 + 1e-6


def test_no_line_begins_with_a_comma_or_ends_with_a_bracket_and_words_stay_whole():
    lines = lines_of("在二〇二五至二〇二六学年工会工作中认真，，参加（Training Programme 2026）成绩突出，被评为“优秀工会工作者”。" * 3)
    assert not [line for line in lines[1:] if line[0] in NOT_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NOT_LAST]
    assert "Programme" in "|".join(lines)


def test_a_word_longer_than_the_line_is_broken_all_the_same():
    assert "".join(lines_of("A" * 200)) == "A" * 200


def test_full_lines_end_on_the_right_edge():
    first, *_ = broken([Sign(c) for c in "工" * 18 + "，会" * 10], 20.0, width)
    assert first.indent + sum(map(width, first.signs)) + first.gap * (len(first.signs) - 1) == pytest.approx(20.0)


def test_a_typed_list_is_names_with_units():
    rows = rows_of_text("王敏\t外国语学院\n\n 李静 ，法学院\n阿卜杜·买买提\n")
    assert [(row.number, row.name, row.values.get("单位")) for row in rows] == [
        (1, "王敏", "外国语学院"), (3, "李静", "法学院"), (4, "阿卜杜·买买提", None),
    ]  # fmt: skip


def test_a_table_needs_a_column_with_names():
    with pytest.raises(NotRecipients, match="姓名"):
        rows_of_table(["编号", "部门"], [])


def test_each_faulty_row_says_why():
    rows = rows_of_text("王敏\n王敏\n" + "长" * 41 + "\n，法学院\n好\ufffe")
    found = judged(rows, HONOUR, {}, lambda text: "".join(c for c in text if c == "\ufffe"))
    said = ["；".join(row.problems) for row in found]
    assert "缺“荣誉”" in said[0] and "第 1 行" in said[1] and "超过 40" in said[2] and "没有写姓名" in said[3] and "字体" in said[4]
    assert not judged(rows[:1], HONOUR, {"荣誉": "先进"}, lambda text: "")[0].problems


def test_the_same_person_may_have_two_honours_but_not_the_same_twice():
    given = ((2, "甲"), (3, "乙"), (4, "乙"))
    rows = rows_of_table(["姓名", "荣誉"], [(number, {"姓名": "王伟", "荣誉": honour}) for number, honour in given])
    found = judged(rows, HONOUR, {}, lambda text: "")
    assert [bool(row.problems) for row in found] == [False, False, True] and "第 3 行" in found[2].problems[0]


def test_a_text_that_no_paper_holds_is_named():
    wording = Wording("荣誉证书", "{荣誉}" * 6, "")
    found = judged(rows_of_text("王敏"), wording, {"荣誉": "优" * 101}, lambda text: "")
    assert "超过 600 个字" in found[0].problems[0]


COPIED = "姓名\t单位\t荣誉\n王伟\t后勤处\t优秀干部\n李静\t\t先进"


@pytest.mark.parametrize("text", [COPIED, COPIED.replace("\t", "，")])
def test_a_list_copied_out_of_excel_is_a_table(text):
    rows = rows_of_text(text)
    assert [row.values for row in rows] == [{"姓名": "王伟", "单位": "后勤处", "荣誉": "优秀干部"}, {"姓名": "李静", "荣誉": "先进"}]
    assert [row.number for row in rows] == [2, 3]
    assert [row.values for row in rows_of_text(text_of_rows(rows))] == [row.values for row in rows]


def test_columns_without_a_header_are_refused():
    with pytest.raises(NotRecipients, match="第 2 行有 3 列"):
        rows_of_text("王敏\n王伟\t后勤处\t优秀干部")
