"""Door posters and door cards on paper: what they say, that their codes are read, and who prints them."""

import io

import pypdf
import pypdfium2
import pytest
import zxingcpp

from unionweb.bookings.models import Service, ServicePoint
from unionweb.bookings.posters import print_door_cards, print_posters
from unionweb.bookings.queries.posters import Poster
from unionweb.kernel.extensions import db
from unionweb.kernel.pdf import PaperProblem

A4 = (595.28, 841.89)


def words_of(data, page=0):
    """The text of a page without the breaks of its lines."""
    return "".join(pypdf.PdfReader(io.BytesIO(data)).pages[page].extract_text().split())


def codes_of(data, page=0, dpi=150):
    """What the QR codes of a page say, read by another program."""
    with pypdfium2.PdfDocument(data) as document:
        picture = document[page].render(scale=dpi / 72).to_numpy()[:, :, :3].copy()
    return sorted(code.text for code in zxingcpp.read_barcodes(picture))


def ink_of(data, page=0, dpi=72):
    """Left, top, right, bottom of everything that is not white, in mm."""
    with pypdfium2.PdfDocument(data) as document:
        picture = document[page].render(scale=dpi / 72).to_pil().convert("L").point(lambda value: 255 * (value < 200))
    return [edge * 25.4 / dpi for edge in picture.getbbox()]


@pytest.mark.parametrize("dpi", [150, 300])
def test_a_poster_says_what_the_page_says_and_its_code_is_read(as_user, dpi):
    keeper = as_user(10007)
    assert "/points/1/poster.pdf" in keeper.get("/points/1/poster").text
    paper = keeper.get("/points/1/poster.pdf")
    assert paper.mimetype == "application/pdf" and "attachment" in paper.headers["Content-Disposition"]
    reader = pypdf.PdfReader(io.BytesIO(paper.data))
    assert len(reader.pages) == 1 and all(abs(float(a) - b) < 1 for a, b in zip(reader.pages[0].mediabox[2:], A4, strict=True))
    for words in ("妈妈小屋", "东校区综合楼208", "开始前后10分钟内扫码签到", "现在使用", "当天带走", "值守人吴舍", "工会60312"):
        assert words in words_of(paper.data)
    assert codes_of(paper.data, dpi=dpi) == ["http://localhost/door/door-1"]


def test_four_cards_on_a_sheet_each_with_its_code(as_user):
    paper = as_user(10007).get("/points/1/cards.pdf").data
    assert codes_of(paper) == ["http://localhost/door/door-1"] * 4
    assert words_of(paper).count("妈妈小屋") == 4


def test_the_office_prints_all_doors_at_once(as_user, inside):
    office = as_user(10003)
    points = inside(lambda: db.session.query(ServicePoint).filter(ServicePoint.withdrawn_at.is_(None)).count())
    posters = office.get("/points/posters.pdf").data
    assert len(pypdf.PdfReader(io.BytesIO(posters)).pages) == points
    cards = office.get("/points/cards.pdf").data
    read = [code for page in range(-(-points // 4)) for code in codes_of(cards, page)]
    assert len(set(read)) == points


def test_a_confidential_door_does_not_tell_on_paper_either(as_user):
    office = as_user(10003)
    for path in ("/points/3/poster.pdf", "/points/3/cards.pdf"):
        said = words_of(office.get(path).data)
        assert "预约签到" in said and not [word for word in ("心理", "向日葵", "咨询", "何言", "谈话") if word in said]


@pytest.mark.parametrize(("staff_no", "path", "status"), [
    (10001, "/points/1/poster.pdf", 403), (10007, "/points/2/poster.pdf", 404), (10007, "/points/3/cards.pdf", 404),
    (10007, "/points/posters.pdf", 403), (10007, "/points/cards.pdf", 403), (10003, "/points/9/poster.pdf", 404),
])  # fmt: skip
def test_others_print_none(as_user, staff_no, path, status):
    assert as_user(staff_no).get(path).status_code == status


LONG = "校内外来访教师与新入职教职工及其家属综合服务与生活咨询接待室（滨海校区）"


@pytest.mark.parametrize("name", ["屋", LONG, "<b>{{7*7}}</b>", "A" * 40])
def test_names_of_any_length_stay_on_the_paper(as_user, inside, name):
    inside(lambda: (setattr(db.session.get_one(Service, 1), "name", name), db.session.commit()))
    for path in ("/points/1/poster.pdf", "/points/1/cards.pdf"):
        paper = as_user(10003).get(path).data
        left, _, right, bottom = ink_of(paper)
        assert name[:8] in words_of(paper)
        assert (left >= 21 and right <= 189 and bottom <= 280) if "poster" in path else (left >= 0 and right <= 210.5)


def test_a_character_no_font_has_is_named(app):
    poster = Poster("工会", "小屋\U00032000", "东校区", ("扫码。",), (("约过的", "扫码"),) * 3, "请勿催促。", "工会 1")
    with app.app_context():
        for print_them in (print_posters, print_door_cards):
            with pytest.raises(PaperProblem, match="\U00032000"):
                print_them([(poster, "http://localhost/door/1")])
            with pytest.raises(PaperProblem, match="没有在用的服务点"):
                print_them([])


def test_what_is_printed_is_counted_in_queries(as_user, statements):
    keeper = as_user(10003)
    keeper.get("/points/posters.pdf")
    assert len(statements(lambda: keeper.get("/points/posters.pdf"))) <= 12
