"""Campuses: the list, adding, renaming, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from unionweb.accounts import services
from unionweb.accounts.models import Campus, Member, Unit, UnitKind
from unionweb.common.audit import AuditEvent
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


def campus(name):
    return db.session.scalar(select(Campus).where(Campus.name == name))


def names():
    return list(db.session.scalars(select(Campus.name).order_by(Campus.sort, Campus.id)))


def events():
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "campus")))


def test_list_counts_members_and_units_and_leads_to_them(as_user):
    page = as_user(10003).get("/campuses").text
    row = page.split("滨海校区</a>")[1].split("</tr>")[0]
    assert 'data-th="会员">1<' in row
    assert 'data-th="单位">1<' in row
    assert 'href="/people?campus=3"' in page
    assert 'href="/campuses"' in as_user(10003).get("/units").text


def test_list_counts_nobody_who_left(as_user, inside):
    inside(lambda: (db.session.query(Member).filter_by(id=10005).update({"left_at": func.current_timestamp()}), db.session.commit()))
    row = as_user(10003).get("/campuses").text.split("滨海校区</a>")[1].split("</tr>")[0]
    assert 'data-th="会员">0<' in row


def test_list_costs_the_same_for_few_and_many(as_user, inside, statements):
    browser = as_user(10003)
    browser.get("/campuses")
    few = statements(lambda: browser.get("/campuses"))
    inside(lambda: (db.session.add_all(Campus(code=f"c{n}", name=f"{n}号校区", sort=n) for n in range(30)), db.session.commit()))
    browser.get("/campuses")
    assert len(statements(lambda: browser.get("/campuses"))) == len(few)


@pytest.mark.parametrize(
    ("staff_no", "see", "change"), [(10003, 200, 200), (10004, 200, 403), (10002, 403, 403), (10001, 403, 403), (10006, 403, 403)]
)
def test_who_sees_and_changes_campuses(as_user, inside, staff_no, see, change):
    browser = as_user(staff_no)
    assert browser.get("/campuses").status_code == see
    assert browser.get("/campuses/new").status_code == change
    assert browser.get("/campuses/1/edit").status_code == change
    if change == 403:
        assert "添加校区" not in browser.get("/campuses").text
        assert browser.post("/campuses", {"name": "南校区"}).status_code == 403
        assert browser.post("/campuses/1", {"name": "南校区"}).status_code == 403
        assert inside(names) == ["东校区", "西校区", "滨海校区"]


def test_a_campus_is_added_after_the_others_and_can_be_chosen(as_user, inside):
    browser = as_user(10003)
    assert browser.post("/campuses", {"name": " 南 校区 "}).location == "/campuses"
    assert inside(names) == ["东校区", "西校区", "滨海校区", "南校区"]
    event = inside(lambda: events()[0])
    assert (event.action, event.actor_id, event.to_state) == ("added", 10003, "南校区")
    assert "南校区</option>" in browser.get("/people/new").text
    assert "添加了校区“南校区”" in browser.get("/audit").text or "南校区" in browser.get("/audit").text


def test_renaming_shows_everywhere_and_is_written_down(as_user, inside):
    browser = as_user(10003)
    assert browser.post("/campuses/3", {"name": "海滨校区"}).status_code == 303
    assert "海滨校区" in browser.get("/points").text
    event = inside(lambda: events()[0])
    assert (event.action, event.from_state, event.to_state) == ("changed", "滨海校区", "海滨校区")


def test_the_same_name_again_changes_nothing(as_user, inside):
    assert as_user(10003).post("/campuses/3", {"name": "滨海校区"}).status_code == 303
    assert inside(events) == []


@pytest.mark.parametrize("name", ["东校区", "东", " 东 校区"])
def test_names_stay_unique_as_rosters_read_them(as_user, inside, name):
    added = as_user(10003).post("/campuses", {"name": name})
    assert added.status_code == 409
    assert "已经有“东校区”了" in added.text
    assert f'value="{name.strip()}"' in added.text
    renamed = as_user(10003).post("/campuses/3", {"name": name})
    assert renamed.status_code == 409
    assert inside(names) == ["东校区", "西校区", "滨海校区"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "请填名称"),
        ({"name": ""}, "请填名称"),
        ({"name": "  \t"}, "请填名称"),
        ({"name": "\u200b\u202e"}, "请填名称"),
        ({"name": "长" * 21}, "最多"),
        ({"name": "长" * 5000}, "最多"),
        ({"name": "校区"}, "请写是哪个校区"),
        ({"name": "——"}, "请写是哪个校区"),
        ({"name": ["南校区", "北校区"]}, "收到了两个值"),
    ],
)
@pytest.mark.parametrize("path", ["/campuses", "/campuses/3"])
def test_wrongly_filled_names_are_told(as_user, inside, path, typed, words):
    answer = as_user(10003).post(path, data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert inside(names) == ["东校区", "西校区", "滨海校区"]


def test_twenty_characters_fit_and_markup_is_text(as_user, inside):
    assert as_user(10003).post("/campuses", {"name": "长" * 20}).status_code == 303
    as_user(10003).post("/campuses", {"name": "<b>南</b>"})
    page = as_user(10003).get("/campuses").text
    assert "&lt;b&gt;南&lt;/b&gt;" in page
    assert "<b>南</b>" not in page


def test_unknown_campuses_are_not_found(as_user):
    assert as_user(10003).get("/campuses/99/edit").status_code == 404
    assert as_user(10003).post("/campuses/99", {"name": "南校区"}).status_code == 404
    assert as_user(10003).get("/campuses/99999999999/edit").status_code == 404


def test_two_who_add_the_same_campus_at_once_make_one(app, inside):
    """One gets it, the other is told."""
    office = inside(lambda: db.session.get(Member, 10003))

    def add(_):
        with app.app_context():
            try:
                return bool(services.add_campus("南校区", Actor()))
            except Refused as refusal:
                return refusal.reasons[0]

    class Actor:
        id, roles = office.id, ()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(add, range(4)))
    assert sorted(map(str, results)) == ["True", *["已经有“南校区”了，花名册靠名称认校区，请换一个名称。"] * 3]
    assert inside(names).count("南校区") == 1


def test_units_follow_the_campus_they_belong_to(as_user, inside):
    as_user(10003).post("/campuses", {"name": "南校区"})
    new = inside(lambda: campus("南校区").id)
    unit = {"kind": "branch_union", "name": "医学院", "parent": "0", "campus": str(new), "sort": "9"}
    assert as_user(10003).post("/units", unit).status_code == 303
    assert inside(lambda: db.session.scalar(select(Unit.campus_id).where(Unit.kind == UnitKind.branch_union, Unit.name == "医学院"))) == new
