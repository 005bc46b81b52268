"""The summary 汇总表 on paper: nothing outside the margins, nothing lost, rows that go on over pages, no fonts."""

import numpy as np
import pypdfium2
import pytest

from tests.calls import resulted
from unionweb.calls.papers import summary
from unionweb.kernel import fonts
from unionweb.kernel.fonts import FontsMissing

DPI = 100
MM = 25.4 / DPI
HEADS = ["序号", "推荐单位", "姓名", "主要事迹"]
LONG = "在平凡的岗位上做了许多看得见的实事" * 280  # about four pages in its column
FOOT = 195.0  # mm from the top: below it only the number of the page


def rows_with(*long):
    return [[n, f"第{n}学院分工会", "王敏", LONG if n in long else "认真负责"] for n in range(1, 9)]


def printed(rows, heads=HEADS):
    return pypdfium2.PdfDocument(summary.print_summary("优秀工会工作者汇总表", "2026 年", heads, rows))


def outside(page):
    """Whether there is ink left or right of the table, above the page's top, or between the table and the page number."""
    dark = (page.render(scale=DPI / 72).to_numpy() < 200).any(axis=2)

    def at(mm):
        return int(mm / MM)

    table = dark[: at(FOOT)]
    left, right = table[:, : at(summary.LEFT - 1)], table[:, at(summary.LEFT + summary.ROOM + 1) :]
    below, top = dark[at(summary.BOTTOM + 1) : at(FOOT)], dark[: at(summary.TOP - 1)]
    return [name for name, part in (("left", left), ("right", right), ("below", below), ("top", top)) if part.any()]


def words(document):
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("long", [(1,), (4,), (8,), (2, 3)])
def test_a_row_taller_than_a_page_goes_on_inside_the_margins(app, long):
    with app.app_context(), printed(rows_with(*long)) as document:
        assert [outside(page) for page in document] == [[]] * len(document)
        assert len(document) > 2 and "（续）" in words(document)
        assert words(document).count("实") == LONG.count("实") * len(long)


def test_rows_that_fit_are_not_broken(app):
    with app.app_context(), printed([[n, "外国语学院分工会", "王敏", "认真" * 120] for n in range(40)]) as document:
        assert [outside(page) for page in document] == [[]] * len(document)
        assert "（续）" not in words(document)
        assert np.ptp([page.get_size()[0] for page in document]) == 0


def test_many_narrow_columns_stay_inside(app):
    heads = [f"栏目{n}" for n in range(14)]
    with app.app_context(), printed([["很长的一格内容" * 30] * 14] * 3, heads) as document:
        assert [outside(page) for page in document] == [[]] * len(document)


def test_without_fonts_the_paper_is_refused_in_words(as_user, inside, monkeypatch):
    call_id, _ = inside(resulted.final)

    def missing():
        raise FontsMissing("No font for 宋体")

    monkeypatch.setattr(fonts, "library", missing)
    answer = as_user(resulted.OFFICE).get(f"/calls/{call_id}/summary.pdf")
    assert answer.status_code == 503 and "还不能排版" in answer.text
