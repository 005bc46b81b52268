from tests.support.university import PASSWORD
from unionweb.kernel import clock


def sign_in(browser, staff_no="10001", password=PASSWORD):
    return browser.post("/sign-in", data={"staff_no": staff_no, "password": password})


def test_sign_in_opens_the_hall(as_user):
    browser = as_user()
    assert sign_in(browser).location == "/"
    assert browser.get("/").status_code == 200


def test_sign_out_ends_the_session_for_a_replayed_cookie_too(as_user):
    browser = as_user()
    sign_in(browser)
    kept = browser.client.get_cookie("session").value
    browser.post("/sign-out")
    browser.client.set_cookie("session", kept)
    assert browser.get("/").status_code == 303


def test_wrong_password_and_unknown_number_read_the_same(as_user):
    wrong, unknown = sign_in(as_user(), password="nein"), sign_in(as_user(), staff_no="99999")
    assert wrong.status_code == unknown.status_code == 409
    assert "工号或密码不对" in wrong.text and "工号或密码不对" in unknown.text


def test_the_sixth_try_is_refused_even_with_the_right_password(as_user, at):
    for _ in range(5):
        sign_in(as_user(), password="nein")
    refused = sign_in(as_user())
    assert "试得太多了" in refused.text
    at(str(clock.now().replace(hour=11)))
    assert sign_in(as_user()).status_code == 303


def test_next_leads_only_to_our_own_pages(as_user):
    for path in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = as_user().post(f"/sign-in?next={path}", data={"staff_no": "10001", "password": PASSWORD})
        assert answer.location == "/"
    answer = as_user().post("/sign-in?next=/account", data={"staff_no": "10001", "password": PASSWORD})
    assert answer.location == "/account"


def test_signed_out_htmx_is_sent_to_sign_in_not_swapped(as_user):
    answer = as_user(htmx=True).get("/")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")
