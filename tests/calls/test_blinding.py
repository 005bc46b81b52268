"""Names, numbers and units go out of what reviewers read; traces are noticed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from unionweb.calls.rules.blinding import GAP, Told, blinded, file_title, is_named_in, own_words, traces, typed_words

WORDS = own_words(Told(("王敏",), ("10001",), ("外国语学院",)))


def test_own_words_have_people_numbers_units_and_short_units():
    assert WORDS == ["10001", "外国语学院", "外国语", "王敏"]
    assert own_words(Told(("王",), (), ("法学院",))) == ["法学院"]


def test_blinded_takes_the_words_out_and_counts_them():
    text, count = blinded("外国语学院王敏（10001）写的，王 敏老师和外国语\n学院同事。", WORDS)
    assert count == 5 and "王" not in text and "外国语" not in text and GAP in text


def test_width_case_and_line_ends_hide_nothing():
    assert blinded("ＷＡＮＧ ｍｉｎ 王\n敏", ["wang min", "王敏"])[1] == 2


def test_the_rest_stays_as_it_was_written():
    assert blinded("王敏说：“好，①ｋｍ㎡”；完。", WORDS) == (f"{GAP}说：“好，①ｋｍ㎡”；完。", 1)


def test_a_large_team_is_taken_out_whole():
    names = tuple(f"张{chr(0x4E00 + n)}" for n in range(150))
    text, count = blinded("，".join(names), own_words(Told(names, (), ())))
    assert count == 150 and "张" not in text


def test_numbers_count_only_as_a_whole():
    assert blinded("2100012 和 100011", ["10001"])[1] == 0


def test_nothing_to_take_out_leaves_the_text():
    assert blinded("王敏", []) == ("王敏", 0)
    assert blinded(None, WORDS) == ("", 0)
    assert not is_named_in("别的", WORDS)


def test_traces_name_what_still_tells():
    found = {t.kind for t in traces("正文", "张教授在我院，电话 13912345678，邮箱 a@b.edu.cn，作者：某某某")}
    assert found == {"像是称呼", "像是电话", "像是邮箱", "像是署名", "自称单位"}
    assert not traces("正文", "这是一段普通的话。")


def test_files_are_called_by_number_only():
    assert file_title(12, 1) == "第 12 号附件 1"


def test_typed_words_are_split_trimmed_and_unique():
    assert typed_words("外院，王敏\n王敏\n x \n") == ["外院", "王敏"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=12), max_size=8), st.text(max_size=40))
def test_whatever_the_words_none_is_left(before, words, after):
    for word in typed_words("\n".join(words)):
        text, _ = blinded(f"{before} {word} {after}", [word])
        assert not is_named_in(text.replace(GAP, "\0"), [word]) or word in GAP
