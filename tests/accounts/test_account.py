from tests.support.university import add_member, grant
from unionweb.accounts.rules import Role
from unionweb.kernel.extensions import db


def test_own_page_shows_what_the_union_keeps(as_user):
    page = as_user(10002).get("/account").text
    assert "外国语学院" in page and "199990010002" in page and "主席，外国语学院" in page
    assert "还没有人看过" in page


def test_own_page_shows_nothing_of_others(as_user, inside):
    inside(lambda: (add_member(20001, "张三"), db.session.commit()))
    as_user(10003).post("/people/20001/phone")
    page = as_user(10001).get("/account").text
    assert "张三" not in page and "还没有人看过" in page


def test_own_page_costs_the_same_with_many_roles(as_user, inside, statements):
    browser = as_user(10002)
    few = statements(lambda: browser.get("/account"))

    def many():
        for unit in (3, 4, 5):
            grant(10002, Role.liaison, unit_id=unit)
        db.session.commit()

    inside(many)
    assert len(statements(lambda: browser.get("/account"))) == len(few)
