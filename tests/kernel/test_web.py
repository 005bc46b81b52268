"""Answers: headers, errors in plain words, stale forms, static files, menus."""

import gzip
import re
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from unionweb.accounts import queries as accounts
from unionweb.inbox import services as inbox
from unionweb.kernel import web
from unionweb.kernel.web import is_own_path

HTML = ("/", "/sign-in", "/help", "/account", "/nowhere", "/messages/99999")


def locked(*_args, **_kwargs):
    raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize("path", [*HTML, "/static/app.css", "/static/nothing.css"])
@pytest.mark.parametrize("staff_no", [10001, None])
def test_every_answer_carries_the_security_headers(as_user, path, staff_no):
    headers = as_user(staff_no).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin" and headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", HTML)
def test_no_page_is_kept_by_a_cache(as_user, path):
    assert as_user(10001).get(path).headers["Cache-Control"] == "no-store"


def test_pages_and_fragments_are_told_apart_by_caches(as_user):
    assert "HX-Request-Type" in as_user(10001).get("/").headers["Vary"]


def test_strict_transport_is_asked_for_only_over_tls(app, as_user):
    assert "Strict-Transport-Security" not in as_user().get("/sign-in").headers
    app.config["SECURE"] = True
    assert "max-age" in as_user().get("/sign-in").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.evil.example"])
def test_a_forged_host_is_refused(as_user, host):
    answer = as_user().client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400 and "evil" not in answer.text


@pytest.mark.parametrize("path", ["/help?q=a%00b", "/help?a%00b=1", "/sign-in?next=%00"])
def test_nul_in_an_address_is_refused(as_user, path):
    assert as_user().get(path).status_code == 400


@pytest.mark.parametrize("data", [{"staff_no": "1\0", "password": "x"}, {"a\0": "x"}])
def test_nul_in_a_form_is_refused(as_user, data):
    assert as_user().post("/sign-in", data=data).status_code == 400


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 400, "-1", "0x1", "1e3", "１２", "1.0", "%31%00"])
def test_numbers_that_are_no_rows_are_not_found(as_user, number):
    assert as_user(10001).get(f"/messages/{number}").status_code in {400, 404}


def test_missing_pages_say_so_in_chinese_and_offer_a_way_out(as_user):
    answer = as_user(10001).get("/nowhere")
    assert answer.status_code == 404 and "没有找到这一页" in answer.text and "回服务厅" in answer.text
    assert "没有找到这一页" in as_user(None).get("/nowhere").text


def test_wrong_method_says_so(as_user):
    answer = as_user(10001).post("/help")
    assert answer.status_code == 405 and "不能这样打开" in answer.text
    assert "GET" in answer.headers["Allow"]


def test_forbidden_pages_say_who_is_signed_in(as_user):
    answer = as_user(10001).get("/settings")
    assert answer.status_code == 403 and "王敏" in answer.text and "不归您管" in answer.text


def test_errors_to_htmx_go_into_the_notices(as_user):
    answer = as_user(10001, htmx=True).get("/nowhere")
    assert (answer.status_code, answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == (404, "#notices", "innerHTML")
    assert "<html" not in answer.text


def test_a_form_that_is_too_large_is_refused_with_a_sentence(as_user):
    answer = as_user(10001).post("/messages/reading", data={"x": "长" * 800_000})
    assert answer.status_code == 413 and "16 MB" in answer.text
    fields = {f"x{n}": "1" for n in range(600)}
    assert as_user(10001).post("/messages/reading", data=fields, content_type="multipart/form-data").status_code == 413


def test_a_locked_database_is_503_with_a_sentence(as_user, monkeypatch):
    browser = as_user(10001)
    monkeypatch.setattr(inbox, "mark_all_read", locked)
    answer = browser.post("/messages/reading")
    assert answer.status_code == 503 and "现在存不了" in answer.text and "您的内容没有变" in answer.text
    fragment = as_user(10001, htmx=True).post("/messages/reading")
    assert fragment.status_code == 503 and fragment.headers["HX-Retarget"] == "#notices"


def test_a_database_that_is_away_altogether_is_503_too(as_user, monkeypatch):
    """The error page itself must not ask the database who is signed in."""
    browser = as_user(10001)
    monkeypatch.setattr(accounts, "signed_in_by_token", locked)
    answer = browser.get("/messages/")
    assert answer.status_code == 503 and "现在存不了" in answer.text


def test_an_error_of_ours_is_500_with_a_sentence_and_no_detail(as_user, monkeypatch, caplog):
    browser = as_user(10001)
    monkeypatch.setattr(inbox, "mark_all_read", lambda _: 1 / 0)
    answer = browser.post("/messages/reading")
    assert answer.status_code == 500 and "这一步没有办成" in answer.text
    assert "ZeroDivision" not in answer.text and "ZeroDivision" in caplog.text


def test_logged_database_errors_hold_nothing_that_people_typed(as_user, inside, caplog):
    """SQLAlchemy would write the parameters of a statement, names and numbers, into the log."""
    from unionweb.accounts.models import Campus
    from unionweb.kernel.db import write
    from unionweb.kernel.extensions import db

    def fail():
        write(lambda: [db.session.add(Campus(code="east", name="王敏的秘密")), db.session.flush()])()

    with pytest.raises(Exception, match="hidden") as caught:
        inside(fail)
    assert "王敏的秘密" not in str(caught.value)


def test_a_stale_form_offers_to_send_the_same_again(as_user):
    browser = as_user(10003, csrf=True)
    typed = {"csrf_token": "old", "value": "5", "valid_from": "2026-09-16", "reason": "议定 <b>"}
    answer = browser.post("/settings/booking.per_day", data=typed)
    assert answer.status_code == 400 and "再提交一次" in answer.text and "您刚才填的还在" in answer.text
    assert 'name="reason" value="议定 &lt;b&gt;"' in answer.text and 'action="/settings/booking.per_day"' in answer.text
    assert 'value="old"' not in answer.text


def shown_again(answer):
    """(label, value) of what a page for a stale form shows, without what it keeps to itself."""
    assert answer.status_code == 400 and "您刚才填的还在" in answer.text
    return re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.text)


def test_a_stale_form_shows_what_was_typed_and_keeps_the_rest_to_itself(as_user):
    booking = {"slot_id": "1457", "request_key": "abc-abc-abc", "repeat": "once", "weeks": "4", "for_staff_no": ""}
    answer = as_user(10001, csrf=True).post("/bookings/", data=booking)
    assert shown_again(answer) == []
    assert 'name="slot_id" value="1457"' in answer.text and 'name="repeat" value="once"' in answer.text
    rule = {"value": "5", "valid_from": "2026-09-16", "reason": "议定"}
    found = shown_again(as_user(10003, csrf=True).post("/settings/booking.per_day", data=rule))
    assert [one for one in found if one[0] != "新的内容"] == [("从哪天起", "2026-09-16"), ("原因", "议定")]
    talk = booking | {"alias": "小雨", "mode": "face", "consent": "1", "contact": " "}
    assert shown_again(as_user(10001, csrf=True).post("/counseling/bookings", data=talk)) == [("怎么称呼您", "小雨")]
    assert shown_again(as_user(10001, csrf=True).post("/counseling/bookings", data={"nobody_knows": "1"})) == []


def test_a_form_from_another_site_is_not_offered_again(as_user):
    answer = as_user(10003, csrf=True).post(
        "/settings/booking.per_day", data={"value": "5"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400 and "再提交一次" not in answer.text


def test_a_stale_password_is_never_shown_again(as_user):
    signing_in = {"staff_no": "10001", "password": "geheim-1"}
    changing = {"old": "geheim-1", "new": "geheim-2", "again": "geheim-2"}
    for staff_no, path, data in ((None, "/sign-in", signing_in), (10001, "/account/password", changing)):
        answer = as_user(staff_no, csrf=True).post(path, data=data)
        assert answer.status_code == 400 and "geheim" not in answer.text


def test_style_and_script_are_sent_packed(as_user):
    plain = as_user().client.get("/static/app.css")
    packed = as_user().client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2 and "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_static_files_are_kept_for_ever_by_version_and_briefly_without(as_user):
    page = as_user().get("/sign-in").text
    versioned = page.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    kept = as_user().client.get(versioned).headers["Cache-Control"]
    assert "immutable" in kept and "max-age=31536000" in kept and "public" in kept
    for path in ("/static/app.css", "/static/app.css?v=000000000000"):
        assert "max-age=300" in as_user().client.get(path).headers["Cache-Control"]


def test_an_unchanged_static_file_is_not_sent_again(as_user):
    first = as_user().client.get("/static/app.css")
    again = as_user().client.get("/static/app.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


@pytest.mark.parametrize(
    "path", ["/static/../wsgi.py", "/static/..%2fwsgi.py", "/static/%2e%2e/instance/secret_key", "/static//etc/passwd", "/static/"]
)
def test_nothing_but_static_files_is_served(as_user, path):
    assert as_user().client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("path", ["/", "/account", "/a?b=c#d", "/会员"])
def test_own_paths_are_followed(path):
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path",
    [None, "", "account", "//evil", "https://evil", "/\\evil", "\\\\evil", "/\tevil", "/ evil", "javascript:x", "/a\nb", "/" + "a" * 500],
)  # fmt: skip
def test_foreign_paths_are_not_followed(path):
    assert not is_own_path(path)


def test_external_addresses_follow_the_setting_not_the_request(app):
    app.config["BASE_URL"] = "https://union.example.edu"
    with app.test_request_context(headers={"Host": "localhost:5000"}):
        assert web.external("inbox.index") == "https://union.example.edu/messages/"
    app.config["BASE_URL"] = None
    with app.test_request_context(headers={"Host": "localhost:5000"}):
        assert web.external("inbox.index") == "http://localhost:5000/messages/"


def test_office_entry_is_marked_on_all_office_pages_and_only_there(as_user):
    def marked(path):
        page = as_user(10003).get(path).text
        return '<a href="/office" aria-current="page">办公</a>' in page

    assert all(marked(path) for path in ("/settings", "/settings/booking.per_day", "/calendar", "/audit", "/jobs"))
    assert not any(marked(path) for path in ("/", "/messages/", "/help", "/privacy"))


def test_menus_show_only_what_one_may_open(as_user):
    page = as_user(10001).get("/").text
    assert "消息" in page and ">办公<" not in page
    assert ">办公<" in as_user(10004).get("/").text
