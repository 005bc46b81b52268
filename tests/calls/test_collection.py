"""The book of cases: set by the rules of the trade, made by a job, with progress, and whatever the texts say."""

import io
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest
from PIL import Image

from tests.calls import cases, resulted
from tests.calls.test_results import ACTOR
from unionweb.calls.models import BookState, CaseBook, LibraryCase
from unionweb.calls.papers import book as papers
from unionweb.calls.papers.flow import set_case
from unionweb.calls.papers.measures import PITCH, ROWS, roman
from unionweb.calls.papers.pictures import Shown
from unionweb.calls.rules.library import Picture
from unionweb.calls.services import library
from unionweb.kernel import files, jobs
from unionweb.kernel.extensions import db
from unionweb.kernel.pdf import PaperProblem

OFFICE, CHAIR, STRANGER = 10003, 10002, 10005


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def test_the_contents_say_where_each_case_begins(app):
    with app.app_context():
        book = cases.book(12, 1800)
        made = papers.lay_out(book)
        pages = [page.extract_text() for page in read(papers.print_book(book, made)).pages]
    front = len(pages) - int(pages[-1].split()[-1])
    assert front % 2 == 0, "the text begins on a right-hand page"
    contents = "".join(pages[3:front])
    for case in book.cases:
        start = next(n for n, text in enumerate(pages[front:], start=1) if text.startswith(case.title[:12]))
        assert case.title in contents
        assert str(start) in contents.split(case.title, 1)[1][:400]


def test_no_heading_ends_a_page_and_no_line_stands_alone(app):
    with app.app_context():
        for number in range(25):
            leaves, lacking = set_case(cases.case(number, 2500 + 37 * number), [])
            assert not lacking
            for leaf, after in pairwise(leaves):
                last = max(row for row, _ in leaf.pieces)
                ends = [piece for row, piece in leaf.pieces if row == last]
                assert all(piece.type.size == 12.0 for piece in ends), "a heading at the foot of a page"
                first = min(row for row, _ in after.pieces)
                assert max(row for row, _ in leaf.pieces) < ROWS
                begins = next(piece for row, piece in after.pieces if row == first)
                second = [piece for row, piece in after.pieces if row == first + 1]
                is_rest = begins.x == 0.0
                assert not is_rest or not second or second[0].x == 0.0, "a single last line at the head of a page"


def test_nothing_of_a_text_is_lost_between_the_pages(app):
    with app.app_context():
        case = cases.case(3, 6000)
        leaves, _ = set_case(case, [])
    set_text = "".join(piece.text for leaf in leaves for _, piece in sorted(leaf.pieces, key=lambda one: (one[0], one[1].x)))
    assert set_text.replace(" ", "").endswith(case.body.replace("\n", "").replace(" ", ""))


@pytest.mark.parametrize("body", [
    "", "字", "<b>&amp;{{ 7*7 }}</b>", "a" * 5000, "长" * 50_000, "\n\n\n", "）。，" * 400, "一、" * 30 + "\n" + "（一）题",
])  # fmt: skip
def test_any_text_can_be_set(app, body):
    with app.app_context():
        book = replace(cases.book(1), cases=(replace(cases.case(0), body=body),))
        assert papers.lay_out(book).pages


def test_characters_that_no_font_has_are_marked_and_named(app):
    with app.app_context():
        book = replace(cases.book(1), cases=(replace(cases.case(0), title="笑脸", body="开心😀极了"),))
        made = papers.lay_out(book)
        text = read(papers.print_book(book, made)).pages[-1].extract_text()
    assert made.lacking == {"笑脸": "😀"}
    assert "开心〓极了" in text


def test_pictures_stand_with_their_captions_and_bad_ones_are_left_out(app):
    with app.app_context():
        out = io.BytesIO()
        Image.new("RGB", (1600, 900), "#a8231c").save(out, "PNG")
        kept = files.keep(out.getvalue())
        shown = (Picture(kept, "午间健步走现场"), Picture("0" * 32 + ".png", "丢了的"))
        book = replace(cases.book(1), cases=(cases.case(0, 800, shown),))
        data = papers.print_book(book, papers.lay_out(book))
    text = "".join(page.extract_text() for page in read(data).pages)
    assert "午间健步走现场" in text
    assert "丢了的" not in text


def test_bookmarks_lead_to_the_contents_each_part_and_each_case(app):
    with app.app_context():
        book = cases.book(5, 1500)
        book = replace(book, cases=(*book.cases[:4], replace(book.cases[4], theme="")))
        made = papers.lay_out(book)
        found = read(papers.print_book(book, made))
    preface, contents, part, own, others, last = found.outline
    assert [preface.title, contents.title, part.title, others.title] == ["前言", "目录", "维权服务", "其他"]
    assert [one.title for one in (*own, *last)] == [case.title for case in book.cases]
    for one in (*own, *last):
        assert found.pages[found.get_destination_page_number(one)].extract_text().startswith(one.title[:10])
    assert "目" in found.pages[found.get_destination_page_number(contents)].extract_text()
    listed = found.pages[found.get_destination_page_number(contents)].extract_text()
    assert "其他" in listed, "cases without a theme do not stand under that of the others"


def test_long_names_are_cut_before_they_are_too_small_to_read(app):
    with app.app_context():
        title, authors = "以“三个三”工作法打造有温度的教职工之家" * 6, "、".join(["欧阳娜娜"] * 20)
        long = replace(cases.case(0, 3000), title=title, unit="某" * 40, authors=authors)
        made = papers.lay_out(replace(cases.book(1), cases=(long,)))
    assert min(line.size for page in made.pages for line in page.lines) >= 8.0


def test_a_case_without_text_says_where_it_is(app):
    with app.app_context():
        leaves, _ = set_case(replace(cases.case(0), body=" \n"), [])
    assert "附件" in leaves[0].pieces[-1][1].text


def test_pictures_stand_clear_of_the_caption_above(app):
    with app.app_context():
        tall = Shown("", (600, 600), 90.0, 90.0, "第一张")
        leaves, _ = set_case(cases.case(0, 200), [tall, tall, tall])
    for leaf in leaves:
        for row, shown in leaf.pictures:
            assert all(at < row or at * PITCH > (row - 1) * PITCH + 2 + shown.height + 3 for at, _ in leaf.pieces)
            assert row == 0 or not [at for at, _ in leaf.pieces if at == row - 1], "a row between them"
            assert (row - 1) * PITCH + 2 + shown.height < ROWS * PITCH


def test_an_empty_book_is_refused(app):
    with app.app_context(), pytest.raises(PaperProblem):
        papers.lay_out(replace(cases.book(1), cases=()))


def test_roman_numbers():
    assert [roman(n) for n in (1, 4, 9, 14, 49)] == ["i", "iv", "ix", "xiv", "xlix"]


@pytest.fixture
def shelf(inside, at):
    call_id, _ = inside(resulted.final)
    inside(lambda: library.publish_cases(call_id, ACTOR))


def test_a_book_is_ordered_made_by_a_job_and_handed_out(as_user, inside, shelf):
    office = as_user(OFFICE)
    said = {"title": "2026年案例集", "preface": "前言。", "by_theme": "y"}
    assert office.post("/library/books?year=2026", {"title": ""}).status_code == 422
    assert office.post("/library/books?year=2026", said).status_code == 303
    assert office.post("/library/books?year=2026", said).status_code == 303, "a button pressed twice"
    assert inside(lambda: db.session.query(CaseBook).count()) == 1
    page = office.get("/library/books").text
    assert "等着排版" in page
    assert "every 3s" in page
    assert inside(lambda: jobs.run(library.JOB).detail) == "排好了 1 册"
    found = inside(lambda: db.session.query(CaseBook).one())
    assert (found.state, found.done, found.problem) == (BookState.ready, 3, None)
    assert found.pages >= 6
    answer = office.get(f"/library/books/{found.id}.pdf")
    assert answer.data.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "every 3s" not in office.get("/library/books").text
    for path in ("/library/books", f"/library/books/{found.id}.pdf"):
        assert as_user(CHAIR).get(path).status_code == 403
    assert as_user(CHAIR).post("/library/books", said).status_code == 403


def test_a_book_that_cannot_be_set_says_why_and_may_be_tried_again(as_user, inside, shelf):
    office = as_user(OFFICE)
    office.post("/library/books", {"title": "案例集😀"})
    inside(lambda: jobs.run(library.JOB))
    found = inside(lambda: db.session.query(CaseBook).one())
    assert found.state is BookState.failed
    assert "😀" in found.problem
    assert office.post(f"/library/books/{found.id}/setting").status_code == 303
    assert office.post(f"/library/books/{found.id}/setting").status_code == 409
    assert office.post("/library/books/999/setting").status_code == 404


def test_a_book_that_was_cut_off_is_begun_again(inside, shelf):
    def order():
        ids = [row.id for row in db.session.query(LibraryCase)]
        id = library.order_book({"title": "案例集", "preface": "", "by_theme": False}, ids, ACTOR)
        library._progress(id, 2)
        return id

    id = inside(order)
    inside(lambda: jobs.run(library.JOB))
    assert inside(lambda: db.session.get(CaseBook, id).state) is BookState.ready


def test_a_full_disk_is_said_on_the_page_and_the_book_is_made_when_there_is_room(as_user, inside, shelf, monkeypatch):
    office = as_user(OFFICE)
    office.post("/library/books", {"title": "案例集"})

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as limited:
        limited.setattr("unionweb.kernel.files.store", full)
        assert "1 册没有排成" in inside(lambda: jobs.run(library.JOB).detail)
    page, found = office.get("/library/books").text, inside(lambda: db.session.query(CaseBook).one())
    assert (found.state, found.file) == (BookState.failed, None)
    assert "磁盘暂时写不了" in page
    assert "No space" not in page
    assert "再排一次" in page
    assert office.post(f"/library/books/{found.id}/setting").status_code == 303
    assert inside(lambda: jobs.run(library.JOB).detail) == "排好了 1 册"
    kept = inside(lambda: db.session.query(CaseBook).one().file)
    assert inside(lambda: jobs.run(library.JOB).detail) == "没有要排的。"
    assert inside(lambda: db.session.query(CaseBook).one().file) == kept, "a job run twice makes one book"
