"""Names in Latin letters, to sort by and to search with: 单思远 is "shansiyuan" and "ssy".

One normal form everywhere: lower case, no tones, no blanks, ü written v (吕 is "lv", as keyboards have it).
pypinyin reads single characters well, but not as surnames (单 dan, 仇 chou, 查 cha), hence the table here.
"""

import itertools
import re
import unicodedata

# Readings of characters and pairs when they are surnames, where these differ from the usual reading or
# where pypinyin could be of two minds. Made by hand from what dictionaries mark "姓" (现代汉语词典,
# 新华字典, 百家姓 with its compound surnames); where families differ (覃 qin/tan, 盖 ge/gai, 乐 yue/le),
# the reading of the larger number. Traditional forms as members from Taiwan and Hong Kong write them.
# 单于 is left out: today it is rather 单 and the mother's 于 (shan yu) than the Xiongnu's chan yu.
_SURNAMES = """
单 shan 單 shan 仇 qiu 解 xie 查 zha 曾 zeng 任 ren 区 ou 區 ou 朴 piao 盖 ge 蓋 ge 缪 miao 繆 miao 宁 ning 甯 ning
乐 yue 樂 yue 员 yun 員 yun 贠 yun 冼 xian 洗 xian 翟 zhai 覃 qin 尉 wei 蔚 yu 秘 bi 祕 bi 种 chong 折 she
佘 she 厍 she 逄 pang 隗 wei 召 shao 幺 yao 么 yao 葛 ge 华 hua 華 hua 燕 yan 纪 ji 紀 ji 过 guo 過 guo 哈 ha 那 na
撒 sa 莘 shen 谌 chen 諶 chen 车 che 車 che 晁 chao 柏 bai 薄 bo 卜 bu 藏 zang 臧 zang 郇 xun 句 gou 勾 gou 阚 kan
闞 kan 乜 nie 粘 nian 繁 po 都 du 能 nai 佴 nai 铫 yao 祭 zhai 訾 zi 占 zhan 於 yu 应 ying 應 ying 强 qiang 瞿 qu
俞 yu 牟 mou 冒 mao 费 fei 費 fei 贲 ben 賁 ben 亢 kang 隽 juan 睢 sui 眭 sui 郗 xi 郄 qie 逯 lu 撖 han 妫 gui 颉 xie
率 shuai 角 jue 重 chong 行 xing 盛 sheng 宿 su 相 xiang 肖 xiao 石 shi 沈 shen 叶 ye 葉 ye 曲 qu 干 gan 万 wan
令 ling 剡 yan 宓 mi 莞 guan 殷 yin 苑 yuan 尹 yin 钭 tou 呙 guo 仉 zhang 仝 tong 亓 qi
尉迟 yu_chi 万俟 mo_qi 澹台 tan_tai 长孙 zhang_sun 長孫 zhang_sun 乐正 yue_zheng 令狐 ling_hu
拓跋 tuo_ba 亓官 qi_guan 子车 zi_ju 宰父 zai_fu 夹谷 jia_gu 谷梁 gu_liang 颛孙 zhuan_sun 鲜于 xian_yu 呼延 hu_yan
欧阳 ou_yang 歐陽 ou_yang 上官 shang_guan 司马 si_ma 司徒 si_tu 司空 si_kong 诸葛 zhu_ge 诸暨 zhu_ji 夏侯 xia_hou
皇甫 huang_fu 慕容 mu_rong 宇文 yu_wen 轩辕 xuan_yuan 东方 dong_fang 独孤 du_gu 南宫 nan_gong 端木 duan_mu
公孙 gong_sun 仲孙 zhong_sun 叔孙 shu_sun 申屠 shen_tu 太史 tai_shi 太叔 tai_shu 钟离 zhong_li 闻人 wen_ren
淳于 chun_yu 濮阳 pu_yang 赫连 he_lian 相里 xiang_li 百里 bai_li 纳兰 na_lan 完颜 wan_yan 斛律 hu_lv 即墨 ji_mo
"""
_words = _SURNAMES.split()
SURNAMES = {surname: reading.split("_") for surname, reading in zip(_words[::2], _words[1::2], strict=True)}

# Characters that parents choose in a reading other than pypinyin's first.
_IN_GIVEN_NAMES = {"晟": "sheng", "珩": "heng", "长": "chang", "長": "chang", "卜": "bu", "曾": "zeng", "鹄": "hu"}

# Between the parts of a name: blanks, apostrophes, hyphens, and the dot in all the shapes people find for it.
_SEPARATORS = re.compile(r"[\s'’‘ʼ`´\-‐–·•‧∙⋅・･]+")
_DOT = re.compile(r"[·•‧∙⋅・･]")
_HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-𳍿〇]+")
# After decomposition: tones and other marks on Latin letters, and those of them that make an ü.
_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_U_UMLAUT = re.compile("u[\u0300-\u036f]*\u0308")
_LONGEST_WITH_SURNAME = 4


def pinyin_of(name: str) -> tuple[str, str]:
    """The name in pinyin and its initials: ("zhangsan", "zs"). Both are search keys already.

    Names with a dot (阿依古丽·买买提) are read without looking for a surname. Latin letters and digits
    stay, and so does a character without a known reading: in both results, where it can be found.
    """
    syllables = [key for key in map(search_key, _syllables(name)) if key]
    return search_key("".join(syllables)), "".join(key[0] for key in syllables)


def search_key(text: str) -> str:
    """What a person typed, made comparable with `pinyin_of`: "Lǚ Xiǎo-Míng", "ＬＶxiaoming" → "lvxiaoming".

    Chinese characters stay, so the same key also finds names: "王 敏" → "王敏". Applying it twice changes nothing.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    letters = unicodedata.normalize("NFD", _SEPARATORS.sub("", plain))
    return unicodedata.normalize("NFC", _MARKS.sub("", _U_UMLAUT.sub("v", letters)))


def spellings(text: str) -> tuple[str, ...]:
    """The search keys worth trying for what a person typed, itself first, at most eight.

    Many type lu for 吕, passports have LYU, pinyin has lv: "luna" → ("luna", "lvna").
    """
    pieces = re.split(r"(?<=[ln])(yu|u)", search_key(text), maxsplit=3)
    choices = [(piece,) if index % 2 == 0 else (piece, "v") for index, piece in enumerate(pieces)]
    return tuple("".join(choice) for choice in itertools.product(*choices))


def _syllables(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name)
    words = _SEPARATORS.split(text)
    joined = "".join(words)
    # "王 敏" is aligned by hand, not two words.
    if _HAN.fullmatch(joined) and not _DOT.search(text):
        return _person(joined)
    return [syllable for word in words for syllable in _read(word)]


def _person(name: str) -> list[str]:
    """Surname and given name of a Chinese person; longer names are transcriptions and have no surname."""
    for length in (2, 1):
        if name[:length] in SURNAMES and (length == 2 or len(name) <= _LONGEST_WITH_SURNAME):
            return SURNAMES[name[:length]] + _given(name[length:])
    return _read(name[:1]) + _given(name[1:])


def _given(name: str) -> list[str]:
    return [_IN_GIVEN_NAMES.get(character, syllable) for character, syllable in zip(name, _read(name), strict=True)]


def _read(word: str) -> list[str]:
    """One syllable for each Chinese character, which is itself if unknown; Latin words stay whole."""
    from pypinyin import lazy_pinyin  # 55 MB of memory, which the processes that name nobody do without

    return lazy_pinyin(word, errors=lambda run: list(run) if _HAN.match(run) else run)
