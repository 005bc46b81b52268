import pytest
from sqlalchemy import select

from tests.support.university import add_member
from unionweb.accounts.models import Member, Unit, UnitKind
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db

BRANCH = {"kind": "branch_union", "name": "数学学院", "parent": "0", "campus": "1", "sort": "7"}


def unit(name):
    return db.session.scalar(select(Unit).where(Unit.name == name))


def group(name="第一小组", parent=2, id=30):
    db.session.add(Unit(id=id, kind=UnitKind.group, name=name, parent_id=parent))
    db.session.commit()


def test_tree_counts_members_and_newcomers(as_user, inside):
    def people():
        group()
        add_member(20001, "张三", group_id=30)
        db.session.commit()

    inside(people)
    page = as_user(10003).get("/units").text
    row = page.split("外国语学院 /")[1].split("</tr>")[0]
    assert "第一小组" in row and ">1</td>" in row and "给第一小组发一次性密码" in row


def test_tree_costs_the_same_for_few_and_many_units(as_user, inside, statements):
    browser = as_user(10003)
    few = statements(lambda: browser.get("/units"))
    inside(lambda: [group(f"第{n}小组", id=100 + n) for n in range(30)])
    assert len(statements(lambda: browser.get("/units"))) == len(few)


@pytest.mark.parametrize(("staff_no", "see", "change"), [(10003, 200, 200), (10004, 200, 403), (10002, 403, 403), (10001, 403, 403)])
def test_who_sees_and_changes_units(as_user, staff_no, see, change):
    browser = as_user(staff_no)
    assert browser.get("/units").status_code == see
    assert browser.get("/units/new").status_code == change
    assert browser.get("/units/2/edit").status_code == change
    if change == 403:
        assert browser.post("/units", BRANCH).status_code == browser.post("/units/2", BRANCH).status_code == 403


def test_a_branch_union_is_added_below_the_union(as_user, inside):
    assert as_user(10003).post("/units", BRANCH).status_code == 303
    added = inside(lambda: unit("数学学院"))
    assert (added.kind, added.parent_id, added.campus_id, added.sort) == (UnitKind.branch_union, 1, 1, 7)
    assert inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "unit")).one()).to_state == "数学学院"


def test_a_womens_committee_stands_beside(as_user, inside):
    as_user(10003).post("/units", BRANCH | {"kind": "womens_committee", "name": "妇女委员会", "campus": "0"})
    assert inside(lambda: unit("妇女委员会")).parent_id is None
    assert "妇女委员会" in as_user(10003).get("/units").text


def test_a_group_needs_its_branch_union(as_user, inside):
    refused = as_user(10003).post("/units", BRANCH | {"kind": "group", "name": "第一小组"})
    assert refused.status_code == 409 and "要在一个基层工会下面" in refused.text
    as_user(10003).post("/units", BRANCH | {"kind": "group", "name": "第一小组", "parent": "2"})
    assert inside(lambda: unit("第一小组")).parent_id == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "university_union"), ("kind", "x"), ("name", ""), ("name", "长" * 61), ("parent", "x"), ("campus", "9"),
        ("sort", "-1"), ("sort", "a"),
    ],
)  # fmt: skip
def test_wrongly_filled_units_are_told(as_user, inside, field, value):
    answer = as_user(10003).post("/units", BRANCH | {field: value})
    assert answer.status_code == 422
    assert inside(lambda: unit("数学学院")) is None


def test_names_stay_unique(as_user, inside):
    inside(group)
    browser = as_user(10003)
    assert browser.post("/units", BRANCH | {"name": "法学院"}).status_code == 409
    assert browser.post("/units/2", {"name": "法学院", "campus": "1", "sort": "0"}).status_code == 409
    assert browser.post("/units", BRANCH | {"kind": "group", "name": "第一小组", "parent": "2"}).status_code == 409
    assert browser.post("/units", BRANCH | {"kind": "group", "name": "第一小组", "parent": "3"}).status_code == 303


def test_renaming_keeps_kind_and_place(as_user, inside):
    assert as_user(10003).post("/units/2", {"name": "外语学院", "campus": "0", "sort": ""}).status_code == 303
    renamed = inside(lambda: unit("外语学院"))
    assert (renamed.id, renamed.kind, renamed.parent_id, renamed.campus_id) == (2, UnitKind.branch_union, 1, None)
    event = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "unit")).one())
    assert (event.from_state, event.to_state) == ("外国语学院", "外语学院")


def test_a_group_moves_with_its_people(as_user, inside):
    def people():
        group()
        add_member(20001, "张三", group_id=30)
        db.session.commit()

    inside(people)
    assert "1 位会员一起过去" in as_user(10003).get("/units/30/edit").text
    assert as_user(10003).post("/units/30", {"name": "第一小组", "parent": "3", "campus": "0", "sort": "0"}).status_code == 303
    moved = inside(lambda: db.session.get(Member, 20001))
    assert (moved.unit_id, moved.group_id) == (3, 30)


def test_unknown_units_are_not_found(as_user):
    assert as_user(10003).get("/units/99/edit").status_code == 404
    assert as_user(10003).post("/units/99", BRANCH).status_code == 404
