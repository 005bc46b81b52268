"""The register of honours: entered out of calls, brought in from files, looked up, taken back."""

import io

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from tests.support.university import add_member
from unionweb.calls.models import Entry, Honour, HonourImport, ImportState, ResultMessage, TeamPerson
from unionweb.calls.queries import honours as queries
from unionweb.calls.rules.honours import COLUMNS, printed_title
from unionweb.calls.rules.kinds import Subject
from unionweb.calls.services import honours as services
from unionweb.calls.services import paperwork
from unionweb.certificates.models import Certificate
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import Sheet, read_table, write_xlsx

OFFICE, AUTHOR, CHAIR, STRANGER = 10003, 10001, 10002, 10005
PAST = [
    (2024, "优秀工会工作者", "", "个人", "李静", "10002", "外国语学院", "", "", "2024-12-30"),
    (2023, "模范教工之家", "", "单位", "外国语学院", "", "外国语学院", "", "省教育工会", ""),
    (2022, "优秀案例", "一等奖", "作品", "王敏", "10001", "外国语学院", "午间一刻", "", ""),
]


def sheet(rows=PAST, columns=COLUMNS) -> tuple:
    return io.BytesIO(write_xlsx([Sheet("荣誉", columns, rows)])), "荣誉.xlsx"


def uploaded(office, **kwargs) -> str:
    return office.post("/honours/imports", {"file": sheet(**kwargs)}, content_type="multipart/form-data").headers["Location"]


def test_a_final_call_is_in_the_register_and_twice_adds_nothing(as_user, inside, at):
    call_id, _ = inside(resulted.honour_final)
    rows = inside(lambda: [(h.name, h.key, h.year, h.issuer, h.full_title) for h in db.session.query(Honour).order_by(Honour.id)])
    assert rows[0] == ("李静", "outstanding_cadre", 2026, "海川大学工会", "优秀工会工作者")
    again = inside(lambda: services.write(services.record_honours)(resulted.call(call_id), "海川大学工会", ACTOR))
    assert again == 0
    assert "优秀工会工作者" in as_user(STRANGER).get("/honours").text


def test_past_years_are_looked_at_then_entered_once(as_user, inside):
    office = as_user(OFFICE)
    path = uploaded(office)
    assert "读到 3 行" in office.get(path).text
    assert inside(lambda: db.session.query(Honour).count()) == 0
    assert office.post(f"{path}/confirmation").status_code == 303
    assert office.post(f"{path}/confirmation").status_code == 409
    assert office.post(f"{uploaded(office)}/confirmation").status_code == 303
    rows = inside(lambda: db.session.query(Honour).order_by(Honour.year).all())
    assert [(h.year, h.member_id, h.unit_id) for h in rows] == [(2022, AUTHOR, 2), (2023, None, 2), (2024, CHAIR, 2)]
    assert rows[2].key == "outstanding_cadre"


def test_a_list_with_problems_enters_nothing(as_user, inside):
    office = as_user(OFFICE)
    path = uploaded(office, rows=[*PAST, ("明年", "", "", "龙", "", "", "", "", "", "很久以前")])
    page = office.get(path).text
    assert "有 1 行有问题" in page
    assert office.post(f"{path}/confirmation").status_code == 409
    assert inside(lambda: db.session.query(Honour).count()) == 0


@pytest.mark.parametrize(("body", "name"), [
    (b"", "a.xlsx"), (b"\xd0\xcf\x11\xe0" + b"x" * 99, "a.xlsx"), (b"PK\x03\x04junk", "a.xlsx"),
    ("姓名\n王敏".encode(), "a.csv"), (b"x", "a.exe"),
])  # fmt: skip
def test_files_that_are_no_list_are_refused(as_user, inside, body, name):
    answer = as_user(OFFICE).post("/honours/imports", {"file": (io.BytesIO(body), name)}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert inside(lambda: db.session.query(HonourImport).count()) == 0


def test_an_import_is_seen_by_whoever_uploaded_it_and_may_be_given_up(as_user, inside):
    from tests.notices.written import CHECKER, add_checker

    inside(add_checker)
    office = as_user(OFFICE)
    path = uploaded(office)
    assert as_user(CHECKER).get(path).status_code == 404
    assert as_user(CHECKER).post(f"{path}/confirmation").status_code == 404
    assert office.post(f"{path}/dropping").status_code == 303
    assert office.get(path).status_code == 404
    assert inside(lambda: db.session.query(HonourImport).one().state) is ImportState.dropped


def test_the_register_is_searched_by_words_of_two_characters_and_exported(as_user, inside):
    office = as_user(OFFICE)
    office.post(f"{uploaded(office)}/confirmation")
    found = as_user(STRANGER).get("/honours?q=午间").text
    assert "午间一刻" in found
    assert "模范教工之家</td>" not in found
    assert "没有找到" in as_user(STRANGER).get("/honours?q=%EF%BC%81").text
    table = read_table(office.get("/honours.xlsx?year=2024").data, "a.xlsx")
    assert [row.cells["工号"] for row in table.rows] == ["10002"]
    assert as_user(STRANGER).get("/honours.xlsx").status_code == 403


@pytest.mark.parametrize("query", ["year=x&unit=9", "subject=龙&title=没有", "page=9999", "q=" + "字" * 500, "year=2024&year=2023"])
def test_odd_filters_find_a_page(as_user, query):
    assert as_user(STRANGER).get(f"/honours?{query}").status_code == 200


def test_a_person_and_a_unit_have_their_pages(as_user, inside):
    office = as_user(OFFICE)
    office.post(f"{uploaded(office)}/confirmation")
    stranger = as_user(STRANGER)
    assert "优秀工会工作者" in stranger.get(f"/honours/people/{CHAIR}").text
    assert "模范教工之家" in stranger.get("/library/units/2").text
    assert stranger.get("/honours/people/10008").status_code == 404, "who has none has no page for others"
    assert stranger.get(f"/honours/people/{STRANGER}").status_code == 200
    assert stranger.get("/honours/people/99999").status_code == 404


def test_an_honour_taken_back_stays_with_the_reason(as_user, inside):
    office = as_user(OFFICE)
    office.post(f"{uploaded(office)}/confirmation")
    id = inside(lambda: db.session.query(Honour).filter_by(member_id=CHAIR).one().id)
    assert as_user(CHAIR).post(f"/honours/{id}/revocation", {"reason": "x"}).status_code == 403
    assert office.post(f"/honours/{id}/revocation", {"reason": ""}).status_code == 422
    assert office.post(f"/honours/{id}/revocation", {"reason": "登记错了"}).status_code == 303
    assert office.post(f"/honours/{id}/revocation", {"reason": "再来"}).status_code == 409
    assert "登记错了" in office.get("/honours").text
    page = as_user(STRANGER).get("/honours").text
    assert "已撤销" in page
    assert "登记错了" not in page
    assert as_user(STRANGER).get(f"/honours/people/{CHAIR}").status_code == 404


def test_a_register_of_many_asks_as_much_as_of_one(as_user, inside, statements):
    office = as_user(OFFICE)
    office.post(f"{uploaded(office, rows=PAST[:1])}/confirmation")
    few = statements(lambda: office.get("/honours"))
    rows = [(2000 + n % 20, f"荣誉{n}", "", "个人", f"人{n}", "", "外国语学院", "", "", "") for n in range(60)]
    office.post(f"{uploaded(office, rows=rows)}/confirmation")
    assert len(statements(lambda: office.get("/honours"))) == len(few)


def test_the_honour_of_a_team_is_its_units_and_on_the_pages_of_its_people(as_user, inside, at):
    def given():
        call_id, entries = resulted.nominated("vanguard_team", Subject.team, title="2026年教工先锋号评选")
        db.session.add(TeamPerson(entry_id=entries[0], member_id=AUTHOR, sort=1, is_leader=True))
        db.session.add(TeamPerson(entry_id=entries[0], member_id=STRANGER, sort=2))
        db.session.commit()
        resulted.ended(call_id)
        return call_id

    call_id = inside(given)
    assert [h.name for h in inside(lambda: queries.honours_of_unit(2))] == ["李静团队"]
    assert "李静团队，负责人" in as_user(CHAIR).get(f"/honours/people/{AUTHOR}").text
    assert "李静团队，成员" in as_user(CHAIR).get(f"/honours/people/{STRANGER}").text
    assert as_user(STRANGER).get(f"/honours/people/{CHAIR}").status_code == 404, "who only sent it in has nothing"
    told = inside(lambda: {row.member_id: row.body for row in db.session.query(ResultMessage).filter_by(call_id=call_id)})
    assert "恭喜：李静团队" in told[AUTHOR]
    team = inside(lambda: queries.honours_of_unit(2)[0].id)
    inside(lambda: services.revoke(team, "查实有误", ACTOR))
    assert as_user(CHAIR).get(f"/honours/people/{AUTHOR}").status_code == 404


def test_the_honour_of_a_family_is_on_the_page_of_whose_family_it_is(as_user, inside, at):
    def given():
        call_id, entries = resulted.nominated("most_beautiful_family", Subject.family, title="2026年最美家庭评选")
        for id, member_id in zip(entries, (CHAIR, AUTHOR), strict=True):
            row = db.session.get(Entry, id)
            row.nominee_member_id, row.nominee_name, row.unit_id = member_id, "同名家庭", 2
        db.session.commit()
        resulted.ended(call_id)

    inside(given)
    page = as_user(STRANGER).get(f"/honours/people/{CHAIR}").text
    assert "最美家庭" in page
    assert "同名家庭" in page
    assert "最美家庭" in as_user(STRANGER).get(f"/honours/people/{AUTHOR}").text, "two families of one name are two"


@pytest.mark.parametrize(("title", "printed"), [
    ("2026年度工会特色亮点工作案例征集", "工会特色亮点工作案例"), ("2026年工会优秀调研成果评选", "工会优秀调研成果"),
    ("2026 年书画摄影作品征集评选活动", "书画摄影作品"), ("工会故事", "工会故事"), ("2026年征集", "征集"),
    ("二〇二六年度师德故事征集", "师德故事"),
])  # fmt: skip
def test_what_is_printed_says_neither_the_year_twice_nor_how_it_came(title, printed):
    assert (printed_title(title) or title) == printed


def test_honour_and_certificate_of_a_work_bear_its_name_and_the_year_once(inside, at):
    call_id, _ = inside(lambda: resulted.final(title="2026年度工会特色亮点工作案例征集"))
    inside(lambda: paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, site="https://x.example"))
    titles = inside(lambda: {h.full_title for h in db.session.query(Honour)})
    assert titles == {"工会特色亮点工作案例（一等奖）", "工会特色亮点工作案例（二等奖）"}
    values = inside(lambda: [c.values for c in db.session.query(Certificate)])
    assert {one["项目"] for one in values} == {"工会特色亮点工作案例"}


def test_a_list_that_is_not_there_is_refused(inside):
    with pytest.raises(Refused):
        inside(lambda: services.drop_import(999, ACTOR))


def test_a_list_without_staff_numbers_and_the_same_with_them_is_one_register(as_user, inside):
    office = as_user(OFFICE)
    bare = [(*row[:5], "", *row[6:]) for row in PAST]
    for rows in (bare, PAST, bare, PAST):
        assert office.post(f"{uploaded(office, rows=rows)}/confirmation").status_code == 303
    assert inside(lambda: [h.member_id for h in db.session.query(Honour).order_by(Honour.year)]) == [AUTHOR, None, CHAIR]


def test_two_people_of_one_name_have_an_honour_each(as_user, inside):
    inside(lambda: (add_member(20077, "李静", unit=2), db.session.commit()))
    office = as_user(OFFICE)
    rows = [PAST[0], (*PAST[0][:5], "20077", *PAST[0][6:])]
    for _ in range(2):
        office.post(f"{uploaded(office, rows=rows)}/confirmation")
    assert inside(lambda: sorted(h.member_id for h in db.session.query(Honour))) == [CHAIR, 20077]


def test_a_number_of_somebody_else_is_pointed_out_and_enters_nothing(as_user, inside):
    office = as_user(OFFICE)
    path = uploaded(office, rows=[(*PAST[0][:5], str(STRANGER), *PAST[0][6:])])
    assert "不是这个姓名" in office.get(path).text
    assert office.post(f"{path}/confirmation").status_code == 409
    assert inside(lambda: db.session.query(Honour).count()) == 0


def test_rows_that_repeat_another_are_named_and_counted_once(as_user, inside):
    office = as_user(OFFICE)
    other_issuer = (2024, "优秀工会工作者", "", "个人", "李静", "10002", "外国语学院", "", "省教育工会", "")
    path = uploaded(office, rows=[*PAST, PAST[1], other_issuer, (2021, "模范教工之家", "", "单位", "法学院", "", "法学院", "", "", "")])
    page = office.get(path).text
    assert "第 5 行与第 3 行相同，只记一次" in page
    assert "第 6 行与第 2 行是同一项荣誉，只记前面那一行" in page
    assert page.count("只记一次") == 2, "the row, and once for all"
    assert "登记这 4 项" in page
    said = office.post(f"{path}/confirmation", follow_redirects=True).text
    assert "登记了 4 项，名单里重复的 2 行没有再记" in said
    kept = inside(lambda: db.session.query(Honour).filter_by(member_id=CHAIR).one())
    assert kept.issuer != "省教育工会", "the first row counts"


def test_two_people_of_one_name_with_their_numbers_are_two(as_user, inside):
    inside(lambda: (add_member(20001, "李静", unit=2), db.session.commit()))
    same = (2024, "优秀工会工作者", "", "个人", "李静", "20001", "外国语学院", "", "", "2024-12-30")
    path = uploaded(as_user(OFFICE), rows=[PAST[0], same])
    page = as_user(OFFICE).get(path).text
    assert "只记" not in page
    assert "登记这 2 项" in page
