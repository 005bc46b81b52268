"""From what was typed to the paper: headings and sentences, lists of people, the note beside the seals."""

import pytest

from tests.notices.made import paper, short
from tests.notices.written import add_published, found
from unionweb.common import settings
from unionweb.notices.rules import TooMuch, lay_out, parse
from unionweb.notices.rules.kinds import Kind, Organ
from unionweb.notices.rules.people import listed_rows

JOINT = ("海川大学工会", "海川大学妇女委员会")


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、时间和地点", "一、时间和地点"), ("（一）加强领导。各单位要重视。", "（一）加强领导。"),
        ("一、时间：9月20日上午。", "一、时间："),
        ("（二）每个基层工会不少于30人，由主席领队。", ""), ("一、选派4名医师主讲；", ""),
        ("没有序号的一句话", ""), ("1.各单位要重视", "1.各单位要重视"),
    ],
)  # fmt: skip
def test_a_heading_ends_at_its_mark_and_a_single_sentence_is_none(text, heading):
    block = parse(f"# 标题\n{text}").blocks[0]
    assert block.text[: block.opening] == heading
    assert block.is_heading is (block.level in {1, 2} and heading == text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("王敏 外国语学院 教学，科研都好", [("姓名", "单位", "说明"), ("王敏", "外国语学院", "教学，科研都好")]),
        ("王敏，外国语学院\n李静", [("姓名", "单位"), ("王敏", "外国语学院"), ("李静", "")]),
        ("序号 姓名 单位 职务\n1 王敏 外国语学院 讲师 兼联络员",
         [("序号", "姓名", "单位", "职务"), ("1", "王敏", "外国语学院", "讲师 兼联络员")]),
        ("| 姓名 | 单位 |\n| 王敏 | 法学院 |", [("姓名", "单位"), ("王敏", "法学院")]), ("姓名 单位", []), (" \n|\n", []), ("", []),
    ],
)  # fmt: skip
def test_a_list_of_people_becomes_a_table_with_a_head(text, rows):
    assert list(listed_rows(text)) == rows


def test_names_are_masked_in_whatever_column_they_stand():
    assert listed_rows("序号 姓名\n1 王小敏", lambda name: "*")[1] == ("1", "*")
    assert listed_rows("王小敏 法学院", lambda name: "*")[1] == ("*", "法学院")


@pytest.mark.parametrize("organs", [JOINT[:1], JOINT], ids=["one", "joint"])
@pytest.mark.parametrize("note", ["联系人：赵岚", "联系人：赵岚，电话：60312", "联系人：赵岚、钱正，电话：60312、60313，邮箱：a@b.cn"])
def test_the_note_crosses_no_seal(type_, organs, note):
    page = lay_out(paper(short(2), organs=organs, is_sealed=True, note=note), type_).pages[-1]
    text = next(item for item in page.items if item.kind == "text" and "联系人" in item.lines[0].text)
    width = sum(type_.advance(character, span.role) for span in text.lines[0].spans for character in span.text) * text.size
    right = text.left + text.lines[0].indent + width
    for seal in (item for item in page.items if item.kind == "seal"):
        assert text.top >= seal.top + seal.diameter - 1 or right < seal.left, (right, seal)


def test_letters_have_a_series_of_their_own_unless_the_office_wants_one_for_all(inside):
    def numbers(*kinds):
        return [inside(lambda kind=kind: found(add_published(kind=kind)).number_text) for kind in kinds]

    assert numbers(Kind.letter, Kind.announcement, Kind.letter) == ["海大工函〔2026〕1号", "海大工〔2026〕1号", "海大工函〔2026〕2号"]
    women = inside(lambda: found(add_published(kind=Kind.letter, organ=Organ.womens_committee)).number_text)
    assert women == "海大妇函〔2026〕1号"
    inside(lambda: settings.put("notices.letter_code", ""))
    assert numbers(Kind.letter) == ["海大工〔2026〕2号"]


@pytest.mark.parametrize(
    "text",
    ["1. 王小敏 法学院", "1 王小敏 法学院", "（1）王小敏 法学院", "1、王小敏，法学院", "姓 名 单位\n王小敏 法学院",
     "姓名（职务） 单位\n王小敏 法学院",
     "序号 姓名 单位\n1 王小敏 法学院", "单位 姓名\n法学院 王小敏"],
)  # fmt: skip
def test_a_masked_list_shows_no_name(text):
    rows = listed_rows(text, lambda name: "＊")
    assert "＊" in rows[-1] and "王小敏" not in str(rows) and "法学院" in rows[-1]


@pytest.mark.parametrize(
    "line",
    ["外国语学院 王敏", "王敏、李静 法学院", "王敏 李静 赵岚", "王敏，李静", "姓名：王敏 单位：法学院", "法学院：王敏",
     "教师王敏等三人 法学院",
     "王敏 法学院 王敏的作品"],
)  # fmt: skip
def test_a_line_whose_name_is_not_known_is_refused_when_names_are_masked(line):
    with pytest.raises(TooMuch, match="第 2 行"):
        listed_rows("李小静 法学院\n" + line, lambda name: "＊")
