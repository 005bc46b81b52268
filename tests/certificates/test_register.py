"""The register of certificates: every number in it, found as typed, the same cost for any length."""


import pytest
from sqlalchemy import select

from tests.certificates.issued import SITE, Acting, add_issued
from unionweb.certificates import queries, services
from unionweb.certificates.models import Certificate
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table


def test_the_register_has_every_number_whatever_became_of_it(as_user, inside):
    inside(lambda: add_issued("王敏，外国语学院\n李静，机械学院\n何言，心理中心"))
    first, second, _ = inside(lambda: list(db.session.scalars(select(Certificate.id).order_by(Certificate.number))))
    inside(lambda: services.revoke(first, "名单有误", Acting()))
    inside(lambda: services.reissue(second, {"姓名": "李婧"}, "字写错了", Acting(), site=SITE))
    office = as_user(10003)
    page = office.get("/certificates/register?year=2026").text
    assert all(f"工证〔2026〕{n}号" in page for n in (1, 2, 3, 4)) and "有 <b>4</b> 张" in page and "换成 工证〔2026〕4号" in page
    assert "有 <b>1</b> 张" in office.get("/certificates/register?year=2026&state=revoked").text
    assert "有 <b>2</b> 张" in office.get("/certificates/register?year=2026&q=机械学院").text
    assert "没有找到" in office.get("/certificates/register?year=2026&q=没有的人").text
    assert "还没有颁发过" not in office.get("/certificates/register?year=2025").text
    table = read_table(office.get("/certificates/register.xlsx?year=2026").data, "a.xlsx", max_rows=100)
    rows = [(row.cells["编号"], row.cells["状态"], row.cells["换发的编号"]) for row in table.rows]
    assert rows[0] == ("工证〔2026〕1号", "已撤销", "") and rows[1] == ("工证〔2026〕2号", "已换发", "工证〔2026〕4号") and len(rows) == 4


def test_a_word_of_the_register_is_found_as_it_is_typed(as_user, inside):
    inside(lambda: add_issued("100%优秀\n百分之百"))
    office = as_user(10003)
    assert "有 <b>1</b> 张" in office.get("/certificates/register?year=2026&q=%25").text
    assert "没有找到" in office.get("/certificates/register?year=2026&q=_").text


@pytest.mark.parametrize("query", ["year=0", "year=99999999999", "kind=x&state=y", "page=-1&year=2026", "q=" + "长" * 500])
def test_an_odd_register_is_still_a_page(as_user, query):
    assert as_user(10003).get(f"/certificates/register?{query}").status_code == 200


def test_the_register_asks_the_same_for_one_and_for_thirty(as_user, inside, statements):
    inside(lambda: add_issued("王敏"))
    office = as_user(10003)
    office.get("/certificates/register?year=2026")
    few = len(statements(lambda: office.get("/certificates/register?year=2026")))
    inside(lambda: add_issued("\n".join(f"教师{n}" for n in range(29))))
    first = inside(lambda: queries.certificate_by_serial("工证〔2026〕1号", "王敏").id)
    inside(lambda: services.reissue(first, {"姓名": "王㛃"}, "写错了", Acting(), site=SITE))
    assert len(statements(lambda: office.get("/certificates/register?year=2026"))) == few
