"""The PDF as a file: fonts, text, tags; and what people may type into it."""

import io
import time
from datetime import date
from itertools import pairwise

import pypdf
import pytest

from tests.notices import ink
from tests.notices.made import WORK_POINTS, paper, short
from unionweb.kernel import pdf
from unionweb.notices import printing
from unionweb.notices.rules import Form, lay_out

TABLE = "标题\n下表：\n| 姓名 | 事由 |\n" + "| 李㛃 | 参加全省教职工书法美术摄影作品展并获奖，材料已报送校工会办公室 |\n" * 60


def squeezed(text):
    return "".join(text.split())


def read(data):
    return pypdf.PdfReader(io.BytesIO(data))


def fonts_of(reader):
    seen = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            seen[font.get_object()["/BaseFont"]] = font.get_object()
    return seen


@pytest.fixture(scope="module")
def document(printed):
    return printed(paper(WORK_POINTS, is_sealed=True, cc="校长办公室"))


def test_the_text_can_be_copied_and_searched(document, type_):
    whole = squeezed("".join(page.extract_text() for page in read(document).pages))
    sheet = lay_out(paper(WORK_POINTS, is_sealed=True, cc="校长办公室"), type_)
    missing = [line for line in sheet.text.split("\n") if squeezed(line) not in whole]
    assert not missing, missing


def test_every_font_is_embedded_cut_down_and_readable(document):
    for name, font in fonts_of(read(document)).items():
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "+" in name and "/ToUnicode" in font
        assert any(key in inner for key in ("/FontFile3", "/FontFile2"))
    assert len(document) < 700_000


def test_the_file_says_what_it_is(document):
    reader = read(document)
    root = reader.trailer["/Root"]
    assert (reader.metadata.title, reader.metadata.author) == ("烟台大学工会（妇委会）2024年工作要点", "海川大学工会委员会")
    assert root["/Lang"] == "zh-CN" and root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "pdfaid:part" in xmp and "3" in xmp.split("pdfaid:part")[1][:6]
    assert "/OutputIntents" in root


def test_rare_names_come_from_a_declared_font_and_move_no_line(printed):
    text = short(2) + "\n" + "国" * 26 + "李㛃、欧阳𬭎、犇䶮" + "国" * 60
    data = printed(paper(text))
    assert "李㛃、欧阳𬭎、犇䶮" in squeezed(read(data).pages[0].extract_text())
    assert {name.split("+")[1] for name in fonts_of(read(data))} <= {
        "FandolFang-Regular", "FandolSong-Bold", "Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC", "LXGWWenKai-Regular",
    }  # fmt: skip
    feet = [line.bottom for line in ink.inks(data)[0].lines][-7:-3]
    assert all(abs(b - a - ink.PITCH) < 0.35 for a, b in pairwise(feet)), feet


def test_a_character_no_font_has_is_refused_by_name(room):
    with room.app_context(), pytest.raises(pdf.PaperProblem, match="🦄"):
        printing.pdf_of(paper("标题\n吉祥物🦄"))


def test_a_table_goes_on_with_its_head_on_the_next_page(printed):
    pages = read(printed(paper(TABLE))).pages
    assert len(pages) > 2
    assert all("事由" in page.extract_text() for page in list(pages)[:-1])
    assert squeezed("".join(p.extract_text() for p in pages)).count("李㛃") == 60


def test_tables_stay_within_the_type_area(printed):
    for page in ink.inks(printed(paper(TABLE)))[1:-1]:
        rules = page.rules(shortest=140)
        assert rules[0].left >= 27.6 and rules[0].right <= 184.5 and rules[-1].bottom <= 262.5


HOSTILE = [
    "<h1>大字</h1><style>body{display:none}</style><img src=file:///etc/passwd>",
    "<table><tr><td colspan=10000000>宽</td></tr></table>",
    "{{ 7*7 }}{% for i in range(10**9) %}x{% endfor %}",
    "url(http://127.0.0.1:9/x) @import 'http://127.0.0.1:9/y';",
    "<link rel=attachment href=file:///etc/passwd><svg onload=x></svg>",
    "\u202e\u2066反向\u0000\x1b[31m",
    "a" * 5000,
    "（" * 300 + "）" * 300,
    "，" * 500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_in_seconds(printed, text):
    began = time.monotonic()
    data = printed(paper(f"标题\n开头{text}结尾", number=text[:60], addressees=text[:60], cc=text[:80], note=text[:40], is_sealed=True))
    assert time.monotonic() - began < 15
    whole = squeezed("".join(page.extract_text() for page in read(data).pages))
    kept = squeezed("".join(c for c in text if c.isprintable()))
    for piece in (kept[n : n + 12] for n in range(0, min(len(kept), 60), 12)):
        assert piece.replace("（", "(").replace("）", ")") in whole.replace("（", "(").replace("）", ")")
    assert b"root:" not in data and not read(data).attachments


@pytest.mark.parametrize("organ", ["工会", "海川大学" * 10, "<b>工会</b>{{x}}"])
def test_any_name_of_an_organ_stays_on_the_paper(printed, organ):
    for form in (Form.document, Form.letter):
        page = ink.inks(printed(paper(short(1), form, organs=(organ,), is_sealed=True)))[0]
        reds = page.bands(red=True)
        assert min(band.left for band in reds) > 19 and max(band.right for band in reds) < 191


def test_the_command_prints_a_text_file(room, tmp_path):
    source, target = tmp_path / "要点.txt", tmp_path / "out.pdf"
    source.write_text(WORK_POINTS, encoding="utf-8")
    command = ["notices", "render", str(source), "--form", "document", "--number", "海大工〔2026〕5号", "--to", "各基层工会"]
    done = room.test_cli_runner().invoke(args=[*command, "--organ", "海川大学工会委员会", "--sealed", "-o", str(target)])
    assert done.exit_code == 0, done.output
    assert ink.document_head_faults(ink.inks(target.read_bytes())[0]) == []
    assert "2024年4月26日" in read(target.read_bytes()).pages[-1].extract_text()


def test_the_command_needs_no_database_and_nothing_but_a_file_and_a_form(room, still, tmp_path):
    (tmp_path / "a.txt").write_text(short(1), encoding="utf-8")
    command = ["notices", "render", str(tmp_path / "a.txt"), "--form", "letter", "-o", str(tmp_path / "a.pdf")]
    done = room.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
    assert "2026年9月16日" in read((tmp_path / "a.pdf").read_bytes()).pages[0].extract_text()


def test_the_command_sets_what_goes_up_and_what_is_urgent(room, tmp_path):
    source, target = tmp_path / "a.md", tmp_path / "a.pdf"
    source.write_text("# 关于增加经费的请示\n\n校长办公室：\n\n拟增加经费。", encoding="utf-8")
    marks = ["--copy", "000001", "--secrecy", "内部", "--urgency", "加急", "--signer", "赵岚", "--signer", "郑评"]
    command = ["notices", "render", str(source), "--form", "document", "--organ", "海川大学工会", "--number", "海大工〔2026〕9号"]
    done = room.test_cli_runner().invoke(args=[*command, *marks, "-o", str(target)])
    assert done.exit_code == 0, done.output
    text = squeezed(read(target.read_bytes()).pages[0].extract_text())
    assert all(words in text for words in ("000001", "内部", "加急", "签发人：", "赵岚", "郑评", "海大工〔2026〕9号"))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", "标题。".encode()])
def test_the_command_says_what_is_wrong_with_a_file(room, tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    command = ["notices", "render", str(tmp_path / "a.txt"), "--form", "letter", "--organ", "工会", "-o", str(tmp_path / "a.pdf")]
    done = room.test_cli_runner().invoke(args=command)
    assert done.exit_code == 1 and done.output.startswith("Error: ")


def test_dates_have_arabic_digits_without_leading_zeros(type_):
    assert "2026年3月8日" in lay_out(paper(dated=date(2026, 3, 8)), type_).text
