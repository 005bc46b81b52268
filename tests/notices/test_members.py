"""Members: what is addressed to them, unread first; searching, signing for it; who has not; the portal's feed."""

import re
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from tests.notices.written import AUTHOR, CHECKER, add_checker, add_draft, add_published, found, person
from tests.support.university import add_member
from tests.test_access import plain
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table
from unionweb.notices import services
from unionweb.notices.models import NoticeAttachment, NoticeReceipt
from unionweb.notices.rules.kinds import AudienceKind, Kind

UNIT_2, COAST, CHAIRS = (AudienceKind.unit, "2"), (AudienceKind.campus, "3"), (AudienceKind.role, "chair")


def listed(answer) -> list[str]:
    """The titles in the list of a page, in their order."""
    return re.findall(r'<li>\s*<a [^>]*>(?:<b>|<span class="u">)([^<]+)', answer.text)


def withdrawn(notice_id, note="时间改了"):
    services.withdraw_notice(notice_id, note, person(AUTHOR))


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ((UNIT_2,), {10001, 10002}), ((COAST,), {10005}), ((CHAIRS,), {10002}), ((UNIT_2, COAST), {10001, 10002, 10005}),
        (((AudienceKind.everyone, ""),), {10001, 10002, 10004, 10005, 10006, 10007, 10008}),
    ],
)  # fmt: skip
def test_a_notice_is_there_for_those_it_is_addressed_to_and_for_nobody_else(as_user, inside, audience, readers):
    notice_id = inside(lambda: add_published(audience=audience, needs_receipt=True))
    inside(lambda: (db.session.add(_file(notice_id)), db.session.commit()))
    for who in (10001, 10002, 10004, 10005, 10006, 10007, 10008):
        browser, theirs = as_user(who), who in readers
        assert browser.get(f"/notices/{notice_id}").status_code == (200 if theirs else 404), who
        assert bool(listed(browser.get("/notices/"))) is theirs, who
        assert bool(listed(browser.get("/notices/?q=健步走"))) is theirs, who
        assert browser.post(f"/notices/{notice_id}/receipt").status_code == (303 if theirs else 404), who
        if not theirs:
            file = browser.get("/notices/attachments/1")
            assert (file.status_code, browser.get(f"/notices/{notice_id}/paper.pdf").status_code) == (404, 404)
            assert plain(browser.get(f"/notices/{notice_id}")) == plain(browser.get("/notices/987654"))


def _file(notice_id):
    from unionweb.kernel import clock

    return NoticeAttachment(notice_id=notice_id, title="名单.pdf", file="0" * 32 + ".pdf", size=9, added_at=clock.now(), added_by_id=AUTHOR)


def test_drafts_are_seen_by_no_member(as_user, inside):
    notice_id = inside(add_draft)
    browser = as_user(10001)
    assert browser.get(f"/notices/{notice_id}").status_code == 404 and "还没有通知" in browser.get("/notices/").text


def test_the_page_says_what_the_notice_says(as_user, inside):
    body = "一、安排\n\n请**准时**到。\n\n| 校区 | 时间 |\n|---|---|\n| 东 | 九点 |\n\n<script>alert(1)</script>"
    notice_id = inside(lambda: add_published(body=body, contact="联系人：赵岚", annexes="报名表"))
    page = as_user(10001).get(f"/notices/{notice_id}").text
    said = ("<h2>一、安排</h2>", "<b>准时</b>", 'data-th="校区">东', "&lt;script&gt;", "各基层工会：", "附件：报名表")
    for words in (*said, "海大工〔2026〕1号"):
        assert words in page, words
    assert "2026年9月16日" in page and "正在排版" in page


def test_what_was_not_read_stands_first_and_is_read_once_opened(as_user, inside, at):
    first = inside(lambda: add_published(title="甲通知"))
    at("2026-09-16 11:00")
    second = inside(lambda: add_published(title="乙通知"))
    browser = as_user(10001)
    assert listed(browser.get("/notices/")) == ["乙通知", "甲通知"]
    browser.get(f"/notices/{second}")
    assert listed(browser.get("/notices/")) == ["甲通知", "乙通知"]
    assert listed(browser.get("/notices/?show=unread")) == ["甲通知"]
    browser.get(f"/notices/{second}")
    assert "点击 3 次" in browser.get(f"/notices/{second}").text and "点击 1 次" in browser.get(f"/notices/{first}").text


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("妈妈", 1), ("小屋", 1), ("妈妈小屋", 1), ("妈小", 1), ("妈屋", 0), ("屋妈", 0), ("走", 1), ("健步走 地点", 1), ("健步走 游泳", 0),
        ("ＷＩＦＩ", 1), ("wifi", 1), ("60312", 1), ("〔2026〕1号", 1), ("%", 0), ("_", 0), ("，。", 0), ("' OR 1=1 --", 0), ("各基层", 1),
    ],
)  # fmt: skip
def test_search_finds_words_of_two_characters_and_only_where_they_stand_together(as_user, inside, query, hits):
    inside(lambda: add_published(body="一、地点\n妈妈小屋门口，WiFi 可用，电话 60312。"))
    inside(lambda: add_published(title="另一份", body="妈，小，屋。"))
    answer = as_user(10001).get("/notices/", query_string={"q": query})
    assert listed(answer).count("关于举办秋季健步走的通知") == hits


def test_the_list_is_filtered_by_kind_and_year_and_paged(as_user, inside, at):
    inside(lambda: add_published(title="去年的公告", kind=Kind.proclamation))
    at("2027-03-01 09:00")
    inside(lambda: add_published(title="今年的通知"))
    browser = as_user(10001)
    assert listed(browser.get("/notices/?year=2026")) == ["去年的公告"]
    assert listed(browser.get("/notices/?kind=announcement")) == ["今年的通知"]
    assert listed(browser.get("/notices/?kind=announcement&year=2026")) == []
    for odd in ("?year=1066", "?kind=x", "?page=99", "?show=y", "?year=2026&year=2027", "?q=" + "字" * 500):
        assert browser.get(f"/notices/{odd}").status_code == 200, odd
    part = as_user(10001, htmx=True).get("/notices/?q=今年")
    assert 'id="notices-found"' in part.text and "<html" not in part.text


def test_signing_for_it_counts_once_and_the_office_sees_who_has_not(as_user, inside):
    notice_id = inside(lambda: add_published(audience=(UNIT_2,), needs_receipt=True))
    reader, office = as_user(10001), as_user(10003)
    assert "待签收" in reader.get("/notices/").text
    for _ in range(2):
        assert reader.post(f"/notices/{notice_id}/receipt").status_code == 303
    assert "已签收" in reader.get(f"/notices/{notice_id}").text
    page = office.get(f"/notices/{notice_id}/receipts").text
    assert "李静" in page and "王敏" not in page
    rows = inside(lambda: list(db.session.scalars(select(NoticeReceipt.member_id).where(NoticeReceipt.signed_at.is_not(None)))))
    assert rows == [10001]


def test_who_has_not_signed_can_be_taken_along(as_user, inside):
    notice_id = inside(lambda: add_published(audience=(UNIT_2,), needs_receipt=True))
    as_user(10001).post(f"/notices/{notice_id}/receipt")
    answer = as_user(10003).get(f"/notices/{notice_id}/receipts.xlsx")
    assert answer.mimetype.endswith("sheet") and "attachment" in answer.headers["Content-Disposition"]
    assert [row.cells["姓名"] for row in read_table(answer.data, "x.xlsx").rows] == ["李静"]
    draft = inside(add_draft)
    assert as_user(10003).get(f"/notices/{draft}/receipts.xlsx").status_code == 404
    assert as_user(10002).get(f"/notices/{notice_id}/receipts.xlsx").status_code == 403


def test_a_reminder_goes_once_a_day_to_those_who_have_not_signed(as_user, inside, at):
    notice_id = inside(lambda: add_published(audience=(UNIT_2,), needs_receipt=True))
    inside(lambda: services.sign_receipt(notice_id, person(10001)))
    office = as_user(10003)
    assert office.post(f"/notices/{notice_id}/reminders").status_code == 303
    again = office.post(f"/notices/{notice_id}/reminders")
    assert again.status_code == 409 and "今天已经提醒过" in again.text
    at("2026-09-17 09:00")
    assert as_user(10003).post(f"/notices/{notice_id}/reminders").status_code == 303
    told = inside(lambda: list(db.session.scalars(select(Message.member_id).order_by(Message.id))))
    assert told == [10001, 10002, 10002, 10002]


def test_a_notice_that_wants_no_receipt_takes_none(as_user, inside):
    notice_id = inside(add_published)
    assert as_user(10001).post(f"/notices/{notice_id}/receipt").status_code == 409
    assert inside(lambda: db.session.scalar(select(Message.id))) is None


def test_of_a_withdrawn_notice_the_title_and_the_note_stay(as_user, inside):
    notice_id = inside(lambda: add_published(needs_receipt=True))
    inside(lambda: services.print_notice(notice_id))
    inside(lambda: withdrawn(notice_id))
    browser = as_user(10001)
    page = browser.get(f"/notices/{notice_id}").text
    assert "时间改了" in page and "9月20日上午" not in page
    assert browser.get(f"/notices/{notice_id}/paper.pdf").status_code == 404
    assert browser.post(f"/notices/{notice_id}/receipt").status_code == 409
    assert "已撤回" in browser.get("/notices/").text


def test_a_draft_that_was_given_up_was_never_there(as_user, inside):
    notice_id = inside(add_draft)
    inside(lambda: withdrawn(notice_id, "不发了"))
    assert as_user(10001).get(f"/notices/{notice_id}").status_code == 404
    assert as_user(10003).get(f"/notices/{notice_id}/receipts").status_code == 404


def test_the_feed_of_the_portal_names_only_what_is_for_everybody_and_in_force(as_user, inside):
    shown = inside(lambda: add_published(title="甲 & <乙>"))
    inside(lambda: add_published(title="只给外语", audience=(UNIT_2,)))
    inside(lambda: withdrawn(add_published(title="撤回的")))
    inside(lambda: add_draft(title="草稿"))
    answer = as_user(None).get("/notices/feed.atom")
    root = ElementTree.fromstring(answer.data)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [e.findtext(f"{atom}title") for e in root.iter(f"{atom}entry")] == ["甲 & <乙>"]
    assert root.find(f"{atom}entry/{atom}link").get("href").endswith(f"/notices/{shown}")
    assert "9月20日" not in answer.text and answer.mimetype == "application/atom+xml"


def test_receipts_ask_the_same_number_of_queries_for_few_and_for_many(as_user, inside, statements):
    notice_id = inside(lambda: add_published(needs_receipt=True))
    office, reader = as_user(10003), as_user(10001)
    paths = ((office, f"/notices/{notice_id}/receipts"), (reader, f"/notices/{notice_id}"), (office, f"/notices/{notice_id}/desk"))
    reader.get(paths[1][1])
    few = [len(statements(lambda b=b, p=p: b.get(p))) for b, p in paths]
    inside(lambda: ([add_member(20000 + n, f"新人{n}", unit=2 + n % 4) for n in range(40)], db.session.commit()))
    for n in range(30):
        inside(lambda n=n: services.note_reading(notice_id, person(20000 + n)))
    assert [len(statements(lambda b=b, p=p: b.get(p))) for b, p in paths] == few


def test_who_left_is_not_waited_for(as_user, inside):
    from unionweb.kernel import clock

    notice_id = inside(lambda: add_published(audience=(UNIT_2,), needs_receipt=True))
    inside(lambda: (setattr(person(10002), "left_at", clock.now()), db.session.commit()))
    page = as_user(10003).get(f"/notices/{notice_id}/receipts").text
    assert "王敏" in page and "李静" not in page
    assert inside(lambda: (add_checker(), found(notice_id).checked_by_id)[1]) == CHECKER
