"""The library: what goes in, finding it by words of two characters, brands of units, taking a case out."""

import pytest
from sqlalchemy import select

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from unionweb.calls.models import Entry, LibraryCase, LibraryGram, UnitBrand
from unionweb.calls.services import library
from unionweb.common import questions
from unionweb.common.questions import QuestionKind
from unionweb.kernel.extensions import db

USUAL = {"hint": "", "is_required": False, "choices": []}
OFFICE, AUTHOR, CHAIR, STRANGER = 10003, 10001, 10002, 10005


@pytest.fixture
def shelf(inside, at):
    """The ids of three cases."""
    call_id, _ = inside(resulted.final)
    inside(lambda: library.publish_cases(call_id, ACTOR))
    return inside(lambda: [row.id for row in db.session.query(LibraryCase).order_by(LibraryCase.id)])


def test_cases_are_found_by_two_characters_of_their_text(as_user, shelf):
    reader = as_user(STRANGER)
    assert "共 <b>3</b> 篇" in reader.get("/library?q=步走").text
    assert "没有找到" in reader.get("/library?q=走步").text, "both pairs somewhere are not the word"
    assert "共 <b>1</b> 篇" in reader.get("/library?q=第2件 健步").text
    assert reader.get("/library", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text.lstrip().startswith("<section")


def test_the_desk_offers_the_library_only_while_something_is_not_in_it(as_user, inside, at):
    call_id, _ = inside(resulted.final)
    office, desk = as_user(OFFICE), f"/calls/{call_id}/result-desk"
    assert "把评出的 3 件作品放进案例库" in office.get(desk).text
    assert office.post(f"/calls/{call_id}/library-cases").status_code == 303
    page = office.get(desk).text
    assert "放进案例库</button>" not in page
    assert "评出的都在" in page
    assert office.post(f"/calls/{call_id}/library-cases").status_code == 409


def test_cases_are_found_by_year_unit_and_theme(as_user, shelf):
    reader = as_user(STRANGER)
    assert "共 <b>1</b> 篇" in reader.get("/library?year=2026&unit=3&theme=文体活动").text
    assert "共 <b>3</b> 篇" in reader.get("/library?year=1999&unit=x").text


@pytest.mark.parametrize("query", ["q=" + "字" * 300, "page=0", "page=999", "kind=龙", "q=%25", "q=a&q=b"])
def test_odd_searches_find_a_page(as_user, shelf, query):
    assert as_user(STRANGER).get(f"/library?{query}").status_code == 200


def test_a_case_reads_as_it_was_published(as_user, inside, shelf):
    def change():
        entry = db.session.query(Entry).order_by(Entry.id).first()
        entry.title, entry.body = "后来改的", "改了"
        db.session.commit()

    inside(change)
    page = as_user(STRANGER).get(f"/library/{shelf[0]}").text
    assert "后来改的" not in page
    assert "<h2>一、背景</h2>" in page
    assert "<h3>（一）先问大家</h3>" in page


def test_long_answers_are_part_of_a_case_and_short_ones_are_not(as_user, inside, at):
    """A telephone number that was asked for does not stand in the library."""

    def publish():
        call_id, (entry_id, *_) = resulted.final()
        asked = {"kind": QuestionKind.long, "text": "经验与启示"}, {"kind": QuestionKind.text, "text": "联系电话"}
        long, short = (questions.add_question("call", call_id, USUAL | facts, ACTOR) for facts in asked)
        questions.save_answers(entry_id, {long: "天天有人管。", short: "60318"})
        db.session.commit()
        library.publish_cases(call_id, ACTOR)
        return db.session.scalar(select(LibraryCase.id).where(LibraryCase.entry_id == entry_id))

    case_id = inside(publish)
    page = as_user(STRANGER).get(f"/library/{case_id}").text
    assert "一、经验与启示</h2>" in page and "天天有人管。" in page
    assert "60318" not in page and "联系电话" not in page
    assert "共 <b>1</b> 篇" in as_user(STRANGER).get("/library?q=有人").text


def test_markup_in_a_case_is_text(as_user, inside, shelf):
    def spoil():
        row = db.session.get(LibraryCase, shelf[0])
        row.title, row.body = "<script>x</script>", "<img src=x onerror=y>"
        db.session.commit()

    inside(spoil)
    page = as_user(STRANGER).get(f"/library/{shelf[0]}").text
    assert "<script>x" not in page
    assert "<img src=x" not in page


def test_a_case_that_is_taken_out_is_gone_for_everybody(as_user, inside, shelf):
    path = f"/library/{shelf[0]}"
    assert as_user(CHAIR).post(f"{path}/withdrawal", {"reason": "x"}).status_code == 403
    office = as_user(OFFICE)
    assert office.post(f"{path}/withdrawal", {"reason": ""}).status_code == 422
    assert office.post(f"{path}/withdrawal", {"reason": "作者要求"}).status_code == 303
    assert office.post(f"{path}/withdrawal", {"reason": "作者要求"}).status_code == 404
    assert as_user(STRANGER).get(path).status_code == 404
    assert inside(lambda: db.session.query(LibraryGram).filter_by(case_id=shelf[0]).count()) == 0


def test_a_unit_writes_its_own_brand_and_nobody_elses(as_user, inside, shelf):
    chair = as_user(CHAIR)
    data = {"name": "午间一刻", "motto": "一刻钟，一家人", "text": "一、缘起\n从一把躺椅开始。", "version": "0"}
    assert chair.get("/library/units/2/edit").status_code == 200
    assert chair.post("/library/units/2", data).status_code == 303
    assert chair.post("/library/units/2", data).status_code == 409, "somebody was faster"
    assert chair.post("/library/units/2", data | {"version": "x"}).status_code == 409
    assert chair.post("/library/units/2", data | {"version": "1", "name": ""}).status_code == 422
    assert chair.post("/library/units/3", data).status_code == 404
    assert as_user(AUTHOR).post("/library/units/2", data).status_code == 404
    assert as_user(OFFICE).post("/library/units/3", data).status_code == 303
    assert as_user(STRANGER).get("/library/units/99").status_code == 404
    page = as_user(STRANGER).get("/library/units/2").text
    assert "午间一刻" in page
    assert "第1件的题目" in page
    assert "一刻钟，一家人" in as_user(STRANGER).get("/library/units").text
    assert inside(lambda: db.session.get(UnitBrand, 2).version) == 1


def test_the_library_asks_as_much_for_many_as_for_few(as_user, inside, shelf, statements):
    reader = as_user(STRANGER)
    few = statements(lambda: reader.get("/library?unit=3"))
    assert len(statements(lambda: reader.get("/library"))) <= len(few) + 1


def test_pictures_that_are_not_there_are_not_found(as_user, shelf):
    for number in (0, 1, 99):
        assert as_user(STRANGER).get(f"/library/{shelf[0]}/pictures/{number}").status_code == 404
