"""A session that ended while somebody wrote: what was typed comes back, and is kept after signing in again."""

import re

import pytest
from sqlalchemy import update

from tests.calls import drafted
from tests.calls.drafted import BODY, CHAIR, MEMBER, STRANGER
from tests.support import university
from unionweb.accounts.models import UserSession
from unionweb.calls.rules.kinds import Decision
from unionweb.calls.services import chain
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

TYPED = {"title": "写了一晚上", "body": f"{BODY}“引号”和 <b>尖括号</b>\n第二段。"}


def hidden_in(markup: str) -> dict[str, str]:
    """name → value of the hidden fields, in whatever order their attributes stand."""
    found = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", markup)]
    return {one["name"]: unescaped(one.get("value", "")) for one in found if one.get("type") == "hidden"}


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def end_sessions() -> None:
    db.session.execute(update(UserSession).values(ended_at=clock.now(), end_reason="timeout"))
    db.session.commit()


def sign_in_again(browser) -> None:
    """In another window of the same browser."""
    page = browser.client.get("/sign-in").text
    typed = {"csrf_token": token_in(page), "staff_no": str(MEMBER), "password": university.PASSWORD}
    assert browser.client.post("/sign-in", data=typed).status_code == 303


def again(browser, page):
    """Press the button of the page that gives the text back."""
    form = page.text[page.text.index("您刚才填的还在") - 400 :]
    action = re.search(r'action="([^"]+)"', form)[1]
    return browser.client.post(action, data=hidden_in(form))


def unescaped(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


@pytest.fixture
def writing(app, as_user, inside):
    """A browser with a page on which somebody writes, the address of the entry, and what the page sends along."""
    entry_id = inside(lambda: drafted.add_draft(drafted.add_call()))
    browser = as_user(MEMBER, csrf=True)
    page = browser.get(f"/calls/entries/{entry_id}/edit").text
    hidden = hidden_in(page[page.index(f'action="/calls/entries/{entry_id}"') :])
    return browser, f"/calls/entries/{entry_id}", {name: hidden[name] for name in ("csrf_token", "version", "editor")}, entry_id


def kept(inside, entry_id) -> bool:
    row = inside(lambda: drafted.entry(entry_id))
    return (row.title, row.body) == (TYPED["title"], TYPED["body"])


@pytest.mark.parametrize("cookie", ["still there", "gone"])
def test_without_script_the_text_comes_back_and_is_kept_after_signing_in(inside, writing, cookie):
    browser, address, hidden, entry_id = writing
    inside(end_sessions)
    if cookie == "gone":
        browser.client.delete_cookie("session")
    page = browser.client.post(address, data=hidden | TYPED)
    assert page.status_code in {400, 401} and "写了一晚上" in page.text and "&lt;b&gt;尖括号" in page.text
    sign_in_again(browser)
    for _ in range(2):  # the page that gives the text back may itself be older than the new session
        if (page := again(browser, page)).status_code == 303:
            break
    assert kept(inside, entry_id)


def save_by_itself(browser, address, hidden):
    """As htmx does: the fields of the form, and the token of the page's body. What comes back replaces the hidden fields."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": "of-the-old-page"}
    part = browser.client.post(f"{address}/drafts", data=hidden | TYPED, headers=headers)
    assert 'id="saved"' in part.text, part.text
    assert "HX-Redirect" not in part.headers and "HX-Retarget" not in part.headers, "the page with the text must stay"
    hidden |= hidden_in(part.text)
    return part


def test_with_script_the_page_keeps_the_text_and_saves_it_after_signing_in(inside, writing):
    browser, address, hidden, entry_id = writing
    inside(end_sessions)
    part = save_by_itself(browser, address, hidden)
    assert part.status_code == 401 and "刚才写的还没有存" in part.text and 'name="version"' in part.text
    sign_in_again(browser)
    part = save_by_itself(browser, address, hidden)
    assert part.status_code == 400 and "接着写就会自动存" in part.text
    part = save_by_itself(browser, address, hidden)
    assert part.status_code == 200 and "自动存好了" in part.text and kept(inside, entry_id)


def test_saving_by_hand_after_signing_in_elsewhere_keeps_the_text(inside, writing):
    browser, address, hidden, entry_id = writing
    inside(end_sessions)
    sign_in_again(browser)
    page = browser.client.post(address, data=hidden | TYPED)
    assert page.status_code == 400 and "写了一晚上" in page.text
    assert again(browser, page).status_code == 303 and kept(inside, entry_id)


@pytest.fixture
def returned(app, as_user, inside):
    """Likewise, of an entry that was sent in and returned."""

    def make():
        entry_id = drafted.add_sent(drafted.add_call())
        chain.check_entry(entry_id, Decision.returned, "请补人数", drafted.actor(CHAIR))
        return entry_id

    entry_id = inside(make)
    browser = as_user(MEMBER, csrf=True)
    page = browser.get(f"/calls/entries/{entry_id}/edit").text
    hidden = hidden_in(page[page.index(f'action="/calls/entries/{entry_id}"') :])
    return browser, f"/calls/entries/{entry_id}", {name: hidden[name] for name in ("csrf_token", "version", "editor")}, entry_id


def sent_again(browser, page):
    """Through the page that gives the text back, which may itself be older than the new session."""
    for _ in range(2):
        page = again(browser, page)
        if page.status_code != 400:
            return page
    return page


@pytest.mark.parametrize("path", ["", "/submissions", "/drafts"])
@pytest.mark.parametrize("cookie", ["still there", "gone"])
@pytest.mark.parametrize("what", ["writing", "returned"])
def test_expired_and_too_late_at_once_loses_nothing(request, inside, what, cookie, path):
    browser, address, hidden, entry_id = request.getfixturevalue(what)
    before = inside(lambda: drafted.entry(entry_id).version)
    inside(end_sessions)
    if cookie == "gone":
        browser.client.delete_cookie("session")
    page = browser.client.post(address + path, data=hidden | TYPED)
    assert page.status_code in {400, 401} and "写了一晚上" in page.text
    clock.set_now(drafted.CORRECTS)
    sign_in_again(browser)
    page = sent_again(browser, page)
    assert page.status_code == 409 and "现在已经过了" in page.text
    if path != "/drafts":
        assert "写了一晚上" in page.text and "&lt;b&gt;尖括号" in page.text and "第二段。" in page.text
    assert inside(lambda: drafted.entry(entry_id).version) == before


@pytest.mark.parametrize("path", ["", "/submissions", "/drafts"])
def test_what_was_written_on_an_entry_that_is_gone_is_shown(as_user, inside, path):
    entry_id = inside(lambda: drafted.add_draft(drafted.add_call()))
    for address in (f"/calls/entries/{entry_id}{path}", f"/calls/entries/987654{path}"):
        page = as_user(STRANGER).post(address, TYPED | {"version": "2"})
        assert page.status_code == 404 and "写了一晚上" in page.text and "&lt;b&gt;尖括号" in page.text
