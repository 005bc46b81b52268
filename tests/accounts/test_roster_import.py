import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.accounts.rosters import NEW, confirm, csv, everyone, imports, seen, upload, uploaded, xlsx
from tests.support.university import add_member, grant
from unionweb.accounts.models import EmploymentStatus, ImportState, Member, RoleGrant, RosterImport, Unit, UserSession
from unionweb.accounts.queries import HEADER
from unionweb.accounts.rules import Role
from unionweb.accounts.services.roster import drop_old_uploads
from unionweb.common.audit import AuditEvent
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table


def member(staff_no):
    return db.session.scalar(select(Member).where(Member.staff_no == str(staff_no)))


def count(model=Member, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def people_events():
    wanted = (AuditEvent.subject_kind == "member", AuditEvent.action.in_(("added", "changed", "left")))
    return {(e.subject_id, e.action): e for e in db.session.scalars(select(AuditEvent).where(*wanted))}


def figures(page):
    """The figures of the preview: new, changed, left, faulty, unchanged."""
    parts = page.text.split('<dl class="kpis">')[1].split("</dl>")[0].split("<dd>")[1:]
    return tuple(int(part.split()[0].replace(",", "")) for part in parts)


def changed_rows(inside):
    """All members with one changed and one new, and 周外 missing."""
    rows = inside(everyone)
    rows[0][4] = "法学院"
    return [row for row in rows if row[0] != "10005"] + [NEW]


def test_preview_counts_and_changes_nothing(as_user, inside):
    browser = as_user(10003)
    page = browser.get(uploaded(browser, changed_rows(inside), is_complete="y"))
    assert figures(page) == (1, 1, 1, 0, 6)
    assert "外国语学院</del> → <b>法学院" in page.text and "单思远" in page.text and "周外" in page.text
    assert inside(count) == 8 and inside(people_events) == {}


def test_import_does_all_of_it_in_one_go(as_user, inside):
    browser, stranger = as_user(10003), as_user(10005)
    path = uploaded(browser, changed_rows(inside), is_complete="y")
    done = confirm(browser, path, left_checked="y")
    assert done.status_code == 303
    assert "导入好了" in browser.get(done.location).text
    added, moved, gone = (inside(lambda n=n: member(n)) for n in (20001, 10001, 10005))
    assert (added.pinyin, added.initials, added.birth_year, added.unit_id) == ("shansiyuan", "ssy", 1985, 2)
    assert moved.unit_id == 5 and moved.phone == "199990010001"
    assert gone.left_at and gone.employment_status is EmploymentStatus.left
    assert stranger.get("/account").status_code == 303
    events = inside(people_events)
    assert set(events) == {(added.id, "added"), (10001, "changed"), (10005, "left")}
    assert events[10001, "changed"].detail["changed"] == {"unit_id": ["外国语学院", "法学院"]}
    [batch] = inside(lambda: db.session.scalars(select(AuditEvent).where(AuditEvent.action == "imported")).all())
    assert (batch.actor_id, batch.detail["new"], batch.detail["left"]) == (10003, 1, 1)


def test_without_the_whole_list_nobody_leaves(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, [NEW])
    assert figures(browser.get(path)) == (1, 0, 0, 0, 0)
    confirm(browser, path)
    assert inside(lambda: count(Member, Member.left_at.is_not(None))) == 0


def test_the_same_file_again_changes_nothing(as_user, inside):
    browser = as_user(10003)
    rows = changed_rows(inside)
    confirm(browser, uploaded(browser, rows, is_complete="y"), left_checked="y")
    path = uploaded(browser, rows, is_complete="y")
    page = browser.get(path)
    assert figures(page) == (0, 0, 0, 0, 8) and "没有变化" in page.text and f"{path}/import" not in page.text
    refused = browser.post(f"{path}/import", {"seen": ""})
    assert refused.status_code == 409 and "完全一样" in refused.text


def test_an_export_of_everybody_imports_as_no_change(as_user, inside):
    browser = as_user(10003)
    browser.post("/people/10005/departure", {"on": "2026-09-16", "reason": "调走"})
    for kind in ("xlsx", "csv"):
        body = browser.post("/people/exports", {"format": kind, "status": "all"}).data
        path = upload(browser, body, f"名单.{kind}", is_complete="y").location
        assert figures(browser.get(path)) == (0, 0, 0, 0, 8)


def test_sending_the_confirmation_twice_imports_once(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, [NEW])
    assert confirm(browser, path).status_code == 303
    second = browser.post(f"{path}/import", {"seen": ""})
    assert second.status_code == 409 and "已经导入过了" in second.text
    assert inside(count) == 9
    assert browser.post(f"{path}/drop").status_code == 409


def test_leaving_people_need_the_tick(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, changed_rows(inside), is_complete="y")
    refused = confirm(browser, path)
    assert refused.status_code == 409 and "请先核对 1 位离开的人" in refused.text
    assert inside(count) == 8 and inside(lambda: member(10005)).left_at is None


def test_other_people_leaving_than_those_looked_at_is_refused(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, changed_rows(inside), is_complete="y")
    mark = seen(browser.get(path))
    inside(lambda: (add_member(30001, "后来"), db.session.commit()))
    refused = browser.post(f"{path}/import", {"seen": mark, "left_checked": "y"})
    assert refused.status_code == 409 and "离开的人变了" in refused.text and "后来" in refused.text
    assert inside(lambda: member(30001)).left_at is None


def test_the_import_checks_again_against_what_is_there_now(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, [NEW])
    mark = seen(browser.get(path))

    def meanwhile():
        add_member(20001, "别人", unit=3)
        db.session.commit()

    inside(meanwhile)
    assert browser.post(f"{path}/import", {"seen": mark}).status_code == 303
    assert inside(lambda: member(20001)).name == "单思远"
    assert inside(count) == 9


def test_faulty_rows_are_left_out_and_can_be_downloaded(as_user, inside):
    rows = [NEW, ["2000O", *NEW[1:]], ["20003", "仇若兰", "女", "东校区", "外语学院", "", "", "", "", ""], NEW]
    browser = as_user(10003)
    path = uploaded(browser, rows)
    page = browser.get(path)
    assert figures(page) == (1, 0, 0, 3, 0)
    assert "字母 O" in page.text and "是不是“外国语学院”" in page.text and "和第 2 行工号相同" in page.text
    for _ in range(2):  # before and after the import
        table = read_table(browser.get(f"{path}/faulty.xlsx").data, "a.xlsx")
        assert [row.cells["原来第几行"] for row in table.rows] == ["3", "4", "5"]
        assert "字母 O" in table.rows[0].cells["哪里不对，怎么改"] and table.rows[0].cells["姓名"] == "单思远"
        confirm(browser, path) if inside(count) == 8 else None
    assert inside(count) == 9
    assert "字母 O" in browser.get(path).text and browser.get(f"{path}/faulty").status_code == 200
    assert browser.get(f"{path}/new").status_code == 404


def test_mended_faulty_rows_can_be_uploaded_as_they_are(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, [["2000O", *NEW[1:]]])
    table = read_table(browser.get(f"{path}/faulty.xlsx").data, "a.xlsx")
    rows = [["20000", *list(row.cells.values())[1:]] for row in table.rows]
    again = upload(browser, xlsx(rows, table.header)).location
    assert figures(browser.get(again)) == (1, 0, 0, 0, 0)


def test_people_of_faulty_rows_have_not_left(as_user, inside):
    rows = inside(everyone)
    rows[0][4] = "外语学院"  # unknown unit: the number is known
    rows[1][0] = "1000Z2"  # unreadable number: the name is known
    rows[4][0] = "1O005"
    browser = as_user(10003)
    page = browser.get(uploaded(browser, rows, is_complete="y"))
    assert figures(page) == (0, 0, 0, 3, 5)
    assert "有 2 人只出现在有问题的行里" in page.text


def test_a_wrong_number_does_not_take_the_right_ones_place(as_user):
    browser = as_user(10003)
    page = browser.get(uploaded(browser, [["2000O", *NEW[1:]], ["20000", *NEW[1:]]]))
    assert figures(page) == (1, 0, 0, 1, 0)


def test_groups_are_made_once_and_emptied_on_a_move(as_user, inside):
    browser = as_user(10003)
    rows = inside(everyone)
    rows[0][5] = rows[1][5] = "第一小组"
    path = uploaded(browser, rows)
    assert "会新建 1 个工会小组：外国语学院的“第一小组”" in browser.get(path).text
    confirm(browser, path)
    group = inside(lambda: db.session.scalars(select(Unit).where(Unit.name == "第一小组")).one())
    assert inside(lambda: member(10001)).group_id == inside(lambda: member(10002)).group_id == group.id
    rows[0][4], rows[0][5] = "法学院", ""
    rows[1][5] = ""  # an empty cell leaves her where she is
    confirm(browser, uploaded(browser, rows))
    assert inside(lambda: member(10001)).group_id is None
    assert inside(lambda: member(10002)).group_id == group.id


def test_unknown_branch_unions_are_never_made(as_user, inside):
    browser = as_user(10003)
    before = inside(lambda: count(Unit))
    uploaded(browser, [[*NEW[:4], "太空学院", *NEW[5:]]])
    assert inside(lambda: count(Unit)) == before


def test_a_row_may_say_that_somebody_left_and_that_somebody_is_back(as_user, inside):
    browser = as_user(10003)
    rows = inside(everyone)
    rows[4][6] = "离职"
    path = uploaded(browser, rows)
    assert figures(browser.get(path)) == (0, 0, 1, 0, 7)
    confirm(browser, path, left_checked="y")
    assert inside(lambda: member(10005)).left_at
    rows[4][6] = ""
    confirm(browser, uploaded(browser, rows))
    back = inside(lambda: member(10005))
    assert back.left_at is None and back.employment_status is EmploymentStatus.active


def test_hooks_hear_of_everyone_who_leaves(as_user, inside, monkeypatch):
    called = []
    monkeypatch.setattr("unionweb.accounts.services.leaving.on_leave", [called.extend])
    inside(lambda: (add_member(30001, "甲"), add_member(30002, "乙"), db.session.commit()))
    browser = as_user(10003)
    rows = [row for row in inside(everyone) if row[0] not in {"30001", "30002"}]
    confirm(browser, uploaded(browser, rows, is_complete="y"), left_checked="y")
    assert sorted(called) == [30001, 30002]


def test_all_or_nothing(as_user, inside, monkeypatch):
    def fail(_id):
        raise RuntimeError("hook")

    monkeypatch.setattr("unionweb.accounts.services.leaving.on_leave", [fail])
    browser = as_user(10003)
    path = uploaded(browser, changed_rows(inside), is_complete="y")
    assert confirm(browser, path, left_checked="y").status_code == 500
    assert inside(count) == 8 and inside(lambda: member(10001)).unit_id == 2
    assert inside(people_events) == {} and inside(imports)[-1].state is ImportState.previewed


def test_roles_of_those_who_left_end(as_user, inside):
    inside(lambda: (grant(10005, Role.reviewer), db.session.commit()))
    browser = as_user(10003)
    confirm(browser, uploaded(browser, changed_rows(inside), is_complete="y"), left_checked="y")
    [role] = inside(lambda: db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == 10005)).all())
    assert str(role.valid_until) == "2026-09-15"


def test_nobody_locks_themself_out_by_a_list(as_user, inside):
    browser = as_user(10003)
    without_self = [row for row in inside(everyone) if row[0] != "10003"]
    refused = confirm(browser, uploaded(browser, without_self, is_complete="y"), left_checked="y")
    assert refused.status_code == 409 and "不能把自己标记为离开" in refused.text
    without_admin = [row for row in inside(everyone) if row[0] != "10004"]
    refused = confirm(browser, uploaded(browser, without_admin, is_complete="y"), left_checked="y")
    assert refused.status_code == 409 and "没有系统管理员了" in refused.text


def test_many_leaving_at_once_raise_a_warning(as_user, inside):
    browser = as_user(10003)
    page = browser.get(uploaded(browser, inside(everyone)[2:4], is_complete="y"))
    assert "一成以上" in page.text


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"", "a.xlsx", "文件是空的"), (b"hello", "a.xlsx", "却不是这种表格"), (b"PK\x03\x04broken", "a.xlsx", "打不开"),
        (b"MZ\x90\x00", "a.exe", "只收"), ("姓名,性别\n甲,男\n".encode(), "a.csv", "没有“工号”"), (b"\xff\xfe\x00", "a.csv", "认不出"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_get_a_sentence(as_user, inside, body, name, words):
    answer = upload(as_user(10003), body, name, is_complete="y")
    assert answer.status_code == 422 and words in answer.text
    assert 'name="is_complete" value="y" checked' in answer.text
    assert inside(imports) == []


def test_too_many_rows_are_told(as_user, inside):
    rows = [[str(30000 + n), *NEW[1:]] for n in range(20_001)]
    answer = upload(as_user(10003), csv(rows), "a.csv")
    assert answer.status_code == 422 and "超过 20,000 行" in answer.text


def test_too_large_a_file_is_told(as_user, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert upload(as_user(10003), b"x" * 2000, "a.csv").status_code == 413


def test_no_file_and_two_files_are_told(as_user, inside):
    browser = as_user(10003)
    assert "请选一个文件" in browser.post("/people/roster", {}).text
    two = {"file": [(io.BytesIO(xlsx([NEW])), "a.xlsx"), (io.BytesIO(xlsx([NEW])), "b.xlsx")]}
    assert browser.post("/people/roster", two).status_code == 422
    assert browser.post("/people/roster", {"file": "text"}).status_code == 422
    assert inside(imports) == []


def test_old_excel_and_gbk_csv_are_read(as_user):
    body = "工号,姓名,性别,校区,基层工会\r\n20001,单思远,男,东校区,外国语学院\r\n".encode("gbk")
    browser = as_user(10003)
    assert figures(browser.get(upload(browser, body, "名单.csv").location)) == (1, 0, 0, 0, 0)


def test_file_names_are_shown_as_text_without_their_folder(as_user):
    browser = as_user(10003)
    path = upload(browser, xlsx([NEW]), "C:/temp/<b>名单\u202e.xlsx").location
    page = browser.get(path).text
    assert "“&lt;b&gt;名单.xlsx”" in page and "C:" not in page


def test_another_upload_drops_the_first_and_erases_its_rows(as_user, inside):
    browser = as_user(10003)
    first = uploaded(browser, [NEW])
    assert "接着看" in browser.get("/people/roster").text
    uploaded(browser, [NEW])
    kept = inside(imports)
    assert [(r.state.value, len(r.rows)) for r in kept] == [("dropped", 0), ("previewed", 1)]
    assert browser.get(first).status_code == browser.post(f"{first}/import", {"seen": ""}).status_code == 404


def test_dropping_erases_the_rows_and_the_page(as_user, inside):
    browser = as_user(10003)
    path = uploaded(browser, [NEW])
    assert browser.post(f"{path}/drop").status_code == 303
    assert inside(imports)[0].rows == []
    assert browser.get(path).status_code == browser.post(f"{path}/drop").status_code == 404


def test_after_the_import_the_rows_are_gone(as_user, inside):
    browser = as_user(10003)
    confirm(browser, uploaded(browser, [NEW]))
    assert inside(imports)[0].rows == []


def test_each_roster_belongs_to_who_uploaded_it(as_user, inside):
    inside(lambda: (grant(10008, Role.office, area="people"), db.session.commit()))
    path = uploaded(as_user(10003), [NEW])
    other = as_user(10008)
    paths = ("", "/new", "/faulty.xlsx")
    assert {other.get(path + p).status_code for p in paths} == {other.get(f"/people/roster/999{p}").status_code for p in paths} == {404}
    assert other.post(f"{path}/import", {"seen": ""}).status_code == other.post(f"{path}/drop").status_code == 404
    assert inside(count) == 8


@pytest.mark.parametrize("staff_no", [10001, 10002, 10004, 10007])
def test_only_the_office_imports(as_user, inside, staff_no):
    path = uploaded(as_user(10003), [NEW])
    browser = as_user(staff_no)
    for address in ("/people/roster", "/people/roster/sample.xlsx", path):
        assert browser.get(address).status_code == 403
    assert upload(browser, xlsx([NEW])).status_code == 403
    assert browser.post(f"{path}/import").status_code == 403


def test_the_sample_can_be_filled_in_and_uploaded(as_user):
    browser = as_user(10003)
    sample = browser.get("/people/roster/sample.xlsx")
    table = read_table(sample.data, "样表.xlsx")
    assert (table.header, len(table.rows), table.sheet) == (HEADER, 2, "花名册")
    page = browser.get(upload(browser, sample.data).location)
    assert figures(page) == (2, 0, 0, 0, 0) and "是样表里的例子" in page.text


def test_lists_page_and_cost_the_same_whatever_their_length(as_user, inside, statements):
    browser = as_user(10003)
    path = uploaded(browser, [NEW])
    few = [statements(lambda p=p: browser.get(path + p)) for p in ("", "/new")]
    many = [[str(30000 + n), *NEW[1:]] for n in range(65)]
    path = uploaded(browser, many)
    assert [len(statements(lambda p=p: browser.get(path + p))) for p in ("", "/new")] == [len(s) for s in few]
    page = browser.get(f"{path}/new?page=3")
    assert "第 61 到 65 人" in page.text and "30064" in page.text
    assert "第 61 到 65 人" in browser.get(f"{path}/new?page=99").text


def test_import_sends_few_statements_whatever_the_number_of_rows(as_user, inside, statements):
    browser = as_user(10003)

    def cost(rows):
        path = uploaded(browser, rows)
        mark = seen(browser.get(path))
        return len(statements(lambda: browser.post(f"{path}/import", {"seen": mark})))

    one = cost([NEW])
    assert cost([[str(30000 + n), *NEW[1:]] for n in range(300)]) <= one + 3


def test_upload_page_costs_the_same_with_many_imports(as_user, inside, statements):
    browser = as_user(10003)
    few = statements(lambda: browser.get("/people/roster"))

    def past():
        for _ in range(10):
            numbers = dict.fromkeys(("new", "changed", "left", "faulty", "unchanged", "rows"), 0)
            row = {"filename": "a.xlsx", "state": ImportState.imported, "is_complete": False, "rows": [], "counts": numbers}
            moment = db.session.scalar(select(UserSession.created_at))
            db.session.add(RosterImport(**row, uploaded_by_id=10003, uploaded_at=moment, imported_at=moment))
        db.session.commit()

    inside(past)
    assert len(statements(lambda: browser.get("/people/roster"))) == len(few)


def test_uploads_nobody_confirmed_are_erased_after_a_week(as_user, inside, at):
    path = uploaded(as_user(10003), [NEW])
    at("2026-09-23 10:00")
    assert inside(drop_old_uploads) == "放弃了 0 份"
    at("2026-09-24 03:50")
    assert inside(drop_old_uploads) == "放弃了 1 份"
    assert inside(imports)[0].rows == []
    assert as_user(10003).get(path).status_code == 404


def test_two_confirmations_at_the_same_moment_import_once(as_user, inside):
    path = uploaded(as_user(10003), [NEW])
    browsers = [as_user(10003) for _ in range(4)]
    start = Barrier(len(browsers))

    def press(browser):
        start.wait()
        return browser.client.post(f"{path}/import", data={"seen": ""}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = sorted(pool.map(press, browsers))
    assert answers == [303, 409, 409, 409]
    assert inside(count) == 9 and len(inside(people_events)) == 1
