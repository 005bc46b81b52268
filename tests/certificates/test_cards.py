"""Badges for events: four on a sheet, codes that are read, lists that are faulty, and text that tries to be more."""

import io

import pypdf
import pytest

from tests.bookings.test_poster_paper import codes_of, ink_of, words_of
from unionweb.common.cards import Card, print_cards
from unionweb.kernel.pdf import PaperProblem
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
        for cards in ([], [Card("工会", "活动", "王")] * 2001):
            with pytest.raises(PaperProblem, match="1 到 2000"):
                print_cards(cards)
