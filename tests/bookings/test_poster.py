from datetime import datetime

import pytest

from tests.bookings.made import OPEN_POINT, add_open_service
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.bookings.models import ServicePoint
from unionweb.common import settings
from unionweb.kernel import qr
from unionweb.kernel.extensions import db


def path_on(page):
    """What the QR code on a poster draws."""
    return page.partition('<svg class="qr"')[2].partition('d="')[2].partition('"')[0]


def test_the_code_leads_to_the_door(as_user):
    page = as_user(10007).get("/points/1/poster").text
    assert path_on(page) == qr.path_of(qr.modules("http://localhost/door/door-1"))


def test_the_base_url_of_the_installation_goes_before_the_host_asked_for(app, as_user):
    app.config["BASE_URL"] = "https://union.haichuan.edu.cn"
    page = as_user(10007).get("/points/1/poster").text
    assert path_on(page) == qr.path_of(qr.modules("https://union.haichuan.edu.cn/door/door-1"))


def test_a_room_with_walk_ins_says_so(as_user):
    page = as_user(10007).get("/points/1/poster").text
    for words in ("妈妈小屋", "东校区 综合楼 208", "开始前后 10 分钟内扫码签到", "现在使用", "当天带走", "值守人 吴舍", "工会 60312"):
        assert words in page


def test_the_words_follow_the_settings(as_user, inside):
    inside(lambda: [settings.put(*one) for one in (("mother_room.fridge_hours", 48), ("booking.release_after", 20))])
    page = as_user(10003).get("/points/1/poster").text
    assert "最多放 48 小时" in page
    assert "开始前 10 分钟到开始后 20 分钟内扫码签到" in page


def test_a_confidential_door_does_not_tell_what_is_behind_it(as_user, inside):
    inside(lambda: (grant(10005, Role.keeper, point_id=3), db.session.commit()))
    for staff_no in (10003, 10005):
        page = as_user(staff_no).get("/points/3/poster").text
        assert "<h1>预约签到</h1>" in page
        assert "东校区 职工之家 301" in page
        assert not [word for word in ("心理", "向日葵", "咨询", "何言", "谈话", "面谈", "冰箱", "妈妈") if word in page]


def test_a_service_without_walk_ins_asks_to_book(as_user, inside):
    inside(add_open_service)
    page = as_user(10003).get(f"/points/{OPEN_POINT}/poster").text
    assert "现在使用" not in page
    assert "先在内网约一个时间再来" in page


@pytest.mark.parametrize(("staff_no", "point", "status"), [
    (10001, 1, 403), (10004, 1, 403), (10006, 3, 403), (10007, 2, 404), (10007, 3, 404), (10003, 2, 200), (10003, 9, 404),
])  # fmt: skip
def test_keepers_and_the_office_print_posters(as_user, staff_no, point, status):
    assert as_user(staff_no).get(f"/points/{point}/poster").status_code == status


def test_a_withdrawn_point_has_no_poster(as_user, inside):
    def withdraw():
        db.session.get(ServicePoint, 1).withdrawn_at = datetime(2026, 9, 1)
        db.session.commit()

    inside(withdraw)
    assert as_user(10003).get("/points/1/poster").status_code == 404


def test_what_the_office_typed_is_escaped(as_user, inside):
    def rename():
        db.session.get(ServicePoint, 3).place = '<b>"301"'
        db.session.commit()

    inside(rename)
    page = as_user(10003).get("/points/3/poster").text
    assert "<b>&#34;301" not in page
    assert '&lt;b&gt;&#34;301&#34;' in page
