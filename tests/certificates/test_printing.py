"""Certificates on paper: measured by ink, read back as text, the codes read by another program."""

import io

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp

from tests.certificates.made import ADDRESS, paper, unicode_of
from tests.conftest import make_app
from unionweb.certificates import printing
from unionweb.certificates.rules import DESIGNS, Kind, Subject, Wording
from unionweb.certificates.rules.ornaments import BAND, EDGE
from unionweb.kernel import pdf
from unionweb.kernel.extensions import db

HOSTILE = '<img src=x onerror=alert(1)>{{7*7}}</p><style>*{display:none}</style>'
FRAME = EDGE + BAND + 2.4 + 0.3


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    app = make_app(folder, f"sqlite:///{folder}/unionweb.db")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def press():
    with pdf.Press() as press:
        yield press


@pytest.fixture
def printed(room, press):
    def run(*papers):
        with room.app_context():
            return printing.print_file(list(papers), press)

    return run


def picture(data, page=0, dpi=150):
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=dpi / 72).to_numpy()[:, :, :3].copy()


def text_of(data, page=0):
    return pypdf.PdfReader(io.BytesIO(data)).pages[page].extract_text()


def dark_columns(image, top, bottom, dpi=150):
    """Left and right end, in mm, of what is nearly black between two heights."""
    part = image[int(top / 25.4 * dpi) : int(bottom / 25.4 * dpi)].max(axis=2) < 110
    columns = np.flatnonzero(part.any(axis=0))
    return columns[0] * 25.4 / dpi, columns[-1] * 25.4 / dpi


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_prints_what_it_says(printed, kind):
    subject = Subject.unit if kind is Kind.group else Subject.person
    data = printed(paper("李㛃", kind, subject=subject))
    text = text_of(data).replace("\n", "")
    assert "李㛃" in text and "烟大工证〔2026〕17号" in text and "2026年3月8日" in text
    assert paper(kind=kind).wording.heading in text


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("kind", [Kind.honour, Kind.volunteer])
def test_the_code_is_read_by_another_program(printed, kind, dpi):
    data = printed(*(paper(unicode_of(n), kind, address=f"{ADDRESS}{n}") for n in range(3)))
    for n in range(3):
        assert [found.text for found in zxingcpp.read_barcodes(picture(data, n, dpi))] == [f"{ADDRESS}{n}"]


@pytest.mark.parametrize(
    "name",
    ["王", "李㛃", "欧阳𡋾", "阿卜杜热合曼·买买提明", "Alexander von Humboldt", "龘" * 40, "W" * 40, "M·" * 20, "a b" * 13],
)
def test_names_of_one_to_forty_characters_stay_on_one_line_within_the_frame(printed, name):
    data = printed(paper(name))
    design, image = DESIGNS[Kind.honour], picture(data)
    left, right = dark_columns(image, *design.block)
    assert left >= design.left - 0.5 and right <= design.width - design.left + 0.8
    assert f"{name} 同志" in text_of(data)


def test_long_texts_shrink_evenly_and_stay_clear_of_the_signature(printed):
    long = Wording("荣誉证书", "在{年度}年度工会工作中认真履职、无私奉献，" * 12, "特发此证。")
    image, design = picture(printed(paper(wording=long))), DESIGNS[Kind.honour]
    left, right = dark_columns(image, *design.block)
    assert left >= design.left - 0.5 and right <= design.width - design.left + 0.8
    gap = image[int(design.block[1] / 25.4 * 150) + 6 : int((design.code[1] - 1) / 25.4 * 150), 260:1100]
    assert (gap.max(axis=2) > 110).all()


def test_nothing_but_the_frame_is_near_the_edge(printed):
    image = picture(printed(paper("龘" * 40)))
    edge = int(EDGE / 25.4 * 150) - 4
    for strip in (image[:edge], image[-edge:], image[:, :edge], image[:, -edge:]):
        assert (strip > 250).all()


def test_the_seal_presses_on_the_date(printed):
    design = DESIGNS[Kind.honour]
    dpi, (x, y) = 150, design.signature
    mm = 25.4 / dpi
    part = picture(printed(paper())).astype(int)[int(128 / mm) : int(186 / mm), int((x - 26) / mm) : int((x + 26) / mm)]
    red = (part.min(axis=2) < 90) & (part.max(axis=2) > 180)
    rows, columns = np.nonzero(red)
    assert np.ptp(columns) * mm == pytest.approx(42, abs=0.6)
    assert rows.min() * mm + 128 < y - 11 and rows.max() * mm + 128 > y + 11, "organ and date lie within the ring"


@pytest.mark.parametrize("text", [HOSTILE, "{{ config }}", "{姓名}", "${jndi:ldap://x}", "=HYPERLINK(1)", "\\write18{ls}"])
def test_hostile_text_prints_as_text(printed, text):
    data = printed(paper(text[:40], 荣誉=text))
    assert "".join(text.split()) in "".join(text_of(data).split())


def test_a_character_no_font_has_is_refused_by_name(printed):
    with pytest.raises(pdf.PaperProblem, match=r"王\U00032000.*\U00032000"):
        printed(paper("李静"), paper("王\U00032000"))


def test_fonts_are_embedded_and_the_file_says_what_it_is(printed):
    reader = pypdf.PdfReader(io.BytesIO(printed(paper("李㛃"), paper("王𡋾"))))
    assert (reader.metadata.title, reader.metadata.author) == ("荣誉证书", "烟台大学工会委员会")
    assert "pdfaid:part" in reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else True
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(inner) and "/ToUnicode" in font.get_object()


def test_files_stay_small(room, printed):
    many = [paper(unicode_of(n), number=n + 1, address=f"{ADDRESS}{n}") for n in range(60)]
    assert len(printed(*many)) / len(many) <= 5000
    with room.app_context(), printing.setter_for([printing.page_of(p) for p in many]) as setter:
        assert len(printing.single_file(many[0], setter)) <= 60_000


def test_the_command_prints_a_list_and_names_faulty_rows(room, tmp_path):
    from unionweb.kernel.sheets import Sheet, write_xlsx

    people, out = tmp_path / "people.xlsx", tmp_path / "out.pdf"
    people.write_bytes(write_xlsx([Sheet("名单", ["姓名", "单位"], [["李㛃", "外国语学院"], ["王伟", "法学院"]])]))
    arguments = ["certificates", "render", str(people), "--template", "honour", "--title", "优秀工会工作者", "-o", str(out)]
    done = room.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 0, done.output
    data = out.read_bytes()
    assert "王伟" in text_of(data, 1) and "优秀工会工作者" in text_of(data, 1)
    people.write_bytes(write_xlsx([Sheet("名单", ["姓名"], [["李㛃"], ["王\U00032000"], ["长" * 41]])]))
    failed = room.test_cli_runner().invoke(args=arguments)
    assert failed.exit_code == 1 and "第 3 行" in failed.output and "\U00032000" in failed.output and "第 4 行" in failed.output
    assert out.read_bytes() == data
