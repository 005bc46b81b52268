import pytest
from sqlalchemy import select

from tests.accounts.rosters import Office, everyone
from tests.support.university import COAST, WEST, add_member, grant
from unionweb.accounts import queries
from unionweb.accounts.models import EmploymentStatus, Member, RoleGrant
from unionweb.accounts.rules import Role
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table


def some_members():
    add_member(20001, "张三")
    add_member(20002, "单思远", campus=WEST, unit=5)
    add_member(20003, "仇若兰", campus=COAST, unit=3, status=EmploymentStatus.retired)
    add_member(20004, "吕娜", status=EmploymentStatus.dispatched)
    add_member(20005, "百分号%")
    db.session.commit()


def names(page):
    rows = page.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page.text else ""
    return [part.split("</a>")[0].split(">")[-1] for part in rows.split('data-th="姓名">')[1:]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张三", ["张三"]),
        ("张 三", ["张三"]),
        ("zs", ["张三", "赵岚"][:1]),
        ("zhangsan", ["张三"]),
        ("ZHANG San", ["张三"]),
        ("shansiyuan", ["单思远"]),
        ("ssy", ["单思远"]),
        ("20002", ["单思远"]),
        ("２０００２", ["单思远"]),
        ("luna", ["吕娜"]),
        ("lvna", ["吕娜"]),
        ("%", ["百分号%"]),
        ("_", []),
        ("·", []),
        ("'; drop table member", []),
    ],
)
def test_search_finds_by_name_number_pinyin_and_initials(as_user, inside, typed, found):
    inside(some_members)
    assert names(as_user(10003).get("/people", query_string={"q": typed})) == found


def test_status_filter_shows_who_works_here_unless_asked(as_user, inside):
    inside(some_members)
    browser = as_user(10003)
    assert "仇若兰" not in browser.get("/people").text
    assert "吕娜" in browser.get("/people").text
    assert names(browser.get("/people?status=retired")) == ["仇若兰"]
    assert names(browser.get("/people?status=left")) == []
    assert "仇若兰" in browser.get("/people?status=all").text


def test_campus_and_unit_filters_join(as_user, inside):
    inside(some_members)
    browser = as_user(10003)
    assert names(browser.get(f"/people?campus={WEST}&unit=5")) == ["单思远", "郑评"]
    assert names(browser.get(f"/people?campus={WEST}&unit=5&q=ssy")) == ["单思远"]


def test_sorting_by_each_head_in_both_directions(as_user):
    browser = as_user(10003)
    assert names(browser.get("/people?sort=staff_no"))[0] == "王敏"
    assert names(browser.get("/people?sort=-staff_no"))[0] == "郑评"
    assert names(browser.get("/people?sort=name"))[0] == "何言"
    assert names(browser.get("/people?sort=unit"))[:2] == ["李静", "王敏"]
    assert 'aria-sort="descending"' in browser.get("/people?sort=-name").text


@pytest.mark.parametrize("query", ["campus=99", "campus=x", "unit=1", "status=gone", "sort=id", "q=a&q=b", "q=" + "长" * 61])
def test_a_filter_out_of_range_is_told_and_shows_nobody(as_user, query):
    answer = as_user(10003).get(f"/people?{query}")
    assert answer.status_code == 422
    assert "王敏" not in answer.text


def test_page_number_past_the_end_shows_the_last_page(as_user):
    assert "王敏" in as_user(10003).get("/people?page=99").text
    assert as_user(10003).get("/people?page=-1&q=").status_code == 200


def test_htmx_gets_the_fragment_alone(as_user):
    answer = as_user(10003, htmx=True).get("/people?q=wm")
    assert answer.text.lstrip().startswith('<div class="stack" id="people-found"')
    assert "王敏" in answer.text


def test_nothing_found_names_the_way_out(as_user):
    answer = as_user(10003).get("/people?q=zhangsanf&campus=2")
    assert "没有找到“zhangsanf”" in answer.text
    assert "在全部校区找" in answer.text


def test_typed_text_is_escaped(as_user):
    answer = as_user(10003).get("/people", query_string={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text


def test_unit_officers_see_their_own_unit_only(as_user, inside):
    inside(some_members)
    browser = as_user(10002)
    assert set(names(browser.get("/people?status=all"))) == {"王敏", "李静", "张三", "吕娜", "百分号%"}
    assert names(browser.get("/people?q=周外&status=all")) == []
    assert browser.get("/people?unit=3").status_code == 422


def test_officers_of_a_group_see_the_group(inside):
    def look():
        add_member(20001, "张三", group_id=None)
        grant(20001, Role.liaison, unit_id=3)
        db.session.commit()
        roles = tuple(db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == 20001)))
        liaison = type("Liaison", (), {"id": 20001, "roles": roles})
        return [m.name for m in db.session.scalars(select(Member).where(queries.visible_to(liaison)))]

    assert inside(look) == ["周外"]


@pytest.mark.parametrize("staff_no", [10001, 10005, 10006, 10007, 10008])
def test_others_may_not_open_the_list(as_user, staff_no):
    browser = as_user(staff_no)
    assert browser.get("/people").status_code == 403
    assert browser.post("/people/exports", {"format": "xlsx"}).status_code == 403


def test_who_never_signed_in_is_marked(as_user, inside):
    inside(some_members)
    page = as_user(10003).get("/people?q=张三")
    assert "还没登录过" in page.text
    assert "还没登录过" not in as_user(10003).get("/people?q=王敏").text


def test_the_list_costs_the_same_for_one_and_thirty_rows(as_user, inside, statements):
    browser = as_user(10003)
    few = statements(lambda: browser.get("/people?q=王敏"))

    def many():
        for number in range(30001, 30041):
            add_member(number, "丁一")
            grant(number, Role.group_leader, unit_id=2)
        db.session.commit()

    inside(many)
    full = statements(lambda: browser.get("/people?q=丁一"))
    assert len(few) == len(full)


def export(browser, **filters):
    return browser.post("/people/exports", {"format": "xlsx", **filters})


def test_export_holds_the_filtered_people_and_is_noted(as_user, inside):
    inside(some_members)
    answer = export(as_user(10003), unit="5")
    table = read_table(answer.data, "a.xlsx")
    assert [row.cells["姓名"] for row in table.rows] == ["单思远", "郑评"]
    assert table.header == queries.HEADER
    noted = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "exported")).one())
    assert noted.detail == {"count": 2, "filters": {"unit": "5"}}
    assert answer.headers["Cache-Control"] == "no-store"


def test_export_as_csv_disarms_formulas(as_user, inside):
    inside(lambda: (add_member(20001, "=HYPERLINK(1)"), db.session.commit()))
    answer = export(as_user(10003), format="csv")
    assert "'=HYPERLINK(1)" in answer.data.decode("utf-8-sig")


def test_export_of_a_unit_officer_is_their_unit(as_user):
    table = read_table(export(as_user(10002)).data, "a.xlsx")
    assert {row.cells["基层工会"] for row in table.rows} == {"外国语学院"}


def test_export_with_a_bad_filter_or_format_is_refused(as_user):
    assert export(as_user(10003), unit="99").status_code == 422
    assert export(as_user(10003), format="pdf").status_code == 422
    assert as_user(10003).post("/people/exports").status_code == 422


def test_export_cannot_be_asked_for_with_get(as_user):
    assert as_user(10003).get("/people/exports").status_code == 405


def test_exported_rows_are_roster_rows(inside):
    assert inside(everyone)[0] == ["10001", "王敏", "女", "东校区", "外国语学院", None, "在职", "199990010001", None, None]
    assert Office.id == 10003
