"""Whatever is sent, nobody gets a failure: a page in Chinese says what to do, what was typed stays, nothing has changed."""

import re
from itertools import chain, islice, product
from urllib.parse import urlsplit

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from tests.support.bad_input import BAD_VALUES, NUMBERS_OF_NOTHING, bodies, fields_of_all_forms, shapes
from tests.support.page_forms import forms_on
from tests.support.sealed import IN_TURN, Ground
from tests.support.university import PASSWORD
from unionweb.calls.views import typed

# Wrong for every form there is; the other shapes are fine for a form that only asks for a sentence.
ALWAYS_WRONG = {"empty", "huge", "NUL", "twice", "JSON", "lists", *bodies()}
MEMBER = 10001
PEOPLE = (MEMBER, 10003, 10004, 10006)
PARTS = 4
KNOWN_ANYWAY = {"accounts.create_role_end"}  # whoever gets that far sees the role on the person's page
ONLY_AS_A_LIST = {"bookings.create_misfit_cancellation"}  # one that is not on it now is refused, whatever the reason
BAD_QUERIES = ("", "abc", "-1", "9" * 30, "2147483648", "2026-02-30", "9999-12-31", "0001-01-01", "%ff", "%00", "²", "٣", "<b>'%22",
               "%25_", "长" * 900)  # fmt: skip
TOKENS = re.compile(r'(csrf_token" value="|X-CSRFToken": ")[^"]+')


@pytest.fixture
def ground(app, as_user, monkeypatch):
    return Ground(app, as_user, monkeypatch)


# ---- forms


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_shape_of_input_breaks_anything(ground, part):
    """The same wrong thing in every field at once, and bodies that are no form."""
    names = fields_of_all_forms()
    for number, rule in enumerate(ground.rules("POST")[part::PARTS]):
        path = ground.address(rule)
        who = ground.insider(path)
        is_button = ground.post(who, path).status_code < 400  # it asks for nothing, so there is little to get wrong
        tried = in_turn(shapes(names), number, 3) if is_button else shapes(names).items()
        for name, make in chain(tried, in_turn(bodies(), number, 2)):
            answer = ground.post(who, path, **make())
            if answer.status_code < 400 and name in ALWAYS_WRONG and not is_button:
                ground.wrong.append(f"{path} took {name}")
    ground.approve()


def in_turn(known: dict, number: int, count: int) -> list:
    """A few of many, others for each number."""
    return list(islice(chain(*[known.items()] * 3), number * count % len(known), None))[:count]


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_no_single_field_of_a_real_form_breaks_anything(ground, who):
    """Each form as its page shows it, with one field wrong, missing or twice."""
    for turn, form in enumerate(forms_of(ground, who)):
        for name, changed in with_one_wrong(form, turn):
            answer = ground.post(who, form.action, data=changed)
            if answer.status_code < 400 and "twice" in name:
                ground.wrong.append(f"{form.action} took {name}")
    ground.approve()


def forms_of(ground, who) -> list:
    """The forms on all pages that somebody may open, one of each kind; what is everybody's is left to the member."""
    found = {}
    for rule in ground.rules("GET"):
        is_everybodys = ground.app.view_functions[rule.endpoint].rule.__name__ in {"public", "signed_in", "may_book"}
        if is_everybodys != (who == MEMBER):
            continue
        page = ground.get(who, ground.address(rule))
        for form in forms_on(page.text) if page.mimetype == "text/html" else []:
            found.setdefault(form.kind, form)
    assert found
    return list(found.values())


def with_one_wrong(form, turn: int):
    """The form's own fields with one of them spoilt; of the bad values a few, other ones for each field."""
    own = form.sent
    for place, name in enumerate(own):
        value = BAD_VALUES[(turn + place * 3) % len(BAD_VALUES)]
        yield f"{name}={value[:20]!r}", own | {name: value.encode("utf-8", "surrogatepass")}
        yield f"without {name}", {other: value for other, value in own.items() if other != name}
        if name in form.single:
            yield f"{name} twice", own | {name: [*(own[name] or ["y"]), "1"]}


@pytest.mark.parametrize("who", [MEMBER, 10003])
def test_what_was_typed_stays(ground, who):
    """Every field of a form filled anew and one of them wrong: the page comes back with all that was typed."""
    forms = [form for form in forms_of(ground, who) if form.typed]
    for form in forms:
        wrong, kept = form.typed[0], form.typed[1:]
        sent = form.anew | {wrong: [*form.anew[wrong], "1", "2"]}
        answer = ground.post(who, form.action, data=sent)
        again = next((f.sent for f in forms_on(answer.text) if f.kind == form.kind), {})
        lost = {name: (sent[name], again.get(name)) for name in kept if again.get(name) != sent[name]}
        if answer.status_code != 422 or lost or wrong not in again:
            ground.wrong.append(f"{form.action} with {wrong} twice: {answer.status_code}, lost {lost}")
    assert forms
    ground.approve()


# ---- addresses


@pytest.mark.slow
def test_what_is_missing_is_not_found(ground):
    """Numbers that no row has, that no column holds, and numbers that are none."""
    for turn, rule in enumerate(r for r in ground.rules("POST") if r.arguments):
        usual, nothing = ground.address(rule), ground.address(rule, missing=True)
        who = ground.insider(usual)
        for number in ("987654", "2147483648", *(NUMBERS_OF_NOTHING[(turn + n * 4) % len(NUMBERS_OF_NOTHING)] for n in range(3))):
            answer = ground.post(who, nothing.replace("987654", number).replace("not-there", number))
            if answer.status_code not in ({404, 409} if rule.endpoint in ONLY_AS_A_LIST else {404}):
                ground.wrong.append(f"{rule.rule} about {number[:30]} as {who}: {answer.status_code}")
    ground.approve()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_what_is_somebody_elses_is_not_found_either(ground, part):
    """The same answer, byte for byte, as about what is not there."""
    rules = [rule for rule in ground.rules("POST") if rule.arguments and rule.endpoint not in KNOWN_ANYWAY]
    for who, rule in product(IN_TURN, rules[part::2]):
        there, missing = ground.post(who, ground.address(rule)), ground.post(who, ground.address(rule, missing=True))
        if there.status_code in {403, 404} and (there.status_code, plain(there)) != (missing.status_code, plain(missing)):
            ground.wrong.append(f"{rule.rule} as {who}: {there.status_code}, missing {missing.status_code}")
    ground.approve()


def plain(answer) -> str:
    """A page without what differs from one request to the next."""
    return TOKENS.sub(r"\1", answer.text)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_what_stands_behind_the_question_mark_breaks_no_page(ground, part):
    """Each name that a view asks for with each bad value, all of them at once, and names that nobody asks for."""
    asked = note_what_is_asked_for(ground.app)
    for rule in ground.rules("GET")[part::PARTS]:
        path = ground.address(rule).split("?")[0]
        who = ground.insider(path, "GET")
        asked.clear()
        ground.get(who, ground.address(rule))
        names = sorted(asked - {"csrf_token"})
        queries = ["%ff=%fe&%00=1", "a=%00", "&".join(f"x{n}=1" for n in range(300))]
        queries += [f"{name}={BAD_QUERIES[(place * 3 + n) % len(BAD_QUERIES)]}" for place, name in enumerate(names) for n in range(3)]
        queries += ["&".join(f"{name}={value}" for name in names for _ in "ab") for value in BAD_QUERIES]
        for query in dict.fromkeys(queries):
            ground.get(who, f"{path}?{query}")
    ground.approve()


def note_what_is_asked_for(app) -> set[str]:
    """The names that views look up in what came with a request, as they do."""
    seen = set()

    class Noted(ImmutableMultiDict):
        def get(self, key, *rest, **more):
            seen.add(key)
            return super().get(key, *rest, **more)

        def getlist(self, key, *rest, **more):
            seen.add(key)
            return super().getlist(key, *rest, **more)

        def __contains__(self, key):
            seen.add(key)
            return super().__contains__(key)

    class Asked(app.request_class):
        parameter_storage_class = Noted

    app.request_class = Asked
    return seen


def test_other_methods_are_refused_in_words(ground):
    for rule in ground.rules("POST")[::4] + ground.rules("GET")[::4]:
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
            answer = ground.send(10003, method, ground.address(rule))
            assert answer.status_code == 405, f"{method} {rule.rule}"
            assert "请从页面上的按钮进入" in answer.text
    ground.approve()


def test_head_and_options_are_answered(ground):
    for rule in ground.rules("GET")[::3]:
        path = ground.address(rule)
        head, options = ground.send(10003, "HEAD", path), ground.send(10003, "OPTIONS", path)
        assert head.data == b"" and head.status_code in {200, 303, 403, 404}, path
        assert options.status_code == 200 and "GET" in options.headers["Allow"], path
    ground.approve()


# ---- tokens, cookies, headers


@pytest.mark.parametrize("htmx", [False, True])
def test_without_the_token_of_the_page_nothing_is_done(ground, htmx):
    """None, a forged one, one with odd signs, an old one. What saves by itself says so in its place, and goes on."""
    ground.app.config["WTF_CSRF_ENABLED"] = True
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    for number, rule in enumerate(ground.rules("POST")):
        token = ("", "forged", "长.长.长", "IjEi.aaaaaa.bbbb", "a\0b")[number % 5]
        answer = ground.post(10003, ground.address(rule), data={"csrf_token": token, "reason": "门锁坏了"}, headers=headers)
        assert answer.status_code == 400, rule.rule
        if htmx and rule.endpoint in typed.SAVED:
            assert "还没有存" in answer.text and 'name="csrf_token"' in answer.text and "<html" not in answer.text, rule.rule
            continue
        assert "请回上一页刷新" in answer.text, rule.rule
        if htmx:
            assert answer.headers["HX-Retarget"] == "#notices" and "<html" not in answer.text
        elif "password" not in rule.rule and "\0" not in token:
            assert "门锁坏了" in answer.text, rule.rule
    ground.approve()


COOKIES = (
    "session=x", "session=%ff%fe", "session=\xe9\xff", "session=.eJw.x.y", "session=" + "a" * 9000, 'session="', "=;;=", "a=1; " * 400,
    "remember_token=1|\xe9", "remember_token=\xe9", "remember_token=10003|abc",
)  # fmt: skip


def test_odd_cookies_are_nobodys(ground):
    for cookie in COOKIES:
        ground.cookies[None] = cookie
        assert (ground.get(None, "/account").location or "").startswith("/sign-in"), cookie[:40]
        assert ground.get(None, "/sign-in").status_code == 200, cookie[:40]
    ground.approve()


HOSTS = ("evil.example", "127.0.0.1:99999", "a b", "", "[::1", "localhost.evil.example", "\xe9", "a" * 3000, "127.0.0.1@evil")


def test_an_odd_host_is_told_where_to_go(ground):
    for host in HOSTS:
        answer = ground.get(10001, "/", headers={"Host": host})
        assert answer.status_code in {400, 200}, host[:40]
        assert "evil" not in answer.text
    ground.approve()


NOWHERE = (
    "/%00", "/%ff", "/bookings/%00", "/bookings/1%00", "/door/%00", "/door/%ff", "/feeds/%00.ics", "/settings/%00", "/jobs/%00",
    "/static/%00", "/static/../../wsgi.py", "/static/%2e%2e/wsgi.py", "/evil.example//", "/" + "a" * 8000, "/door/" + "长" * 3000,
    "/bookings/٣", "/bookings/²", "/bookings/1;x", "/BOOKINGS/", "/people/1/", "/people/" + "9" * 5000, "/people/2147483648",
)  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_odd_addresses_are_not_found(ground, method):
    for path in NOWHERE:
        for who in (10003, None):
            answer = ground.send(who, method, path)
            assert answer.status_code in {303, 404, 405}, (path[:50], answer.status_code)
            assert "evil" not in (answer.location or "")
    assert ground.get(10003, "/people/2147483648").status_code == 404
    ground.approve()


NEXT = (
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "%2f%2fevil.example", "/%5cevil",
    "javascript:alert(1)", "/a%0d%0aX: y", "%00/", "%ff", "x" * 9000, "", "///evil.example", "http:/evil.example", "&next=//evil.example",
)  # fmt: skip


def test_sign_in_leads_to_own_pages_only(as_user):
    form = {"staff_no": "10001", "password": PASSWORD}
    for wish in NEXT:
        path = f"/sign-in?next={wish}"
        for answer in (as_user(None).post(path, data=form), as_user(10001).get(path)):
            assert answer.status_code == (400 if "%00" in wish else 303), wish[:40]
            assert answer.status_code == 400 or is_own(answer.location), answer.location


def is_own(location: str) -> bool:
    return bool(re.match(r"/(?![/\\])", location)) and not urlsplit(location).netloc


def test_what_nobody_can_read_is_answered_to_htmx_as_a_notice(ground):
    """The sentences of the page, without the page."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    for path in ("/units", "/messages/987654/reading", "/jobs"):
        for make in (*bodies().values(), *shapes(["name"]).values()):
            page, notice = ground.post(10003, path, **make()), ground.post(10003, path, headers=headers, **make())
            assert notice.status_code == page.status_code, path
            if page.status_code not in {409, 422}:
                assert notice.headers["HX-Retarget"] == "#notices" and "<html" not in notice.text, path
    ground.approve()
