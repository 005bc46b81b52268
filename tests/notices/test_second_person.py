"""Who may check what; the same click twice; bound attachments on the page; publication when the printer is not there."""

import pytest

from tests.notices import written as notices
from tests.notices.made import paper
from tests.notices.written import AUTHOR, CHECKER, TYPED, add_checked, add_draft, found, person, version, written
from unionweb.common import settings
from unionweb.kernel import fonts, pdf
from unionweb.kernel.errors import Refused, Unavailable
from unionweb.notices import printing, services
from unionweb.notices.rules import TooMuch, lay_out, parse
from unionweb.notices.rules.kinds import Kind, State
from unionweb.notices.rules.limits import check_tables
from unionweb.notices.services import publishing


def edit(notice_id, who, **changes):
    services.edit_notice(notice_id, written(**changes), version(notice_id), person(who))


def test_nobody_checks_what_they_changed_also_when_the_author_saves_after_them(inside):
    notice_id = inside(add_draft)
    inside(lambda: edit(notice_id, CHECKER, body="改了。"))
    inside(lambda: edit(notice_id, AUTHOR, body="又改了。"))
    with pytest.raises(Refused, match="不能自己核稿"):
        inside(lambda: services.check_notice(notice_id, version(notice_id), person(CHECKER)))


def test_saving_without_a_change_changes_nothing(inside):
    notice_id = inside(add_checked)
    before = inside(lambda: version(notice_id))
    inside(lambda: edit(notice_id, CHECKER))
    notice = inside(lambda: found(notice_id))
    assert (notice.version, notice.changed_by_id, notice.state) == (before, AUTHOR, State.checked)


def test_a_draft_sent_twice_is_one(as_user, inside):
    inside(notices.add_checker)
    office = as_user(AUTHOR)
    first, second = (office.post("/notices", TYPED).headers["Location"] for _ in range(2))
    assert first == second
    assert office.post("/notices", TYPED | {"body": "另一份。"}).headers["Location"] != first


def test_bound_attachments_are_on_the_page_in_the_chat_and_in_the_search(as_user, inside):
    body = "正文。\n附件1\n报名表\n这里有麒麟。\n| 姓名 | 单位 |\n|---|---|\n| 张貔貅 | 数学 |"
    notice_id = inside(lambda: notices.add_published(body=body))
    page = as_user(10001).get(f"/notices/{notice_id}").text
    assert "麒麟" in page and "张貔貅" in page and "报名表" in page
    assert as_user(AUTHOR).get(f"/notices/{notice_id}/desk").text.count("麒麟") == 2
    assert f'href="/notices/{notice_id}"' in as_user(10001).get("/notices/?q=貔貅").text


@pytest.mark.parametrize("problem", [pdf.PaperProblem("x"), fonts.FontsMissing("x"), Unavailable(), OSError("disk")])
def test_a_publication_whose_pdf_is_not_made_yet_is_no_failure(as_user, inside, monkeypatch, problem):
    notice_id = inside(add_checked)
    queued = []

    def fail(*_):
        raise problem

    monkeypatch.setattr(publishing, "_pages", lambda _: 1)
    monkeypatch.setattr(printing, "pdf_of", fail)
    monkeypatch.setattr(publishing.jobs, "enqueue", queued.append)
    office = as_user(AUTHOR)
    answer = office.post(f"/notices/{notice_id}/publication", {"version": inside(lambda: version(notice_id))})
    assert answer.status_code == 303 and queued == ["print_notices"]
    assert "过几分钟就有" in office.get(answer.headers["Location"]).text
    assert inside(lambda: found(notice_id)).state is State.published


def test_a_list_that_cannot_be_masked_is_refused_and_shown_to_nobody(as_user, inside):
    listed = {"kind": Kind.publicity, "listed": "外国语学院 王小敏", "publicity_workdays": 5, "objection_contact": "校工会"}
    notice_id = inside(lambda: add_checked(**listed))
    inside(lambda: settings.put("publicity.mask_names", True))
    office = as_user(AUTHOR)
    desk = office.get(f"/notices/{notice_id}/desk")
    assert desk.status_code == 200 and "名单第 1 行认不出姓名" in desk.text and "王小敏" not in desk.text
    answer = office.post(f"/notices/{notice_id}/publication", {"version": inside(lambda: version(notice_id))})
    assert answer.status_code == 409 and "名单第 1 行" in answer.text
    typed = TYPED | {"kind": "publicity", "listed": listed["listed"], "objection_contact": "校工会"}
    assert office.post("/notices", typed).status_code == 422


def test_tables_and_pages_have_a_limit(type_):
    row = "|" + "|".join("甲" * 10) + "|\n"
    with pytest.raises(TooMuch, match="最多 6000 格"):
        check_tables(parse("标题\n" + ("正文。\n" + row * 400) * 2).blocks)
    with pytest.raises(TooMuch, match="最多 2000 个"):
        check_tables(parse("标题\n|甲|" + "乙" * 2001 + "|").blocks)
    with pytest.raises(TooMuch, match="最多 60 页"):
        lay_out(paper("标题\n" + "正文。\n" * 1500), type_)
