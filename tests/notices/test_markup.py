"""Reading notices."""

from datetime import date

import pytest

from tests.notices.made import WORK_POINTS
from unionweb.notices.rules import ParagraphBlock, TableBlock, TooMuch, parse, sections
from unionweb.notices.rules.markup import parse_body

WHOLE = """# 关于征集工作案例的通知
各基层工会:
现征集2026年工作案例(一会一品牌)。
## 范围
### 基层工会
#### 近两年的做法
##### 民主管理
二、材料
(一)文本。请用**电子版**报送。
| 校区 | 名额 |
|---|---|
| 主校区 | 18 |
| 东校区 |
附件:1.申报表
2.汇总表
海川大学工会委员会
海川大学妇女委员会
2026年9月16日
(联系人:王敏,电话:0535-6900000)
抄送:校长办公室
附件1
案例申报表
一、填写说明
"""


def test_real_work_points_have_their_title_levels_and_27_items():
    draft = parse(WORK_POINTS)
    assert draft.title == "烟台大学工会（妇委会）2024年工作要点"
    assert (draft.dated, draft.organs) == (date(2024, 4, 26), ["烟台大学工会"])
    assert [len(section.items) for section in sections(draft.blocks)] == [3, 3, 3, 2, 2, 27]
    assert [s.heading.text[:2] for s in sections(draft.blocks)] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    plan = sections(draft.blocks)[-1].items
    assert [item.level for item in plan] == [3] * 27
    assert plan[-1].text == "27.完成省教育工会交办的其他工作。"
    assert plan[0].text == "1.加强工会（妇委会）党建工作（全年）；"


def test_a_whole_notice_is_read():
    draft = parse(WHOLE)
    assert (draft.title, draft.addressees) == ("关于征集工作案例的通知", "各基层工会")
    assert draft.organs == ["海川大学工会委员会", "海川大学妇女委员会"]
    assert (draft.dated, draft.note, draft.cc) == (date(2026, 9, 16), "联系人：王敏，电话：0535-6900000", "校长办公室")
    assert [(a.title, a.listed) for a in draft.attachments] == [("案例申报表", "申报表"), ("汇总表", "")]
    assert [block.text for block in draft.attachments[0].blocks] == ["一、填写说明"]


def test_the_four_levels_are_counted_and_typed_ones_stay():
    blocks = [b for b in parse(WHOLE).blocks if isinstance(b, ParagraphBlock)]
    assert [(b.level, b.text) for b in blocks] == [
        (0, "现征集2026年工作案例（一会一品牌）。"),
        (1, "一、范围"),
        (2, "（一）基层工会"),
        (3, "1.近两年的做法"),
        (4, "（1）民主管理"),
        (1, "二、材料"),
        (2, "（一）文本。请用电子版报送。"),
    ]
    assert blocks[-1].runs == (("（一）文本。请用", False), ("电子版", True), ("报送。", False))


def test_a_table_has_a_head_and_rows_of_one_length():
    assert TableBlock((("校区", "名额"), ("主校区", "18"), ("东校区", ""))) in parse(WHOLE).blocks


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("工会(妇委会)", "工会（妇委会）"),
        ("时间:9:30", "时间：9:30"),
        ("要求是:坚持", "要求是：坚持"),
        ("https://union.example.edu.cn", "https://union.example.edu.cn"),
        ("a,b;c", "a,b;c"),
        ("f(x)", "f(x)"),
    ],
)
def test_marks_beside_chinese_words_are_chinese(typed, printed):
    assert parse(f"标题\n{typed}").blocks[0].text == printed


@pytest.mark.parametrize("typed", ["<b>粗</b><script>alert(1)</script>", "{{ config }}", "**没有合上", "@import url(x)", "&lt;"])
def test_what_looks_like_code_is_text(typed):
    block = parse(f"标题\n{typed}").blocks[0]
    assert block.text.replace("（", "(").replace("）", ")") == typed
    assert not any(stressed for _, stressed in block.runs)


@pytest.mark.parametrize("text", ["字" * 100_001, "标题\n" + "|a" * 11 + "|", "标题\n" + "|a|b|\n" * 501, "# " + "题" * 121])
def test_too_much_is_refused_with_a_sentence(text):
    with pytest.raises(TooMuch, match="最多"):
        parse(text)


@pytest.mark.parametrize("text", ["", "\n\n", "|", "||", "|-|", "# ", "附件", "附件1\n附件2", "2026年13月45日", "抄送：", "一、", "**"])
def test_odd_texts_are_read_without_complaint(text):
    parse(text)


@pytest.mark.parametrize("marks", ["##", "## 甲\n###"])
def test_99_headings_of_a_level_are_counted_and_100_are_refused(marks):
    first, *rest = (marks + " 乙").split("\n")
    lines = [first] * 99 if not rest else [first, *rest * 99]
    assert "九十九" in parse("标题\n" + "\n".join(lines)).blocks[-1].text
    with pytest.raises(TooMuch, match="99 个"):
        parse("标题\n" + "\n".join([*lines, lines[-1]]))


def said(draft):
    return [block.text for block in draft.blocks]


def test_a_heading_with_one_mark_in_the_text_does_not_vanish():
    assert said(parse_body("# 第一部分\n正文。\n# 第一部分")) == ["第一部分", "正文。", "第一部分"]
    assert (parse("# 通知\n正文。\n# 通知").title, said(parse("# 通知\n正文。\n# 通知"))) == ("通知", ["正文。", "通知"])


def test_the_list_of_attachments_takes_only_what_goes_on_with_the_next_number():
    draft = parse("# 通知\n正文一。\n附件：1.名单\n2.表\n特此通知。\n请认真执行。\n海川大学工会\n2026年9月16日")
    assert ([a.title for a in draft.attachments], said(draft)) == (["名单", "表"], ["正文一。", "特此通知。", "请认真执行。"])
    draft = parse("# 通知\n第一条。\n附件：请见学校网站，下载后填写。\n第二条。")
    assert (draft.attachments, said(draft)) == ([], ["第一条。", "附件：请见学校网站，下载后填写。", "第二条。"])


def test_a_signature_below_bound_attachments_is_read():
    draft = parse("# 关于\n正文。\n附件1\n名单\n内容\n附件2\n表格\n内容\n海川大学工会\n2026年9月16日")
    assert (draft.organs, draft.dated) == (["海川大学工会"], date(2026, 9, 16))
    assert [[block.text for block in a.blocks] for a in draft.attachments] == [["内容"], ["内容"]]


def test_a_second_note_and_a_second_line_of_copies_stay_text():
    draft = parse("# 关于\n正文。\n抄送：甲\n抄送：乙")
    assert (draft.cc, said(draft)) == ("乙", ["正文。", "抄送：甲"])


def test_the_title_of_an_attachment_has_the_limit_of_a_title():
    with pytest.raises(TooMuch, match="附件2"):
        parse("# 通知\n正文。\n附件1\n名单\n附件2\n" + "题" * 121)
