"""Badges for events: four on a sheet, codes that are read, lists that are faulty, and text that tries to be more."""

import io

import pypdf
import pytest

from tests.bookings.test_poster_paper import codes_of, ink_of, words_of
from unionweb.common import cards
from unionweb.common.cards import Card, print_cards
from unionweb.kernel import fonts
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.pdf.typeset import MM_PER_POINT
from unionweb.kernel.sheets import Sheet, write_xlsx

NAMES = "王敏，外国语学院\n李㛃\n何言\n郑评\n欧阳修"
TYPED = {"title": "秋季健步走", "organ": "海川大学工会", "names": NAMES, "address": "", "hint": "扫码签到"}


def test_a_list_becomes_sheets_of_four(as_user):
    office = as_user(10003)
    assert "活动胸牌" in office.get("/certificates/cards").text
    answer = office.post("/certificates/cards", TYPED)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(reader.pages) == 2
    assert "外国语学院" in words_of(answer.data) and "李㛃" in words_of(answer.data) and "欧阳修" in words_of(answer.data, 1)
    assert codes_of(answer.data) == [] and "扫码签到" not in words_of(answer.data)


def test_the_code_leads_where_it_was_told(as_user):
    answer = as_user(10003).post("/certificates/cards", TYPED | {"address": "https://union.example.edu.cn/e/12"})
    assert codes_of(answer.data) == ["https://union.example.edu.cn/e/12"] * 4 and "扫码签到" in words_of(answer.data)


def test_a_table_is_read(as_user):
    file = (io.BytesIO(write_xlsx([Sheet("名单", ["姓名", "单位"], [["王敏", "机械学院"]])])), "名单.xlsx")
    answer = as_user(10003).post("/certificates/cards", TYPED | {"names": "", "file": file}, content_type="multipart/form-data")
    assert "机械学院" in words_of(answer.data)


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"names": ""}, 422, "请写上名单"),
        ({"title": ""}, 422, "请写活动的名称"),
        ({"address": "javascript:alert(1)"}, 422, "请写 http"),
        ({"address": "https://a b"}, 422, "请写 http"),
        ({"names": "王" * 41}, 422, "超过 40 个字"),
        ({"names": "王\U00032000"}, 409, "印不出来"),
        ({"file": (io.BytesIO(b"no table"), "名单.xlsx"), "names": ""}, 422, "没有排版"),
    ],
)
def test_a_faulty_list_is_said_and_kept(as_user, change, status, said):
    answer = as_user(10003).post("/certificates/cards", TYPED | change, content_type="multipart/form-data")
    assert answer.status_code == status and said in answer.text and "海川大学工会" in answer.text


@pytest.mark.parametrize("who", [10001, 10002])
def test_only_the_office_prints_badges(as_user, who):
    assert as_user(who).get("/certificates/cards").status_code == 403
    assert as_user(who).post("/certificates/cards", TYPED).status_code == 403


def lines_of(**said):
    """The lines of one card, by what they are printed in and where: those of a name, a detail …"""
    return cards._lines(Card(**{"organ": "工会", "title": "健步走", "name": "王"} | said), (0.0, 0.0), fonts.library().advance)


@pytest.mark.parametrize("name", ["W" * 40, "龘" * 40, "阿卜杜热合曼·买买提明·吐尔逊江·艾力·玉素甫江·热合曼", "a b" * 13])
def test_a_name_is_set_smaller_and_then_on_two_lines_in_the_middle_of_the_card(app, name):
    with app.app_context():
        lines = [line for line in lines_of(name=name) if line.role is fonts.Typeface.name]
        ends = [line.x + fonts.library().width(line.text, line.role) * line.size * MM_PER_POINT for line in lines]
    assert "".join("".join(line.text for line in lines).split()) == "".join(name.split())
    assert len(lines) <= 2 and all(line.size >= 9 and line.gap == 0 for line in lines)
    for line, end in zip(lines, ends, strict=True):
        assert line.x >= 9.9 and end <= 95.1 and line.x + end == pytest.approx(105, abs=0.1)


def test_parts_of_a_name_stay_whole_where_that_is_even(app):
    long = "阿卜杜热合曼·买买提明·吐尔逊江·艾力·玉素甫江·热合曼·阿不都拉"
    with app.app_context():
        lines = [line.text for line in lines_of(name=long) if line.role is fonts.Typeface.name]
    assert len(lines) == 2 and lines[0].endswith("·")


@pytest.mark.parametrize("field", ["organ", "title", "detail", "hint"])
def test_nothing_on_a_card_is_too_small_to_read_or_left_out(app, field):
    text = "校内外来访教师与新入职教职工及其家属综合服务与生活咨询接待室滨海校区工会俱乐部东"
    with app.app_context():
        lines = lines_of(**{"address": "https://union.example.edu.cn/e/12", field: text})
        assert min(line.size for line in lines) >= 7 and text in "".join(line.text for line in lines)
        with pytest.raises(PaperProblem, match="写短一些"):
            lines_of(**{"address": "https://union.example.edu.cn/e/12", field: text * 10})


def test_what_is_checked_is_what_prints_it(app):
    with app.app_context():
        with pytest.raises(PaperProblem, match="字“𠀤”"):
            print_cards([Card("工会", "𠀤杯", "王")])
        assert "𠀤" in words_of(print_cards([Card("𠀤工会", "健步走", "王")])), "the bad twin: another role has it"


LONG = "阿卜杜拉·买买提江·艾力·玉素甫·吐尔逊"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{ 7*7 }}", "url(file:///etc/passwd)", LONG, "王"])
def test_names_print_as_text_within_their_card(app, name):
    with app.app_context():
        paper = print_cards([Card("工会", "秋季健步走", name)])
    left, top, right, _ = ink_of(paper)
    assert "".join(name.split()) in words_of(paper)
    assert left >= 0 and top >= 0 and right <= 211


def test_too_many_and_none_are_refused(app):
    with app.app_context():
        for wanted in ([], [Card("工会", "活动", "王")] * 401):
            with pytest.raises(PaperProblem, match="1 到 400"):
                print_cards(wanted)
