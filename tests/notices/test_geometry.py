"""The three forms on paper, measured by their ink, and pages with faults that the measuring must see."""

import io
from dataclasses import replace

import pypdf
import pytest

from tests.notices import ink
from tests.notices.made import WORK_POINTS, long, paper, short
from unionweb.notices.rules import Form, lay_out

IMPRINT = {"cc": "省教育工会，校长办公室", "printed_by": "海川大学工会办公室"}


@pytest.fixture(scope="module")
def document(printed):
    return ink.inks(printed(paper(WORK_POINTS, is_sealed=True, **IMPRINT)))


@pytest.fixture(scope="module")
def letter(printed):
    return printed(paper(long(count=9), Form.letter, number="海大工函〔2026〕12号", cc="校长办公室"))


def test_a_document_of_real_work_points_holds_every_figure(document):
    first, *middle, last = document
    faults = ink.document_head_faults(first) + ink.body_faults(middle) + ink.sealed_faults(last) + ink.imprint_faults(last)
    for number, page in enumerate(document, start=1):
        faults += ink.number_faults(page, number)
    assert not faults, faults


def test_page_1_of_a_document_stands_on_the_grid_of_the_others(document):
    assert ink.off("foot of page 1", document[0].lines[-1].bottom, document[1].lines[-1].bottom, 0.8) == []


def test_a_letter_holds_every_figure(letter):
    first, *middle, last = pages = ink.inks(letter)
    faults = ink.letter_head_faults(first) + ink.body_faults(middle[:-1])  # the last one gave lines to the signature
    assert not faults, faults
    assert [ink.number_faults(page, n) for n, page in enumerate(pages[1:], start=2)] == [[]] * (len(pages) - 1)
    assert last.rules() == [], "the imprint of a letter has no rules"


def test_page_1_of_a_letter_has_no_number(letter):
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter)).pages]
    assert "— 1 —" not in texts[0] and "— 2 —" in texts[1]


def test_a_full_page_1_of_a_letter_ends_seven_eighths_of_a_character_above_the_rule(letter):
    first = ink.inks(letter)[0]
    rule = first.rules(red=True)[2]
    assert ink.off("text above the lower rule", rule.top - first.bands(below=rule.top)[-1].bottom, 4.94, 0.8) == []


def test_minutes_hold_every_figure_and_have_neither_seal_nor_signature(printed):
    text = f"{long(count=6)}\n出席：王敏、李静、赵岚\n请假：周外"
    pages = ink.inks(printed(paper(text, Form.minutes, number="〔2026〕3号", is_sealed=True, **IMPRINT)))
    first, *middle, last = pages
    faults = ink.document_head_faults(first) + ink.body_faults(middle) + ink.imprint_faults(last)
    assert not faults, faults
    assert not last.red.any()


@pytest.mark.parametrize("organ", ["海川大学工会委员会", "海川大学工会女教职工工作委员会"])
def test_a_signature_without_a_seal_holds_its_figures(printed, organ):
    assert ink.unsealed_faults(ink.inks(printed(paper(short(2), organs=(organ,))))[-1]) == []


def test_a_short_organ_gives_way_to_a_longer_date(printed):
    organ, date = ink.inks(printed(paper(short(2), organs=("校工会",))))[-1].lines[-2:]
    assert ink.off("date", date.right, ink.RIGHT - 2 * ink.CELL, ink.BEARING) == []
    assert ink.off("organ", organ.left, date.left - 2 * ink.CELL, 1.2) == []


def test_each_of_two_organs_has_a_seal_that_touches_no_other(printed):
    page = ink.inks(printed(paper(short(2), organs=("海川大学工会委员会", "海川大学妇女委员会"), is_sealed=True)))[-1]
    columns = page.red[int(190 / ink.MM) :].any(axis=0) if page.red[int(190 / ink.MM) :].any() else page.red.any(axis=0)
    edges = [n * ink.MM for n in range(1, len(columns)) if columns[n] != columns[n - 1]]
    assert len(edges) == 4, edges
    assert edges[2] - edges[1] > 2 and edges[0] > ink.LEFT and edges[3] < ink.RIGHT


@pytest.mark.parametrize("lines", range(1, 24, 2))
def test_a_signature_is_never_alone_on_its_page(type_, lines):
    sheet = lay_out(paper(short(lines), is_sealed=True, **IMPRINT), type_)
    page = next(p for p in sheet.pages if any(i.kind == "seal" for i in p.items))
    texts = [i for i in page.items if i.kind == "text" and i.top < next(s.top for s in page.items if s.kind == "seal")]
    assert sum(len(text.lines) for text in texts if text.tag == "p") >= 2


def test_a_full_line_has_28_characters(printed):
    page = ink.inks(printed(paper(long("国" * 29, 20))))[1]
    line = page.lines[1] if page.lines[1].left < 30 else page.lines[2]
    row = page.black[int(line.top / ink.MM) : int(line.bottom / ink.MM), : int(200 / ink.MM)].any(axis=0)
    assert sum(1 for n in range(1, len(row)) if row[n] and not row[n - 1]) == 28


# ---- pages with one fault each, which the measuring must see


def moved(match, **by):
    """A change that moves or alters the items that match."""

    def item(one):
        return replace(one, **{name: value(getattr(one, name)) for name, value in by.items()}) if match(one) else one

    def change(sheet):
        return replace(sheet, pages=tuple(replace(page, items=[item(one) for one in page.items]) for page in sheet.pages))

    return change


def is_text(words):
    return lambda one: one.kind == "text" and words in "".join(line.text for line in one.lines)


def ragged(sheet):
    """Lines as the renderer would leave them: every gap the usual one."""

    def usual(line):
        return replace(line, spans=tuple(replace(span, gap=-0.0754) for span in line.spans))

    return moved(lambda one: one.kind == "text" and one.tag == "p", lines=lambda ls: tuple(usual(line) for line in ls))(sheet)


def up(amount):
    return lambda value: value + amount


BAD = {
    "mark too high": (moved(is_text("委员会文件"), top=up(-2.5)), "top of the mark"),
    "mark off the middle": (moved(is_text("委员会文件"), left=up(3)), "middle of the mark"),
    "number too low": (moved(is_text("〔2026〕"), top=up(1.5)), "red rule"),
    "rule too short": (moved(lambda i: i.kind == "bar" and i.is_red, width=lambda _: 150.5), "right end of the red rule"),
    "title too low": (moved(is_text("年工作要点"), top=up(5)), "red rule to the title"),
    "lines not justified": (ragged, "right edge"),
    "pitch of 30 points": (moved(lambda i: i.kind == "text" and i.tag == "p" and len(i.lines) > 1, pitch=lambda _: 10.583), "page"),
    "numbers on the wrong side": (moved(is_text("— "), left=lambda left: 212 - left - 18), "number"),
    "numbers too low": (moved(is_text("— "), top=up(1.5)), "dashes"),
    "date too far right": (moved(is_text("2026年9月16日"), left=up(5)), "date"),
    "seal too low": (moved(lambda i: i.kind == "seal", top=up(8)), "seal"),
    "seal too small": (moved(lambda i: i.kind == "seal", diameter=lambda _: 38), "width of the seal"),
    "imprint too high": (moved(lambda i: i.kind == "bar" and not i.is_red, top=up(-1.5)), "foot of the imprint"),
    "rules too thin": (moved(lambda i: i.kind == "bar" and not i.is_red, height=lambda _: 0.15), "thickness"),
}


def faults_after(printed, change) -> list[str]:
    whole = paper(long(count=5), is_sealed=True, printed_by="海川大学工会办公室", title="海川大学工会2026年工作要点")
    first, *middle, last = pages = ink.inks(printed(whole, change))
    faults = ink.document_head_faults(first) + ink.body_faults(middle) + ink.sealed_faults(last) + ink.imprint_faults(last, 1)
    return faults + [fault for number, page in enumerate(pages, 1) for fault in ink.number_faults(page, number)]


def test_the_page_that_is_about_to_be_spoilt_has_no_fault(printed):
    assert faults_after(printed, None) == []


@pytest.mark.parametrize("name", BAD)
def test_the_checker_sees_a_flawed_page(printed, name):
    change, words = BAD[name]
    faults = faults_after(printed, change)
    assert any(words in fault for fault in faults), faults
