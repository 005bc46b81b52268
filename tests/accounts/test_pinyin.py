"""Names as people search for them: surnames read right, nothing lost, one normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionweb.accounts.pinyin import _SURNAMES, SURNAMES, pinyin_of, search_key, spellings


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("王敏", "wangmin", "wm"),
        ("林初晴", "linchuqing", "lcq"),
        ("吕岚", "lvlan", "ll"),
        ("阮玲玉", "ruanlingyu", "rly"),
    ],
)
def test_ordinary_names(name, pinyin, initials):
    assert pinyin_of(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        *(("单思远", "shansiyuan"), ("仇若兰", "qiuruolan"), ("解语花", "xieyuhua"), ("查明轩", "zhamingxuan")),
        *(("曾静", "zengjing"), ("任静", "renjing"), ("区明", "ouming"), ("朴明", "piaoming"), ("盖丽", "geli")),
        *(("缪丽", "miaoli"), ("宁静", "ningjing"), ("乐明", "yueming"), ("员明", "yunming"), ("冼明", "xianming")),
        *(("洗明", "xianming"), ("翟明", "zhaiming"), ("覃明", "qinming"), ("秘明", "biming"), ("种明", "chongming")),
        *(("折明", "sheming"), ("召明", "shaoming"), ("卜明", "buming"), ("藏明", "zangming"), ("句明", "gouming")),
        *(("阚明", "kanming"), ("乜明", "nieming"), ("粘明", "nianming"), ("繁明", "poming"), ("都明", "duming")),
        *(("祭明", "zhaiming"), ("那英明", "nayingming"), ("華明", "huaming"), ("單明", "shanming")),
    ],
)
def test_surnames_are_read_as_surnames(name, pinyin):
    assert pinyin_of(name)[0] == pinyin


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("尉迟明", "yuchiming", "ycm"),
        ("万俟雪", "moqixue", "mqx"),
        ("澹台明月", "tantaimingyue", "ttmy"),
        ("长孙皓", "zhangsunhao", "zsh"),
        ("乐正华", "yuezhenghua", "yzh"),
        ("令狐冲", "linghuchong", "lhc"),
        ("欧阳娜", "ouyangna", "oyn"),
        ("欧阳", "ouyang", "oy"),
        ("单于红", "shanyuhong", "syh"),
    ],
)
def test_compound_surnames(name, pinyin, initials):
    assert pinyin_of(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("王单", "wangdan"),
        ("李乐", "lile"),
        ("李解放", "lijiefang"),
        ("孙重阳", "sunchongyang"),
        ("周建长", "zhoujianchang"),
    ],
)
def test_given_names_are_not_read_as_surnames(name, pinyin):
    assert pinyin_of(name)[0] == pinyin


@pytest.mark.parametrize("dot", "·•・‧∙⋅･")
def test_dotted_names_have_no_surname(dot):
    assert pinyin_of(f"阿依古丽{dot}买买提") == ("ayigulimaimaiti", "ayglmmt")
    assert pinyin_of(f"查干{dot}巴特尔") == ("chaganbateer", "cgbte")
    assert search_key(f"阿依古丽{dot}买买提") == "阿依古丽买买提"


def test_long_names_are_transcriptions():
    assert pinyin_of("查干巴特尔")[0] == "chaganbateer"


def test_blanks_that_align_a_name_do_not_matter():
    assert pinyin_of(" 单　明 ") == pinyin_of("单明") == ("shanming", "sm")


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("Li Wei", "liwei", "lw"),
        ("Ｌｉ　Ｗｅｉ", "liwei", "lw"),
        ("Anne-Marie O'Neil", "annemarieoneil", "amon"),
        ("José", "jose", "j"),
        ("Anna王", "annawang", "aw"),
        ("王敏2", "wangmin2", "wm2"),
        ("", "", ""),
        (" · ", "", ""),
    ],
)
def test_other_names_stay_searchable(name, pinyin, initials):
    assert pinyin_of(name) == (pinyin, initials)


def test_rare_characters_are_read_or_kept():
    assert pinyin_of("王㛃") == ("wangjie", "wj")
    assert pinyin_of("陈𬭎") == ("chenhong", "ch")
    assert pinyin_of("李㐂㐂") == ("li㐂㐂", "l㐂㐂")


def test_table_is_in_order():
    surnames = _SURNAMES.split()[::2]
    assert len(surnames) == len(set(surnames)) == len(SURNAMES)
    for surname, reading in SURNAMES.items():
        assert len(surname) == len(reading) <= 2
        assert all(syllable.isascii() and syllable.isalpha() and syllable.islower() for syllable in reading)


@pytest.mark.parametrize(
    "typed", ["lvxiaoming", "Lǚ Xiǎomíng", "lü xiao'ming", "ＬＶ　ｘｉａｏｍｉｎｇ", "LÜ Xiao-Ming"]
)
def test_search_key_has_one_form(typed):
    assert search_key(typed) == "lvxiaoming" == pinyin_of("吕晓明")[0]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("zhāng ", "zhang"),
        ("ǖǘǚǜ", "vvvv"),
        ("王 敏", "王敏"),
        ("１０００１", "10001"),
        ("é", "e"),
        ("й", "й"),
        ("が", "が"),
    ],
)
def test_search_key_of(typed, key):
    assert search_key(typed) == key


@pytest.mark.parametrize("typed", ["lu", "LYU", "lv", "lü", "luming", "lyu ming", "Lǚ"])
def test_lv_is_found_however_it_is_typed(typed):
    assert any(pinyin_of("吕明")[0].startswith(key) for key in spellings(typed))


def test_spellings_begin_with_what_was_typed_and_are_few():
    assert spellings("wangmin") == ("wangmin",)
    assert spellings("王敏") == ("王敏",)
    assert spellings("luna") == ("luna", "lvna")
    assert len(spellings("lu" * 20)) == 8


ANY_NAME = st.one_of(
    st.text(max_size=8),
    st.text(st.sampled_from("王单长乐晟㛃𬭎㐂〇·• 'AüǚéＡ１-"), max_size=8),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=6),
)


@given(ANY_NAME)
def test_any_name_is_read_and_can_be_found(name):
    pinyin, initials = pinyin_of(name)
    assert search_key(pinyin) == pinyin
    assert bool(pinyin) == bool(search_key(name))
    assert pinyin_of(name) == (pinyin, initials)


@given(ANY_NAME)
def test_search_key_is_stable(text):
    assert search_key(search_key(text)) == search_key(text)
