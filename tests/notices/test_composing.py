"""From what was typed to the paper: headings and sentences, lists of people, the note beside the seals."""

import pytest

from tests.notices.made import paper, short
from tests.notices.written import add_published, found
from unionweb.common import settings
from unionweb.notices.rules import lay_out, parse
from unionweb.notices.rules.composing import listed_rows
from unionweb.notices.rules.kinds import Kind, Organ

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
