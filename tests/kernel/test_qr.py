import re

import pytest

from unionweb.kernel import qr

DOOR = "http://union.haichuan.edu.cn/door/Zk3-xYq0Lw8vB2Td"


def drawn(svg):
    """The modules a path draws, as a set of (x, y)."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    assert all(there == back for *_, there, back in bars)
    return {(int(x) + i, int(y)) for x, y, length, _ in bars for i in range(int(length))}


def test_the_path_draws_exactly_the_black_modules():
    rows = qr.modules(DOOR)
    black = {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert drawn(qr.qr_svg(DOOR, "扫码")) == black


def test_the_three_finders_and_the_fixed_mask_are_there():
    rows = qr.modules(DOOR)
    last = len(rows) - 1
    for x, y in ((0, 0), (last - 6, 0), (0, last - 6)):
        assert all(rows[y][x + i] and rows[y + 6][x + i] and rows[y + i][x] and rows[y + i][x + 6] for i in range(7))
    # Format bits in row 8: level M is 00, mask 3 is 011, both masked by 10101….
    assert [rows[8][x] for x in range(5)] == [bool(int(bit)) for bit in "10110"]


def test_a_quiet_zone_of_four_surrounds_it():
    rows = qr.modules("K")
    assert f'viewBox="-4 -4 {len(rows) + 8} {len(rows) + 8}"' in qr.qr_svg("K", "x")


@pytest.mark.parametrize("label", ['" onload="alert(1)', "<script>", "综合楼 & 208"])
def test_the_label_is_escaped(label):
    svg = qr.qr_svg("K", label)
    assert label not in svg
    assert "aria-label=" in svg


def test_it_stays_small():
    assert len(qr.qr_svg(DOOR, "扫码签到")) < 6000
