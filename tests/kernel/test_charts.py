from xml.etree import ElementTree

import pytest

from unionweb.kernel import charts

VALUES = [[0, 24, None], [49, 71, 100]]
ROWS, COLS = ["9:00", "10:00"], ["一", "二", "三"]


def test_heat_shows_every_number_and_a_dash_where_there_is_none():
    svg = ElementTree.fromstring(charts.heat(VALUES, ROWS, COLS, "使用率"))
    texts = [t.text for t in svg.iter("text")]
    assert texts == ["一", "二", "三", "9:00", "0", "24", "–", "10:00", "49", "71", "100"]
    assert [r.get("class") for r in svg.iter("rect")] == ["q0", "q1", "q0", "q2", "q4", "q5"]


def test_heat_writes_light_on_the_dark_cells_only():
    svg = ElementTree.fromstring(charts.heat(VALUES, ROWS, COLS, "使用率"))
    assert [t.text for t in svg.iter("text") if t.get("class") == "inv"] == ["71", "100"]


def test_heat_has_no_style_and_no_handler():
    svg = charts.heat(VALUES, ROWS, COLS, "使用率")
    assert "style" not in svg
    assert 'role="img" aria-label="使用率"' in svg


def test_level_has_six_steps():
    assert [charts.level(v) for v in (None, 0, 1, 29, 30, 50, 70, 90, 100)] == [0, 0, 1, 1, 2, 3, 4, 5, 5]


def test_names_and_labels_are_escaped():
    nasty = '<b>"&'
    svg = charts.heat([[1]], [nasty], [nasty], nasty)
    assert nasty not in svg
    assert [t.text for t in ElementTree.fromstring(svg).iter("text")][:2] == [nasty, nasty]


def test_heat_of_nothing_is_an_empty_picture():
    assert ElementTree.fromstring(charts.heat([], [], COLS, "x")).get("viewBox") == "0 0 208 26"


def test_heat_refuses_a_row_too_many():
    with pytest.raises(ValueError, match="longer"):
        charts.heat([[1], [2]], ["9:00"], ["一"], "x")


def test_the_file_stands_alone():
    body = charts.heat_file(VALUES, ROWS, COLS, title="妈妈小屋 <9月>", foot="单位 %")
    svg = ElementTree.fromstring(body)
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == "妈妈小屋 <9月>"
    assert "q5{fill-opacity:1}" in svg.findtext("{http://www.w3.org/2000/svg}style")


@pytest.mark.parametrize(("share", "width"), [(0.5, "36"), (0, "0"), (None, "0"), (1.4, "72"), (-1, "0")])
def test_bar_stays_on_its_track(share, width):
    svg = ElementTree.fromstring(charts.bar(share))
    assert [r.get("width") for r in svg.iter("rect")] == ["72", width]
